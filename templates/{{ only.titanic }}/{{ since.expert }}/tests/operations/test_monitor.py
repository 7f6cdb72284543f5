"""Other passengers than those of the training data are drift."""

from titanic import data
from titanic.operations import monitor


def test_first_class_only_is_drift_and_the_exit_code_says_so(service, watch, tmp_path):
    passengers = data.load()
    service(passengers[passengers["pclass"] == 1])
    result, said, found = watch()
    assert result == monitor.DRIFTED
    assert {"pclass", "fare"} <= set(found["drifted"])
    assert "sex" not in found["drifted"]
    page = (tmp_path / "drift.html").read_text()
    assert "pclass" in page and "http" not in page.replace("http-equiv", "")
