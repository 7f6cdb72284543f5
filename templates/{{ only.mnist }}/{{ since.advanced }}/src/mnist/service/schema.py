"""What the API takes and gives: a picture in, ten probabilities out."""

import base64
import io
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Annotated, Any, Literal, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

from .. import picture
from ..analysis import occlusion
from ..data import SIZE, DataError
from ..familiar import Familiar
from . import budget
from .engine import Engine

TITLE = "Which digit is it?"
INPUT = "images"  # what the model calls its input
FORMATS = ["PNG", "JPEG"]
MOST_BYTES = 8_000_000  # of a request, unless MAX_BODY_BYTES says otherwise: a photo has room
PHOTO_PIXELS = 25_000_000  # of a file that is sent as it is; inside JSON see budget.py
# A 7, as a PNG of 56 x 56 pixels.
SEVEN = (
    "iVBORw0KGgoAAAANSUhEUgAAADgAAAA4AQAAAACA/QazAAAAZklEQVR42q2QMRKAIBADg1hQ8gN5Ck+HGR9EJwVj"
    "LLAg12qV2dsimXMEAGDDPwkOAAcnN+P7wp4cQf2Iyj0pt7z0kCyk+Ar13vh9Js3uOyiPqNyTcsvaU6g9Feq98ed7"
    "v0i6j/9/ADA2Nb3UV/YkAAAAAElFTkSuQmCC"
)


def prepare(content: bytes, inside_json: bool = False) -> bytes:
    """Return the digit in a picture file as the model wants it: 28 x 28 bytes, row by row.

    Raises DataError for a file that is too big, that is no picture, or that shows no digit.
    """
    with picture.opened(io.BytesIO(content), "The picture", FORMATS) as image:
        if inside_json:
            budget.spend(image.width * image.height)
        return picture.prepared(image, "The picture", PHOTO_PIXELS).tobytes()


def _unpack(value: Any) -> bytes:
    """Return the digit in base64 of a picture file."""
    if not isinstance(value, str):
        raise ValueError("Input should be a string: a PNG or JPEG file in base64")
    try:
        content = base64.b64decode(value, validate=True)
    except ValueError:
        raise ValueError("Input should be a PNG or JPEG file in base64") from None
    try:
        return prepare(content, inside_json=True)
    except DataError as problem:
        raise ValueError(str(problem).rstrip(".")) from None


Picture = Annotated[
    bytes,  # prepared; whoever asks sends text
    PlainValidator(_unpack),
    WithJsonSchema(
        {
            "type": "string",
            "format": "picture",
            "contentEncoding": "base64",
            "contentMediaType": "image/png",
            "description": "a PNG or JPEG file in base64: one digit, dark on light or light on "
            f"dark; all pictures of a request together may have {budget.MOST:,} pixels",
        }
    ),
]
Digit = Literal[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
DIGITS: tuple[Digit, ...] = get_args(Digit)
Share = Annotated[float, Field(ge=0, le=1)]
Change = Annotated[float, Field(ge=-1, le=1)]
Ink = Annotated[int, Field(ge=0, le=255)]


class Request(BaseModel):
    """A picture of one digit."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"image": SEVEN}]}
    )

    image: Picture


class Answer(BaseModel):
    """What the model says about a picture."""

    digit: Digit = Field(description="the most probable one")
    probability: float = Field(ge=0, le=1, description="of this digit")
    probabilities: list[Share] = Field(description="of 0 to 9, in this order")
    warning: str | None = Field(description="why not to trust this answer: how the picture is odd")
    model_version: str


class Explanation(Answer):
    """The answer, and which places of the picture it depends on."""

    pixels: list[list[Ink]] = Field(description="what the model sees: 28 rows; 255 is ink")
    heat: list[list[Change]] = Field(
        description="for each pixel, what `probability` loses when it and its surroundings are "
        "covered; below 0 where it gains"
    )
    patch: int = Field(description="pixels along each side of what covers it")


def answer(model: Engine, asked: Sequence[Request]) -> list[Answer]:
    """Return the model's answer for each picture, in the same order."""
    images = np.stack([digit(each) for each in asked])
    chances, known = ask(model, images).round(6), _familiar(model)
    warnings = known.warnings(images) if known else [None] * len(images)
    return [
        Answer(
            digit=DIGITS[row.argmax()],
            probability=row.max(),
            probabilities=row.tolist(),
            warning=warning,
            model_version=model.version,
        )
        for row, warning in zip(chances, warnings, strict=True)
    ]


@lru_cache(maxsize=4)
def _familiar(model: Engine) -> Familiar | None:
    """Return what a model's training pictures look like; None if it was exported without."""
    kept = model.about.extra.get("familiar")
    if not kept:
        return None
    typical = np.frombuffer(base64.b64decode(kept["typical"]), np.uint8)
    return Familiar(typical.reshape(-1, SIZE * SIZE // 4), np.array(kept["limits"]))


def packed(known: Familiar) -> dict[str, Any]:
    """Return what training images look like as plain text and numbers, to be kept with a model."""
    text = base64.b64encode(known.typical.tobytes()).decode()
    return {"typical": text, "limits": known.limits.tolist()}


def explain(model: Engine, asked: Request) -> Explanation:
    """Return the answer, and what covering each place of the picture costs it."""
    told, image = answer(model, [asked])[0], digit(asked)
    costs = occlusion.lost(partial(ask, model), image, told.digit)
    return Explanation(
        **vars(told), pixels=image.tolist(), heat=costs.tolist(), patch=occlusion.PATCH
    )


def digit(asked: Request) -> np.ndarray:
    """Return the picture that the model gets, (28, 28) uint8."""
    return np.frombuffer(asked.image, np.uint8).reshape(SIZE, SIZE)


def ask(model: Engine, images: np.ndarray) -> np.ndarray:
    """Return a probability for each digit, (n, 10), for prepared images (n, 28, 28) uint8."""
    # Rounding may take a probability a hair past its ends.
    return np.clip(model.run({INPUT: images}), 0, 1)
