"""In copies of one process, or in a process each, the same is found out."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.kernels.finding import find, open_file
from explorer.why import asking, ceilings, trying, twins
from explorer.why.asking import WhyError, ask, job_of
from explorer.why.job import TRY
from explorer.why.running import Running

CRASHING = """
import ctypes
import numba
import numpy as np

def make_args(n):
    return (np.ones(n),)

@numba.njit
def doubled(x):
    return 2.0 * x

@numba.njit
def sine(x):
    return np.sin(x[0])

@numba.jit(forceobj=True)
def crashes(x):
    ctypes.string_at(0)
"""

APART = """
import numba
import numpy as np

def make_args(n):
    return (np.ones(2 * n, np.float32)[::2], np.zeros(n, np.float32))

@numba.njit
def apart(x, out):
    for i in range(out.shape[0]):
        t = np.zeros(4, np.float32)
        t[i % 4] = 0.5 * x[i]
        out[i] = t[0] + t[1]
"""


@pytest.fixture
def kernel(tmp_path, monkeypatch, measured_ceilings):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    ceilings.keep(measured_ceilings)
    file = tmp_path / "work" / "own.py"
    file.parent.mkdir()
    file.write_text(CRASHING)
    return open_file(file)


def test_changes_that_types_suggest_are_tried(kernel):
    kernel.path.write_text(APART)
    job = job_of(open_file(kernel.path), "apart", 1000, 1, "float32", TRY)
    job = replace(job, options=())  # changes of the source alone
    tried = {one["change"]: one for one in Running(job).answer()["advice"]}
    wanted = {"contiguous copy", "dtype of the arrays", "array made once"}
    assert wanted <= set(tried)
    assert all(tried[change]["right"] for change in wanted)
    assert "numpy.ascontiguousarray(x)" in tried["contiguous copy"]["source"]


def test_a_copy_that_crashes_is_told_in_a_sentence(kernel):
    with pytest.raises(WhyError, match=r"crashes at n = 10: the process .* ended \(-11\)"):
        ask(kernel, "crashes", 10, 1)


def test_without_copies_the_same_is_found_out(kernel, monkeypatch):
    known = ask(kernel, "sine", 10, 1)
    monkeypatch.setattr(asking, "CAN_BE_COPIED", False)
    apart = ask(kernel, "sine", 10, 1, anew=True)
    for name in ("loops", "remarks", "types", "same_code_as", "allocations_per_call", "code_bytes"):
        assert getattr(apart, name) == getattr(known, name)
    assert [a.change for a in apart.advice] == [a.change for a in known.advice]
    assert (apart.verdict is None) == (known.verdict is None)


def test_a_ufunc_is_called_with_a_single_element_to_know_what_calling_takes():
    doubled = np.frompyfunc(lambda x: 2 * x, 1, 1)
    arguments = (np.ones(100), 3.0)
    call = SimpleNamespace(
        dispatcher=None, variant=SimpleNamespace(function=doubled), fresh=lambda: arguments
    )
    function, least = trying._least(call)
    assert function is doubled
    assert [np.size(one) for one in least] == [1, 1]


def test_where_compiling_takes_long_only_variants_with_the_same_body_are_compared():
    job = job_of(find("sum"), "jit_nopython", 1000, 1, "float64", TRY)
    alone = job_of(find("sum"), "parallel_prange", 1000, 2, "float64", TRY)
    assert twins.are_worth_it(job, 60.0)  # parallel_range has it, too
    assert twins.are_worth_it(alone, 0.5)
    unlike = job_of(find("histogram"), "parallel_private", 1000, 2, "float64", TRY)
    assert not twins.are_worth_it(unlike, 60.0)
