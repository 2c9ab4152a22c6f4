"""What the answer to a run says, and that the headlines agree with it."""

import re
from dataclasses import replace

import made_runs as made
import pytest
from made_runs import FAST, LOOP, TEAM, TEAM1

from explorer.kernels.finding import find
from explorer.measure.events import Compiled
from explorer.measure.plan import Baseline, KernelRef, Point
from explorer.measure.statistics import Interval
from explorer.results import wording
from explorer.results.facts.facts import facts
from explorer.results.facts.subject import Subject
from explorer.results.fold import fold
from explorer.results.words.answer import answer, answer_about, is_early
from explorer.results.words.conditions import conditions
from explorer.results.words.dispatch import dispatch
from explorer.results.words.headlines import speedup_headline, time_headline
from explorer.results.words.scaling import threads_headline


def said(run):
    return " ".join(answer(run))


def test_the_answer_begins_with_what_to_do_and_goes_on_with_why():
    first, why, *rest = answer(made.sweep())
    assert first.startswith("Use team with 2 threads from n ≈ 4,4")
    assert first.endswith("on, below that loop.")
    assert why.startswith("At n = 100,000, team with 2 threads takes 52.0 µs a call, 1.92× (")
    assert "as fast as loop" in why
    assert (
        "; at n = 10,000, the largest size with enough undisturbed samples of both, it is " in why
    )
    assert 1 <= len(rest) <= 5


def test_the_answer_tells_the_efficiency():
    assert "2 threads make team 1.9" in said(made.sweep())
    assert "an efficiency of 97 % (1.04× the core time: threads × time)" in said(made.sweep())


def test_poor_scaling_is_pointed_out():
    curves = {TEAM1: {10: 1.2e-6}, TEAM: {10: 1e-6}}
    assert "an efficiency of 60 % (1.68× the core time: threads × time): starting them" in said(
        made.run(curves, threaded=("team",))
    )


def test_threads_that_slow_down_are_called_that():
    curves = {TEAM1: {10: 1e-6}, TEAM: {10: 4e-6}}
    run = made.run(curves, threaded=("team",))
    assert "more threads do not make team faster: with 2 a call takes 4.02× (" in said(run)
    assert threads_headline(Subject(run), 10).startswith(
        "At n = 10, more threads do not make team faster: with 2 a call takes 4.02× ("
    )
    assert answer(run)[0] == "Use team with 1 thread at n = 10."


def test_one_thread_count_alone_shows_no_scaling():
    run = made.run({TEAM: {10: 1e-6}}, threaded=("team",))
    assert answer(run) == (
        "Use team with 2 threads at n = 10.",
        "At n = 10, team with 2 threads takes 1.00 µs a call.",
    )


def test_the_baseline_is_named_with_the_threads_it_was_measured_with():
    curves = {("slow", 2): {10: 3e-6}, TEAM: {10: 1e-6}}
    run = made.run(curves, threaded=("slow", "team"), baseline=Baseline("slow", 1))
    assert time_headline(Subject(run)).endswith("as fast as slow with 2 threads")


def test_a_variant_that_only_asks_for_threads_is_exposed():
    note = "loop is not parallel: no loop to run in parallel."
    run = made.sweep(notes={"loop": note}, baseline=Baseline("python"))
    assert note in said(run)


def test_what_only_asks_for_threads_is_compared_where_the_ratio_is_known():
    curves, notes = {LOOP: {10: 1e-6}, FAST: {10: 1.5e-6}}, {"fast": "fast is not parallel."}
    assert "At n = 10 it is 0.66" in said(made.run(curves, notes=notes))
    once = made.run(curves, notes=notes, shapes={curve: {"rounds": 1} for curve in curves})
    assert "fast is not parallel." in said(once)
    assert "with any number of threads" not in said(once)
    hit = {LOOP: {10: 5e-6}, FAST: {10: 1e-6}}  # as by a burst, all of the one sample
    once = made.run(hit, notes=notes, shapes={curve: {"rounds": 1} for curve in curves})
    assert "with any number of threads" not in said(once)


