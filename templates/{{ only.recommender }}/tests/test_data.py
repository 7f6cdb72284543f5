"""The data is what it claims to be, and nobody's future leaks into what a model learns."""

import gzip
import hashlib

import numpy as np
import pandas as pd
import pytest

from recommender import data, movielens


@pytest.mark.parametrize("path", [data.RATINGS, data.FILMS])
def test_the_files_are_byte_for_byte_those_described(path):
    described = (path.parent / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(path.read_bytes()).hexdigest() in described


def test_all_ratings_are_there_and_the_rare_films_are_left_out(lens):
    assert len(movielens.read(data.RATINGS, movielens.RATINGS)["rating"]) == 100_004
    assert (len(lens.ratings), lens.shape) == (90_072, (671, 3496))
    for column in ("user", "film"):
        assert lens.ratings[column].value_counts().min() >= data.CORE
        assert set(lens.ratings[column]) == set(range(lens.ratings[column].max() + 1))


def test_every_film_has_its_own_title(lens):
    toy_story = lens.films.loc[lens.films["movieId"] == 1].iloc[0]
    assert (toy_story["title"], toy_story["year"]) == ("Toy Story", 1995)
    assert lens.films["title"].notna().all()
    same = (
        lens.ratings["movieId"].to_numpy() == lens.films["movieId"].to_numpy()[lens.ratings["film"]]
    )
    assert same.all()


def test_the_terms_of_use_and_the_citation_are_beside_the_data():
    text = (data.RATINGS.parent / "README.md").read_text(encoding="utf-8")
    for words in ("may not use this information for any commercial", "10.1145/2827872"):
        assert words in text


# Splits.


def test_the_last_film_of_everybody_is_hidden_and_nothing_later_is_learned(lens):
    learn, exam = data.split(lens.ratings, seed=42)
    assert len(exam) == exam["user"].nunique() == 671
    assert len(learn) + len(exam) == len(lens.ratings)
    latest = learn.groupby("user")["timestamp"].max()
    assert (exam.set_index("user")["timestamp"] >= latest).all()


def test_turning_back_time_forgets_what_came_after(lens):
    before, last = data.split(lens.ratings, seed=42)
    earlier, then = data.split(lens.ratings, seed=42, back=1)
    assert len(earlier) + len(then) == len(before)
    assert set(then.index).isdisjoint(last.index)
    assert set(earlier.index) | set(then.index) == set(before.index)


def test_the_order_of_the_file_does_not_matter(lens):
    mixed = lens.ratings.sample(frac=1, random_state=0)
    expected = data.split(lens.ratings, seed=42).test
    found = data.split(mixed, seed=42).test
    pd.testing.assert_frame_equal(found, expected)


def test_ties_are_broken_by_the_seed_and_not_by_the_number_of_the_film():
    twins = pd.DataFrame({"user": np.repeat(range(200), 2), "timestamp": 7})
    twins["film"] = np.tile([0, 1], 200)
    lasts = {data.split(twins, seed).test["film"].iloc[0] for seed in range(10)}
    assert lasts == {0, 1}


def test_a_random_split_lets_the_model_see_the_future(lens):
    learn, exam = data.split_at_random(lens.ratings, seed=42)
    latest = learn.groupby("user")["timestamp"].max()
    assert (exam.set_index("user")["timestamp"] < latest).mean() > 0.8


# Damage.


def read(kind):
    """Return our ratings or films as they stand in the file."""
    if kind == "films":
        return movielens.read(data.FILMS, movielens.FILMS)
    return movielens.read(data.RATINGS, movielens.RATINGS)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("rating", "7", "`rating` must be a number from 0.5 to 5 in steps of 0.5, not `7`"),
        ("rating", "4.2", "not `4.2`"),
        ("rating", "good", "not `good`"),
        ("userId", "-1", "`userId`"),
        ("movieId", "1.5", "`movieId`"),
        ("timestamp", "", "`timestamp`"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(column, value, words):
    ratings = {name: list(values[:10]) for name, values in read("ratings").items()}
    ratings[column][3] = value
    with pytest.raises(movielens.DataError, match="rating 4") as refusal:
        data.check(ratings, "some.csv")
    assert words in str(refusal.value)


def test_a_film_that_is_rated_twice_by_somebody_is_refused():
    ratings = {name: [*values[:3], values[0]] for name, values in read("ratings").items()}
    with pytest.raises(movielens.DataError, match="user 1 rates film 31 more than once"):
        data.check(ratings, "some.csv")


def test_a_film_that_is_listed_twice_is_refused():
    films = {name: [*values[:3], values[0]] for name, values in read("films").items()}
    with pytest.raises(movielens.DataError, match="lists the film 1 twice"):
        data.check_films(films, "some.csv")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no gzip at all",
        gzip.compress(b"userId,movieId\n" * 999, mtime=0)[:40],
        gzip.compress(b"\xff,", mtime=0),
    ],
    ids=["empty", "no gzip", "cut short", "no UTF-8"],
)
def test_a_damaged_file_is_explained(tmp_path, content):
    path = tmp_path / "ratings.csv.gz"
    path.write_bytes(content)
    with pytest.raises(movielens.DataError, match=r"ratings\.csv\.gz` (is damaged|lacks)"):
        data.load(ratings=path)


