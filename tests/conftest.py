"""What holds for every test: settings, state and caches of its own."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import sysconfig
from dataclasses import replace
from itertools import count

import pytest

from explorer.kernels.finding import find
from explorer.why.asking import job_of
from explorer.why.ceilings import keep
from explorer.why.finding import ceilings_of
from explorer.why.job import CALIBRATE
from explorer.why.running import Running

if sys.platform.startswith("linux") and not os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # else Qt ends the whole test run

SELDOM = 20_000
"""Objects made, beyond those given up, until Python looks for garbage among the latest."""
_FOLDERS = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")


def pytest_collection_finish():
    """Search what is loaded by now for garbage once, and not again and again in every test.

    What tests make is searched seldom: compiling makes millions of objects.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)


@pytest.fixture(scope="session")
def homes(tmp_path_factory):
    """New folders, one a test; pytest would look through all that there are for each."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_folders(homes, monkeypatch):
    """Let nothing that a test remembers reach another test, or the user."""
    home = next(homes)
    home.mkdir()
    for name in _FOLDERS:
        monkeypatch.setenv(name, str(home / name.lower()))
    return home


@pytest.fixture(scope="session")
def other_python(tmp_path_factory):
    """The program of another environment: it has the same Numba, and a module `only_there`."""
    folder = tmp_path_factory.mktemp("elsewhere") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "ours.pth").write_text(sysconfig.get_path("purelib"))
    (packages / "only_there.py").write_text("FACTOR = 3.0\n")
    return folder / "bin" / "python"


@pytest.fixture(scope="session")
def measured_ceilings(tmp_path_factory):
    """What this machine can do at best, measured once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("ceilings")))
        found = ceilings_of(
            job_of(find("sum"), "jit_nopython", 1000, 1, "float64", CALIBRATE), Running
        )
    assert found is not None
    return replace(found, quiet=True)  # whatever runs beside the tests, it is measured once


@pytest.fixture
def ceilings(own_folders, measured_ceilings):
    """What this machine can do at best is known already, as after the first question."""
    keep(measured_ceilings)
