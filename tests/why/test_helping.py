"""Copies of a process compile what it tries, and it loads that."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.kernels.finding import find
from explorer.starting import ROOT, environment
from explorer.why.running import CAN_BE_COPIED


@pytest.mark.skipif(not CAN_BE_COPIED, reason="makes copies of a process")
def test_what_a_copy_compiled_is_loaded_and_gives_the_same(tmp_path):
    done = subprocess.run(
        [sys.executable, Path(__file__).parent / "helped.py",
         find("negative_index").path, "njit_from"],
        capture_output=True,
        text=True,
        check=True,
        env={**environment(), "PYTHONPATH": str(ROOT), "NUMBA_CACHE_DIR": str(tmp_path)},
    )  # fmt: skip
    assert list(map(json.loads, done.stdout.splitlines())) == [
        ["fastmath", 0, True],
        ["error_model", 1, True],
        ["fastmath + error_model", 1, True],
        ["unsigned index", 1, True],
    ]
