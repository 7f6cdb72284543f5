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
        f"Lost in parts of {size}: {count - len(together)} of {count} items. Is it the last part?"
    )
    assert together == items, f"Parts of {size} out of {count}: some come twice or moved."
    assert [len(part) for part in parts[:-1]] == [size] * (len(parts) - 1), (
        f"Each part but the last should have the length {size}."
    )
    assert len(parts) == -(-count // size), (
        f"For {count} in parts of {size} the number of parts should be {-(-count // size)}, not"
        f" {len(parts)}."
    )


def test_it_is_a_generator():
    parts = basics.batches([1, 2, 3], 2)
    assert iter(parts) is parts, "It makes all parts at once. Use `yield`, and no list of parts."
