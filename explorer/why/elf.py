"""What an object file in memory (ELF, 64 bit, as LLVM hands it to the engine) tells of addresses.

Formats: the System V ABI for sections and symbols, DWARF 2 to 5 (section 6.2) for line tables.
"""

import struct
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from llvmlite.binding import ObjectFileRef

_SYMBOL = struct.Struct("<IBBHQQ")
_RELOCATION = struct.Struct("<QQq")
_FUNCTION, _GLOBAL = 2, 1  # STT_FUNC, STB_GLOBAL
_CODE = (".text", ".ltext")
"""Numba puts code into the second, which the large code model of LLVM knows."""


_READ = (*_CODE, ".symtab", ".strtab", ".debug_line", ".rela.debug_line", ".debug_line_str")
"""LLVM has no content of sections that are only room in memory."""


class Symbol(NamedTuple):
    """A function: its offset in the code and its length in bytes; `alone`: no other file has it."""

    name: str
    start: int
    size: int
    alone: bool


@dataclass(frozen=True)
class Row:
    """From this offset in the code on it is this line of this file; line 0 is nobody's."""

    start: int
    file: str
    line: int


class Object:
    """One object file: its code, its functions, and which line each offset belongs to."""

    def __init__(self, content: bytes) -> None:
        if content[:5] != b"\x7fELF\x02":
            raise ValueError("not a 64-bit ELF object")
        self._sections: dict[str, bytes] = {}
        self._numbers: dict[str, int] = {}
        for number, section in enumerate(ObjectFileRef.from_data(content).sections()):
            name = (section.name() or b"").decode()
            if name in _READ:
                self._sections[name], self._numbers[name] = section.data(), number
        self._code = next((name for name in reversed(_CODE) if self._content(name)), _CODE[0])
        self.functions = self._read_functions()
        self.rows = sorted(self._read_rows(), key=lambda row: row.start)
        self._starts = [row.start for row in self.rows]

    @property
    def code(self) -> bytes:
        """The machine code, with addresses that are filled in on loading still empty."""
        return self._content(self._code)

    def line_at(self, offset: int) -> tuple[str, int]:
        """Return file and line of an offset; merged code counts for the line before it."""
        at = bisect_right(self._starts, offset) - 1
        while at >= 0 and self.rows[at].line == 0 and self.rows[at].file:
            at -= 1
        return ("", 0) if at < 0 else (self.rows[at].file, self.rows[at].line)

    def _content(self, section: str) -> bytes:
        return self._sections.get(section, b"")

    def _symbols(self) -> list[tuple[str, int, int, int, int]]:
        strings, found = self._content(".strtab"), []
        for name, info, _, section, value, size in _SYMBOL.iter_unpack(self._content(".symtab")):
            text = strings[name : strings.index(b"\0", name)].decode(errors="replace")
            found.append((text, info, section, value, size))
        return found

    def _read_functions(self) -> list[Symbol]:
        return [
            Symbol(name, value, size, info >> 4 == _GLOBAL)
            for name, info, section, value, size in self._symbols()
            if info & 15 == _FUNCTION and section == self._numbers.get(self._code)
        ]

    def _read_rows(self) -> list[Row]:
        places = self._relocated(".rela.debug_line")
        strings = self._content(".debug_line_str")
        return _LineReader(self._content(".debug_line"), strings, places).rows()

    def _relocated(self, name: str) -> dict[int, int]:
        """What is filled in at an offset of a section: the place in the section it points to."""
        symbols = self._symbols()
        return {
            offset: symbols[info >> 32][3] + addend
            for offset, info, addend in _RELOCATION.iter_unpack(self._content(name))
        }


