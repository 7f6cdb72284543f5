"""Measure how many images a second the network learns from, and what makes that more.

Run it with `uv run throughput`. One question after the other is tried: the order of numbers in
memory, their precision, who prepares the images. What is clearly quicker is kept.
"""

import argparse
import json
import os
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import torch
from torch.optim import AdamW
from torch.optim.lr_scheduler import ConstantLR
from tqdm import tqdm

from .. import data, params
from ..analysis import charts
from ..data import Digits
from ..errors import reported
from ..network import Network
from . import loading, parallel, steps, ways
from .parallel import Team
from .ways import Way

REPORTS = data.ROOT / "reports"
BATCHES = [16, 64, 256]
ROUNDS = 5  # every choice is measured so often, in turn with the others
CLEARLY = 1.05  # times as quick; less could be chance, and is not worth a change


class Choice(NamedTuple):
    """One answer to a question."""

    name: str
    way: Way
    real: bool = True  # False: one batch again and again, which shows what is possible


def endless(network: Network, train: Digits, choice: Choice) -> Generator[Any]:
    """Yield batches as the choice says, epoch after epoch."""
    loader = loading.loader(steps.dataset(network, train), choice.way, 0, Team())
    one = None if choice.real else next(iter(loader))
    while True:
        yield from loader if one is None else [one]


class Runner:
    """A network that is being trained in one way, for as long as it is asked to."""

    def __init__(self, network: Network, train: Digits, choice: Choice) -> None:
        """Make the layers; the first steps, which prepare memory and code, do not count."""
        self.net = steps.Module(network, choice.way, seed=0)
        weights = [weight for weight in self.net.parameters() if weight.requires_grad]
        self.optimizer = AdamW(weights, network.learning_rate / 10)
        self.scheduler = ConstantLR(self.optimizer, factor=1)
        self.feed = endless(network, train, choice)
        self.seen, self.waited = 0, 0.0
        self.run(0.1)

    def run(self, seconds: float) -> tuple[float, float]:
        """Train for so long; return images a second and the share of the time spent waiting."""
        self.seen, self.waited, began = 0, 0.0, time.perf_counter()
        steps.train_epoch(self.net, self._until(began + seconds), self.optimizer, self.scheduler)
        took = time.perf_counter() - began
        return self.seen / took, self.waited / took

    def _until(self, end: float) -> Iterator[Any]:
        """Yield batches, count their images, and add up the time until each is there."""
        while (now := time.perf_counter()) < end or not self.seen:
            batch = next(self.feed)
            self.waited += time.perf_counter() - now
            self.seen += len(batch[1])
            yield batch


def race(
    question: str, choices: Sequence[Choice], network: Network, train: Digits, seconds: float
) -> pd.DataFrame:
    """Measure all choices in turn, ROUNDS times; return a row for each.

    In turn, so that what else the computer does in these seconds hits them all alike. `kept` is
    the first one, unless another is quicker in every round, and by a margin.
    """
    runners = [Runner(network, train, choice) for choice in choices]
    rounds = np.array([[runner.run(seconds) for runner in runners] for _ in range(ROUNDS)])
    for runner in runners:
        runner.feed.close()  # ends the processes of a DataLoader
    rates, waits = rounds[..., 0], rounds[..., 1]  # (round, choice)
    times = rates / rates[:, :1]  # as many images as the first choice, in the same round
    found = pd.DataFrame(
        {
            "question": question,
            "choice": [choice.name for choice in choices],
            "images_per_second": np.median(rates, axis=0),
            "slowest": rates.min(axis=0),
            "quickest": rates.max(axis=0),
            "times": np.median(times, axis=0),
            "waiting": np.median(waits, axis=0),  # share of the time: the step had no images
        }
    )
    real = np.array([choice.real for choice in choices])
    clear = real & (times.min(axis=0) > 1) & (found["times"] >= CLEARLY)
    return found.assign(kept=found.index == found["times"].where(clear, 0).idxmax())


def layouts(kept: Way) -> list[Choice]:
    """In which order the numbers of an image lie in memory."""
    return [Choice(name, replace(kept, layout=name)) for name in steps.LAYOUTS]


def precisions(kept: Way) -> list[Choice]:
    """With how many bits to compute."""
    return [Choice(name, replace(kept, precision=name)) for name in steps.PRECISIONS]


def sources(kept: Way) -> list[Choice]:
    """Who prepares the images."""
    two, repeated = replace(kept, workers=2), Choice("one batch, repeated", kept, real=False)
    return [Choice("the same process", kept), Choice("2 workers", two), repeated]


def sizes(kept: Way) -> list[Choice]:
    """How many images to learn from in one step."""
    counts = [kept.batch_size, *(size for size in BATCHES if size != kept.batch_size)]
    return [Choice(f"{count} images", replace(kept, batch_size=count)) for count in counts]


