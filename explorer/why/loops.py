"""What each loop of the source does in a call: counted blocks, put together by line."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from explorer.kernels.kernel import Kernel, Variant
from explorer.kernels.lines import lines_of
from explorer.units import percent
from explorer.why import optimised
from explorer.why.facts import Loop
from explorer.why.optimised import Function, Instruction
from explorer.why.source import Source

_ARITHMETIC = {"fadd", "fsub", "fmul", "fdiv", "frem"}
_DIVISIONS = {"fdiv", "frem", "sdiv", "udiv", "srem", "urem"}
_FLOATING = {"fma", "fmuladd", "sqrt", "fadd", "fmul", "fmax", "fmin", "maxnum", "minnum", "fabs"}
SELDOM = 0.01
"""Up to this share of what is executed, an operation is not what a call waits for."""
LIBM_WORK = 20
"""Operations that a call of libm counts as, in what share of the work SIMD does."""
_INTEGERS = {"add", "sub", "mul", "and", "or", "xor", "shl", "lshr", "ashr"}
_LIBM = frozenset(
    f"{name}{ending}"
    for name in ("sin", "cos", "tan", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p",
                 "pow", "cbrt", "hypot", "erf", "erfc", "tgamma", "lgamma", "fmod", "ldexp",
                 "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh",
                 "atanh")
    for ending in ("", "f")
)  # fmt: skip
_BOOKKEEPING = ("NRT_", "nrt_", "llvm.", "numba_gil", "PyErr", "Py")
_INTRINSIC = re.compile(r"llvm\.(?:masked\.|vector\.(?:reduce\.)?)?(\w+)")
_ZERO = re.compile(r"^fcmp \w+ (?:\w+ )*(?:double|float) .*, 0\.0+e\+00$")
_SIGN = re.compile(r"^icmp slt .*, (?:0|zeroinitializer)$")


@dataclass(frozen=True)
class Executed:
    """A function and how often each of its blocks ran in one call; those that never ran lack."""

    function: Function
    counts: Mapping[str, int]


@dataclass
class _Sums:
    """What was counted of one loop of the source."""

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
    work: Counter[str] = field(default_factory=Counter)


def loops_of(
    executed: Iterable[Executed], kernel: Kernel, variant: Variant, lines: Source
) -> tuple[Loop, ...]:
    """Return the loops of the source that ran, and those that no machine code is left of."""
    executed = tuple(executed)
    sums: dict[int, _Sums] = defaultdict(_Sums)
    memory: dict[int, str] = {}
    callers = _callers(executed, kernel.path, lines)
    for one in executed:
        _add(one, kernel.path, lines, sums, callers.get(one.function.name, 0))
        for block, count in one.counts.items():
            for instruction in one.function.blocks.get(block, ()):
                if count and instruction.callee.startswith(("llvm.memset", "llvm.memcpy")):
                    line = _line(instruction, kernel.path, lines)
                    memory[lines.loop_of(line) or line] = instruction.callee.split(".")[1]
    found = [_told(one) for one in sums.values() if one.trips]
    reached = {lines.loop_of(one.line) or one.line for one in found}
    last = variant.line + len(lines_of(variant.source))
    for head in sorted(lines.heads):
        if variant.line <= head <= last and head not in reached and not lines.around(head, reached):
            found.append(_gone(head, memory.get(head)))
    return tuple(sorted(found, key=lambda loop: loop.line))


def options_that_matter(executed: Iterable[Executed]) -> tuple[str, ...]:
    """Return the options that could change what was executed; each costs time to be tried.

    `fastmath` is about numbers with a point, `error_model` about divisions; what makes less than
    a hundredth of the instructions is not what a call waits for.
    """
    ran: Counter[str] = Counter()
    for one in executed:
        for block, count in one.counts.items():
            for instruction in one.function.blocks.get(block, ()):
                ran["all"] += count
                ran["fastmath"] += count * _is_floating(instruction)
                ran["error_model"] += count * (instruction.operation in _DIVISIONS)
    least = SELDOM * ran["all"]
    return tuple(name for name in ("fastmath", "error_model") if ran[name] > least)


def _is_floating(instruction: Instruction) -> bool:
    name = instruction.callee
    found = _INTRINSIC.match(name)
    called = _is_libm(name) or (found is not None and found[1] in {*_LIBM, *_FLOATING})
    return called or instruction.operation in {*_ARITHMETIC, "fcmp", "fneg"}


def _gone(head: int, call: str | None) -> Loop:
    said = (
        f"No loop is left: a single {call} does it (counted)."
        if call
        else "No loop is left in the machine code: unrolled, or in closed form (counted)."
    )
    return Loop(head, 0, 0, 0, None, 0, (said,))


def _line(instruction: Instruction, path: Path, lines: Source) -> int:
    """The innermost line in the user's file; 0 for none."""
    for file, line in instruction.places:
        if Path(file).name == path.name and line in lines.inside:
            return line
    return 0


