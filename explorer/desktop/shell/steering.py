"""Steering the run that is shown: more of it, other parts of it, a point of it better."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.desktop.running.session import IDLE, PAUSED, RUNNING, Session
from explorer.desktop.shell.turns import Turns
from explorer.desktop.shown import Shown
from explorer.kernels.finding import is_unchanged
from explorer.kernels.kernel import Kernel
from explorer.measure.asking import ref_to
from explorer.measure.forecast import change_in_short, in_short
from explorer.measure.interpreter import InterpreterError
from explorer.measure.options import HERE
from explorer.measure.place import Placement, placed
from explorer.measure.plan import MAX_SIZE, Plan, PlanError, Point, checked
from explorer.measure.steering import (
    FINER,
    LEAST_MORE_S,
    Wish,
    addition,
    changed,
    difference,
    obstacle,
    with_time,
)
from explorer.results import wording
from explorer.results.denser import no_room, sizes_between
from explorer.results.record import Run

LEAST_PRECISION = 0.001
SETTLED_MS = 500
"""Who still zooms does not want to have measured yet what is in sight."""


class Steering(QObject):
    """Turns what the user does to the shown run into wishes.

    A run under way follows at once; one that is over, and was made by this program since it was
    started, is gone on with. `changed` comes when there is something new to offer, `said` carries
    a sentence about what is not possible.
    """

    changed = Signal()
    said = Signal(str)

    def __init__(
        self, session: Session, shown: Shown, turns: Turns, most_threads: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._turns = turns
        self._session, self._shown, self._most = session, shown, most_threads
        self.follows_zoom = True
        self._range: tuple[float, float] | None = None
        self._told = ""
        self._waits = False
        self._said: Wish | None = None
        """What was wanted last of a run under way; it may end before it hears that."""
        self._set_up: Plan | None = None
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self._on_settled)
        session.state_changed.connect(self._on_state)
        turns.changed.connect(self._on_turns)

    @property
    def run(self) -> Run | None:
        """The run that can be steered; None where there is none."""
        session = self._session
        if session.run is None or not session.made_here or session.watching:
            return None
        steerable = self._under_way or (session.state == IDLE and session.run.finished)
        return session.run if steerable else None

    @property
    def _under_way(self) -> bool:
        """Whether a run is under way; what is wanted of one that pauses waits with it."""
        return self._session.state in (RUNNING, PAUSED)

    def offer(self, plan: Plan | None, placement: Placement) -> str:
        """Return what the plan that is set up could be to the run: `Extend`, `Apply` or nothing."""
        before = self._set_up
        if self.run is None or plan is None or before is None:
            return ""
        if placement.host != self._session.host:
            return ""  # another machine needs a run of its own
        running = self._under_way
        if obstacle(before, plan, self._most if running else max(plan.threads)):
            return ""
        more, fewer = difference(before, plan)
        if more:
            return "Extend"
        return "Apply" if fewer and running else ""

    def forecast(self, plan: Plan) -> str:
        """Say in a line what doing to the run what is set up would take, or save."""
        run, before = self.run, self._set_up
        kernel = self._session.kernel
        if run is None or before is None or kernel is None:
            return ""
        now = self._wanted(run)
        try:
            wanted = checked(changed(now, before, plan))
        except PlanError as error:
            return str(error)
        if self._session.state == IDLE:
            return in_short(addition(run.plan, wanted), kernel, Placement(HERE))
        longer = with_time(Wish(wanted), now, self._session.used_s).plan
        return change_in_short(now, longer, kernel)

    def refusal(self, plan: Plan) -> str:
        """Say why the run under way cannot be what is set up; nothing where it can, or is over."""
        before = self._set_up
        if self.run is None or before is None or not self._under_way:
            return ""
        found = obstacle(before, plan, self._most)
        if not found:
            return ""
        later = "" if obstacle(before, plan, max(plan.threads)) else "; Extend can once it is over"
        return wording.sentence(f"The run under way cannot go on with this: {found}{later}")

    def begin(self, plan: Plan) -> None:
        """Remember what was set up when a run began."""
        self._set_up = plan
        self._said, self._waits = None, False  # of the run before

    def follow(self, plan: Plan) -> None:
        """Do to the run what was done to the setup since it was run or followed last."""
        run, before = self.run, self._set_up
        if run is not None and before is not None:
            self._set_up = plan
            self._wish(run, changed(self._wanted(run), before, plan))

    def with_variant(self, kernel: Kernel, name: str) -> bool:
        """Measure a variant that the run's kernel has now, too; False where none can go on."""
        run = self.run
        if run is None or self._session.state != IDLE or self._session.host is not None:
            return False
        before = replace(run.plan, kernel=ref_to(kernel))
        plan = replace(before, variants=(*before.variants, name))
        self._set_up = plan
        return self._go_on(run, addition(before, plan), kernel)

    @Slot(object)
    def measure_better(self, point: Point) -> None:
        """Want a narrower interval of a point."""
        run = self.run
        if run is None:
            self._refuse()
        elif self._under_way:
            self._wish(run, run.wanted, (point,))
        else:
            self._go_on(run, _about(run, point))

    @Slot(int)
    def measure_at(self, size: int) -> None:
        """Measure at this size, too."""
        run = self.run
        if run is None:
            self._refuse()
        elif 1 <= size <= MAX_SIZE:
            self._add_sizes(run, (size,))

    @Slot(float, float)
    def look_closer(self, low: float, high: float) -> None:
        """Measure between two sizes until there is as much to see there as there was in all."""
        self._range = (low, high)
        self._settled.start()

    @Slot()
    def _on_settled(self) -> None:
        shown, run = self._shown.run, self.run
        if shown is None or self._range is None or not self.follows_zoom:
            return
        self._waits = self._must_wait(shown)
        if self._waits:
            return
        sizes = sizes_between(run or shown, *self._range, self._shown.hidden)
        if sizes and run is not None:
            self._add_sizes(run, sizes)
        elif sizes and self._session.state == IDLE and shown.created != self._told:
            self._told = shown.created  # once for each run: who zooms again knows
            self._refuse("Nothing is measured where you zoom in: only")
        elif not sizes and (full := no_room(shown, *self._range)):
            self.said.emit(full)

    def _must_wait(self, shown: Run) -> bool:
        """Whether a zoom is measured once what goes on is over.

        An extension has only what is new in it, where a zoom is about all that is shown; and who
        zooms does not want to end what else was asked for.
        """
        if self._session.state == IDLE:
            return bool(self._turns.taken)
        return not self._under_way or bool(shown.continued)

    @Slot()
    def _on_turns(self) -> None:
        """Measure what waits for the end of something else than a run."""
        if not self._turns.taken and self._waits:
            self._waits = False
            self._settled.start()

    @Slot()
    def _on_state(self) -> None:
        """Measure what was wanted at the very end, or waits, unless its user wanted an end."""
        run = self._session.run
        if self._session.state != IDLE:
            return
        wish, self._said = self._said, None
        waits, self._waits = self._waits, False
        if run is None or run.finished in ("", "stopped"):
            return
        if wish is not None and wish.plan not in (steered.plan for steered in run.steered):
            self._go_on(
                run, _about(run, wish.finer[-1]) if wish.finer else addition(run.plan, wish.plan)
            )
        elif waits:
            self._settled.start()

    def _add_sizes(self, run: Run, sizes: tuple[int, ...]) -> None:
        plan = self._wanted(run)
        self._wish(run, replace(plan, sizes=tuple(sorted({*plan.sizes, *sizes}))))

    def _wanted(self, run: Run) -> Plan:
        """The plan to go on from: what is measured now, or all of it once that is over."""
        return run.whole if self._session.state == IDLE else run.wanted

    def _wish(self, run: Run, plan: Plan, finer: tuple[Point, ...] = ()) -> None:
        """Have a plan measured from now on, with as much more time as it needs."""
        try:
            plan = checked(plan)
        except PlanError as error:
            self.said.emit(str(error))
            return
        if self._under_way:
            self._said = with_time(Wish(plan, finer), run.wanted, self._session.used_s)
            self._session.steer(self._said)
        else:
            self._go_on(run, addition(run.plan, plan))
        self.changed.emit()

    def _go_on(self, run: Run, plan: Plan, kernel: Kernel | None = None) -> bool:
        """Measure a plan for a run that is over; `kernel` as `Session.go_on` has it."""
        measured = kernel or self._session.kernel
        if measured is None or not is_unchanged(measured):
            self.said.emit(f"“{run.plan.kernel.name}” has changed since this run; measure it anew.")
            return False
        try:
            placement = placed(plan, measured, self._most)
        except InterpreterError as error:
            self.said.emit(str(error))
            return False
        self._session.go_on(plan, placement, measured)
        return True

    def _refuse(self, begins: str = "Only") -> None:
        self.said.emit(
            f"{begins} a run that was made since the program was started can be gone on with; "
            "Run measures anew."
        )


def _about(run: Run, point: Point) -> Plan:
    """The plan that measures one point better, with the baseline beside it."""
    plan, base, known = run.plan, run.plan.baseline, run.points.get(point)
    precision = plan.precision
    if known is not None and known.estimate is not None:
        precision = min(precision, known.estimate.precision)
    names = {point.variant, base.variant}
    counts = {point.threads, *({base.threads} & set(plan.threads))}
    return replace(
        plan,
        sizes=(point.size,),
        threads=tuple(sorted(counts)),
        variants=tuple(name for name in plan.variants if name in names),
        precision=max(precision * FINER, LEAST_PRECISION),
        budget_s=LEAST_MORE_S / FINER**2,
    )
