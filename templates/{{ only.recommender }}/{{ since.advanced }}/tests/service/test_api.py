"""What a program that asks the API can rely on."""

import numpy as np
import pytest

from recommender import data, predict, titles
from recommender.service import histories, schema

ASKED = schema.Request.model_config["json_schema_extra"]["examples"][0]
ALIEN, ALIENS, TOY_STORY, MATRIX = 1214, 1200, 1, 2571
NOBODY, NO_FILM = 999_999, 999_999_999


@pytest.fixture
def ask(client):
    """Return a function that asks /predict and returns the answer."""

    def answered(**body):
        response = client.post("/predict", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    return answered


def liking(*films, stars=5):
    return [{"film": film, "stars": stars} for film in films]


def ids(answer):
    return [film["id"] for film in answer["films"]]


def test_known_users_get_what_the_trained_model_recommends(client, result, lens):
    users = np.unique(lens.ratings["userId"])[::7]
    items = [{"user": int(user)} for user in users]
    answers = client.post("/predict/batch", json={"items": items}).json()["answers"]
    rows = data.matrix(lens.ratings, lens.shape)[
        np.searchsorted(lens.ratings["userId"].unique(), users)
    ]
    scores = result.model.scores(rows)
    for row, answer in zip(scores, answers, strict=True):
        assert answer["basis"] == "history"
        places = np.searchsorted(lens.films["movieId"], ids(answer))
        assert [film["score"] for film in answer["films"]] == pytest.approx(row[places], abs=1e-4)
    expected = predict.predict(result.model, rows)
    best = np.take_along_axis(scores, expected, axis=1)
    given = [[film["score"] for film in answer["films"]] for answer in answers]
    assert np.allclose(given, best, atol=1e-4)


def test_somebody_new_gets_what_the_command_recommends(ask, result, lens):
    seen = titles.find("The Matrix", lens.films)
    profile = predict.for_titles(lens, ["Alien", "Toy Story"])
    places = [place for place in predict.predict(result.model, profile, 11)[0] if place != seen][
        :10
    ]
    answer = ask(ratings=[*liking(ALIEN), *liking(TOY_STORY, stars=4), *liking(MATRIX, stars=2)])
    assert ids(answer) == lens.films["movieId"].iloc[places].tolist()
    assert answer["basis"] == "ratings"


def test_a_sequel_is_recommended_to_those_who_liked_the_film(ask):
    assert ALIENS in ids(ask(ratings=liking(ALIEN)))


def test_what_was_rated_or_excluded_is_never_recommended(ask):
    before = ids(ask(ratings=liking(ALIEN)))
    after = ids(ask(ratings=[*liking(ALIEN), *liking(before[0], stars=1)], exclude=before[1:3]))
    assert not set(before[:3]) & set(after)
    assert len(after) == 10


def test_stars_up_to_three_only_keep_a_film_off_the_list(ask):
    one, two = (ask(ratings=[*liking(ALIEN), *liking(TOY_STORY, stars=s)]) for s in (0.5, 3))
    assert ids(one) == ids(two)
    assert [f["score"] for f in one["films"]] == [f["score"] for f in two["films"]]


def test_ratings_are_added_to_a_history(ask):
    known = ask(user=42)
    more = ask(user=42, ratings=liking(ids(known)[0]))
    assert more["basis"] == "history"
    assert ids(known)[0] not in ids(more)
    assert ids(known) != ids(more)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"user": NOBODY},
        {"ratings": liking(ALIEN, stars=1)},
        {"ratings": liking(NO_FILM)},
    ],
)
def test_of_whom_nothing_is_known_gets_what_most_people_watched(ask, body):
    answer = ask(**body)
    assert answer["basis"] == "everybody"
    assert answer["films"][0]["title"] == "Forrest Gump"
    assert answer["novelty"] < 1.5


def test_films_that_the_model_does_not_know_are_named_and_not_held_against_anybody(ask):
    answer = ask(ratings=liking(ALIEN, NO_FILM), exclude=[NO_FILM + 1])
    assert answer["unknown"] == [NO_FILM, NO_FILM + 1]
    assert ids(answer) == ids(ask(ratings=liking(ALIEN)))


@pytest.mark.parametrize("n", [1, 10, 50])
def test_as_many_films_come_as_were_asked_for_the_best_first(ask, n):
    answer = ask(**ASKED | {"n": n})
    scores = [film["score"] for film in answer["films"]]
    assert len(set(ids(answer))) == n
    assert scores == sorted(scores, reverse=True)


def test_the_order_of_the_ratings_does_not_matter(ask):
    turned = ASKED | {"ratings": ASKED["ratings"][::-1]}
    assert ask(**turned) == ask(**ASKED)


def test_the_others_in_a_batch_do_not_matter(client, ask):
    bodies = [{"user": user, "n": 3} for user in range(1, 30)]
    answers = client.post("/predict/batch", json={"items": bodies}).json()["answers"]
    assert ids(answers[7]) == ids(ask(**bodies[7]))


