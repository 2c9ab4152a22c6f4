"""Beginning what is set up: as a run of its own, or as more of the one that is shown."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from explorer.desktop.running.session import IDLE, Session
from explorer.desktop.setup.panel import SetupPanel
from explorer.desktop.shell.own_work import OwnWork
from explorer.desktop.shell.steering import Steering
from explorer.desktop.shell.tabs import Tabs


class Beginning(QObject):
    """Begins runs; `put_away` is called before: what was said of something else is to go.

    Who looked at the lesson is turned to the charts with the first event.
    """

    def __init__(
        self,
        session: Session,
        setup: SetupPanel,
        steering: Steering,
        tabs: Tabs,
        own: OwnWork,
        put_away: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._setup, self._steering = session, setup, steering
        self._tabs, self._own, self._put_away = tabs, own, put_away
        self._turns = False
        session.state_changed.connect(self._on_state)

    def start(self) -> bool:
        """Go by what is set up: extend the run that is shown, where it can be, else begin one.

        Returns whether a run began.
        """
        plan = self._setup.plan
        if plan is not None and self._steering.offer(plan, self._setup.placement):
            self._steering.follow(plan)
            return False
        return self.start_anew()

    def start_anew(self) -> bool:
        """Begin the run that is set up; return whether it began."""
        plan, kernel = self._setup.plan, self._setup.kernel
        if plan is None or self._session.state != IDLE:
            return False
        self.make_way()
        self._steering.begin(plan)
        self._session.start(plan, kernel, self._setup.placement)
        self._turns = self._tabs.page_name == "lesson"
        return True

    def make_way(self) -> None:
        """Put away what is of something else; the kernel that is set up is measured.

        The pages are loaded before the measuring thread loads Numba: Python 3.12 can lose a
        module that two threads load at once.
        """
        self._tabs.load()
        self._put_away()
        self._own.begin(self._setup.kernel)

    def turn_to_charts(self) -> None:
        """Turn to the charts where a run has just begun that was asked for from the lesson."""
        if self._turns and self._session.run is not None:
            self._turns = False
            self._tabs.turn_to_charts()

    @Slot()
    def _on_state(self) -> None:
        if self._session.state == IDLE:
            self._turns = False
