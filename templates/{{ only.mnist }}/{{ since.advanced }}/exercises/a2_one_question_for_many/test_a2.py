"""Many wait, and one question is asked."""

import asyncio

import numpy as np
import pytest
from written import written

from mnist import errors

PATIENCE = 10.0  # seconds until the check believes that an answer never comes


class Ask:
    """Stands for a model: tells the shade of each image, and remembers how many it was given."""

    def __init__(self, broken=0):
        self.sizes, self.broken = [], broken

    def __call__(self, images):
        assert images.ndim == 3, f"`ask` takes images (n, 28, 28), and was given {images.shape}."
        self.sizes.append(len(images))
        if len(self.sizes) <= self.broken:
            raise RuntimeError("out of memory")
        return images[:, 0, :10] / 255


def batcher(ask, **how):
    return written(errors, "service/batching.py", "Batcher").Batcher(ask, **how)


def image(shade):
    return np.full((28, 28), shade, np.uint8)


def run(story):
    """Let a story happen; say so if it never ends."""

    async def in_time():
        async with asyncio.timeout(PATIENCE):
            return await story()

    try:
        return asyncio.run(in_time())
    except TimeoutError:
        pytest.fail("Somebody waits for an answer that never comes.")


def shades(answers):
    for answer in answers:
        shape = np.shape(answer)
        assert shape == (10,), f"One image has ten probabilities, (10,): yours has {shape}."
    return [round(float(answer[0]) * 255) for answer in answers]


async def all_of(waiting, shades_):
    return await asyncio.gather(*(waiting(image(shade)) for shade in shades_))


def test_one_question_and_to_each_its_own():
    ask = Ask()
    found = run(lambda: all_of(batcher(ask, wait=0.05), range(9)))
    assert len(ask.sizes) == 1, f"9 images at once should be one question, not {len(ask.sizes)}."
    assert shades(found) == list(range(9)), (
        f"Callers 0 to 8 got the answers of {shades(found)}: each should get its own."
    )


def test_a_single_one():
    ask = Ask()
    found = run(lambda: all_of(batcher(ask, wait=0.01), [7]))
    assert (shades(found), ask.sizes) == ([7], [1]), "A single image should be answered, too."


def test_never_more_than_most():
    ask = Ask()
    found = run(lambda: all_of(batcher(ask, most=4, wait=0.02), range(10)))
    assert max(ask.sizes) <= 4, f"With `most` at 4, one call of `ask` had {max(ask.sizes)} images."
    assert ask.sizes == [4, 4, 2], (
        f"10 images with `most` at 4 should be calls of 4, 4 and 2, not {ask.sizes}."
    )
    assert shades(found) == list(range(10)), "With `most` at 4, callers got the answers of others."


def test_sixty_four_unless_told_otherwise():
    ask = Ask()
    run(lambda: all_of(batcher(ask), [shade % 256 for shade in range(65)]))
    assert ask.sizes == [64, 1], f"Of 65 images, 64 should be in the first call: not {ask.sizes}."


def test_who_is_complete_does_not_wait():
    ask = Ask()
    run(lambda: all_of(batcher(ask, most=3, wait=1000), range(3)))
    assert ask.sizes == [3], f"As soon as `most` images wait, ask about them: not {ask.sizes}."


def test_the_clock_of_a_full_batch_ends():
    ask = Ask()

    async def story():
        waiting = batcher(ask, most=2, wait=0.3)
        await all_of(waiting, [1, 2])  # starts a clock, and is full
        await asyncio.sleep(0.2)
        late = asyncio.create_task(waiting(image(3)))  # has a clock of its own
        await asyncio.sleep(0.2)
        before = list(ask.sizes)
        await late
        return before

    before = run(story)
    assert before == [2], "The clock of a batch that was full goes on, and cuts the next one short."
    assert ask.sizes == [2, 1], f"The one who came later should be asked about alone: {ask.sizes}."


def test_who_comes_later_waits_for_the_next():
    ask = Ask()

    async def story():
        waiting = batcher(ask, wait=0.01)
        first = await waiting(image(1))
        return [first, await waiting(image(2))]

    found = run(story)
    assert shades(found) == [1, 2] and ask.sizes == [1, 1], (
        "After an answer, the next image should be asked about anew."
    )


def test_an_error_reaches_everybody_and_passes():
    ask = Ask(broken=1)

    async def story():
        waiting = batcher(ask, wait=0.01)
        failed = await asyncio.gather(
            *(waiting(image(shade)) for shade in range(3)), return_exceptions=True
        )
        return failed, await all_of(waiting, [5])

    failed, found = run(story)
    kinds = [type(each).__name__ for each in failed]
    assert kinds == ["RuntimeError"] * 3, (
        f"If `ask` raises a RuntimeError, each of the three who wait should get it: not {kinds}."
    )
    assert shades(found) == [5], "After an error, the next image should be answered as always."


def test_who_gives_up_does_no_harm():
    ask = Ask()

    async def story():
        waiting = batcher(ask, wait=0.05)
        tasks = [asyncio.create_task(waiting(image(shade))) for shade in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        return await asyncio.gather(tasks[0], tasks[2])

    assert shades(run(story)) == [0, 2], "When one gives up, the others should get their answers."
