"""Changes to how turns are shared, made on the syntax tree and run as Python."""

from __future__ import annotations

import ast

import numba
import numpy as np
import pytest

from explorer.why.rewriting import NUMBA
from explorer.why.rewriting_shares import chunked, dealt

SOURCE = """
def f(x, out):
    for i in numba.prange(x.shape[0]):
        out[i] = 2.0 * x[i]
"""


def tree(source):
    return ast.parse(source).body[0]


@pytest.mark.parametrize("change", [dealt, chunked])
def test_the_same_turns_are_shared_otherwise(change):
    changed = change(tree(SOURCE))
    scope = {NUMBA: numba, "numba": numba}
    exec(compile(ast.fix_missing_locations(ast.Module([changed], [])), "made", "exec"), scope)
    x, out = np.arange(7.0), np.zeros(7)
    before = numba.get_parallel_chunksize()
    scope["f"](x, out)
    np.testing.assert_array_equal(out, 2 * x)
    assert numba.get_parallel_chunksize() == before
    assert ast.unparse(changed) != ast.unparse(tree(SOURCE))


def test_turns_are_dealt_out_like_cards():
    rows = ast.unparse(dealt(tree(SOURCE))).splitlines()
    assert rows[1:4] == [
        "    threads_ = numba_.get_num_threads()",
        "    for thread_ in numba_.prange(threads_):",
        "        for i in range(thread_, x.shape[0], threads_):",
    ]


@pytest.mark.parametrize("change", [dealt, chunked])
def test_what_shares_its_turns_on_its_own_stays(change):
    own = SOURCE.replace("x.shape[0]", "numba.get_num_threads()")
    assert change(tree(own)) is None
    assert change(tree(SOURCE.replace("numba.prange", "range"))) is None
