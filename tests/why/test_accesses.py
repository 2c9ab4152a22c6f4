"""Where loads and stores go is counted by instructions that are put before them."""

import ctypes
from contextlib import contextmanager

import llvmlite.binding as llvm
import numpy as np
import pytest

from explorer.why import accesses, loops, natural_loops, optimised
from explorer.why import counting as counters_of_blocks
from explorer.why.accesses import (
    AGAIN_FLOAT,
    APART,
    JUMP,
    KINDS,
    NEXT,
    STORED,
    access,
    counting,
    stored,
)
from explorer.why.counting import Counters
from explorer.why.executed import Executed
from explorer.why.reaching import is_all_counted, lies_in

WALK = """
define void @walk(ptr %data, i64 %step, i64 %turns) {
entry:
  br label %turn
turn:
  %i = phi i64 [ 0, %entry ], [ %next, %turn ]
  %at = mul i64 %i, %step
  %place = getelementptr i8, ptr %data, i64 %at
  %x = load double, ptr %place, align 8
  %y = fadd double %x, 1.000000e+00
  store double %y, ptr %place, align 8
  %next = add i64 %i, 1
  %again = icmp ult i64 %next, %turns
  br i1 %again, label %turn, label %end
end:
  ret void
}
"""


@contextmanager
def ready(module):
    """The function of a module like WALK, to be called."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine()
    with llvm.create_mcjit_compiler(module, machine) as engine:
        engine.finalize_object()
        address = engine.get_function_address("walk")
        yield ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)(address)


@pytest.fixture(scope="module")
def walk():
    """A loop that loads and stores every `step` bytes, and what is counted of it by kind."""
    counts = {kind: np.zeros(1, np.int64) for kind in KINDS}
    reached = np.zeros((2, 3), np.int64)
    rows, stores = [], stored(WALK.splitlines())
    number = 0
    for row in WALK.splitlines():
        one = access(row, stores)
        if one is not None:
            places = {kind: count.ctypes.data for kind, count in counts.items()}
            rows += counting(one, number, reached[number].ctypes.data, places)
            number += 1
        rows.append(row)
    assert number == 2
    with ready(llvm.parse_assembly("\n".join(rows))) as function:
        data = np.zeros(100_000)

        def called(step):
            for count in counts.values():
                count[:] = 0
            reached[:, 0] = data.ctypes.data
            function(data.ctypes.data, step, 100)
            return {kind: int(count[0]) for kind, count in counts.items() if count[0]}

        yield called


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (8, {AGAIN_FLOAT: 1}),  # the first one: where the call before ended
        (64, {AGAIN_FLOAT: 1, NEXT: 198}),
        (128, {AGAIN_FLOAT: 1, APART: 198}),
        (512, {AGAIN_FLOAT: 1, APART: 198}),
        (4096, {AGAIN_FLOAT: 1, JUMP: 99, STORED: 99}),
        (0, {AGAIN_FLOAT: 100}),
    ],
)
def test_steps_are_told_apart_by_their_length(walk, step, found):
    assert walk(step) == found


def test_gathers_are_counted_by_their_first_place():
    row = (
        "  %w = call <4 x double> @llvm.masked.gather.v4f64.v4p0(<4 x ptr> align 8 %at, <4 x i1> "
        "splat (i1 true), <4 x double> poison)"
    )
    one = access(row, frozenset())
    assert (one.pointer, one.numbers) == ("%at", 4)
    rows = list(counting(one, 0, 8, dict.fromkeys(KINDS, 16)))
    assert rows[0] == "  %access.0.p = extractelement <4 x ptr> %at, i64 0"
    assert not any(".l0" in row for row in rows)  # none of them is apart: they are one by one


@pytest.mark.parametrize(
    "row",
    [
        "  %x = add i64 %a, %b",
        "  %y = load double, ptr getelementptr inbounds (i8, ptr @table, i64 8), align 8",
        "  call void @f(ptr %a)",
    ],
)
def test_what_moves_nothing_that_can_be_followed_is_left_out(row):
    assert access(row, frozenset()) is None


def test_where_llvm_refuses_what_counts_accesses_blocks_are_counted_all_the_same(monkeypatch):
    llvm.initialize_native_target()
    module = llvm.parse_assembly(WALK)
    monkeypatch.setattr(accesses, "counting", lambda *more: ["  %this = is no instruction"])
    counters = Counters(True)
    made = str(counters.put_into(module, "library", str(module)))
    assert made.count("atomicrmw") == 3
    assert "access" not in made


IN_PLACE = """
define void @f(ptr %a, ptr %b, ptr %at, i64 %n) {{
entry:
  br label %body

body:
  %i = phi i64 [ 0, %entry ], [ %i.next, %body ]
{loads}
  %i.next = add nuw nsw i64 %i, 1
  %over = icmp eq i64 %i.next, %n
  br i1 %over, label %end, label %body

end:
  ret void
}}
"""
ONE = """  %{0}.x = load double, ptr %{0}
  %{0}.y = fadd double %{0}.x, 1.0
  store double %{0}.y, ptr %{0}
