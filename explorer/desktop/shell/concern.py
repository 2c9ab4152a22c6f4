"""What spoils timings, said at Run: those of the run under way, else those that Run would make."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from explorer.desktop.running.machine_line import MachineLine
from explorer.desktop.running.run_controls import RunControls
from explorer.desktop.running.session import IDLE, Session
from explorer.desktop.setup.panel import SetupPanel
from explorer.measure.quiet import Quiet
from explorer.results.surroundings import noticed


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
