"""How long a large run file takes to be in sight, and for how long the window stands still.

    python tests/benchmarks/opening.py [POINTS SAMPLES]

Printed are the seconds from opening the file to its picture, with the answer, and the longest time
in which the event loop came to nothing else; then the same for a file that is open already, and
the seconds that reading alone takes.
"""

import sys
import tempfile
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import made_runs as made
from PySide6.QtCore import QEventLoop, QSettings, QTimer

from explorer.desktop.app import make_application, tidy_after_runs
from explorer.desktop.look.appearance import Appearance
from explorer.desktop.running.session import Session
from explorer.desktop.settings import Settings
from explorer.desktop.shell.window import MainWindow
from explorer.measure.machine import facts
from explorer.results.formats import format_of
from explorer.results.journal import Journal
from explorer.results.runfile import read

VARIANTS, COUNTS = 11, 32


def run_of(points, samples):
    """A run of 11 variants, 10 of them with 32 thread counts, of about so many points."""
    steps = max(points // ((VARIANTS - 1) * COUNTS + 1), 2)
    sizes = [int(10 ** (2 + 5 * i / (steps - 1))) for i in range(steps)]
    curves = {("njit", 1): {n: 5e-7 + n * 1e-9 for n in sizes}}
    names = [f"parallel_{i}" for i in range(VARIANTS - 1)]
    for place, name in enumerate(names):
        for count in range(1, COUNTS + 1):
            each = (1 + 0.1 * place) * 1e-9 / count**0.8
            curves[name, count] = {n: 3e-6 * count**0.3 + n * each for n in sizes}
    shapes = {curve: {"rounds": samples} for curve in curves}
    return made.run(curves, threaded=tuple(names), shapes=shapes)


class Gaps:
    """Follows the event loop: `longest` is the longest time between two of its turns, seconds."""

    def __init__(self):
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def _turn(self):
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def opened(app, window, path):
    """Seconds until a file is in sight, and the longest gap meanwhile."""
    loop = QEventLoop()
    window.files.opened.connect(loop.quit)
    gaps, began = Gaps(), time.perf_counter()
    window.files.open(path)
    if window.files.under_way:
        loop.exec()
    settled = QEventLoop()
    QTimer.singleShot(0, settled.quit)
    settled.exec()
    app.sendPostedEvents()
    took = time.perf_counter() - began
    QTimer.singleShot(500, settled.quit)
    settled.exec()
    return took, gaps.longest


def main():
    points, samples = (int(text) for text in sys.argv[1:3]) if sys.argv[2:] else (10_000, 40)
    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.json"
        run = run_of(points, samples)
        format_of(path).write(run, path)
        settings = Settings(QSettings(f"{folder}/w.ini", QSettings.Format.IniFormat))
        session = Session(partial(Journal, Path(folder)))
        tidy_after_runs(session)
        window = MainWindow(session, settings, Appearance(app, "light"), facts(), 2)
        window.resize(1440, 880)
        window.show()
        window.tabs.prepare()
        app.processEvents()
        print(f"{len(run.points):,} points × {samples}, {path.stat().st_size / 1e6:.1f} MB")
        for _ in range(2):
            took, longest = opened(app, window, path)
            print(f"in sight after {took:.2f} s, longest gap {1000 * longest:.0f} ms")
        began = time.perf_counter()
        read(path)
        print(f"reading alone {time.perf_counter() - began:.2f} s")
        window.close()


if __name__ == "__main__":
    main()
