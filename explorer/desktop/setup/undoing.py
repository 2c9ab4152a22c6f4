"""Taking back what was changed in the setup, and doing it again."""

from time import perf_counter

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from explorer.desktop.look.keys_left import KeysLeft
from explorer.desktop.setup.panel import Kept, SetupPanel

TOGETHER_S = 1.0
"""Changes of the same field that follow each other sooner, as while typing, are one step."""
MOST = 100
KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class Undoing(QObject):
    """Follows a setup; `changed` says that there is more or less to take back.

    Its steps are setups that can be measured. What is not one yet, as a number half typed, is taken
    back to the last that was. So that it is the same wherever the cursor stands, the fields that
    are part of a setup leave the keys of Undo and Redo to it.
    """

    changed = Signal()

    def __init__(self, panel: SetupPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._panel = panel
        self._now = panel.kept
        self._before: list[Kept] = []
        self._after: list[Kept] = []
        self._fields: set[str] = set()
        self._at = 0.0
        self._going = self._unsettled = False
        panel.changed.connect(self._on_changed)
        KeysLeft(_undoes, self._is_part, self)

    def begin(self) -> None:
        """Take the setup as it is for the first one: there is nothing before it."""
        self._now = self._panel.kept
        self._before, self._after = [], []
        self._unsettled = False
        self.changed.emit()

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to take back."""
        return self._unsettled or bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether anything was taken back that can be done again."""
        return bool(self._after)

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        if self._unsettled:
            self._go_to(self._now)
        elif self._before:
            self._after.append(self._now)
            self._go_to(self._before.pop())

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._after:
            self._before.append(self._now)
            self._go_to(self._after.pop())

    def _go_to(self, kept: Kept) -> None:
        self._going = True
        try:
            self._panel.go_to(kept)
        finally:
            self._going = False
        self._now, self._at, self._unsettled = kept, 0.0, False
        self.changed.emit()

    @Slot()
    def _on_changed(self) -> None:
        now = self._panel.kept
        fields = _changed(self._now, now)
        if self._going:
            return
        if _reread(self._now, now):  # what an editor did is no step, and its source is gone
            self._before = [kept for kept in self._before if not _reread(kept, now)]
            self._after = []
            self._now = now
            self.changed.emit()
            return
        changed = bool(fields) and "kernel" not in fields
        self._unsettled = bool(self._panel.own.problem) or (self._panel.plan is None and changed)
        if self._unsettled or not fields:
            self.changed.emit()
            return
        together = fields == self._fields and perf_counter() - self._at < TOGETHER_S
        if not (together and self._before):
            self._before = [*self._before[-MOST:], self._now]
        self._after = []
        self._now, self._fields, self._at = now, fields, perf_counter()
        self.changed.emit()

    def _is_part(self, field: QWidget) -> bool:
        """Whether a field is part of what is taken back."""
        panel = self._panel
        parts = (panel.own, panel.sizes, panel.threads, panel.more)
        return any(part.isAncestorOf(field) for part in parts)


def _undoes(event: QKeyEvent) -> bool:
    return any(map(event.matches, KEYS))


def _reread(before: Kept, now: Kept) -> bool:
    """Whether it is the same file with another content."""
    one, two = before[0], now[0]
    return one.path == two.path and one.sha256 != two.sha256


def _changed(before: Kept, now: Kept) -> set[str]:
    """The fields that differ; all of them for another kernel."""
    if before[0] != now[0]:
        return {"kernel"}
    return {name for name, value in now[1].items() if before[1].get(name) != value}
