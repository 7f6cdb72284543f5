"""Words of one letter are words, and c++ is another one than c."""

import pytest

from text_classification.models._words import words


def taken(text, pairs=False):
    return words(pairs).build_analyzer()(text)


@pytest.mark.parametrize("word", ["R", "C", "X", "3", "\u00e9"])
def test_one_letter(word):
    found = taken(f"tools for {word}")
    assert word.lower() in found, f"The word `{word}` is dropped: {found}."


@pytest.mark.parametrize("word", ["c++", "notepad++", "c#", "g++"])
def test_signs_that_belong_to_a_word(word):
    found = taken(f"an editor for {word}, and more")
    assert f"{word}," not in found, f"The comma behind `{word}` has become a part of it: {found}."
    assert word in found, f"`{word}` is taken apart: {found}."
    assert word.rstrip("+#") not in found, f"`{word}` is there, and its letters once more: {found}."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e-mail", ["e", "mail"]),
        ("3 + 4", ["3", "4"]),
        ("## title", ["title"]),
        ("(fast, free)!", ["fast", "free"]),
        ("don't", ["don", "t"]),
        ("file_name.txt", ["file_name", "txt"]),
    ],
)
def test_other_signs_part_words(text, expected):
    found = taken(text)
    assert found == expected, f"`{text}` should become {expected}, not {found}."


def test_capitals_make_no_difference():
    assert taken("Qt and C++") == taken("QT AND c++"), "`C++` and `c++` are two words now."


def test_long_words_stay():
    found = taken("a graphical chess interface")
    assert found == ["a", "graphical", "chess", "interface"], f"Plain words become {found}."


def test_all_else_is_as_it_was():
    assert taken("web server", pairs=True) == ["web", "server", "web server"], (
        "With `pairs=True`, two words in a row should still be a word of their own."
    )
    assert (words().min_df, words().sublinear_tf) == (2, True), "Other settings have changed, too."
