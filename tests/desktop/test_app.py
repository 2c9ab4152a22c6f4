"""The program as it is started: a process of its own, a real run, an exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.desktop.app import Interrupts

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


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not like that there")
def test_a_program_that_a_signal_ends_ends_cleanly(own_folders):
    process = start(*QUICK, "--run")
    journal = own_folders / "xdg_state_home" / "numba-explorer" / "journal"
    wait_for(process, lambda: any(path.stat().st_size > 5000 for path in journal.glob("*.jsonl")))
    process.send_signal(signal.SIGINT)
    status, _, err = finish(process)
    assert err in ("", "numba-explorer: The run was stopped.\n")
    assert status == 1  # --run was not carried out to its end
    kept = own_folders / "xdg_data_home" / "numba-explorer" / "history" / "runs"
    assert any(kept.glob("*.run.gz")) or any(journal.glob("*.jsonl"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="signals are not like that there")
def test_what_was_measured_survives_a_kill(own_folders):
    journal = own_folders / "xdg_state_home" / "numba-explorer" / "journal"
    process = start(*QUICK, "--run")
    wait_for(process, lambda: any(path.stat().st_size > 9000 for path in journal.glob("*.jsonl")))
    process.kill()
    process.communicate()
    from explorer.results.journal import offered

    (found,) = offered(journal)
    assert any(record.estimate for record in found.run.points.values())


def wait_for(process, condition):
    import time

    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.1)
