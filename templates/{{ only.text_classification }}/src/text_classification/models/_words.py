"""What all models see of a text. Not a model itself."""

from sklearn.feature_extraction.text import TfidfVectorizer


def words(pairs: bool = False) -> TfidfVectorizer:
    """Return the step that turns texts into numbers: a column for each word, a row for each text.

    A word counts the more, the oftener it is in the text (tf: term frequency), and the fewer
    other texts have it (idf: inverse document frequency). The order of words is lost, unless
    `pairs` makes two words in a row a word of their own.
    """
    return TfidfVectorizer(
        ngram_range=(1, 2) if pairs else (1, 1),
        min_df=2,  # a word that only one text has says nothing about others
        sublinear_tf=True,  # ten times in a text is not ten times as important
    )
