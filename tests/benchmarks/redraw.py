"""How long the window takes to draw what one more pull tells, for runs of many points.

    python tests/benchmarks/redraw.py [offscreen]

A made-up run grows by one round at a time; each time the window folds the event, and draws what
that made dirty. Words follow, twice a second, in turns of the event loop of their own. Printed are
the median and the 99th percentile of the drawing, and the longest of the others, in ms.
"""

import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

import made_runs as made
from PySide6.QtCore import QCoreApplication, QEvent, QSettings

from explorer.desktop.app import make_application, tidy_after_runs
from explorer.desktop.look.appearance import Appearance
from explorer.desktop.running.session import Session
from explorer.desktop.settings import Settings
from explorer.desktop.shell.window import MainWindow
from explorer.measure.events import Measured, Update
from explorer.measure.machine import facts
from explorer.measure.plan import Point
from explorer.measure.statistics import estimate
from explorer.results.fold import apply
from explorer.results.journal import Journal

CASES = ((6, 12, 18, False), (6, 12, 18, True), (11, 32, 32, False))
"""Variants, thread counts and sizes, and whether each count has a curve of its own."""


def run_of(variants, threads, sizes):
    """A run in which all variants but one have so many thread counts."""
    names = [f"parallel_{i}" for i in range(variants - 1)]
    curves = {("njit", 1): {n: 5e-7 + n * 1e-9 for n in sizes}}
    for place, name in enumerate(names):
        for count in threads:
            each = (1 + 0.1 * place) * 1e-9 / count**0.8
            curves[name, count] = {n: 3e-6 * count**0.3 + n * each for n in sizes}
    return made.run(curves, threaded=tuple(names), finished="")


def more(run, size, number):
    """One more round at a size: a sample for each of its points."""
    updates = []
    for record in run.points.values():
        if record.point.size != size:
            continue
        repeat = record.repeats[-1]
        new = made.samples(record.estimate.median_s, rounds=1)
        samples = (*repeat.samples, *new)
        updates.append(Update(Point(*_key(record)), 10, new, estimate(samples)))
    return Measured(size, tuple(updates))


def _key(record):
    return record.point.variant, record.point.size, record.point.threads


def main():
    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(QSettings(f"{folder}/w.ini", QSettings.Format.IniFormat))
        session = Session(partial(Journal, Path(folder)))
        tidy_after_runs(session)
        window = MainWindow(session, settings, Appearance(app, "light"), facts(), 2)
        window.resize(1440, 880)
        window.show()
        for variants, counts, decades, fanned in CASES:
            sizes = tuple(sorted({int(10 ** (2 + 5 * i / (decades - 1))) for i in range(decades)}))
            run = run_of(variants, tuple(range(1, counts + 1)), sizes)
            session.show(run)
            window.tabs.turn_to_charts()
            for variant in run.plan.variants if fanned else ():
                window.shown.fan(variant, True)
            app.processEvents()
            drawing, words = [], []
            for number in range(100):
                event = more(run, sizes[number % len(sizes)], number)
                began = time.perf_counter()
                run = apply(run, event)
                session.run = run
                session.changed.emit()
                app.sendPostedEvents()
                QCoreApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))  # paint now
                drawn = time.perf_counter()
                app.processEvents()
                drawing.append(1000 * (drawn - began))
                words.append(1000 * (time.perf_counter() - drawn))
            drawing.sort()
            print(
                f"{len(run.points):>6} points, {len(run.series()):>3} curves, "
                f"{len(window.tabs.chart.plot.figure.curves):>2} drawn: median "
                f"{median(drawing):.1f} ms, 99 % {drawing[int(0.99 * len(drawing))]:.1f} ms; "
                f"longest turn for words {max(words):.1f} ms"
            )
        window.close()


if __name__ == "__main__":
    main()
