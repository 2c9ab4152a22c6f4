"""Getting variants and sizes ready to be measured: compiling, making data, checking results."""

from collections.abc import Generator
from dataclasses import replace

from explorer.kernels.loaded import LoadedVariant
from explorer.measure.events import (
    Calling,
    Compiled,
    Compiling,
    Event,
    Overhead,
    Prepared,
    Preparing,
    Skipped,
)
from explorer.measure.note import CALLING, COMPILING, MAKING
from explorer.measure.plan import Point
from explorer.measure.turns import RAISED
from explorer.measure.workplace import LONG_S, Events, Workplace
from explorer.units import seconds


class Opening:
    """Puts stations for points into a workplace, or tells why there are none.

    `begun` are the variants that were made ready, or could not be; `tried` the points for which
    there is a station, or will be none. `left_out` are those for which the budget was used up.
    """

    def __init__(self, work: Workplace) -> None:
        self._work = work
        self._opened: set[int] = set()
        self.tried: set[Point] = set()
        self._skipped: set[Point] = set()
        self.begun: set[str] = set()
        self.left_out: set[Point] = set()

    def try_again(self) -> None:
        """Look again at what was skipped: another plan may allow it."""
        self.tried -= self._skipped
        self._skipped.clear()
        if self._work.plan.endless:
            self.tried = {p for p in self.tried if p.size in self._work.plan.sizes}
        self.left_out.clear()

    def untried(self, size: int) -> list[Point]:
        """Return the points of the plan at a size for which nothing was tried yet."""
        return [point for point in self._work.wanted(size) if point not in self.tried]

    def needs_compiling(self, name: str) -> bool:
        """Whether a variant has to be compiled before it is called."""
        return self._work.loaded.variants[name].variant.compiled

    def takes_compiling(self, name: str) -> bool:
        """Whether a variant has yet to be compiled, which takes a while."""
        return self.needs_compiling(name) and not self._work.loaded.variants[name].is_compiled

    def get_ready(self, variant: LoadedVariant) -> Events:
        """Compile a variant."""
        name = variant.variant.name
        self.begun.add(name)
        yield from self._work.tell(Compiling(name))
        began = self._work.watch.now()
        self._work.note(COMPILING, Point(name, 0, 0))
        try:
            compilation = self._work.bench.compile(variant)
        except RAISED as error:  # Numba raises builtin errors too; the others run on
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
                guarded=variant.guarded,
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

    def open(self, size: int) -> Events:
        """Make a size's data and check the results of the points there that are untried."""
        points = self.untried(size)
        self.tried.update(points)
        making_s = self._work.bench.making_s(size)
        points = yield from self._without_hindered(points, making_s)
        lacking = self._work.bench.lacking(size) if points else ""
        if lacking:
            for point in points:
                yield from self._skip(Skipped(point, lacking))
        if lacking or not points:
            return
        if making_s > LONG_S:
            yield from self._work.tell(
                Preparing(f"Making the data for {self._work.plan.axis} = {size:,}")
            )
        self._work.note(MAKING, Point("", size, 0))
        try:
            data_bytes = self._work.bench.open(size)
        except RAISED as error:  # the file's own code
            for point in points:
                yield from self._work.tell(self._work.failed(point, error))
            return
        if size not in self._opened:
            self._opened.add(size)
            yield from self._work.tell(Prepared(size, data_bytes))
        for point in points:
            if (yield from self._without_hindered([point])):
                yield from self._open_point(point)

    def _without_hindered(
        self, points: list[Point], making_s: float = 0.0
    ) -> Generator[Event, None, list[Point]]:
        """Skip those of a size that take too long, also with making its data; return the others."""
        kept = []
        for point in points:
            skipped = self._hindrance(point, making_s)
            if skipped is not None:
                yield from self._skip(skipped)
            else:
                kept.append(point)
        return kept

    def _hindrance(self, point: Point, making_s: float) -> Skipped | None:
        predicted = self._work.bench.predicted_s(point)
        if predicted > self._work.plan.call_limit_s:
            limit = seconds(self._work.plan.call_limit_s)
            reason = f"One call would take about {seconds(predicted, 2)}; the limit is {limit}."
            return Skipped(point, reason, over_limit=True)
        owed_s = sum(s.batch_s for s in self._work.at(point.size) if s.estimate is None)
        needed_s = making_s + owed_s + 2 * predicted  # its check and its batch
        needed_s += self._work.bench.reference_s(point.size)
        if needed_s <= self._work.left_s:
            return None
        self.left_out.add(point)
        budget = f"{round(self._work.plan.budget_s, 1):g} s"
        return Skipped(point, f"The budget of {budget} was used up before it.")

    def _open_point(self, point: Point) -> Events:
        predicted = self._work.bench.predicted_s(point)
        if predicted > LONG_S:
            yield from self._work.tell(Calling(point, predicted))
        began = self._work.watch.now()
        self._work.note(CALLING, point)
        try:
            checked, station = self._work.bench.checks.check(point)
        except RAISED as error:  # the variant's own code
            yield from self._work.tell(self._work.failed(point, error))
            return
        untimed = self._work.loaded.variants[point.variant].derived.untimed
        if untimed:
            yield from self._work.tell(checked)
            yield from self._skip(Skipped(point, untimed))
            return
        station.spent_s += self._work.watch.now() - began
        self._work.stations[point] = station
        yield from self._work.tell(checked)

    def _skip(self, skipped: Skipped) -> Events:
        self._skipped.add(skipped.point)
        yield from self._work.tell(skipped)
