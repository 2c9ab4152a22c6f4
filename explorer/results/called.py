"""How a run's variants served several Python threads that called at once, variant by variant."""

from collections.abc import Iterator
from dataclasses import asdict

from explorer.callers.facts import Callers
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
            tuple(each),
        )


def events_of(found: Callers) -> list[Called]:
    """Return the events that tell a run of it."""
    of = {"variant": found.variant, "size": found.size, "threads": found.threads}
    return [Called(**{**asdict(one), **of}) for one in found.served]
