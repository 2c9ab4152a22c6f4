"""Changes to how arrays are used, made on the syntax tree and run as Python."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from explorer.why.rewriting import NUMPY
from explorer.why.rewriting_arrays import contiguous, hoisted, narrow


def tree(source):
    return ast.parse(source).body[0]


def made(function):
    scope = {NUMPY: np, "np": np}
    exec(compile(ast.fix_missing_locations(ast.Module([function], [])), "made", "exec"), scope)
    return scope["f"]


SUMS = '''
def f(x, y):
    """Adds up."""
    row = y[::2]
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i] * row[i]
    return total
'''


def test_an_array_with_its_elements_apart_is_copied_once():
    changed = contiguous(tree(SUMS), {"x", "row"})
    rows = ast.unparse(changed).splitlines()
    assert rows[2:4] == [
        "    x = numpy_.ascontiguousarray(x)",
        "    row = numpy_.ascontiguousarray(y[::2])",
    ]
    x, y = np.arange(8.0)[::2], np.arange(8.0)
    assert made(changed)(x, y) == made(tree(SUMS))(x, y)
    assert contiguous(tree(SUMS), set()) is None


def test_an_array_that_is_written_to_is_not_copied():
    source = "def f(x):\n    for i in range(3):\n        x[i] += 1.0\n"
    assert contiguous(tree(source), {"x"}) is None


def test_numbers_with_a_point_get_the_dtype_of_the_arrays():
    changed = narrow(tree(SUMS), "float32")
    assert "total = numpy_.float32(0.0)" in ast.unparse(changed)
    x = np.ones(4, np.float32)
    assert made(changed)(x, np.ones(8, np.float32)).dtype == np.float32
    assert narrow(tree("def f(x):\n    return x + 1\n"), "float32") is None


ROWS = """
def f(x, out):
    for i in range(x.shape[0]):
        t = np.zeros(x.shape[1])
        u = np.empty_like(t)
        for j in range(x.shape[1]):
            t[j] += x[i, j]
            u[j] = 2.0 * t[j]
        out[i] = u.sum() + t.sum()
"""


def test_an_array_of_each_turn_is_made_once_and_cleared():
    changed = hoisted(tree(ROWS))
    rows = ast.unparse(changed).splitlines()
    assert rows[1:4] == [
        "    t = np.empty(x.shape[1])",
        "    for i in range(x.shape[0]):",
        "        t[:] = 0",
    ]
    x, out = np.arange(6.0).reshape(2, 3), np.zeros(2)
    made(changed)(x, out)
    np.testing.assert_array_equal(out, 3 * x.sum(axis=1))


@pytest.mark.parametrize(
    ("loop", "shape"),
    [("numba.prange(9)", "4"), ("range(9)", "i + 1"), ("range(9)", "n"), ("range(9)", "(i, 2)")],
)
def test_an_array_whose_shape_changes_or_that_threads_would_share_stays(loop, shape):
    source = f"def f(out):\n    for i in {loop}:\n        n = out[i]\n" \
             f"        t = np.zeros({shape})\n        out[i] = t.size\n"  # fmt: skip
    assert hoisted(tree(source)) is None
