"""Tries a bundled program as a user would, without a window."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from steps import SetUpError, say

# Imports what the program itself has no use for.
OWN = """\
import colorsys
import mailbox
import sqlite3
import numpy as np


def total(a):
    s = 0.0
    for x in a:
        s += x
    return s
"""
QUICK = ["--sizes", "1e3", "--threads", "1", "--budget", "1"]


def smoke(program: Path, python: Path) -> None:
    """Raises SetUpError unless the program lists, measures, saves, explains and remembers.

    It runs a user's own file by itself and by another ``python``, which has Numba.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "mine.py").write_text(OWN, encoding="utf-8")
        pictures = [part for end in ("png", "svg", "pdf", "json") for part in ("--output", end)]
        pictures[1::2] = [f"run.{end}" for end in pictures[1::2]]
        for arguments, expected in (
            (["--version"], "numba-explorer"),
            (["kernels"], "triad"),
            (["measure", "sum", *QUICK, *pictures], "numpy"),
            (["measure", "mine.py:total", "--argument", "a=np.ones(n)", *QUICK], "njit"),
            *((["measure", "sum", *QUICK, "--layer", layer], layer) for layer in layers()),
            (["why", "sum", "--variant", "fastmath", "--size", "1e3"], "A call takes"),
            (["measure", "mine.py:total", *QUICK, "--interpreter", str(python)], "njit"),
            (["history"], "mine:total"),
        ):
            done = _run(program, arguments, folder)
            if done.returncode or expected not in done.stdout:
                raise SetUpError(
                    f"The bundle failed at “{' '.join(arguments)}” (exit status "
                    f"{done.returncode}):\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
                )
            say(f"      works  {' '.join(arguments)}")
        absent = [end for end in pictures[1::2] if not (folder / end).exists()]
        if absent:
            raise SetUpError(f"The bundle did not save {', '.join(absent)}.")


def layers() -> tuple[str, ...]:
    """Returns the threading layers that a bundle for this machine has."""
    machine = os.uname().machine if hasattr(os, "uname") else "AMD64"
    return ("tbb", "omp", "workqueue") if machine in ("x86_64", "AMD64") else ("omp", "workqueue")


def _run(program: Path, arguments: list[str], folder: Path) -> Any:
    kept = {
        f"XDG_{name}_HOME": str(folder / "home") for name in ("CACHE", "CONFIG", "DATA", "STATE")
    }
    env = {**os.environ, **kept, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [program, *arguments],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
