"""Line tables tell where code comes from and leave it as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from explorer.starting import ROOT, environment
from explorer.why import linetables, sampling

pytestmark = pytest.mark.skipif(bool(sampling.lacking()), reason="reads object files of Linux")


def test_files_of_numba_are_not_read_for_the_lines_of_its_functions(monkeypatch):
    from numba.core import lowering
    from numba.np import arraymath

    read = []
    monkeypatch.setattr(lowering, "get_func_body_first_lineno", read.append)
    linetables._own_lines_unread()
    line = lowering.get_func_body_first_lineno(arraymath.array_sum)
    assert line == arraymath.array_sum.__code__.co_firstlineno + 1
    lowering.get_func_body_first_lineno(machine_code)
    assert read == [machine_code]


def machine_code(kernel):
    """What a process says of a kernel's code as it is, and one that has line tables."""
    program = str(Path(__file__).parent / "machine_code.py")
    both = [
        subprocess.Popen(
            [sys.executable, program, how, kernel],
            stdout=subprocess.PIPE,
            text=True,
            env={**environment(), "PYTHONPATH": str(ROOT), "PATH": ""},
        )
        for how in ("plain", "lines")
    ]
    return [one.communicate()[0].splitlines() for one in both]


def test_line_tables_leave_the_machine_code_as_it_is():
    """All of the catalogue: `machine_code.py` without a kernel, with `plain` and with `lines`."""
    plain, lines = machine_code("division")
    assert plain[-1] == "has line tables: False"
    assert lines[-1] == "has line tables: True"
    assert len(plain) > 4
    assert plain[:-1] == lines[:-1]