QUESTIONS = {"layout": layouts, "precision": precisions, "images": sources, "batch size": sizes}


def measure(network: Network, train: Digits, seconds: float) -> tuple[pd.DataFrame, Way]:
    """Ask one question after the other for about so long; return all speeds and the way to take.

    A larger batch is measured, but not taken: it also changes what is learned.
    """
    kept, found = Way(network.batch_size), []
    asked = {name: ask for name, ask in QUESTIONS.items() if len(ask(kept)) > 1}
    count = sum(len(ask(kept)) for ask in asked.values())
    each = max(0.05, seconds / count / (ROUNDS + 1))  # the rest is for making and warming up
    for name, ask in tqdm(asked.items(), unit="question", leave=False, disable=None):
        choices = ask(kept)
        found.append(race(name, choices, network, train, each))
        if name != "batch size":
            kept = choices[int(found[-1]["kept"].idxmax())].way
    return pd.concat(found, ignore_index=True), kept


def table(found: pd.DataFrame) -> str:
    """Return the speeds as text, at most 80 characters wide; a star is for what was kept."""
    lines = [f"{'':<38}{'images/s':>9}{'times':>7}{'slowest - quickest':>20}{'waits':>6}"]
    questions = found["question"].where(~found["question"].duplicated(), "")
    for question, speed in zip(questions, found.itertuples(), strict=True):
        star = "*" if speed.kept and speed.question != "batch size" else " "
        spread = f"{speed.slowest:,.0f} - {speed.quickest:,.0f}"
        lines.append(
            f"{question:<11}{speed.choice:<26}{star} "
            f"{speed.images_per_second:>8,.0f}{speed.times:>7.2f}{spread:>20}{speed.waiting:>6.0%}"
        )
    return "\n".join(lines)


def advice(found: pd.DataFrame, way: Way) -> list[str]:
    """Return what the figures say, in sentences."""
    told = []
    for speed in found.itertuples():
        if speed.choice == "bfloat16" and not speed.kept:
            told.append(f"16 bits are no gain here: {speed.times:.2f} times the speed of 32.")
        if speed.question == "batch size" and speed.kept and speed.times > 1:
            gain = f"{speed.times:.1f} times as quick, but learn otherwise: check scores."
            told.append(f"{speed.choice} a step are {gain}")
    return [*told, f"Take these: uv run distribute {' '.join(flags_of(way))}".rstrip()]


def flags_of(way: Way) -> list[str]:
    """Return the flags of `distribute` that ask for this way."""
    usual = Way(way.batch_size)
    pairs = ((key, value) for key, value in asdict(way).items() if value != getattr(usual, key))
    return [word for key, value in pairs for word in (f"--{key.replace('_', '-')}", str(value))]


def save(found: pd.DataFrame, way: Way, about: dict[str, Any], folder: Path) -> list[Path]:
    """Write the figures as JSON and as a picture; return the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "throughput.json", folder / "throughput.png"]
    content = {**about, "speeds": found.to_dict("records"), "take": asdict(way)}
    files[0].write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    where = f"{about['device']} ({about['model']})"
    about_it = f"Images a second on {where}; line: slowest to quickest; dark: kept"
    figure = charts.frame(
        "What makes the training quick?", about_it, height=0.36 * len(found) + 1.7
    )
    axes = figure.subplots()
    charts.tidy(axes)
    names = found["question"] + ": " + found["choice"]
    taken = found["kept"] & (found["question"] != "batch size")
    shades = np.where(taken, charts.RIGHT, charts.PALE)
    drawn = axes.barh(names, found["images_per_second"], color=shades)
    axes.bar_label(drawn, fmt="{:,.0f}", label_type="center")
    axes.hlines(names, found["slowest"], found["quickest"], color=charts.QUIET, linewidth=1.2)
    axes.invert_yaxis()
    figure.savefig(files[1], metadata={"Software": None})
    return files


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, tell, and write the report."""
    flags = argparse.ArgumentParser("throughput", description=__doc__.splitlines()[0])
    flags.add_argument("--seconds", type=ways.between(1, 3600), default=45, help="default: 45")
    flags.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    flags.add_argument("--reports", type=Path, default=REPORTS, help="where the report goes")
    chosen = flags.parse_args(argv)
    with reported():
        settings, network = ways.network_of(chosen.params)
        digits = data.split(data.load(), settings.seed).train
        found, way = measure(network, digits, chosen.seconds)
        about = {
            "model": settings.model,
            "device": str(parallel.DEVICE),
            "processors": os.cpu_count(),
            "threads": torch.get_num_threads(),
            "batch size": network.batch_size,
        }
        print(", ".join(f"{key}: {value}" for key, value in about.items()))
        print(table(found), "", *advice(found, way), "", "Wrote:", sep="\n")
        for path in save(found, way, about, chosen.reports):
            print(f"  {chosen.reports.name}/{path.name}")


if __name__ == "__main__":
    main()
