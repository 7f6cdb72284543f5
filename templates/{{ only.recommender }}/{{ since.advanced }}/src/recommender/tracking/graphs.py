"""Write a recommender as an ONNX graph: the films on a profile in, a score for every film out.

A profile is a short list of films, so the graph looks up these films' rows instead of multiplying
with a table that is nearly all zeros. Profiles of one batch are padded to the same length with a
film that does not exist and the weight 0.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper, parser
from scipy.sparse import csr_array, eye_array

from ..models._base import Recommender

Tables = dict[str, NDArray[Any]]
DRAFT = """
<ir_version: 10, opset_import: ["": 18]>
recommender (int64[people, own] films, float[people, own] weights)
  => (float[people, {films}] scores) {{
{body}
}}
"""
# The numbers of all films on a profile, added up: (people, factors).
ADD_UP = """
  pages = Gather <axis = 0> (table, films)
  row = Unsqueeze (weights, one)
  added = MatMul (row, pages)
  taste = Squeeze (added, one)
"""
# How far each film's numbers go with that sum; the last one is no film: (people, films).
COMPARE = """
  products = Gemm <transB = 1> ({taste}, table)
  found = Slice (products, zero, count, one)
"""
# One line of scores a person, with one place more for the film that does not exist.
FOLLOW = """
  people = Shape <start = 0, end = 1> (films)
  shape = Concat <axis = 0> (people, width)
  nobody = ConstantOfShape (shape)
  places = Gather <axis = 0> (where, films)
  nearness = Gather <axis = 0> (worth, films)
  column = Unsqueeze (weights, two)
  counted = Mul (nearness, column)
  targets = Reshape (places, line)
  parts = Reshape (counted, line)
  sums = ScatterElements <axis = 1, reduction = "add"> (nobody, targets, parts)
  scores = Slice (sums, zero, count, one)
