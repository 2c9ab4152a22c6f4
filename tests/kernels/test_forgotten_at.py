import ast

import pytest

from explorer.kernels.as_measured import forgotten

FORGOTTEN = "import numba as nb\n\nnb.jit(nopython=True)\ndef f(a):\n    return a\n"


def test_a_decorator_without_its_at_is_named_with_its_line():
    (said,) = forgotten(ast.parse(FORGOTTEN), "f")
    assert said.startswith("Line 3 calls nb.jit and drops what that returns: without an @")


@pytest.mark.parametrize("line", ["@nb.jit(nopython=True)", "print()", "g = nb.jit(h)"])
def test_other_lines_are_not(line):
    text = FORGOTTEN.replace("nb.jit(nopython=True)", line)
    assert not [*forgotten(ast.parse(text), "f")]
