"""The rounds in which calls of one and of several workers take turns."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean, median
from time import monotonic, perf_counter
from typing import Any

from explorer.kernels.kernel import Kernel
from explorer.measure.comparing import compare
from explorer.measure.sending import packed
from explorer.measure.timed import timed
from explorer.measure.tolerances import tolerance_for
from explorer.measure.values import bytes_of
from explorer.units import count
from explorer.workers import cutting
from explorer.workers.facts import Alone, Seat, Shared, Spread, Way
from explorer.workers.opened import Opened
from explorer.workers.team import Team
from explorer.workers.weak import grown

FEWEST_ROUNDS, MOST_ROUNDS = 7, 25
"""An interval of 95 % needs six."""
ALONE_S = 0.01
CALLS_S, MOST_CALLS = 0.01, 20
"""In a round, calls of several workers go on for so long, but for no more of them."""
FLOORS = 60
BLOCK = 2**22
BLOCKS = 7
USUAL = 3
"""Calls that the parts are averages of, or a tenth of all where that is more."""
GATHERED = 2**28
"""Bytes of results that are gathered and compared at most."""
FAR = 3.0
"""A variant that takes so many times the best alone is not called any more."""


Telling = Callable[[str, float], None]
"""Is told what is being done, and what share of all is done."""


@dataclass
class Plan:
    """What is to be measured: `variants` that may be called, at most so many threads of a call."""

    kernel: Kernel
    way: Way
    variants: tuple[str, ...]
    sizes: tuple[int, ...]
    numbers: tuple[int, ...]
    seats: tuple[Seat, ...]
    dtype: str
    itemsize: int
    budget_s: float
    seed: int = 0


@dataclass
class Calls:
    """What calls of so many workers took: the wall, each worker's computing, and idle calls."""

    wall: list[float] = field(default_factory=list)
    computing: list[list[float]] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    bytes: int = 0


class Call:
    """A kernel's call by several workers, whose shares are made when this is."""

    def __init__(self, team: Team, plan: Plan, variant: str, size: int, workers: int,
                 combine: Callable[[list[Any]], Any] | None) -> None:  # fmt: skip
        self._team, self._plan, self._variant = team, plan, variant
        self._combine = combine
        self._keys = [(size, part, workers) for part in range(workers)]
        made = team.ask([("make", key) for key in self._keys])
        self.bytes = sum(number for number, _ in made)
        self._given = cutting.for_neighbours([edges for _, edges in made])

    def once(self) -> tuple[float, list[float]]:
        """Call; return the wall's seconds and each worker's."""
        began = perf_counter()
        answers = self._team.ask(
            [
                ("call", (key, self._variant, seat.threads, given))
                for key, seat, given in zip(self._keys, self._plan.seats, self._given, strict=False)
            ]
        )
        self._together(answers)
        wall = perf_counter() - began
        self._renew()
        return wall, [spent for spent, _ in answers]

    def idle(self) -> float:
        """Do all of a call but computing; return the seconds."""
        began = perf_counter()
        answers = self._team.ask(
            [("idle", (key, given)) for key, given in zip(self._keys, self._given, strict=True)]
        )
        self._together(answers)
        return perf_counter() - began

    def result(self) -> tuple[Any, ...]:
        """Gather what the last call left, as of one call on all the data."""
        found = self._team.ask([("results", (key,)) for key in self._keys])
        returned, outputs = [value for value, _ in found], [shares for _, shares in found]
        return cutting.together(self._plan.way, returned, outputs, self._combine)

    def _together(self, answers: Sequence[tuple[float, cutting.Left]]) -> None:
        """Make one of what is returned, and hand the edges on; what is cut stays where it is.

        A calculation that goes on takes the neighbours' new rows with its next call.
        """
        left = [found for _, found in answers]
        cutting.together(
            self._plan.way, [one.value for one in left], [one.outputs for one in left],
            self._combine,
        )  # fmt: skip
        self._given = cutting.for_neighbours([one.edges for one in left])

    def _renew(self) -> None:
        if self._plan.kernel.in_place:
            self._team.ask([("renew", (key,)) for key in self._keys])


