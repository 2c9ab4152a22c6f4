"""What is wanted of a run from now on, said while it goes on."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from explorer.measure.options import table
from explorer.measure.plan import Plan, Point

_STEERED = ("sizes", "threads", "variants")
_FIXED = {
    "kernel": "kernel, function or argument",
    "dtype": "dtype",
    **{name: option.fixed for name, option in table().items() if option.fixed},
}
"""What a run cannot have another of while it goes on, and how a sentence names that."""
FINER = 0.5
"""How much narrower an interval has to get where a point is wanted better."""
LEAST_MORE_S = 1.0
"""Seconds of budget that are added at least where something is added to a run."""


@dataclass(frozen=True)
class Turn:
    """What a run that takes turns with another measures next: rounds of points of one size.

    Without points it is over.
    """

    points: tuple[Point, ...] = ()
    rounds: int = 0


@dataclass(frozen=True)
class Wish:
    """The plan from now on, and the points that are wanted better than its precision.

    With a `turn` the plan stays as it is, and only that is said.
    """

    plan: Plan
    finer: tuple[Point, ...] = ()
    turn: Turn | None = None


@dataclass(frozen=True)
class After:
    """What a run that was over had: so many repeats, in so many processes."""

    repeats: int
    processes: int


Wishes = Callable[[], Wish | None]
"""Returns what is wanted from now on, once; None where nothing new was said."""


class Mailbox:
    """Holds the last wish until it is taken. Any thread may put one in, another takes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wish: Wish | None = None

    def put(self, wish: Wish) -> None:
        """Leave a wish; points that an untaken one wanted better still are."""
        with self._lock:
            earlier = self._wish.finer if self._wish is not None else ()
            self._wish = replace(wish, finer=(*earlier, *wish.finer))

    def take(self) -> Wish | None:
        """Return the wish that was left, and forget it."""
        with self._lock:
            wish, self._wish = self._wish, None
        return wish


def no_wishes() -> Wish | None:
    """Nobody steers this run."""
    return None


def obstacle(run: Plan, wanted: Plan, most_threads: int) -> str:
    """Return why a run by one plan cannot go on by another one, empty where it can.

    `most_threads` is what the process that measures was started with at the least.
    """
    for name, what in _FIXED.items():
        if getattr(run, name) != getattr(wanted, name):
            return f"another {what} needs a run of its own"
    if max(wanted.threads) > max(*run.threads, most_threads):
        return f"{max(wanted.threads)} threads are more than the run’s process was started with"
    return ""


def difference(run: Plan, wanted: Plan) -> tuple[int, int]:
    """Return how many sizes, thread counts and variants a plan has more than a run's, and fewer."""
    pairs = [(set(getattr(run, n)), set(getattr(wanted, n))) for n in _STEERED]
    return sum(len(b - a) for a, b in pairs), sum(len(a - b) for a, b in pairs)


def changed(run: Plan, before: Plan, now: Plan) -> Plan:
    """Return the later of two plans with what the change between them makes of a run's parts."""
    parts: dict[str, Any] = {}
    for name in _STEERED:
        had, was, wanted = (getattr(plan, name) for plan in (run, before, now))
        kept = [value for value in had if value in wanted or value not in was]
        new = [value for value in wanted if value not in had]
        parts[name] = tuple([*kept, *new] if name == "variants" else sorted([*kept, *new]))
    return replace(now, **parts)


def addition(run: Plan, wanted: Plan) -> Plan:
    """Return the least plan that brings what is wanted beyond a run that is over.

    The baseline is in it, because only what is measured in one moment is compared round by round.
    Where more than one of sizes, thread counts and variants is new, it has all that is wanted. Each
    point gets as much time as those of the run had.
    """
    least = _least(run, wanted)
    return replace(least, budget_s=round(_share_s(run, _points(least)), 3))


def _least(run: Plan, wanted: Plan) -> Plan:
    new = {name: [v for v in getattr(wanted, name) if v not in getattr(run, name)]
           for name in _STEERED}  # fmt: skip
    only = [name for name, values in new.items() if values]
    base = wanted.baseline
    if only == ["sizes"]:
        return replace(wanted, sizes=tuple(new["sizes"]))
    if only == ["threads"]:
        planned = {base.threads} & set(wanted.threads)
        return replace(wanted, threads=tuple(sorted({*new["threads"], *planned})))
    if only == ["variants"]:
        kept = {*new["variants"], base.variant}
        return replace(wanted, variants=tuple(n for n in wanted.variants if n in kept))
    return wanted


def united(one: Plan, other: Plan) -> Plan:
    """Return the other plan with the sizes, thread counts and variants of both.

    Variants are in the kernel's order, as far as it is known.
    """
    places = {name: place for place, name in enumerate(other.kernel.variants)}
    variants = dict.fromkeys((*one.variants, *other.variants))
    return replace(
        other,
        sizes=tuple(sorted({*one.sizes, *other.sizes})),
        threads=tuple(sorted({*one.threads, *other.threads})),
        variants=tuple(sorted(variants, key=lambda name: places.get(name, len(places)))),
    )


def with_time(wish: Wish, before: Plan, used_s: float) -> Wish:
    """Return the wish with as much more time as it brings points: those before keep what is left.

    A new point gets the share of the budget that the ones before have; one that is wanted better
    gets it once for each time its interval has to be narrower, squared (an interval narrows with
    the root of the samples).
    """
    added = max(_points(wish.plan) - _points(before), 0) + len(wish.finer) / FINER**2
    if not added:
        return wish
    there_s = max(before.budget_s, used_s)
    budget_s = max(wish.plan.budget_s, there_s + _share_s(before, added))
    return replace(wish, plan=replace(wish.plan, budget_s=round(budget_s, 3)))


def _share_s(before: Plan, points: float) -> float:
    return max(before.budget_s / _points(before) * points, LEAST_MORE_S)


def _points(plan: Plan) -> int:
    return len(plan.sizes) * len(plan.threads) * len(plan.variants)
