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
@pytest.mark.parametrize(
    ("kernel", "variant", "options", "loaded"),
    [
        (
            "negative_index",
            "njit_from",
            ["fastmath", "error_model"],
            {"fastmath": 0, "error_model": 1, "fastmath + error_model": 1, "unsigned index": 1},
        ),
        ("mandelbrot", "parallel", [], {"turns dealt out": 0, "smaller chunks": 1}),
    ],
)
def test_what_a_copy_compiled_is_loaded_and_gives_the_same(
    kernel, variant, options, loaded, tmp_path
):
    done = subprocess.run(
        [sys.executable, Path(__file__).parent / "helped.py",
         find(kernel).path, variant, *options],
        capture_output=True,
        text=True,
        check=True,
        env={**environment(), "PYTHONPATH": str(ROOT), "NUMBA_CACHE_DIR": str(tmp_path)},
    )  # fmt: skip
    found = list(map(json.loads, done.stdout.splitlines()))
    assert found == [[change, times, True] for change, times in loaded.items()]