def _callers(executed: Iterable[Executed], path: Path, lines: Source) -> dict[str, int]:
    """The user's line that calls each function, where it is called at one; of the first if many."""
    found: dict[str, int] = {}
    for one in executed:
        for block, count in one.counts.items():
            for instruction in one.function.blocks.get(block, ()) if count else ():
                line = _line(instruction, path, lines)
                if line and instruction.operation == "call":
                    found.setdefault(instruction.callee, line)
    return found


def _add(one: Executed, path: Path, lines: Source, sums: dict[int, _Sums], caller: int) -> None:
    """Add the loops of a function; what has no line of the user's counts for the one that calls."""
    function, counts = one.function, one.counts
    found = {loop.header: loop for loop in optimised.loops(function)}
    keys: dict[str, int] = {}
    for loop in sorted(found.values(), key=lambda loop: -len(loop.body)):
        weights: Counter[int] = Counter()
        for block in loop.own:
            for instruction in function.blocks[block]:
                line = _line(instruction, path, lines)
                if line and instruction.operation not in ("phi", "br", "icmp"):
                    weights[line] += 1 if line in lines.heads else 4
        if not weights and caller:
            weights[caller] = 1
        if not weights:
            continue
        main = weights.most_common(1)[0][0]
        key = lines.loop_of(main) or main
        if loop.parent is not None and keys.get(loop.parent) == key:
            key = main
        keys[loop.header] = key
        ran = sum(counts.get(latch, 0) for latch in loop.latches)
        mine = sums[key]
        mine.trips += ran * optimised.step(function, loop)
        if not ran and not any(counts.get(block) for block in loop.own):
            mine.asleep |= any(
                i.operation in _ARITHMETIC and i.shape[0] > 1
                for block in loop.own
                for i in function.blocks[block]
            )
            continue
        for name, times in optimised.chain(function, loop).items():
            mine.work[f"chain {name}"] += ran * times
        for block in loop.own:
            for instruction in function.blocks[block]:
                line = _line(instruction, path, lines) or caller
                _count(instruction, counts.get(block, 0), line, mine)


def _count(instruction: Instruction, ran: int, line: int, sums: _Sums) -> None:
    if not ran:
        return
    operation = instruction.operation
    lanes, bits = instruction.shape
    if operation not in ("phi", "br", "icmp"):
        sums.lines[line] += ran
        _work(instruction, ran, sums.work)
    if operation in _ARITHMETIC:
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
    elif operation in ("sdiv", "udiv", "srem", "urem"):
        sums.seen["whole-number division"] += ran * lanes
    elif operation == "icmp" and _SIGN.match(instruction.text):
        sums.seen["sign check"] += ran * lanes
    elif operation in ("fcmp", "icmp") and _ZERO.match(instruction.text):
        sums.seen["zero check"] += ran * lanes
    elif operation == "call":
        _call(instruction, ran, lanes, bits, sums)