def measure(team: Team, plan: Plan, tell: Telling) -> Iterator[Spread]:
    """Measure; yields all that is known after each size. Raises SpreadError and LostError."""
    kernel, way = plan.kernel, plan.way
    content, content_of = packed(kernel), plan.variants
    tell("running the kernel's file on the workers", 0.0)
    team.all("begin", content, content_of, way, plan.dtype, plan.seed)
    combine = Opened(kernel, plan.variants).combine if way.combines else None
    tell("measuring empty calls", 0.0)
    floor_s, bandwidth = floors(team, plan.numbers)
    variant, others = _chosen(team, plan, tell)
    found = Spread(
        kernel=kernel.name,
        axis=kernel.axis,
        variant=variant,
        threaded=any(kernel.is_threaded(name) for name in plan.variants),
        way=way,
        seats=plan.seats,
        numbers=plan.numbers,
        floor_s=floor_s,
        bandwidth=bandwidth,
    )
    for number, size in enumerate(plan.sizes):
        tell(f"calling at {kernel.axis} = {count(size)}", number / len(plan.sizes))
        found = _at(team, plan, found, others, size, combine)
        yield found
    yield replace(found, left_behind=tuple(_left_behind(team, plan)))


def _left_behind(team: Team, plan: Plan) -> Iterator[str]:
    """Yield a sentence for each program that the kernel started and that still runs."""
    for seat, left in zip(plan.seats, team.all("left_behind"), strict=False):
        yield from (f"On {seat.name}: {sentence[0].lower()}{sentence[1:]}" for sentence in left)


def floors(team: Team, numbers: Sequence[int]) -> tuple[dict[int, float], float]:
    """Return the seconds of an empty call by the number of workers, and bytes per second."""
    spent: dict[int, list[float]] = {number: [] for number in numbers}
    for _ in range(FLOORS):
        for number, times in spent.items():
            times.append(_wall(team, [("nothing", ())] * number))
    floor_s = {number: median(times) for number, times in spent.items()}
    blocks = [_wall(team, [("block", (BLOCK,))]) for _ in range(BLOCKS)]
    return floor_s, BLOCK / max(median(blocks) - min(floor_s.values()), 1e-9)


def _wall(team: Team, requests: Sequence[tuple[str, tuple[Any, ...]]]) -> float:
    began = perf_counter()
    team.ask(requests)
    return perf_counter() - began


def _counts(plan: Plan, variant: str) -> tuple[int, ...]:
    """The thread counts with which a variant is called alone on the first host."""
    seat = plan.seats[0]
    return (1, seat.cores) if plan.kernel.is_threaded(variant) and seat.cores > 1 else (1,)


def _chosen(team: Team, plan: Plan, tell: Telling) -> tuple[str, list[tuple[str, int]]]:
    """The variant that workers call, and those with their threads that stand for one host.

    Tried from the smallest size on: what is slow is left out before it takes long.
    """
    kept = [(name, threads) for name in plan.variants for threads in _counts(plan, name)]
    spent: dict[tuple[str, int], float] = {}
    for size in plan.sizes:
        tell(f"looking for the best on one host at {plan.kernel.axis} = {count(size)}", 0.0)
        team.first("make", size, 0, 1)
        for name, threads in kept:
            team.first("alone", size, name, threads, 0.0)  # compiles, wakes threads
            spent[name, threads] = team.first("alone", size, name, threads, ALONE_S)
        best = min(spent[pair] for pair in kept)
        near = [pair for pair in kept if spent[pair] < FAR * best or best < 1e-4]
        kept = near or kept
        team.first("drop", size)
    own = plan.seats[0].threads
    single = [pair for pair in kept if pair[1] == own] or kept
    variant, threads = min(single, key=lambda pair: spent[pair])
    if (variant, 1) not in kept:
        kept.append((variant, 1))
    return variant, kept


