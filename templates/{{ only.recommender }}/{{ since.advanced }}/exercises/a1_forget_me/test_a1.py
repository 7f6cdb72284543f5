"""Whoever wants to be forgotten is forgotten, and nobody else."""

import gzip

import pytest
from written import written

from recommender import data
from recommender.service import histories


def function():
    found = written(data, "service/forget.py", "forget")
    return found.forget


ROWS = ["11,5,4.0,100", "1,5,3.5,90", "2,7,1.0,50", "1,9,5.0,10", "111,1,2.0,7", "2,1,4.5,60"]


def ratings_file(folder, name, rows=ROWS, end="\n"):
    path, text = folder / name, end.join(["userId,movieId,rating,timestamp", *rows, ""])
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def lines(path):
    raw = path.read_bytes()
    assert raw.startswith(b"\x1f\x8b") == path.name.endswith(".gz"), (
        f"`{path.name}` should be packed only if its name ends in .gz."
    )
    return (gzip.decompress(raw) if path.name.endswith(".gz") else raw).decode()


@pytest.mark.parametrize("name", ["ratings.csv", "ratings.csv.gz"])
@pytest.mark.parametrize("user", [1, 2, 11])
def test_one_is_gone_and_the_others_stay(tmp_path, name, user):
    path = ratings_file(tmp_path, name)
    count, own = function()(path, user), [row for row in ROWS if row.split(",")[0] == str(user)]
    left = lines(path).split("\n")[1:-1]
    gone = set(ROWS) - set(left)
    assert gone >= set(own), f"User {user} still has ratings in the file."
    assert gone == set(own), (
        f"With user {user}, ratings of somebody else are gone: {min(gone - set(own))}."
    )
    assert left == [row for row in ROWS if row not in own], "The other lines are in another order."
    assert lines(path).startswith("userId,movieId,rating,timestamp\n"), (
        "The header is gone or changed."
    )
    assert count == len(own), f"User {user} had {len(own)} ratings; `forget` returned {count}."


def test_the_service_sees_it_at_once(tmp_path):
    path = ratings_file(tmp_path, "ratings.csv.gz")
    assert len(histories.read(path)[1]) == 2
    function()(path, 1)
    people = histories.read(path)
    assert 1 not in people, "The service still knows user 1."
    assert dict(people[2]) == {7: 1.0, 1: 4.5}, "The service lost ratings of user 2."


def test_a_stranger_changes_nothing(tmp_path):
    path = ratings_file(tmp_path, "ratings.csv.gz")
    before, place = path.read_bytes(), path.stat()
    count = function()(path, 5)
    assert count == 0, f"User 5 has no ratings (it is a film), but `forget` returned {count}."
    after = path.stat()
    touched = (after.st_ino, after.st_mtime_ns) != (place.st_ino, place.st_mtime_ns)
    assert path.read_bytes() == before and not touched, "For a stranger, the file is written anew."


def test_at_once_and_without_a_rest(tmp_path):
    path = ratings_file(tmp_path, "ratings.csv")
    before = path.stat().st_ino
    function()(path, 1)
    assert path.stat().st_ino != before, (
        "The file was written over, so whoever reads it meanwhile gets a mixture of both. Write a"
        " new one, and let it take the place."
    )
    rest = sorted(file.name for file in tmp_path.iterdir() if file != path)
    assert not rest, f"Something is left in the folder: {', '.join(rest)}."


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_who_may_read_it_stays(tmp_path, mode):
    path = ratings_file(tmp_path, "ratings.csv")
    path.chmod(mode)
    before = path.stat().st_mode & 0o777  # Windows knows fewer
    function()(path, 1)
    after = path.stat().st_mode & 0o777
    assert after == before, (
        f"The file's permissions were {before:o} and are {after:o} now: not the same people may"
        " read it."
    )


def test_other_line_ends_stay(tmp_path):
    path = ratings_file(tmp_path, "ratings.csv", end="\r\n")
    function()(path, 2)
    assert path.read_bytes().count(b"\r\n") == 5, "Lines that ended in CR LF end otherwise now."
