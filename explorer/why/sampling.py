"""Where all threads are, sampled: one timer a thread, whose signal a compiled handler answers.

Linux only, on x86-64 and AArch64. No debugger, no counters, no rights are needed. The handler
writes the interrupted address and the thread's number into a buffer and calls nothing.
"""

import ctypes
import os
import platform
import sys
from collections.abc import Sequence
from typing import Any

import llvmlite.ir as ir
import numpy as np
from numba import cfunc, types
from numba.extending import intrinsic

HZ = 2000
MOST = 1 << 13
STACK, DEEP, DEEPEST = 32, 8, 1 << 16
"""Words of the interrupted stack that are kept: the return address of what a line calls. Of the
first thread, whose stack has a known end, as many words more that may be one are looked for in so
many bytes, where a library is at work: it may have put a lot on the stack."""
_SIGNAL = 27  # SIGPROF: nothing else in this process uses it
_TIMER = 24  # of siginfo_t, where the timer's own value stands
_HEAD = 8
_FIRST, _END, _PARTS = 1, 2, 3
"""Which words of the head hold the first thread's number, the end of its stack, and how many parts
of compiled code there are."""
MOST_PARTS = 256
_PLACE = {"x86_64": 168, "aarch64": 440}  # of ucontext_t, where the interrupted address stands
_TOP = {"x86_64": 160, "aarch64": 432}  # and the stack pointer
_LINK = {"x86_64": 168, "aarch64": 424}  # and the register that holds a leaf's return address
_WORDS = 3 + STACK + DEEP
_FLAGS = 4 | 0x10000000  # SA_SIGINFO | SA_RESTART
_TO_ONE_THREAD = 4  # SIGEV_THREAD_ID
_CLOCK = 1  # CLOCK_MONOTONIC: sleeping threads are seen sleeping


def lacking() -> str:
    """Return why this machine cannot be sampled, empty where it can."""
    if sys.platform.startswith("linux") and platform.machine() in _PLACE:
        return ""
    return "lines are sampled on Linux on x86-64 and AArch64 only"


class _Action(ctypes.Structure):
    _fields_ = (
        ("handler", ctypes.c_void_p),
        ("mask", ctypes.c_ulong * 16),
        ("flags", ctypes.c_int),
        ("restorer", ctypes.c_void_p),
    )


class _Event(ctypes.Structure):
    _fields_ = (
        ("value", ctypes.c_long),
        ("signal", ctypes.c_int),
        ("notify", ctypes.c_int),
        ("thread", ctypes.c_int),
        ("rest", ctypes.c_int * 11),
    )


class _Interval(ctypes.Structure):
    _fields_ = (("every", ctypes.c_long * 2), ("first", ctypes.c_long * 2))


