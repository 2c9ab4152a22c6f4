"""What was found out of CUDA kernels, as rows and sentences."""

from collections.abc import Iterator

from explorer.gpu.facts import MOST_LOW, Launched, OnGpu
from explorer.kernels.gpu import SIMULATED
from explorer.measure.timed import Timed
from explorer.units import count, percent, seconds, significant

TITLES = ("Variant", "Block", "Kernel", "To the GPU", "Back", "Whole call", "Status")


def rows(found: OnGpu) -> list[list[str]]:
    """Return the heading and a row for each size and block."""
    return [
        [found.axis, *TITLES],
        *(
            [
                count(one.size),
                found.variant,
                count(one.block),
                *map(_time, (one.kernel, one.there, one.back, one.wall)),
                _status(one),
            ]
            for one in found.launched
        ),
    ]


def sentences(found: OnGpu) -> Iterator[str]:
    """Say which block is best, what of a call is copying, and what was left out."""
    if found.failed:
        yield f"{found.variant} failed: {found.failed.rstrip('.')}."
        return
    if found.simulated:
        yield f"{found.variant}: {SIMULATED[0].lower()}{SIMULATED[1:]}"
    for size in dict.fromkeys(one.size for one in found.launched):
        best = found.best(size)
        if best is not None:
            yield _said(found, best)
    yield from _problems(found)
    timed = [one for one in found.launched if one.kernel is not None]
    if timed and not found.clock_known:
        yield (
            "Whether the GPU’s clock was lowered meanwhile is not known: NVIDIA’s library for that "
            "(pip install nvidia-ml-py) is not there, or did not tell."
        )
    throttled, samples = sum(t.throttled for t in timed), sum(t.samples for t in timed)
    if throttled:
        yield (
            f"{count(throttled)} of {count(samples)} samples were left out, for the GPU’s clock "
            "was below 75 % of its highest."
        )
    if any(one.throttled >= MOST_LOW for one in timed):
        yield "It stayed low, so these are the times of a GPU that is slower than it can be."


def _said(found: OnGpu, best: Launched) -> str:
    assert best.kernel is not None
    assert best.there is not None
    assert best.back is not None
    assert best.wall is not None
    at = f"At {found.axis} = {count(best.size)}"
    tried = [one for one in found.launched if one.size == best.size and one.kernel is not None]
    beyond = [one for one in tried if one is not best and one.kernel]
    sure = all(one.kernel.low_s > best.kernel.high_s for one in beyond if one.kernel)
    which = f"blocks of {best.block}"
    if len(tried) > 1:
        which += " are surely the best tried" if sure else " are among the best tried"
    copying = best.there.median_s + best.back.median_s
    share = min(1.0, copying / best.wall.median_s) if best.wall.median_s else 0.0
    kernel, whole = seconds(best.kernel.median_s), seconds(best.wall.median_s)
    return (
        f"{at}, {found.variant} takes {kernel} on {found.device}; {which}. A whole call takes "
        f"{whole}: copying is {percent(share)} of it{_rate(best)}."
    )


def _rate(best: Launched) -> str:
    """How fast the copies are, where they are long enough to tell."""
    rates = [
        f"{significant(moved / part.median_s / 1e9)} GB/s {where}"
        for part, moved, where in (
            (best.there, best.bytes_there, "there"), (best.back, best.bytes_back, "back"),
        )
        if part is not None and part.median_s > 0 and moved
    ]  # fmt: skip
    return f" ({', '.join(rates)})" if rates else ""


def _problems(found: OnGpu) -> Iterator[str]:
    for what in ("wrong", "failed"):
        seen = {getattr(one, what): one for one in reversed(found.launched) if getattr(one, what)}
        for sentence, one in seen.items():
            where = f"at {found.axis} = {count(one.size)} with blocks of {one.block}"
            verb = "is wrong" if what == "wrong" else "failed"
            yield f"{found.variant} {verb} {where}: {sentence.rstrip('.')}."


def _time(timed: Timed | None) -> str:
    return "" if timed is None else seconds(timed.median_s)


def _status(one: Launched) -> str:
    if one.wrong or one.failed:
        return "wrong" if one.wrong else "failed"
    if not one.compared:
        return "unchecked"
    return "ok" if one.kernel is not None else "checked"
