"""Cases dealt to folds: nobody lost, nobody twice, sizes alike."""

import random

import pytest

from foundations.mine import chance


@pytest.mark.parametrize(("count", "k"), [(11, 3), (10, 5), (7, 2), (2, 4), (1047, 5), (6, 1)])
def test_dealing(count, k):
    order = random.Random(count).sample(range(count), count)
    found = [list(fold) for fold in chance.folds(list(order), k)]
    assert len(found) == k, (
        f"{count} cases and k = {k}: the number of folds should be {k}, not {len(found)}."
    )
    together = [case for fold in found for case in fold]
    assert len(together) == len(set(together)), "Some cases are in two folds."
    assert len(together) == count, f"In no fold: {count - len(together)} of {count} cases."
    sizes = [len(fold) for fold in found]
    assert max(sizes) - min(sizes) <= 1, f"The folds differ by more than one case: {sizes}."
    for place, case in enumerate(order):
        assert case in found[place % k], (
            f"The case at place {place} should go to fold {place % k} of {k}: deal one by one."
        )
    assert found[0] == order[::k], "Within a fold the cases should stay in their order."