def test_novelty_is_about_how_few_have_seen_the_films(ask, client):
    answer = ask(**ASKED)
    films = client.get("/films?limit=20").json()["films"]
    known = {film["id"]: film["viewers"] for film in films}
    first = ask(n=1)
    assert first["novelty"] == pytest.approx(-np.log2(known[ids(first)[0]] / 671))
    assert answer["novelty"] > first["novelty"]


def test_the_reasons_are_those_of_the_trained_model(client, result, lens):
    told = client.post("/explain", json=ASKED).json()
    assert len(told["reasons"]) == len(told["films"])
    liked = [r["film"] for r in ASKED["ratings"] if r["stars"] > 3]
    profile = np.zeros((1, lens.shape[1]), dtype=np.float32)
    own = np.sort(np.searchsorted(lens.films["movieId"], liked))
    profile[0, own] = 5
    tops = np.searchsorted(lens.films["movieId"], ids(told))
    parts = predict.reasons(result.model, data.csr_array(profile), tops)
    for column, reason in zip(parts.T, told["reasons"], strict=True):
        strongest = lens.films["movieId"].iloc[own[np.argmax(column)]]
        assert reason["because"][0]["id"] == strongest
        assert reason["because"][0]["share"] == pytest.approx(column.max() / column.sum(), abs=1e-4)


def test_reasons_are_ones_own_liked_films_the_strongest_first(client):
    told = client.post("/explain", json={"user": 42, "n": 5}).json()
    own = set(histories.of(42))
    for reason in told["reasons"]:
        shares = [each["share"] for each in reason["because"]]
        assert shares == sorted(shares, reverse=True)
        assert {each["id"] for each in reason["because"]} <= own


def test_what_is_recommended_to_everybody_has_no_reasons(client):
    told = client.post("/explain", json={}).json()
    assert all(reason["because"] == [] for reason in told["reasons"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"n": 0}, "n"),
        ({"n": 51}, "n"),
        ({"n": "10"}, "n"),
        ({"user": 0}, "user"),
        ({"user": "me"}, "user"),
        ({"ratings": [{"film": 1, "stars": 6}]}, "ratings.0.stars"),
        ({"ratings": [{"film": 1, "stars": 4.2}]}, "ratings.0.stars"),
        ({"ratings": [{"film": 1}]}, "ratings.0.stars"),
        ({"ratings": [{"film": "Alien", "stars": 4}]}, "ratings.0.film"),
        ({"ratings": liking(*range(1, 202))}, "ratings"),
        ({"exclude": [0]}, "exclude.0"),
    ],
)
def test_a_senseless_field_is_named(client, change, field):
    response = client.post("/predict", json=ASKED | change)
    assert response.status_code == 422
    assert list(response.json()["errors"]) == [field]


# Films.


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("matrix", "The Matrix"),
        ("The Matrix", "The Matrix"),
        ("AMÉLIE", "Amelie (Le Fabuleux destin d'Amélie Poulain)"),
        ("amelie", "Amelie (Le Fabuleux destin d'Amélie Poulain)"),
        ("toy", "Toy Story"),
        ("lord ring", "The Lord of the Rings: The Fellowship of the Ring"),
        ("schindlers", "Schindler's List"),
        ("empire strikes", "Star Wars: Episode V - The Empire Strikes Back"),
        ("", "Forrest Gump"),
    ],
)
def test_a_film_is_found_by_the_beginnings_of_its_words(client, text, first):
    films = client.get("/films", params={"search": text}).json()["films"]
    assert films[0]["title"] == first
    assert len(films) <= 8


def test_titles_that_begin_so_come_first_then_the_best_known(client):
    films = client.get("/films", params={"search": "star", "limit": 20}).json()["films"]
    begins = [film["title"].casefold().startswith("star") for film in films]
    assert begins == sorted(begins, reverse=True)
    seen = [film["viewers"] for film, begun in zip(films, begins, strict=True) if begun]
    assert seen == sorted(seen, reverse=True)


def test_what_is_no_title_finds_nothing(client):
    assert client.get("/films?search=xqzw").json()["films"] == []


def test_titles_are_compared_as_the_command_compares_them(app, lens):
    from recommender.service import shelf

    assert [shelf.key(title) for title in lens.films["title"]] == [
        titles.key(title) for title in lens.films["title"]
    ]


def test_similar_films_are_of_the_same_kind(client):
    films = client.get(f"/films/{ALIEN}/similar?limit=10").json()["films"]
    assert ALIENS in [film["id"] for film in films]
    assert ALIEN not in [film["id"] for film in films]
    assert films[0]["genres"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/films/{NO_FILM}/similar", 404),
        ("/films/none/similar", 422),
        ("/films?limit=0", 422),
        (f"/films?search={'x' * 101}", 422),
    ],
)
def test_what_is_no_film_is_a_problem(client, path, status):
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