"""
AT = "  %c = getelementptr double, ptr %at, i64 %i\n"


@pytest.mark.parametrize(
    ("loads", "again", "steps"),
    [
        (ONE.format("a"), 100, 100),
        (ONE.format("a") + ONE.format("b"), 200, 100),  # two places: beside each other
        (ONE.format("a") + ONE.format("a"), 200, 200),
        (AT + ONE.format("c"), 100, 100),  # a place that may change, and is the same each time
        (AT + ONE.format("c") + ONE.format("a"), 150, 150),
    ],
)
def test_what_is_kept_at_different_places_does_not_wait_for_each_other(loads, again, steps):
    (function,) = optimised.read(IN_PLACE.format(loads=loads.rstrip("\n")))
    (loop,) = natural_loops.loops(function)
    one = Executed(function, {"body": 100}, {"body": {accesses.AGAIN_FLOAT: again}})
    assert loops._longest({}, 100, one, loop) == {"forward": steps, "fadd": steps}


def test_an_array_is_worked_on_where_an_access_meets_it():
    rows = np.zeros((4, 6))
    last = rows.ctypes.data + 8 * 23
    reached = np.array([[0, 0], [last, last]])
    assert lies_in(rows, reached)
    assert lies_in(rows[::-1, ::-1], reached)
    assert lies_in(rows[3, 5:], reached)
    assert not lies_in(rows[:3], reached)
    assert not lies_in(np.zeros(0), reached)


def test_an_instruction_that_goes_through_several_arrays_works_on_all_of_them():
    counters = Counters(True)
    once, *both = np.zeros((3, 100))
    made = counters.put_into(llvm.parse_assembly(WALK), "library", WALK)
    assert not lies_in(both[0], counters.reached())
    with ready(made) as walk:
        walk(once.ctypes.data, 8, 100)
        assert lies_in(once, counters.reached())
        counters.clear()
        for array in both:
            walk(array.ctypes.data, 8, 100)
    assert [lies_in(array, counters.reached()) for array in (once, *both)] == [False, True, True]


def test_which_arrays_are_worked_on_is_not_known_where_some_accesses_are_not_counted(monkeypatch):
    monkeypatch.setattr(counters_of_blocks, "MOST", 1)
    llvm.initialize_native_target()
    counters = Counters(True)
    counters.put_into(llvm.parse_assembly(WALK), "library", WALK)
    assert counters.reached() is None


@pytest.mark.parametrize(
    ("callee", "counted"),
    [
        ("exp", True),
        ("llvm.fabs.f64", True),
        ("NRT_incref", True),
        ("llvm.memset.p0.i64", False),
        ("llvm.masked.load.v8f64.p0", False),
        ("cblas_ddot", False),
    ],
)
def test_what_gets_an_address_may_work_on_any_array(callee, counted):
    (function,) = optimised.read(f"define void @f() {{\nentry:\n  call void @{callee}()\n}}\n")
    assert is_all_counted(Executed(function, {"entry": 1})) is counted
    assert is_all_counted(Executed(function, {}))


def test_the_length_of_what_is_set_or_copied_in_one_call_is_read():
    row = "  call void @llvm.memset.p0.i64(ptr align 8 %a, i8 0, i64 {}, i1 false), !dbg !7"
    assert accesses.length(row.format("%n.1")) == "%n.1"
    assert accesses.length(row.format("4096")) == "4096"
    assert accesses.length("  %x = load double, ptr %a") == ""
