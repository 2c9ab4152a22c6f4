"""What can be done now: which actions can be used, and what Run would do."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from explorer.desktop.evidence.answer_panel import AnswerPanel
from explorer.desktop.look.allowing import allow
from explorer.desktop.running.run_controls import RunControls
from explorer.desktop.running.self_test import UNDER_WAY
from explorer.desktop.running.session import IDLE, Session
from explorer.desktop.setup.panel import SetupPanel
from explorer.desktop.setup.undoing import Undoing
from explorer.desktop.shell.actions import TABLE
from explorer.desktop.shell.memory import Memory
from explorer.desktop.shell.steering import Steering
from explorer.desktop.shell.tabs import Tabs
from explorer.desktop.shell.turns import Turns
from explorer.desktop.shown import Shown
from explorer.measure.forecast import in_short
from explorer.results.words.setup import differs


class Offering(QObject):
    """Looks at what there is, and enables the actions that it is enough for."""

    def __init__(
        self,
        session: Session,
        shown: Shown,
        setup: SetupPanel,
        turns: Turns,
        steering: Steering,
        undoing: Undoing,
        memory: Memory,
        controls: RunControls,
        tabs: Tabs,
        answer: AnswerPanel,
        actions: Mapping[str, QAction],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._shown, self._setup = session, shown, setup
        self._steering, self._undoing, self._memory = steering, undoing, memory
        self._controls, self._tabs, self._answer = controls, tabs, answer
        self._actions, self._turns = actions, turns
        for changed in (undoing.changed, steering.changed, shown.point_changed):
            changed.connect(self.look)

    @Slot()
    def look(self) -> None:
        """Enable what can be done now, and say at the answer where it is not about the setup."""
        plan, run = self._setup.plan, self._shown.run
        idle, ready = self._session.state == IDLE, plan is not None
        offer = self._steering.offer(plan, self._setup.placement)
        self._controls.offer(offer, beside=bool(self._memory.otherwise))
        self._controls.say_when_idle(self._forecast(offer))
        self._say_apart()
        steered = self._steering.run is not None
        self._tabs.offer_sizes(steered)
        can = {
            "run": bool(offer) or (idle and ready),
            "start_anew": idle and ready,
            "measure_better": steered and self._shown.point is not None,
            "undo": self._undoing.can_undo,
            "redo": self._undoing.can_redo,
            "self_test": self._turns.taken in ("", UNDER_WAY),
            **{entry.name: run is not None for entry in TABLE if entry.of_run},
        }
        for name, enabled in can.items():
            self._actions[name].setEnabled(enabled)
        allow(self._actions["measure_beside"], self._memory.why_not_beside)

    def _forecast(self, offer: str) -> str:
        """Say in a line what Run, or what it is offered as, would take; or why it cannot be."""
        plan, kernel = self._setup.plan, self._setup.kernel
        if plan is None:
            return self._setup.problem
        more = self._steering.forecast(plan) if offer else ""
        if more:
            return f"{offer}: {more}"
        return f"Run: {in_short(plan, kernel, self._setup.placement)}"

    def _say_apart(self) -> None:
        run, plan = self._shown.run, self._setup.plan
        if run is None or plan is None:
            self._answer.show_apart("")
            return
        parts = differs(run, plan), self._steering.refusal(plan)
        self._answer.show_apart(" ".join(filter(None, parts)))
