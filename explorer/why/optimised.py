"""Reading LLVM's optimised code (its text): functions, blocks, loops, and lines of the source.

Architecture does not matter here: this is what the compiler made of the source before it chose
instructions. The language is described in LLVM's reference manual.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

ENTRY = "<entry>"
_DEFINE = re.compile(r'^define .*?@("?)([^"(]+)\1\(')
LABEL = re.compile(r'^("?)([-\w.$]+)\1:(?:\s|$)')
_ASSIGNED = re.compile(r'^\s+(?:%("[^"]+"|[-\w.$]+) = )?(.*)$')
_OPERATION = re.compile(r"^(?:tail |musttail |notail )?([a-z_]+)")
_TARGET = re.compile(r'label %("[^"]+"|[-\w.$]+)')
_PLACE = re.compile(r"!dbg (!\d+)")
_METADATA = re.compile(r"^(!\d+) = (.*)$", re.MULTILINE)
_LATER = re.compile(r", ![a-zA-Z._]+ !\d+")
_VECTOR = re.compile(r"<(\d+) x (double|float|half|i\d+|ptr)>")
_SCALAR = re.compile(r"\b(double|float|half|i\d+|ptr)\b")
_PHI = re.compile(r'\[ ([^,\]]+), %("[^"]+"|[-\w.$]+) \]')
_STEP = re.compile(r"^add (?:nuw |nsw )*i\d+ %(\"[^\"]+\"|[-\w.$]+), (-?\d+)$")
_BITS = {"double": 64, "float": 32, "half": 16, "ptr": 64}

Place = tuple[str, int]


@dataclass(frozen=True)
class Instruction:
    """One instruction; `places` are file and line, those it was inlined into after it."""

    result: str
    operation: str
    text: str
    places: tuple[Place, ...]

    @cached_property
    def callee(self) -> str:
        """The name of what a call calls, `indirect` where it is not written there."""
        found = re.search(r'@("?)([^"(]+)\1\(', self.text)
        return found[2] if found else "indirect"

    @cached_property
    def shape(self) -> tuple[int, int]:
        """Elements and bits of one element of the first type that is named, lanes 1 for none."""
        vector, scalar = _VECTOR.search(self.text), _SCALAR.search(self.text)
        if vector and (scalar is None or vector.start() <= scalar.start()):
            return int(vector[1]), bits_of(vector[2])
        return 1, bits_of(scalar[1]) if scalar else 0


def bits_of(name: str) -> int:
    """Return the bits of a type, such as double or i64."""
    return _BITS[name] if name in _BITS else int(name[1:])


@dataclass
class Function:
    """A function's blocks, by name in their order."""

    name: str
    blocks: dict[str, list[Instruction]] = field(default_factory=dict)

    def successors(self, block: str) -> list[str]:
        """Return the blocks that may follow one."""
        instructions = self.blocks[block]
        if not instructions:
            return []
        return [name.strip('"') for name in _TARGET.findall(instructions[-1].text)]


@dataclass(frozen=True)
class Loop:
    """A natural loop: its header, all its blocks, those that jump back, and the loop around it."""

    header: str
    body: frozenset[str]
    latches: tuple[str, ...]
    own: frozenset[str]
    parent: str | None


class _Places:
    """From a reference to debug data to files and lines."""

    def __init__(self, code: str) -> None:
        self._data = dict(_METADATA.findall(code))
        self._known: dict[str, tuple[Place, ...]] = {}

    def of(self, reference: str) -> tuple[Place, ...]:
        if reference not in self._known:
            self._known[reference] = tuple(self._chain(reference))
        return self._known[reference]

    def _chain(self, reference: str) -> Iterator[Place]:
        at: str | None = reference
        while at is not None:
            data = self._data.get(at, "")
            line = re.search(r"line: (\d+)", data)
            scope = re.search(r"scope: (!\d+)", data)
            if line is None or scope is None:
                return
            yield self._file(scope[1]), int(line[1])
            around = re.search(r"inlinedAt: (!\d+)", data)
            at = around[1] if around else None

    def _file(self, scope: str) -> str:
        data = self._data.get(scope, "")
        file = re.search(r"\bfile: (!\d+)", data)
        name = re.search(r'filename: "([^"]*)"', self._data.get(file[1], "") if file else "")
        return name[1] if name else ""


