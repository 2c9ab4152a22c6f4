"""What makes compiled code slower than it need be, from its source and its types."""

import ast

import numba
import numpy as np
import pytest

from explorer.kernels.dragging import restarts, widened, widened_along


def function(text):
    return ast.parse(text).body[0]


def test_a_prange_loop_inside_a_serial_one_is_named_with_both_lines():
    text = """def f(a):
    for t in range(9):
        if t:
            for i in prange(3):
                a[i] += t
    for i in numba.prange(3):
        for j in range(3): pass
        for j in prange(3): pass
"""
    assert restarts(function(text)) == (
        "the prange loop in line 4 starts its threads anew in each turn of the loop in line 2",
    )


def total(a):
    s = 0.0
    for x in a:
        s += x
    return s


def narrow(a):
    s = np.float32(0)
    for x in a:
        s += x
    return s


def hashed(a):
    s = np.uint64(1)
    for x in a:
        s = s * 31 + x
    return s


def mean(a):
    s = np.uint64(0)
    for x in a:
        s += np.uint64(x)
    return s / a.size


@pytest.mark.parametrize(
    ("plain", "dtype", "said"),
    [
        (total, np.float32, "s is float64 though the data are float32"),
        (total, np.float64, ""),
        (narrow, np.float32, ""),
        (hashed, np.int64, "s is float64, because uint64 with int64 makes float64"),
        (hashed, np.uint64, ""),
        (mean, np.int64, ""),
    ],
)
def test_names_that_are_wider_than_the_data_are_named(plain, dtype, said):
    dispatcher = numba.njit(plain)
    dispatcher(np.ones(3, dtype))
    found = widened(dispatcher, dispatcher.signatures[0])
    assert said in found
    assert bool(said) == bool(found)


@numba.njit
def steps(n):
    length = 0
    while n > 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        length += 1
    return length


@numba.njit(parallel=True)
def lengths(limit):
    out = np.zeros(limit)
    for i in numba.prange(limit):
        out[i] = steps(i)
    return out


def test_what_a_helper_makes_of_the_counter_of_a_prange_loop_is_named():
    given = (numba.int64,)
    assert widened_along(lengths, given) == ""
    lengths(3)
    assert "n is float64, because uint64 with int64 makes float64" in widened_along(lengths, given)


def test_what_a_helper_was_compiled_for_elsewhere_is_not_said_of_data_of_float64(tmp_path):
    other = tmp_path / "helping.py"
    other.write_text(
        "import numba\n@numba.njit\ndef total(x):\n    s = 0.0\n    for v in x:\n        s += v\n"
        "    return s\n"
    )
    scope = {"numba": numba}
    exec(compile(other.read_text(), str(other), "exec"), scope)
    exec("def f(x):\n    return total(x)\n", scope)
    f = numba.njit(scope["f"])
    single, double = numba.typeof(np.zeros(2, np.float32)), numba.typeof(np.zeros(2))
    scope["total"].compile((single,))
    assert "in line 4 of helping.py s is float64" in widened_along(f, (single,))
    assert widened_along(f, (double,)) == ""
