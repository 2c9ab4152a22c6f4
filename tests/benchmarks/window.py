"""The default run in the real window: how soon it shows something, and whether it ever blocks.

Needs a display (Xvfb with a window manager will do). Prints the time from pressing Run to the
first point and to the first complete picture, beside perfplot's for the same functions and
sizes, and the gaps of the window's event loop, told apart by what the measuring thread did.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from peers import perfplot_sweep
from PySide6.QtCore import QObject, QSettings, Qt, QTimer

from explorer.desktop.app import SWITCH_INTERVAL_S, make_application
from explorer.desktop.look.appearance import Appearance
from explorer.desktop.running.session import Session
from explorer.desktop.settings import Settings
from explorer.desktop.shell.window import MainWindow
from explorer.kernels.finding import find
from explorer.measure.machine import facts, most_threads
from explorer.results.journal import Journal

COMPILING = ("Compiling", "Loading", "Starting")


class Watch(QObject):
    """Notes when the event loop came round, and what the run was doing then."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.doing = "Starting"
        self.gaps: list[tuple[float, str]] = []
        self.first_point_s = self.first_picture_s = 0.0
        self.has_picture = False
        self.began = self.last = time.perf_counter()
        self.timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self.tick)
        session.activity_changed.connect(self.note)
        session.changed.connect(self.look)
        session.progressed.connect(self.progress)

    def begin(self) -> None:
        self.began = self.last = time.perf_counter()
        self.timer.start()

    def tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self.last, self.doing))
        self.last = now

    def note(self, doing: str) -> None:
        self.doing = doing

    def look(self) -> None:
        run = self.session.run
        if (
            run is not None
            and not self.first_point_s
            and any(point.estimate for point in run.points.values())
        ):
            self.first_point_s = time.perf_counter() - self.began
        if self.has_picture and not self.first_picture_s:
            self.first_picture_s = time.perf_counter() - self.began

    def progress(self, progress) -> None:
        self.has_picture = progress.first_values == progress.points

    def report(self) -> None:
        compiling = [gap for gap, doing in self.gaps if doing.startswith(COMPILING)]
        other = [gap for gap, doing in self.gaps if not doing.startswith(COMPILING)]
        print(
            f"first point after {self.first_point_s:.2f} s, "
            f"first picture after {self.first_picture_s:.2f} s"
        )
        for name, gaps in (("while compiling", compiling), ("otherwise", other)):
            if len(gaps) > 100:
                percentile = statistics.quantiles(gaps, n=100)[98]
                print(
                    f"event loop {name}: longest gap {max(gaps) * 1e3:.0f} ms, "
                    f"99th percentile {percentile * 1e3:.1f} ms, {len(gaps)} turns"
                )


def main():
    app = make_application()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    folder = Path(tempfile.mkdtemp())
    session = Session(partial(Journal, folder))
    settings = Settings(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    window = MainWindow(session, settings, Appearance(app, "light"), facts(), most_threads())
    window.resize(1440, 900)
    window.show()
    session.warm_up()
    window.tabs.prepare()  # as the program does once it was painted
    watch = Watch(session)
    window.setup.choose(find("sum"))
    plan = window.setup.plan

    def start() -> None:
        watch.begin()
        assert window.start()

    QTimer.singleShot(4000, start)
    session.finished.connect(lambda run: QTimer.singleShot(200, window.close))
    app.exec()
    watch.report()
    run = session.run
    repeats = [repeat for point in run.points.values() for repeat in point.repeats]
    share = sum(s.seconds * r.calls_per_sample for r in repeats for s in r.samples)
    print(f"seconds inside timed batches, about: {share:.1f}")
    print("perfplot, the same functions and sizes (cold, as its users call it):", flush=True)
    took, _ = perfplot_sweep(plan)
    print(f"  perfplot.bench: nothing to see before {took:.1f} s")


if __name__ == "__main__":
    main()
