"""Which of its bounds a call is at, on facts and ceilings that are made up."""

from dataclasses import replace

import pytest
from sample_runs import CEILINGS

from explorer.why.bounds import bounds
from explorer.why.ceilings import best_of, keep, kept, rate_at
from explorer.why.facts import Advice, Loop, Ratio, Why
from explorer.why.limits import is_sure, verdict
from explorer.why.text import of_libraries

SUM = Loop(2, 10_000, 10_000, 80_000, 0.0, 64, share=1.0,
           work={"chain fadd": 10_000, "arithmetic": 10_000, "load": 10_000,
                 "instruction": 20_000})  # fmt: skip
ALONE = Advice("one thread", Ratio(2.0, 1.9, 2.1), True, True)
WIDE = replace(SUM, work={"arithmetic": 1250, "load": 1250, "instruction": 2500})


def judged(took_s, *loops, data_bytes=8_000, call_s=1e-7, parallel=False, **known):
    threads = 2 if parallel else None
    why = Why("kernel", "variant", 10_000, threads, loops=loops, **known)
    found = bounds(why, CEILINGS, call_s, data_bytes, parallel)
    return verdict(why, found, CEILINGS, took_s, parallel)


def test_a_chain_of_additions_is_limited_by_their_latency():
    found = judged(4e-5, SUM)
    assert found.limit == "latency"
    assert found.sentence.startswith("3.99 cycles a turn; an addition takes 4.00: each waits for")


def test_cycles_of_a_turn_are_those_of_the_thread_that_has_it():
    found = judged(2.2e-5 + 2e-6, SUM, parallel=True)  # two threads, each with half of the turns
    assert found.limit == "latency"
    assert found.sentence.startswith("4.38 cycles a turn; an addition takes 4.00: each waits for")


def test_the_time_of_the_only_loop_is_its_own_wherever_its_lines_are():
    inlined = replace(SUM, share=0.1)  # the rest of the samples fell into a method that it calls
    assert judged(4e-5, inlined).sentence.startswith("3.99 cycles a turn")
    two = judged(8e-5, inlined, replace(SUM, line=9, share=0.1))
    assert two.sentence.startswith("4.00 cycles a turn")
    sampled = judged(8e-5, replace(SUM, share=0.6), replace(SUM, line=9, share=0.4))
    assert sampled.sentence.startswith("4.79 cycles a turn")


def test_short_chains_that_overlap_are_said_to():
    around = replace(SUM, line=1, trips=10, share=0.0, work={"instruction": 20})
    assert "turns of the loop around it overlap" in judged(2.5e-5, around, SUM).sentence
    alone = judged(2.5e-5, SUM).sentence
    assert alone.endswith("what a step takes was measured at a slower moment.")


def test_independent_work_is_limited_by_what_can_be_done_at_once():
    found = judged(7.5e-7, WIDE)
    assert (found.limit, found.level) == ("throughput", "L1")
    assert found.sentence.startswith("Loading alone takes 96 % of the time: the processor does no")


@pytest.mark.parametrize(
    ("work", "took_s"),
    [
        ({"root": 1000, "instruction": 2000}, 5e-6),
        ({"simd loaded": 64_000, "load": 1000}, 1e-6),
        ({"simd whole product": 2000, "instruction": 1000}, 3e-6),
    ],
)
def test_roots_products_and_wide_loads_keep_a_unit_busy(work, took_s):
    found = judged(took_s + 1e-7, replace(SUM, trips=1000, work=work))
    assert (found.limit, round(found.over_bound, 2)) == ("throughput", 1.0)


def test_a_bound_that_is_as_high_is_told_too():
    near = replace(SUM, work={**SUM.work, "root": 7_400})
    assert "(37.0 µs) may limit it as well: the two are too close" in judged(4e-5, near).sentence
    assert "may limit it as well" not in judged(4e-5, SUM).sentence


def test_much_data_is_limited_by_memory():
    large = replace(WIDE, bytes=80_000_000)
    found = judged(8e-3, large, data_bytes=80_000_000)
    assert (found.limit, found.level) == ("memory", "DRAM")
    assert "takes 100 % of the time" in found.sentence
    writing = replace(large, work={**WIDE.work, "store": 1250, "stored": 30_000_000})
    assert judged(1.6e-2, writing, data_bytes=80_000_000).limit == "memory"