@intrinsic  # type: ignore[untyped-decorator]
def _load(typing: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.load(builder.inttoptr(values[0], ir.IntType(64).as_pointer()))

    return types.uint64(types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]
def _store(typing: Any, address: Any, value: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        builder.store(values[1], builder.inttoptr(values[0], ir.IntType(64).as_pointer()))
        return context.get_dummy_value()

    return types.void(types.uint64, types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]
def _next(typing: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        pointer = builder.inttoptr(values[0], ir.IntType(64).as_pointer())
        return builder.atomic_rmw("add", pointer, ir.IntType(64)(1), "monotonic")

    return types.uint64(types.uint64), generate


class Sampler:
    """Samples every thread that exists when it is started. Make it before anything is timed."""

    def __init__(self) -> None:
        self._buffer = np.zeros(_HEAD + _WORDS * MOST, np.uint64)
        self._ranges = np.zeros(2 * (1 + MOST_PARTS), np.uint64)
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._timers: list[ctypes.c_void_p] = []
        self._handler = self._compiled()
        self.threads: list[int] = []

    def _compiled(self) -> Any:
        counter = np.uint64(self._buffer.ctypes.data)
        machine = platform.machine()
        place, timer = np.uint64(_PLACE[machine]), np.uint64(_TIMER)
        stack, link = np.uint64(_TOP[machine]), np.uint64(_LINK[machine])
        most, begin = np.uint64(MOST), np.uint64(8 * _HEAD)
        sample, word, kept = np.uint64(8 * _WORDS), np.uint64(8), np.uint64(STACK)
        two, three, one = np.uint64(16), np.uint64(24), np.uint64(1)
        first, ends, parts = (
            np.uint64(self._buffer.ctypes.data + 8 * at) for at in (_FIRST, _END, _PARTS)
        )
        ranges = np.uint64(self._ranges.ctypes.data)
        deep, deepest = np.uint64(DEEP), np.uint64(DEEPEST)

        @cfunc(types.void(types.int32, types.uint64, types.uint64))  # type: ignore[untyped-decorator]
        def handler(signal: Any, info: Any, context: Any) -> None:
            number = _next(counter)
            if number < most:
                at = counter + begin + sample * number
                _store(at, _load(context + place))
                _store(at + word, _load(info + timer))
                _store(at + two, _load(context + link))
                top = _load(context + stack)
                offset = np.uint64(0)
                while offset < kept:
                    _store(at + three + word * offset, _load(top + word * offset))
                    offset += one
                found = np.uint64(0)
                while found < deep:
                    _store(at + three + word * (kept + found), np.uint64(0))
                    found += one
                if _load(info + timer) == _load(first):
                    found = np.uint64(0)
                    address, end = top + word * kept, _load(ends)
                    if end > top + deepest:
                        end = top + deepest
                    low, high, count = _load(ranges), _load(ranges + word), _load(parts)
                    while address < end and found < deep:
                        value = _load(address)
                        if low <= value < high:  # of all parts together; few words are
                            part = np.uint64(1)
                            while part <= count:
                                bounds = ranges + two * part
                                if _load(bounds) <= value < _load(bounds + word):
                                    _store(at + three + word * (kept + found), value)
                                    found += one
                                    part = count
                                part += one
                        address += word

        return handler

    def start(self, for_s: float, code: Sequence[tuple[int, int]] = ()) -> None:
        """Begin to sample, for so many seconds; raises OSError where the system refuses.

        `code` are the parts of memory with compiled code. Where there are many threads each is
        sampled less often, so that all samples can be kept.
        """
        action = _Action(handler=self._handler.address, flags=_FLAGS)
        self._buffer[0] = 0
        self._call(self._libc.sigaction, _SIGNAL, ctypes.byref(action), None)
        self.threads = [int(name) for name in os.listdir("/proc/self/task")]
        first = self.threads.index(os.getpid())
        parts = list(code)[:MOST_PARTS] or [(0, 0)]
        span = min(begin for begin, _ in parts), max(end for _, end in parts)
        self._ranges[: 2 * (1 + len(parts))] = [each for part in (span, *parts) for each in part]
        self._buffer[[_FIRST, _END, _PARTS]] = first, _end_of_stack(), len(parts)
        hz = min(HZ, MOST / for_s / len(self.threads))
        every = (0, int(1e9 / hz))
        for number, thread in enumerate(self.threads):
            event = _Event(value=number, signal=_SIGNAL, notify=_TO_ONE_THREAD, thread=thread)
            timer = ctypes.c_void_p()
            self._call(self._libc.timer_create, _CLOCK, ctypes.byref(event), ctypes.byref(timer))
            self._timers.append(timer)
            interval = _Interval(every, every)
            self._call(self._libc.timer_settime, timer, 0, ctypes.byref(interval), None)

    def stop(self) -> Any:
        """End sampling; returns uint64 of shape (samples, 3 + STACK + DEEP).

        Each sample is the interrupted address, the thread's number in `threads`, the address
        that a leaf returns to, and the words at the top of the stack.
        """
        for timer in self._timers:
            self._libc.timer_delete(timer)
        self._timers.clear()
        count = min(int(self._buffer[0]), MOST)
        return self._buffer[_HEAD : _HEAD + _WORDS * count].reshape(count, _WORDS).copy()

    @staticmethod
    def _call(function: Any, *arguments: Any) -> None:
        if function(*arguments) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))


def _end_of_stack() -> int:
    """Where the stack of the process's first thread ends, 0 where that is not told."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        ends = [row.split()[0].split("-")[1] for row in maps if row.rstrip().endswith("[stack]")]
    return int(ends[0], 16) if ends else 0