def test_wrong_results_are_named_and_never_recommended():
    run = made.sweep(more=[made.wrong("team", 100_000, 2)])
    assert "team gives wrong results (at n = 100,000: the result is off by 0.5)" in said(run)
    assert answer(run)[0].startswith("Use loop at every size")


def test_what_failed_for_the_same_reason_is_said_together():
    curves = {LOOP: {10: 1e-6}, ("a", 1): {10: None}, ("b", 1): {10: None}}
    run = made.run(curves, more=[made.failed("a"), made.failed("b")])
    assert "Failed: a and b (ValueError: nope)." in said(run)
    lines = [replace(made.failed(name), line=7) for name in "ab"]
    assert "Failed: a and b (in line 7: ValueError: nope)." in said(made.run(curves, more=lines))


def test_what_is_alone_wins_nothing():
    curves = {LOOP: {10: 1e-6}, ("a", 1): {10: None}}
    run = made.run(curves, more=[made.failed("a")])
    assert answer(run)[:2] == (
        "Only loop could be measured, so there is nothing to choose from.",
        "At n = 10, loop takes 1.00 µs a call.",
    )
    assert dispatch(facts(Subject(run))) == ""
    assert answer(made.run({LOOP: {10: 1e-6}}))[0] == "Use loop at n = 10."


def test_plain_python_does_not_win_because_nothing_else_may_be_recommended():
    unfit = Compiled("fast", 0.2, False, unfit="“isnan” may answer wrongly under fastmath")
    curves = {LOOP: {10: 1e-6}, FAST: {10: 1e-9}}
    said = answer(made.run(curves, more=[unfit]))[0]
    assert said == "Only loop may be recommended, so there is nothing to choose from."
    run = made.run(curves, compile_s={"loop": 0.1}, more=[unfit])
    assert answer(run)[0] == "Use loop at n = 10."


def test_where_no_curve_is_named_none_is_spoken_of_as_the_best():
    curves = {LOOP: {10: 1e-6, 100: 2e-5}, FAST: {10: 2e-6, 100: 1e-5}}
    run = made.run(curves, compile_s={"loop": 1.0}, shapes={c: {"rounds": 1} for c in curves})
    first, *rest = answer(run)
    assert first == "Nothing is sure: the run cannot tell which of loop or fast is best."
    assert not [text for text in rest if "a call" in text or "pays off" in text]


def test_thread_counts_of_a_variant_are_named_together():
    curves = {("team", n): {10: 1e-6} for n in (1, 2, 4)} | {LOOP: {10: 2e-6}}
    wide = {("team", n): {"spread": 0.3} for n in (1, 2, 4)}
    first = answer(made.run(curves, threaded=("team",), shapes=wide))[0]
    assert "the run cannot tell which of team with 1, 2 or 4 threads is best" in first


def test_a_curve_is_compared_with_once():
    run = made.sweep(baseline=Baseline("python", 2), more=())
    assert said(run).count("as fast as python") == 1


def test_the_baseline_that_is_recommended_is_compared_with_the_next_best():
    curves = {LOOP: {10: 1e-6}, FAST: {10: 2e-6}, ("other", 1): {10: 9e-6}}
    why = answer(made.run(curves, baseline=Baseline("loop")))[1]
    assert why.startswith("At n = 10, loop takes 1.00 µs a call, 2.0")
    assert why.endswith(" as fast as fast, the next best.")


def test_what_uses_threads_is_no_plain_python():
    curves = {
        LOOP: {10: 1e-6},
        FAST: {10: 2e-6},
        ("python", 1): {10: 9e-6},
        ("python", 2): {10: 5e-6},
    }
    assert "as fast as python" not in said(made.run(curves, threaded=("python",)))