@pytest.mark.parametrize(
    ("stored", "more", "rate"),
    [
        (0, {}, 1e10),
        (10_000_000 // 3, {}, 5e9),  # as in the calibrated update: one of three arrays
        (10_000_000, {}, 3e9),  # all of it, in place
        (5_000_000, {}, 1 / (0.75 / 5e9 + 0.25 / 3e9)),  # a copy
        (10_000_000, {"jump to store": 500_000}, 5e9),  # a few places, again and again
        (80_000_000, {}, 5e9),
    ],
)
def test_what_is_written_is_fetched_and_written_back(stored, more, rate):
    work = {"load": 1_250_000, "store": 1_250_000, "stored": stored, **more}
    large = replace(WIDE, bytes=20_000_000, work=work)
    found = bounds(Why("k", "v", 1, None, loops=(large,)), CEILINGS, 0.0, 10_000_000, False)
    assert found.memory_s == pytest.approx(1e7 / rate, rel=1e-3)


def test_next_to_nothing_is_limited_by_the_call():
    little = replace(SUM, trips=10, work={"chain fadd": 10})
    found = judged(1.2e-7, little)
    assert found.limit == "call"
    assert found.sentence.startswith("Calling takes 100 ns of 120 ns: too little is done")
    assert judged(9e-8, little).sentence.startswith("Calling takes all of 90.0 ns: too little")


def test_what_is_far_above_every_bound_is_no_single_cause():
    found = judged(4e-4, replace(SUM, facts=("10,000 sign checks: an index may be negative.",)))
    assert found.limit == "unknown"
    assert found.sentence.startswith(
        "10.0 times slower than every bound known, the highest being the steps that wait for each "
        "other (40.0 µs); candidates: sign"
    )


def test_candidates_are_what_may_take_as_long_and_what_was_not_counted():
    why = Why("kernel", "variant", 10_000, None, loops=(SUM,), allocations_per_call=1)
    found = bounds(why, CEILINGS, 1e-7, 80_000, False)
    said = verdict(why, found, CEILINGS, 4e-4, False).sentence
    assert "allocations" not in said
    assert "cache" not in said
    helped = replace(why, called={"_helperlib.so": 0.5, "libc.so.6": 0.3, "libm.so.6": 0.1})
    said = verdict(helped, found, CEILINGS, 4e-4, False).sentence
    assert said.endswith(
        "candidates: what Numba’s functions in C and libc do, which is not counted."
    )


def test_what_a_loop_with_few_turns_does_is_no_candidate():
    few = replace(SUM, line=1, trips=100, facts=("100 sign checks: an index may be negative.",))
    assert "sign checks" not in judged(4e-4, SUM, few).sentence


def test_cores_that_others_use_are_a_candidate_where_threads_wait_for_them():
    why = Why("kernel", "variant", 10_000, 2, loops=(SUM,))
    found = bounds(why, CEILINGS, 1e-7, 8_000, True)
    said = verdict(why, found, CEILINGS, 4e-4, True, crowded=True)
    assert "candidates: cores that other programs use, data that" in said.sentence


FAR = replace(SUM, work={"load": 20_000, "instruction": 40_000, "jump": 10_000})


def test_jumps_through_much_data_are_limited_by_memory():
    found = judged(1.2e-4, FAR, data_bytes=10_000_000)
    assert (found.limit, found.level) == ("memory", "DRAM")
    assert found.sentence == (
        "10,000 loads and stores go to places far from the one before (counted), each up to "
        "10.0 ns longer than in the nearest cache: memory limits it."
    )
    chased = replace(FAR, work={**FAR.work, "chain load": 10_000})
    assert judged(9e-4, chased, data_bytes=10_000_000).limit == "memory"


def test_stores_far_apart_are_fetched_and_written_back():
    stores = replace(FAR, work={"store": 10_000, "instruction": 40_000, "jump to store": 10_000})
    found = judged(3e-4, stores, data_bytes=10_000_000)
    assert "each up to 20.0 ns longer than in the nearest cache" in found.sentence


def test_pages_that_are_touched_for_the_first_time_are_limited_by_memory():
    why = Why("kernel", "variant", 10_000, None, loops=(SUM,), page_faults_per_call=1_000)
    ceilings = replace(CEILINGS, fault_s=5e-7)
    found = bounds(why, ceilings, 1e-7, 8_000, False)
    said = verdict(why, found, ceilings, 5.5e-4, False)
    assert said.limit == "memory"
    assert "getting them from the system takes 91 % of the time" in said.sentence
    assert said.over_bound == pytest.approx(5.5e-4 / 5.401e-4)


def test_jumps_explain_no_more_than_they_can_cost_and_nothing_in_the_nearest_cache():
    assert judged(9e-4, FAR, data_bytes=10_000_000).limit == "unknown"
    assert judged(9e-5, FAR, data_bytes=10_000).limit == "unknown"


def test_jumps_may_add_to_a_chain():
    column = replace(SUM, work={**SUM.work, "jump": 10_000})
    added = " 10,000 loads and stores far from the one before (counted) may add to that."
    found = judged(1.2e-4, column, data_bytes=10_000_000)
    assert (found.limit, added in found.sentence) == ("memory", False)  # 64 bytes for each
    long = replace(column, work={**column.work, "chain fadd": 20_000})
    found = judged(1.0e-4, long, data_bytes=10_000_000)
    assert (found.limit, found.sentence.endswith(added)) == ("latency", True)
    assert added not in judged(8.2e-5, long, data_bytes=10_000_000).sentence


def test_a_chain_that_jumps_make_longer_is_not_what_a_call_waits_for():
    column = replace(SUM, work={**SUM.work, "chain fadd": 20_000, "jump": 10_000})
    found = judged(1.15e-4, column, data_bytes=10_000_000)
    assert found.limit == "memory"


def test_a_bound_that_was_measured_at_a_slower_moment_does_not_take_all_of_the_time():
    large = replace(WIDE, bytes=80_000_000)
    found = judged(4e-3, large, data_bytes=80_000_000)
    assert "would take 2.0 times as long by what was measured of this machine" in found.sentence
    assert "would take 1.8 times as long" in judged(4.5e-7, WIDE).sentence


def test_jumps_that_cost_little_beside_the_work_explain_nothing():
    busy = replace(FAR, work={**FAR.work, "gather": 200_000})
    assert judged(3.4e-4, busy, data_bytes=10_000_000).limit == "unknown"


def test_beside_branches_that_go_both_ways_jumps_are_one_candidate_of_two():
    both = replace(FAR, work={**FAR.work, "branch": 3_000})
    found = judged(1.2e-4, both, data_bytes=10_000_000)
    assert found.limit == "unknown"
    assert "branches that cannot be foreseen, data that is not in the cache" in found.sentence


def test_what_was_counted_and_is_too_little_is_no_candidate():
    found = judged(4e-4, SUM)
    assert found.sentence.endswith("(40.0 µs); nothing that was counted explains it.")


def test_a_chain_by_way_of_memory_waits_for_what_was_stored():
    kept = replace(SUM, work={"chain forward": 10_000, "load": 10_000, "store": 10_000})
    found = judged(8e-5, kept)
    assert found.limit == "latency"
    assert "a load of what was just stored, with a step, takes 8.00" in found.sentence


def test_allocations_are_named_where_they_are_most_of_it():
    assert judged(1e-3, SUM, allocations_per_call=20_000.0).limit == "allocation"


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"contention": 6.0}, "hinder each other"),
        ({"imbalance": 1.8}, "1.80 times the mean"),
        ({"contention": 2.0}, "work 2.0 times as long as callers side by side with data of"),
        (
            {"advice": (Advice("one thread", Ratio(2.0, 1.9, 2.1), True, True),)},
            "One thread is 2.00",
        ),
    ],
)
def test_what_threads_cost_comes_before_the_loops(known, words):
    found = judged(2e-5, SUM, parallel=True, **known)
    assert found.limit == "threads"
    assert words in found.sentence