def _at(team: Team, plan: Plan, found: Spread, others: list[tuple[str, int]], size: int,
        combine: Callable[[list[Any]], Any] | None) -> Spread:  # fmt: skip
    """Measure at one size, and at those whose work is as much more as there are workers."""
    until = monotonic() + plan.budget_s / len(plan.sizes)
    team.first("make", size, 0, 1)
    strong = {n: Call(team, plan, found.variant, size, n, combine) for n in plan.numbers}
    wrong, unchecked = _compared(team, plan, strong, size)
    larger = {n: grown(plan.kernel, size, n, plan.itemsize) for n in plan.numbers if n > 1}
    weak = {n: Call(team, plan, found.variant, larger[n], n, combine) for n in larger}
    alone: dict[tuple[str, int], list[float]] = {pair: [] for pair in others}
    calls = {**{("strong", n): c for n, c in strong.items()},
             **{("weak", n): c for n, c in weak.items()}}  # fmt: skip
    taken = {key: Calls() for key in calls}
    for call in calls.values():
        call.once()  # wakes what sleeps
    number = 0
    while number < FEWEST_ROUNDS or (number < MOST_ROUNDS and monotonic() < until):
        order = 1 if number % 2 else -1
        for pair in others[::order]:
            alone[pair].append(team.first("alone", size, *pair, ALONE_S))
        for key, call in list(calls.items())[::order]:
            _take(team, call, taken[key])
        number += 1
    for made in {size, *larger.values()}:
        team.all("drop", made)
    return replace(
        found,
        alone=(*found.alone, *(Alone(*pair, size, timed(t)) for pair, t in alone.items())),
        strong=(*found.strong, *(shared_by(n, size, taken["strong", n]) for n in strong)),
        weak=(*found.weak, *((size, shared_by(n, larger[n], taken["weak", n])) for n in weak)),
        unchecked=(*found.unchecked, *((size,) if unchecked else ())),
        wrong=(*found.wrong, *wrong),
    )


def _take(team: Team, call: Call, taken: Calls) -> None:
    """Make calls for a moment, an idle one beside each."""
    began, calls = monotonic(), 0
    while not calls or (calls < MOST_CALLS and monotonic() - began < CALLS_S):
        wall, computing = call.once()
        taken.wall.append(wall)
        taken.computing.append(computing)
        taken.idle.append(call.idle())
        taken.bytes = team.moved
        calls += 1


def _compared(team: Team, plan: Plan, calls: dict[int, Call], size: int) -> tuple[list[str], bool]:
    """Compare the workers' results with the reference's; what is wrong, and if nothing was."""
    first = calls[plan.numbers[0]]
    if first.bytes > GATHERED:
        return [], True
    right, tolerance = team.first("reference", size)
    if bytes_of(right) > GATHERED:
        return [], True
    allowed = tolerance_for(*right) if tolerance is None else tolerance
    wrong = []
    for number, call in calls.items():
        call.once()
        for mine, theirs in zip(call.result(), right, strict=True):
            judged = compare(mine, theirs, allowed)
            if judged.wrong:
                where = f"{number} workers at {plan.kernel.axis} = {count(size)}"
                wrong.append(f"{where}: {judged.wrong}")
                break
    return wrong, False


def shared_by(workers: int, size: int, taken: Calls) -> Shared:
    """Return what calls took; the parts are shares of the calls nearest to the median of the wall.

    So they are parts of usual calls, and together that median: an average of their seconds would
    differ from it where a busy machine makes calls of two kinds.
    """
    middle = median(taken.wall)
    nearest = sorted(range(len(taken.wall)), key=lambda i: abs(taken.wall[i] - middle))
    usual = nearest[: max(USUAL, len(nearest) // 10)]
    mean = middle * fmean(fmean(taken.computing[i]) / taken.wall[i] for i in usual)
    slowest = middle * fmean(max(taken.computing[i]) / taken.wall[i] for i in usual)
    return Shared(
        workers=workers,
        size=size,
        calls=len(taken.wall),
        wall=timed(taken.wall),
        compute_s=mean,
        imbalance_s=slowest - mean,
        communication_s=middle - slowest,
        idle_s=median(taken.idle),
        bytes=taken.bytes,
    )
