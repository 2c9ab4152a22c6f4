"""Getting variants and sizes ready to be measured: compiling, making data, checking results."""

from __future__ import annotations

from dataclasses import replace

from explorer.kernels.loading import LoadedVariant
from explorer.measure.events import (
    Calling,
    Compiled,
    Compiling,
    Overhead,
    Prepared,
    Preparing,
    Skipped,
)
from explorer.measure.note import CALLING, COMPILING, MAKING
from explorer.measure.plan import Point
from explorer.measure.workplace import LONG_S, Events, Workplace
from explorer.units import seconds


class Opening:
    """Puts stations for points into a workplace, or tells why there are none.

    `left_out` counts the points for which the budget was used up.
    """

    def __init__(self, work: Workplace) -> None:
        self._work = work
        self._opened: set[int] = set()
        self.left_out = 0

    def needs_compiling(self, name: str) -> bool:
        """Whether a variant has to be compiled before it is called."""
        return self._work.loaded.variants[name].variant.compiled

    def get_ready(self, variant: LoadedVariant) -> Events:
        """Compile a variant."""
        name = variant.variant.name
        yield from self._work.tell(Compiling(name))
        began = self._work.watch.now()
        self._work.note(COMPILING, Point(name, 0, 0))
        try:
            compilation = self._work.bench.compile(variant)
        except Exception as error:  # Numba raises builtin errors too; the others run on
            self._work.spending.compiling_took(began)
            asks = variant.variant.asks_for_threads or name in self._work.loaded.kernel.threaded
            failed = replace(self._work.failed(Point(name, 0, 0), error), threaded=asks)
            yield from self._work.tell(failed)
            return
        self._work.spending.compiling_took(began)
        self._work.ready[name] = compilation.threaded
        yield from self._work.tell(
            Compiled(
                variant=name,
                seconds=compilation.seconds,
                threaded=compilation.threaded,
                parallel_loops=compilation.parallel_loops,
                note=compilation.note,
                unfit=compilation.unfit,
                concerns=compilation.concerns,
            )
        )

    def overhead(self) -> Events:
        """Tell what calling costs at the least until now, where anything compiled is called."""
        if not any(self.needs_compiling(name) for name in self._work.ready):
            return
        yield from self._work.tell(Preparing("Measuring what an empty call costs"))
        began = self._work.watch.now()
        try:
            overhead_s = self._work.bench.overhead_s()
        except Exception:  # arguments that Numba does not take: nothing compiled takes them
            overhead_s = None
        self._work.spending.compiling_took(began)
        if overhead_s is not None:
            yield from self._work.tell(Overhead(overhead_s))

    def open(self, size: int, names: list[str]) -> Events:
        """Make a size's data and check the result of these variants there."""
        points = [
            Point(name, size, count)
            for count in self._work.plan.threads
            for name in names
            if self._work.ready[name] or count == self._work.plan.threads[0]
        ]
        points = [p if self._work.ready[p.variant] else Point(p.variant, size, 1) for p in points]
        lacking = self._work.bench.lacking(size)
        if lacking:
            for point in points:
                yield from self._work.tell(Skipped(point, lacking))
            return
        if self._work.bench.making_s(size) > LONG_S:
            yield from self._work.tell(
                Preparing(f"Making the data for {self._work.plan.axis} = {size:,}")
            )
        self._work.note(MAKING, Point("", size, 0))
        try:
            data_bytes = self._work.bench.open(size)
        except Exception as error:  # the file's own code
            for point in points:
                yield from self._work.tell(self._work.failed(point, error))
            return
        if size not in self._opened:
            self._opened.add(size)
            yield from self._work.tell(Prepared(size, data_bytes))
        for point in points:
            yield from self._open_point(point)

    def _open_point(self, point: Point) -> Events:
        predicted = self._work.bench.predicted_s(point)
        if predicted > self._work.plan.call_limit_s:
            limit = seconds(self._work.plan.call_limit_s)
            reason = f"One call would take about {seconds(predicted, 2)}; the limit is {limit}."
            yield from self._work.tell(Skipped(point, reason))
            return
        owed_s = sum(s.batch_s for s in self._work.at(point.size) if s.estimate is None)
        needed_s = owed_s + 2 * predicted  # its check and its batch
        if self._work.spending.used_s + needed_s > self._work.plan.budget_s:
            self.left_out += 1
            reason = f"The budget of {self._work.plan.budget_s:g} s was used up before it."
            yield from self._work.tell(Skipped(point, reason))
            return
        if predicted > LONG_S:
            yield from self._work.tell(Calling(point, predicted))
        began = self._work.watch.now()
        self._work.note(CALLING, point)
        try:
            checked, station = self._work.bench.check(point)
        except Exception as error:  # the variant's own code
            yield from self._work.tell(self._work.failed(point, error))
            return
        station.spent_s += self._work.watch.now() - began
        self._work.stations[point] = station
        yield from self._work.tell(checked)
