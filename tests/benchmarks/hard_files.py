"""Opens files that are hard to read, each in a real window of its own.

python tests/benchmarks/hard_files.py [WORD]

Prints for each how long the window's event loop stood still at most until the file was open or
refused, how long that took, the memory that it needed and what was said. Needs a display
(QT_QPA_PLATFORM=offscreen will do). A word picks the files whose names have it.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

LIMIT_S = 120
SETTLED = 3
"""Turns of the event loop without a file under way, after which it is open."""


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "x.py")
    return folder / "x.py"


def link(folder: Path, name: str, target: str) -> Path:
    (folder / name).symlink_to(target)
    return folder / name


def text(folder: Path, content: str, name: str = "x.py") -> Path:
    (folder / name).write_text(content, encoding="utf-8")
    return folder / name


def grown(folder: Path, size: int, name: str) -> Path:
    with (folder / name).open("wb") as file:
        file.truncate(size)
    return folder / name


KERNEL = "N = 10\n\ndef make_args(n):\n    return (n,)\n\ndef f(x):\n    return x\n\n"
FUNCTION = "def f{0}(a, b, c):\n    s = 0.0\n    for i in range(len(a)):\n        s += a[i] * b[i]\n    return s + c\n\n"  # noqa: E501


def formula(folder: Path, expression: str) -> Path:
    return text(folder, f"{KERNEL}def data_bytes(n, itemsize):\n    return {expression}\n")


def functions(folder: Path, number: int) -> Path:
    return text(folder, "".join(FUNCTION.format(i) for i in range(number)))


def chain(folder: Path, number: int) -> Path:
    """Write functions each of which hands its argument to the next."""
    parts = [f"def f{i}(a):\n    return f{i + 1}(a)\n\n" for i in range(number)]
    return text(folder, "".join(parts) + f"def f{number}(a):\n    a[0] = 1\n    return a\n")


def run_of(folder: Path, points: int, rounds: int) -> Path:
    """Write a run of so many points, with so many samples each."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from made_runs import run

    from explorer.results.formats import format_of

    times = {10 + n: 1e-6 * (1 + n / 1000) for n in range(points // 2)}
    curves = {("a", 1): times, ("b", 1): times}
    shapes = {curve: {"rounds": rounds, "spread": 0.01} for curve in curves}
    format_of(folder / "run.json").write(run(curves, shapes=shapes), folder / "run.json")
    return folder / "run.json"


FILES = {
    "a pipe without a writer": pipe,
    "a link to an endless device": lambda folder: link(folder, "x.py", "/dev/zero"),
    "a link to an endless device, as a run": lambda folder: link(folder, "x.json", "/dev/zero"),
    "a link to itself": lambda folder: link(folder, "x.py", "x.py"),
    "a folder of that name": lambda folder: (folder / "x.py").mkdir() or folder / "x.py",
    "data_bytes: a power of powers": lambda folder: formula(
        folder, "((((n ** 16) ** 16) ** 16) ** 16) ** 16 % 7"
    ),
    "data_bytes: a large constant": lambda folder: formula(folder, "(N ** 16 << 9) * n"),
    "data_bytes: a constant of 4,000 digits to a power": lambda folder: formula(
        folder, f"{'9' * 4000} ** 16 ** 1 * {'9' * 4000} ** 16 % n"
    ),
    "data_bytes: a sum of 900 terms": lambda folder: formula(folder, " + ".join(["n"] * 900)),
    "data_bytes: a sum of 9,000 terms": lambda folder: formula(folder, " + ".join(["n"] * 9000)),
    "data_bytes: 160,000 arguments": lambda folder: formula(folder, f"max({'n, ' * 160_000})"),
    "a source of 7 MB": lambda folder: functions(folder, 70_000),
    "a source of 0.49 MB, 4,500 functions": lambda folder: functions(folder, 4_450),
    "5,000 short functions": lambda folder: text(
        folder, "".join(f"def f{i}(a):\n    return a[0] + {i}\n\n" for i in range(5_000))
    ),
    "5,000 functions in a chain": lambda folder: chain(folder, 5_000),
    "one function of 0.48 MB": lambda folder: text(
        folder, "def f(a, b):\n" + "    b[0] = a[0] + 1.5 * a[1]\n" * 16_000
    ),
    "a list of 0.48 MB": lambda folder: text(
        folder, f"X = [{'1, ' * 160_000}]\n\ndef f(a):\n    return a[0]\n"
    ),
    "5,000 constants and functions": lambda folder: text(
        folder,
        "".join(f"X{i} = {i}\n\ndef f{i}(a):\n    g(a, X{i})\n\n" for i in range(5_000)),
    ),
    **{
        f"a sum of {terms} terms": partial(
            lambda folder, terms: text(folder, f"def f(a):\n    return {'a + ' * terms}a\n"),
            terms=terms,
        )
        for terms in (200, 300, 400, 600, 900, 1200, 2400)
    },
    "0.9 MB of brackets": lambda folder: text(folder, "[" * 900_000),
    "a line of 0.9 MB": lambda folder: text(folder, "def f(a): return a[0]" + " + a[0]" * 120_000),
    "a sparse file of 10 GB": lambda folder: grown(folder, 10**10, "x.py"),
    "a sparse file of 10 GB, as a run": lambda folder: grown(folder, 10**10, "x.json"),
    "a sparse file of 200 MB, as a run": lambda folder: grown(folder, 2 * 10**8, "x.json"),
    "a run of 400 points, 1,000 samples": lambda folder: run_of(folder, 400, 1_000),
    "a run of 400 points, 10,000 samples": lambda folder: run_of(folder, 400, 10_000),
    "a run of 10,000 points, 400 samples": lambda folder: run_of(folder, 10_000, 400),
    "200 MB of nested lists": lambda folder: text(folder, "[[]," * 50_000_000, "x.json"),
    "200 MB of numbers": lambda folder: text(folder, f"[{'1,' * 100_000_000}1]", "x.json"),
}  # fmt: skip


def watch(path: Path) -> None:
    """Open a file in a window; print what it took."""
    from PySide6.QtCore import QSettings, Qt, QTimer

    from explorer.desktop.app import SWITCH_INTERVAL_S, make_application, tidy_after_runs
    from explorer.desktop.look.appearance import Appearance
    from explorer.desktop.running.session import Session
    from explorer.desktop.settings import Settings
    from explorer.desktop.shell.window import MainWindow
    from explorer.measure.machine import facts, most_threads
    from explorer.results.journal import Journal

    app = make_application()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    folder = Path(tempfile.mkdtemp())
    session = Session(partial(Journal, folder))
    tidy_after_runs(session)
    settings = Settings(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    window = MainWindow(session, settings, Appearance(app, "light"), facts(), most_threads())
    window.resize(1440, 900)
    window.show()
    for _ in range(50):
        app.processEvents()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    gaps: list[tuple[float, float]] = []
    turns = 0
    began = last = time.perf_counter()
    timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)

    def tick() -> None:
        nonlocal last, turns
        now = time.perf_counter()
        gaps.append((now - last, last - began))
        last = now
        turns = turns + 1 if not window.files.under_way else 0
        if turns > SETTLED:
            app.quit()

    timer.timeout.connect(tick)
    timer.start()
    QTimer.singleShot(0, lambda: window.files.open(path))
    app.exec()
    said = " / ".join(message.sentence for message in window.messages.messages())
    if not said:
        run = session.run
        said = f"open: {len(run.points)} points" if run else f"open: {window.setup.kernel.name}"
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    still, when = max(gaps)
    took = time.perf_counter() - began
    window.close()
    print(json.dumps((still, when, took, memory, said.replace(str(path), path.name))))


def main() -> None:
    """Try each file in a process of its own."""
    if len(sys.argv) > 2:
        watch(Path(sys.argv[2]))
        return
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    print(f"{'file':50} {'still':>8} {'(at)':>8} {'in all':>8} {'memory':>8}")
    for name, make in FILES.items():
        if word not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = make(Path(folder))
            try:
                done = subprocess.run(
                    [sys.executable, __file__, "--open", str(path)],
                    capture_output=True,
                    timeout=LIMIT_S,
                    text=True,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                print(f"{name:50} nothing within {LIMIT_S} s", flush=True)
                continue
        try:
            still, when, took, memory, said = json.loads(done.stdout.splitlines()[-1])
        except (ValueError, IndexError):
            print(f"{name:50} ended {done.returncode}: {done.stderr[-300:]}", flush=True)
            continue
        figures = f"{still:6.2f} s {when:6.2f} s {took:6.2f} s {memory:5.0f} MB"
        print(f"{name:50} {figures}  {said[:150]}", flush=True)


if __name__ == "__main__":
    main()