def test_what_is_wrong_somewhere_is_nothing_to_compare_with():
    assert "as fast as python" in said(made.sweep())
    assert "as fast as python" not in said(made.sweep(more=[made.wrong("python", 100)]))


def test_threads_pay_at_the_sizes_at_which_both_were_measured():
    curves = {LOOP: {10: None, 100: 1e-4, 1000: 1e-3}, TEAM: {10: 1e-6, 100: 1e-5, 1000: 1e-4}}
    curves |= {TEAM1: {10: None, 100: 2e-5, 1000: 2e-4}}
    text = said(made.run(curves, threaded=("team",)))
    assert "Its threads pay at every measured size of both, against" in text


def test_of_a_size_from_which_threads_pay_that_may_be_almost_any_only_the_ends_are_told():
    curves = {LOOP: {10: 1e-6, 10**6: 1e-2}, TEAM1: {10: 2e-6, 10**6: 2e-2}}
    run = made.run({**curves, TEAM: {10: 9e-6, 10**6: 5e-3}}, threaded=("team",))
    assert "Its threads pay from somewhere between n ≈ 88 and 1,000,000 on, against" in said(run)


def test_what_is_wrong_at_one_size_is_no_rival_at_another():
    curves = {LOOP: {10: 2e-6, 100: 2e-5}, ("a", 1): {10: 1e-6, 100: 1e-6}}
    run = made.run(curves, more=[made.wrong("a", 100, 1)])
    assert answer(run)[0] == "Only loop gives right results, so there is nothing to choose from."
    more = [made.wrong("a", 100, 1), made.skipped("b", 10), made.skipped("b", 100)]
    run = made.run({**curves, ("b", 1): {10: None, 100: None}}, more=more)
    assert answer(run)[0] == (
        "Of what was timed, only loop gives right results, so there is nothing to choose from."
    )


def test_what_alone_is_right_wins_nothing():
    run = made.run({LOOP: {10: 2e-6}, ("a", 1): {10: 1e-6}}, more=[made.wrong("a", 10, 1)])
    said = "Only loop gives right results, so there is nothing to choose from."
    assert answer(run)[0] == said
    others = made.run(
        {LOOP: {10: 2e-6}, ("a", 1): {10: 1e-6}, FAST: {10: 1e-6}}, more=[made.wrong("a", 10)]
    )
    assert answer_about(Subject(others, hidden=frozenset({FAST})))[0] == said
    assert dispatch(facts(Subject(run))) == ""


def test_what_alone_has_a_time_is_not_right_for_that():
    more = [made.wrong("loop", 10, 1), made.wrong("a", 10, 1)]
    run = made.run({LOOP: {10: 2e-6}, ("a", 1): {10: None}}, more=more)
    assert answer(run)[0] == "Nothing that was measured may be recommended."


def test_what_was_skipped_or_failed_is_said_with_the_reason():
    more = [made.skipped("python", 100_000), made.failed("team", 10_000, 1)]
    text = said(made.sweep(more=more))
    assert "Not measured: python at n = 100,000 (one call would take about 2.0 s" in text
    assert "Failed: team with 1 thread at n = 10,000 (ValueError: nope)" in text


def test_noisy_points_are_named_once_the_run_is_over():
    shapes = {LOOP: {"disturbed": range(9)}}
    text = said(made.sweep(shapes=shapes))
    assert re.search(r"of 16 points are noisy: too few undisturbed samples \(loop", text)
    assert "noisy" not in said(made.sweep(shapes=shapes, finished=""))


def test_the_answer_says_when_compiling_has_paid_against_what_needs_none():
    curves = {("numpy", 1): {100: 3e-6}, LOOP: {100: 1e-6}}
    run = made.run(curves, compile_s={"loop": 0.2})
    assert "Compiling loop (200 ms) pays off after about 100,000 calls" in said(run)
    run = made.run({("numpy", 1): {100: 1.2}, LOOP: {100: 0.2}}, compile_s={"loop": 1.3})
    assert "Compiling loop (1.3 s) pays off after about 2 calls" in said(run)


