"""Following what is set up, measured and shown: every part that tells of it is told."""

from PySide6.QtCore import QObject, Signal, Slot

from explorer.desktop.running.machine_line import MachineLine
from explorer.desktop.running.run_controls import RunControls
from explorer.desktop.running.session import IDLE, PAUSED, RUNNING, Session
from explorer.desktop.setup.panel import SetupPanel
from explorer.desktop.shell.beginning import Beginning
from explorer.desktop.shell.offering import Offering
from explorer.desktop.shell.own_work import OwnWork
from explorer.desktop.shell.tabs import Tabs
from explorer.desktop.shell.turns import Turns
from explorer.desktop.shell.workspace import Workspace
from explorer.desktop.shown import Shown
from explorer.measure.asking import ref_to
from explorer.measure.forecast import in_words
from explorer.measure.plan import Baseline
from explorer.measure.quiet import Quiet
from explorer.results.surroundings import noticed
from explorer.results.words.setup import is_other

_TITLE = "Numba Explorer"


class Following(QObject):
    """Follows the setup, the session and the run that is shown; `titled` carries the title."""

    titled = Signal(str)

    def __init__(
        self,
        session: Session,
        setup: SetupPanel,
        shown: Shown,
        turns: Turns,
        tabs: Tabs,
        workspace: Workspace,
        controls: RunControls,
        machine: MachineLine,
        own: OwnWork,
        beginning: Beginning,
        offering: Offering,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._setup, self._shown = session, setup, shown
        self._tabs, self._workspace, self._controls = tabs, workspace, controls
        self._machine, self._own = machine, own
        self._beginning, self._offering, self._turns = beginning, offering, turns
        setup.changed.connect(self._on_setup)
        setup.baseline_chosen.connect(self.compare_with)
        session.changed.connect(self._on_changed)
        session.state_changed.connect(self._on_state)
        turns.changed.connect(self._on_state)
        shown.run_changed.connect(self._on_run)

    def look(self) -> None:
        """Take in how everything is, before anything changes."""
        self._on_setup()
        self._on_run()
        self._on_state()

    @Slot(object)
    def compare_with(self, baseline: Baseline) -> None:
        """Compare what is shown with another baseline, and set it up where that is the kernel."""
        run = self._shown.run
        if run is None or not self._shown.compare_with(baseline):
            return
        if run.plan.kernel.sha256 == self._setup.kernel.sha256:
            self._setup.prefer_baseline(baseline)

    @Slot()
    def _on_setup(self) -> None:
        plan, kernel = self._setup.plan, self._setup.kernel
        self._shown.connect_to(self._setup.at_hand)
        self._tabs.show_kernel(kernel)
        self._own.follow(kernel)
        forecast = "" if plan is None else in_words(plan, kernel, self._setup.placement)
        self._tabs.lesson.show_forecast(forecast)
        self._offering.look()
        self._say_title()
        self._start_ahead()

    def _start_ahead(self) -> None:
        """Let what Run will need be made ready while the user looks at the setup."""
        if self._setup.plan is not None and not self._turns.taken:
            self._session.prepare(self._setup.plan, self._setup.kernel, self._setup.placement)

    @Slot()
    def _on_changed(self) -> None:
        self._shown.show(self._session.run, self._session.kernel)
        self._beginning.turn_to_charts()

    @Slot()
    def _on_state(self) -> None:
        state = self._session.state
        self._machine.set_measuring(
            bool(self._turns.taken), PAUSED if state == PAUSED else "measuring"
        )
        if state != RUNNING:
            self._shown.update_text()
        self._start_ahead()
        self._offering.look()

    @Slot()
    def _on_run(self) -> None:
        self._workspace.offer(self._shown.run is not None)
        self._say_title()
        self._offering.look()

    def _say_title(self) -> None:
        """Say in the title what is shown, and what is set up where that is another kernel."""
        run, kernel = self._shown.run, self._setup.kernel
        if run is None:
            self.titled.emit(_TITLE)
            return
        title = run.plan.kernel.heading
        if is_other(run.plan.kernel, ref_to(kernel)):
            self._controls.forget_end()
            title = f"{kernel.title} (shown: {title})"
        self.titled.emit(f"{title} – {_TITLE}")


class Concern(QObject):
    """Follows the setup, the run, and how busy the machine is."""

    def __init__(
        self,
        session: Session,
        setup: SetupPanel,
        machine: MachineLine,
        controls: RunControls,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._setup, self._controls = session, setup, controls
        self._quiet: Quiet | None = None
        machine.looked.connect(self._on_looked)
        setup.changed.connect(self._show)
        session.changed.connect(self._show)
        session.state_changed.connect(self._show)

    @Slot(object)
    def _on_looked(self, quiet: Quiet) -> None:
        self._quiet = quiet
        self._show()

    @Slot()
    def _show(self) -> None:
        run = self._session.run
        if self._session.state == IDLE:
            here = self._setup.placement.host is None  # how busy a host is shows in its run
            plan, quiet = self._setup.plan, self._quiet if here else None
        else:
            plan, quiet = (run.plan, noticed(run.machine)) if run else (None, None)
            if self._session.watching:
                plan, quiet = self._setup.plan, self._quiet
        self._controls.show_concern(quiet.concerns(max(plan.threads)) if plan and quiet else "")