"""
ZERO, ONE = np.array([0], dtype=np.int64), np.array([1], dtype=np.int64)
ENOUGH = 1e-9  # how far the error of `_als` has to fall


def write(model: Recommender, films: int) -> bytes:
    """Return a trained model of so many films as ONNX.

    A model of your own in models/ gets the general way if the score of a film is a sum over the
    films of the profile; `export` finds out if it is not.
    """
    if model.personal:
        body, tables = WRITERS.get(type(model).__name__, _additive)(model, films)
    else:
        body, tables = _same(model, films)
    graph = parser.parse_model(DRAFT.format(films=films, body=body))
    tables |= {"zero": ZERO, "one": ONE, "count": np.array([films], dtype=np.int64)}
    used = {name for node in graph.graph.node for name in node.input}
    for name, table in tables.items():
        if name in used or "Loop" in body:  # which has nodes of its own
            graph.graph.initializer.append(numpy_helper.from_array(table, name))
    onnx.checker.check_model(graph)
    content: bytes = graph.SerializeToString(deterministic=True)
    return content


def _same(model: Recommender, films: int) -> tuple[str, Tables]:
    """Everybody gets the same scores."""
    body = """
      sums = ReduceSum <keepdims = 1> (weights, one)
      nothing = Mul (sums, none)
      scores = Add (nothing, everybody)
    """
    scores = model.scores(csr_array((1, films)))
    return body, {"everybody": scores.astype(np.float32), "none": np.zeros(1, dtype=np.float32)}


def _neighbours(model: Any, films: int) -> tuple[str, Tables]:
    """Let each film on the profile add its nearness to the films that have it as a neighbour."""
    ours, place = np.nonzero(model.nearness_ > 0)  # a film, and which of its neighbours
    theirs = model.nearest_[ours, place]
    order = np.argsort(theirs, kind="stable")
    number = np.bincount(theirs, minlength=films)  # films that have this one as a neighbour
    if 2 * number.max() > films:  # as large as a table of films by films
        return _additive(model, films)
    column = np.arange(len(order)) - np.repeat(np.cumsum(number) - number, number)
    where = np.full((films + 1, max(number.max(), 1)), films, dtype=np.int32)
    worth = np.zeros(where.shape, dtype=np.float32)
    where[theirs[order], column] = ours[order]
    worth[theirs[order], column] = model.nearness_[ours, place][order]
    return FOLLOW, {
        "where": where,
        "worth": worth,
        "width": np.array([films + 1], dtype=np.int64),
        "two": np.array([2], dtype=np.int64),
        "line": np.array([0, -1], dtype=np.int64),
    }


def _svd(model: Any, films: int) -> tuple[str, Tables]:
    body = ADD_UP + COMPARE.format(taste="taste") + "scores = Identity (found)"
    return body, {"table": _padded(model.films_)}


def _ease(model: Any, films: int) -> tuple[str, Tables]:
    """Describe each film by numbers whose products are X'(XX' + r)^-1 X.

    No person's films can be read from them. But there is one number for each person, and so a
    guess at somebody's whole list can be tested: it fits without a rest if the model learned it.

    Only the scores of films that are not on the profile are right; others are never recommended.
    """
    watched = model.watched.astype(float)
    gram = (watched @ watched.T).toarray()  # (users, users)
    values, vectors = np.linalg.eigh(gram)
    scale = 1 / np.sqrt(np.maximum(values, 0) + model.regularisation)
    table = np.asarray(watched.T @ (vectors * scale))  # (films, users), rotated out of recognition
    own = (table**2).sum(axis=1)
    body = ADD_UP + COMPARE.format(taste="taste") + "scores = Mul (found, scale)"
    return body, {"table": _padded(table), "scale": (1 / (1 - own)).astype(np.float32)}


def _bpr(model: Any, films: int) -> tuple[str, Tables]:
    body = (
        ADD_UP
        + """
      sums = ReduceSum <keepdims = 1> (weights, one)
      number = Max (sums, least)
      mean = Div (taste, number)
      person = MatMul (mean, map)
    """
        + COMPARE.format(taste="person")
        + "scores = Add (found, liked)"
    )
    tables = {"table": _padded(model.films_[:, :-1]), "map": model.map_.astype(np.float32)}
    liked = model.films_[:, -1].astype(np.float32)
    return body, tables | {"liked": liked, "least": np.ones(1, dtype=np.float32)}


def _als(model: Any, films: int) -> tuple[str, Tables]:
    """Solve for a new profile: (1 + (w - 1) Z'Z) x = w * sum of Z, Z being the profile's films.

    The films' numbers are turned so that the rest of the matrix is 1: with weight 1 there is
    nothing to solve. Otherwise conjugate gradients do it; their error shrinks with each step at
    least by (sqrt(w) - 1) / (sqrt(w) + 1), for all eigenvalues lie between 1 and w (or w and 1).
    """
    turned, weight = _whitened(model), model.weight
    body = ADD_UP + SOLVE + COMPARE.format(taste="person") + "scores = Mul (found, weight)"
    root = math.sqrt(max(weight, 1 / weight))
    steps = math.ceil(math.log(ENOUGH) / math.log((root - 1) / (root + 1))) if root > 1 else 1
    return body, {
        "table": _padded(turned),
        "steps": np.array(steps, dtype=np.int64),
        "surer": np.array([weight - 1], dtype=np.float32),
        "weight": np.array([weight], dtype=np.float32),
        "two": np.array([2], dtype=np.int64),
        "tiny": np.array([1e-30], dtype=np.float32),
        "yes": np.array(True),
    }


def _whitened(model: Any) -> NDArray[np.float64]:
    table = model.films_.astype(float)
    values, vectors = np.linalg.eigh(table.T @ table)
    turned: NDArray[np.float64] = table @ (vectors / np.sqrt(values + model.regularisation))
    return turned


# x: the solution so far; gap: what is missing; way: where to look for it; (people, factors) each.
SOLVE = """
  start = Sub (taste, taste)
  size = ReduceSumSquare <keepdims = 1> (taste, one)
  person, gap_end, way_end, size_end = Loop (steps, yes, start, taste, taste, size) <body = step
    (int64 number, bool go, float[p, f] x, float[p, f] gap, float[p, f] way, float[p, o] size_in)
    => (bool on, float[p, f] x_out, float[p, f] gap_out, float[p, f] way_out, float[p, o] size_out)
    {
      on = Identity (go)
      column = Unsqueeze (way, two)
      along = MatMul (pages, column)
      across = Transpose <perm = [0, 2, 1]> (along)
      back = MatMul (across, pages)
      flat = Squeeze (back, one)
      more = Mul (flat, surer)
      image = Add (way, more)
      shadow = Mul (way, image)
      depth = ReduceSum <keepdims = 1> (shadow, one)
      safe = Max (depth, tiny)
      length = Div (size_in, safe)
      ahead = Mul (way, length)
      x_out = Add (x, ahead)
      nearer = Mul (image, length)
      gap_out = Sub (gap, nearer)
      size_out = ReduceSumSquare <keepdims = 1> (gap_out, one)
      known = Max (size_in, tiny)
      turn = Div (size_out, known)
      bend = Mul (way, turn)
      way_out = Add (gap_out, bend)
    }>
"""


def _additive(model: Recommender, films: int) -> tuple[str, Tables]:
    """Ask for every film alone what it adds to the scores: one large table of films by films."""
    nobody = model.scores(csr_array((1, films)))
    each = model.scores(eye_array(films, format="csr", dtype=np.float32)) - nobody
    body = ADD_UP + "scores = Add (taste, nobody)"
    return body, {"table": _padded(each), "nobody": nobody.astype(np.float32)}


def _padded(table: NDArray[Any]) -> NDArray[np.float32]:
    """Add a row of zeros: the film that does not exist."""
    return np.vstack([table, np.zeros((1, table.shape[1]))]).astype(np.float32)


WRITERS: dict[str, Callable[[Any, int], tuple[str, Tables]]] = {
    "Als": _als,
    "Bpr": _bpr,
    "Ease": _ease,
    "ItemKNN": _neighbours,
    "Svd": _svd,
}
