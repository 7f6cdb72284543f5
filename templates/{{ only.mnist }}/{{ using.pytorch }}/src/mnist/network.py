"""Train a neural network with PyTorch: the loop, step by step, and nothing hidden."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim import Optimizer
from tqdm import tqdm

from .data import Digits
from .learning import (
    Augment,
    Epoch,
    LearningError,
    Schedule,
    Watch,
    accuracy,
    batches,
    carry_on,
    check_settings,
    log_loss,
    one_cycle,
)

Batch = tuple[np.ndarray, np.ndarray]  # images (batch, 28, 28) and labels (batch,)
Dealt = Iterable[tuple[float, Batch]]  # each with its learning rate

AT_ONCE = 1000  # images that are answered together; more would only need more memory


class Score(NamedTuple):
    """Mean loss and share of right answers."""

    loss: float
    accuracy: float


def device() -> str:
    """Return where to compute: on a graphics card if there is one, else on the processor."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def tensor(images: np.ndarray) -> torch.Tensor:
    """Return images (n, 28, 28) of bytes as numbers from 0 to 1, (n, 1, 28, 28), on the device."""
    pixels = torch.from_numpy(np.ascontiguousarray(images)).to(device())
    return pixels.float().div(255).unsqueeze(1)  # the 1: one channel, since there is no colour


@dataclass
class Network:
    """Layers, and how they are to be trained."""

    layers: Callable[[], nn.Module]  # makes them: (n, 1, 28, 28) -> (n, 10) logits
    epochs: int
    learning_rate: float
    batch: int = 64
    augment: Augment | None = None
    schedule: Schedule = one_cycle
    net: nn.Module | None = field(default=None, init=False)
    history: list[Epoch] = field(default_factory=list, init=False)  # of the last training

    def fit(self, learn: Digits, validation: Digits, seed: int, watch: Watch = carry_on) -> None:
        """Train new layers; stop early if `watch` says so after an epoch.

        On one processor the same seed gives the same network.
        """
        check_settings(self.epochs, self.batch, self.learning_rate)
        self.history = []
        torch.manual_seed(seed)  # the first weights, and what dropout leaves out
        rng = np.random.default_rng(seed)  # the order of the images, and how they are changed
        self.net = self.layers().to(device())
        optimizer = torch.optim.AdamW(self.net.parameters(), weight_decay=0.01)
        steps = math.ceil(len(learn) / self.batch)
        # disable=None: a bar on a terminal, nothing in a log file
        with tqdm(total=self.epochs * steps, unit="batch", leave=False, disable=None) as bar:
            for number in range(1, self.epochs + 1):
                rates = [self._rate(number, step / steps) for step in range(steps)]
                dealt = batches(learn, self.batch, rng, self.augment)
                now = _one_epoch(self.net, optimizer, zip(rates, dealt, strict=True), bar)
                chances = self.predict_proba(validation.images)
                unseen = log_loss(validation.labels, chances), accuracy(validation.labels, chances)
                self.history.append(Epoch(number, *now, *unseen))
                if watch(self.history[-1]):
                    break

    def _rate(self, number: int, share: float) -> float:
        """Return the learning rate for this epoch, after this share of it."""
        return self.learning_rate * self.schedule((number - 1 + share) / self.epochs)

    def predict_proba(self, images: np.ndarray) -> np.ndarray:
        """Return a probability for each digit, (n, 10), for images (n, 28, 28) uint8."""
        net = self._trained()
        net.eval()  # dropout drops nothing, batch norm uses what it has measured
        parts = [np.zeros((0, 10))]
        with torch.no_grad():  # nothing is learned here, so no gradients
            for start in range(0, len(images), AT_ONCE):
                logits = net(tensor(images[start : start + AT_ONCE]))
                parts.append(functional.softmax(logits.double().cpu(), dim=1).numpy())
        return np.concatenate(parts)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return a copy of all weights, by the name of their layer."""
        state = self._trained().state_dict()
        return {name: value.cpu().numpy().copy() for name, value in state.items()}

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Make the layers and give them these weights; ValueError if they do not fit."""
        net = self.layers()
        state = {name: torch.from_numpy(array.copy()) for name, array in arrays.items()}
        try:
            net.load_state_dict(state)
        except RuntimeError:
            raise ValueError("these weights belong to other layers") from None
        self.net = net.to(device())

    def _trained(self) -> nn.Module:
        if self.net is None:
            raise LearningError("This network has learned nothing yet. Run `uv run train` first.")
        return self.net


def _one_epoch(net: nn.Module, optimizer: Optimizer, dealt: Dealt, bar: "tqdm[NoReturn]") -> Score:
    """Go once through all training images, and take one step after each batch."""
    net.train()  # dropout drops, batch norm measures
    losses, hits, seen = 0.0, 0, 0
    for rate, (images, labels) in dealt:
        for group in optimizer.param_groups:
            group["lr"] = rate  # how far a step goes
        target = torch.from_numpy(labels).to(device())  # (batch,)
        logits = net(tensor(images))  # (batch, 10): any numbers; the largest one wins
        loss = functional.cross_entropy(logits, target)  # how wrong is that?
        optimizer.zero_grad()  # forget the last batch
        loss.backward()  # type: ignore[no-untyped-call]  # which way is up, for each weight?
        optimizer.step()  # a step down
        losses += loss.item() * len(labels)
        hits += int((logits.argmax(dim=1) == target).sum())
        seen += len(labels)
        bar.update()
    return Score(losses / seen, hits / seen)
