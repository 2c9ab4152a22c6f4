"""The events of a run. A run is a stream of these, and its record is their fold.

Events are frozen, small and plain: they cross threads, processes and the disk. `encode` and
`decode` turn them into JSON and back, for the journal and for a measuring process alike.
"""

import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Union

from msgspec.json import decode as from_json
from msgspec.json import encode as as_json  # kept, whatever measured code puts in its place

from explorer.measure.plain_values import from_plain, to_plain
from explorer.measure.plan import Plan, Point
from explorer.measure.quiet import Quiet
from explorer.measure.statistics import Estimate, Sample

WORKER_THREAD = "worker thread"
SEPARATE_PROCESS = "separate process"
CLUSTER_WORKER = "worker of a cluster"


@dataclass(frozen=True)
class Started:
    """A run began, or one that was over `continues`: at another moment, and maybe in another place.

    `machine` is what `measure.machine.facts()` returned. Two runs whose processes took turns have
    the same text in `beside`. `commit` is that of the user's repository (`measure.git.commit_of`).
    """

    plan: Plan
    created: str
    app_version: str
    where: str
    machine: Mapping[str, Any]
    reason: str = ""
    continues: bool = False
    beside: str = ""
    commit: str = ""


@dataclass(frozen=True)
class Steered:
    """From here on `plan` is measured; what is not in it any more is kept, and measured no more.

    `finer` are points that are wanted with a narrower interval than the plan's. It took effect
    when `used_s` seconds of the budget were used.
    """

    plan: Plan
    finer: tuple[Point, ...] = ()
    used_s: float = 0.0


@dataclass(frozen=True)
class Preparing:
    """Something other than compiling or timing is about to take a while."""

    what: str


@dataclass(frozen=True)
class Compiling:
    """A variant is about to be compiled."""

    variant: str


@dataclass(frozen=True)
class Compiled:
    """A variant is ready to be called.

    `seconds` is the time of the compilation, None where there was none (interpreted or NumPy).
    `threaded` says whether its time can depend on the thread count. `parallel_loops` is how many
    parallel loops Numba really made, None where that is unknown. `note` is a sentence for the
    user, as when a variant asks for threads and has no parallel loop. `unfit` is a sentence that
    says why the variant must neither be recommended nor counted for break-even, as "python" that
    calls compiled helpers; empty where nothing speaks against it. `concerns`
    are clauses, each with its line, on what the source shows of turns of a parallel loop that may
    get into each other's way. `guarded` says that it was compiled to find errors, with checks of
    indices or for a debugger: what another compiled variant does as well is not recommended of it.
    """

    variant: str
    seconds: float | None
    threaded: bool
    parallel_loops: int | None = None
    note: str = ""
    unfit: str = ""
    concerns: tuple[str, ...] = ()
    guarded: bool = False


@dataclass(frozen=True)
class ColdStart:
    """What a fresh process pays until a variant's first result, in seconds.

    That is importing Numba, compiling, and the first call at the smallest size; `cached_s` where
    the compiled code is in Numba's on-disk cache, None where it cannot be kept there.
    """

    variant: str
    seconds: float
    cached_s: float | None = None


@dataclass(frozen=True)
class Overhead:
    """A call of an empty compiled function with the kernel's arguments takes so many seconds.

    It is part of every call of a compiled variant, and the floor below which none can get.
    """

    seconds: float


@dataclass(frozen=True)
class Prepared:
    """The data of a size was made; `data_bytes` is what all array arguments occupy."""

    size: int
    data_bytes: int


@dataclass(frozen=True)
class Calling:
    """A call of this point is about to be made that is predicted to be long."""

    point: Point
    predicted_s: float


@dataclass(frozen=True)
class Checked:
    """A point's result was compared with the reference.

    `error` is the largest deviation of an element over the magnitude that it is judged by
    (`measure.deviations`), None where there is no number for it. `wrong` is empty unless the
    result is wrong, else the reason in a sentence; `unchecked` likewise why it could not be
    compared.
    """

    point: Point
    error: float | None
    wrong: str = ""
    unchecked: str = ""


@dataclass(frozen=True)
class Update:
    """New samples of a point, and what is known of it with them.

    `process` counts the processes that a run needed, `repeat` the repeats that were asked for:
    a repeat whose process died goes on in another one. Samples of two processes do not mix: those
    of a later one replace what an earlier one measured in the same repeat. `served` is how many
    threads ran in the calls, where that is known and fewer than asked for.
    """

    point: Point
    calls_per_sample: int
    samples: tuple[Sample, ...]
    estimate: Estimate
    process: int = 0
    repeat: int = 0
    served: int | None = None


