"""How a run's curves, ratios and sizes are put into words."""

from explorer.kernels.finding import catalogue
from explorer.kernels.kernel import Kernel
from explorer.measure.statistics import Estimate, Interval
from explorer.results.record import PointRecord, Run
from explorer.units import count, listed, percent, ratio, seconds, significant


def threads(number: int) -> str:
    """Write a thread count: 1 thread, 2 threads."""
    return "1 thread" if number == 1 else f"{number} threads"


def served(record: PointRecord) -> str:
    """Say that fewer threads ran in a point's calls than were asked for; else nothing."""
    return "" if record.served is None else f"; {record.served} of them ran"


def series(run: Run, variant: str, number: int) -> str:
    """Name a curve; the thread count only where it makes a difference."""
    compiled = run.compiled.get(variant)
    if compiled is None or not compiled.threaded:
        return variant
    return f"{variant} with {threads(number)}"


def named(run: Run, record: PointRecord) -> str:
    """Name the curve that a point is on."""
    return series(run, record.point.variant, record.point.threads)


def baseline(run: Run) -> str:
    """Name the curve that speed-ups are relative to."""
    base = run.plan.baseline
    return series(run, base.variant, run.threads_of(base.variant, base.threads))


WIDE = 3.0
"""Where the ends of an interval are so many times apart, the median is hardly more likely."""


def times(speedup: Interval) -> str:
    """Write a speed-up with its interval: 3.41× (3.38 to 3.44); without one it is about 3.4×.

    Of several processes the lowest and the highest count: 3.41× (3.2 to 3.6 in 5 processes). Of an
    interval that is very wide only the ends are told: 1.22 to 15.8×.
    """
    if speedup.each:
        low, high = min(speedup.each), max(speedup.each)
        ends = f"{significant(low)} to {significant(high)}"
        return f"{ratio(speedup.median)} ({ends} in {len(speedup.each)} processes)"
    if speedup.low is None or speedup.high is None:
        return f"about {significant(speedup.median, 2)}×"
    if speedup.high > WIDE * speedup.low:
        return f"{significant(speedup.low)} to {ratio(speedup.high)}"
    return f"{ratio(speedup.median)} ({significant(speedup.low)} to {significant(speedup.high)})"


def briefly(speedup: Interval) -> str:
    """Write a speed-up without its interval: 3.41×, or about 3.4× where there is none."""
    if speedup.low is None and not speedup.each:
        return times(Interval(speedup.median))
    return ratio(speedup.median)


def between(estimate: Estimate) -> str:
    """Write what processes differ by: 5 processes, 3.1 µs to 3.3 µs (±3 %); empty for one."""
    if estimate.spread is None:
        return ""
    low, high = seconds(min(estimate.each_s)), seconds(max(estimate.each_s))
    return f"{len(estimate.each_s)} processes, {low} to {high} (±{percent(estimate.spread)})"


def at(run: Run, size: int) -> str:
    """Write a measured size: n = 10,000, or what else is swept: chunk = 64."""
    return f"{run.plan.axis} = {count(size)}"


def about(run: Run, size: float) -> str:
    """Write a size between measured ones, to two digits: n ≈ 4,100."""
    return f"{run.plan.axis} ≈ {roughly(size)}"


def roughly(size: float) -> str:
    """Write a bound between measured sizes, to two digits: 4,100."""
    return count(float(f"{size:.1e}"))


def some(words: list[str], what: str = "") -> str:
    """Join words, the first three of them at most: a, b, c and 4 more; `what` says of what."""
    if len(words) <= 3:
        return listed(words)
    left = len(words) - 3
    said = f" {what}{'' if left == 1 else 's'}" if what else ""
    return listed([*words[:3], f"{left} more{said}"])


def clause(text: str) -> str:
    """Return a sentence as a part of another: no full stop, a small first letter.

    Names stay as they are: of errors (“KeyError: 3”), and what has capitals within.
    """
    flat = sentence(text).rstrip(".")
    first = flat.partition(" ")[0]
    is_name = first.endswith(":") or any(letter.isupper() for letter in first[1:])
    return flat if is_name or first in ("Numba", "Numba’s") else flat[:1].lower() + flat[1:]


def sentence(text: str) -> str:
    """Return a text as a sentence: with a full stop, without line breaks."""
    flat = " ".join(text.split())
    return flat if flat.endswith((".", "!", "?")) else f"{flat}."


def kernel_of(run: Run) -> Kernel | None:
    """Return the catalogue's kernel that was measured; None for a user's own, or another version.

    Paths that a run file names are not followed: they are somebody else's.
    """
    ref = run.plan.kernel
    same = (k for k in catalogue() if k.name == ref.name and k.sha256 == ref.sha256)
    return next(same, None) if ref.file is None else None


def bytes_per_second(run: Run, kernel: Kernel | None, record: PointRecord) -> float | None:
    """Return the least memory traffic of a call over its time, where the kernel file tells it."""
    if kernel is None:
        return None
    return _rate(kernel.bytes_moved(record.point.size, run.plan.itemsize), record)


def flops_per_second(kernel: Kernel | None, record: PointRecord) -> float | None:
    """Return the floating-point operations of a call over its time, where the file tells them."""
    return None if kernel is None else _rate(kernel.flops(record.point.size), record)


def _rate(amount: float | None, record: PointRecord) -> float | None:
    if amount is None or record.estimate is None or record.estimate.median_s <= 0:
        return None
    return amount / record.estimate.median_s
