"""What the first compilation of a process loads, and what it leaves to those that need it."""

import ast
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