def test_equally_fast_variants_are_not_ranked():
    curves = {LOOP: {10: 1e-6}, ("other", 1): {10: 1.005e-6}, ("slow", 1): {10: 3e-6}}
    run = made.run(curves, baseline=Baseline("slow"))
    assert answer(run)[0] == "Use loop at n = 10."
    assert "; other is as fast to within 1.7" in answer(run)[1]
    headline = time_headline(Subject(run))
    assert headline.startswith("At n = 10, loop and other cannot be told apart, to within 1.7")
    once = answer(made.run(curves, baseline=Baseline("other")))[1]
    assert once.startswith("At n = 10, loop takes 1.00 µs a call; other is as fast to within 1.7")


def test_how_close_curves_are_is_told_only_where_it_is_known():
    curves = {LOOP: {10: 1e-6}, ("other", 1): {10: 1.005e-6}}
    run = made.run(curves, shapes={LOOP: {"spread": 0.3}})
    assert "to within" not in time_headline(Subject(run))
    assert "as fast" not in said(run)
    assert answer(run)[0] == (
        "Nothing is sure: the run cannot tell which of loop or other is best; the plainest "
        "that may well be so is loop."
    )


def test_one_curve_is_not_called_the_fastest():
    assert time_headline(Subject(made.run({LOOP: {10: 1e-6}}))) == "At n = 10, loop takes 1.00 µs"


def test_a_memory_bound_variant_is_told_by_its_rate():
    sizes = (10_000, 100_000, 1_000_000, 10_000_000)
    rates = (60e9, 60e9, 20e9, 20e9)
    times = {size: 24 * size / rate for size, rate in zip(sizes, rates, strict=True)}
    curves = {("parallel", 1): {n: 1.7 * t for n, t in times.items()}, ("parallel", 2): times}
    run = made.run(curves, threaded=("parallel",))
    text = " ".join(answer(run, find("triad")))
    assert "it moves 20.0 GB/s at the largest sizes, 60.0 GB/s at n = 10,000" in text
    assert "memory is likely the limit" in text
    assert "parallel (@numba.njit(parallel=True)) with 2 threads" in text
    curves["parallel", 1] = {n: 2.02 * t for n, t in times.items()}
    twice = made.run(curves, threaded=("parallel",))
    assert "memory" not in " ".join(answer(twice, find("triad")))  # which two threads found enough


def test_between_two_regimes_each_is_named():
    curves = {
        ("a", 1): {10: 1e-6, 100: 3e-6, 1000: 9e-6},
        ("b", 1): {10: 2e-6, 100: 2e-6, 1000: 8e-6},
        ("c", 1): {10: 4e-6, 100: 4e-6, 1000: 4e-6},
    }
    first = answer(made.run(curves))[0]
    assert first == "Use a below n ≈ 49, b from there to n ≈ 360, and c from there on."


def many_threads(curves):
    """A run of variants that thread, by name: n -> {threads: seconds}."""
    flat = {}
    for variant, sizes in curves.items():
        for size, times in sizes.items():
            for number, time in times.items():
                flat.setdefault((variant, number), {})[size] = time
    return made.run(flat, threaded=tuple(v for v in curves if v.startswith("par")))


def test_threads_are_credited_only_with_what_they_bring_against_the_best_without():
    run = many_threads(
        {
            "njit": {n: {1: n * 1e-9} for n in (100, 10_000, 1_000_000)},
            "fast": {n: {1: n * 2e-10} for n in (100, 10_000, 1_000_000)},
            "par_fast": {
                n: {1: 5e-6 + n * 2e-10, 2: 5e-6 + n * 1e-10} for n in (100, 10_000, 1_000_000)
            },
        }
    )
    text = said(run)
    pays = facts(Subject(run)).paying[0].crossing
    assert pays.low < 50_000 < pays.high  # against njit it would be 5,600
    assert "against the best with one thread, fast." in text
    assert "against the best with one thread, njit" not in text


