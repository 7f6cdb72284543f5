"""Claims are asked together, told in one table, and stay what the README says."""

import re

import pandas as pd
import pytest
from failing import failure

from eda import data
from eda.analysis import claims, yearly

README = (data.ROOT / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| [^|]+ \(`(\w+)`\) \| ([+-][\d.]+) \| [^|]+ \| ([\d.]+) \| ([\d.]+) \|",
    README,
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def found(study):
    return claims.ask(study, claims.chosen([name for name, *_ in ROWS]))


@pytest.mark.parametrize(("name", "slope", "p", "holm"), ROWS)
def test_the_claims_of_the_readme_are_those_of_the_record(found, name, slope, p, holm):
    row = found.table.set_index("claim").loc[name]
    assert row["slope"] == pytest.approx(float(slope), abs=0.00501)
    assert row["p"] == pytest.approx(float(p), abs=0.0005)
    assert row["holm"] == pytest.approx(float(holm), abs=0.0005)


def test_the_readme_tells_twelve_claims():
    assert len({name for name, *_ in ROWS}) == 12


def test_claims_that_only_pass_alone_are_those_the_readme_warns_of(found):
    table = found.table.set_index("claim")
    assert set(table.index[(table["p"] < 0.05) & (table["holm"] >= 0.05)]) >= {
        "hurricanes", "short", "peak_months",
    }  # fmt: skip
    assert found.alarms[0] > 0.3 and found.alarms[1] < 0.05


def test_each_claim_has_a_value_for_each_season(study):
    for claim in yearly.CLAIMS:
        assert claim.figure(study).reindex(list(study.seasons)).notna().all(), claim.name


def test_energy_counts_each_six_hours_of_a_gale_once(made):
    record = made(("Ana", "2003-09-01", [30, 40, 50]))
    odd = record.tail(1).assign(hour=13, time=pd.Timestamp("2003-09-01 13:00"), wind=100)
    record["hour"] = record["time"].dt.hour
    fixes = data.clean(pd.concat([record, odd], ignore_index=True))
    study = data.Study(record, fixes, data.storms(fixes), range(2003, 2004))
    assert yearly.energy(study).to_dict() == {2003: (40**2 + 50**2) / 10_000}


def test_a_share_is_that_of_the_storms_it_speaks_of(made):
    record = made(
        ("Ana", "2003-09-01", [40]), ("Bob", "2003-09-09", [70]), ("C", "2003-10-01", [30])
    )
    fixes = data.clean(record)
    study = data.Study(record, fixes, data.storms(fixes), range(2003, 2004))
    assert yearly.share(64, 34)(study).to_dict() == {2003: 0.5}


def test_asked_alone_a_claim_keeps_its_p(study):
    alone = claims.ask(study, claims.chosen(["hurricanes"]), shuffles=999)
    (row,) = alone.table.itertuples()
    assert row.p == row.holm == row.fdr < 0.05


def test_in_a_record_in_which_nothing_changes_the_same_values_are_in_another_order(study):
    one = claims.chosen(["life", "energy"])
    told = [claims.ask(study, one, 99, nothing=seed).table for seed in (1, 1, 2)]
    pd.testing.assert_frame_equal(told[0], told[1])
    assert (told[0]["slope"] != told[2]["slope"]).all()
    assert told[0]["spread"].tolist() == pytest.approx(told[2]["spread"].tolist())


def test_a_season_without_a_value_leaves_a_claim_out(study):
    gap = yearly.Claim("gap", "nothing", lambda study: yearly.life(study).iloc[1:])
    found = claims.ask(study, [*claims.chosen(["life"]), gap], shuffles=99)
    assert found.left_out == ["gap"] and list(found.table["claim"]) == ["life"]
    assert "no value: gap" in claims.text(found)


def test_what_is_written_is_what_was_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(data, "ROOT", tmp_path)
    claims.main(["--only", "major", "life", "--since", "1980"])
    told = capsys.readouterr().out
    assert "2 claims about 43 seasons, 1980 to 2022" in told
    assert max(map(len, told.splitlines())) <= 80
    assert list(pd.read_csv(tmp_path / "reports" / "claims.csv")["claim"]) == ["major", "life"]
    assert (tmp_path / "reports" / "claims.png").is_file()


def test_a_record_of_nothing_is_not_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(data, "ROOT", tmp_path)
    claims.main(["--only", "major", "--nothing", "3"])
    assert "1 claim about" in capsys.readouterr().out
    assert not (tmp_path / "reports").exists()


def test_the_table_fits_a_terminal(found):
    assert max(map(len, claims.text(found).splitlines())) <= 80


def test_a_claim_that_there_is_not_is_refused_with_the_closest(capsys):
    told = failure(capsys, claims.main, "--only", "majr")[1]
    assert "There is no claim `majr`. Did you mean `major`?" in told
