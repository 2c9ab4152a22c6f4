"""What is wanted of a run from now on, said while it goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from explorer.measure.plan import Plan, Point

FINER = 0.5
"""How much narrower an interval has to get where a point is wanted better."""
LEAST_MORE_S = 1.0


@dataclass(frozen=True)
class Wish:
    """The plan from now on, and the points that are wanted better than its precision."""

    plan: Plan
    finer: tuple[Point, ...] = ()


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
            self._wish = Wish(wish.plan, (*earlier, *wish.finer))

    def take(self) -> Wish | None:
        """Return the wish that was left, and forget it."""
        with self._lock:
            wish, self._wish = self._wish, None
        return wish


def no_wishes() -> Wish | None:
    """Nobody steers this run."""
    return None


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
    """Return the wish with as much more time as it brings points, where less is left than that.

    A new point gets the share of the budget that the ones before have; one that is wanted better
    gets it once for each time its interval has to be narrower, squared (an interval narrows with
    the root of the samples).
    """
    had = _points(before)
    added = max(_points(wish.plan) - had, 0) + len(wish.finer) / FINER**2
    if not added:
        return wish
    needed_s = max(before.budget_s / had * added, LEAST_MORE_S)
    budget_s = max(wish.plan.budget_s, used_s + needed_s)
    return replace(wish, plan=replace(wish.plan, budget_s=round(budget_s, 3)))


def _points(plan: Plan) -> int:
    return len(plan.sizes) * len(plan.threads) * len(plan.variants)
