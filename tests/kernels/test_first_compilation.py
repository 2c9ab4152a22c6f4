"""What the first compilation of a process loads, and what it leaves to those that need it."""

import ast
import subprocess
import sys
from contextlib import nullcontext
from functools import cache

import pytest
from numba.np import linalg

from explorer.kernels import first_compilation
from explorer.kernels.first_compilation import clock, make_ready, needs_linear_algebra, waited_s


@pytest.fixture
def process(monkeypatch):
    """Return what is loaded in a process in which nothing was compiled; loading takes 5 seconds."""
    loaded, now = [], [100.0]

    def ensure():
        loaded.append("linear algebra")
        loaded.extend(place for place in sys.path if place == "/of/a/user")
        now[0] += 5.0

    @cache
    def first_function():
        linalg.ensure_blas()  # as Numba does for any
        loaded.append("compiler")
        return 0.5

    monkeypatch.setattr(linalg, "ensure_blas", ensure)
    monkeypatch.setattr(linalg, "ensure_lapack", ensure)
    monkeypatch.setattr(first_compilation, "first_function", first_function)
    monkeypatch.setattr(first_compilation, "perf_counter", lambda: now[0])
    monkeypatch.setattr(first_compilation, "_waited_s", [])
    return loaded


def test_linear_algebra_is_loaded_for_who_uses_it_and_lengthens_no_compiling(process, monkeypatch):
    aside = []
    make_ready(lambda: nullcontext(aside.append(len(process))))
    assert process == ["compiler"]
    began = clock()
    monkeypatch.syspath_prepend("/of/a/user")  # where there may be a random.py
    linalg.ensure_blas()
    assert process == ["compiler", "linear algebra"]
    assert sys.path[0] == "/of/a/user"
    assert (aside, waited_s(), clock()) == ([1], 5.0, began)
    linalg.ensure_lapack()  # as `solve` does, which needs no BLAS before
    assert (aside, waited_s(), clock()) == ([1, 2], 10.0, began)


STARTING_THREADS = """
import multiprocessing
from multiprocessing import resource_tracker
from explorer.kernels.first_compilation import lock_plainly
import numba
multiprocessing.set_start_method("forkserver")  # the usual one from Python 3.14 on
lock_plainly()
numba.set_num_threads(1)
print(resource_tracker._resource_tracker._pid)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is none")
def test_starting_threads_starts_no_process():
    """It warned on the terminal where this one was killed, and ran a signal.py that lay there."""
    command = [sys.executable, "-c", STARTING_THREADS]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout == "None\n"


def test_where_something_was_compiled_before_all_stays_as_it_is(process):
    first_compilation.first_function()
    ensure = linalg.ensure_blas
    make_ready()
    assert linalg.ensure_blas is ensure


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("def f(a, b): return a @ b", True),
        ("def f(a, b): return a.dot(b)", True),
        ("from numpy import dot as d", True),
        ("import numpy.linalg as la", True),
        ("from numpy.linalg import solve", True),
        ("def f(a): return np.linalg.norm(a)", True),
        ("@njit\ndef f(a, dot): return a * dot + np.cos(a).sum()", False),
    ],
)
def test_it_is_known_before_whether_a_file_uses_it(text, needs):
    assert needs_linear_algebra(ast.parse(text)) == needs