def _work(instruction: Instruction, ran: int, work: Counter[str]) -> None:
    """Count an instruction by what it keeps busy."""
    lanes = instruction.shape[0]
    kind = optimised.kind(instruction)
    if kind in ("fdiv", "fsqrt"):
        work["simd division" if lanes > 1 else "division"] += ran * lanes
    elif kind in ("fadd", "fmul", "fma"):
        work["arithmetic"] += ran
        work["multiplication"] += ran if kind != "fadd" else 0
    elif instruction.operation in ("load", "store"):
        work[instruction.operation] += ran
    elif instruction.operation == "call":
        name = instruction.callee
        found = _INTRINSIC.match(name)
        if _is_libm(name) or (found is not None and found[1] in _LIBM):
            work["libm"] += ran * lanes
        elif found is None:
            work["call"] += ran
    if kind:
        work["instruction"] += ran


def _call(instruction: Instruction, ran: int, lanes: int, bits: int, sums: _Sums) -> None:
    name = instruction.callee
    intrinsic = _INTRINSIC.match(name)
    if intrinsic is None:
        if name in ("sqrt", "sqrtf"):  # an instruction, not a call, in the end
            _arithmetic(sums, ran, 1, 1, bits)
            return
        sums.calls[name] += ran
        sums.scalar += ran * LIBM_WORK if _is_libm(name) else 0
        return
    kind = intrinsic[1]
    if kind in ("fma", "fmuladd"):
        _arithmetic(sums, ran, 2 * lanes, lanes, bits)
    elif kind == "sqrt":
        _arithmetic(sums, ran, lanes, lanes, bits)
    elif kind in _LIBM:
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
        sums.bytes += ran * count * (optimised.bits_of(found[2]) if found else 64) // 8
    elif kind in ("load", "store"):
        sums.bytes += ran * lanes * bits // 8
        sums.simd_bytes += ran * lanes * bits // 8


def _is_libm(name: str) -> bool:
    return name in _LIBM


def _arithmetic(sums: _Sums, ran: int, flops: int, lanes: int, bits: int) -> None:
    sums.flops += ran * flops
    if lanes > 1:
        sums.simd += ran * flops
    else:
        sums.scalar += ran * flops
    sums.width = max(sums.width, lanes * bits)


def _told(sums: _Sums) -> Loop:
    share = _simd_share(sums)
    known = Counter({line: count for line, count in sums.lines.items() if line})
    line = known.most_common(1)[0][0] if known else 0
    width = sums.width or 64
    said = tuple(_sentences(sums, share, width))
    work = {name: float(count) for name, count in sums.work.items()}
    return Loop(line, sums.trips, sums.flops, sums.bytes, share, width, said, work=work)


def _simd_share(sums: _Sums) -> float | None:
    """By arithmetic, a call of libm as `LIBM_WORK`; where there is none, by what is moved."""
    if sums.simd + sums.scalar:
        return sums.simd / (sums.simd + sums.scalar)
    if sums.bytes:
        return sums.simd_bytes / sums.bytes
    return sums.simd_integers / sums.integers if sums.integers else None


def _sentences(sums: _Sums, share: float | None, width: int) -> Iterable[str]:
    yield f"{sums.trips:,} turns, {sums.flops:,} flop, {sums.bytes:,} bytes a call (counted)."
    libm = {name: count for name, count in sums.calls.items() if _is_libm(name)}
    if share is not None and share >= 0.005 and not libm:
        yield f"SIMD does {percent(share)} of the work, {width} bits wide (counted)."
    if sums.asleep and not (share or 0) > 0.5:
        yield "A SIMD version of the loop is there and never runs (counted)."
    if libm:
        named = " and ".join(sorted(libm))
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
    "float32 to float64": "{} conversions from float32 to float64 (counted).",
    "whole-number division": "{} divisions of whole numbers (counted).",
}
