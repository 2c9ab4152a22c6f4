"""What an instruction counts as."""

from __future__ import annotations

import pytest

from explorer.why.optimised import read
from explorer.why.tallies import Sums, count, halves_of, told

CODE = """
define void @f(ptr %p, <8 x ptr> %a, <8 x i1> %m, <8 x double> %v) {{
entry:
  {instruction}
  ret void
}}
"""


def counted(*instructions, ran=10):
    (function,) = read(CODE.format(instruction="\n  ".join(instructions)))
    sums, halves = Sums(trips=8 * ran), halves_of(function)
    for one in function.blocks["entry"][: len(instructions)]:
        count(one, ran, 7, sums, halves=halves)
    return told(sums)


@pytest.mark.parametrize(
    ("instruction", "name"),
    [
        (
            "call void @llvm.masked.scatter.v8f64.v8p0(<8 x double> %v, <8 x ptr> %a, i32 8, "
            "<8 x i1> %m)",
            "Scatter: 80 numbers are stored",
        ),
        (
            "%g = call <8 x double> @llvm.masked.gather.v8f64.v8p0(<8 x ptr> %a, i32 8, "
            "<8 x i1> %m, <8 x double> %v)",
            "Gather: 80 numbers are loaded",
        ),
    ],
)
def test_gathers_and_scatters_are_simd_that_takes_numbers_one_by_one(instruction, name):
    loop = counted(instruction)
    assert (loop.bytes, loop.simd_share) == (640, 1.0)
    assert any(fact.startswith(name) for fact in loop.facts)


def test_what_moves_one_number_is_no_simd():
    loop = counted("store double 1.0, ptr %p, align 8")
    assert (loop.bytes, loop.simd_share) == (80, 0.0)


def test_a_square_root_keeps_the_unit_of_roots_busy():
    loop = counted("%r = call <8 x double> @llvm.sqrt.v8f64(<8 x double> %v)")
    assert (loop.flops, loop.work["simd root"]) == (80, 80.0)


def test_bytes_that_simd_loads_are_counted_apart():
    assert counted("%w = load <8 x double>, ptr %p, align 8").work["simd loaded"] == 640.0
    assert "simd loaded" not in counted("%w = load double, ptr %p, align 8").work


@pytest.mark.parametrize(
    ("made", "steps"),
    [
        ("sext <8 x i32> %n to <8 x i64>", 0),
        ("zext nneg <8 x i16> %n to <8 x i64>", 0),
        ("lshr <8 x i64> %n, splat (i64 33)", 0),
        ("and <8 x i64> %n, splat (i64 4294967295)", 0),
        (f"lshr <8 x i64> %n, <{', '.join(8 * ['i64 32'])}>", 0),
        (f"and <8 x i64> %n, <{', '.join(8 * ['i64 4294967295'])}>", 0),
        ("lshr <8 x i64> %n, splat (i64 31)", 80),
        (f"lshr <8 x i64> %n, <{', '.join(8 * ['i64 31'])}>", 80),
        (f"lshr <8 x i64> %n, <{', '.join(['i64 32', *7 * ['i64 31']])}>", 80),
        ("xor <8 x i64> %n, %n", 80),
    ],
)
def test_products_of_numbers_of_32_bits_take_one_step_in_64_bits_too(made, steps):
    loop = counted(f"%a = {made}, !dbg !7", "%b = mul nsw <8 x i64> %a, %a")
    assert loop.work.get("simd whole product", 0) == steps
