"""Loops of LLVM's code, and what a turn of each stands for."""

from __future__ import annotations

from explorer.why.natural_loops import loops, step
from explorer.why.optimised import read

CODE = """
define i64 @sums(ptr %p, i64 %n) !dbg !1 {
entry:
  br label %outer
outer:
  %i = phi i64 [ 0, %entry ], [ %i.next, %after ]
  br label %inner
inner:
  %j = phi i64 [ 0, %outer ], [ %j.next, %inner ]
  %v = load <4 x double>, ptr %p, align 8, !dbg !3
  %w = fadd <4 x double> %v, %v, !dbg !3
  %j.next = add nuw nsw i64 %j, 4
  %c = icmp eq i64 %j.next, %n
  br i1 %c, label %after, label %inner
after:
  %i.next = add nuw nsw i64 %i, 1
  %d = icmp eq i64 %i.next, %n
  br i1 %d, label %done, label %outer
done:
  ret i64 %i
}
!1 = distinct !DISubprogram(name: "sums", file: !2, line: 5)
!2 = !DIFile(filename: "mine.py", directory: "/home/me")
!3 = !DILocation(line: 7, column: 1, scope: !4, inlinedAt: !5)
!4 = distinct !DISubprogram(name: "helper", file: !2, line: 6)
!5 = !DILocation(line: 9, column: 1, scope: !1)
"""


def test_loops_know_what_is_inside_of_them():
    (function,) = read(CODE)
    inner, outer = sorted(loops(function), key=lambda loop: len(loop.body))
    assert (inner.header, inner.parent, outer.parent) == ("inner", "outer", None)
    assert outer.body == {"outer", "inner", "after"}
    assert outer.own == {"outer", "after"}
    assert (step(function, inner), step(function, outer)) == (4, 1)


def test_places_are_the_innermost_first():
    (function,) = read(CODE)
    load = function.blocks["inner"][1]
    assert load.places == (("mine.py", 7), ("mine.py", 9))
    assert load.shape == (4, 64)
