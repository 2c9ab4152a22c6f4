"""The line at the foot of the window: what machine this is, and how quiet it is now."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from explorer.desktop.look.allowing import AT_WORK, allow
from explorer.desktop.look.label import Label, Line
from explorer.desktop.look.laid import in_row
from explorer.desktop.look.said import say
from explorer.desktop.look.theme import font
from explorer.measure import topology
from explorer.measure.quiet import Observer
from explorer.units import size_in_bytes

_EVERY_MS = 3000
_BUSY = "How busy this machine is"


class MachineLine(QWidget):
    """Looks every few seconds at what other programs do, but never beside a timed batch.

    `looked` carries the Quiet of each look.
    """

    looked = Signal(object)

    def __init__(self, facts: Mapping[str, Any], self_test: QAction) -> None:
        super().__init__()
        self.machine = Line(in_words(facts))
        self.machine.setAccessibleName(f"This machine: {self.machine.whole}")
        self.load = Label()
        say(self.load, _BUSY, "")
        for label in (self.machine, self.load):
            label.setFont(font("small"))
            label.setProperty("role", "quiet")
        self.machine.setMinimumWidth(80)
        row = in_row((self.machine, 1), self.load, of=self, spacing=16, margins=(16, 2, 16, 2))
        self.self_test = QToolButton()
        self.self_test.setText("self-test")
        self.self_test.setToolTip(self_test.toolTip())
        self.self_test.clicked.connect(self_test.trigger)
        self_test.enabledChanged.connect(
            lambda enabled: allow(self.self_test, "" if enabled else AT_WORK)
        )
        self.self_test.setProperty("role", "link")
        self.self_test.setFont(font("small"))
        self.self_test.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(self.self_test)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._observer = Observer()
        self.set_measuring(False)

    def set_measuring(self, measuring: bool, saying: str = "measuring") -> None:
        """Stop or begin to look; the first look after a run covers all of it.

        `saying` stands there instead while nobody looks.
        """
        if measuring:
            self._timer.stop()
            self._observer.look()
            say(self.load, _BUSY, saying)
        elif not self._timer.isActive():
            say(self.load, _BUSY, "")
            self._timer.start()

    def _look(self) -> None:
        quiet = self._observer.look()
        say(self.load, _BUSY, quiet.in_short)
        self.looked.emit(quiet)


def _times(level: int, facts: Mapping[str, Any]) -> str:
    """How many caches of a level there are, where that is told and more than one."""
    groups = topology.known(facts).l3_groups if level == 3 else 1
    return f"{groups} × " if groups > 1 else ""


def in_words(facts: Mapping[str, Any]) -> list[str]:
    """Return a machine's facts, the most telling ones first; what is not known is left out."""
    versions = facts.get("versions")
    numba = versions.get("numba") if isinstance(versions, Mapping) else None
    cores = facts.get("cores_usable")
    caches = [
        f"{_times(cache['level'], facts)}L{cache['level']} {size_in_bytes(cache['bytes'])}"
        for cache in facts.get("caches") or []
        if isinstance(cache, Mapping) and {"level", "bytes"} <= set(cache)
    ]
    quota = facts.get("quota_cores")
    parts = [
        facts.get("cpu"),
        f"{cores} core{'' if cores == 1 else 's'}" if cores else None,
        f"limited to {quota:g} cores’ time" if isinstance(quota, (int, float)) else None,
        ", ".join(caches),
        "virtual machine" if facts.get("hypervisor") else None,
        f"Numba {numba}" if numba else None,
        f"Python {facts['python']}" if facts.get("python") else None,
    ]
    return [str(part) for part in parts if part]
