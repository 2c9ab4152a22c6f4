"""Where a variant stands between its bounds: what a call takes at the least, by what limits it.

What is slower than all bounds has a cause that is not in the model of `bounds`, and is said to be
so, unless what was counted explains it: accesses that jump through more data than the nearest cache
holds.
"""

from explorer.units import percent, seconds, significant
from explorer.why.accesses import JUMP, STORED
from explorer.why.bounds import Bounds
from explorer.why.ceilings import Ceilings
from explorer.why.facts import (
    ALLOCATION,
    CALL,
    LATENCY,
    MEMORY,
    ONE_THREAD,
    THREADS,
    THROUGHPUT,
    UNEVEN,
    UNKNOWN,
    Verdict,
    Why,
    shares_of_libraries,
)
from explorer.why.turns import NEAR, what_a_turn_waits_for
from explorer.why.unexplained import PART, above, named, place, turns

MOSTLY = 0.5
"""From this share of a call on, a cost that is not the loops' own is what limits it."""
BY_OTHERS = "the threads wait for each other and for cores that others use."
"""Then it is not known which, unless starting threads takes a part of the time as well."""
OVER = 1.6
"""A call beyond this is above all that is known. Loads far apart do not wait for a chain: what is
beyond NEAR, and they explain, is theirs."""
HINDERED, SURELY, FREE, WORTH = 1.5, 4.0, 1.15, 1.15
"""Contention from which on threads hinder each other, and do so beside other programs too; up to
which there is none; and the gain of one thread from which on threads are the limit."""
SOME = 0.15
"""From this share on allocating is the limit where every other turn allocates."""
MATTERING, VARYING = 0.6, 2.0
"""Jumps explain a time where what they take is this share of the highest bound at least, and where
no more than so many times that is beyond: beside other programs, caches have it less often."""
ADDED = 0.15
"""The share of a time from which on it is said what may add to a bound."""
CLOSE = 0.85
"""A bound this share of the highest may as well be what limits: counts and ceilings are estimates,
and off by about as much."""
BEATEN = 1.15
"""A bound that is beyond the time by more than this is not said to take all of it."""


def verdict(
    why: Why,
    found: Bounds,
    ceilings: Ceilings,
    took_s: float,
    parallel: bool,
    crowded: bool = False,
) -> Verdict:
    """Say what limits a call that takes `took_s` seconds, its fastest.

    `crowded` says that other programs took cores meanwhile.
    """
    inner_s = max(took_s - found.call_s - found.region_s - found.faults_s, 1e-12)
    over = took_s / found.least_s if found.least_s else None
    if found.call_s >= MOSTLY * took_s:
        return Verdict(CALL, None, over, _call(found, took_s))
    if parallel:
        said = _of_threads(why, found, took_s, crowded)
        if said:
            is_known = not said.endswith(BY_OTHERS) or found.region_s >= ADDED * took_s
            return Verdict(THREADS if is_known else UNKNOWN, None, over, said)
    often = (why.allocations_per_call or 0) * 2 > turns(why)
    if found.allocation_s >= (SOME if often else MOSTLY) * took_s:
        return Verdict(ALLOCATION, None, over, _allocation(why, found.allocation_s, took_s))
    if found.faults_s >= MOSTLY * took_s:
        return Verdict(MEMORY, "DRAM", over, _faults(why, found.faults_s, took_s))
    return _of_loops(why, found, ceilings, inner_s, over, parallel, crowded)


def is_sure(contention: float) -> bool:
    """Whether it says something also where other programs took cores: next to none, or a lot."""
    return contention <= FREE or contention >= SURELY


def _of_threads(why: Why, found: Bounds, took_s: float, crowded: bool) -> str:
    """What the threads cost, by what was measured of them; empty where they are not the limit."""
    if why.contention is not None and why.contention >= HINDERED:
        return (
            f"The threads together work {why.contention:.1f} times as long as callers side by side "
            "with data of their own: they hinder each other, as where they write to the same cache "
            "lines."
        )
    if why.imbalance is not None and why.imbalance >= UNEVEN:
        return (
            f"The longest part takes {why.imbalance:.2f} times the mean of all, whichever core it "
            "is on: the other threads wait for it."
        )
    if found.region_s >= MOSTLY * took_s:
        return f"Starting the threads takes {_of_all(found.region_s, took_s)}."
    alone = next((a for a in why.advice or () if a.change == ONE_THREAD and a.ratio), None)
    if alone is not None and alone.ratio is not None and alone.ratio.low > WORTH:
        faster = f"One thread is {significant(alone.ratio.median)} times as fast (measured)"
        if crowded:
            return f"{faster}: {BY_OTHERS}"
        return (
            f"{faster}: starting the threads and sharing the work costs more than it brings at "
            "this size."
        )
    return ""


