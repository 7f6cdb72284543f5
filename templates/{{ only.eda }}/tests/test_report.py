"""The command writes what it says, and tells mistakes in one sentence."""

import json
import re
import shutil

import pytest
from failing import failure

from eda import data, report


@pytest.fixture(scope="module")
def written(tmp_path_factory, study):
    folder = tmp_path_factory.mktemp("repo")
    return folder, report.save(report.report(study), folder)


def test_it_writes_a_page_figures_and_pictures(written):
    folder, paths = written
    assert all(path.is_file() and path.parent == folder / "reports" for path in paths)
    metrics = json.loads((folder / "reports" / "metrics.json").read_text())
    assert metrics["storms"] == 654
    assert all(isinstance(value, int | float) for value in metrics.values())


def test_the_page_shows_every_picture_and_asks_no_other_host(written):
    folder, paths = written
    page = (folder / "reports" / "report.html").read_text(encoding="utf-8")
    assert set(re.findall(r'src="(.+?)"', page)) == {p.name for p in paths if p.suffix == ".png"}
    assert not re.search(r"https?://|\$\w", page)


def test_the_same_record_gives_the_same_bytes(written, tmp_path, study):
    folder, first = written
    again = report.save(report.report(study), tmp_path)
    assert [path.relative_to(tmp_path) for path in again] == [
        path.relative_to(folder) for path in first
    ]
    for one, other in zip(first, again, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_the_report_fits_a_terminal(study):
    text = report.text(report.report(study))
    assert max(map(len, text.splitlines())) <= 80


def test_another_copy_and_later_seasons_are_reported(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "ROOT", tmp_path)
    shutil.copy(data.CSV, tmp_path / "mine.csv.gz")
    report.main(["--file", str(tmp_path / "mine.csv.gz"), "--since", "1990"])
    assert "1990 to 2022" in capsys.readouterr().out
    assert (tmp_path / "reports" / "report.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--file", "nowhere.csv"], "`nowhere.csv` does not exist"),
        (["--since", "2021"], "There are 2 seasons"),
        (["--since", "soon"], "invalid int value"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(capsys, arguments, said):
    assert said in failure(capsys, report.main, *arguments)[1]
