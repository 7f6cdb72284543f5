"""What the backbone sees in pictures: 1,280 numbers each, kept, for they never change."""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from tqdm import tqdm

from . import data, efficientnet, picture

SIZE = 128  # pixels along each side of what the backbone is shown; a multiple of 32


class PictureDataset(Dataset[Tensor]):
    """Picture files, one at a time; a DataLoader asks for them and stacks them into batches."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.files = files

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> Tensor:
        return prepared(picture.read(self.files[index]))


def prepared(image: Image.Image) -> Tensor:
    """Return a picture as the backbone knows pictures: (3, 128, 128), from -1 to 1."""
    # Shrunk until it fits, with white beside it: so nothing is cut off, and nothing is squeezed.
    square = ImageOps.pad(image, (SIZE, SIZE), Image.Resampling.BICUBIC, color="white")
    pixels = torch.from_numpy(np.array(square)).permute(2, 0, 1)  # colours first: (3, 128, 128)
    return (pixels.float() - 127) / 128  # as in the training of the backbone


backbone = cache(efficientnet.load)  # opened once, then remembered


@torch.inference_mode()  # nothing is learned here, so no gradients
def embed(files: Sequence[Path]) -> Tensor:
    """Ask the backbone about pictures; return their features, (n, 1280)."""
    loader = DataLoader(PictureDataset(files), batch_size=16)
    batches = tqdm(loader, "looking", unit="batch", leave=False, disable=None)
    layout = torch.channels_last  # how the numbers lie in memory: quicker on most processors
    return torch.cat([backbone()(batch.to(memory_format=layout)) for batch in batches])


def of(files: Sequence[Path]) -> Tensor:
    """Return the features of pictures, (n, 1280); only new pictures are looked at."""
    keys = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    store = data.ROOT / "models" / f"features-{recipe()}.safetensors"
    known = _stored(store)
    new = {key: file for key, file in zip(keys, files, strict=True) if key not in known}
    if new:
        try:
            found = embed([*new.values()])
        except picture.PictureError as problem:
            hint = "`uv run collect FOLDER` makes a folder without such files."
            raise data.DataError(f"{problem} {hint}") from None
        known |= {key: row.clone() for key, row in zip(new, found, strict=True)}
        store.parent.mkdir(parents=True, exist_ok=True)
        save_file(known, store.with_suffix(".new"))
        store.with_suffix(".new").replace(store)  # in one step: a kill leaves the old file
    return torch.stack([known[key] for key in keys])


def _stored(store: Path) -> dict[str, Tensor]:
    """Return the features that are known, by the sha256 of their picture's file."""
    try:
        return dict(load_file(store)) if store.exists() else {}
    except SafetensorError:  # damaged: they are computed again
        return {}


def recipe() -> str:
    """Return a short text that is another one as soon as features are made in another way."""
    modules = [picture.__file__, efficientnet.__file__, __file__]
    code = b"".join(Path(module).read_bytes() for module in modules)
    return hashlib.sha256(code).hexdigest()[:8]
