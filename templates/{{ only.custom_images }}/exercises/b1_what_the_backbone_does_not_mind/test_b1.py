"""Which changes of a drawing change its features, and which do not?"""

import pytest
import torch
from PIL import Image, ImageOps

from custom_images import data, features, picture

WAYS = {
    "mirrored": ImageOps.mirror,
    "turned": lambda image: image.rotate(90, expand=True),
    "grey": lambda image: image.convert("L").convert("RGB"),
    "small": lambda image: image.resize((image.width // 2, image.height // 2)),
}


@torch.inference_mode()
def seen(images: list[Image.Image]) -> torch.Tensor:
    return features.backbone()(torch.stack([features.prepared(image) for image in images]))


def test_b1(answers):
    for key in ("least", "most"):
        names = ", ".join(f'"{name}"' for name in WAYS)
        assert answers[key] in WAYS, f"`{key}` takes one of these, in quotes: {names}."
    assert type(answers["turned"]) in (int, float), "`turned` must be a number, without quotes."
    learn, _ = data.load()
    files = [learn.files[int((learn.labels == label).argmax())] for label in range(8)]
    images = [picture.read(file) for file in files]
    before = seen(images)
    alike = {
        name: float(torch.cosine_similarity(before, seen([*map(way, images)])).mean())
        for name, way in WAYS.items()
    }
    order = sorted(alike, key=lambda name: alike[name])
    assert answers["least"] != order[0] or answers["most"] != order[-1], (
        "It is the other way round: the features change least where the cosine is nearest to 1."
    )
    assert answers["least"] == order[-1], (
        f"Something changes the features less than `{answers['least']}`"
        f" (its mean cosine is {alike[answers['least']]:.2f})."
    )
    assert answers["most"] == order[0], (
        f"Something changes the features more than `{answers['most']}`"
        f" (its mean cosine is {alike[answers['most']]:.2f})."
    )
    assert answers["turned"] == pytest.approx(alike["turned"], abs=0.015), (
        f"`turned` is not {answers['turned']}. It is the mean of eight cosines, one for each"
        " drawing; is the whole drawing still there when it lies on its side?"
    )
