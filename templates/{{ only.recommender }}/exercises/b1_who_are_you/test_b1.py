"""Which films does a profile recommend, and what does one more film change?"""

import pytest

from recommender import data, models, predict, titles


@pytest.fixture(scope="module")
def lens():
    return data.load()


def test_b1(answers, lens):
    liked = [answers[f"film_{number}"] for number in (1, 2, 3)]
    assert all(type(film) is str for film in liked), "Titles of films stand in quotes."
    places = [titles.find(film, lens.films) for film in liked]
    assert len(set(places)) == 3, "Name three different films."
    assert answers["because"] in liked, "`because` must be one of your three films, spelt as above."
    assert type(answers["stayed"]) is int, "`stayed` must be a whole number, without quotes."
    model = models.build("item_knn").fit(data.matrix(lens.ratings, lens.shape))
    two, three = (predict.for_titles(lens, some) for some in (liked[:2], liked))
    before, after = (predict.predict(model, profile)[0] for profile in (two, three))
    stayed = len(set(before) & set(after))
    assert answers["stayed"] == stayed, (
        f"`stayed` is not {answers['stayed']}. Count how many of the ten films for your first two"
        " are among the ten for all three, in any place."
    )
    parts = predict.reasons(model, three, after[:1])[:, 0]
    speaks = dict(zip(three.nonzero()[1], parts, strict=True))
    because = speaks[places[liked.index(answers["because"])]]
    assert because > max(parts) - 0.001, (
        f"`{answers['because']}` adds {because:.3f} to the score of"
        f" `{lens.films['label'][after[0]]}`, another of your films adds {max(parts):.3f}."
    )