def _of_loops(
    why: Why,
    found: Bounds,
    ceilings: Ceilings,
    inner_s: float,
    over: float | None,
    parallel: bool,
    crowded: bool,
) -> Verdict:
    highest = max(found.latency_s, found.throughput_s, found.memory_s)
    ratio = inner_s / highest if highest else float("inf")
    if not why.loops or highest == 0 or not any(loop.trips or loop.bytes for loop in why.loops):
        return Verdict(UNKNOWN, None, over, _uncounted(why))
    level = found.level
    beyond_s = inner_s - highest
    if ratio > NEAR and _jumps_explain(found, highest, beyond_s):
        return Verdict(MEMORY, level, over, _far_apart(why, found))
    if (
        BEATEN * highest < inner_s
        and highest < found.ahead_s <= BEATEN * inner_s <= NEAR * BEATEN * found.ahead_s
    ):
        over = over and over * found.least_s / (found.least_s - highest + found.ahead_s)
        return Verdict(THROUGHPUT, level, over, _ahead(ceilings))
    if ratio > OVER:
        return Verdict(UNKNOWN, None, over, above(why, found, ratio, beyond_s, parallel, crowded))
    also = _also(found)
    besides = f"{also}{_besides(why, found, inner_s, beyond_s)}"
    if found.memory_s == highest:
        moving = f"Moving the data from and to {place(level)}"
        said = f"{moving} {_part(found.memory_s, inner_s)}: memory limits it."
        return Verdict(MEMORY, level, over, f"{said}{also}")
    if found.latency_s == highest:
        working_s = inner_s * ((why.threads or 1) if parallel else 1)
        said = what_a_turn_waits_for(why, ceilings, working_s, ratio)
        return Verdict(LATENCY, level, over, f"{said}{besides}")
    what = f"{found.busiest[:1].upper()}{found.busiest[1:]} alone"
    said = (
        f"{what} {_part(found.throughput_s, inner_s)}: the processor does no more of that at once "
        "(estimated from counts)."
    )
    return Verdict(THROUGHPUT, level, over, f"{said}{besides}")


def _ahead(ceilings: Ceilings) -> str:
    return (
        "Too few turns overlap: each is a long row of steps that wait for each other, and the "
        f"processor looks ahead by no more than about {significant(ceilings.looks_ahead, 2)} "
        "instructions, so that what comes later is not begun (estimated from counts)."
    )


def _uncounted(why: Why) -> str:
    """Say why no bound is known: of what libraries do nothing is counted."""
    shares = shares_of_libraries(why).items()
    name, share = max(shares, key=lambda one: one[1], default=("", 0.0))
    if share < MOSTLY:
        return "No loop was counted, so no bound is known."
    return (
        f"{percent(share)} of the time is in {name}, which it calls: what that does is "
        "not counted, so no bound is known."
    )


def _part(bound_s: float, inner_s: float) -> str:
    """Say how much of the time a bound takes, which may have been measured at a slower moment."""
    if bound_s <= BEATEN * inner_s:
        return f"takes {percent(min(bound_s / inner_s, 1.0))} of the time"
    return f"would take {bound_s / inner_s:.1f} times as long by what was measured of this machine"


def _call(found: Bounds, took_s: float) -> str:
    part = _of_all(found.call_s, took_s)
    return f"Calling takes {part}: too little is done in a call for anything else to count."


def _of_all(part_s: float, took_s: float) -> str:
    """Say how much of a call something takes that may have been timed at a slower moment."""
    whole = seconds(took_s)
    return f"{seconds(part_s)} of {whole}" if part_s < took_s else f"all of {whole}"


def _allocation(why: Why, allocating: float, took_s: float) -> str:
    part = percent(min(allocating / took_s, 1.0))
    return (
        f"{why.allocations_per_call:,} arrays are allocated in a call; asking for the memory "
        f"alone takes {part} of the time, without counting references."
    )


def _faults(why: Why, faulting_s: float, took_s: float) -> str:
    part = percent(min(faulting_s / took_s, 1.0))
    return (
        f"{why.page_faults_per_call:,} memory pages are touched for the first time in a call; "
        f"getting them from the system takes {part} of the time."
    )


def _jumps_explain(found: Bounds, highest: float, beyond_s: float) -> bool:
    """Whether accesses that jump, and nothing else that was counted, may take what is beyond."""
    enough = MATTERING * highest <= found.jumps_s and beyond_s <= VARYING * found.jumps_s
    return enough and found.branches_s < PART * beyond_s


def _jumps(why: Why) -> int:
    return sum(int(loop.work.get(kind, 0)) for loop in why.loops or () for kind in (JUMP, STORED))


def _besides(why: Why, found: Bounds, inner_s: float, beyond_s: float) -> str:
    """Say, as one more sentence, that jumps may add to a bound; empty where nothing is missing."""
    if beyond_s < ADDED * inner_s or beyond_s > VARYING * found.jumps_s:
        return ""
    return f" {_jumps(why):,} loads and stores far from the one before (counted) may add to that."


def _far_apart(why: Why, found: Bounds) -> str:
    """Say what accesses cost that jump; only one thread's are counted."""
    jumps = _jumps(why)
    return (
        f"{jumps:,} loads and stores go to places far from the one before (counted), each up to "
        f"{seconds(found.jumps_s / jumps)} longer than in the nearest cache: memory limits it."
    )


def _also(bounds: Bounds) -> str:
    """Say, as one more sentence, which other bound may be the limit as well; empty without one."""
    (highest, _), (second, name), _ = named(bounds)
    if second < CLOSE * highest:
        return ""
    said = f"{name[0].upper()}{name[1:]} ({seconds(second)})"
    return f" {said} may limit it as well: the two are too close to be told apart."