def test_the_best_thread_count_is_named_and_not_the_most():
    times = {1: 1e-3, 2: 5.8e-4, 16: 5.8e-4, 64: 5.8e-4}
    run = many_threads({"par": {1_000_000: times}})
    assert answer(run)[0] == "Use par with 2 threads at n = 1,000,000."
    assert "2 threads make par 1.71× (" in said(run)
    assert "an efficiency of 86 % (1.17× the core time: threads × time); more, up to 64" in said(
        run
    )
    assert "bring no more." in said(run)
    assert "64 threads make" not in threads_headline(Subject(run), 1_000_000)


def test_what_threads_bring_is_not_said_where_one_thread_was_only_disturbed():
    curves = {TEAM1: {10: 9e-6}, TEAM: {10: 1e-6}}
    run = made.run(curves, threaded=("team",), shapes={TEAM1: {"disturbed": range(12)}})
    assert "how much 2 threads bring team cannot be told (0.8" in said(run)
    assert "efficiency" not in said(run)
    assert "how much 2 threads bring team cannot be told" in threads_headline(Subject(run), 10)


def test_a_headline_compares_with_no_time_that_is_only_disturbed():
    curves = {LOOP: {10: 9e-5}, FAST: {10: 1e-6}}
    run = made.run(curves, shapes={LOOP: {"disturbed": range(12)}})
    assert time_headline(Subject(run)) == "At n = 10, fast is fastest: 1.00 µs"
    assert "as fast as" not in said(run)
    assert (
        speedup_headline(Subject(run))
        == "loop has too few undisturbed samples at n = 10 to be compared"
    )


def test_threads_that_pay_at_every_size_shown_are_not_said_to_pay_at_every_one():
    zoomed = " ".join(answer_about(Subject(made.sweep(), low=50_000)))
    assert "Its threads pay at n = 100,000, against" in zoomed
    zoomed = " ".join(answer_about(Subject(made.sweep(), low=5_000)))
    assert "Its threads pay at every size shown, against" in zoomed


def test_options_of_a_variant_are_told_once():
    sizes = (10_000, 100_000, 1_000_000, 10_000_000)
    curves = {("parallel", 1): {}, ("parallel", 2): {}}
    for place, size in enumerate(sizes):
        curves["parallel", 1][size] = 1e-5 * 10**place
        curves["parallel", 2][size] = 1e-5 * 10**place * (2 if place < 2 else 0.5)
    first = answer(made.run(curves, threaded=("parallel",)), find("triad"))[0]
    assert first.count("@numba.njit") == 1


def test_no_range_is_passed_over():
    sizes = (100, 320, 1000, 10_000, 100_000, 3_200_000)
    run = many_threads(
        {
            "fast": {n: {1: 2e-7 + n * 2e-10} for n in sizes},
            "par": {n: {2: 5e-6 + n * 1e-10, 16: 3e-5 + n * 2e-11} for n in sizes},
        }
    )
    first = answer(run)[0]
    assert first.startswith("Use fast below n ≈ ")
    assert first.endswith(" from there on.")
    assert "16 threads" in first.split(" and ")[-1]
    steps = facts(Subject(run)).rule.steps
    assert [step.curve for step in steps] == [("fast", 1), ("par", 2), ("par", 16)]


