"""Train a neural network with Keras: compile, fit, and the callbacks that fit calls."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import keras
import numpy as np
from keras.callbacks import BackupAndRestore, EarlyStopping, ModelCheckpoint
from keras.optimizers.schedules import CosineDecay

from .data import Digits
from .history import AfterEpoch, Epoch, TrainingError, check

BEST = "best.weights.h5"  # Keras' own file format: numbers, and never a program

Schedule = Callable[[float, int], Any]  # of the largest rate and the steps: LearningRateSchedule


def scaled(images: np.ndarray) -> np.ndarray:
    """Return images (n, 28, 28) of bytes as numbers from 0 to 1, (n, 28, 28, 1): one channel."""
    return (images / np.float32(255))[..., None]


def random_shift(most: float, **how: Any) -> Any:
    """Return a layer that moves images in training: a 7 that moved is still a 7.

    `most` is in pixels, to the left or right, and up or down; paper fills the gap.
    """
    if most < 0:
        raise TrainingError(f"`shift` must not be below 0, as `{most}` is.")
    share = most / 28
    return keras.layers.RandomTranslation(share, share, fill_mode="constant", **how)


def one_cycle(largest: float, steps: int) -> Any:
    """Let the learning rate grow at first, then shrink to nothing: Smith and Topin (2018)."""
    growing = steps // 4
    return CosineDecay(largest / 25, steps - growing, warmup_target=largest, warmup_steps=growing)


@dataclass
class Network:
    """A network, and how to train it."""

    make: Callable[[], Any]  # a keras.Model: images (n, 28, 28, 1) -> probabilities (n, 10)
    epochs: int
    learning_rate: float
    batch_size: int = 64
    schedule: Schedule = one_cycle
    patience: int = 0  # stop after so many epochs without a better validation loss; 0: never
    net: Any = field(default=None, init=False)  # once it is trained
    history: list[Epoch] = field(default_factory=list, init=False)

    def fit(
        self,
        train: Digits,
        validation: Digits,
        seed: int,
        after_epoch: AfterEpoch = lambda epoch: None,
        checkpoint: Path | None = None,
    ) -> None:
        """Train, and keep the weights of the best epoch; go on from what is in `checkpoint`.

        For each batch, `fit` asks the network, measures the loss, works out for every weight which
        way the loss grows (the gradient), and lets the optimizer move it a little the other way.
        On one processor the same seed gives the same network.
        """
        check(self.epochs, self.batch_size, self.learning_rate, self.patience)
        keras.utils.set_random_seed(seed)  # of the first weights
        net = self.make()
        steps = self.epochs * math.ceil(len(train) / self.batch_size)
        net.compile(
            optimizer=keras.optimizers.AdamW(self.schedule(self.learning_rate, steps)),
            loss="sparse_categorical_crossentropy",  # -log(probability of the right digit)
            metrics=["accuracy"],
        )
        with TemporaryDirectory() as temporary:
            folder = checkpoint or Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            noted = Noted(folder / "history.json", seed, after_epoch)
            net.fit(
                scaled(train.images),
                train.labels,
                batch_size=self.batch_size,
                epochs=self.epochs,
                validation_data=(scaled(validation.images), validation.labels),
                validation_batch_size=1000,  # as the memory allows
                callbacks=self.callbacks(folder, noted),
                verbose=0,
            )
            net.load_weights(folder / BEST)
        self.net, self.history = net, noted.history

    def callbacks(self, folder: Path, noted: "Noted") -> list[Any]:
        """Return what `fit` calls after each epoch, in this order."""
        so_far = min((epoch.val_loss for epoch in noted.history), default=None)
        best = ModelCheckpoint(
            folder / BEST,
            save_best_only=True,  # the one with the smallest validation loss
            save_weights_only=True,
            initial_value_threshold=so_far,
        )
        backup = BackupAndRestore(str(folder / "backup"), double_checkpoint=True)
        stop = [EarlyStopping(patience=self.patience)] if self.patience else []
        return [*stop, best, noted, backup]

    def predict_proba(self, images: np.ndarray) -> np.ndarray:
        """Return a probability for each digit, (n, 10), for images (n, 28, 28) uint8."""
        if len(images) == 0:
            return np.zeros((0, 10))
        probabilities = self.trained().predict(scaled(images), batch_size=1000, verbose=0)
        exact = probabilities.astype(float)  # so that each row adds up to 1 with 16 digits, too
        return np.asarray(exact / exact.sum(axis=1, keepdims=True))

    def arrays(self) -> dict[str, np.ndarray]:
        """Return a copy of all weights, by their number and the name of their layer."""
        return dict(zip(_names(self.trained()), self.net.get_weights(), strict=True))

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Take over saved weights; ValueError if they are of another network."""
        net = self.make()
        names = _names(net)
        if set(names) != set(arrays):
            raise ValueError("these weights belong to other layers")
        net.set_weights([arrays[name] for name in names])  # ValueError if a shape is another one
        self.net = net

    def trained(self) -> Any:
        """Return the network; TrainingError if it has learned nothing yet."""
        if self.net is None:
            raise TrainingError("This network has learned nothing yet. Run `uv run train` first.")
        return self.net


def _names(net: Any) -> list[str]:
    return [f"{number}.{weight.path.split('/')[-1]}" for number, weight in enumerate(net.weights)]


def reseed_layers(net: Any, seed: int) -> None:
    """Begin anew in those layers that have random numbers of their own: shifts and dropout."""
    for layer in net.layers:
        for name in ("generator", "seed_generator"):
            if hasattr(layer, name):
                getattr(layer, name).state.assign([seed, 0])


class Noted(keras.callbacks.Callback):  # type: ignore[misc]  # Keras comes without types
    """Note how things stand after each epoch, and give each a seed, so that it can be repeated."""

    def __init__(self, file: Path, seed: int, after_epoch: AfterEpoch) -> None:
        super().__init__()
        self.file, self.seed, self.after_epoch = file, seed, after_epoch
        rows = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
        self.history = [Epoch(*row) for row in rows]

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Choose the order of the images, the shifts, and what dropout hides."""
        self.history = self.history[:epoch]
        keras.utils.set_random_seed(self.seed + epoch + 1)
        reseed_layers(self.model, self.seed + epoch + 1)

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """Note the epoch, in a file too, and tell whoever wants to know."""
        found = (float(logs[key]) for key in ("loss", "accuracy", "val_loss", "val_accuracy"))
        self.history.append(Epoch(epoch + 1, *found))
        self.file.write_text(json.dumps(self.history), encoding="utf-8")
        self.after_epoch(self.history[-1])
