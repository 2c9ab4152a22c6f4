"""What may make a call slower than every bound that is known; a single cause is never guessed."""

from explorer.units import seconds
from explorer.why.bounds import Bounds
from explorer.why.facts import NUMBAS_OWN, Why, shares_of_libraries

PART = 0.25
"""From this share on of what no bound explains, something may be its cause."""
SELDOM = 0.1
"""What a loop with fewer turns than this share of another one's does is not what takes long."""

_FAR = "data that is not in the cache when needed"
_CANDIDATES = (
    ("gather", "elements that are loaded one by one (gather)"),
    ("scatter", "elements that are stored one by one (scatter)"),
    ("sign check", "sign checks of indices"),
    ("within its array", "checks of bounds"),
    ("divisions of whole numbers", "divisions of whole numbers"),
    ("never runs", "a SIMD version that never runs"),
    ("not inlined", "calls of functions that are not inlined"),
)
"""What counted facts say, and what may make a loop slower for it."""


def above(
    why: Why, bounds: Bounds, ratio: float, beyond_s: float, parallel: bool, crowded: bool
) -> str:
    """Say that no bound explains it, and what may: not what was counted and is too little."""
    often = [loop for loop in why.loops or () if loop.trips >= SELDOM * turns(why)]
    told = " ".join(fact.lower() for loop in often for fact in loop.facts)
    found = ["cores that other programs use"] if parallel and crowded else []
    found += [words for sign, words in _CANDIDATES if sign in told]
    shares = shares_of_libraries(why).items()
    called = [name for name, share in shares if share >= PART and name != NUMBAS_OWN]
    if called:
        verb = "does" if len(called) == 1 else "do"
        found.append(f"what {' and '.join(called)} {verb}, which is not counted")
    took = (
        (bounds.allocation_s, "allocations"),
        (bounds.faults_s, "memory pages that are touched for the first time"),
        (bounds.branches_s, "branches that cannot be foreseen"),
        (max(bounds.jumps_s, bounds.memory_s), _FAR),
    )
    found += [words for cost_s, words in took if cost_s >= PART * beyond_s]
    if parallel and _FAR not in found:
        found.append(_FAR)
    said = f"candidates: {', '.join(found)}" if found else "nothing that was counted explains it"
    highest = f"the highest being {_highest(bounds)}"
    return f"{ratio:.1f} times slower than every bound known, {highest}; {said}."


def _highest(bounds: Bounds) -> str:
    """Name the highest bound of the loops, with the seconds that it takes."""
    took, name = named(bounds)[0]
    return f"{name} ({seconds(took)})"


def named(bounds: Bounds) -> list[tuple[float, str]]:
    """Return the bounds of the loops in seconds, the highest first, with what takes so long."""
    found = (
        (bounds.latency_s, "the steps that wait for each other"),
        (bounds.throughput_s, bounds.busiest),
        (bounds.memory_s, f"moving the data from and to {place(bounds.level)}"),
    )
    return sorted(found, reverse=True)


def place(level: str) -> str:
    """Say where data is that lies in a level."""
    return "main memory" if level == "DRAM" else f"the {level} cache"


def turns(why: Why) -> int:
    """Return the turns of the loop that has most."""
    return max((loop.trips for loop in why.loops or ()), default=0)
