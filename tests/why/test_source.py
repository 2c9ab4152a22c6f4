"""Which lines of a file belong to what is asked about."""

from __future__ import annotations

import ast

from explorer.why.source import Source

TEXT = """
import numba
import numpy as np

def make_args(n):
    return (np.ones(n),)

@numba.njit
def _half(x):
    return 0.5 * x

halved = _half

@numba.njit
def _deep(x):
    return halved(x) + 1.0

@numba.guvectorize(["(float64[:], float64[:])"], "(n)->()")
def beside(x, out):
    out[0] = x[0]

def known(x):
    return x

@overload(known)
def _impl(x):
    return lambda x: x

class Point:
    def moved(self):
        return 1.0

@numba.njit
def asked(x):
    return _deep(x) + known(x)

@numba.njit
def of_class(x):
    return Point().moved()
"""


def reached(name):
    lines = Source(ast.parse(TEXT))
    rows = TEXT.splitlines()
    found = lines.reached_from(rows.index(f"def {name}(x):"))  # its decorator
    return {rows[at - 1].strip() for at in found.inside}


def test_a_function_reaches_what_it_names_and_no_other():
    assert reached("asked") == {
        "return _deep(x) + known(x)",
        "return halved(x) + 1.0",
        "return 0.5 * x",
        "return x",
        "return lambda x: x",
    }
    assert reached("of_class") == {"return Point().moved()", "return 1.0"}


def test_what_is_no_function_of_the_file_reaches_all_of_it():
    lines = Source(ast.parse(TEXT))
    assert lines.reached_from(0).inside == lines.inside
    within = Source(ast.parse("if True:\n    def f():\n        return 1\ndef g():\n    return 2\n"))
    assert within.reached_from(4).inside == {3, 5}
    assert [within.last_of(line) for line in range(1, 6)] == [1, 3, 3, 5, 5]


def test_functions_without_a_name_are_known_by_what_python_calls_them():
    assert {"asked", "moved", "<lambda>"} <= Source(ast.parse(TEXT)).functions
    assert Source(ast.parse("def f():\n    return 1\n")).functions == {"f"}
