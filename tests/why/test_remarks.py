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
