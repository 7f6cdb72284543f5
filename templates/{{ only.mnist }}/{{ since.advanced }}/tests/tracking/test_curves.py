"""A record holds how the training went."""

import pytest
from mlflow import MlflowClient

from mnist import data, train
from mnist.tracking import track


def test_a_run_records_its_curves_epoch_by_epoch(quick_export, result, monkeypatch, tmp_path):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setattr(data, "ROOT", tmp_path)
    monkeypatch.setattr(train, "train", lambda _: result)
    tracked = track.track(result.params)
    client = MlflowClient(track.tracking_uri())
    for name, field in [
        ("epoch_training_loss", "loss"),
        ("epoch_training_accuracy", "accuracy"),
        ("epoch_validation_loss", "val_loss"),
        ("epoch_validation_accuracy", "val_accuracy"),
    ]:
        noted = {each.step: each.value for each in client.get_metric_history(tracked.run_id, name)}
        assert noted == pytest.approx(
            {epoch.number: getattr(epoch, field) for epoch in result.model.history}
        )
