"""What keeps a processor busy: which of its units has the most to do, of what was counted."""

from collections.abc import Callable, Mapping, Sequence

from explorer.why.ceilings import Ceilings

Work = Mapping[str, float]


def _dividing(work: Work, ceilings: Ceilings) -> float:
    return (
        work.get("division", 0) * ceilings.division_cycles
        + work.get("simd division", 0) * ceilings.simd_division_cycles
    )


def _taking_roots(work: Work, ceilings: Ceilings) -> float:
    return (
        work.get("root", 0) * ceilings.root_cycles
        + work.get("simd root", 0) * ceilings.simd_root_cycles
    )


def _adding(work: Work, ceilings: Ceilings) -> float:
    arithmetic, products = work.get("arithmetic", 0), work.get("multiplication", 0)
    return max(
        max(products, arithmetic - products) / ceilings.arithmetic_per_cycle,
        arithmetic / ceilings.mixed_per_cycle,
    )


def _loading(work: Work, ceilings: Ceilings) -> float:
    return max(work.get("load", 0) / 2, work.get("simd loaded", 0) / ceilings.loaded_per_cycle)


_BOTH = "dividing and taking roots"
"""A single unit does both."""
_UNITS: dict[str, Callable[[Work, Ceilings], float]] = {
    _BOTH: lambda w, c: _dividing(w, c) + _taking_roots(w, c),
    "dividing whole numbers": lambda w, c: w.get("whole division", 0) * c.whole_division_cycles,
    "multiplying wide whole numbers with SIMD": lambda w, c: (
        w.get("simd whole product", 0) * c.simd_whole_product_cycles
    ),
    "adding and multiplying": _adding,
    "loading and storing numbers one by one": lambda w, c: w.get("gather", 0) * c.gather_cycles,
    "loading": _loading,
    "storing": lambda w, _: w.get("store", 0),
    "working through its instructions": lambda w, c: (
        w.get("instruction", 0) / (1.5 * c.simple_per_cycle)
    ),
}
"""Units that work at the same time, by what they do: cycles in which each has work."""
_CALLING = "calling functions of the C library"


def _calling(work: Work, ceilings: Ceilings) -> float:
    known = {name: work.get(f"libm {name}", 0) for name in ceilings.libm}
    others = work.get("libm", 0) - sum(known.values())
    took = sum(count * ceilings.libm[name] for name, count in known.items())
    return took + others * ceilings.libm_cycles


def busy(loops: Sequence[Work], ceilings: Ceilings) -> tuple[float, str]:
    """Return the cycles in which the busiest unit of each loop has work, and what most of it is.

    While the C library works, nothing else does.
    """
    found = {_CALLING: 0.0, **dict.fromkeys(_UNITS, 0.0)}
    for work in loops:
        found[_CALLING] += _calling(work, ceilings)
        cycles, name = max((of(work, ceilings), name) for name, of in _UNITS.items())
        found[name] += cycles
    most = max(found, key=lambda name: found[name])
    if most == _BOTH:
        one, other = (sum(of(w, ceilings) for w in loops) for of in (_dividing, _taking_roots))
        most = "dividing" if not other else most if one else "taking roots"
    return sum(found.values()), most
