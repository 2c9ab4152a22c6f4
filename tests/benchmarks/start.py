"""How soon the window is there, beside a bare PySide6 + pyqtgraph window, by turns.

Each is started 20 times in a process of its own; what counts is the time from before that process
began until everything in the window was painted for the first time, and the processor time spent
until then. Start it with the Python of an environment that has what users install and no more
(`packaging/requirements.lock`, with the checkout on PYTHONPATH); needs a display.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

PAIRS = 20
WINDOWS = ("bare", "ours")


def main() -> None:
    found: dict[str, list[tuple[float, float]]] = {which: [] for which in WINDOWS}
    for pair in range(PAIRS + 1):
        for which in WINDOWS if pair % 2 else reversed(WINDOWS):
            taken = started(which)
            if pair:  # the first fills the disk's cache
                found[which].append(taken)
    for which, all_taken in found.items():
        wall, busy = map(statistics.median, zip(*all_taken, strict=True))
        print(f"{which}: painted after {wall:.3f} s, {busy:.3f} s of processor time (medians)")
    for name, column in (("time", 0), ("processor time", 1)):
        ratios = [
            ours[column] / bare[column]
            for bare, ours in zip(found["bare"], found["ours"], strict=True)
        ]
        low, middle, high = statistics.quantiles(ratios)
        print(f"{name}, ours over bare in pairs: {middle:.2f} (quartiles {low:.2f}, {high:.2f})")


def started(which: str) -> tuple[float, float]:
    """Start a window in a process of its own; return its times until it was painted."""
    began = time.clock_gettime(time.CLOCK_MONOTONIC)
    command = [sys.executable, __file__, which, str(began)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    wall, busy = map(float, run.stdout.split())
    return wall, busy


def begin(which: str, began: float) -> None:
    """Open one of the windows; it ends this process when it was painted."""
    if which == "ours":
        import explorer.commands.opening  # noqa: F401  (as the program does before it loads Qt)
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Sight(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                QTimer.singleShot(0, end)
            return False

    def end() -> None:
        wall, spent = time.clock_gettime(time.CLOCK_MONOTONIC) - began, os.times()
        print(wall, spent.user + spent.system, flush=True)
        os._exit(0)

    sight = Sight()
    if which == "bare":
        import pyqtgraph

        application = QApplication([])
        window = QMainWindow()
        plot = pyqtgraph.PlotWidget()
        window.setCentralWidget(plot)
        window.resize(1440, 900)
        plot.viewport().installEventFilter(sight)
        window.show()
        application.exec()
        return
    show = QMainWindow.show

    def watched_show(window: QMainWindow) -> None:
        window.installEventFilter(sight)
        show(window)

    QMainWindow.show = watched_show  # type: ignore[assignment, method-assign]
    from explorer.cli import main as program

    program([])


if __name__ == "__main__":
    if sys.argv[1:]:
        begin(sys.argv[1], float(sys.argv[2]))
    else:
        main()
