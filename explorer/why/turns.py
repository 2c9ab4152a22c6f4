"""What a turn of a loop waits for, where each turn waits for the one before: in words."""

from explorer.why.bounds import chained
from explorer.why.ceilings import Ceilings
from explorer.why.facts import Loop, Why

NEAR = 1.35
"""A call that takes up to so many times its bound is at it."""
SAMPLED = 0.9
"""Samples say what each loop takes where this share of them at least is at lines of loops."""
OVERLAP = 0.9
"""A chain that takes less than this share of its steps is hidden behind others."""
_OPERATIONS = {
    "fadd": "an addition",
    "fcmp": "a comparison",
    "fmul": "a multiplication",
    "fma": "a multiplication with addition",
    "fdiv": "a division",
    "fsqrt": "a square root",
    "load": "a load",
    "imul": "a multiplication of whole numbers",
    "idiv": "a division of whole numbers",
    "int": "a step of whole numbers",
    "forward": "a load of what was just stored, with a step,",
}


def what_a_turn_waits_for(why: Why, ceilings: Ceilings, working_s: float, ratio: float) -> str:
    """Return it of the hottest loop; `working_s` are the seconds of all threads together."""
    loop = _hottest(why)
    chain = {
        name.removeprefix("chain "): count / loop.trips
        for name, count in loop.work.items()
        if name.startswith("chain ")
    }
    cycles = _share_of(loop, why, ceilings) * working_s / ceilings.cycle_s / loop.trips
    waits = "each waits for the one before" if ratio <= NEAR else "partly each waits for another"
    alone = sum(bool(each.trips) for each in why.loops or ()) == 1
    if ratio < OVERLAP and alone:
        waits = f"{waits}; what a step takes was measured at a slower moment"
    elif ratio < OVERLAP:
        waits = f"{waits}, while turns of the loop around it overlap"
    if list(chain) and len([c for c in chain.values() if c > 0.5]) == 1:
        name = max(chain, key=lambda one: chain[one])
        if round(chain[name]) == 1:
            took = ceilings.latency[name]
            return f"{cycles:.2f} cycles a turn; {_OPERATIONS[name]} takes {took:.2f}: {waits}."
    least = chained(loop.work, ceilings) / loop.trips
    return (
        f"{cycles:.2f} cycles a turn; the steps that wait for each other take {least:.2f}: "
        f"{'a turn' if ratio >= OVERLAP or alone else 'partly a turn'} waits for the one before."
    )


def _hottest(why: Why) -> Loop:
    loops = [loop for loop in why.loops or () if loop.trips]
    return max(loops, key=lambda loop: (loop.share or 0.0, loop.trips))


def _share_of(loop: Loop, why: Why, ceilings: Ceilings) -> float:
    """The part of the loops' time that one takes: sampled, where samples fell into loops' lines.

    Where much of the time is at lines of functions that loops call, it is shared by their chains.
    """
    ran = [each for each in why.loops or () if each.trips]
    if len(ran) == 1:
        return 1.0
    if loop.share is not None and sum(each.share or 0.0 for each in ran) >= SAMPLED:
        return loop.share
    whole = sum(chained(each.work, ceilings) for each in ran)
    return chained(loop.work, ceilings) / whole if whole else 1.0
