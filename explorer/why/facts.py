"""What is found out about a variant, and the objects that other programs are told it as.

None stands for what is not known; `missing` names those keys and `reasons` says why. Trips,
flops, bytes, allocations and page faults are per call.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import msgspec

DONE, MISSED = "done", "missed"
ONE_THREAD = "one thread"
"""A change that is tried: the same code with fewer threads."""
FIRST, LLVM = "the first function of a process", "LLVM"
PARALLEL, FUSED, SERIAL = "parallel", "fused", "serial"
NUMBAS, NUMBAS_OWN = "Numba", "Numba’s own functions"
"""Stands for compiled functions of Numba's among the libraries that are called."""
_NAMED = {
    NUMBAS: NUMBAS_OWN,
    "_nrt_python": "Numba’s memory management",
    "_helperlib": "Numba’s functions in C",
    "_dispatcher": "Numba’s dispatcher",
}
"""Libraries whose files have names that tell nobody anything."""
UNEVEN = 1.25
"""From this imbalance on parts are called uneven."""
LATENCY, THROUGHPUT, MEMORY, CALL = "latency", "throughput", "memory", "call"
THREADS, ALLOCATION, UNKNOWN = "threads", "allocation", "unknown"


@dataclass(frozen=True)
class Line:
    """The share of the samples of compiled code, all threads, that were at a line (measured)."""

    line: int
    share: float


@dataclass(frozen=True)
class Loop:
    """What a loop of the source does in one call (counted).

    `work` are instructions by kind, for `limits`; those of the chain in which each turn waits for
    the one before begin with "chain ".
    """

    line: int
    trips: int
    flops: int
    bytes: int
    simd_share: float | None
    width_bits: int
    facts: tuple[str, ...] = ()
    share: float | None = None
    work: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Remark:
    """What the compiler said about a line: something done, or missed and why."""

    line: int
    kind: str
    text: str
    remedies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ratio:
    """Time before over time after, with the middle half of the pairs."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Advice:
    """A change that was tried and measured beside the original; `source` is what it makes of it."""

    change: str
    ratio: Ratio | None
    right: bool | None
    helps: bool
    text: str = ""
    source: str = ""


@dataclass(frozen=True)
class ThreadUse:
    """What one thread did in the parallel loops of a call (measured)."""

    thread: int
    iterations: tuple[int, int] | None
    busy_s: float
    waiting_s: float


@dataclass(frozen=True)
class Typed:
    """The inferred type of a variable at a line."""

    line: int
    name: str
    type: str


@dataclass(frozen=True)
class ParallelLoop:
    """A loop that Numba could share among threads, and what became of it.

    `kind` is one of PARALLEL, FUSED and SERIAL; `text` says it in a sentence.
    """

    line: int
    kind: str
    text: str


@dataclass(frozen=True)
class Instruction:
    """An instruction of the machine code, and the line that it comes from, 0 for none."""

    line: int
    text: str


@dataclass(frozen=True)
class Stage:
    """Seconds that a part of compiling took, what it started not included.

    `LLVM` begins those that are not Numba's; FIRST is what any function pays that is the first one
    of a process.
    """

    stage: str
    seconds: float


@dataclass(frozen=True)
class Verdict:
    """What limits a call: how many times its best bound it takes, and where the data lies."""

    limit: str
    level: str | None
    over_bound: float | None
    sentence: str


@dataclass(frozen=True)
class Why:
    """All that is known of one variant at one size with one thread count.

    `threads` is None for a variant that no number of threads changes. `others_cores` is how many
    cores' time other programs took while it was timed; `kept` says that it was found out before,
    `imbalance` is what the longest part of a parallel loop takes over the mean of all, on the same
    cores; `contention` what all threads work together over as much work of callers side by side,
    each with data of its own; `waiting_share` the part of the time in parallel loops that threads
    have nothing to do. `called` is the share of the samples in libraries, by file, that the lines
    call which have them, too. `left_behind` names programs that it started and that still run.
    """

    kernel: str
    variant: str
    size: int
    threads: int | None
    verdict: Verdict | None = None
    lines: tuple[Line, ...] | None = None
    loops: tuple[Loop, ...] | None = None
    remarks: tuple[Remark, ...] | None = None
    advice: tuple[Advice, ...] | None = None
    threads_used: tuple[ThreadUse, ...] | None = None
    imbalance: float | None = None
    contention: float | None = None
    same_code_as: tuple[str, ...] | None = None
    types: tuple[Typed, ...] | None = None
    allocations_per_call: int | None = None
    page_faults_per_call: int | None = None
    parallel_loops: tuple[ParallelLoop, ...] | None = None
    compile: tuple[Stage, ...] | None = None
    code_bytes: int | None = None
    assembly: tuple[Instruction, ...] | None = None
    waiting_share: float | None = None
    called: Mapping[str, float] | None = None
    seconds_per_call: float | None = None
    others_cores: float | None = None
    kept: bool = False
    left_behind: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """The names of what is not known."""
        return [name for name in FACTS if getattr(self, name) is None]


FACTS = tuple(
    f.name
    for f in fields(Why)
    if f.name not in ("kernel", "variant", "size", "threads", "reasons", "kept", "left_behind")
)


def library_of(file: str) -> str:
    """Return what a library is called, by its file's name, without versions."""
    name = re.split(r"[-.]", file)[0]
    return _NAMED.get(name, "Python" if name.startswith("libpython") else name)


def shares_of_libraries(why: Why) -> dict[str, float]:
    """Return the shares of the samples in libraries: several files may be one of them."""
    shares: dict[str, float] = {}
    for file, share in (why.called or {}).items():
        shares[library_of(file)] = shares.get(library_of(file), 0.0) + share
    return shares


def from_parts(kernel: str, variant: str, size: int, threads: int | None,
               parts: Mapping[str, Any]) -> Why:  # fmt: skip
    """Return the facts that processes reported, as plain values by the names of `Why`."""
    said = {"kernel": kernel, "variant": variant, "size": size, "threads": threads}
    return msgspec.convert({**parts, **said}, Why)


KEYS = (
    "variant", "size", "threads", "verdict", "lines", "loops", "remarks", "advice", "threads_used",
    "imbalance", "contention", "same_code_as", "types", "allocations_per_call",
    "page_faults_per_call", "compile",
)  # fmt: skip
"""What other programs are told, with `missing`: names that stay as they are."""
_KEPT_BACK = {"loops": ("share", "work"), "remarks": ("remedies",), "advice": ("text", "source")}
"""What of each of some is for this program's own use."""


def to_json(why: Why) -> str:
    """Return what `why --json` prints: one object for other programs."""
    found = {name: msgspec.to_builtins(getattr(why, name)) for name in KEYS}
    for name, left_out in _KEPT_BACK.items():
        for one in found[name] or ():
            for key in left_out:
                del one[key]
    found["missing"] = [name for name in why.missing if name in KEYS]
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()


def to_line(why: Why) -> str:
    """Return all that is known as one object in a line, from which it can be read again."""
    found = {f.name: msgspec.to_builtins(getattr(why, f.name)) for f in fields(why)}
    return msgspec.json.encode({**found, "missing": why.missing}).decode()