@dataclass(frozen=True)
class Measured:
    """Rounds at one size are done."""

    size: int
    updates: tuple[Update, ...]


@dataclass(frozen=True)
class Failed:
    """A point, or with size 0 a whole variant, failed.

    `line` is the line of the kernel's file that the failure points to, 0 where there is none;
    `details` is the full text. `threaded` is False for a variant that asks for no threads.
    """

    variant: str
    reason: str
    size: int = 0
    threads: int = 0
    details: str = ""
    line: int = 0
    threaded: bool = True


@dataclass(frozen=True)
class Skipped:
    """A point was left out on purpose: predicted to take too long or too much memory.

    `over_limit` says that it is because one call was predicted to take longer than the limit.
    """

    point: Point
    reason: str
    over_limit: bool = False


@dataclass(frozen=True)
class Printed:
    """The measured code, in a process of its own, wrote this to its output."""

    text: str


@dataclass(frozen=True)
class Noticed:
    """What the machine was like since the last of these events, or since the run began."""

    quiet: Quiet


@dataclass(frozen=True)
class Waiting:
    """A run that takes turns with another waits to be told what to measure."""


@dataclass(frozen=True)
class Served:
    """So many Python threads that called at once: their calls per second together.

    `mode` is how it was compiled (`callers.facts`). `over_one` is the ratio to one caller, of the
    medians over rounds; `low` and `high` go from the least to the greatest ratio of any two
    rounds, the extreme ones left out; None for one caller. `failed` is a sentence where the
    process ended.
    """

    mode: str
    callers: int
    calls_per_s: float | None = None
    over_one: float | None = None
    low: float | None = None
    high: float | None = None
    failed: str = ""


@dataclass(frozen=True, kw_only=True)
class Called(Served):
    """How a variant of the run served them."""

    variant: str
    size: int
    threads: int


@dataclass(frozen=True)
class Progress:
    """How far the run is: seconds of budget used, points with a first value, points precise.

    `points` are all that it may have values of: not those that were skipped, or failed without one.
    All are of the repeat that goes on, number `repeat` (from 0) of `repeats`.
    """

    used_s: float
    budget_s: float
    first_values: int
    precise: int
    points: int
    repeat: int = 0
    repeats: int = 1

    @property
    def share(self) -> float:
        """How far the whole run is, 0 to 1: it ends by budget or when all points are precise."""
        used = self.used_s / self.budget_s if self.budget_s else 1.0
        precise = self.precise / self.points if self.points else 0.0
        return (self.repeat + min(max(used, precise), 1.0)) / self.repeats

    @property
    def left_s(self) -> float:
        """Seconds of budget that are left at most, those of later repeats included."""
        later = self.repeats - self.repeat - 1
        return max(self.budget_s - self.used_s, 0.0) + later * self.budget_s


@dataclass(frozen=True)
class Finished:
    """The run is over: `precise`, `unsteady`, `budget` or `stopped`.

    It is unsteady when the machine's speed changed meanwhile, so that more samples would not have
    made every point as precise as wanted. `layer` is the threading layer used.
    """

    why: str
    layer: str | None = None
    seconds: float = 0.0
    timed_s: float = 0.0
    notes: tuple[str, ...] = field(default=())


Event = Union[  # noqa: UP007 - a Union can be listed at run time
    Started, Steered, Preparing, Compiling, Compiled, ColdStart, Overhead, Prepared, Calling,
    Checked, Measured, Failed, Skipped, Printed, Noticed, Waiting, Called, Progress, Finished,
]  # fmt: skip

_TYPES = {kind.__name__: kind for kind in typing.get_args(Event)}


def this_moment() -> str:
    """Return when a run begins, as `Started.created` has it, by the clock of whoever asks for it.

    A clock elsewhere may be hours off, and the history is in the order of these.
    """
    return datetime.now().astimezone().isoformat(timespec="microseconds")


def encode(event: Event) -> str:
    """Return the event as one line of JSON, without a line end."""
    kind = type(event).__name__
    return as_json({"event": kind, **to_plain(event)}).decode()


def decode(line: str | bytes) -> Event:
    """Return the event of such a line; raises ValueError when it is not one."""
    try:
        content = from_json(line)
        kind = _TYPES[content.pop("event")]
        return typing.cast(Event, from_plain(kind, content))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise ValueError(f"not an event: {line[:80]!r}") from error
