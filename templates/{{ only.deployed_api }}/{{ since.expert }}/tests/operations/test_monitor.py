"""Other loans than those of the training data are drift."""

from deployed_api import data
from deployed_api.operations import monitor


def test_people_with_bad_records_only_are_drift_and_the_exit_code_says_so(service, watch, tmp_path):
    loans = data.load()
    service(loans[loans["records"] == "yes"])
    result, said, found = watch()
    assert result == monitor.DRIFTED
    assert {"records", "probability"} <= set(found["drifted"])
    assert "time" not in found["drifted"]
    page = (tmp_path / "drift.html").read_text()
    assert "records" in page and "http" not in page.replace("http-equiv", "")
