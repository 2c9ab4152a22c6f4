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

import numpy as np

from explorer.why.native import engine_of

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


_HANDLER = """
declare void @llvm.memcpy.inline.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memset.inline.p0.i64(ptr, i8, i64, i1)

define void @handler(i32 %signal, ptr %info, ptr %context) nounwind {{
  %number = atomicrmw add ptr inttoptr (i64 {counter} to ptr), i64 1 monotonic
  %fits = icmp ult i64 %number, {most}
  br i1 %fits, label %kept, label %end
kept:
  %offset = mul i64 %number, {sample}
  %place = add i64 %offset, {begin}
  %at = inttoptr i64 %place to ptr
  %address.at = getelementptr i8, ptr %context, i64 {address}
  %address = load i64, ptr %address.at
  store i64 %address, ptr %at
  %thread.at = getelementptr i8, ptr %info, i64 {timer}
  %thread = load i64, ptr %thread.at
  %thread.to = getelementptr i64, ptr %at, i64 1
  store i64 %thread, ptr %thread.to
  %link.at = getelementptr i8, ptr %context, i64 {link}
  %link = load i64, ptr %link.at
  %link.to = getelementptr i64, ptr %at, i64 2
  store i64 %link, ptr %link.to
  %top.at = getelementptr i8, ptr %context, i64 {top}
  %top = load ptr, ptr %top.at
  %stack = getelementptr i64, ptr %at, i64 3
  call void @llvm.memcpy.inline.p0.p0.i64(ptr %stack, ptr %top, i64 {stack}, i1 false)
  %deep = getelementptr i8, ptr %stack, i64 {stack}
  call void @llvm.memset.inline.p0.i64(ptr %deep, i8 0, i64 {deep}, i1 false)
  %first = load i64, ptr inttoptr (i64 {first} to ptr)
  %is.first = icmp eq i64 %thread, %first
  br i1 %is.first, label %below, label %end
below:
  %from = getelementptr i8, ptr %top, i64 {stack}
  %farthest = getelementptr i8, ptr %top, i64 {deepest}
  %bottom = load ptr, ptr inttoptr (i64 {bottom} to ptr)
  %is.far = icmp ugt ptr %bottom, %farthest
  %until = select i1 %is.far, ptr %farthest, ptr %bottom
  %low = load i64, ptr inttoptr (i64 {ranges} to ptr)
  %high = load i64, ptr getelementptr (i64, ptr inttoptr (i64 {ranges} to ptr), i64 1)
  %parts = load i64, ptr inttoptr (i64 {parts} to ptr)
  br label %words
words:
  %word = phi ptr [ %from, %below ], [ %word.after, %next ]
  %found = phi i64 [ 0, %below ], [ %found.after, %next ]
  %is.inside = icmp ult ptr %word, %until
  %has.room = icmp ult i64 %found, {words}
  %goes.on = and i1 %is.inside, %has.room
  br i1 %goes.on, label %look, label %end
look:
  %value = load i64, ptr %word
  %is.low = icmp uge i64 %value, %low
  %is.high = icmp ult i64 %value, %high
  %may.be = and i1 %is.low, %is.high
  br i1 %may.be, label %each, label %next
each:
  %part = phi i64 [ 1, %look ], [ %part.after, %other ]
  %has.more = icmp ule i64 %part, %parts
  br i1 %has.more, label %within, label %next
within:
  %twice = shl i64 %part, 1
  %begins = getelementptr i64, ptr inttoptr (i64 {ranges} to ptr), i64 %twice
  %ends = getelementptr i64, ptr %begins, i64 1
  %begin = load i64, ptr %begins
  %end.of = load i64, ptr %ends
  %is.behind = icmp uge i64 %value, %begin
  %is.before = icmp ult i64 %value, %end.of
  %is.in = and i1 %is.behind, %is.before
  br i1 %is.in, label %hit, label %other
other:
  %part.after = add i64 %part, 1
  br label %each
hit:
  %to = getelementptr i64, ptr %deep, i64 %found
  store i64 %value, ptr %to
  %found.more = add i64 %found, 1
  br label %next
next:
  %found.after = phi i64 [ %found, %look ], [ %found, %each ], [ %found.more, %hit ]
  %word.after = getelementptr i64, ptr %word, i64 1
  br label %words
end:
  ret void
}}
"""
"""It keeps the interrupted address, the thread's number, the link register, the top of the stack
and, of the first thread, what lies deeper and may be an address in compiled code: few words are in
the span of all parts together (`ranges` begins with it). It calls nothing."""


class Sampler:
    """Samples every thread that exists when it is started. Make it before anything is timed."""

    def __init__(self) -> None:
        self._buffer = np.zeros(_HEAD + _WORDS * MOST, np.uint64)
        self._ranges = np.zeros(2 * (1 + MOST_PARTS), np.uint64)
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._timers: list[ctypes.c_void_p] = []
        self._engine = self._compiled()
        self.threads: list[int] = []

    def _compiled(self) -> Any:
        buffer, machine = self._buffer.ctypes.data, platform.machine()
        first, bottom, parts = (buffer + 8 * at for at in (_FIRST, _END, _PARTS))
        return engine_of(
            _HANDLER.format(
                counter=buffer,
                begin=buffer + 8 * _HEAD,
                sample=8 * _WORDS,
                most=MOST,
                address=_PLACE[machine],
                timer=_TIMER,
                link=_LINK[machine],
                top=_TOP[machine],
                stack=8 * STACK,
                deep=8 * DEEP,
                words=DEEP,
                deepest=DEEPEST,
                first=first,
                bottom=bottom,
                parts=parts,
                ranges=self._ranges.ctypes.data,
            )
        )

    def start(self, for_s: float, code: Sequence[tuple[int, int]] = ()) -> None:
        """Begin to sample, for so many seconds; raises OSError where the system refuses.

        `code` are the parts of memory with compiled code. Where there are many threads each is
        sampled less often, so that all samples can be kept.
        """
        action = _Action(handler=self._engine.get_function_address("handler"), flags=_FLAGS)
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
