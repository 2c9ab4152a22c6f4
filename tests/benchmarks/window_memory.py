"""How the window's memory grows, run by run.

python tests/benchmarks/window_memory.py [RUNS] [PROCESS] [BUDGET]

Makes runs one after the other in a real window (QT_QPA_PLATFORM=offscreen will do), in the
measuring thread ("here") or in a process of its own each ("separate"), and prints how much memory
the window's process holds, and how much of that came with each run from the twentieth on. History
and settings are in a folder that is removed.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from functools import partial
from pathlib import Path

RUNS = 200
SETTLED = 20
"""Runs until what is made once is made: fonts, pages, kept pictures."""
LOOK_EVERY = 10
BUDGET_S = 0.3


def held() -> float:
    """Return the megabytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Make the runs, and print what they left."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    where = sys.argv[2] if len(sys.argv) > 2 else "here"
    budget_s = float(sys.argv[3]) if len(sys.argv) > 3 else BUDGET_S
    with tempfile.TemporaryDirectory() as folder:
        for name in ("DATA", "STATE", "CONFIG", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = folder
        watch(Path(folder), runs, where, budget_s)


def watch(folder: Path, runs: int, where: str, budget_s: float) -> None:
    """Make the runs in a window."""
    from PySide6.QtCore import QSettings, QTimer

    from explorer.desktop.app import SWITCH_INTERVAL_S, make_application
    from explorer.desktop.look.appearance import Appearance
    from explorer.desktop.running.session import Session
    from explorer.desktop.settings import Settings
    from explorer.desktop.shell.window import MainWindow
    from explorer.kernels.finding import find
    from explorer.measure.asking import plan_of
    from explorer.measure.machine import facts, most_threads
    from explorer.results.journal import Journal

    app = make_application()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    session = Session(partial(Journal, folder))
    settings = Settings(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    window = MainWindow(session, settings, Appearance(app, "light"), facts(), most_threads())
    window.resize(1440, 900)
    window.show()
    session.warm_up()
    kernel = find("sum")
    plan = plan_of(kernel, most_threads(), sizes="1000,10000", budget_s=budget_s, process=where)
    window.setup.fill(plan, kernel)
    found: list[float] = []

    def begin() -> None:
        assert window.start()

    def over(run: object) -> None:
        found.append(held())
        if len(found) % LOOK_EVERY == 0:
            print(f"{len(found):4} runs: {found[-1]:7.1f} MB", flush=True)
        if len(found) < runs:
            QTimer.singleShot(0, begin)
        else:
            gc.collect()
            QTimer.singleShot(0, window.close)

    session.finished.connect(over)
    QTimer.singleShot(1000, begin)
    app.exec()
    rest = found[SETTLED:]
    print(f"{(rest[-1] - rest[0]) / (len(rest) - 1):.3f} MB a run from run {SETTLED} on ({where})")


if __name__ == "__main__":
    main()
