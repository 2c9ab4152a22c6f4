"""Reading LLVM's optimised code (its text): functions, blocks, and lines of the source.

Architecture does not matter here: this is what the compiler made of the source before it chose
instructions. The language is described in LLVM's reference manual.
"""

import re
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
_BITS = {"double": 64, "float": 32, "half": 16, "ptr": 64}

_BY_CONSTANT = re.compile(r", (-?\d+|<[^%]*>|splat \([^%]*\))$")
_USED = re.compile(r'%("[^"]+"|[-\w.$]+)')
_PHI = re.compile(r'\[ ([^,\]]+), %("[^"]+"|[-\w.$]+) \]')

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
    def used(self) -> tuple[str, ...]:
        """The names of the values that it uses, and of the blocks, as they are where these are."""
        return tuple(map(bare, _USED.findall(self.text)))

    @property
    def is_by_constant(self) -> bool:
        """Whether its last operand is a number that the compiler knows."""
        return _BY_CONSTANT.search(self.text) is not None

    @property
    def incoming(self) -> list[tuple[str, str]]:
        """The values of a phi, each with the block that it comes from."""
        found = _PHI.findall(self.text)
        return [(bare(value), block.strip('"')) for value, block in found]

    @cached_property
    def shape(self) -> tuple[int, int]:
        """Elements and bits of one element of the first type that is named, lanes 1 for none."""
        vector, scalar = _VECTOR.search(self.text), _SCALAR.search(self.text)
        if vector and (scalar is None or vector.start() <= scalar.start()):
            return int(vector[1]), bits_of(vector[2])
        return 1, bits_of(scalar[1]) if scalar else 0


def bare(written: str) -> str:
    """Return the name of a value as it is where it is made."""
    return written.strip().lstrip("%").strip('"')


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
