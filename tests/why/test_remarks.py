"""LLVM's remarks in the user's words."""

from __future__ import annotations

from pathlib import Path

from explorer.why.remarks import DONE, MISSED, read

_FP = "loop not vectorized: cannot prove it is safe to reorder floating-point operations"


def test_what_is_said_of_other_files_is_left_out():
    assert read(f"remark: other.py:3:1: {_FP}\n", Path("/home/me/mine.py")) == []


def test_a_loop_that_became_simd_in_one_copy_is_no_missed_one():
    text = (
        f"remark: mine.py:3:1: {_FP}\n"
        "remark: mine.py:3:1: vectorized loop (vectorization width: 4, interleaved count: 2)\n"
        f"remark: mine.py:9:1: {_FP}\nremark: mine.py:9:1: {_FP}\n"
    )
    found = read(text, Path("/home/me/mine.py"))
    assert [(remark.line, remark.kind) for remark in found] == [(3, DONE), (9, MISSED)]
    assert "4 elements at a time, 2 times over" in found[0].text
    assert "written order" in found[1].text
    assert found[1].remedies == ("fastmath",)


def test_internals_are_left_out():
    assert read("remark: mine.py:3:1: the loop was already vectorized\n", Path("mine.py")) == []


def test_what_does_not_fit_into_registers_and_what_is_too_large_to_be_inlined():
    name = "_ZN4mine7largestB2v1B8c8tJTC"
    cost = "(cost=615, threshold=438)"
    text = f"""
remark: own.py:5:1: 1 spills 1.2e+01 total spills cost 4 reloads 4.8e+01 generated in loop
remark: own.py:6:1: 1 spills 1.2e+01 total spills cost generated in loop
remark: own.py:7:1: 9 spills 1.2e+01 total spills cost generated in function
remark: own.py:8:3: '{name}' not inlined into 'f' because too costly to inline {cost}
remark: own.py:9:3: '__numba_stencil_0' not inlined into 'f' because too costly to inline {cost}
"""
    assert [(r.line, r.kind, r.text) for r in read(text, Path("own.py"), {"largest"})] == [
        (5, MISSED, "Too few registers: 5 values are spilt and loaded again."),
        (8, MISSED, "largest is too large to be inlined (cost 615, limit 438)."),
        (9, MISSED, "A function that it calls is too large to be inlined (cost 615, limit 438)."),
    ]