def test_parts_that_are_even_and_no_contention_are_no_limit():
    assert judged(2e-5, SUM, parallel=True, imbalance=1.2, contention=1.3).limit == "latency"


def test_without_a_loop_nothing_is_claimed():
    assert judged(1e-3).limit == "unknown"


def test_a_bandwidth_is_interpolated_and_never_extrapolated():
    assert rate_at(CEILINGS.read, 100) == pytest.approx(1e11)
    assert rate_at(CEILINGS.read, 10**9) == pytest.approx(1e10)
    assert 1e10 < rate_at(CEILINGS.read, 300_000) < 1e11


def test_ceilings_are_kept_for_this_machine():
    assert kept() is None
    keep(CEILINGS)
    assert kept() == CEILINGS


def test_the_best_of_two_moments_is_what_a_machine_can_do():
    slower = replace(CEILINGS, region_s=1.0, cycle_s=2e-9, read=((1, 1.0),) * len(CEILINGS.read))
    both = best_of(replace(slower, quiet=False), replace(CEILINGS, quiet=False))
    assert replace(both, tries=1, quiet=True) == replace(CEILINGS, read=both.read)
    assert [rate for _, rate in both.read] == [rate for _, rate in CEILINGS.read]
    assert (both.tries, both.settled) == (2, False)
    assert best_of(both, replace(CEILINGS, quiet=False)).settled
    assert best_of(both, CEILINGS).settled


