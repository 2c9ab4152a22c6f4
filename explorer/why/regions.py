"""Every parallel region, with the part that each thread has in it, timed in code as it is.

Compiled code calls `numba_parallel_for` by its name, so another function of that name can stand
before it: it hands the work on and reads the clocks around each thread's chunk. Neither the
user's code nor what Numba makes of it is changed. It costs about a microsecond a region.
"""

import ctypes
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import llvmlite.binding as llvm
import llvmlite.ir as ir
import numpy as np

from explorer.layers import BY_NAME
from explorer.why.native import engine_of
from explorer.why.recording import LackingError

MOST = 1 << 14
"""Records that are kept; more regions and chunks than that are not timed."""
_WORDS, _HEAD = 10, 8
_ON = 2
"""Which word of the head says whether anything is recorded; the two before it count."""
_REGION, _CHUNK = 0, 1
_OF_ONE = 2
"""Numbers in the schedule of a loop of one dimension: the first turn, and the last."""

_I32, _I64 = ir.IntType(32), ir.IntType(64)
_BYTES = ir.IntType(8).as_pointer()
_KERNEL = ir.FunctionType(ir.VoidType(), [_BYTES] * 4)
_FOR = ir.FunctionType(ir.VoidType(), [_BYTES] * 5 + [_I64] * 3)


@dataclass(frozen=True)
class Chunk:
    """What a thread did: the first and the last turn, seconds on the clock and of its CPU.

    `turns` is None where they are no single range: of several dimensions, or of no schedule.
    """

    thread: int
    turns: tuple[int, int] | None
    wall_s: float
    cpu_s: float


@dataclass
class Region:
    """A parallel loop as it ran: its threads, when it began, its seconds until all had ended."""

    threads: int = 0
    began_s: float = 0.0
    wall_s: float = 0.0
    chunks: list[Chunk] = field(default_factory=list)


def worked(regions: Iterable[Region]) -> dict[int, float]:
    """Return the processor's seconds of each thread in some regions."""
    found: defaultdict[int, float] = defaultdict(float)
    for region in regions:
        for chunk in region.chunks:
            found[chunk.thread] += chunk.cpu_s
    return found


class Recorder:
    """Stands before `numba_parallel_for`; make it before anything parallel is compiled.

    Until it is to begin it does nothing but hand the work on.
    """

    def __init__(self) -> None:
        """Raises LackingError where this version of Numba has no such call."""
        self._words = np.zeros(_HEAD + MOST * _WORDS, np.int64)
        self._engine = self._compiled()
        address = self._engine.get_function_address("why_parallel_for")
        llvm.add_symbol("numba_parallel_for", address)

    def begin(self) -> None:
        """Record from now on, and forget what was recorded."""
        self._words[:_ON] = 0
        self._words[_ON] = 1

    def end(self) -> None:
        """Do nothing again but hand the work on."""
        self._words[_ON] = 0

    def regions(self) -> list[Region]:
        """Return what was recorded, in the order in which it began."""
        count = min(int(self._words[0]), MOST)
        rows = self._words[_HEAD:].reshape(MOST, _WORDS)[:count].tolist()
        found: dict[int, Region] = defaultdict(Region)
        for kind, number, who, begin, end, first, last, cpu, inner, ends in rows:
            region = found[number]
            if kind == _REGION:
                region.threads = who
                region.began_s, region.wall_s = begin / 1e9, (end - begin) / 1e9
            else:
                turns = (first, last) if inner and ends == _OF_ONE else None
                chunk = Chunk(who, turns, (end - begin) / 1e9, cpu / 1e9)
                region.chunks.append(chunk)
        return [found[number] for number in sorted(found)]

    def _compiled(self) -> Any:
        try:
            from numba.np.ufunc import parallel

            parallel._launch_threads()
            pool = import_module(f"numba.np.ufunc.{BY_NAME[parallel.threading_layer()].pool}")
            real, thread = int(pool.parallel_for), int(pool.get_thread_id)
        except (ImportError, AttributeError, KeyError, TypeError) as error:
            raise LackingError(f"this Numba has no parallel loops to be timed ({error})") from error
        clocks = _clocks()
        module = ir.Module("why_regions")
        code = _Code(module, self._words.ctypes.data, thread, clocks)
        code.loop(real, code.chunk())
        return engine_of(str(module))


@dataclass(frozen=True)
class _Clocks:
    """Where clock_gettime is, and its numbers for time that passes and for a thread's own."""

    address: int
    wall: int
    cpu: int


def _clocks() -> _Clocks:
    """The clocks of this system, whose numbers differ; raises LackingError."""
    try:
        address = ctypes.cast(ctypes.CDLL(None).clock_gettime, ctypes.c_void_p).value
        return _Clocks(address or 0, time.CLOCK_MONOTONIC, time.CLOCK_THREAD_CPUTIME_ID)
    except (AttributeError, TypeError, OSError) as error:  # Windows
        raise LackingError(f"this system has no clock for each thread ({error})") from error


