"""Stop training when it no longer helps, and go back to where it was best."""

from dataclasses import dataclass

import numpy as np

from ..data import Digits
from ..learning import Classifier, Epoch, LearningError, Watch, carry_on


@dataclass
class EarlyStopping:
    """A model that ends its training after `patience` epochs without a better validation loss.

    It keeps the weights of its best epoch. The validation set has then taken part in a choice, so
    its score flatters a little more than without.
    """

    model: Classifier
    patience: int

    def fit(self, learn: Digits, validation: Digits, seed: int, watch: Watch = carry_on) -> None:
        """Train the model, watch it, and restore its best state."""
        if not isinstance(self.patience, int) or self.patience < 1:
            raise LearningError(
                f"`patience` must be a whole number from 0 up, not `{self.patience}`."
            )
        best, since, kept = float("inf"), 0, dict[str, np.ndarray]()

        def look(epoch: Epoch) -> bool:
            nonlocal best, since, kept
            if epoch.validation_loss < best:
                best, since, kept = epoch.validation_loss, 0, self.model.arrays()
            else:
                since += 1
            return watch(epoch) or since >= self.patience

        self.model.fit(learn, validation, seed, look)
        if kept:
            self.model.restore(kept)

    def predict_proba(self, images: np.ndarray) -> np.ndarray:
        """Return a probability for each digit, (n, 10), for images (n, 28, 28) uint8."""
        return self.model.predict_proba(images)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return what the model learned."""
        return self.model.arrays()

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Take over what a model learned."""
        self.model.restore(arrays)
