"""Run, Pause and Stop, what is being done now, and how much of the time is left."""

import math
from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from explorer.desktop.look.label import Label, tip
from explorer.desktop.look.said import announce, say
from explorer.desktop.running.session import IDLE, PAUSED, RUNNING, Session
from explorer.measure.events import Progress
from explorer.results.record import Run
from explorer.units import count

_STEPS = 1000


class RunControls(QWidget):
    """The foot of the setup, or of the charts; whatever it says, the buttons stay in place.

    Only those are there that can be used, and never more than three: one more would widen the
    setup under the mouse.
    """

    def __init__(self, session: Session, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._session = session
        self._state = IDLE
        self._idle = ""
        self._had_keys = False
        self._offered, self._can_beside = "", False
        self._run, self._begins = actions["run"], actions["run"].toolTip()
        self._pause, self._stop = actions["pause"], actions["stop"]
        self.setObjectName("controls")
        self.run = _button(actions["run"], "primary")
        self.anew = _button(actions["start_anew"])
        self.anew.hide()
        self.beside = _button(actions["measure_beside"])
        self.beside.hide()
        self.pause = _button(actions["pause"])
        self.stop = _button(actions["stop"])
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName("Budget used")
        stays = self.bar.sizePolicy()
        stays.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(stays)
        self.concern = Label(role="concern", size="small", wraps=True)
        self.concern.hide()
        self.activity, self.progress = _line("Activity"), _line("Progress")
        self._doing, self._upright = "", True
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.run, self.anew, self.beside, self.pause, self.stop):
            row.addWidget(button, 2 if button is self.run else 1)
        self._words = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        for widget in (self.bar, self.progress, self.activity):
            self._words.addWidget(widget)
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._parts.addWidget(self.concern)
        self._parts.addLayout(row)
        self._parts.addLayout(self._words)
        self.stand(upright=True)
        self._fill_bar(0)

        self._pause.triggered.connect(self._pause_or_resume)
        self._stop.triggered.connect(session.stop)
        self._run.enabledChanged.connect(self._on_run_enabled)
        session.state_changed.connect(self._on_state)
        session.activity_changed.connect(self.say)
        session.progressed.connect(self._on_progress)
        session.finished.connect(self.show_end_of)
        self._on_state()

    def stand(self, upright: bool) -> None:
        """Put the parts above each other, or in a row."""
        self._upright = upright
        way = QBoxLayout.Direction
        for layout, shares in ((self._parts, (2, 0, 4)), (self._words, (1, 2, 3))):
            layout.setDirection(way.TopToBottom if upright else way.LeftToRight)
            layout.setSpacing(8 if upright else 16)
            for place, share in enumerate(shares):
                layout.setStretch(place, 0 if upright else share)
        edge = 12 if upright else 6
        self._parts.setContentsMargins(16, edge, 16, edge)
        upper = Qt.AlignmentFlag.AlignTop if upright else Qt.AlignmentFlag.AlignVCenter
        for line in (self.progress, self.activity):
            line.setAlignment(upper | Qt.AlignmentFlag.AlignLeft)
        self._say_progress(self.progress.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the lines anew: the progress may need one more, or one less."""
        super().resizeEvent(event)
        self._share_lines()

    def _share_lines(self) -> None:
        """Give the activity what the progress leaves of three lines; in a row each has two."""
        metrics, taken, left = QFontMetrics(self.activity.font()), 2, 2
        if self._upright:
            taken = 1 + (metrics.horizontalAdvance(self.progress.text()) > self.width() - 2 * 16)
            left = 3 - taken if self.progress.isVisibleTo(self) else 3
        line = metrics.lineSpacing()
        self.progress.setFixedHeight(taken * line)
        self.activity.setFixedHeight(left * line + (8 if left == 3 else 0))

    def _say_progress(self, text: str) -> None:
        say(self.progress, "Progress", text)
        self.progress.setToolTip(tip(text))
        self.progress.setVisible(bool(text) or not self._upright)
        self._share_lines()

    def _fill_bar(self, share: float) -> None:
        self.bar.setValue(round(_STEPS * share))
        self.bar.setVisible(share > 0 or self._state != IDLE)

    @Slot(str)
    def say(self, activity: str) -> None:
        """Say what is being done; with nothing to say, what Run would do; that it is paused.

        What Extend would do to the run under way comes before what that does.
        """
        self._doing = activity
        waits = self._state == IDLE and not activity
        text = self._idle if waits or (self._offered and self._state == RUNNING) else activity
        if self._state == PAUSED:
            text = "Paused. Resume goes on where it was."
        say(self.activity, "Activity", text)
        self.activity.setToolTip(tip(text))

    def say_when_idle(self, text: str) -> None:
        """Say what Run, or what it is offered as, would do, or why it cannot do anything."""
        self._idle = text
        self.say("" if self._state == IDLE else self._doing)

    def offer(self, what: str, *, beside: bool = False) -> None:
        """Let Run say what it does to the shown run, `Extend` or `Apply`; else it begins one.

        What begins one is beside it then as soon as it can; or what measures the shown run and the
        setup side by side, where they can be.
        """
        self._can_beside = beside and not what
        if what != self._offered:  # why it cannot be used stays in its tip
            self._offered = what
            self._run.setText(f"&{what}" if what else "&Run")
            self._run.setToolTip(_OFFERED.get(what, self._begins))
        self._show_buttons()

    def _show_buttons(self) -> None:
        idle = self._state == IDLE
        for button in (self.pause, self.stop):
            button.setVisible(not idle)
        self.anew.setVisible(bool(self._offered) and idle)
        self.beside.setVisible(self._can_beside and idle)

    def show_concern(self, sentence: str) -> None:
        """Say above the buttons what about the machine spoils timings; nothing when it is quiet."""
        if sentence != self.concern.text():
            self.concern.setText(sentence)
            self.concern.setAccessibleName(sentence)
            self.concern.setVisible(bool(sentence))

    @Slot(object)
    def show_end_of(self, run: Run) -> None:
        """Say how a run ended, unless another one is under way by now."""
        if self._state != IDLE:
            return
        self._fill_bar(0 if run.finished == "stopped" else 1)
        text = ENDINGS.get(run.finished, "")
        self._say_progress(text)
        announce(self, text)

    def forget_end(self) -> None:
        """Say no more how the last run ended: another kernel is set up."""
        if self._state == IDLE:
            self._fill_bar(0)
            self._say_progress("")

    @Slot()
    def _pause_or_resume(self) -> None:
        if self._session.state == PAUSED:
            self._session.resume()
        else:
            self._session.pause()

    @Slot()
    def _on_state(self) -> None:
        state = self._session.state
        begins, self._state = self._state == IDLE != state, state
        if begins:
            self._fill_bar(0)
            self._say_progress("")
        self._had_keys = state == IDLE and self._has_keys()
        self.say(self._doing)
        self._pause.setText("&Resume" if state == PAUSED else "&Pause")
        self._pause.setChecked(state == PAUSED)
        for action in (self._pause, self._stop):
            action.setEnabled(state in (RUNNING, PAUSED))
        self._show_buttons()

    @Slot(bool)
    def _on_run_enabled(self, enabled: bool) -> None:
        """Give the keys back to Run when they were at a button that can do nothing any more."""
        if enabled and (self._had_keys or self._has_keys()):
            self.run.setFocus()
            self._had_keys = False

    def _has_keys(self) -> bool:
        return self.pause.hasFocus() or self.stop.hasFocus()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self._fill_bar(progress.share)
        self._say_progress(progress_in_words(progress))


_OFFERED = {
    "Extend": "Measure what is new in the setup for the run that is shown (Ctrl+R)",
    "Apply": "Measure no more what is not set up any more; what was measured stays (Ctrl+R)",
}

ENDINGS = {
    "precise": "Done: as precise as asked for",
    "unsteady": "Done: more samples would not help",
    "budget": "Done: the budget is used up",
    "stopped": "Stopped; what was measured is kept",
}


def progress_in_words(progress: Progress) -> str:
    """Say how far a run is and how long it takes at most."""
    left = progress.left_s
    shown = f"{math.ceil(left)} s" if left < 120 else f"{left / 60:.0f} min"
    if progress.first_values < progress.points:
        done = f"{count(progress.first_values)} of {count(progress.points)} points"
    else:
        done = f"{count(progress.precise)} of {count(progress.points)} precise"
    if progress.repeats > 1:
        done = f"Process {progress.repeat + 1} of {progress.repeats}: {done}"
    return f"{done}, at most {shown} left" if left else f"{done}, nearly done"


def _button(action: QAction, role: str = "button") -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setProperty("role", role)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _line(name: str) -> QLabel:
    label = Label(role="quiet", size="small", wraps=True)
    label.setAccessibleName(name)
    return label
