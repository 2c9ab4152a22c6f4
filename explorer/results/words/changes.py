"""What changed between two runs, in words: no change is called sure that chance may have made."""

from explorer.results import wording
from explorer.results.contrast.contrasts import Contrast, Contrasts
from explorer.results.contrast.sameness import CODE
from explorer.units import listed, ratio

WORTH = 1.05
"""Less is not called a change where it is not sure."""
WIDE = 1.1
"""An interval that leaves room for so large a change does not show that there is none."""
SMALL = " to speak of"


def headline(found: Contrasts) -> str:
    """Return the sentence on the largest change that is sure, else on the largest that is seen."""
    if not found.contrasts:
        return "No variant has a time in both runs at a common size."
    sure = [one for one in found.contrasts if one.sure]
    if sure:
        more = f", and {len(sure) - 1} more changed" if len(sure) > 1 else ""
        return (
            f"{sure[0].name} is {words(sure[0])} than {found.sides.than} at {sure[0].where}{more}."
        )
    largest = found.contrasts[0]
    if found.by_turns and _factor(largest) < WORTH:
        bounds = [bound for one in found.contrasts if (bound := _bound(one)) is not None]
        if len(bounds) < len(found.contrasts):
            return f"No time surely differs from {_that(found)}."
        return f"No time differs from {_that(found)} by more than {ratio(max(bounds))}."
    if ratio(_factor(largest)) == ratio(1):
        return f"No median differs from {_that(found)}."
    if _factor(largest) < WORTH:
        most = ratio(_factor(largest))
        return f"No median differs from {_that(found)} by more than {most}."
    return (
        f"{largest.name} was {words(largest)} than {found.sides.than} at {largest.where}, "
        f"but that is not sure: {largest.doubt}."
    )


def _that(found: Contrasts) -> str:
    """The other side's time: before, or that with omp."""
    return f"that {found.sides.than}" if found.sides.meant else found.sides.than


def words(one: Contrast) -> str:
    """Say by how much: 1.82× slower."""
    return f"{ratio(_factor(one))} {'slower' if one.slower > 1 else 'faster'}"


def claim(one: Contrast) -> str:
    """Say by how much a point changed, and what can be claimed of that."""
    if one.sure:
        return f"{words(one)}{_between(one)}, surely"
    if _factor(one) < WORTH:
        bound = _bound(one)
        wide = one.too_few or (bound is not None and bound >= WIDE)
        return (
            f"{ratio(_factor(one))}{_between(one)}: no {'sure ' * wide}change{SMALL * (not wide)}"
        )
    return f"{words(one)}{_between(one)}; not sure: {one.doubt}"


def _bound(one: Contrast) -> float | None:
    """The largest factor that the interval leaves room for; None without one."""
    return None if one.low is None or one.high is None else max(one.high, 1 / one.low)


def _between(one: Contrast) -> str:
    """The interval, in the direction in which the change is told; nothing where there is none."""
    if one.low is None or one.high is None:
        return ""
    low, high = (one.low, one.high) if one.slower > 1 else (1 / one.high, 1 / one.low)
    return f" ({ratio(low)} to {ratio(high)})"


def conditions(found: Contrasts) -> str:
    """Say in a line how the figures were made, where there are any, and what else differs."""
    said = [_how(found)] if found.contrasts else []
    if found.conditions.differ:
        subject = listed(list(found.sides.meant)) or "the code"
        said.append(f"Other than {subject}, {listed(list(found.conditions.differ))} changed")
    if found.conditions.unknown:
        said.append(f"Only one of the runs tells {listed(list(found.conditions.unknown))}")
    return "".join(f"{clause}. " for clause in said).rstrip()


def _how(found: Contrasts) -> str:
    points = len(found.contrasts)
    if found.by_turns:
        which = "the ratio" if points == 1 else f"any of the {points} ratios"
        return (
            "Ratios of rounds that alternated between the two, in pairs of processes. In at most "
            f"one of 20 such comparisons chance puts {which} outside of its interval, or calls a "
            "change sure that is none"
        )
    which = "the point" if points == 1 else f"any of the {points} points"
    both = (
        "before and now" if found.sides == CODE else f"{found.sides.before} and {found.sides.now}"
    )
    return (
        f"Medians of processes, {both}. Sure is what chance brings about, in {which}, in "
        "at most one of 20 pairs of equal runs"
    )


def remarks(found: Contrasts) -> tuple[str, ...]:
    """Name what went wrong since, and what only one of the runs has."""
    said = [
        f"{one.name} at {one.where} {_BROKEN[one.status]}: {one.reason}" for one in found.broken
    ]
    for names, when in ((found.gone, "before"), (found.new, "now")):
        if names:
            said.append(f"Only {when}: {wording.some(list(names))}")
    return tuple(map(wording.sentence, said))


_BROKEN = {"wrong": "is wrong now", "failed": "fails now"}


def _factor(one: Contrast) -> float:
    return max(one.slower, 1 / one.slower)