def test_threads_may_wait_for_cores_that_others_use():
    why = Why("kernel", "variant", 10_000, 2, loops=(WIDE,), advice=(ALONE,))
    found = bounds(why, CEILINGS, 1e-7, 8_000, True)
    said = [verdict(why, found, CEILINGS, 1e-4, True, crowded) for crowded in (False, True)]
    assert [one.limit for one in said] == ["threads", "unknown"]
    assert verdict(why, found, CEILINGS, 1e-5, True, crowded=True).limit == "threads"
    assert said[0].sentence.startswith("One thread is 2.00 times as fast (measured): starting")
    assert said[1].sentence.endswith("for each other and for cores that others use.")


@pytest.mark.parametrize(("contention", "sure"), [(1.0, True), (2.5, False), (6.3, True)])
def test_contention_beside_other_programs_is_sure_where_it_is_none_or_a_lot(contention, sure):
    assert is_sure(contention) is sure


def test_bandwidths_follow_what_reading_takes_at_the_moment():
    now = CEILINGS.at(2e-9, rate_at(CEILINGS.read, 1e6) / 2, 1_000_000)
    assert now.cycle_s == 2e-9
    for name in ("read", "update", "change"):
        before, after = (rate_at(getattr(one, name), 1e5) for one in (CEILINGS, now))
        assert after == pytest.approx(before / 2)
    assert CEILINGS.at(2e-9, None, 1_000).read == CEILINGS.read


def test_of_what_a_library_does_no_bound_is_known():
    called = {"libscipy_openblas-6cdc3b4a.so": 0.97, "libc.so.6": 0.03}
    found = judged(1e-3, called=called)
    assert found.limit == "unknown"
    assert found.sentence.startswith("97 % of the time is in libscipy_openblas, which it calls:")
    assert judged(1e-3).sentence.startswith("No loop was counted")
    (said,) = of_libraries(Why("kernel", "variant", 10, None, called={**called, "Numba": 0.002}))
    assert said.startswith("Of the samples, 97 % are in libscipy_openblas, 3")


def test_what_is_instructions_takes_as_many_cycles_at_a_slower_moment():
    slower = CEILINGS.at(2 * CEILINGS.cycle_s, None, 8_000)
    assert slower.allocation_s == 2 * CEILINGS.allocation_s
    assert slower.region_s == 2 * CEILINGS.region_s
    assert slower.read == CEILINGS.read


def test_long_turns_overlap_as_far_as_the_processor_looks_ahead():
    ceilings = replace(CEILINGS, looks_ahead=100.0)
    work = {"division": 100, "instruction": 5_000, "span fadd": 10 * 5_000, "span load": 2 * 5_000}
    turns = replace(SUM, trips=100, work=work)
    why = Why("kernel", "variant", 100, None, loops=(turns,))
    found = bounds(why, ceilings, 1e-7, 8_000, False)
    assert found.ahead_s == pytest.approx(100 * 1e-9 * 50 * 50 / 100)
    said = verdict(why, found, ceilings, 2.6e-6, False)
    assert (said.limit, round(said.over_bound, 2)) == ("throughput", 1.0)
    assert "looks ahead by no more than about 100 instructions" in said.sentence
    assert verdict(why, found, ceilings, 9e-6, False).limit == "unknown"


@pytest.mark.parametrize(
    ("data_bytes", "passes", "moved"),
    [(4_000_000, 9, 40_000_000), (4_000_000, 0, 4_000_000), (400_000, 9, 400_000)],
)
def test_data_that_a_cache_does_not_hold_are_moved_in_each_pass(data_bytes, passes, moved):
    large = replace(WIDE, bytes=10 * data_bytes, work={**WIDE.work, "passes": passes})
    found = bounds(Why("k", "v", 1, None, loops=(large,)), CEILINGS, 0.0, data_bytes, False)
    assert found.memory_s == pytest.approx(moved / rate_at(CEILINGS.read, data_bytes), rel=1e-3)
