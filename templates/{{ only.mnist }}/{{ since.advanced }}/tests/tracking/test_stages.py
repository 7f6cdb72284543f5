"""The pipeline knows of every module that the model depends on."""

from mnist import data


def test_every_module_that_decides_about_the_model_is_named():
    """DVC does not look into imports: a module that is not named changes unnoticed."""
    text = (data.ROOT / "dvc.yaml").read_text(encoding="utf-8")
    for name in ("data", "history", "network", "familiar", "train", "picture", "tracking/onnxes"):
        assert f"- src/mnist/{name}.py" in text