def read(code: str) -> list[Function]:
    """Return the functions that are defined in the text of a module."""
    places = _Places(code)
    found: list[Function] = []
    function: Function | None = None
    block = ENTRY
    open_switch = ""
    for row in code.splitlines():
        if function is None:
            if defined := _DEFINE.match(row):
                function, block = Function(defined[2]), ENTRY
                found.append(function)
            continue
        if row.startswith("}"):
            function = None
        elif open_switch:
            open_switch += row
            if "]" in row:
                function.blocks[block].append(_instruction(open_switch, places))
                open_switch = ""
        elif label := LABEL.match(row):
            block = label[2]
            function.blocks[block] = []
        elif row.strip() and not row.lstrip().startswith(("#dbg", ";")):
            if row.lstrip().startswith("switch ") and "]" not in row:
                open_switch = row
                continue
            function.blocks.setdefault(block, []).append(_instruction(row, places))
    return found


def _instruction(row: str, places: _Places) -> Instruction:
    assigned = _ASSIGNED.match(row)
    result, text = (assigned[1] or "", assigned[2]) if assigned else ("", row.strip())
    place = _PLACE.search(text)
    operation = _OPERATION.match(text)
    text = _LATER.sub("", text)
    return Instruction(
        result.strip('"'),
        operation[1] if operation else "",
        text,
        places.of(place[1]) if place else (),
    )


def loops(function: Function) -> list[Loop]:
    """Return the natural loops of a function: blocks from which a jump leads back to a dominator.

    Dominators by the algorithm of Cooper, Harvey and Kennedy (2001).
    """
    if not function.blocks:
        return []
    following = {
        block: [after for after in function.successors(block) if after in function.blocks]
        for block in function.blocks
    }
    order = _in_reverse_postorder(next(iter(function.blocks)), following)
    number = {block: at for at, block in enumerate(order)}
    before: dict[str, list[str]] = defaultdict(list)
    for block in order:
        for after in following[block]:
            before[after].append(block)
    dominator = _dominators(order, number, before)
    bodies: dict[str, set[str]] = {}
    latches: dict[str, list[str]] = defaultdict(list)
    for block in order:
        for header in following[block]:
            if _dominates(header, block, dominator):
                latches[header].append(block)
                body, todo = bodies.setdefault(header, {header}), [block]
                while todo:
                    one = todo.pop()
                    if one not in body:
                        body.add(one)
                        todo += before[one]
    found = []
    for header, body in bodies.items():
        inner = [other for other in bodies if other != header and other in body]
        around = [other for other in bodies if other != header and header in bodies[other]]
        parent = min(around, key=lambda other: len(bodies[other]), default=None)
        own = body - set().union(*(bodies[other] for other in inner))
        found.append(Loop(header, frozenset(body), tuple(latches[header]), frozenset(own), parent))
    return found


def _in_reverse_postorder(entry: str, following: dict[str, list[str]]) -> list[str]:
    seen, done = {entry}, []
    stack = [(entry, iter(following[entry]))]
    while stack:
        block, rest = stack[-1]
        for after in rest:
            if after not in seen:
                seen.add(after)
                stack.append((after, iter(following[after])))
                break
        else:
            done.append(block)
            stack.pop()
    return done[::-1]


def _dominators(
    order: list[str], number: dict[str, int], before: dict[str, list[str]]
) -> dict[str, str]:
    dominator = {order[0]: order[0]}
    changed = True
    while changed:
        changed = False
        for block in order[1:]:
            known = [one for one in before[block] if one in dominator]
            new = known[0]
            for other in known[1:]:
                while new != other:
                    if number[new] > number[other]:
                        new = dominator[new]
                    else:
                        other = dominator[other]
            if dominator.get(block) != new:
                dominator[block] = new
                changed = True
    return dominator


