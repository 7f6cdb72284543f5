"""The runbook is not made up: every drill is run, and RUNBOOK.md tells what it showed."""

import re

import pytest

from deployed_api import data
from deployed_api.drills import drill, playbook

RUNBOOK = (data.ROOT / "RUNBOOK.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def places(exported, tmp_path, monkeypatch):
    monkeypatch.setattr(playbook, "MODEL", exported)
    monkeypatch.setattr(drill, "REPORTS", tmp_path / "drills")


@pytest.mark.parametrize("name", playbook.DRILLS)
def test_a_drill_goes_as_the_runbook_says(name, code, tmp_path):
    result, said = code(drill.main, name)
    assert result == 0, said
    kept = (tmp_path / "drills" / f"{name}.txt").read_text()
    assert kept.startswith(f"$ uv run drill {name}\n")
    told = re.search(rf"```text\n(\$ uv run drill {name}\n.*?)```", RUNBOOK, re.DOTALL)
    assert told, f"RUNBOOK.md has no transcript of `{name}`"
    assert outline(kept) == outline(told[1])


def outline(transcript):
    """Return what was done and seen, without times, figures and names that differ each time."""
    lines = re.findall(r"s  (do|see) +(.*)", transcript)
    differs = r"`uv run keys revoke \w+`|log: .*|\w+/\d+|[\d.,]+|\S+ing of \S+"
    return [(kind, re.sub(differs, "", text)[:40]) for kind, text in lines]


def test_every_drill_has_a_section_with_symptom_diagnosis_and_remedy():
    for name in playbook.DRILLS:
        (section,) = [s for s in RUNBOOK.split("\n## ") if f"`uv run drill {name}`" in s]
        for word in ("**Symptom.**", "**Diagnosis.**", "**Remedy.**"):
            assert word in section, f"{name}: {word}"


def test_what_does_not_go_as_expected_is_told_by_the_exit_code(code, monkeypatch, tmp_path):
    def wrong(notes, folder):
        notes.do("nothing")
        notes.see("the sky falls", False)

    monkeypatch.setitem(playbook.DRILLS, "wrong", wrong)
    result, said = code(drill.main, "wrong")
    assert result == drill.FAILED
    assert "Expected and not seen: the sky falls" in said
    assert "not seen" in (tmp_path / "drills" / "wrong.txt").read_text()


def test_what_is_seen_may_be_put_into_words_once_it_is_there():
    said, log = [], []

    def happened():
        log.append("the registry is down")
        return len(log) > 1

    playbook.Notes(said.append).wait(lambda: f"log: {log[-1]}", happened)
    assert said[0].endswith("see log: the registry is down")


def test_an_unknown_drill_is_explained(code):
    result, said = code(drill.main, "leaked-keys")
    assert (result, "leaked-key" in said) == (1, True)


def test_without_a_name_the_drills_are_listed(code):
    result, said = code(drill.main)
    assert result == 0
    assert all(name in said for name in playbook.DRILLS)


def test_a_drill_wants_an_exported_model(monkeypatch, tmp_path, code):
    monkeypatch.setattr(playbook, "MODEL", tmp_path)
    result, said = code(drill.main, "corrupt-model")
    assert (result, "uv run export" in said) == (drill.FAILED, True)
