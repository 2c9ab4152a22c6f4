"""The fold of an endless run: the latest samples of each curve, and when they were taken.

The record of a run grows with every sample; this holds so many of each curve, and forgets what is
older than a strip is long.
"""

from collections import deque
from dataclasses import replace
from typing import NamedTuple

from explorer.measure.events import Event, Measured, Started, Steered, Update
from explorer.measure.plan import Point
from explorer.measure.statistics import Sample
from explorer.results.fold import apply
from explorer.results.live.strip import LATEST, Lane, Strip, current, paired, surely
from explorer.results.record import Run, Series

MOST = 4000
"""Samples of a curve that are held at most."""
SPAN_S = 20.0
"""Seconds that a strip shows."""


class Taken(NamedTuple):
    """A sample of a size, and the moment it was taken at, in seconds."""

    at_s: float
    size: int
    sample: Sample


class Stream:
    """Takes one event after another, each with the moment at which it came.

    `run` has the plan that is gone by now, what is ready, and why points have no time; its points
    hold no samples.
    """

    def __init__(self) -> None:
        self.run: Run | None = None
        self.now_s = 0.0
        self._rings: dict[Series, deque[Taken]] = {}
        self._turns: deque[tuple[float, int]] = deque(maxlen=100)

    def take(self, event: Event, now_s: float) -> None:
        """Fold an event that came just now; no batch was timed since the one before was taken."""
        before_s, self.now_s = self.now_s or now_s, now_s
        match event:
            case Measured() if self.run is not None:
                self._hold(event, before_s)
            case Steered() if self.run is not None:
                self._turn(self.run, event)
            case Started():
                self._rings.clear()
                self._turns.clear()
                self.run = apply(None, event)
            case _:
                self.run = apply(self.run, event)

    @property
    def held(self) -> int:
        """How many samples are held."""
        return sum(map(len, self._rings.values()))

    def strip(self) -> Strip | None:
        """Return what is shown now; None before anything has begun."""
        run = self.run
        if run is None:
            return None
        size = run.plan.sizes[0]
        low = self.now_s - SPAN_S
        known = [s for s in run.series() if s[0] in run.compiled or _failed(run, s, size)]
        latest = {series: self._latest(series, size) for series in known}
        name, count = run.plan.baseline.variant, run.plan.baseline.threads
        base = latest.get((name, run.threads_of(name, count)), ())
        lanes = tuple(self._lane(run, series, low, latest[series], base) for series in known)
        turns = {at: to for at, to in self._turns if at > low}
        return Strip(run, size, lanes, low, self.now_s, turns)

    def _hold(self, event: Measured, before_s: float) -> None:
        """Keep the samples, each as old as its round is."""
        rounds = [sample.round for update in event.updates for sample in update.samples]
        first, last = min(rounds, default=0), max(rounds, default=0)
        each_s = (self.now_s - before_s) / (last - first + 1)
        for update in event.updates:
            ring = self._ring(update)
            for sample in update.samples:
                at_s = before_s + (sample.round - first + 1) * each_s
                ring.append(Taken(at_s, event.size, sample))
            while ring and ring[0].at_s < self.now_s - SPAN_S:
                ring.popleft()

    def _ring(self, update: Update) -> deque[Taken]:
        series = update.point.variant, update.point.threads
        return self._rings.setdefault(series, deque(maxlen=MOST))

    def _turn(self, run: Run, event: Steered) -> None:
        """Go by another plan: what is not measured any more is forgotten."""
        sizes = event.plan.sizes
        if sizes[0] != run.plan.sizes[0]:
            self._turns.append((self.now_s, sizes[0]))
        self.run = replace(
            run,
            plan=event.plan,
            points={point: known for point, known in run.points.items() if point.size in sizes},
            data_bytes={n: known for n, known in run.data_bytes.items() if n in sizes},
        )
        left = set(self.run.series())
        self._rings = {series: ring for series, ring in self._rings.items() if series in left}

    def _latest(self, series: Series, size: int) -> list[Sample]:
        """The latest samples of a size, in the order in which they were taken."""
        found: list[Sample] = []
        for taken in reversed(self._rings.get(series, ())):
            if taken.size != size or len(found) == LATEST:
                break
            found.append(taken.sample)
        return found[::-1]

    def _lane(self, run: Run, series: Series, low: float, latest: list[Sample],
              base: list[Sample] | tuple[()]) -> Lane:  # fmt: skip
        size = run.plan.sizes[0]
        ring = [taken for taken in self._rings.get(series, ()) if taken.at_s > low]
        record = run.points.get(Point(series[0], size, series[1]))
        bad = record is not None and record.status in ("wrong", "failed", "skipped")
        ratio = paired(latest, base) if latest and base else None
        return Lane(
            series,
            [taken.sample for taken in ring],
            [taken.at_s for taken in ring],
            _begin(ring, size),
            current(latest),
            ratio,
            surely(ratio),
            record.reason if record is not None and bad else "",
            wrong=record is not None and record.status == "wrong",
        )


def _begin(ring: list[Taken], size: int) -> int:
    """Where in a ring the last stretch of a size begins."""
    begin = len(ring)
    while begin and ring[begin - 1].size == size:
        begin -= 1
    return begin


def _failed(run: Run, series: Series, size: int) -> bool:
    record = run.points.get(Point(series[0], size, series[1]))
    return record is not None and record.status == "failed"