def test_a_missing_file_is_explained(tmp_path):
    with pytest.raises(movielens.DataError, match="does not exist"):
        data.load(films=tmp_path / "films.csv")


def test_a_file_with_other_columns_is_explained(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(movielens.DataError, match="lacks the column `userId`, `movieId`"):
        data.load(ratings=tmp_path / "a.csv")


def test_a_film_that_is_rated_but_not_listed_is_called_by_its_number(tmp_path):
    pd.DataFrame(read("films")).iloc[1:].to_csv(tmp_path / "films.csv", index=False)
    films = data.load(films=tmp_path / "films.csv").films
    assert (films["movieId"].iloc[0], films["title"].iloc[0]) == (1, "film 1")
    assert films["genres"].notna().all()


def test_films_of_other_ratings_are_explained(tmp_path):
    pd.DataFrame(read("films")).tail(99).to_csv(tmp_path / "films.csv", index=False)
    with pytest.raises(movielens.DataError, match="belongs to other ratings"):
        data.load(films=tmp_path / "films.csv")


def test_too_few_ratings_to_learn_from_are_explained(tmp_path):
    few = pd.DataFrame(read("ratings")).head(4)
    few.to_csv(tmp_path / "few.csv", index=False)
    with pytest.raises(movielens.DataError, match="nothing can be learned"):
        data.load(ratings=tmp_path / "few.csv")


# Other forms.

RATED = pd.DataFrame(
    {"userId": [1, 1, 7], "movieId": [2, 9, 2], "rating": [3.5, 4.0, 0.5], "timestamp": [8, 9, 7]}
)
WHOLE = RATED.assign(rating=[3.0, 4.0, 1.0])  # as stars were before 2003


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ratings.csv", "userId,movieId,rating,timestamp\n1,2,3.5,8\n1,9,4.0,9\n7,2,0.5,7\n"),
        ("a.csv", "UserID,MOVIEID,Rating,Timestamp\r\n1,2,3.5,8\r\n1,9,4.0,9\r\n7,2,0.5,7\r\n"),
        ("a.csv", "\ufeff user_id ;Movie Id;rating;timestamp\n1;2;3,5;8\n1;9;4;9\n7;2;0,5;7\n"),
        ("a.tsv", "userId\tmovieId\trating\ttimestamp\n1\t2\t3.5\t8\n1\t9\t4\t9\n7\t2\t.5\t7"),
        ("a.csv", "userId,movieId,rating,timestamp\n1,2,3.5,8,\n1,9,4.0,9,\n7,2,0.5,7,\n"),
        ("ratings.dat", "1::2::3::8\n1::9::4::9\n7::2::1::7\n"),
        ("u.data", "1\t2\t3\t8\n1\t9\t4\t9\n7\t2\t1\t7\n"),
    ],
)
def test_ratings_are_read_in_every_published_form_and_as_spreadsheets_save_them(
    tmp_path, name, text
):
    (tmp_path / name).write_text(text, encoding="utf-8")
    expected = WHOLE if name in ("ratings.dat", "u.data") else RATED
    found = data.check(movielens.read(tmp_path / name, movielens.RATINGS), name)
    pd.testing.assert_frame_equal(found[list(RATED)], expected, check_dtype=False)


