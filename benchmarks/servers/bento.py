"""BentoML. Run it with `bentoml serve bento:Titanic --port PORT`."""

from typing import Any

import bentoml
from pipeline import answer


@bentoml.service(workers=1)
class Titanic:
    """One passenger in, one probability out."""

    @bentoml.api
    def predict(self, passenger: dict[str, Any]) -> dict[str, float]:
        """Ask the model."""
        return {"probability": answer(passenger)}
