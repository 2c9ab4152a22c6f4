"""What is counted of one loop of the source: its instructions, by what they do."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from explorer.units import listed, percent
from explorer.why import chains
from explorer.why.facts import Loop
from explorer.why.indices import Checks
from explorer.why.optimised import Function, Instruction, bits_of

ARITHMETIC = {"fadd", "fsub", "fmul", "fdiv", "frem"}
WIDE = 64
"""Bits of whole numbers that SIMD multiplies in several steps."""
LIBM_WORK = 20
"""Operations that a call of libm counts as, in what share of the work SIMD does."""
_INTEGERS = {"add", "sub", "mul", "and", "or", "xor", "shl", "lshr", "ashr"}
LIBM = frozenset(
    f"{name}{ending}"
    for name in ("sin", "cos", "tan", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p",
                 "pow", "cbrt", "hypot", "erf", "erfc", "tgamma", "lgamma", "fmod", "ldexp",
                 "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh",
                 "atanh")
    for ending in ("", "f")
)  # fmt: skip
_BOOKKEEPING = ("NRT_", "nrt_", "llvm.", "numba_gil", "PyErr", "Py")
INTRINSIC = re.compile(r"llvm\.(?:masked\.|vector\.(?:reduce\.)?)?(\w+)")
_ZERO = re.compile(r"^fcmp \w+ (?:\w+ )*(?:double|float) .*, 0\.0+e\+00$")


_NO_CHECKS = Checks()
_FROM = re.compile(r"^[sz]ext (?:nneg )?<\d+ x i(\d+)> .* to <\d+ x i64>$")
_EACH = r"(?:splat \(|<)i64 (-?\d+)(?:, i64 \1)*[)>]$"
"""The same number in each lane, in both of LLVM's spellings: older ones write it for each."""
_SHIFTED = re.compile(rf"^[al]shr (?:exact )?<\d+ x i64> .*, {_EACH}")
_MASKED = re.compile(rf"^and <\d+ x i64> .*, {_EACH}")


@dataclass
class Sums:
    """What was counted."""

    trips: int = 0
    flops: int = 0
    bytes: int = 0
    simd: int = 0
    scalar: int = 0
    simd_bytes: int = 0
    integers: int = 0
    simd_integers: int = 0
    width: int = 0
    asleep: bool = False
    lines: Counter[int] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    work: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


def count(
    instruction: Instruction,
    ran: int,
    line: int,
    sums: Sums,
    checks: Checks = _NO_CHECKS,
    halves: Collection[str] = (),
) -> None:
    """Add an instruction of a line that ran so often.

    `checks` and `halves` are those of its function.
    """
    if not ran:
        return
    operation = instruction.operation
    lanes, bits = instruction.shape
    if operation not in ("phi", "br", "icmp"):
        sums.lines[line] += ran
        _work(instruction, ran, sums.work, halves)
    if operation in ARITHMETIC:
        _arithmetic(sums, ran, lanes, lanes, bits)
        if operation == "fdiv":
            sums.seen["division"] += ran * lanes
    elif operation in ("load", "store"):
        sums.bytes += ran * lanes * bits // 8
        sums.simd_bytes += ran * lanes * bits // 8 if lanes > 1 else 0
    elif operation in _INTEGERS:
        sums.integers += ran * lanes
        sums.simd_integers += ran * lanes if lanes > 1 else 0
        sums.width = max(sums.width, lanes * bits if lanes > 1 else 0)
    elif operation == "fpext":
        sums.seen["float32 to float64"] += ran * lanes
    elif operation in chains.WHOLE_DIVISIONS:
        sums.seen["whole-number division"] += ran * lanes
    elif instruction.result in checks.negative:
        sums.seen["sign check"] += ran * lanes
    elif instruction.result in checks.bounds:
        sums.seen["bounds check"] += ran * lanes
    elif operation in ("fcmp", "icmp") and _ZERO.match(instruction.text):
        sums.seen["zero check"] += ran * lanes
    elif operation == "call":
        _call(instruction, ran, lanes, bits, sums)


def halves_of(function: Function) -> frozenset[str]:
    """Return the values of SIMD that fill the lower half of their 64 bits only.

    Two of them are multiplied in one step, as two whole numbers of 32 bits are.
    """
    return frozenset(
        one.result for block in function.blocks.values() for one in block if _is_half(one.text)
    )


def _is_half(text: str) -> bool:
    if made := _FROM.match(text):
        return int(made[1]) <= WIDE // 2
    if shifted := _SHIFTED.match(text):
        return int(shifted[1]) >= WIDE // 2
    masked = _MASKED.match(text)
    return masked is not None and 0 <= int(masked[1]) < 1 << WIDE // 2


def _takes_steps(product: Instruction, halves: Collection[str]) -> bool:
    """Whether SIMD needs several steps for a product: of wide whole numbers not known before."""
    lanes, bits = product.shape
    if lanes == 1 or bits != WIDE or product.is_by_constant:
        return False
    return not all(name in halves for name in product.used)


