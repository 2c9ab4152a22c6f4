"""What is put together of the answers of tasks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_runs import CEILINGS as MEASURED

from explorer.kernels.finding import find
from explorer.measure.quiet import Quiet
from explorer.why.asking import job_of
from explorer.why.facts import FIRST
from explorer.why.finding import CEILINGS, QUIET
from explorer.why.job import ALL, BALANCE, COUNT, LAYERS_TRIED, LOOK, TRY
from explorer.why.putting_together import put_together

FASTER = {"median": 2.0, "low": 1.9, "high": 2.1}


def advice(change):
    return {
        "change": change,
        "ratio": FASTER,
        "right": True,
        "helps": True,
        "text": "2.00× as fast.",
    }


def known(others_cores):
    kernel = find("histogram")
    job = job_of(kernel, "parallel_private", 1000, 2, "int64", ALL)
    found = {
        LOOK: {"reasons": {}, "remarks": []},
        TRY: {"failed": "it was given up after 60 s"},
        BALANCE: {
            "threads_used": [],
            "waiting_share": 0.4,
            "imbalance": 1.0,
            "contention": 1.4,
        },
        QUIET: Quiet(2, others_cores),
        CEILINGS: None,
    }
    return kernel, replace(job, parallel=True), found


@pytest.mark.parametrize(("others_cores", "contention"), [(0.0, 1.4), (2.0, None)])
def test_contention_beside_other_programs_is_not_told_whatever_else_failed(
    others_cores, contention
):
    why = put_together(*known(others_cores))
    assert why.contention == contention
    assert ("contention" in why.reasons) is (contention is None)
    assert (why.waiting_share is None) is (contention is None)  # they wait for cores, too
    assert why.reasons["advice"] == "it was given up after 60 s"
    assert {"verdict", "advice"} <= set(why.missing)


def test_layers_are_sorted_among_the_other_changes_and_not_advised_beside_other_programs():
    kernel, job, found = known(2.0)
    slower = {**advice("fastmath"), "ratio": {**FASTER, "median": 1.5}}
    found = {**found, TRY: {"advice": [slower]}}
    found = {**found, LAYERS_TRIED: {"advice": [advice("threading layer tbb")]}}
    first, second = put_together(kernel, job, found).advice
    assert (first.change, first.helps) == ("threading layer tbb", False)
    assert (second.change, second.helps) == ("fastmath", True)


def test_what_is_there_first_is_put_together_without_the_rest():
    kernel, job, found = known(0.0)
    why = put_together(kernel, job, {LOOK: found[LOOK]})
    assert why.remarks == ()
    assert {"verdict", "advice", "loops"} <= set(why.missing)


@pytest.mark.parametrize(("ceilings", "seconds"), [(None, 0.3), (MEASURED, 0.7)])
def test_what_the_first_function_pays_is_known_whatever_else_failed(ceilings, seconds):
    kernel, job, found = known(0.0)
    ceilings = ceilings and replace(ceilings, linear_algebra_s=0.4)
    looked = {"compile": [], "first_function_s": 0.3}
    (first,) = put_together(kernel, job, {**found, LOOK: looked, CEILINGS: ceilings}).compile
    assert (first.stage, first.seconds) == (FIRST, pytest.approx(seconds))


def test_a_limit_is_told_by_ceilings_as_they_are_when_the_variant_is_timed():
    kernel = find("sum")
    job = job_of(kernel, "jit_nopython", 10_000, 1, "float64", ALL)
    chain = {"chain fadd": 10_000, "arithmetic": 10_000, "load": 10_000, "instruction": 20_000}
    loop = {"line": 51, "trips": 10_000, "flops": 10_000, "bytes": 80_000, "simd_share": 0.0,
            "width_bits": 64, "work": chain}  # fmt: skip
    timed = {"advice": [], "call_s": 1e-7, "data_bytes": 8_000, "read": None}
    found = {
        LOOK: {"compile": [], "first_function_s": 0.3},
        COUNT: {"loops": [loop]},
        QUIET: Quiet(2, 0.0),
        CEILINGS: replace(MEASURED, linear_algebra_s=0.4),
    }
    for slower in (1.0, 1.5):
        known = {**timed, "cycle_s": slower * 1e-9, "fastest_s": slower * 4e-5}
        why = put_together(kernel, job, {**found, TRY: known})
        said = why.verdict
        (first,) = why.compile
        assert (first.stage, first.seconds) == (FIRST, pytest.approx(0.7))  # it would wait for some
        assert said.limit == "latency"
        assert said.over_bound == pytest.approx(1.0, abs=0.01)
        assert said.sentence.startswith(("3.99 cycles a turn", "4.00 cycles a turn"))
