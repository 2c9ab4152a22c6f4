"""Which comparisons are about indices, and what the larger of two takes."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

from explorer.why.chains import chain, span
from explorer.why.indices import checks_of
from explorer.why.loops import _choices
from explorer.why.natural_loops import loops
from explorer.why.optimised import read

LOOP = """
define void @f(ptr %a, ptr %at, i64 %n, i64 %m, double %least) {{
entry:
  br label %body

body:
  %i = phi i64 [ 0, %entry ], [ %i.next, %more ]
  %x = phi double [ %least, %entry ], [ %x.next, %more ]
{inside}
  br label %more

more:
  %i.next = add nuw nsw i64 %i, 1
  %over = icmp eq i64 %i.next, %n
  br i1 %over, label %end, label %body

end:
  ret void
}}
"""
WRAPPED = """  %p = getelementptr i64, ptr %at, i64 %i
  %k = load i64, ptr %p
  %negative = icmp slt i64 %k, 0
  %added = select i1 %negative, i64 %m, i64 0
  %at.k = add i64 %added, %k
"""
ADDRESSED = """  %q = getelementptr double, ptr %a, i64 %at.k
  %y = load double, ptr %q
  %x.next = fadd double %x, %y
"""
CHECKED = """  %beyond = icmp sge i64 %at.k, %m
  %before = icmp slt i64 %at.k, 0
  %out = or i1 %beyond, %before
  br i1 %out, label %end, label %inside

inside:
"""
TO_THE_END = """  %most = call i64 @llvm.smax.i64(i64 %m, i64 0)
  %p = getelementptr double, ptr %a, i64 %most
  %last = icmp eq i64 %i, %most
  %meets = icmp ult ptr %p, %at
  %out = or i1 %last, %meets
  br i1 %out, label %end, label %inside

inside:
"""
REMAINDER = """  %rest = srem i64 %i, %m
  %below = icmp slt i64 %rest, 0
  %added = select i1 %below, i64 %m, i64 0
  %r = add i64 %added, %rest
  %p = getelementptr i64, ptr %at, i64 %i
  store i64 %r, ptr %p
  %x.next = fadd double %x, 1.0
"""
LARGEST = """  %p = getelementptr double, ptr %a, i64 %i
  %y = load double, ptr %p
  %larger = fcmp ogt double %y, %x
  %x.next = select i1 %larger, double %y, double %x
"""
OTHER = LARGEST.replace("double %y, double %x", "double %least, double %x")


def function(inside):
    (found,) = read(LOOP.format(inside=inside.rstrip("\n")))
    return found


def test_a_check_for_a_negative_index_is_of_what_an_address_is_computed_of():
    found = checks_of(function(WRAPPED + ADDRESSED))
    assert (found.negative, found.bounds) == ({"negative"}, frozenset())


def test_what_decides_whether_an_index_is_within_is_a_check_of_bounds():
    found = checks_of(function(WRAPPED + CHECKED + ADDRESSED))
    assert found.negative == {"negative"}
    assert found.bounds == {"beyond", "before"}


def test_the_end_of_a_loop_and_arrays_that_overlap_are_no_checks_of_an_index():
    found = checks_of(function(TO_THE_END + WRAPPED + ADDRESSED))
    assert (found.negative, found.bounds) == ({"negative"}, frozenset())


def test_a_remainder_whose_sign_is_looked_at_is_no_index():
    found = checks_of(function(REMAINDER))
    assert (found.negative, found.bounds) == (frozenset(), frozenset())


def test_the_larger_of_two_takes_one_step_and_another_choice_two():
    for inside, steps in ((LARGEST, {"fcmp": 1}), (OTHER, {"fcmp": 1, "int": 1})):
        found = function(inside)
        (loop,) = loops(found)
        assert chain(found, loop) == steps


SQUARED = """
define void @f(double %c) {
entry:
  br label %body

body:
  %x = phi double [ 0.0, %entry ], [ %x.next, %body ]
  %y = phi double [ 0.0, %entry ], [ %y.next, %body ]
  %xx = fmul double %x, %x
  %yy = fmul double %y, %y
  %x.next = fsub double %xx, %yy
  %xy = fmul double %x, %y
  %y.next = fadd double %xy, %c
  %over = fcmp ogt double %x.next, 4.0
  br i1 %over, label %end, label %body

end:
  ret void
}
"""
HANDED_ON = SQUARED.replace("%x.next = fsub double %xx, %yy", "%x.next = fadd double %y, %c") \
    .replace("fadd double %xy, %c", "fmul double %x, %c")  # fmt: skip


def test_a_way_through_two_values_that_feed_each_other_takes_two_turns():
    for text, steps in ((SQUARED, {"fmul": 1, "fadd": 1}), (HANDED_ON, {"fmul": 0.5, "fadd": 0.5})):
        (found,) = read(text)
        (loop,) = loops(found)
        assert chain(found, loop) == steps


CHOOSES = """  %p = getelementptr double, ptr %a, i64 %i
  %y = load double, ptr %p
  %below = fcmp olt double %y, %least
  %low = select i1 %below, i64 %i, i64 %n
  %high = select i1 %below, i64 %n, i64 %m
  %x.next = fadd double %x, %y
"""


def test_a_choice_between_whole_numbers_by_data_may_be_a_branch():
    for inside, times in ((CHOOSES, 1), (LARGEST, 0), (REMAINDER, 0)):
        found = function(inside)
        (loop,) = loops(found)
        assert _choices(found, loop)["body"] == times


def test_the_longest_way_through_a_turn_takes_no_memory_for_each_of_its_beginnings():
    steps = ["x", *(f"y{n}" for n in range(1499)), "x.next"]
    inside = [f"  %{made} = fmul double %{one}, %x" for one, made in pairwise(steps)]
    (function,) = read(LOOP.format(inside="\n".join(inside)))
    (loop,) = loops(function)
    tracemalloc.start()
    assert span(function, loop, {"body": 10, "more": 10}) == {"fmul": 1500}
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2000 * len(inside)
