"""How a run's variants served several Python threads that called at once, variant by variant."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.callers.facts import Callers, Served
from explorer.measure.events import Called
from explorer.results.record import Run


def called(run: Run) -> Iterator[Callers]:
    """Yield what was found out, a variant and size at a time, as it was measured."""
    found: dict[tuple[str, int, int], list[Called]] = {}
    for one in run.called:
        found.setdefault((one.variant, one.size, one.threads), []).append(one)
    for (variant, size, threads), each in found.items():
        yield Callers(
            run.plan.kernel.name,
            variant,
            size,
            threads,
            run.is_threaded(variant),
            tuple(_served(one) for one in each),
        )


def events_of(found: Callers) -> list[Called]:
    """Return the events that tell a run of it."""
    return [
        Called(
            found.variant, found.size, found.threads, one.mode, one.callers, one.calls_per_s,
            one.over_one, one.low, one.high, one.failed,
        )
        for one in found.served
    ]  # fmt: skip


def _served(one: Called) -> Served:
    return Served(
        one.mode, one.callers, one.calls_per_s, one.over_one, one.low, one.high, one.failed
    )
