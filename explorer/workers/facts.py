"""What is found out: how a kernel is spread, what its calls take, and when that pays."""

from dataclasses import dataclass, field

from explorer.measure.timed import Timed

CONCATENATE, SUM, MAX, MIN, MEAN = "concatenate", "sum", "max", "min", "mean"
KINDS = (CONCATENATE, SUM, MAX, MIN, MEAN)
"""How the results of shares may be made one result, in the order in which they are tried."""


@dataclass(frozen=True)
class Way:
    """How one call becomes calls of several workers.

    `spread` are the arrays that are cut along their first axis, with `halo` rows of the neighbours
    at each cut; the other arguments go to all. `combine` holds one of `KINDS` for each part of the
    result, apart from the outputs that are cut; the file's own `combine` stands for what is
    returned where `combines` is true. `makes` is true where the file's `make_part` makes a share.
    `found` are those of these names that were found by trying; the others are the file's.
    """

    spread: tuple[str, ...] = ()
    halo: int = 0
    combine: tuple[str, ...] = ()
    combines: bool = False
    makes: bool = False
    found: bool = True


@dataclass(frozen=True)
class Alone:
    """A variant on the first host alone, all data in one process, called again and again."""

    variant: str
    threads: int
    size: int
    time: Timed


@dataclass(frozen=True)
class Shared:
    """Calls of so many workers together.

    `wall` is the time of a call as the client sees it. `compute_s` is what a worker computes on
    average, `imbalance_s` what the slowest takes beyond that, `communication_s` the rest: sending,
    receiving, and combining what the workers return. `idle_s` is a call that sends the same bytes
    and computes nothing, `bytes` are those that a call sends and receives.
    """

    workers: int
    size: int
    calls: int
    wall: Timed
    compute_s: float
    imbalance_s: float
    communication_s: float
    idle_s: float
    bytes: int

    @property
    def parts_s(self) -> float:
        """The three parts together: the wall's median."""
        return self.compute_s + self.imbalance_s + self.communication_s


@dataclass(frozen=True)
class Seat:
    """A worker: its name, its machine, what that is, and the threads that a call takes there.

    `load` is how many programs wanted a core of it on average in the minute before.
    """

    name: str
    machine: str
    cpu: str
    cores: int
    threads: int
    load: float = 0.0


@dataclass(frozen=True)
class Spread:
    """All of one kernel.

    `variant` is what each worker calls. `floor_s` is the time of an empty call by the number of
    workers, `bandwidth` bytes per second to and from one. `strong` are calls of all workers at the
    sizes asked for, `weak` those whose work grows with the workers; one worker is in both.
    `unchecked` are sizes whose results were too large to be gathered and compared. `left_behind`
    names the programs that it started on the workers and that still run.
    """

    kernel: str
    axis: str
    variant: str
    threaded: bool
    way: Way
    seats: tuple[Seat, ...]
    numbers: tuple[int, ...]
    floor_s: dict[int, float]
    bandwidth: float
    alone: tuple[Alone, ...] = ()
    strong: tuple[Shared, ...] = ()
    weak: tuple[tuple[int, Shared], ...] = ()
    unchecked: tuple[int, ...] = ()
    wrong: tuple[str, ...] = field(default=())
    left_behind: tuple[str, ...] = ()

    def at(self, size: int, workers: int) -> Shared | None:
        """Return the calls of so many workers at a size."""
        return next((s for s in self.strong if (s.size, s.workers) == (size, workers)), None)

    def best_alone(self, size: int) -> Alone | None:
        """Return the fastest on one host at a size."""
        known = [one for one in self.alone if one.size == size]
        return min(known, key=lambda one: one.time.median_s, default=None)

    def is_surely_faster(self, size: int, workers: int) -> bool:
        """Whether so many workers take less than the best on one host, by both intervals."""
        shared, best = self.at(size, workers), self.best_alone(size)
        return shared is not None and best is not None and shared.wall.high_s < best.time.low_s

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes at which something is known of several workers or one."""
        return tuple(sorted({one.size for one in self.strong}))

    @property
    def on_one_machine(self) -> bool:
        """Whether all workers are on the same machine."""
        return len({seat.machine for seat in self.seats}) == 1
