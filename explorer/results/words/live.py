"""What is said of samples that are shown as they come."""

from explorer.results import wording
from explorer.results.live.strip import LATEST, Lane, Strip
from explorer.units import count, percent, ratio, seconds

WORTH = 1.02
"""Who is faster by less is not named: it is no difference worth acting on."""


def headline(strip: Strip) -> str:
    """Say who is fastest, by what the samples say now."""
    at = wording.at(strip.run, strip.size)
    base, known = strip.lane(strip.base), [one for one in strip.lanes if one.centre is not None]
    if not known:
        goes_on = strip.live or not strip.run.finished
        return f"Measuring at {at} …" if goes_on else f"Nothing was measured at {at}"
    if len(known) == 1:
        return f"{_name(strip, known[0])} takes {_median(known[0])} at {at}"
    if base is None or base.centre is None:
        name = wording.series(strip.run, *strip.base)
        return f"At {at} there is no time of {name} to compare with"
    others = [one for one in known if one is not base and one.ratio is not None and not one.wrong]
    faster = [one for one in others if one.faster]
    if faster:
        best = max(faster, key=lambda one: one.ratio.median if one.ratio else 0.0)
        assert best.ratio is not None
        if best.ratio.median < WORTH:
            little = f"more than {percent(WORTH - 1)} faster than {_name(strip, base)}"
            return f"At {at} none is surely {little}"
        much = ratio(best.ratio.median)
        return f"{_name(strip, best)} is {much} as fast as {_name(strip, base)} at {at}"
    if others and all(one.faster is False for one in others) and not base.wrong:
        return f"{_name(strip, base)} is the fastest at {at}"
    return f"At {at} none is surely faster than {_name(strip, base)}"


def conditions(strip: Strip) -> str:
    """Say of which samples that is said, and what disturbed the others."""
    disturbed = strip.disturbed
    total = sum(disturbed.values())
    if not total:
        return ""
    spoilt = total - disturbed[""]
    what = f"of {count(total)} samples"
    if strip.live:
        what = f"of the last {count(strip.high - strip.low)} seconds’ samples"
    said = f"{percent(spoilt / total)} {what} disturbed" if spoilt else f"None {what} disturbed"
    causes = [
        f"{cause} ({percent(number / total)})" for cause, number in disturbed.most_common() if cause
    ]
    if causes:
        said += f": {', '.join(causes)}"
    if strip.live:
        return f"Medians of up to {LATEST} latest rounds. {said}."
    return f"All samples, in the order in which they were taken. {said}."


def spoken(strip: Strip, lane: Lane) -> str:
    """Say in one sentence what a curve’s figures show."""
    name = _name(strip, lane)
    if lane.problem:
        return f"{name}: {lane.problem}"
    if lane.centre is None:
        return f"{name}: no undisturbed sample yet"
    said = f"{name}: {_median(lane)}"
    if lane.series == strip.base:
        return f"{said}, the others are compared with it"
    if lane.ratio is None:
        return said
    base = wording.series(strip.run, *strip.base)
    return f"{said}, {wording.times(lane.ratio)} as fast as {base}"


def _name(strip: Strip, lane: Lane) -> str:
    return wording.series(strip.run, *lane.series)


def _median(lane: Lane) -> str:
    return seconds(lane.centre.median) if lane.centre is not None else ""
