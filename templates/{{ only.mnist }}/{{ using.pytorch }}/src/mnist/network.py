"""Train a neural network with PyTorch: the data set, the loop, the checkpoint."""

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import AdamW, Optimizer
from torch.optim.lr_scheduler import LRScheduler, OneCycleLR
from torch.utils.data import DataLoader, Dataset
from tqdm import tqdm

from .data import Digits
from .history import AfterEpoch, Epoch, TrainingError, best_epoch, check

DEVICE = torch.accelerator.current_accelerator() or torch.device("cpu")  # a graphics card, or not
Batch = tuple[Tensor, Tensor]  # images (batch, 1, 28, 28) from 0 to 1, labels (batch,)
Transform = Callable[[Tensor], Tensor]  # changes an image (1, 28, 28)
Schedule = Callable[[Optimizer, float, int], LRScheduler]  # of the largest rate and the steps


class DigitsDataset(Dataset[Batch]):
    """The digits, one at a time; a DataLoader asks for them and stacks them into batches."""

    def __init__(self, digits: Digits, transform: Transform | None = None) -> None:
        self.images = torch.from_numpy(digits.images).unsqueeze(1)  # (n, 1, 28, 28): one channel
        self.labels = torch.from_numpy(digits.labels)  # (n,)
        self.transform = transform or nn.Identity()

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> Batch:
        return self.transform(self.images[index] / 255), self.labels[index]  # (1, 28, 28), ()


@dataclass(frozen=True)
class RandomShift:
    """Augmentation: a 7 that moved is still a 7, which 3,500 images alone cannot tell."""

    most: int  # pixels to the left or right, and up or down

    def __call__(self, image: Tensor) -> Tensor:
        """Return the image, (1, 28, 28), moved at random; paper fills the gap."""
        down, right = torch.randint(0, 2 * self.most + 1, (2,)).tolist()
        return functional.pad(image, [self.most] * 4)[:, down : down + 28, right : right + 28]


def one_cycle(optimizer: Optimizer, largest: float, steps: int) -> LRScheduler:
    """Let the learning rate grow at first, then shrink to nothing: Smith and Topin (2018)."""
    return OneCycleLR(optimizer, largest, total_steps=steps)


