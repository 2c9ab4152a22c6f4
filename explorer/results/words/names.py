"""What curves are called in sentences."""

import math
from collections.abc import Iterable

from explorer.kernels.kernel import Kernel
from explorer.results import wording
from explorer.results.facts.subject import Subject
from explorer.results.record import Series
from explorer.units import listed, percent

MOST_NAMED = 3
"""Curves that are named of many; one more than that is named too."""
LONGEST = 60
"""Letters of a decorator that are worth reading in a sentence."""


def name(subject: Subject, curve: Series) -> str:
    """Return the name of a curve, with its threads where they make a difference."""
    return wording.series(subject.run, *curve)


def names(subject: Subject, curves: Iterable[Series], last: str = "and") -> str:
    """Return the names of curves, `last` before the last: a, b, c, and 2 other curves.

    Thread counts of one variant are put together: a with 2, 4 and 8 threads.
    """
    every = list(curves)
    shown = every if len(every) <= MOST_NAMED + 1 else every[:MOST_NAMED]
    counts: dict[str, list[int]] = {}
    for variant, number in shown:
        counts.setdefault(variant, []).append(number)
    called = [
        f"{variant} with {listed([str(n) for n in sorted(numbers)], last)} threads"
        if len(numbers) > 1
        else name(subject, (variant, numbers[0]))
        for variant, numbers in counts.items()
    ]
    if len(shown) == len(every):
        return listed(called, last)
    return f"{', '.join(called)}, {last} {len(every) - len(shown)} other curves"


def at_most(share: float) -> str:
    """Write a share that is not exceeded, rounded up: 1.3 %."""
    return percent(math.ceil(1000 * share) / 1000)


def to_within(share: float) -> str:
    """Write by how much things differ at most: to within 1.3 %."""
    return f"to within {at_most(share)}"


def with_options(subject: Subject, kernel: Kernel | None, curve: Series) -> str:
    """Return the name of a curve with its decorators, or arguments of its own, where known."""
    variant, number = curve
    text = variant
    if kernel is not None and variant in kernel.variant_names:
        decorators = kernel.variant(variant).decorators
        written = f"@{', @'.join(decorators)}" if decorators else ""
        if kernel.variant(variant).of:
            written = kernel.variant(variant).summary
        if len(written) > LONGEST:
            written = f"{written[:LONGEST]}…"
        text = f"{variant} ({written})" if written else variant
    if subject.run.is_threaded(variant) and variant in subject.run.compiled:
        text += f" with {wording.threads(number)}"
    return text
