"""What was found out about callers, as sentences and rows."""

from explorer.callers.facts import FREE, HOLDS, Callers
from explorer.measure.events import Served
from explorer.units import count, ratio, significant

TITLES = ("Variant", "", "Callers", "Calls/s", "Against one caller")
WORTH = 1.1
"""More calls than this, against one caller, are more; less is none worth a word."""

UNCLEAR = 1.5
"""Where the bounds of a ratio are so many times apart, there is no telling what it is."""


def rows(found: Callers) -> list[list[str]]:
    """Return a row for each number of callers and way of compiling."""
    return [
        [
            found.variant,
            one.mode if not one.failed else "failed",
            str(one.callers),
            count(float(f"{one.calls_per_s:.3g}")) if one.calls_per_s is not None else "",
            _against(one),
        ]
        for one in found.served
    ]


def sentence(found: Callers) -> str:
    """Say what more callers get done, the two ways of compiling beside each other."""
    if found.failed:
        return f"{found.variant} failed: {found.failed}."
    most = max((one.callers for one in found.served), default=1)
    ends = {one.mode: one for one in found.served if one.callers == most and one.over_one}
    if not ends:
        return ""
    told = [f"{how(mode)}, {_done(one)}" for mode, one in ends.items()]
    text = f"{found.variant}, called by {most} Python threads at once: {'; '.join(told)}."
    free = ends.get(FREE)
    if found.parallel and found.threads > 1 and free is not None and _worth(free) < WORTH:
        text += (
            f" Each call takes {found.threads} threads already, so callers share the same cores."
        )
    return text


def how(mode: str) -> str:
    """Say how a function was compiled, or that it was called as it is."""
    return {HOLDS: "holding the GIL", FREE: "with nogil=True"}.get(mode, "as it is")


def _done(one: Served) -> str:
    if one.low is not None and one.high is not None and one.high > UNCLEAR * one.low:
        between = f"between {ratio(one.low)} and {ratio(one.high)}"
        return f"they do {between} the calls of one, too unsteady to say more"
    return f"they do {_against(one) or ratio(_worth(one))} the calls of one"


def _worth(one: Served) -> float:
    return one.over_one if one.over_one is not None else 1.0


def _against(one: Served) -> str:
    if one.over_one is None or one.low is None or one.high is None:
        return ""
    return f"{ratio(one.over_one)} ({significant(one.low)} to {significant(one.high)})"
