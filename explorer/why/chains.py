"""What of a loop's turn waits for the turn before: the chain of its instructions, by kind."""

import re
from collections import defaultdict
from collections.abc import Mapping

from explorer.why.natural_loops import Loop
from explorer.why.optimised import Function, Instruction, bare

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
    best: _Way = (0.0, ())
    for (begin, end), way in ways.items():
        back = ways.get((end, begin))
        if back is not None:
            best = max(best, (way[0] + back[0], (*way[1], *back[1])), key=_cycles)
    found: dict[str, float] = defaultdict(float)
    for name in best[1]:
        found[name] += 0.5  # of two turns
    return dict(found)


_Way = tuple[float, tuple[str, ...]]
"""About how many cycles a way takes, and its steps."""


def _cycles(way: _Way) -> float:
    return way[0]


class _Longest:
    """The longest ways from a value at the beginning of a turn to values computed in it."""

    def __init__(self, made: dict[str, Instruction], begin: str) -> None:
        self._made, self._begin = made, begin
        self._known: dict[str, _Way | None] = {begin: (0.0, ())}

    def to(self, name: str, above: frozenset[str]) -> _Way | None:
        if name in self._known:
            return self._known[name]
        instruction = self._made.get(name)
        if instruction is None or name in above or len(above) > _DEEPEST:
            return None
        best = None
        for used in _USED.findall(instruction.text):
            way = self.to(used.strip('"'), above | {name})
            if way is not None and (best is None or way[0] > best[0]):
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
    longest: _Way = (0.0, ())
    for block in function.blocks:  # in an order in which most values are made before they are used
        if block not in loop.own or 2 * counts.get(block, 0) < turns:
            continue
        for one in function.blocks[block]:
            if one.operation == "phi":
                continue
            used = (ways[name] for name in map(bare, _USED.findall(one.text)) if name in ways)
            way = _further(max(used, key=_cycles, default=(0.0, ())), one, made)
            made[one.result], ways[one.result] = one, way
            longest = max(longest, way, key=_cycles)
    found: dict[str, float] = defaultdict(float)
    for name in longest[1]:
        found[name] += 1
    return dict(found)


def _further(way: _Way, instruction: Instruction, made: Mapping[str, Instruction]) -> _Way:
    """A way with one more instruction; `made` are those before it by their results."""
    this = "" if _is_extreme(instruction, made) else kind(instruction)
    if this == "fadd" and _may_contract(instruction) and way[1][-1:] == ("fmul",):
        way, this = (way[0] - _ROUGH["fmul"], way[1][:-1]), "fma"
    return (way[0] + _ROUGH[this], (*way[1], this)) if this else way


def _is_extreme(instruction: Instruction, made: Mapping[str, Instruction]) -> bool:
    """Whether it chooses the larger or the smaller of two that were compared: one step."""
    used = _USED.findall(instruction.text)
    if instruction.operation != "select" or len(used) < 2:
        return False
    compared = made.get(bare(used[0]))
    return (
        compared is not None
        and compared.operation == "fcmp"
        and set(used[1:]) <= set(_USED.findall(compared.text))
    )


_USED = re.compile(r'%("[^"]+"|[-\w.$]+)')
_DEEPEST = 400


def _may_contract(instruction: Instruction) -> bool:
    return " fast " in instruction.text or " contract " in instruction.text
