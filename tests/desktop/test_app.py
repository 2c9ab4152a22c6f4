"""The program as it is started: a process of its own, a real run, an exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from explorer.desktop.app import Interrupts
from explorer.results.journal import offered

ROOT = Path(__file__).parent.parent.parent
QUICK = ("--kernel", "sum", "--variants", "numpy,jit_nopython", "--threads", "1")
"""A run that compiles one variant."""
PATIENCE_S = 120


def start(*arguments, **kwargs):
    return subprocess.Popen(
        [sys.executable, "-m", "explorer", *map(str, arguments)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kwargs,
    )  # fmt: skip


def finish(process):
    try:
        out, err = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
    return process.returncode, out, err


def test_a_run_from_start_to_saved_files(tmp_path):
    paths = [tmp_path / name for name in ("a.png", "a.svg", "a.pdf", "a.json", "a.csv")]
    saves = [word for path in paths for word in ("--save", path)]
    process = start(
        *QUICK,
        "--sizes",
        "1e3,1e4",
        "--run",
        "--quit",
        *saves,
    )
    status, _, err = finish(process)
    assert (status, err) == (0, "")
    assert all(path.stat().st_size > 1000 for path in paths)
    content = json.loads(paths[3].read_text())
    assert {point["status"] for point in content["points"]} <= {"ok", "coarse", "noisy"}
    assert content["finished"] in ("precise", "unsteady", "budget")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not like that there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window(window, qtbot, number):
    interrupts = Interrupts(window)
    try:
        signal.raise_signal(number)
        qtbot.waitUntil(lambda: not window.isVisible())
    finally:
        interrupts.end()


ENDS = {
    "Ctrl+C": (signal.SIGINT, "Measured"),
    "an end that is asked for": (signal.SIGTERM, "Measured"),
    "a kill": (signal.SIGKILL, "Measured"),
    "a kill while it compiles": (signal.SIGKILL, "Compiling"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not like that there")
def test_what_was_measured_survives_whatever_ends_the_program(tmp_path):
    """Of programs that are at work at the same time: starting one takes most of it."""
    started = {}
    for name in ENDS:
        home = tmp_path / name
        homes = {f"XDG_{kind}_HOME": str(home) for kind in ("CONFIG", "STATE", "DATA", "CACHE")}
        started[name] = home, start(*QUICK, "--run", env={**os.environ, **homes})
    for name, (home, process) in started.items():
        number, event = ENDS[name]
        folder = home / "numba-explorer" / "journal"
        wait_for(process, lambda folder=folder, event=event: is_written(event, folder))
        below = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(number)
        status, _, err = finish(process)
        assert err in ("", "numba-explorer: The run was stopped.\n")
        if number != signal.SIGKILL:
            assert status == 1  # --run was not carried out to its end
            assert any(home.rglob("*.run.gz")) or any(folder.glob("*.jsonl"))
        elif event == "Measured":
            (found,) = offered(folder)
            assert any(record.estimate for record in found.run.points.values())
        assert not psutil.wait_procs(below, PATIENCE_S)[1]


def is_written(event, folder):
    """Whether a program's journal holds an event of this kind."""
    begins = f'{{"event":"{event}"'.encode()
    return any(begins in path.read_bytes() for path in folder.glob("*.jsonl"))


def wait_for(process, condition):
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)
