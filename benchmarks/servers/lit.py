"""LitServe. Run it with `python lit.py PORT`."""

import sys
from typing import Any

import litserve
from pipeline import answer


class Api(litserve.LitAPI):
    """One passenger in, one probability out."""

    def setup(self, device: str) -> None:
        """Load nothing: the pipeline is loaded on import."""

    def predict(self, passenger: dict[str, Any]) -> dict[str, float]:
        """Ask the model."""
        return {"probability": answer(passenger)}


if __name__ == "__main__":
    server = litserve.LitServer(Api(), accelerator="cpu", workers_per_device=1)
    server.run(host="127.0.0.1", port=int(sys.argv[1]), generate_client_file=False)
