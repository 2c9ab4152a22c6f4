"""The instructions of the loop that runs most, with the lines that they come from."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from explorer.why.executed import Executed
from explorer.why.facts import Instruction
from explorer.why.recording import Library
from explorer.why.source import Source
from explorer.why.twins import assembly

MOST = 200
"""Instructions that are shown of a loop."""
_LABEL = re.compile(r"^\.?L?(BB\d+_\d+):|^[#;/@]+ %bb\.\d+:")
_NAME = re.compile(r"[#;/@]+ +%([^\s.][^\s]*)\s*$")
_INSIDE = re.compile(r"in Loop: Header=(BB\d+_\d+)")
_HEADER = re.compile(r"=> *This (?:Inner )?Loop Header")
_LINE = re.compile(r"^\t\.loc\t(\d+) (\d+)")
_FILE = re.compile(r'^\t\.file\t(\d+) .*?"([^"]*)"(?: md5 \S+)?\s*$')
_COMMENT = re.compile(r"\s+[#;@] .*$")


@dataclass
class _Block:
    """A block of a function: its name in LLVM's code, the loop that it is in, its instructions."""

    function: str
    name: str = ""
    label: str = ""
    loop: str = ""
    rows: list[Instruction] = field(default_factory=list)


def hottest(
    libraries: Iterable[Library], executed: Iterable[Executed], path: Path, lines: Source
) -> tuple[Instruction, ...] | None:
    """Return the loop with the block that ran most, by its instructions; None where it is lost.

    They are of lines of the user's functions only: what Numba generates has lines of its own.
    """
    ran = [
        (count * len(one.function.blocks.get(block, ())), one.function.name, block)
        for one in executed
        for block, count in one.counts.items()
    ]
    for _, function, name in sorted(ran, reverse=True)[:3]:
        for library in libraries:
            if function not in library.code:
                continue
            library.machine.set_asm_verbosity(True)
            blocks = [b for b in _blocks(assembly(library), path, lines) if b.function == function]
            hot = next((b for b in blocks if b.name == name and b.loop), None)
            if hot is not None:
                rows = [row for b in blocks if b.loop == hot.loop for row in b.rows]
                return tuple(rows[:MOST])
    return None


def _blocks(text: str, path: Path, lines: Source) -> Iterator[_Block]:
    function, line = "", 0
    files: dict[str, str] = {}
    block = _Block("")
    for row in text.splitlines():
        label = _LABEL.match(row)
        if label or (row and not row[0].isspace() and row[0] not in ".#" and ":" in row):
            if block.rows:
                yield block
            if label is None:
                function = row.split(":")[0].strip('"')
            named = _NAME.search(row)
            block = _Block(function, named[1] if named else "", (label and label[1]) or "")
        if inside := _INSIDE.search(row):
            block.loop = inside[1]
        elif _HEADER.search(row):
            block.loop = block.label
        if file := _FILE.match(row):
            files[file[1]] = file[2]
        elif at := _LINE.match(row):
            mine = Path(files.get(at[1], "")).name == path.name
            line = int(at[2]) if mine and int(at[2]) in lines.inside else 0
        elif row.startswith("\t") and not row.startswith(("\t.", "\t#")):
            block.rows.append(Instruction(line, _COMMENT.sub("", row).strip().replace("\t", " ")))
    if block.rows:
        yield block