FLAGS = "0|" * 4 + "1|1|" + "0|" * 12 + "0"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("movies.csv", 'movieId,title,genres\n7,"Cité, La (1995) ",Children|Comedy\n9,M,War\n'),
        ("movies.dat", "7::Cité, La (1995)::Children|Comedy\n9::M::War\n"),
        ("u.item", f"7|Cité, La (1995)|01-Jan-1995||http://a|{FLAGS}\n9|M|||{'|0' * 17}|1|0\n"),
    ],
)
def test_films_are_read_in_every_published_form(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8" if name == "movies.csv" else "latin-1")
    films = data.check_films(movielens.read(tmp_path / name, movielens.FILMS), name)
    assert films["title"].tolist() == ["La Cité", "M"]
    assert films["year"].fillna(0).tolist() == [1995, 0]
    assert [genres.replace("'s", "") for genres in films["genres"]] == ["Children|Comedy", "War"]


def test_a_title_that_is_cut_by_its_comma_is_named_by_its_row(tmp_path):
    (tmp_path / "a.csv").write_text("movieId,title,genres\n1,M,War\n2,Cité, La (1995),War\n")
    with pytest.raises(movielens.DataError, match="row 2: more fields"):
        movielens.read(tmp_path / "a.csv", movielens.FILMS)


@pytest.mark.parametrize("style", ["ratings.csv", "ratings.dat", "u.data"])
def test_another_data_set_beside_ours_goes_before_it(tmp_path, lens, style):
    ours = data.matrix(lens.ratings, lens.shape)
    marks = {"ratings.csv": ",", "ratings.dat": "::", "u.data": "\t"}
    rows = lens.ratings[movielens.RATINGS]
    if style != "ratings.csv":
        rows = rows.assign(rating=np.ceil(rows["rating"]).astype(int))
    lines = [marks[style].join(map(str, row)) for row in rows.itertuples(index=False)]
    heads = [",".join(rows)] if style == "ratings.csv" else []
    (tmp_path / style).write_text("\n".join([*heads, *lines]))
    ids = lens.films["movieId"].head(3000)
    listed = {
        "movies.csv": "movieId,title,genres\n" + "".join(f'{i},"A (1990)",War\n' for i in ids),
        "movies.dat": "".join(f"{i}::A (1990)::War\n" for i in ids),
        "u.item": "".join(f"{i}|A (1990)|||{'|0' * 17}|1|0\n" for i in ids),
    }
    name = dict(zip(movielens.RATINGS_FILES, movielens.FILMS_FILES, strict=True))[style]
    (tmp_path / name).write_text(listed[name])
    for file in (data.RATINGS, data.FILMS):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    places = [
        movielens.first(n, tmp_path) for n in (movielens.RATINGS_FILES, movielens.FILMS_FILES)
    ]
    assert [place.name for place in places] == [style, name]
    taken = data.load(*places)
    assert ((data.matrix(taken.ratings, taken.shape) > 0) != (ours > 0)).nnz == 0
    assert taken.films["label"].iloc[0] == "A (1990)"


def test_our_own_files_are_read_where_there_are_no_others():
    assert data.RATINGS.name == "ratings.csv.gz"
