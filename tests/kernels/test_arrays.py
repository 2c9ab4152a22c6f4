"""Arrays put together by clicking: their expressions, and back."""

import numpy as np
import pytest

from explorer.kernels.arrays import DTYPES, INTEGERS, RANDOM, Array, array_of
from explorer.kernels.expressions import problem_in

SHAPES = [("n",), ("n", "n"), ("n", "3"), ("2 * n",)]


@pytest.mark.parametrize("holds", DTYPES)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_array_is_read_back_from_its_expression_and_has_its_dtype(holds, shape):
    for dtype in DTYPES[holds]:
        for by_columns in (False, True)[: len(shape)]:
            array = Array(shape, holds, dtype, by_columns)
            made = eval(array.expression, {"n": 4, "np": np, "rng": np.random.default_rng(0)})
            assert made.dtype == dtype
            assert made.flags.f_contiguous == (by_columns or made.ndim == 1)
            assert array_of(array.expression) == array
            listed = Array(shape, holds, dtype, by_columns, as_list=True)
            assert array_of(listed.expression) == listed


def test_what_an_array_is_in_words():
    assert Array(("n", "n"), by_columns=True).words == "n × n random numbers, by columns"
    assert Array(("n",), INTEGERS, "uint8", high="256").words == "n integers from 0 to 255, uint8"
    assert Array(("n",), RANDOM, as_list=True).words == "a list of n random numbers"


@pytest.mark.parametrize("text", ["rng.random(n) ** 2", "np.ones(n)", "n", "rng.random(", "1.5"])
def test_other_expressions_are_no_such_array(text):
    assert array_of(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("rng.rand(m)", "rng has no “rand”; did you mean rng.random?"),
        ("rng.random(m)", "“m” is not known here; known are n, np, rng, numba, math, namedtuple"),
        ("WEIGH * n", "“WEIGH” is not known here; did you mean WEIGHT?"),
        ("rng.random(", "Not a Python expression; write for example rng.random(n)."),
        ("[i * WEIGHT for i in range(n)]", ""),
        ("numba.njit(lambda x: x * math.pi)", ""),
    ],
)
def test_what_is_wrong_with_an_expression_is_known_without_evaluating_it(text, problem):
    assert problem_in(text, {"WEIGHT"}).startswith(problem)
    assert bool(problem_in(text, {"WEIGHT"})) == bool(problem)


def test_names_are_not_judged_where_the_file_hides_some():
    assert problem_in("anything(n)", None) == ""
    assert problem_in("-" * 100_000 + "1", None).startswith("Not a Python expression")
