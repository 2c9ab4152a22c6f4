"""What Numba tells of parallel loops and types, in the user's words."""

from __future__ import annotations

import numba
import pytest
from numba.core import event

from explorer.why.compiling import Stages
from explorer.why.facts import FUSED, PARALLEL, SERIAL, Typed
from explorer.why.parallel import loops_of
from explorer.why.typed import surprises


@numba.njit(parallel=True)
def shared(a):
    for i in numba.prange(a.shape[0]):
        for j in numba.prange(3):
            a[i] += j


@numba.njit(parallel=True)
def alone(n):
    total = 0
    for i in range(n):
        total += i
    return total


def test_parallel_loops_are_told_with_what_became_of_them():
    shared.compile((numba.float64[::1],))
    first = shared.py_func.__code__.co_firstlineno
    found = {(loop.line - first, loop.kind): loop.text for loop in loops_of(shared, __file__)}
    assert found[2, PARALLEL] == "Shared among the threads."
    nested = f"it is inside of the parallel loop of line {first + 2}"
    assert nested in found[3, SERIAL]
    assert len(found) == 2
    (told,) = (shared.get_metadata(s)["parfor_diagnostics"] for s in shared.signatures)
    outer, inner = (loop.id for loop in told.initial_parfors)
    told.nested_fusion_info.clear()
    told.fusion_info[outer].append(inner)  # as where one came after the other
    fused = {loop.line - first: loop for loop in loops_of(shared, __file__)}[3]
    assert fused.kind == FUSED
    assert f"line {first + 2}, fused" in fused.text


def test_stages_are_told_without_names_that_only_numba_knows():
    stages = Stages({"shared"})
    with event.install_listener("numba:run_pass", stages):
        numba.njit(parallel=True)(shared.py_func).compile((numba.float64[::1],))
    names = [stage.stage for stage in stages.found()]
    told = {name.partition(" [")[2].rstrip("]") for name in names}
    assert {"shared", "parallel loop"} <= told
    assert told <= {"shared", "parallel loop", "a function that it calls", ""}


def test_a_range_loop_is_none_of_them():
    with pytest.warns(numba.NumbaPerformanceWarning):
        alone.compile((numba.int64,))
    assert loops_of(alone, __file__) == ()
    plain = numba.njit(alone.py_func)
    plain.compile((numba.int64,))
    assert loops_of(plain, __file__) == ()


def told(*rows):
    return dict(surprises([Typed(*row) for row in rows]))


def test_what_is_wider_than_the_data_is_said_once():
    found = told(
        (1, "x", "array(float32, 1d, C)"), (2, "total", "float64"), (4, "total", "float64")
    )
    assert found == {2: "total is float64, while the arrays are float32."}
    assert told((1, "x", "array(float64, 1d, C)"), (2, "total", "float64")) == {}


def test_whole_numbers_that_became_a_float_and_elements_apart_are_said():
    found = told((1, "n", "uint64"), (3, "n", "float64"), (5, "v", "array(float64, 1d, A)"))
    assert found[3] == "n is float64 here: whole numbers of different kinds make one."
    assert found[5].startswith("v is not contiguous here (layout A)")
    assert told((1, "i", "int64"), (2, "i", "int64")) == {}
