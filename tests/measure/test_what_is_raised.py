"""What calls raise at one size: the right size is named, and threads that swallow it do not win."""

import pytest
from fake_clock import CLOCK

from explorer.kernels.own import own_kernel
from explorer.measure.asking import plan_of
from explorer.measure.run import run
from explorer.results.fold import fold
from explorer.results.record import UNCHECKED

BEYOND = """
def shifted(a, b):
    s = 0.0
    for i in range(a.size):
        s += a[i] * b[i + 1]
    return s
"""
SWALLOWED = """
import numpy as np
from numba import njit, prange

@njit
def over(x, y):
    out = np.zeros(len(x))
    for i in prange(len(x)):
        out[i] = x[i] / y
    return out
"""
ARRAYS = {"a": "np.ones(n)", "b": "np.ones(n)"}


@pytest.fixture
def measured(tmp_path, even):
    """Return a function that measures variants of a text's function."""

    def make(text, name, arguments, variants):
        path = tmp_path / "mine.py"
        path.write_text(text, encoding="utf-8")
        kernel = own_kernel(path, name, arguments)
        plan = plan_of(kernel, 2, sizes="64", threads="1", variants=variants)
        return fold(run(plan, kernel, watch=even))

    return make


def test_the_reference_fails_at_the_size_that_is_named(measured):
    found = measured(BEYOND, "shifted", ARRAYS, ["python", "njit"])
    assert "index 64 is out of bounds" in found.point("njit", 64, 1).reason
    assert found.point("njit", 64, 1).status == "wrong"


@pytest.mark.filterwarnings("ignore:divide by zero")
def test_threads_that_swallow_what_one_raises_are_not_compared(measured):
    arguments = {"x": "np.ones(n)", "y": "np.float64(0.0)"}
    found = measured(SWALLOWED, "over", arguments, ["njit", "error_model_numpy", "parallel"])
    assert found.point("njit", 64, 1).status == "failed"
    assert found.point("error_model_numpy", 64, 1).usable
    assert found.point("parallel", 64, 1).status == UNCHECKED
    assert "njit raises ZeroDivisionError" in found.point("parallel", 64, 1).reason


BINS = """
import numba
sizes = "200"
reference = "compiled"
def make_args(n):
    return (n,)
@numba.njit
def compiled(n):
    return 1.0 / (n // 100)
"""


def test_what_only_the_smallest_data_are_too_small_for_is_measured(kernel, even):
    made = kernel(BINS)
    found = fold(run(plan_of(made, 2, threads="1", sizes="200"), made, watch=even))
    assert found.point("compiled", 200, 1).usable


LEAST = """
from fake_clock import CLOCK
sizes = "2000,4000"
reference = "whole"
def make_args(n): return (n,)
def whole(n):
    CLOCK.take(1e-4)
    return n // (n // 50)
def again(n):
    CLOCK.take(1e-4)
    return n // (n // 50)
"""


def test_what_smaller_sizes_raise_is_no_failure_at_those_asked_for(kernel, simulate, record):
    found = record(simulate(kernel(LEAST)))
    assert {known.status for known in found.points.values()} == {"ok"}


SLOW = """
from fake_clock import CLOCK
def slow(n):
    CLOCK.take(1e-3 * n * n)
    return n
"""


def test_the_first_call_of_plain_python_is_predicted(simulate, record, tmp_path):
    path = tmp_path / "slow.py"
    path.write_text(SLOW, encoding="utf-8")
    found = record(simulate(own_kernel(path, "slow"), sizes="100,200", variants=("python",)))
    assert {known.status for known in found.points.values()} == {"skipped"}
    assert "would take about" in found.point("python", 100, 1).reason


def test_how_steeply_plain_python_grows_is_told_by_a_smaller_size(simulate, record, tmp_path):
    path = tmp_path / "cubic.py"
    path.write_text(SLOW.replace("1e-3 * n * n", "1e-5 * n**3"), encoding="utf-8")
    made = own_kernel(path, "slow", {"n": "n"})
    found = record(simulate(made, sizes="100", variants=("python",)))
    assert "would take about 10 s" in found.point("python", 100, 1).reason
    assert CLOCK.seconds < 1  # nor is it called as the reference
