"""Look over pictures of your own, one by one, and make a folder of those that are fit to train.

Run it with `uv run collect FOLDER`: a folder of folders, whose names say what is on the pictures.
Nothing in FOLDER is changed.
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image, ImageFilter

from . import data, picture
from .errors import UserError, reported

TINY = 48  # pixels of the longer side: less shows hardly anything
KEPT = 256  # pixels of the longer side of what is kept: twice what the backbone looks at
SAME = 0.995  # correlation from which on two pictures are one: a smaller copy, a burst
BLURRED = 0.5  # see `softness`; that of a sharp photo is about 0.1
UNEVEN = 3  # a class that is so many times as large as another is worth a word
LIST = "collected.csv"  # what became of each picture


def collect(folder: Path, into: Path) -> pd.DataFrame:
    """Copy what is fit into `into`; return a row for each file: what became of it, and why."""
    found = data.listing(folder)
    if not any(found.values()):
        raise UserError(f"`{folder}` has no folders with files in them.")
    _make_room(folder, into)
    rows: list[tuple[str, str, str, str]] = []
    into.mkdir(parents=True)
    (into / ".gitignore").write_text("*\n")  # your pictures are nobody else's business
    looks = dict[str, np.ndarray]()  # of the pictures that are kept
    for name, files in found.items():
        (into / name).mkdir()
        for file in sorted(files, key=lambda file: -file.stat().st_size):  # of twins, the larger
            short = file.relative_to(folder).as_posix()
            try:
                image = picture.read(file)
                reason = _unfit(image) or _twin(_look(image), looks)
            except picture.PictureError as problem:
                reason = str(problem).removeprefix(f"`{file}` ")
            if reason:
                rows.append((short, name, "left out", reason))
                continue
            rows.append((short, name, "kept", _remark(file, image)))
            looks[short] = _look(image)
            image.thumbnail((KEPT, KEPT))
            # A number before the name: `a.jpg` and `a.png` may be two pictures.
            image.save(into / name / f"{len(looks):05}-{file.stem}.png")
    table = pd.DataFrame(sorted(rows), columns=["file", "class", "verdict", "why"])
    table.to_csv(into / LIST, index=False)
    return table


def softness(image: Image.Image) -> float:
    """Return how much of the edges a blur leaves: 0 to 1; of a blurred picture, nearly all.

    Edges are measured by the variance of the Laplacian: how a pixel differs from its neighbours.
    """
    small = image.convert("L")
    small.thumbnail((KEPT, KEPT))
    blurred = small.filter(ImageFilter.GaussianBlur(1))
    edges = []
    for grey in (np.asarray(small, float), np.asarray(blurred, float)):
        around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
        edges.append(float((4 * grey[1:-1, 1:-1] - around).var()))
    return edges[1] / max(edges[0], 1e-9)


def _look(image: Image.Image) -> np.ndarray:
    """Return a tiny version of a picture, (768,): the product of two is their correlation."""
    colours = np.asarray(image.resize((16, 16)), float).ravel()
    colours -= colours.mean()
    return np.asarray(colours / max(float(np.linalg.norm(colours)), 1e-9))


def _unfit(image: Image.Image) -> str:
    """Say why a picture is of no use, or nothing."""
    if max(image.size) < TINY:
        return f"is tiny: {image.width} x {image.height} pixels."
    one_colour = np.ptp(np.asarray(image), axis=(0, 1)).max() < 16
    return "is empty: all of it has about the same colour." if one_colour else ""


def _twin(look: np.ndarray, looks: dict[str, np.ndarray]) -> str:
    """Say which picture that is kept is the same as this one, or nothing."""
    alike = (name for name, other in looks.items() if look @ other >= SAME)
    return next((f"looks the same as `{name}`." for name in alike), "")


def _remark(file: Path, image: Image.Image) -> str:
    """Say what is worth a look in a picture that is kept."""
    lies = "was stored lying on its side or head, and is upright now."
    found = {"is blurred, have a look.": softness(image) > BLURRED, lies: picture.turned(file)}
    return " ".join(remark for remark, holds in found.items() if holds)


def _make_room(folder: Path, into: Path) -> None:
    """Remove what an earlier run made; UserError if there is anything else."""
    if into.resolve().is_relative_to(folder.resolve()):
        raise UserError(f"`{into}` lies in `{folder}`. Name another folder by `--into`.")
    if into.exists() and not (into / LIST).exists():
        raise UserError(f"`{into}` is there already. Name another folder by `--into`.")
    shutil.rmtree(into, ignore_errors=True)


def told(table: pd.DataFrame) -> str:
    """Return what there is to say about pictures and classes, a line each."""
    lines = [f"{each.verdict}: `{each.file}` {each.why}" for each in table.itertuples() if each.why]
    sizes = (table["verdict"] == "kept").groupby(table["class"]).sum()
    lines += ["", *(f"{size:6} {name}" for name, size in sizes.items()), ""]
    often, seldom = sizes.idxmax(), sizes.idxmin()
    if sizes[seldom] < data.LEAST:
        lines.append(f"`{seldom}` needs {data.LEAST} pictures at least; 20 or more are better.")
    elif sizes[often] >= UNEVEN * sizes[seldom]:
        lines.append(
            f"Unbalanced: a model will say `{often}` too often, and `{seldom}` too seldom."
        )
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Collect the pictures that the flags name, and say what became of them."""
    flags = argparse.ArgumentParser("collect", description=__doc__.splitlines()[0])
    flags.add_argument("folder", type=Path, help="a folder of folders with pictures")
    flags.add_argument("--into", type=Path, default=data.ROOT / "data" / "mine")
    chosen = flags.parse_args(argv)
    with reported():
        table = collect(chosen.folder, chosen.into)
        print(told(table))
        into = chosen.into
        place = into.relative_to(data.ROOT) if into.is_relative_to(data.ROOT) else into
        print(f"Kept {sum(table['verdict'] == 'kept')} of {len(table)} pictures in {place}.")
        print(f"Next: uv run train --data {place}")


if __name__ == "__main__":
    main()