class _LineReader:
    """Runs the line programs of a `.debug_line` section."""

    def __init__(self, content: bytes, strings: bytes, places: dict[int, int]) -> None:
        self._bytes, self._strings, self._places = content, strings, places
        self._at = 0

    def rows(self) -> list[Row]:
        found: list[Row] = []
        while self._at < len(self._bytes):
            length = self._number("<I")
            end = self._at + length
            self._program(end, found)
            self._at = end
        return found

    def _program(self, end: int, found: list[Row]) -> None:
        version = self._number("<H")
        if version >= 5:
            self._at += 2  # sizes of addresses and of segment selectors
        header = self._number("<I")
        begin = self._at + header
        unit = self._number("<B")
        self._at += 2 if version >= 4 else 1  # operations an instruction, default is_stmt
        base, span, first = self._number("<b"), self._number("<B"), self._number("<B")
        operands = self._bytes[self._at : self._at + first - 1]
        self._at += first - 1
        files = self._files_5() if version >= 5 else self._files_2()
        self._at = begin
        address, file, line = 0, 1, 1
        while self._at < end:
            code = self._number("<B")
            if code >= first:
                address += unit * ((code - first) // span)
                line += base + (code - first) % span
                found.append(Row(address, files.get(file, ""), line))
            elif code == 0:
                size = self._leb()
                after, sub = self._at + size, self._bytes[self._at]
                if sub == 1:  # the end of a sequence
                    found.append(Row(address, "", 0))
                    address, file, line = 0, 1, 1
                elif sub == 2:
                    written = struct.unpack_from("<Q", self._bytes, self._at + 1)[0]
                    address = self._places.get(self._at + 1, written)
                self._at = after
            elif code == 1:
                found.append(Row(address, files.get(file, ""), line))
            elif code == 2:
                address += unit * self._leb()
            elif code == 3:
                line += self._signed_leb()
            elif code == 4:
                file = self._leb()
            elif code == 8:
                address += unit * ((255 - first) // span)
            elif code == 9:
                address += self._number("<H")
            else:
                for _ in range(operands[code - 1]):
                    self._leb()

    def _files_2(self) -> dict[int, str]:
        folders = [""]
        while self._bytes[self._at]:
            folders.append(self._text())
        self._at += 1
        files: dict[int, str] = {}
        while self._bytes[self._at]:
            name, folder = self._text(), self._leb()
            self._leb(), self._leb()  # time and length
            files[len(files) + 1] = f"{folders[folder]}/{name}" if folders[folder] else name
        return files

    def _files_5(self) -> dict[int, str]:
        folders = self._entries()
        files = self._entries()
        return {
            at: f"{folders[int(entry.get(2, 0))][1]}/{entry[1]}" for at, entry in enumerate(files)
        }

    def _entries(self) -> list[dict[int, str | int]]:
        forms = [(self._leb(), self._leb()) for _ in range(self._number("<B"))]
        found = []
        for _ in range(self._leb()):
            found.append({kind: self._value(form) for kind, form in forms})
        return found

    def _value(self, form: int) -> str | int:
        if form == 0x08:
            return self._text()
        if form == 0x1F:  # an offset into .debug_line_str, itself a relocation
            at = self._at
            offset = self._places.get(at, self._number("<I"))
            self._at = at + 4
            return self._strings[offset : self._strings.index(b"\0", offset)].decode()
        if form == 0x0F:
            return self._leb()
        if form == 0x0B:
            return self._number("<B")
        if form == 0x05:
            return self._number("<H")
        if form == 0x1E:
            self._at += 16
            return 0
        raise ValueError(f"an unknown form in a line table: {form:#x}")

    def _number(self, kind: str) -> int:
        value: int = struct.unpack_from(kind, self._bytes, self._at)[0]
        self._at += struct.calcsize(kind)
        return value

    def _text(self) -> str:
        end = self._bytes.index(b"\0", self._at)
        text = self._bytes[self._at : end].decode(errors="replace")
        self._at = end + 1
        return text

    def _leb(self) -> int:
        value, _ = self._sevens()
        return value

    def _signed_leb(self) -> int:
        value, bits = self._sevens()
        return value - (1 << bits) if value >> (bits - 1) else value

    def _sevens(self) -> tuple[int, int]:
        """Read a number of seven bits a byte; return it, and how many bits it has."""
        value = shift = 0
        while True:
            byte = self._number("<B")
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value, shift