def test_what_is_hidden_or_out_of_sight_is_not_spoken_of():
    run = made.sweep()
    hidden = frozenset({("team", 1), ("team", 2)})
    for headline in (time_headline, speedup_headline):
        assert "team" not in headline(Subject(run, hidden))
        assert "100,000" not in headline(Subject(run, low=90, high=11_000))
    assert "team" not in " ".join(answer_about(Subject(run, hidden))[:-1])
    assert (
        answer_about(Subject(run, hidden))[-1] == "2 curves out of sight are left out of all this."
    )
    zoomed = answer_about(Subject(run, low=90, high=11_000))
    assert zoomed[0].startswith(
        "Of the sizes shown, n = 100 to 10,000: use team with 2 threads from"
    )
    assert zoomed[-1] == "1 size out of sight is left out of all this."
    assert "100,000" not in " ".join(zoomed)
    unseen = threads_headline(Subject(run, hidden), 10_000)
    assert unseen == "No variant in sight has times with several thread counts at n = 10,000"
    everything = frozenset(run.series())
    assert time_headline(Subject(run, everything)) == "Nothing that is in sight may be recommended."
    assert "in sight" in time_headline(Subject(run, low=3, high=5))


def test_a_baseline_that_is_hidden_is_named_by_its_own_chart_alone():
    subject = Subject(made.sweep(), hidden=frozenset({LOOP}))
    assert "loop" not in time_headline(subject)
    assert "loop" not in " ".join(answer_about(subject))
    assert "loop" in speedup_headline(subject)


def busy():
    """A run beside programs that used all cores: one sample of most points, or four, or none."""
    sizes = (100, 1000, 10_000, 100_000, 1_000_000)
    small, large = sizes[:2], sizes[3:]
    curves = {
        LOOP: {n: 2e-7 + 1e-9 * n for n in sizes[:4]},
        FAST: {n: 2e-7 + (3e-10 if n > 1000 else 8e-10) * n for n in sizes[:4]},
        TEAM1: {n: 4e-6 + 8e-10 * n for n in sizes[:4]},
        TEAM: {n: 1.1e-6 + (2e-10 if n > 10_000 else 1e-8) * n for n in sizes[:4]},
    }
    curves[LOOP][large[-1]] = 2e-3
    one = {
        Point(*curve[:1], n, curve[1]): {"rounds": 4 if n == large[0] else 1}
        for curve in curves
        for n in sizes
    }
    spoilt = {Point("fast", n, 1): {"disturbed": range(12)} for n in small}
    more = [made.skipped(*curve[:1], large[-1], curve[1]) for curve in (FAST, TEAM1, TEAM)]
    return made.run(curves, threaded=("team",), more=more, shapes=one | spoilt)


def test_an_answer_of_which_little_is_sure_begins_with_that():
    first = answer(busy())[0]
    assert re.match(r"Little is sure: at \d of 5 sizes it cannot be told what is best\. ", first)
    assert "The likeliest: " in first
    assert "loop" not in first


def test_of_a_very_wide_interval_only_the_ends_are_told():
    assert wording.times(Interval(4.39, 1.22, 15.8)) == "1.22 to 15.8×"
    assert wording.times(Interval(4.39, 4.2, 4.5)) == "4.39× (4.20 to 4.50)"


@pytest.mark.parametrize(
    ("slower", "chosen"),
    [(1.08, "; the plainest that may well be so at every size is loop"), (1.25, "")],
)
def test_a_rule_that_goes_after_noise_is_not_told(slower, chosen):
    sizes = [10**k for k in range(2, 8)]
    curves = {
        c: {n: 1e-9 * n * (slower if (k + i) % 2 else 1) for k, n in enumerate(sizes)}
        for i, c in enumerate((LOOP, FAST))
    }
    run = made.run(curves, shapes={c: {"rounds": 1} for c in curves})
    assert len(facts(Subject(run)).rule.steps) == (1 if chosen else 6)
    said = "Nothing is sure: the run cannot tell which of loop or fast is best"
    assert answer(run)[0] == f"{said}{chosen}."


def test_what_may_be_best_but_hardly_is_does_not_count_as_the_plainest():
    curves = {LOOP: {10_000: 1.2e-5, 10**6: 1.2e-3}, FAST: {10_000: 1e-5, 10**6: 1e-3}}
    run = made.run(curves, shapes={c: {"rounds": 1} for c in curves})
    assert all(facts(Subject(run)).open_at(n) == (LOOP, FAST) for n in run.plan.sizes)
    assert answer(run)[0].endswith("; the plainest that may well be so at every size is fast.")


