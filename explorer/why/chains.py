"""What of a loop's turn waits for the turn before: the chain of its instructions, by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explorer.why.natural_loops import Loop
from explorer.why.optimised import Function, Instruction

_KINDS = {"fadd": "fadd", "fsub": "fadd", "fmul": "fmul", "fdiv": "fdiv", "load": "load",
          "mul": "imul", "phi": "", "sitofp": "fadd", "fcmp": "fcmp"}  # fmt: skip
WHOLE_DIVISIONS = {"sdiv", "udiv", "srem", "urem"}
"""By a number that the compiler knows they are products."""
SPAN = "span "
"""Begins the steps of the longest way through a turn, each times the instructions of the turn."""
FORWARD = "forward"
"""A load that waits for what the turn before stored at the same place, and the step in between."""
_ROUGH = {"fadd": 3, "fcmp": 3, "fmul": 4, "fma": 4, "fdiv": 13, "fsqrt": 15, "load": 5,
          "imul": 3, "idiv": 25, "int": 1, FORWARD: 5}  # fmt: skip


def kind(instruction: Instruction) -> str:
    """Return which latency an instruction has, empty for those that cost nothing."""
    operation = instruction.operation
    if operation in WHOLE_DIVISIONS:
        return "imul" if instruction.is_by_constant else "idiv"
    if operation == "call":
        name = instruction.callee
        if "sqrt" in name:
            return "fsqrt"
        return "fma" if "fma" in name or "fmuladd" in name else ""
    if operation in ("getelementptr", "br", "bitcast", "freeze"):
        return ""
    return _KINDS.get(operation, "int")


def rough(steps: Mapping[str, float]) -> float:
    """Return about how many cycles steps take that wait for each other."""
    return sum(count * _ROUGH[name] for name, count in steps.items())


def chain(function: Function, loop: Loop) -> dict[str, float]:
    """Return the instructions, by kind, of the longest way from one turn of a loop to the next.

    Rough latencies choose the way; of an addition and a product that may be contracted, only one
    operation is left. Where two values feed each other, a way through both takes two turns.
    """
    header = {i.result: i for i in function.blocks[loop.header] if i.operation == "phi"}
    made = {i.result: i for block in loop.own for i in function.blocks[block] if i.result}
    within = {name: one for name, one in made.items() if name not in header}
    ways: dict[tuple[str, str], _Way] = {}
    for begin in header:
        longest = _Longest(within, begin)
        for end, phi in header.items():
            for value, block in phi.incoming:
                way = longest.to(value, frozenset()) if block in loop.body else None
                if way is not None:
                    ways[begin, end] = max(way, ways.get((begin, end), way), key=_cycles)
    pairs = [(way, ways[end, begin]) for (begin, end), way in ways.items() if (end, begin) in ways]
    best = max(pairs, key=lambda pair: pair[0].cycles + pair[1].cycles, default=())
    found: dict[str, float] = defaultdict(float)
    for way in best:
        for name in way.steps():
            found[name] += 0.5  # of two turns
    return dict(found)


@dataclass(frozen=True, slots=True)
class _Way:
    """About how many cycles a way takes, its last step, and the way up to that.

    Ways share their beginnings: one of thousands of steps is one more than the way before it.
    """

    cycles: float = 0.0
    step: str = ""
    before: _Way | None = None

    def steps(self) -> Iterator[str]:
        """Yield the steps, the last one first."""
        way = self
        while way.before is not None:
            yield way.step
            way = way.before


_NO_WAY = _Way()


def _cycles(way: _Way) -> float:
    return way.cycles


class _Longest:
    """The longest ways from a value at the beginning of a turn to values computed in it."""

    def __init__(self, made: dict[str, Instruction], begin: str) -> None:
        self._made, self._begin = made, begin
        self._known: dict[str, _Way | None] = {begin: _NO_WAY}

    def to(self, name: str, above: frozenset[str]) -> _Way | None:
        if name in self._known:
            return self._known[name]
        instruction = self._made.get(name)
        if instruction is None or name in above or len(above) > _DEEPEST:
            return None
        best = None
        for used in instruction.used:
            way = self.to(used, above | {name})
            if way is not None and (best is None or way.cycles > best.cycles):
                best = way
        if best is not None:
            best = _further(best, instruction, self._made)
        self._known[name] = best
        return best


def span(function: Function, loop: Loop, counts: Mapping[str, int]) -> dict[str, float]:
    """Return the instructions, by kind, of the longest way through one turn of a loop.

    What each turn gets of the one before is there; blocks that few turns go through are left out.
    """
    turns = sum(counts.get(latch, 0) for latch in loop.latches)
    made: dict[str, Instruction] = {}
    ways: dict[str, _Way] = {}
    longest = _NO_WAY
    for block in function.blocks:  # in an order in which most values are made before they are used
        if block not in loop.own or 2 * counts.get(block, 0) < turns:
            continue
        for one in function.blocks[block]:
            if one.operation == "phi":
                continue
            used = (ways[name] for name in one.used if name in ways)
            way = _further(max(used, key=_cycles, default=_NO_WAY), one, made)
            made[one.result], ways[one.result] = one, way
            longest = max(longest, way, key=_cycles)
    found: dict[str, float] = defaultdict(float)
    for name in longest.steps():
        found[name] += 1
    return dict(found)


def _further(way: _Way, instruction: Instruction, made: Mapping[str, Instruction]) -> _Way:
    """A way with one more instruction; `made` are those before it by their results."""
    this = "" if _is_extreme(instruction, made) else kind(instruction)
    if this == "fadd" and _may_contract(instruction) and way.step == "fmul":
        assert way.before is not None
        way, this = way.before, "fma"
    return _Way(way.cycles + _ROUGH[this], this, way) if this else way


def _is_extreme(instruction: Instruction, made: Mapping[str, Instruction]) -> bool:
    """Whether it chooses the larger or the smaller of two that were compared: one step."""
    used = instruction.used
    if instruction.operation != "select" or len(used) < 2:
        return False
    compared = made.get(used[0])
    return (
        compared is not None
        and compared.operation == "fcmp"
        and set(used[1:]) <= set(compared.used)
    )


_DEEPEST = 400


def _may_contract(instruction: Instruction) -> bool:
    return " fast " in instruction.text or " contract " in instruction.text
