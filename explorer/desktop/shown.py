"""What the window shows: a run of a kernel, beside which others, and what is picked out in it.

Charts, legend, table and details all follow this one object, so that they agree.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from explorer.desktop.look.in_turns import Paced
from explorer.kernels.folder import Folder
from explorer.kernels.kernel import Kernel
from explorer.measure.hosts import AtHand
from explorer.measure.plan import Baseline, Point
from explorer.results.asked import limits, with_answers
from explorer.results.contrast.sameness import is_same_work
from explorer.results.facts.subject import Subject
from explorer.results.overhead import Subtraction
from explorer.results.pictures.view import Scene
from explorer.results.record import PointRecord, Run, Series
from explorer.results.words.setup import is_other
from explorer.why.facts import Why
from explorer.why.work import Weighed

ALL_SIZES = (0.0, math.inf)


class Shown(QObject):
    """The shown run and what is picked out in it; says when any of that changes.

    `kernel` is what was measured, None where that is not known. `others` are the runs that it is
    compared with. `folder` is the suite that was opened, whatever run of it is shown.

    `weighed` is the work that was counted of its variants, `weighing` why there is none. `answers`
    say what limits points of it, as far as that was asked.

    `cluster` is the one that is connected.

    `here` are the facts of this machine, where they are in sight already.

    `sight` is from which size to which the chart in front shows it, `away` the curves that go by
    above or below that.

    `fans` says of variants whether each thread count has a curve of its own, where that was asked.

    `run_changed` is for charts, `text_changed` for words and figures: while a run goes on it comes
    at most twice a second, the last time soon after the last change, and never in the turn of the
    event loop in which the charts are drawn.
    """

    run_changed = Signal()
    text_changed = Signal()
    hidden_changed = Signal()
    sight_changed = Signal()
    weighed_changed = Signal()
    answers_changed = Signal()
    point_changed = Signal()
    emphasis_changed = Signal()
    folder_changed = Signal()

    def __init__(
        self, parent: QObject | None = None, here: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(parent)
        self._here = here
        self.run: Run | None = None
        self.kernel: Kernel | None = None
        self.folder: Folder | None = None
        self.others: tuple[Run, ...] = ()
        self.hidden: frozenset[Series] = frozenset()
        self.sight = ALL_SIZES
        self.away: frozenset[Series] = frozenset()
        self.point: Point | None = None
        self.emphasis: Series | None = None
        self.fans: dict[str, bool] = {}
        self.weighed: Weighed | None = None
        self.weighing = ""
        self.answers: dict[Point, Why] = {}
        self.cluster: AtHand | None = None
        self._measured: Run | None = None
        self._others_measured: tuple[Run, ...] = ()
        self._baseline: Baseline | None = None
        self._subtracts = False
        self._without_overhead = Subtraction()
        self._text_is_old = False
        self._pace = Paced(self)
        self._pace.due.connect(self.update_text)

    def show(self, run: Run | None, kernel: Kernel | None = None) -> None:
        """Show a run; one that was begun at another moment with all its sizes in sight.

        What was hidden stays so in the next run of the same kernel, and comes back with another.
        """
        other = _is_another(self.run, run)
        if other:
            self.hidden = _still_hidden(self.hidden, self.run, run)
            self.sight, self.away, self._baseline = ALL_SIZES, frozenset(), None
            self.weighed, self.weighing, self.answers = None, "", {}
            self._put_beside(_earlier(run, self._measured, self._others_measured))
        self._measured, self.kernel = run, kernel
        self.run = self._seen(run)
        self._text_is_old = True
        self.run_changed.emit()
        if other:  # what was picked out is not in this one
            self.select(None)
            self.emphasise(None)
        if run is None or other or run.finished:
            self.update_text()
        else:
            self._pace.soon()

    def show_folder(self, folder: Folder) -> None:
        """Have the kernels of a folder as the suite that is looked at."""
        self.folder = folder
        self.folder_changed.emit()

    def update_text(self) -> None:
        """Bring words and figures up to date, where they are not."""
        if self._text_is_old:
            self._text_is_old = False
            self._pace.done()
            self.text_changed.emit()

    def compare_with(self, baseline: Baseline) -> bool:
        """Compare with another curve, where the run has it; return whether it has."""
        if self.run is None or not _measures(self.run, baseline):
            return False
        self._baseline = baseline
        self._look_again()
        return True

    def beside(self, others: tuple[Run, ...]) -> None:
        """Compare the shown run with these others."""
        self._put_beside(others)
        self._look_again()

    def scene(self) -> Scene | None:
        """Return what charts draw."""
        if self.run is None:
            return None
        return Scene(self.run, self.hidden, self.others, fans=dict(self.fans),
                     weighed=self.weighed, weighing=self.weighing,
                     limits=limits(self.answers), here=self._here)  # fmt: skip

    def weigh(self, weighed: Weighed | None, why_not: str = "") -> None:
        """Know the work that was counted of the shown run's variants, or why there is none."""
        self.weighed, self.weighing = weighed, why_not
        self.weighed_changed.emit()

    def know(self, answers: Mapping[Point, Why]) -> None:
        """Know what limits these points, besides those that are known; the last is the newest."""
        for point, why in answers.items():
            self.answers.pop(point, None)
            self.answers[point] = why
        if answers:
            self.answers_changed.emit()

    def connect_to(self, cluster: AtHand | None) -> None:
        """Know the cluster that is connected."""
        if cluster != self.cluster:
            self.cluster = cluster
            self.run_changed.emit()

    def subtract_overhead(self, wanted: bool) -> None:
        """Show times with or without what a call costs."""
        self._subtracts = wanted
        self._put_beside(self._others_measured)
        self._look_again()

    @property
    def subject(self) -> Subject | None:
        """What sentences about it speak of: what is in sight."""
        out = self.hidden | self.away
        return None if self.run is None else Subject(self.run, out, *self.sight)

    def see(self, low: float, high: float, away: frozenset[Series] = frozenset()) -> None:
        """Know from which size to which it is in sight, and which curves are not."""
        before, self.sight, self.away = self.subject, (low, high), away
        now = self.subject
        if before is None or now is None:
            return
        if (before.planned, before.hidden) != (now.planned, now.hidden):
            self.sight_changed.emit()
            self.emphasise(self.emphasis)

    def to_save(self) -> Run | None:
        """Return the run as it was measured, with the baseline that was chosen, and all answers."""
        run = self._compared(self._measured)
        return run if run is None or not self.answers else with_answers(run, self.answers.values())

    def hide(self, hidden: frozenset[Series]) -> None:
        """Draw all curves but these."""
        if hidden != self.hidden:
            self.hidden = hidden
            self.hidden_changed.emit()
            self.emphasise(self.emphasis)

    def show_only(self, curves: Iterable[Series]) -> None:
        """Draw these curves and no others."""
        if self.run is not None:
            self.hide(frozenset(self.run.series()) - frozenset(curves))

    def hide_too(self, curves: Iterable[Series]) -> None:
        """Draw all that is drawn but these curves."""
        self.hide(self.hidden | frozenset(curves))

    def fan(self, variant: str, wanted: bool) -> None:
        """Give each thread count of a variant a curve of its own, or one curve to all of them."""
        if self.fans.get(variant) is not wanted:
            self.fans[variant] = wanted
            self.hidden_changed.emit()

    def select(self, point: Point | None) -> None:
        """Make one point the selected one."""
        if point != self.point:
            self.point = point
            self.point_changed.emit()

    def emphasise(self, series: Series | None) -> None:
        """Bring one curve forward; none where it is hidden or zoomed away: all would stand back."""
        if series is not None and not self._is_in_sight(series):
            series = None
        if series != self.emphasis:
            self.emphasis = series
            self.emphasis_changed.emit()

    def record(self) -> PointRecord | None:
        """Return what is known of the selected point."""
        if self.run is None or self.point is None:
            return None
        return self.run.points.get(self.point)

    def _is_in_sight(self, series: Series) -> bool:
        """Whether a curve is drawn, and has a size where the chart in front shows it."""
        if self.run is None or series in self.hidden | self.away:
            return False
        low, high = self.sight
        points = (record.point for record in self.run.points.values() if record.usable)
        return any(low <= p.size <= high and (p.variant, p.threads) == series for p in points)

    def _put_beside(self, others: tuple[Run, ...]) -> None:
        """Show the others as the run is: with or without what a call costs."""
        self._others_measured = others
        self.others = tuple(Subtraction()(run) for run in others) if self._subtracts else others

    def _look_again(self) -> None:
        self.run = self._seen(self._measured)
        self.run_changed.emit()
        self.text_changed.emit()

    def _seen(self, run: Run | None) -> Run | None:
        compared = self._compared(run)
        if compared is None or not self._subtracts:
            return compared
        return self._without_overhead(compared)

    def _compared(self, run: Run | None) -> Run | None:
        if run is None or self._baseline is None or run.plan.baseline == self._baseline:
            return run
        return run.with_baseline(self._baseline)


def _still_hidden(
    hidden: frozenset[Series], before: Run | None, now: Run | None
) -> frozenset[Series]:
    """What stays hidden in the next run: all of it in one of the same kernel that shows others."""
    if before is None or now is None:
        return frozenset()
    same = not is_other(before.plan.kernel, now.plan.kernel)
    return hidden if same and {*now.series()} - hidden else frozenset()


def _measures(run: Run, baseline: Baseline) -> bool:
    curve = (baseline.variant, run.threads_of(baseline.variant, baseline.threads))
    return curve in run.series()


def _earlier(run: Run | None, shown: Run | None, others: tuple[Run, ...]) -> tuple[Run, ...]:
    """The run before the last change of the user's file, to show it beside the new one.

    One that was stopped before it measured anything does not count.
    """
    for candidate in (shown, *others):
        if run is None or candidate is None or not is_same_work(candidate, run):
            continue
        if any(record.usable for record in candidate.points.values()):
            return (candidate,)
    return ()


def _is_another(before: Run | None, run: Run | None) -> bool:
    """Whether this is not the same run with more in it; two may begin in the same second."""
    if before is None or run is None:
        return True
    again = bool(before.finished) and not run.finished and run.continued == before.continued
    return run.created != before.created or again
