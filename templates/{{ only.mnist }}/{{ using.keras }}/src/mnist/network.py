"""Train a neural network with Keras: one call to `fit`, and what it does on the way."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import keras
import numpy as np
from tqdm import tqdm

from .data import Digits
from .learning import (
    Augment,
    Epoch,
    LearningError,
    Schedule,
    Watch,
    batches,
    carry_on,
    check_settings,
    one_cycle,
)

AT_ONCE = 1000  # images that are answered together; more would only need more memory


def scaled(images: np.ndarray) -> np.ndarray:
    """Return images (n, 28, 28) of bytes as numbers from 0 to 1, (n, 28, 28, 1)."""
    return (images / np.float32(255))[..., None]  # one channel, since there is no colour


@dataclass
class Network:
    """Layers, and how they are to be trained."""

    layers: Callable[[], Any]  # makes them: (n, 28, 28, 1) -> (n, 10) probabilities
    epochs: int
    learning_rate: float
    batch: int = 64
    augment: Augment | None = None
    schedule: Schedule = one_cycle
    net: Any = field(default=None, init=False)  # a keras.Model
    history: list[Epoch] = field(default_factory=list, init=False)  # of the last training

    def fit(self, learn: Digits, validation: Digits, seed: int, watch: Watch = carry_on) -> None:
        """Train new layers; stop early if `watch` says so after an epoch.

        For each batch, `fit` asks the network, measures the loss, works out for every weight which
        way is up (the gradient), and lets the optimizer take a step down. On one processor the
        same seed gives the same network.
        """
        check_settings(self.epochs, self.batch, self.learning_rate)
        self.history = []
        keras.utils.set_random_seed(seed)  # the first weights, and what dropout leaves out
        self.net = self.layers()
        self.net.compile(
            optimizer=keras.optimizers.AdamW(self.learning_rate, weight_decay=0.01),
            loss="sparse_categorical_crossentropy",  # -log(probability of the right digit)
            metrics=["accuracy"],
        )
        steps = math.ceil(len(learn) / self.batch)
        # disable=None: a bar on a terminal, nothing in a log file
        with tqdm(total=self.epochs * steps, unit="batch", leave=False, disable=None) as bar:
            self.net.fit(
                self._dealt(learn, np.random.default_rng(seed)),
                steps_per_epoch=steps,
                epochs=self.epochs,
                shuffle=False,  # _dealt does that
                validation_data=(scaled(validation.images), validation.labels),
                validation_batch_size=AT_ONCE,
                callbacks=[self._around_each_step(bar, steps), self._after_each_epoch(watch)],
                verbose=0,
            )

    def _dealt(
        self, learn: Digits, rng: np.random.Generator
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Deal all training images into batches, in a new order for every epoch."""
        for _ in range(self.epochs):
            for images, labels in batches(learn, self.batch, rng, self.augment):
                yield scaled(images), labels

    def _around_each_step(self, bar: "tqdm[NoReturn]", steps: int) -> Any:
        def begin(batch: int, logs: Any = None) -> None:
            progress = int(self.net.optimizer.iterations) / (self.epochs * steps)
            self.net.optimizer.learning_rate = self.learning_rate * self.schedule(progress)

        def end(batch: int, logs: Any = None) -> None:
            bar.update()

        return keras.callbacks.LambdaCallback(on_train_batch_begin=begin, on_train_batch_end=end)

    def _after_each_epoch(self, watch: Watch) -> Any:
        def end(index: int, logs: dict[str, float]) -> None:
            keys = ("loss", "accuracy", "val_loss", "val_accuracy")
            self.history.append(Epoch(index + 1, *(float(logs[key]) for key in keys)))
            if watch(self.history[-1]):
                self.net.stop_training = True

        return keras.callbacks.LambdaCallback(on_epoch_end=end)

    def predict_proba(self, images: np.ndarray) -> np.ndarray:
        """Return a probability for each digit, (n, 10), for images (n, 28, 28) uint8."""
        net = self._trained()
        if len(images) == 0:
            return np.zeros((0, 10))
        chances = net.predict(scaled(images), batch_size=AT_ONCE, verbose=0).astype(float)
        return np.asarray(chances / chances.sum(axis=1, keepdims=True))

    def arrays(self) -> dict[str, np.ndarray]:
        """Return a copy of all weights, by the name of their layer."""
        named = _weights(self._trained())
        return {name: np.array(keras.ops.convert_to_numpy(one)) for name, one in named.items()}

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Make the layers and give them these weights; ValueError if they do not fit."""
        net = self.layers()
        named = _weights(net)
        wanted = {name: tuple(weight.shape) for name, weight in named.items()}
        if wanted != {name: array.shape for name, array in arrays.items()}:
            raise ValueError("these weights belong to other layers")
        for name, weight in named.items():
            weight.assign(arrays[name])
        self.net = net

    def _trained(self) -> Any:
        if self.net is None:
            raise LearningError("This network has learned nothing yet. Run `uv run train` first.")
        return self.net


def _weights(net: Any) -> dict[str, Any]:
    """Return all weights of a network, by the name of their layer and their own."""
    return {
        f"{layer.name}/{weight.name}": weight for layer in net.layers for weight in layer.weights
    }
