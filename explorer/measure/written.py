"""How the parts of a plan are written: sizes, thread counts and a baseline as text, and back."""

import math
import re
from collections.abc import Sequence

from explorer.measure.plan import MAX_SIZE, OVERSUBSCRIPTION, Baseline, PlanError
from explorer.measure.topology import default_threads
from explorer.units import count, parse_count

MOST_CALLERS = 64
"""Python threads that call at once."""


def parse_sizes(text: str, points_per_decade: float = 2) -> tuple[int, ...]:
    """Read sizes: values and ranges with commas between, as in `1e3:1e7` or `16, 64, 256`.

    A range is divided into so many points per decade, its ends included. The result is sorted
    and without duplicates. Raises PlanError naming the part that is not allowed.
    """
    found: set[int] = set()
    for part in text.split(","):
        first, colon, last = part.partition(":")
        try:
            low, high = parse_count(first), parse_count(last if colon else first)
        except ValueError as error:
            raise PlanError("sizes", f"Sizes: {error}") from error
        if low > high:
            raise PlanError(
                "sizes",
                f"Sizes: the range {part.strip()} is upside down; write {last.strip()}:"
                f"{first.strip()}, the smaller size first.",
            )
        if high > MAX_SIZE:
            raise PlanError("sizes", f"Sizes: {count(high)} is more than {count(MAX_SIZE)}.")
        found.update(spread(low, high, points_per_decade))
    return tuple(sorted(found))


def spread(low: int, high: int, points_per_decade: float) -> tuple[int, ...]:
    """Return sizes from low to high, evenly on a logarithmic axis, rounded to two digits."""
    if not 0 < points_per_decade <= 100:
        raise PlanError(
            "sizes", f"Points per decade: {points_per_decade:g} is not between 0 and 100."
        )
    steps = round(math.log10(high / low) * points_per_decade)
    if steps < 1:
        return tuple(sorted({low, high}))
    inner = (low * (high / low) ** (step / steps) for step in range(1, steps))
    rounded = {int(float(f"{value:.1e}")) for value in inner}
    return tuple(sorted({low, high, *(size for size in rounded if low < size < high)}))


def parse_threads(text: str, most: int, offered: Sequence[int] = ()) -> tuple[int, ...]:
    """Read thread counts: `1,2`, `1:4` or `1-4`, `all` for those `offered`, else 1, 2, 4 … `most`.

    Up to four times `most`, the cores, are allowed. Raises PlanError for 0, for more than that and
    for what is not a number.
    """
    if text.strip().lower() == "all":
        return tuple(offered) or default_threads(most)
    found: set[int] = set()
    for part in text.split(","):
        first, *last = re.split(r"(?<=\w)\s*[:–-]", part, maxsplit=1)
        try:
            low = parse_count(first)
            high = parse_count(last[0]) if last else low
        except ValueError as error:
            raise PlanError("threads", f"Threads: {error}") from error
        if low > high:
            raise PlanError("threads", f"Threads: the range {part.strip()} is upside down.")
        if high > most * OVERSUBSCRIPTION:
            raise PlanError(
                "threads",
                f"Threads: {count(high)} is too many; allowed are 1 to {most * OVERSUBSCRIPTION}, "
                f"{OVERSUBSCRIPTION} for each core that this program may use.",
            )
        found.update(range(low, high + 1))
    return tuple(sorted(found))


def parse_callers(text: str) -> tuple[int, ...]:
    """Read how many Python threads are to call at once: `1,2,4`; raises PlanError."""
    try:
        found = {parse_count(part) for part in text.split(",")}
    except ValueError as error:
        raise PlanError("callers", f"Callers: {error}") from error
    if max(found) > MOST_CALLERS:
        raise PlanError(
            "callers", f"Callers: {count(max(found))} is too many; allowed are 1 to {MOST_CALLERS}."
        )
    return tuple(sorted(found))


def parse_baseline(text: str) -> Baseline:
    """Read `variant` or `variant@threads`."""
    variant, at, threads = text.strip().partition("@")
    try:
        return Baseline(variant, parse_count(threads) if at else 1)
    except ValueError as error:
        raise PlanError("baseline", f"Baseline: {error}") from error


def write_baseline(baseline: Baseline) -> str:
    """Write a baseline as `parse_baseline` reads it."""
    return f"{baseline.variant}@{baseline.threads}"
