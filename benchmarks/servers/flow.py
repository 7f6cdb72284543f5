"""MLflow's model, saved by `python flow.py FOLDER` and run by `mlflow models serve`."""

import sys
from pathlib import Path

import mlflow
import pandas as pd
from mlflow.pyfunc.model import PythonModel


class Titanic(PythonModel):
    """Passengers in, probabilities out."""

    def predict(self, context: object, model_input: pd.DataFrame) -> list[float]:
        """Ask the model."""
        from pipeline import answer

        return [answer(row) for row in model_input.to_dict("records")]


mlflow.models.set_model(Titanic())

if __name__ == "__main__":
    here = Path(__file__)
    mlflow.pyfunc.save_model(sys.argv[1], python_model=str(here), pip_requirements=["mlflow"])