@dataclass
class Network:
    """A network, and how to train it."""

    make: Callable[[], nn.Module]  # with random weights; images (n, 1, 28, 28) -> logits (n, 10)
    epochs: int
    learning_rate: float
    transform: Transform | None = None
    batch_size: int = 64
    schedule: Schedule = one_cycle
    patience: int = 0  # stop after so many epochs without a better validation loss; 0: never
    net: nn.Module | None = field(default=None, init=False)  # once it is trained
    history: list[Epoch] = field(default_factory=list, init=False)

    def fit(
        self,
        train: Digits,
        validation: Digits,
        seed: int,
        after_epoch: AfterEpoch = lambda epoch: None,
        checkpoint: Path | None = None,
    ) -> None:
        """Train, and keep the weights of the best epoch; go on from what is in `checkpoint`."""
        check(self.epochs, self.batch_size, self.learning_rate, self.patience)
        torch.manual_seed(seed)  # of the first weights
        net = self.make().to(DEVICE)
        loader = DataLoader(DigitsDataset(train, self.transform), self.batch_size, shuffle=True)
        optimizer = AdamW(net.parameters(), self.learning_rate)
        scheduler = self.schedule(optimizer, self.learning_rate, self.epochs * len(loader))
        progress = Progress(checkpoint, net=net, optimizer=optimizer, scheduler=scheduler)
        self.history = progress.load()
        for number in range(len(self.history) + 1, self.epochs + 1):
            if 0 < self.patience < number - best_epoch(self.history):
                break
            torch.manual_seed(seed + number)  # of the order and the shifts of this epoch
            learned = train_epoch(net, loader, optimizer, scheduler)
            self.history.append(Epoch(number, *learned, *evaluate(net, validation)))
            progress.save(self.history)
            after_epoch(self.history[-1])
        net.load_state_dict(progress.best)
        self.net = net

    def predict_proba(self, images: np.ndarray) -> np.ndarray:
        """Return a probability for each digit, (n, 10), for images (n, 28, 28) uint8."""
        return functional.softmax(logits_of(self.trained(), images).double(), dim=1).numpy()

    def arrays(self) -> dict[str, np.ndarray]:
        """Return a copy of all weights, by the name of their layer."""
        return {name: w.cpu().numpy().copy() for name, w in self.trained().state_dict().items()}

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Take over saved weights; RuntimeError if they are of another network."""
        net = self.make()
        net.load_state_dict({name: torch.tensor(array) for name, array in arrays.items()})
        self.net = net.to(DEVICE)

    def trained(self) -> nn.Module:
        """Return the network; TrainingError if it has learned nothing yet."""
        if self.net is None:
            raise TrainingError("This network has learned nothing yet. Run `uv run train` first.")
        return self.net


def train_epoch(
    net: nn.Module, loader: Iterable[Batch], optimizer: Optimizer, scheduler: LRScheduler
) -> tuple[float, float]:
    """Go once through all training images, a step after each batch; return loss and accuracy."""
    net.train()  # dropout hides findings, batch norm measures
    total_loss, hits, seen, device = 0.0, 0, 0, next(net.parameters()).device
    for images, labels in tqdm(loader, unit="batch", leave=False, disable=None):
        images, labels = images.to(device), labels.to(device)
        logits = net(images)  # (batch, 10): any numbers, the largest one wins
        loss = functional.cross_entropy(logits, labels)  # how wrong is that?
        optimizer.zero_grad()  # forget the last batch
        # for each weight: which way does the loss grow?
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()  # move every weight a little the other way
        scheduler.step()  # how far shall the next step go?
        total_loss += loss.item() * len(labels)
        hits += int((logits.argmax(dim=1) == labels).sum())
        seen += len(labels)
    return total_loss / seen, hits / seen


def evaluate(net: nn.Module, digits: Digits) -> tuple[float, float]:
    """Return loss and accuracy on digits that are not learned from."""
    logits, labels = logits_of(net, digits.images), torch.from_numpy(digits.labels)
    hits = (logits.argmax(dim=1) == labels).float()  # (n,)
    return functional.cross_entropy(logits, labels).item(), hits.mean().item()


@torch.no_grad()  # nothing is learned here, so no gradients
def logits_of(net: nn.Module, images: np.ndarray) -> Tensor:
    """Return the logits, (n, 10), for images (n, 28, 28) uint8."""
    net.eval()  # dropout hides nothing, batch norm uses what it has measured
    device = next(net.parameters()).device
    parts = torch.split(torch.from_numpy(np.ascontiguousarray(images)), 1000)  # for the memory
    return torch.cat([net(part.to(device).unsqueeze(1) / 255).cpu() for part in parts])


class Progress:
    """What a training needs to go on after it was stopped, in a file that each epoch renews."""

    def __init__(self, folder: Path | None, **parts: Any) -> None:
        self.file, self.parts = folder and folder / "checkpoint.pt", parts  # all have a state
        self.best: dict[str, Any] = {}  # the weights of the best epoch

    def load(self) -> list[Epoch]:
        """Put every part into the state it was in, and return the epochs that are done."""
        if not self.file or not self.file.exists():
            return []
        saved = torch.load(self.file, DEVICE, weights_only=True)  # numbers, and never a program
        for name, part in self.parts.items():
            part.load_state_dict(saved[name])
        self.best = saved["best"]
        return [Epoch(*row) for row in saved["history"]]

    def save(self, history: list[Epoch], write: bool = True) -> None:
        """Note the state after an epoch, and its weights if there was no better one."""
        state: dict[str, Any] = {name: part.state_dict() for name, part in self.parts.items()}
        if best_epoch(history) == len(history):
            self.best = copy.deepcopy(state["net"])
        if self.file and write:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.file.with_suffix(".new")
            torch.save(state | {"best": self.best, "history": [*map(tuple, history)]}, fresh)
            fresh.replace(self.file)  # in one step: a kill leaves the old file, or the new one
