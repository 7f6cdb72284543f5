"""Histories come from a file of any form, and what is deleted there is forgotten."""

import pytest

from recommender.errors import UserError
from recommender.service import serve

ALIEN = 1214


@pytest.fixture
def ask(client):
    """Return a function that asks /predict and returns the answer."""
    return lambda **body: client.post("/predict", json=body).json()


def liking(film):
    return [{"film": film, "stars": 5}]


def ids(answer):
    return [film["id"] for film in answer["films"]]


@pytest.fixture
def elsewhere(monkeypatch):
    """Return a function that says where histories are."""
    return lambda path: monkeypatch.setenv("HISTORIES", str(path))


def test_without_histories_nobody_is_known(ask, elsewhere):
    elsewhere("")
    assert ask(user=42)["basis"] == "everybody"


def test_histories_can_come_from_another_file(ask, elsewhere, tmp_path):
    (tmp_path / "mine.csv").write_text("userId,movieId,rating,timestamp\n7,1214,4,9\n")
    elsewhere(tmp_path / "mine.csv")
    assert ids(ask(user=7)) == ids(ask(ratings=liking(ALIEN)))
    assert ask(user=42)["basis"] == "everybody"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "\ufeffUserID;Movie ID;Rating;Timestamp\r\n7;1214;4,5;9\r\n"),
        ("a.tsv", "user_id\tmovie_id\trating\ttimestamp\n7\t1214\t4\t9\n"),
        ("ratings.dat", "7::1214::4::9\n"),
        ("u.data", "7\t1214\t4\t9\n"),
    ],
)
def test_histories_are_read_in_every_form_that_ratings_are(ask, elsewhere, tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    elsewhere(tmp_path / name)
    assert ids(ask(user=7)) == ids(ask(ratings=liking(ALIEN)))


def test_a_history_that_is_deleted_is_forgotten(client, ask, elsewhere, tmp_path):
    file = tmp_path / "mine.csv"
    head = "userId,movieId,rating,timestamp\n"
    file.write_text(f"{head}7,1214,4,9\n8,1214,4,9\n")
    elsewhere(file)
    assert ask(user=7)["basis"] == "history"
    file.write_text(f"{head}8,1214,4,9\n")
    assert ask(user=7)["basis"] == "everybody"
    assert ask(user=8)["basis"] == "history"
    file.unlink()
    assert client.post("/predict", json={"user": 8}).status_code == 503
    assert ask(ratings=liking(ALIEN))["basis"] == "ratings"


def test_a_file_of_histories_that_is_none_is_explained(exported, elsewhere, tmp_path):
    elsewhere(tmp_path / "nowhere.csv")
    with pytest.raises(UserError, match="cannot be read"):
        serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    elsewhere(tmp_path / "other.csv")
    with pytest.raises(UserError, match="no table of ratings"):
        serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
