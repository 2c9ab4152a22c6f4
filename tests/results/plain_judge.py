"""Checks what `answer --json` says of a made-up file against what is true of it."""

from __future__ import annotations

import contextlib
import io
import json
import math
from itertools import pairwise
from typing import TypedDict

import msgspec
from judge import LOST
from plain_truth import Made

from explorer.cli import main

ROOM = 0.01
"""Share by which an interval may miss what it is to hold: samples are rounds of their own."""
SURE = frozenset({"recommended", "rule", "faster", "wrong"})
"""Kinds of facts that are stated without bounds: of these next to none may be false."""
STEPS = 8
"""Parts into which the way from one measured size to the next is cut, to look between them."""


class Ratio(TypedDict):
    median: float
    low: float
    high: float


class Curve(TypedDict):
    variant: str
    threads: int | None


class Crossing(TypedDict):
    size: float
    low: float | None
    high: float
    against: str


class Law(TypedDict):
    model: str
    serial_share: float
    low: float
    high: float


class Threads(TypedDict):
    variant: str
    size: int
    best_threads: int
    best_threads_between: tuple[int, int]
    speedup_over_one: Ratio | None
    efficiency: float | None
    over_best_serial: Ratio | None
    pays_from: Crossing | None
    law: Law | None


class Rule(TypedDict):
    loss_at_most: float
    steps: list[Step]


Step = TypedDict("Step", {"from": float, "variant": str, "threads": int | None})
Regime = TypedDict("Regime", {"from": int, "to": int, "best": list[Curve],
                              "over_next": Ratio | None, "decided": bool})  # fmt: skip
Open = TypedDict("Open", {"from": int, "to": int, "between": list[Curve]})


class Wrong(TypedDict):
    variant: str
    sizes: list[int]
    reason: str


class Answer(TypedDict):
    """What `answer --json` prints."""

    regimes: list[Regime]
    threads: list[Threads]
    wrong: list[Wrong]
    not_parallel: list[str]
    undecided: list[Open]
    rule: Rule | None
    sentences: list[str]


def answered(made: Made, path):
    """Return what the command prints of the file, put at a path, as JSON holds it."""
    path.write_text(json.dumps(made.content), encoding="utf-8")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["answer", str(path), "--json"]) == 0
    return json.loads(said.getvalue())


def misshapen(made: Made, answer):
    """Return what of an answer is not as its form demands, empty where all of it is."""
    try:
        msgspec.convert(answer, Answer)
    except msgspec.ValidationError as error:
        return str(error)
    regimes, open_at = answer["regimes"], [(o["from"], o["to"]) for o in answer["undecided"]]
    sizes = sorted(made.timed)
    inside = [[n for n in sizes if one["from"] <= n <= one["to"]] for one in regimes]
    if [n for part in inside for n in part] != sizes:
        return "the ranges do not part the measured sizes"
    if open_at != [(one["from"], one["to"]) for one in regimes if not one["decided"]]:
        return "what is undecided is not what is not decided"
    if any(len(one["between"]) < 2 for one in answer["undecided"]):
        return "what is undecided is so between fewer than two"
    starts = [step["from"] for step in (answer["rule"] or {"steps": ()})["steps"]]
    if starts != sorted(set(starts)):
        return "the steps of the rule do not ascend"
    found = [one["over_next"] for one in regimes]
    found += [
        one[key] for one in answer["threads"] for key in ("speedup_over_one", "over_best_serial")
    ]
    if not all(one["low"] <= one["median"] <= one["high"] for one in found if one):
        return "a ratio is not between its ends"
    return ""


def judge_plain(made: Made, answer, verdicts, case):
    """Count what of an answer is true."""
    for regime in answer["regimes"]:
        _regime(made, regime, verdicts, case)
    rule, undecided = answer["rule"], answer["undecided"]
    for size in made.timed if rule else ():
        if not any(one["from"] <= size <= one["to"] for one in undecided):
            steps = [s for s in rule["steps"] if s["from"] <= size] or rule["steps"][:1]
            loss = _seconds(made, steps[-1], size) / _best(made, size)
            verdicts.judge("rule", loss <= LOST, (case, size, steps[-1]))
    for first, last in pairwise(sorted(made.timed)) if rule else ():
        if not any(one["from"] <= last and one["to"] >= first for one in undecided):
            for size in _way(first, last):
                steps = [s for s in rule["steps"] if s["from"] <= size] or rule["steps"][:1]
                fine = _seconds(made, steps[-1], size) <= LOST * _best_between(
                    made, first, last, size
                )
                verdicts.judge("rule between", fine, (case, size, steps[-1]))
    for one in answer["threads"]:
        _threads(made, one, verdicts, case)
    wrong = {p["variant"] for p in made.content["points"] if p["status"] == "wrong"}
    verdicts.judge("wrong", {one["variant"] for one in answer["wrong"]} == wrong, case)