def test_a_size_at_which_the_best_was_not_measured_leaves_the_headline_to_the_others():
    subject = Subject(busy())
    assert time_headline(subject).startswith("At n = 100,000, ")
    assert "may be recommended" not in speedup_headline(subject)


def test_no_efficiency_is_told_of_threads_that_one_sample_shows():
    curves = {TEAM1: {10: 2.6e-6}, TEAM: {10: 1e-6}}
    run = made.run(curves, threaded=("team",), shapes={c: {"rounds": 1} for c in curves})
    assert "efficien" not in threads_headline(Subject(run), 10) + said(run)
    assert "how much 2 threads bring team cannot be told (0.722 to 9.36×" in said(run)
    spoilt = {TEAM1: {"rounds": 1}, TEAM: {"disturbed": range(12)}}
    run = made.run(curves, threaded=("team",), shapes=spoilt)
    assert "how much 2 threads bring team cannot be told." in said(run)


def test_more_than_threads_can_bring_is_not_told_as_what_they_bring():
    impossible = made.run({TEAM1: {10: 9e-5}, TEAM: {10: 1e-6}}, threaded=("team",))
    for text in (threads_headline(Subject(impossible), 10), said(impossible)):
        assert "what 2 threads bring team cannot be told" in text
        assert "efficien" not in text
    caches = made.run({TEAM1: {10: 2.4e-6}, TEAM: {10: 1e-6}}, threaded=("team",))
    assert "an efficiency of 119 %: more than so many threads have time for, as where" in said(
        caches
    )


def test_where_it_is_open_the_plainest_is_recommended_though_its_median_is_higher():
    curves = {TEAM1: {100: 1.03e-6}, TEAM: {100: 1e-6}}
    wide = {TEAM: {"spread": 0.3}}
    first = answer(made.run(curves, threaded=("team",), shapes=wide))[0]
    assert first.endswith("; the plainest that may well be so is team with 1 thread.")


def test_the_headline_and_the_answer_name_the_same_choice():
    run = made.sweep()
    assert "team with 2 threads" in answer(run)[1]
    assert "team with 2 threads" in time_headline(Subject(run))
    assert "team with 2 threads" in speedup_headline(Subject(run))


def test_what_surely_loses_a_little_is_said_to():
    sizes = {100: 1e-6, 1000: 1e-5, 10_000: 1e-4}
    factors = {100: 1.06, 1000: 1.0, 10_000: 0.97}
    curves = {LOOP: sizes, ("other", 1): {n: t * factors[n] for n, t in sizes.items()}}
    run = made.run(curves, shapes={LOOP: {"spread": 0.001}, ("other", 1): {"spread": 0.001}})
    assert answer(run)[0].startswith("Use loop at every size from 100 to 10,000; at no measured ")
    assert time_headline(Subject(run)).startswith("At n = 10,000, loop takes 3")
    assert "% longer than other" in said(run)
    assert "nothing is faster" not in speedup_headline(Subject(run))


def test_what_parallel_costs_with_one_thread_is_a_sentence_of_its_own():
    one, two, njit = ("parallel", 1), ("parallel", 2), ("njit", 1)
    curves = {njit: {10: 1e-4}, one: {10: 9.7e-4}, two: {10: 5e-4}}
    kernel = KernelRef("f", function="f", arguments={"a": "rng.random(n)"})
    run = made.run(curves, threaded=("parallel",), kernel=kernel)
    assert "With one thread, parallel takes 9.7" in said(run)
    assert "as long as njit at n = 10: what parallel=True makes of the code costs" in said(run)
    run = made.run({**curves, one: {10: 1.2e-4}}, threaded=("parallel",), kernel=kernel)
    assert "what parallel=True makes" not in said(run)