def _dominates(above: str, block: str, dominator: dict[str, str]) -> bool:
    while above != block:
        if dominator[block] == block:
            return False
        block = dominator[block]
    return True


def step(function: Function, loop: Loop) -> int:
    """Return how many turns of the source's loop one turn of a loop stands for.

    SIMD and unrolling let its counter grow by more than one; the smallest step of its counters is
    taken, and 1 where it has none.
    """
    results = {i.result: i for block in loop.body for i in function.blocks[block] if i.result}
    steps = []
    for phi in function.blocks[loop.header]:
        if phi.operation != "phi":
            continue
        for value, block in _PHI.findall(phi.text):
            made = results.get(value.strip().lstrip("%").strip('"'))
            if block.strip('"') in loop.body and made is not None:
                added = _STEP.match(made.text)
                if added and added[1].strip('"') == phi.result:
                    steps.append(abs(int(added[2])))
    return min((one for one in steps if one), default=1)


_KINDS = {"fadd": "fadd", "fsub": "fadd", "fmul": "fmul", "fdiv": "fdiv", "load": "load",
          "mul": "imul", "phi": "", "sitofp": "fadd", "fcmp": "fadd"}  # fmt: skip
_ROUGH = {"fadd": 3, "fmul": 4, "fma": 4, "fdiv": 13, "fsqrt": 15, "load": 5, "imul": 3, "int": 1}


def kind(instruction: Instruction) -> str:
    """Return which latency an instruction has, empty for those that cost nothing."""
    operation = instruction.operation
    if operation == "call":
        name = instruction.callee
        if "sqrt" in name:
            return "fsqrt"
        return "fma" if "fma" in name or "fmuladd" in name else ""
    if operation in ("getelementptr", "br", "bitcast", "freeze"):
        return ""
    return _KINDS.get(operation, "int")


def chain(function: Function, loop: Loop) -> dict[str, int]:
    """Return the instructions, by kind, of the longest way from one turn of a loop to the next.

    Rough latencies choose the way; of an addition and a product that may be contracted, only one
    operation is left.
    """
    made = {i.result: i for block in loop.own for i in function.blocks[block] if i.result}
    best: tuple[int, tuple[str, ...]] = (0, ())
    for phi in function.blocks[loop.header]:
        if phi.operation != "phi":
            continue
        longest = _Longest(made, phi.result)
        for value, block in _PHI.findall(phi.text):
            if block.strip('"') in loop.body:
                way = longest.to(value.strip().lstrip("%").strip('"'), frozenset())
                best = max(best, way or best, key=lambda one: one[0])
    found: dict[str, int] = defaultdict(int)
    for name in best[1]:
        found[name] += 1
    return dict(found)


class _Longest:
    """The longest ways from a value at the beginning of a turn to values computed in it."""

    def __init__(self, made: dict[str, Instruction], begin: str) -> None:
        self._made, self._begin = made, begin
        self._known: dict[str, tuple[int, tuple[str, ...]] | None] = {begin: (0, ())}

    def to(self, name: str, above: frozenset[str]) -> tuple[int, tuple[str, ...]] | None:
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
            this = kind(instruction)
            if this == "fadd" and _may_contract(instruction) and best[1][-1:] == ("fmul",):
                best, this = (best[0] - _ROUGH["fmul"], best[1][:-1]), "fma"
            if this:
                best = best[0] + _ROUGH[this], (*best[1], this)
        self._known[name] = best
        return best


_USED = re.compile(r'%("[^"]+"|[-\w.$]+)')
_DEEPEST = 400


def _may_contract(instruction: Instruction) -> bool:
    return " fast " in instruction.text or " contract " in instruction.text