def _regime(made, regime, verdicts, case):
    sizes = [size for size in made.timed if regime["from"] <= size <= regime["to"]]
    if not regime["decided"]:
        for size in sizes:
            fine = _is_close(made, size) or _is_hole(made, size)
            verdicts.judge("undecided", fine, (case, size, regime["best"]))
        return
    for size in sizes:
        for curve in regime["best"]:
            fine = _seconds(made, curve, size) <= LOST * _best(made, size)
            verdicts.judge("recommended", fine, (case, size, curve))
    for first, last in pairwise(sizes):
        for size in _way(first, last):
            least = LOST * _best_between(made, first, last, size)
            fine = all(_seconds(made, curve, size) <= least for curve in regime["best"])
            verdicts.judge("recommended between", fine, (case, size, regime["best"]))
    over, best = regime["over_next"], {(c["variant"], c["threads"] or 1) for c in regime["best"]}
    others = [
        made.seconds(*_at(curve, size)) / _seconds(made, regime["best"][0], size)
        for size in sizes
        for curve in made.timed[size] - best
    ]
    if over and others:
        verdicts.judge("over the next", _holds(over, min(others)), (case, regime, min(others)))
        if over["low"] > 1:
            verdicts.judge("faster", min(others) > 1 - ROOM, (case, regime, min(others)))


def _threads(made, one, verdicts, case):
    name, size = one["variant"], one["size"]
    counts = [n for v, n in made.timed[size] if v == name]
    took = {n: made.seconds(name, size, n) for n in counts}
    low, high = one["best_threads_between"]
    fine = any(low <= n <= high for n in counts if took[n] <= 1.02 * min(took.values()))
    verdicts.judge("best threads", fine, (case, one))
    best = took[one["best_threads"]]
    if one["speedup_over_one"]:
        fine = _holds(one["speedup_over_one"], took[1] / best)
        verdicts.judge("over one thread", fine, (case, one, took[1] / best))
    if one["over_best_serial"]:
        serial = min(made.seconds(v, size, 1) for v, n in made.timed[size] if n == 1)
        fine = _holds(one["over_best_serial"], serial / best)
        verdicts.judge("over the best serial", fine, (case, one, serial / best))
    pays = one["pays_from"]
    if pays and pays["low"] is not None:
        steps = [pays["low"] * (pays["high"] / pays["low"]) ** (k / 40) for k in range(41)]
        gains = [_gain(made, name, size) for size in steps]
        verdicts.judge("pays from", min(gains) <= 1 <= max(gains), (case, one))
        fine = any(_is_best_alone(made, pays["against"], size) for size in steps)
        verdicts.judge("pays against", fine, (case, one))


def _at(curve, size):
    return curve[0], size, curve[1]


def _way(first, last):
    """Sizes on the way from one measured size to the next."""
    steps = (first * (last / first) ** (k / STEPS) for k in range(1, STEPS))
    return sorted({round(n) for n in steps} - {first, last})


def _best_between(made, first, last, size):
    """The least of what was measured on either side."""
    return min(made.seconds(*_at(curve, size)) for curve in made.timed[first] & made.timed[last])


def _seconds(made, curve, size):
    return made.seconds(curve["variant"], size, curve["threads"])


def _best(made, size):
    return min(made.seconds(*_at(curve, size)) for curve in made.timed[size])


def _holds(ratio, true):
    return ratio["low"] * (1 - ROOM) <= true <= ratio["high"] * (1 + ROOM)


def _is_close(made, size):
    """Whether the two best are, in truth, closer than the noise, or hardly known at all."""
    times = sorted(made.seconds(*_at(curve, size)) for curve in made.timed[size])
    badly = any(
        point["size"] == size and point["status"] in ("coarse", "noisy", "ok")
        and (point["low_s"] is None or point["high_s"] > 1.2 * point["low_s"])
        for point in made.content["points"]
        if point["median_s"] is not None
    )  # fmt: skip
    return badly or len(times) < 2 or times[1] / times[0] < 1 + max(4 * made.noise, 0.06)


def _is_hole(made, size):
    """Whether the file lacks a time at a size that a right curve has elsewhere."""
    return any(made.timed[other] - made.timed[size] for other in made.timed)


def _serial(made):
    one = 1 in made.content["plan"]["threads"]
    right = [name for name in made.costs if name not in made.wrong]
    return [name for name in right if one or made.costs[name].law == "serial"]


def _gain(made, variant, size):
    counts = [n for n in made.content["plan"]["threads"] if n > 1]
    mine = min(made.seconds(variant, size, n) for n in counts)
    return min((made.seconds(name, size, 1) for name in _serial(made)), default=math.inf) / mine


def _is_best_alone(made, variant, size):
    least = min(made.seconds(name, size, 1) for name in _serial(made))
    return made.seconds(variant, size, 1) <= 1.05 * least