class _Code:
    """Writes the two functions: the one that stands before the loop, and one around each chunk."""

    def __init__(self, module: ir.Module, buffer: int, thread: int, clocks: _Clocks) -> None:
        self._module, self._buffer, self._thread = module, buffer, thread
        self._clocks = clocks

    def chunk(self) -> ir.Function:
        """Call the true kernel of a chunk, and record it."""
        function = ir.Function(self._module, _KERNEL, "why_chunk")
        b = ir.IRBuilder(function.append_basic_block())
        schedule, sizes, steps, handed = function.args
        words = b.bitcast(handed, _I64.as_pointer())
        kernel, data, region, inner = (b.load(b.gep(words, [_I64(at)])) for at in range(4))
        counted = b.bitcast(sizes, _I64.as_pointer())
        has_inner = b.icmp_unsigned("!=", inner, _I64(0))  # a ufunc has but one size
        ends = b.load(b.gep(counted, [b.zext(has_inner, _I64)]))
        turns = b.load(b.bitcast(schedule, _I64.as_pointer().as_pointer()))
        first, last = b.load(turns), b.load(b.gep(turns, [_I64(1)]))
        begin, cpu = self._now(b, self._clocks.wall), self._now(b, self._clocks.cpu)
        arguments = [schedule, sizes, steps, b.inttoptr(data, _BYTES)]
        b.call(b.inttoptr(kernel, _KERNEL.as_pointer()), arguments)
        used, end = b.sub(self._now(b, self._clocks.cpu), cpu), self._now(b, self._clocks.wall)
        number = ir.FunctionType(_I32, []).as_pointer()
        thread = b.sext(b.call(b.inttoptr(_I64(self._thread), number), []), _I64)
        turned = [first, last, used, inner, ends]
        self._record(b, [_I64(_CHUNK), region, thread, begin, end, *turned])
        b.ret_void()
        return function

    def loop(self, real: int, chunk: ir.Function) -> None:
        """Hand a loop on to the true one, with `chunk` around its kernel, and record it."""
        function = ir.Function(self._module, _FOR, "why_parallel_for")
        b = ir.IRBuilder(function.append_basic_block())
        kernel, schedule, sizes, steps, data, dimensions, count, threads = function.args
        called = b.inttoptr(_I64(real), _FOR.as_pointer())
        on = b.load(b.inttoptr(_I64(self._buffer + 8 * _ON), _I64.as_pointer()))
        with b.if_then(b.icmp_unsigned("==", on, _I64(0))):
            b.call(called, function.args)
            b.ret_void()
        words = b.alloca(_I64, 4)
        region = self._next(b, 1)
        passed = (b.ptrtoint(kernel, _I64), b.ptrtoint(data, _I64), region, dimensions)
        for place, value in enumerate(passed):
            b.store(value, b.gep(words, [_I64(place)]))
        begin = self._now(b, self._clocks.wall)
        handed = [schedule, sizes, steps, b.bitcast(words, _BYTES), dimensions, count, threads]
        b.call(called, [b.bitcast(chunk, _BYTES), *handed])
        end, none = self._now(b, self._clocks.wall), _I64(0)
        self._record(b, [_I64(_REGION), region, threads, begin, end, *[none] * 5])
        b.ret_void()

    def _now(self, b: ir.IRBuilder, which: int) -> Any:
        """Nanoseconds of a clock."""
        pair = b.alloca(ir.ArrayType(_I64, 2))
        kind = ir.FunctionType(_I32, [_I32, _BYTES]).as_pointer()
        b.call(b.inttoptr(_I64(self._clocks.address), kind), [_I32(which), b.bitcast(pair, _BYTES)])
        seconds, rest = (b.load(b.gep(pair, [_I32(0), _I32(place)])) for place in (0, 1))
        return b.add(b.mul(seconds, _I64(10**9)), rest)

    def _next(self, b: ir.IRBuilder, place: int) -> Any:
        """Count up one of the numbers at the head of the buffer; returns it as it was."""
        head = b.inttoptr(_I64(self._buffer + 8 * place), _I64.as_pointer())
        return b.atomic_rmw("add", head, _I64(1), "monotonic")

    def _record(self, b: ir.IRBuilder, values: list[Any]) -> None:
        number = self._next(b, 0)
        with b.if_then(b.icmp_signed("<", number, _I64(MOST))):
            offset = b.mul(number, _I64(8 * _WORDS))
            start = b.add(_I64(self._buffer + 8 * _HEAD), offset)
            row = b.inttoptr(start, _I64.as_pointer())
            for place, value in enumerate(values):
                b.store(value, b.gep(row, [_I64(place)]))
