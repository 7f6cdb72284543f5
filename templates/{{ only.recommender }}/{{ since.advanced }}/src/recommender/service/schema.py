"""What the API takes and gives: films that somebody rated in, films to watch next out."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from . import histories, shelf
from .engine import Engine
from .shelf import Shelf

TITLE = "Which film next?"
MOST_BYTES = 1_000_000  # of a request, unless MAX_BODY_BYTES says otherwise
LIKED = 3.0  # a film that somebody rated counts for them with more stars than this
MOST = 200  # films in a request; and of a long history, reasons look at the latest so many
CELLS = 4000  # films of profiles that the model gets at a time, so that a batch stays small
RATED = {1: 5, 1196: 4.5, 480: 4, 2571: 4.5, 1721: 2}  # film: stars
EXAMPLE: Any = {"ratings": [{"film": film, "stars": s} for film, s in RATED.items()], "n": 10}
REASONS = 3  # films named as the reason for one recommendation


def _whole(value: Any) -> Any:
    """Take 2.0 for 2, as JSON does, and leave everything else to the checks."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Id = Annotated[int, Field(ge=1, le=2**31), BeforeValidator(_whole)]


class Rating(BaseModel):
    """A film and what somebody thinks of it."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)

    film: Id = Field(description="its movieId; /films finds it by title")
    stars: float = Field(ge=0.5, le=5, multiple_of=0.5)


class Request(BaseModel):
    """Somebody who wants to watch a film: what they rated, or which known user they are.

    With both, the ratings are added to the history. With neither, or with nothing liked, everybody
    gets the same.
    """

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        frozen=True,
        json_schema_extra={"examples": [EXAMPLE]},
    )

    user: Id | None = Field(None, description="somebody whose history this service was given")
    ratings: list[Rating] = Field(
        [],
        max_length=MOST,
        description="more than three stars: more like this; up to three: only kept off the list",
    )
    n: Annotated[int, BeforeValidator(_whole)] = Field(10, ge=1, le=50)
    exclude: list[Id] = Field([], max_length=MOST, description="films not to recommend")


class Recommended(BaseModel):
    """A film to watch next."""

    id: int
    title: str
    year: int | None
    score: float = Field(description="the higher the better, within one answer")


class Answer(BaseModel):
    """The films, best first."""

    novelty: float = Field(
        ge=0,
        description="how little known the films are, in bits: 1 if every second person has watched"
        " them, 2 if every fourth has; mean of the films",
    )
    basis: Literal["history", "ratings", "everybody"] = Field(
        description="what it rests on; `everybody`: nothing is known about this person"
    )
    films: list[Recommended]
    unknown: list[int] = Field(description="films of the request that the model does not know")
    model_version: str


class Because(BaseModel):
    """A film that speaks for another one."""

    id: int
    title: str
    share: float = Field(ge=0, description="of the score that is lost without it")


class Reasons(BaseModel):
    """Why one film is recommended; nobody in particular has no reasons."""

    film: int
    because: list[Because] = Field(description="the strongest first")


class Explanation(Answer):
    """The films, and which films of the person's own speak for each of them."""

    reasons: list[Reasons]


class Wish(NamedTuple):
    """A request in the model's own terms."""

    basis: Literal["history", "ratings", "everybody"]
    profile: list[int]  # places of the films that count, the latest last
    hidden: list[int]  # places of the films not to recommend
    unknown: list[int]  # ids


def answer(model: Engine, asked: Sequence[Request]) -> list[Answer]:
    """Return the films for each request, in the same order."""
    films = shelf.of(model)
    wishes = [understand(films, each) for each in asked]
    everyone = scores(model, [wish.profile for wish in wishes])
    return [
        _answer(model, films, wish, row, each.n)
        for each, wish, row in zip(asked, wishes, everyone, strict=True)
    ]


def explain(model: Engine, asked: Request) -> Explanation:
    """Return the films and the reasons for each.

    A film of the profile is a reason as far as the score falls when it is taken off.
    """
    films = shelf.of(model)
    wish = understand(films, asked)
    full = next(scores(model, [wish.profile]))
    told = _answer(model, films, wish, full, asked.n)
    tops = films.places(film.id for film in told.films)
    own = wish.profile[-MOST:] if wish.basis != "everybody" else []
    without = [[place for place in wish.profile if place != each] for each in own]
    lost = [full[tops] - row[tops] for row in scores(model, without)]
    reasons = [
        Reasons(film=film.id, because=_because(films, own, [row[p] for row in lost]))
        for p, film in enumerate(told.films)
    ]
    return Explanation(**vars(told), reasons=reasons)


def understand(films: Shelf, asked: Request) -> Wish:
    """Return what a request means to the model."""
    past = histories.of(asked.user) if asked.user is not None else {}
    given = {rating.film: rating.stars for rating in asked.ratings}
    liked = films.places(film for film, stars in given.items() if stars > LIKED)
    refused = set(films.places(film for film in given if given[film] <= LIKED))
    # All that somebody watched counts, as in training; what they rate here counts if they like it.
    before = [place for place in films.places(past) if place not in refused | set(liked)]
    profile = before + liked
    basis: Any = "history" if before else "ratings"
    return Wish(
        basis if profile and films.personal else "everybody",
        profile,
        films.places([*past, *given, *asked.exclude]),
        sorted({film for film in (*given, *asked.exclude) if film not in films.place}),
    )


def worth(films: Shelf, wish: Wish, row: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores to order films by; with nothing to go by, what most people watched."""
    return row if wish.profile or not films.personal else films.viewers / films.users


def scores(model: Engine, profiles: Sequence[Sequence[int]]) -> Iterator[NDArray[np.float64]]:
    """Yield the score of every film for each profile, a list of places: (films,)."""
    films = shelf.of(model)
    start = 0
    while start < len(profiles):
        stop, longest = start, 1
        while stop < len(profiles):
            longest = max(longest, len(profiles[stop]))
            if stop > start and longest * (stop + 1 - start) > CELLS:
                break
            stop += 1
        yield from model.run(films.arrays(profiles[start:stop]))
        start = stop


def _answer(model: Engine, films: Shelf, wish: Wish, row: NDArray[np.float64], most: int) -> Answer:
    row = worth(films, wish, row)
    tops = films.best(row, wish.hidden, most)
    every = films.all
    return Answer(
        novelty=float(films.bits[tops].mean()),
        basis=wish.basis,
        films=[
            Recommended(
                id=every.ids[p], title=every.titles[p], year=every.years[p], score=float(row[p])
            )
            for p in tops
        ],
        unknown=wish.unknown,
        model_version=model.version,
    )


def _because(films: Shelf, own: Sequence[int], lost: Sequence[float]) -> list[Because]:
    total = sum(max(each, 0.0) for each in lost)
    strongest = sorted(range(len(own)), key=lambda p: -lost[p])[:REASONS]
    return [
        Because(
            id=films.all.ids[own[p]], title=films.all.titles[own[p]], share=float(lost[p] / total)
        )
        for p in strongest
        if lost[p] > 1e-6 * total > 0
    ]
