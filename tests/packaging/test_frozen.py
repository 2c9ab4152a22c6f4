"""The bundle's program takes what Python takes from the processes that it starts."""

import subprocess
import sys
from pathlib import Path

import pytest

FROZEN = Path(__file__).resolve().parents[2] / "packaging" / "frozen.py"
SAY = "import sys; print(__name__, sys.argv[1:])"


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["-c", SAY, "a", "-m"], "__main__ ['a', '-m']"),
        (["-P", "-c", SAY], "__main__ []"),
        (["-m", "explorer", "--version"], "numba-explorer"),
        (["-P", "-m", "explorer", "--version"], "numba-explorer"),
        (["--version"], "numba-explorer"),
    ],
)
def test_it_is_python_for_its_own_processes(arguments, printed):
    command = [sys.executable, FROZEN, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.startswith(printed)
