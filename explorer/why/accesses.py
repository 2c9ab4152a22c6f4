"""Where loads and stores go, counted: instructions put before each of them, as LLVM's text.

Each instruction remembers the last address that it had, and the least and the greatest of all. An
access is *apart* where it lies beyond the cache line of the one before, a *jump* where it lies
beyond what the processor fetches ahead, with stores on their own, *next* where it lies in the line
after, which one of several may as well in a loop that was unrolled, *back* where it lies so far
before that it begins a new pass, and *again* where a load takes what a store of the turn before may
have put there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LINE, NUMBER = 64, 8
"""Bytes of a cache line, and of a number: what else is in its line is moved, too."""
FAR = 8 * LINE
"""Bytes; steps up to this long are fetched ahead, whatever the processor."""
APART, JUMP, STORED, AGAIN, AGAIN_FLOAT = "apart", "jump", "jump to store", "again", "again float"
MOVED, BACK, NEXT = "moved", "back", "next"
"""Bytes that a single call sets or copies; accesses that begin a new pass, or a new line each."""
PASSES = "passes"
"""How often a loop goes through its data again."""
PASS = 2**18
"""Bytes; what is as far behind has left the nearest cache of any machine."""
WHOLE = ("memset", "memcpy", "memmove")
"""Such calls, in LLVM's words."""
KINDS = (APART, JUMP, STORED, AGAIN, AGAIN_FLOAT, MOVED, BACK, NEXT)

_NAME = r'(%"[^"]+"|%[-\w.$]+)'
_LOAD = re.compile(rf"^\s+\S+ = load (?:volatile )?(.+?), ptr {_NAME}(?:,|$)")
_STORE = re.compile(rf"^\s+store (?:volatile )?(.+?) [^ ]+, ptr {_NAME}(?:,|$)")
_MANY = re.compile(
    rf"@llvm\.masked\.(gather|scatter)\.\S*\(.*?<(\d+) x ptr> (?:align \d+ )?{_NAME}"
)
_LENGTH = re.compile(rf"@llvm\.(?:{'|'.join(WHOLE)})\.[^(]*\(.*, i64 ({_NAME}|\d+), i1 ")


@dataclass(frozen=True)
class Access:
    """A load or store: the name of its pointer, and so many numbers at once where they are apart.

    `kind` is AGAIN or AGAIN_FLOAT of a load whose place is stored to, too; else empty.
    """

    pointer: str
    numbers: int = 1
    is_wide: bool = False
    stores: bool = False
    kind: str = ""


def stored(rows: list[str]) -> frozenset[str]:
    """Return the pointers that rows of a function store to."""
    return frozenset(found[2] for found in map(_STORE.match, rows) if found)


def access(row: str, stores: frozenset[str]) -> Access | None:
    """Return what a row loads or stores, None where it does neither."""
    if many := _MANY.search(row):
        return Access(many[3], int(many[2]), stores=many[1] == "scatter")
    found = _LOAD.match(row)
    if found is not None and found[2] in stores and found[1] in ("double", "float", "i64", "i32"):
        return Access(found[2], kind=AGAIN if found[1].startswith("i") else AGAIN_FLOAT)
    stored_to = _STORE.match(row) if found is None else None
    found = found or stored_to
    if found is None:
        return None
    return Access(found[2], is_wide=found[1].startswith("<"), stores=stored_to is not None)


def counting(one: Access, number: int, reached: int, counts: dict[str, int]) -> Iterator[str]:
    """Yield the rows that count an access; `reached` and `counts` are addresses of whole numbers.

    `reached` is that of three: where the access went last, least and greatest.
    They are not atomic: only what one thread does is counted so.
    """
    at = f"%access.{number}"
    pointer = one.pointer
    if one.numbers > 1:
        yield f"  {at}.p = extractelement <{one.numbers} x ptr> {pointer}, i64 0"
        pointer = f"{at}.p"
    yield f"  {at}.a = ptrtoint ptr {pointer} to i64"
    yield f"  {at}.b = load i64, ptr {_place(reached)}"
    yield f"  store i64 {at}.a, ptr {_place(reached)}"
    yield f"  {at}.c = sub i64 {at}.a, {at}.b"
    yield f"  {at}.d = sub i64 0, {at}.c"
    yield f"  {at}.e = icmp slt i64 {at}.c, 0"
    yield f"  {at}.f = select i1 {at}.e, i64 {at}.d, i64 {at}.c"
    jumped = counts[STORED if one.stores else JUMP]
    far = max(FAR, LINE * one.numbers)
    yield from _add(f"{at}.j", f"icmp ugt i64 {at}.f, {far}", one.numbers, jumped)
    yield from _add(f"{at}.k", f"icmp slt i64 {at}.c, {-PASS}", 1, counts[BACK])
    if one.numbers == 1 and not one.is_wide:
        yield f"  {at}.g = sub i64 {at}.f, {LINE + 1}"
        yield from _add(f"{at}.l", f"icmp ult i64 {at}.g, {FAR - LINE}", 1, counts[APART])
        yield from _add(f"{at}.x", f"icmp eq i64 {at}.f, {LINE}", 1, counts[NEXT])
    for name, beyond, place in (("u", "slt", reached + 8), ("v", "sgt", reached + 16)):
        yield f"  {at}.{name}0 = load i64, ptr {_place(place)}"
        yield f"  {at}.{name}1 = icmp {beyond} i64 {at}.a, {at}.{name}0"
        yield f"  {at}.{name}2 = select i1 {at}.{name}1, i64 {at}.a, i64 {at}.{name}0"
        yield f"  store i64 {at}.{name}2, ptr {_place(place)}"
    if one.kind:
        yield from _add(f"{at}.s", f"icmp eq i64 {at}.f, 0", 1, counts[one.kind])


def length(row: str) -> str:
    """Return how many bytes a row sets or copies in a single call, as it is written; or nothing."""
    found = _LENGTH.search(row)
    return found[1] if found else ""


def adding(written: str, number: int, count: int) -> Iterator[str]:
    """Yield the rows that add a length to a count, whose address is given."""
    at = f"%access.{number}"
    yield f"  {at}.n = load i64, ptr {_place(count)}"
    yield f"  {at}.m = add i64 {at}.n, {written}"
    yield f"  store i64 {at}.m, ptr {_place(count)}"


def _add(at: str, condition: str, numbers: int, count: int) -> Iterator[str]:
    yield f"  {at}0 = {condition}"
    yield f"  {at}1 = select i1 {at}0, i64 {numbers}, i64 0"
    yield f"  {at}2 = load i64, ptr {_place(count)}"
    yield f"  {at}3 = add i64 {at}2, {at}1"
    yield f"  store i64 {at}3, ptr {_place(count)}"


def _place(address: int) -> str:
    return f"inttoptr (i64 {address} to ptr)"
