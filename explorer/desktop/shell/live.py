"""The way between the page that shows samples as they come and who measures them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from explorer.desktop.running.session import IDLE, Session
from explorer.desktop.setup.panel import SetupPanel
from explorer.measure.interpreter import InterpreterError
from explorer.measure.place import placed
from explorer.measure.plan import Plan
from explorer.measure.steering import Wish

if TYPE_CHECKING:
    from explorer.desktop.live.page import LivePage


class Live(QObject):
    """Begins, steers and stops what is watched; a run is never made beside it.

    `make_way` is called before it begins: what was said of something else is to go. `said` carries
    a sentence about what is not possible.
    """

    said = Signal(str)

    def __init__(
        self,
        session: Session,
        setup: SetupPanel,
        page: LivePage,
        most_threads: int,
        make_way: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._setup, self._page = session, setup, page
        self._most, self._make_way = most_threads, make_way
        page.begin_wanted.connect(self.begin)
        page.stop_wanted.connect(session.stop)
        page.steered.connect(self._on_steered)
        session.heard.connect(page.take)
        session.state_changed.connect(self._on_state)
        setup.changed.connect(self._on_setup)
        self._on_setup()

    @Slot()
    def begin(self) -> None:
        """Measure what the page has chosen."""
        plan, kernel = self._page.plan(), self._setup.kernel
        if plan is None or self._session.state != IDLE:
            return
        self._make_way()
        placement = self._setup.placement
        if placement.host is None:
            try:
                placement = placed(plan, kernel, self._most)
            except InterpreterError as error:  # it is gone since the setup was looked at
                self.said.emit(str(error))
                return
        self._session.watch(plan, kernel, placement)

    @Slot(object)
    def _on_steered(self, plan: Plan) -> None:
        self._session.steer(Wish(plan))

    @Slot()
    def _on_state(self) -> None:
        idle = self._session.state == IDLE
        self._page.set_free(idle)
        self._page.set_watching(self._session.watching and not idle)
        if idle:
            self._on_setup()  # what was set up meanwhile

    @Slot()
    def _on_setup(self) -> None:
        setup = self._setup
        self._page.offer(setup.plan, setup.kernel, setup.threads.offered)