def test_python_that_wins_because_a_list_is_converted_is_explained():
    ref = KernelRef("total", "/a.py", "0" * 64, arguments={"a": "[1.0] * n"})
    curves = {("python", 1): {1000: 1e-5}, LOOP: {1000: 3e-4}}
    run = made.run(curves, kernel=ref, compile_s={"loop": 0.2})
    assert answer(run)[0].startswith("Use python")
    assert "a is a Python list, which Numba converts item by item at every call" in said(run)
    curves[("python", 1)][100_000] = 1e-3  # the budget was used up before the other's turn
    run = made.run(
        curves, kernel=ref, compile_s={"loop": 0.2}, more=[made.skipped("loop", 100_000)]
    )
    assert "a is a Python list, which Numba converts item by item at every call" in said(run)


@pytest.mark.parametrize("length", range(0, 40, 3))
def test_everything_can_be_said_at_any_moment_of_a_run(length):
    everything = list(
        made.events(
            {
                LOOP: {100: 1e-7, 1000: 1e-6, 10_000: 1e-5},
                TEAM1: {100: 1e-6, 1000: 2e-6, 10_000: 1.1e-5},
                TEAM: {100: 3e-6, 1000: 3e-6, 10_000: 6e-6},
            },
            threaded=("team",),
            compile_s={"loop": 0.1, "team": 0.6},
        )
    )
    run = fold(everything[: 1 + length])
    texts = (
        *answer(run),
        time_headline(Subject(run)),
        speedup_headline(Subject(run)),
        threads_headline(Subject(run), 100),
        threads_headline(Subject(run), 10_000),
        conditions(run),
    )
    assert all(text and "None" not in text and "nan" not in text for text in texts)


def test_before_the_first_point_it_is_measuring_and_after_a_fruitless_run_it_says_why():
    started = fold(list(made.events({LOOP: {10: 1e-6}}))[:3])
    assert answer(started) == ("Measuring …",)
    fruitless = made.run({LOOP: {10: None}}, more=[made.failed("loop")])
    assert answer(fruitless) == ("Nothing was measured.", "Failed: loop (ValueError: nope).")
    assert time_headline(Subject(fruitless)) == "Nothing was measured."


def test_while_the_run_goes_on_the_advice_is_preliminary():
    assert answer(made.sweep(finished=""))[0].startswith("So far: use team")


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("The result is 2.", "the result is 2"),
        ("GeneratorExit.", "GeneratorExit"),
        ("E: no.", "E: no"),
        ("Numba cannot.", "Numba cannot"),
        ("Numba’s own compiler broke.", "Numba’s own compiler broke"),
        ("NaN is none.", "NaN is none"),
    ],
)
def test_a_name_keeps_its_first_letter_within_a_sentence(sentence, part):
    assert wording.clause(sentence) == part


def test_what_threads_bring_is_said_of_the_variant_that_is_recommended():
    """Of two that cannot be told apart the first is, though the other is faster by a hair."""
    times = {"par_first": 1e-3, "par_other": 0.998e-3}
    run = many_threads({name: {1_000_000: {1: 2 * time, 2: time}} for name, time in times.items()})
    assert answer(run)[0] == "Use par_first with 2 threads at n = 1,000,000."
    for text in (said(run), threads_headline(Subject(run), 1_000_000)):
        assert "2 threads make par_first 1.99× (" in text


def test_one_sample_each_is_no_speed_up_where_either_may_be_the_faster():
    curves = {LOOP: {10: 1e-6}, FAST: {10: 5e-7}}
    once = made.run(curves, shapes={curve: {"rounds": 1} for curve in curves})
    assert "cannot tell which" in said(once)
    assert "as fast as" not in said(once)


def test_it_is_early_until_a_run_that_goes_on_has_come_to_each_of_its_curves():
    whole = replace(made.sweep(), finished="")
    first = dict(list(whole.points.items())[: len(whole.series()) - 1])
    assert is_early(replace(whole, points=first))
    assert not is_early(whole)
    assert not is_early(replace(whole, points=first, finished="stopped"))
