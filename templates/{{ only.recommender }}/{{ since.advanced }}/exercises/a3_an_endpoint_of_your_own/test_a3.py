"""A route that lists the best known films of a genre."""

from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from written import written

from recommender import data


def function():
    found = written(data, "service/routers/genres.py", "install")
    return found.install


GENRES = ["Comedy|Drama", "Horror", "Drama", "(no genres listed)", "Comedy", "Drama|Sci-Fi"]
VIEWERS = [5, 90, 40, 70, 30, 60]
DRAMA, COMEDY = [60, 30, 10], [50, 10]  # movieIds, best known first


class Model:
    """Stands for a model that knows six films."""

    def __init__(self, times=1):
        count = len(GENRES) * times
        self.about = SimpleNamespace(
            extra={
                "ids": [10 * (place + 1) for place in range(count)],
                "titles": [f"Film {place}" for place in range(count)],
                "years": [1999] * count,
                "genres": GENRES * times,
                "viewers": VIEWERS * times,
                "alike": [[]] * count,
                "users": 100,
                "personal": True,
            }
        )


@pytest.fixture
def ask():
    return asking(Model())


def asking(model):
    install, app = function(), FastAPI()
    app.state.routers, app.state.listeners = [], []
    app.state.slot = SimpleNamespace(need=lambda: model, engine=model)
    install(app)
    assert app.state.routers, "`install` should append your router to `app.state.routers`."
    for router in app.state.routers:
        app.include_router(router)
    client = TestClient(app, raise_server_exceptions=True)
    return lambda path: client.get(path)


def ids(response, path):
    assert response.status_code == 200, (
        f"`{path}` is answered with {response.status_code}, not 200."
    )
    films = response.json().get("films")
    assert isinstance(films, list), 'The answer should look like `{"films": [...]}`.'
    assert all({"id", "title", "year", "genres", "viewers"} <= set(film) for film in films), (
        "Each film should be a card, as in the answer of `/films`."
    )
    return [film["id"] for film in films]


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/genres/Drama", DRAMA),
        ("/genres/drama", DRAMA),
        ("/genres/COMEDY", COMEDY),
        ("/genres/Sci-Fi", [60]),
        ("/genres/Drama?limit=2", DRAMA[:2]),
        ("/genres/Drama?limit=1", DRAMA[:1]),
    ],
)
def test_the_films_of_a_genre(ask, path, right):
    found = ids(ask(path), path)
    assert found == right, f"`{path}` should list the films {right}, best known first, not {found}."


def test_eight_unless_told_otherwise():
    found = ids(asking(Model(5))("/genres/drama"), "/genres/drama")
    assert len(found) == 8, f"Without `limit`, of 15 dramas 8 should be listed, not {len(found)}."


@pytest.mark.parametrize("genre", ["Western", "com", "Comedy|Drama", "(no genres listed)", "("])
def test_no_such_genre(ask, genre):
    status = ask(f"/genres/{genre}").status_code
    assert status == 404, f"`/genres/{genre}` should be answered with 404, not {status}."


@pytest.mark.parametrize("limit", ["0", "21", "-1", "many", "1.5"])
def test_a_limit_without_sense(ask, limit):
    status = ask(f"/genres/Drama?limit={limit}").status_code
    assert status == 422, f"`limit={limit}` should be answered with 422, not {status}."