def _work(
    instruction: Instruction, ran: int, work: dict[str, float], halves: Collection[str]
) -> None:
    """Count an instruction by what it keeps busy."""
    lanes, bits = instruction.shape
    kind = chains.kind(instruction)
    if kind in ("fdiv", "fsqrt"):
        name = "division" if kind == "fdiv" else "root"
        work[f"simd {name}" if lanes > 1 else name] += ran * lanes
    elif kind == "idiv":
        work["whole division"] += ran * lanes
    elif kind == "imul" and _takes_steps(instruction, halves):
        work["simd whole product"] += ran * lanes
    elif kind in ("fadd", "fmul", "fma", "fcmp"):
        work["arithmetic"] += ran
        work["multiplication"] += ran if kind in ("fmul", "fma") else 0
    elif instruction.operation in ("load", "store"):
        work[instruction.operation] += ran
        if lanes > 1 and instruction.operation == "load":
            work["simd loaded"] += ran * lanes * bits // 8
        if instruction.operation == "store":
            work["stored"] += ran * lanes * bits // 8
    elif instruction.operation == "call":
        name = instruction.callee
        found = INTRINSIC.match(name)
        if found is not None and found[1] in LIBM:
            name = found[1] if bits == WIDE else f"{found[1]}f"
        if is_libm(name):
            work["libm"] += ran * lanes
            work[f"libm {name}"] += ran * lanes
        elif found is None:
            work["call"] += ran
    if kind:
        work["instruction"] += ran


def _call(instruction: Instruction, ran: int, lanes: int, bits: int, sums: Sums) -> None:
    name = instruction.callee
    intrinsic = INTRINSIC.match(name)
    if intrinsic is None:
        if name in ("sqrt", "sqrtf"):  # an instruction, not a call, in the end
            _arithmetic(sums, ran, 1, 1, bits)
            return
        sums.calls[name] += ran
        sums.scalar += ran * LIBM_WORK if is_libm(name) else 0
        return
    kind = intrinsic[1]
    if kind in ("fma", "fmuladd"):
        _arithmetic(sums, ran, 2 * lanes, lanes, bits)
    elif kind == "sqrt":
        _arithmetic(sums, ran, lanes, lanes, bits)
    elif kind in LIBM:
        sums.calls[kind] += ran * lanes
        sums.scalar += ran * lanes * LIBM_WORK
    elif kind == "fadd" and "reduce" in name:
        width = re.search(r"<(\d+) x", instruction.text)
        count = int(width[1]) if width else 1
        ordered = "fast" not in instruction.text and "reassoc" not in instruction.text
        _arithmetic(sums, ran, count, 1 if ordered else count, 64)
    elif kind in ("gather", "scatter"):
        found = re.search(r"<(\d+) x (double|float|i\d+)>", instruction.text)
        count = int(found[1]) if found else 1
        sums.seen[kind] += ran * count
        sums.work["gather"] += ran * count
        moved = ran * count * (bits_of(found[2]) if found else 64) // 8
        sums.bytes += moved
        sums.simd_bytes += moved
        sums.work["stored"] += moved if kind == "scatter" else 0
    elif kind in ("load", "store"):
        sums.bytes += ran * lanes * bits // 8
        sums.simd_bytes += ran * lanes * bits // 8
        sums.work["stored"] += ran * lanes * bits // 8 if kind == "store" else 0


def is_libm(name: str) -> bool:
    """Whether a function is one of the C library’s mathematics."""
    return name in LIBM


def _arithmetic(sums: Sums, ran: int, flops: int, lanes: int, bits: int) -> None:
    sums.flops += ran * flops
    if lanes > 1:
        sums.simd += ran * flops
    else:
        sums.scalar += ran * flops
    sums.width = max(sums.width, lanes * bits)


def told(sums: Sums) -> Loop:
    """Return the loop with what was counted of it, in numbers and sentences."""
    share = _simd_share(sums)
    known = Counter({line: count for line, count in sums.lines.items() if line})
    line = known.most_common(1)[0][0] if known else 0
    width = sums.width or 64
    said = tuple(_sentences(sums, share, width))
    return Loop(line, sums.trips, sums.flops, sums.bytes, share, width, said, work=dict(sums.work))


def _simd_share(sums: Sums) -> float | None:
    """By arithmetic, a call of libm as `LIBM_WORK`; where there is none, by what is moved."""
    if sums.simd + sums.scalar:
        return sums.simd / (sums.simd + sums.scalar)
    if sums.bytes:
        return sums.simd_bytes / sums.bytes
    return sums.simd_integers / sums.integers if sums.integers else None


def _sentences(sums: Sums, share: float | None, width: int) -> Iterable[str]:
    turns = "1 turn" if sums.trips == 1 else f"{sums.trips:,} turns"
    yield f"{turns}, {sums.flops:,} flop, {sums.bytes:,} bytes a call (counted)."
    libm = {name: count for name, count in sums.calls.items() if is_libm(name)}
    if share is not None and share >= 0.005 and not libm:
        yield f"SIMD does {percent(share)} of the work, {width} bits wide (counted)."
    if sums.asleep and not (share or 0) > 0.5:
        yield "A SIMD version of the loop is there and never runs (counted)."
    if libm:
        named = listed(sorted(libm))
        yield f"{sum(libm.values()):,} calls of {named}, one element each (counted)."
    others = {name: count for name, count in sums.calls.items()
              if name not in libm and not name.startswith(_BOOKKEEPING)}  # fmt: skip
    if others:
        yield f"{sum(others.values()):,} calls of functions that are not inlined (counted)."
    counts = sum(sums.calls[name] for name in ("NRT_incref", "NRT_decref"))
    if counts:
        yield f"{counts:,} changes of reference counts (counted)."
    for name, sentence in _SEEN.items():
        if sums.seen[name] and (name != "zero check" or sums.seen["division"]):
            yield sentence.format(f"{sums.seen[name]:,}")


_SEEN = {
    "gather": "Gather: {} numbers are loaded one by one (counted).",
    "scatter": "Scatter: {} numbers are stored one by one (counted).",
    "zero check": "{} checks of a divisor for zero, each of which could end the loop (counted).",
    "sign check": "{} sign checks: an index may be negative (counted).",
    "bounds check": "{} comparisons check whether an index is within its array (counted).",
    "float32 to float64": "{} conversions from float32 to float64 (counted).",
    "whole-number division": "{} divisions of whole numbers (counted).",
}
