"""The mean of vectors, carried round a ring."""

import numpy as np
import pytest
from written import written

from mnist import errors


class Wire:
    """Carries numbers, and notes who sent how many to whom."""

    def __init__(self, processes, change=0.0):
        self.processes, self.messages, self.change = processes, [], change

    def __call__(self, sender, receiver, numbers):
        n = self.processes
        assert 0 <= sender < n and 0 <= receiver < n, (
            f"Process {sender} sends to process {receiver}, and there are only 0 to {n - 1}."
        )
        assert receiver == (sender + 1) % n, (
            f"Process {sender} sends to process {receiver}. In a ring of {n} it may talk only to"
            f" its neighbour, {(sender + 1) % n}."
        )
        self.messages.append((sender, np.size(numbers)))
        return np.array(numbers) + self.change

    def sent(self, process):
        return sum(size for sender, size in self.messages if sender == process)


def allreduce(parts, change=0.0):
    module, wire = written(errors, "scaling/ring.py", "allreduce"), Wire(len(parts), change)
    before = [part.copy() for part in parts]
    found = module.allreduce(parts, wire)
    same = all((part == old).all() for part, old in zip(parts, before, strict=True))
    assert same, "`allreduce` changes the vectors that it was given."
    assert len(found) == len(parts), f"{len(parts)} processes should have {len(parts)} results."
    return [np.asarray(each) for each in found], wire


def vectors(processes, length):
    chance = np.random.default_rng(processes)
    return [chance.normal(0, 1, length) for _ in range(processes)]


@pytest.mark.parametrize(("processes", "length"), [(2, 2), (3, 3), (4, 8), (5, 50), (8, 1000)])
def test_each_has_the_mean(processes, length):
    parts = vectors(processes, length)
    found, _ = allreduce(parts)
    right = np.mean(parts, axis=0)
    for process, each in enumerate(found):
        assert each.shape == right.shape, (
            f"Vectors of {length} numbers should stay that long; process {process} has {each.size}."
        )
        assert not np.allclose(each, right * processes), (
            f"Process {process} ends with the sum; all need the mean."
        )
        wrong = int((~np.isclose(each, right)).sum())
        assert not wrong, (
            f"Of {processes} processes, number {process} ends with {wrong} of {length} numbers that"
            " are not the mean."
        )


@pytest.mark.parametrize(("processes", "length"), [(3, 7), (4, 2), (6, 601)])
def test_pieces_need_not_be_equal(processes, length):
    parts = vectors(processes, length)
    found, _ = allreduce(parts)
    assert all(np.allclose(each, np.mean(parts, axis=0)) for each in found), (
        f"{length} numbers cannot be cut into {processes} equal pieces, and then it goes wrong."
    )


@pytest.mark.parametrize("processes", [2, 4, 8])
def test_how_much_is_sent(processes):
    length = 1000
    _, wire = allreduce(vectors(processes, length))
    assert wire.messages, "Nothing was sent: in reality no process sees the others' numbers."
    for process in range(processes):
        sent, most = wire.sent(process), 2 * (processes - 1) * length // processes
        assert sent == most, (
            f"With {processes} processes and {length} numbers, process {process} should send {most}"
            f" numbers in all, not {sent}."
        )
    count = len(wire.messages)
    assert count == 2 * (processes - 1) * processes, (
        f"{processes} processes should send {2 * (processes - 1) * processes} messages in all, not"
        f" {count}."
    )


def test_all_end_with_the_same_bits():
    found, _ = allreduce(vectors(7, 100))
    assert all((each == found[0]).all() for each in found), (
        "The processes end with numbers that differ in their last digits: pass on what was summed"
        " up."
    )


def test_only_what_arrives_counts():
    found, _ = allreduce([np.zeros(2), np.zeros(2)], change=1.0)
    numbers = np.concatenate(found)  # each message arrives with 1 more than was sent
    assert numbers.min() > 0 and np.ptp(numbers) > 0, (
        "Use what `send` returns: nothing else has arrived at the neighbour."
    )


def test_alone():
    (part,) = vectors(1, 5)
    found, wire = allreduce([part])
    assert (found[0] == part).all(), "With a single process, the mean is its own vector."
    assert not wire.messages, "A single process has nobody to send to."


def test_whole_numbers():
    found, _ = allreduce([np.array([1, 2, 3]), np.array([2, 2, 2])])
    assert found[0].tolist() == [1.5, 2.0, 2.5], (
        f"The mean of (1, 2, 3) and (2, 2, 2) is (1.5, 2, 2.5), not {tuple(found[0].tolist())}."
    )
