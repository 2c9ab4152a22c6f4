"""Measuring rounds at one size, and reporting what they tell."""

from explorer.measure import schedule
from explorer.measure.disturbance import Overlap
from explorer.measure.events import Calling, Checked, Measured, Update
from explorer.measure.note import CALLING
from explorer.measure.plan import Point
from explorer.measure.ratios import PAIRED
from explorer.measure.station import Station
from explorer.measure.turns import RAISED
from explorer.measure.workplace import LONG_S, Events, Workplace

STEADIER = 4.0
"""A baseline whose samples scatter so many times less than another's is timed in every third round
with it (`ratios.PAIRED`). Three ratios that share one of its times are then correlated by at
most 1/17, which makes an interval at most 6 % too narrow."""
BURST_S = 0.08
"""Rounds are reported together up to this length, so that a pull answers within 0.1 s."""


class Rounds:
    """Measures the stations of a workplace. `place` is this process's number and its repeat's.

    `alone` says that nothing else than the measured code runs in this process. `timed_s` adds up
    the seconds inside timed batches.
    """

    def __init__(
        self, work: Workplace, painted: Overlap | None, place: tuple[int, int], alone: bool
    ) -> None:
        self._work, self._painted, self._alone = work, painted, alone
        self._process, self._repeat = place
        self._rounds: dict[int, int] = {}
        self._wrong: list[Checked] = []
        self.timed_s = 0.0

    def burst(self, size: int, chosen: list[Station], rounds: int | None = None) -> Events:
        """Measure rounds at one size, as many as make a burst, and report them together."""
        if all(station.failed for station in chosen):
            return
        precision = self._work.precision
        needed = {s: s.rounds_to(precision(s.point)) for s in chosen if not s.failed}
        baseline, every = self._for_pairs(size, needed)
        stations = {station.point: station for station in needed}
        self._work.bench.agree_on_calls(list(stations.values()))
        round_s = sum(station.batch_s for station in stations.values())
        fitting = max(1, int(BURST_S / max(round_s, 1e-6)))
        told = rounds or (fitting if self._work.plan.endless else 0)
        before = {point: len(station.samples) for point, station in stations.items()}
        began = self._work.watch.now()
        for done in range(told or min(fitting, max(needed.values()))):
            if done and self._work.watch.now() - began > BURST_S:
                break  # beside other work a round takes many times what its batches should
            number = self._rounds[size] = self._rounds.get(size, -1) + 1
            due = [
                point
                for point, s in stations.items()
                if told or (needed[s] > done and (s is not baseline or done % every == 0))
            ]
            for point in schedule.order(due, number, self._work.plan.seed):
                if not stations[point].failed:
                    yield from self._sample(stations[point], number)
        updates = tuple(
            Update(
                point=point,
                calls_per_sample=s.calls,
                samples=tuple(s.samples[before[point] :]),
                estimate=s.conclude(),
                process=self._process,
                repeat=self._repeat,
                served=self.served(s),
            )
            for point, s in stations.items()
            if len(s.samples) > before[point]
        )
        for station in stations.values():
            self._work.bench.learn(station)
            if self._work.plan.endless:
                station.forget()
        if updates:
            yield from self._work.tell(Measured(size, updates))
        for checked in (*self._wrong, *self._work.bench.checks.doubted()):
            yield from self._work.tell(checked)
        self._wrong.clear()

    def _sample(self, station: Station, number: int) -> Events:
        if station.batch_s > LONG_S:
            yield from self._work.tell(Calling(station.point, station.batch_s))
        began = self._work.watch.now()
        self._work.note(CALLING, station.point)
        try:
            self._work.bench.checks.turn_to(station)
            self._work.bench.waking.warm(station, self._work.spending.cold)
            timed_s = station.sample(number, self._painted)
            self.timed_s += timed_s
            checked = self._work.bench.checks.check_again(station, timed_s)
        except RAISED as error:  # the variant's own code
            station.failed = True
            yield from self._work.tell(self._work.failed(station.point, error))
            return
        if checked is not None:
            self._wrong.append(checked)
        self._work.spending.cold = False
        station.spent_s += self._work.watch.now() - began

    def served(self, station: Station) -> int | None:
        """Return how many threads ran in a point's calls, where that is fewer than asked for."""
        served = station.served if self._alone else None
        return served if served is not None and served < station.point.threads else None

    def _for_pairs(self, size: int, needed: dict[Station, int]) -> tuple[Station | None, int]:
        """Put in the baseline where a ratio to it is not known well enough yet.

        Returns its station where it comes along for others only, and in every which round.
        """
        baseline = self._work.plan.baseline
        planned = baseline.threads if baseline.threads in self._work.plan.threads else None
        count = (
            (planned or self._work.plan.threads[0]) if self._work.ready.get(baseline.variant) else 1
        )
        found = self._work.stations.get(Point(baseline.variant, size, count))
        if found is None or found.failed or found in needed or found.batch_s > self._work.left_s:
            return None, 1
        precision = self._work.precision
        pairing = [s for s in needed if not s.knows_ratio(found, precision(s.point))]
        if not pairing:
            return None, 1
        needed[found] = max(needed[station] for station in pairing)
        steadier = all(STEADIER * found.scatter <= station.scatter for station in pairing)
        return found, PAIRED if steadier else 1
