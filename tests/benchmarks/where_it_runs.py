"""The same plan in four places, in fresh processes: whether it matters where a run is made.

- worker thread: the window's measuring QThread and event loop, but no window
- window: the program itself, its window open and drawing (needs a display)
- command line: `measure`, in the process that was started
- separate process: `measure --process separate`

Each trial starts one process for each place, in changing order. What counts are compiled points
whose calls take at least 10 µs: the geometric mean of their medians' ratios to the worker
thread's. Processes differ among themselves, because memory and code lie elsewhere in each; that
spread is shown apart, and the interval is one over trials.
"""

from __future__ import annotations

import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from trials import Trial, geometric_mean, parser, trials

from explorer.kernels.finding import find
from explorer.measure.asking import plan_of
from explorer.measure.place import placed
from explorer.results import runfile
from explorer.results.formats import format_of
from explorer.units import seconds

KERNEL, VARIANTS, THREADS = "sum", "jit_nopython,fastmath,parallel_fastmath", "2"
SIZES, FEW_SIZES = "1e5,3e5,1e6,3e6", "1e5,1e6"
LEAST_S = 1e-5
TIMEOUT_S = 60
FIRST = "worker thread"
INSIDE = "--inside"
"""Begins the arguments of this file's own process in which there is a session but no window."""

PROGRAM = (sys.executable, "-m", "explorer")


def commands(sizes: str, file: str) -> dict[str, Sequence[str]]:
    """Return for each place the command that measures there and saves the run in a file."""
    setup = ("--sizes", sizes, "--threads", THREADS, "--variants", VARIANTS)
    measure = (*PROGRAM, "measure", KERNEL, *setup, "--output", file, "--process")
    return {
        FIRST: (sys.executable, __file__, INSIDE, sizes, file),
        "window": (*PROGRAM, "--kernel", KERNEL, *setup, "--run", "--save", file, "--quit"),
        "command line": (*measure, "here"),
        "separate process": (*measure, "separate"),
    }


def measured(command: Sequence[str], file: Path) -> dict[str, float]:
    """Run a command; returns the seconds per call of its points that are neither noisy nor wrong.

    Raises CalledProcessError when the command fails.
    """
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "OPENBLAS_THREAD_TIMEOUT": "4",
            "XDG_CONFIG_HOME": home,
            "XDG_STATE_HOME": home,
        }
        subprocess.run(
            command, env=environment, stdout=subprocess.DEVNULL, check=True, timeout=TIMEOUT_S
        )
    run = runfile.read(file)
    return {
        f"{point.variant} {point.size}": record.estimate.median_s
        for point, record in run.points.items()
        if record.estimate is not None and record.trusted
    }


def measure_without_window(sizes: str, file: str) -> None:
    """Measure in a session's thread, with nothing to draw, and save the run."""
    from PySide6.QtCore import QCoreApplication, QTimer

    from explorer.desktop.app import SWITCH_INTERVAL_S
    from explorer.desktop.running.session import Session
    from explorer.results.journal import Journal

    app = QCoreApplication(sys.argv[:1])
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    kernel = find(KERNEL)
    plan = plan_of(
        kernel,
        most_threads=int(THREADS),
        sizes=sizes,
        threads=THREADS,
        variants=VARIANTS.split(","),
    )
    with tempfile.TemporaryDirectory() as folder:
        session = Session(partial(Journal, Path(folder)))
        session.warm_up()
        session.finished.connect(lambda run: app.quit())
        QTimer.singleShot(
            0, lambda: session.start(plan, kernel, placed(plan, kernel, int(THREADS)))
        )
        app.exec()
        session.close()
    format_of(Path(file)).write(session.run, Path(file))


def report(known: Sequence[Trial]) -> None:
    """Print the ratios to the worker thread, and how much processes differ."""
    places = list(known[0])
    points = {
        point
        for point in known[0][FIRST]
        if statistics.median(t[FIRST][point] for t in known if point in t[FIRST]) >= LEAST_S
    }
    print(
        f"{len(known)} processes for each place, {len(points)} points from {seconds(LEAST_S)}\n"
        f"{'':<17}{'ratio to ' + FIRST:>22}  {'95 %':<18}{'spread of processes':>20}{'range':>8}"
    )
    for place in places:
        ratios = []
        for trial in known:
            both = points & trial[place].keys() & trial[FIRST].keys()
            logs = [math.log(trial[place][p] / trial[FIRST][p]) for p in both]
            if logs:
                ratios.append(math.exp(statistics.mean(logs)))
        spreads, ranges = [], []
        for point in points:
            times = [trial[place][point] for trial in known if point in trial[place]]
            if len(times) > 1:
                spreads.append(statistics.stdev(times) / statistics.mean(times))
                ranges.append(max(times) / min(times))
        mean = geometric_mean(ratios)
        low, high = mean.low or math.nan, mean.high or math.nan
        spread = f"{statistics.median(spreads):>20.1%}{max(ranges):>8.2f}" if spreads else ""
        print(f"{place:<17}{mean.median:>22.3f}  [{low:.3f}, {high:.3f}]    {spread}")
    print(
        "goal: within 1 %, or an interval that holds 1; the spread is the median over points of "
        "the standard\ndeviation over the mean, the range the largest over the smallest time"
    )


def main() -> None:
    if sys.argv[1:2] == [INSIDE]:
        measure_without_window(*sys.argv[2:])
        return
    options = parser(__doc__, 20).parse_args()
    sizes = FEW_SIZES if options.quick else SIZES

    def trial(number: int) -> Trial:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "run.json"
            places = commands(sizes, str(file))
            found = {}
            for place in random.sample(list(places), len(places)):
                found[place] = measured(places[place], file)
        print(f"trial {number + 1}", {p: len(points) for p, points in found.items()}, flush=True)
        return {place: found[place] for place in places}

    report(trials(options, trial))


if __name__ == "__main__":
    main()
