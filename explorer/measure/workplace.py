"""What the parts of one run share, and what its time goes into."""

import math
from collections.abc import Generator
from dataclasses import dataclass, field, replace

from explorer.kernels.loading import load
from explorer.kernels.running import explained
from explorer.measure.basis import Basis
from explorer.measure.batch import Stopwatch
from explorer.measure.bench import Bench
from explorer.measure.events import Event, Failed
from explorer.measure.plan import Point
from explorer.measure.station import Station
from explorer.measure.steering import FINER, Wish
from explorer.measure.turns import Turns

WAITED_S = 0.001
"""A pull that came later than this found caches and threads cold."""


class Spending:
    """Counts the seconds of the budget that are used, from when it is made.

    What compiling takes, and what the consumer takes between two pulls, is not of the budget.
    `cold` says that caches and threads have gone cold since it was last set to False.
    """

    def __init__(self, watch: Stopwatch) -> None:
        self.cold = True
        self._watch = watch
        self._used_s = self._compiled_s = 0.0
        self._began = self._since = watch.now()

    @property
    def used_s(self) -> float:
        """Seconds of the budget used until now."""
        return self._used_s + self._watch.now() - self._since

    @property
    def passed_s(self) -> float:
        """Seconds since the beginning, compiling apart."""
        return self._watch.now() - self._began - self._compiled_s

    def compiling_took(self, began: float) -> None:
        """Keep what compiling took, since then and until now, out of the budget."""
        now = self._watch.now()
        self._used_s += began - self._since
        self._compiled_s += now - began
        self._since = now

    def tell(self, event: Event) -> Generator[Event, None, None]:
        """Yield an event; the time until the next pull does not count as used."""
        told = self._watch.now()
        self._used_s += told - self._since
        yield event
        self._since = self._watch.now()
        if self._since - told > WAITED_S:
            self.cold = True


Events = Generator[Event, None, None]

LONG_S = 0.1
"""What may take longer is announced before it begins."""


@dataclass
class Workplace(Basis):
    """What is measured, the bench that it is measured on, what is ready there, and what was spent.

    `ready` says of each variant that can be called whether it is threaded. `finer` holds, of
    points that are wanted better than the plan's precision, by what factor.
    """

    turns: Turns = field(default_factory=Turns)
    ready: dict[str, bool] = field(default_factory=dict)
    stations: dict[Point, Station] = field(default_factory=dict)
    finer: dict[Point, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bench = Bench(self, self.turns)
        self.spending = Spending(self.watch)

    def take(self, wish: Wish) -> None:
        """Go by another plan from now on; what was made ready and measured stays."""
        self.plan = wish.plan
        for point in wish.finer:
            self.finer[point] = FINER * self.finer.get(point, 1.0)
            if point in self.stations:
                self.stations[point].try_on()
        missing = [name for name in wish.plan.variants if name not in self.loaded.variants]
        if missing:
            more = load(self.loaded.kernel, missing).variants
            self.loaded = replace(self.loaded, variants={**more, **self.loaded.variants})
        if self.plan.endless:
            self._forget()

    def _forget(self) -> None:
        """Give back what sizes need that are not measured any more."""
        self.stations = {p: s for p, s in self.stations.items() if p.size in self.plan.sizes}
        self.bench.keep_only(self.plan.sizes)

    def wanted(self, size: int) -> list[Point]:
        """Return the plan's points at a size, of the variants that are ready."""
        counts, ready = self.plan.threads, self.ready
        return [
            Point(name, size, count if ready[name] else 1)
            for count in counts
            for name in self.plan.variants
            if name in ready and (ready[name] or count == counts[0])
        ]

    @property
    def left_s(self) -> float:
        """Seconds of the budget that are left; infinite where the plan is endless."""
        return math.inf if self.plan.endless else self.plan.budget_s - self.spending.used_s

    def tell(self, event: Event) -> Events:
        """Yield an event; what the consumer does meanwhile is not of the budget."""
        return self.spending.tell(event)

    @property
    def planned(self) -> list[Station]:
        """The stations of the plan's points."""
        sizes, variants = frozenset(self.plan.sizes), frozenset(self.plan.variants)
        counts = {name: self.plan.threads if threaded else (1,)
                  for name, threaded in self.ready.items() if name in variants}  # fmt: skip
        return [
            station
            for point, station in self.stations.items()
            if point.size in sizes and point.threads in counts.get(point.variant, ())
        ]

    def at(self, size: int) -> list[Station]:
        """Return those of one of its sizes."""
        return [self.stations[p] for p in self.wanted(size) if p in self.stations]

    def is_open(self, station: Station) -> bool:
        """Whether more is to be measured of a point of the plan."""
        return not station.failed and not station.settled(self.precision(station.point))

    def precision(self, point: Point) -> float:
        """Return the half-width over the median that is wanted of a point."""
        return self.plan.precision * self.finer.get(point, 1.0)

    def failed(self, point: Point, error: BaseException) -> Failed:
        """Return the event that says why a point, or with size 0 a variant, failed."""
        why = explained(error, self.loaded.kernel.path, self.loaded.module)
        blame = self.bench.blame(point)
        sentence = f"{why.sentence.rstrip('.')}. {blame}" if blame else why.sentence
        return Failed(point.variant, sentence, point.size, point.threads, why.full, why.line)
