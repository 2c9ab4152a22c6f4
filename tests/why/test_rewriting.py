"""Changes made on the syntax tree, run as Python."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from explorer.why.rewriting import NUMPY, local, swapped, unsigned


def tree(source):
    return ast.parse(source).body[0]


def made(function):
    scope = {NUMPY: np, "np": np}
    exec(compile(ast.fix_missing_locations(ast.Module([function], [])), "made", "exec"), scope)
    return scope["f"]


PRODUCT = """
def f(a, b, out):
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            total = 0.0
            for k in range(b.shape[0]):
                total += a[i, k] * b[k, j]
            out[i, j] = total
"""


def test_a_sum_in_the_innermost_loop_is_swapped_with_the_loop_around_it():
    changed = swapped(tree(PRODUCT))
    assert "out[i, j] += a[i, k] * b[k, j]" in ast.unparse(changed)
    a, b, out = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4), np.ones((2, 4))
    made(changed)(a, b, out)
    np.testing.assert_array_equal(out, a @ b)


def test_two_loops_without_anything_between_are_swapped():
    changed = swapped(
        tree("""
def f(a, out):
    for j in range(a.shape[1]):
        for i in range(a.shape[0]):
            out[i, j] = 2 * a[i, j]
""")
    )
    assert changed.body[0].target.id == "i"
    a, out = np.arange(6.0).reshape(2, 3), np.zeros((2, 3))
    made(changed)(a, out)
    np.testing.assert_array_equal(out, 2 * a)


def test_loops_that_depend_on_each_other_stay():
    for inner in ("range(i)", "range(a[i])"):
        source = f"def f(a, out):\n    for i in range(9):\n        for j in {inner}:\n" \
                 "            out[i, j] = 1.0\n"  # fmt: skip
        assert swapped(tree(source)) is None


def test_a_sum_over_both_loops_is_swapped_and_other_values_that_turns_hand_on_are_not():
    source = "def f(a):\n    t = 0.0\n    for j in range(3):\n        for i in range(2):\n" \
             "            t += a[i, j]\n    return t\n"  # fmt: skip
    changed = swapped(tree(source))
    assert changed.body[1].target.id == "i"
    assert made(changed)(np.arange(6.0).reshape(2, 3)) == 15
    for kept in ("t = max(t, a[i, j])", "if a[i, j] > t: t = a[i, j]"):
        assert swapped(tree(source.replace("t += a[i, j]", kept))) is not None
    for handed in ("t -= a[i, j]", "t += a[i, j]; a[i, j] = t", "a[i, j] = t; t = i + j",
                   "if a[i, j] > t: t = i", "if a[i, j] != t: t = a[i, j]",
                   "if a[i, j] in t: t = a[i, j]", "if t + 1 > t: t = t + 1"):  # fmt: skip
        assert swapped(tree(source.replace("t += a[i, j]", handed))) is None
    inner = source.replace("t += a[i, j]", "t = a[i, j]; a[i, j] = t * t")
    assert swapped(tree(inner)) is not None, "each turn sets it anew"


def test_a_counter_that_only_indexes_becomes_unsigned():
    changed = unsigned(
        tree(
            "def f(x, start, out):\n    for i in range(start, x.shape[0]):\n        out[i] = x[i]\n"
        )
    )
    out = np.zeros(5)
    made(changed)(np.arange(5.0), 2, out)
    np.testing.assert_array_equal(out, [0, 0, 2, 3, 4])


def test_a_counter_in_arithmetic_stays():
    for use in ("x[i - 1]", "x[i] * i"):
        source = f"def f(x, start, out):\n    for i in range(start, 9):\n        out[i] = {use}\n"
        assert unsigned(tree(source)) is None
    assert unsigned(tree("def f(x):\n    for i in range(0, 9):\n        x[i] = 1\n")) is None


def test_a_sum_that_is_kept_in_an_array_is_kept_in_a_variable():
    changed = local(
        tree("""
def f(a, x):
    for i in range(a.shape[0]):
        for k in range(x.shape[0]):
            y = x[k] + i
            y *= 1.0
            a[i] += y * y
""")
    )
    assert ast.unparse(changed.body[0].body[-1]) == "a[i] = sum_"
    a, x = np.arange(3.0), np.arange(4.0)
    made(changed)(a, x)
    np.testing.assert_array_equal(a, [i + sum((x + i) ** 2) for i in range(3)])


@pytest.mark.parametrize(
    "body", ["a[k] += x[k]", "a[0] += a[k]", "j = k\n        a[j] += 1.0", "a[0] = a[0] + x[k]"]
)
def test_what_is_no_sum_at_one_place_stays(body):
    assert local(tree(f"def f(a, x):\n    for k in range(9):\n        {body}\n")) is None
