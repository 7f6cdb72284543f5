"""Parts of a list, one at a time."""

import pytest

from foundations.mine import basics


def test_your_prediction(predicted):
    assert predicted


@pytest.mark.parametrize(("count", "size"), [(5, 2), (6, 3), (1, 4), (0, 3), (10, 1), (7, 7)])
def test_the_parts(count, size):
    items = [f"item {number}" for number in range(count)]
    parts = [list(part) for part in basics.batches(list(items), size)]
    together = [item for part in parts for item in part]
    assert len(together) >= count, (
        f"Of {count} items in parts of {size}, {count - len(together)} are lost: the last part."
    )
    assert together == items, f"Parts of {size} out of {count} items: some come twice or moved."
    assert [len(part) for part in parts[:-1]] == [size] * (len(parts) - 1), (
        f"Each part but the last should hold {size} items."
    )
    assert len(parts) == -(-count // size), (
        f"{count} items in parts of {size} make {-(-count // size)} parts, not {len(parts)}."
    )


def test_it_is_a_generator():
    parts = basics.batches([1, 2, 3], 2)
    assert iter(parts) is parts, "It makes all parts at once. Use `yield`, and no list of parts."
