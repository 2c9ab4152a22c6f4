"""Tries a bundled program as a user would, on no screen."""

from __future__ import annotations

import json
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
        files = [f"run.{end}" for end in ("png", "svg", "pdf", "json")]
        saving = [part for file in files for part in ("--output", file)]
        window = ["--kernel", "sum", "--sizes", "1e3", "--run", "--save", "window.png", "--quit"]
        for arguments, expected in (
            (["--version"], "numba-explorer"),
            (["kernels"], "triad"),
            (["measure", "sum", *QUICK, *saving], "numpy"),
            (["measure", "mine.py:total", "--argument", "a=np.ones(n)", *QUICK], "njit"),
            *((["measure", "sum", *QUICK, "--layer", layer], layer) for layer in layers(python)),
            (["why", "sum", "--variant", "fastmath", "--size", "1e3"], "A call takes"),
            (["measure", "mine.py:total", *QUICK, "--interpreter", str(python)], "njit"),
            (["history"], "mine:total"),
            (window, ""),
        ):
            done = _run(program, arguments, folder)
            if done.returncode or expected not in done.stdout:
                raise SetUpError(
                    f"The bundle failed at “{' '.join(arguments)}” (exit status "
                    f"{done.returncode}):\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
                )
            say(f"      works  {' '.join(arguments)}")
        if absent := [file for file in [*files, "window.png"] if not (folder / file).exists()]:
            raise SetUpError(f"The bundle did not save {', '.join(absent)}.")


def layers(python: Path) -> list[str]:
    """Returns the threading layers that ``python`` has, which the bundle made with it has too."""
    command: list[str | Path] = [python, "-P", "-m", "explorer.measure.layers"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [layer for layer, lacking in json.loads(said).items() if not lacking]


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
