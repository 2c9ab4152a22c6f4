"""Facts drawn from runs of which the truth is known."""

import json
from dataclasses import replace

import made_runs as made
import pytest
from judge import Verdicts, judge
from known_truth import Curve, Truth, make, without_noise
from made_runs import FAST, LOOP
from plain_bursts import make_bursts
from plain_clocked import make_clocked
from plain_judge import SURE, answered, judge_plain, misshapen
from plain_machines import make_machine
from plain_truth import make_file
from sample_runs import save
from sentences import judge_sentences

from explorer.cli import main
from explorer.measure.events import Checked, Compiled, Finished, Measured, Started, Update
from explorer.measure.plan import Baseline, KernelRef, Plan, Point
from explorer.measure.statistics import Sample, estimate
from explorer.results import runfile
from explorer.results.analysis import contenders
from explorer.results.facts.crossings import Meeting, crossing
from explorer.results.facts.facts import facts
from explorer.results.facts.laws import law, student
from explorer.results.facts.ratios import Ratio, ratio
from explorer.results.facts.standing import standing
from explorer.results.facts.subject import Subject
from explorer.results.fold import fold
from explorer.results.words.answer import answer

RUNS = 40


def run_of(curves, sizes, threads=(1,), scatter=0.0, wrong=()):
    """Return a run of these curves, with a scatter that is the same in each round."""
    names = tuple(curves)
    plan = Plan(KernelRef("k", variants=names), tuple(sizes), threads, names, Baseline(names[0]))
    events = [Started(plan, "2026-01-01T00:00:00+00:00", "0", "worker thread", {})]
    events += [Compiled(name, 0.1, curve.threaded) for name, curve in curves.items()]
    for size in sizes:
        updates = []
        for place, (name, curve) in enumerate(curves.items()):
            for count in threads if curve.threaded else (1,):
                point = Point(name, size, count)
                seconds = curve.seconds(size, count)
                turns = [(7 * i + 3 * place) % 11 - 5 for i in range(22)]
                samples = tuple(
                    Sample(i, seconds * (1 + scatter * turn / 5)) for i, turn in enumerate(turns)
                )
                events.append(Checked(point, 0.0, "It is off." if name in wrong else ""))
                updates.append(Update(point, 1, samples, estimate(samples)))
        events.append(Measured(size, tuple(updates)))
    return fold([*events, Finished("precise", "omp", 1.0, 1.0)])


def line(fixed, each, **threads):
    return Curve(fixed, each, 1.0, (), bool(threads), **threads)


def judged(runs):
    verdicts = Verdicts()
    for case, truth in enumerate(runs):
        judge(truth, verdicts, case)
    return verdicts


def test_of_facts_drawn_from_noisy_runs_next_to_none_is_false():
    verdicts = judged(make(seed) for seed in range(RUNS))
    assert verdicts.share("recommended", "over the next", "rule", "best threads") <= 0.01
    assert verdicts.share("pays from") <= 0.10
    assert verdicts.share("pays against") <= 0.10
    assert verdicts.share("undecided") <= 0.10
    assert verdicts.stated["recommended"] > 5 * verdicts.stated["undecided"] / 2


@pytest.mark.parametrize(("spread", "decided"), [(0.05, True), (0.08, False)])
def test_what_may_be_behind_by_more_than_is_allowed_is_not_said_to_be_as_good(spread, decided):
    run = made.run({LOOP: {100: 1e-6}, FAST: {100: 1e-6}}, shapes={LOOP: {"spread": spread}})
    (one,) = facts(Subject(run)).regimes
    assert one.decided is decided


@pytest.mark.parametrize(("slower", "first"), [(1.01, "loop"), (1.033, "fast")])
def test_of_what_is_good_enough_the_plainest_is_first_unless_it_visibly_loses(slower, first):
    run = made.run({LOOP: {100: slower * 1e-6}, FAST: {100: 1e-6}})
    (one,) = facts(Subject(run)).regimes
    assert one.best[0][0] == first
    assert len(one.best) == 2


def test_what_is_behind_several_is_behind_the_fastest_of_them():
    run = made.run({LOOP: {100: 1e-6}, FAST: {100: 5e-7}, ("numpy", 1): {100: 8e-7}})
    found = standing(Subject(run), LOOP, 100)
    assert found.ahead == (FAST, ("numpy", 1))
    assert found.behind == pytest.approx(1.0, rel=0.02)


@pytest.mark.parametrize(("lost", "steps"), [(1.03, 1), (1.07, 2)])
def test_a_rule_has_one_step_less_only_where_that_loses_little(lost, steps):
    run = made.run({LOOP: {100: 1e-7, 1000: lost * 1e-6}, FAST: {100: 1.2e-7, 1000: 1e-6}})
    assert len(facts(Subject(run)).rule.steps) == steps


def test_the_least_of_many_ratios_may_be_off_by_more_than_a_ratio_that_was_not_sought():
    run = made.run({LOOP: {100: 1e-6}, FAST: {100: 5e-7}})
    (one,) = facts(Subject(run)).regimes
    mine, other = (run.point(*curve[:1], 100, 1) for curve in (FAST, LOOP))
    alone = ratio(mine, other)
    assert one.over_next.median == alone.median
    assert one.over_next.low < alone.low < alone.high < one.over_next.high


def test_what_is_ahead_in_the_rounds_that_both_have_is_the_best_whatever_the_medians_say():
    found = judge(make(37), Verdicts(), 37)  # the other lost rounds of the slower half
    best = found.regimes[0].best[0]
    mine, other = (found.subject.record(curve, 4600) for curve in (best, ("v1", 1)))
    assert mine.median_s > 1.05 * other.median_s
    assert ratio(mine, other).low > 1.15
    assert found.rule.steps[0].curve == best


def test_of_what_the_command_says_of_files_of_others_next_to_none_is_false(tmp_path):
    verdicts = Verdicts()
    path = tmp_path / "run.json"
    for seed in range(300, 316):
        one = (make_bursts, make_clocked, make_file, make_machine)[seed % 4](seed)
        answer = answered(one, path)
        assert not misshapen(one, answer), seed
        judge_plain(one, answer, verdicts, seed)
        judge_sentences(one, answer, runfile.read(path), verdicts, seed)
    assert verdicts.false["read"] == 0, verdicts.cases
    assert verdicts.stated["recommended"] > 40
    assert verdicts.stated["best threads"] > 90
    assert verdicts.share(*SURE) <= 0.01, verdicts.cases
    assert verdicts.share("best threads", "over one thread", "over the best serial") <= 0.05
    assert verdicts.share("pays from") <= 0.1
    assert verdicts.share("undecided") <= 0.1, verdicts.cases


def test_without_noise_everything_is_decided_and_right():
    truths = [without_noise(make(seed)) for seed in range(RUNS)]
    verdicts = judged(truths)
    for found in (facts(Subject(truth.run)) for truth in truths):
        assert all(found.missing_at(one.first) for one in found.undecided)
    assert verdicts.share("recommended", "over the next", "rule", "best threads") == 0
    assert verdicts.share("pays from") <= 0.10


def test_three_regimes_are_three():
    sizes = [int(10 ** (place / 2)) for place in range(4, 15)]
    run = run_of(
        {
            "fastmath": line(1e-7, 1.2e-10),
            "few": line(1e-7, 1.5e-10, serial=0.2, start=1e-6),
            "many": line(1e-7, 1.2e-10, serial=0.01, start=2e-5),
        },
        sizes,
        threads=(1, 2, 16),
    )
    found = facts(Subject(run))
    assert [regime.decided for regime in found.regimes] == [True] * len(found.regimes)
    assert found.rule.steps[0].curve == ("fastmath", 1)
    for size in sizes:
        step = [step for step in found.rule.steps if step.start <= size][-1]
        mine = run.point(step.curve[0], size, step.curve[1]).estimate.median_s
        best = min(r.estimate.median_s for p, r in run.points.items() if p.size == size)
        assert mine <= 1.05 * best


def test_threads_are_credited_against_the_best_that_needs_none():
    run = run_of(
        {
            "njit": line(1e-7, 8e-10),
            "fastmath": line(1e-7, 1.2e-10),
            "parallel_fastmath": line(1e-7, 1.2e-10, start=6e-6),
        },
        [100, 1000, 10_000, 100_000, 1_000_000],
        threads=(1, 2),
    )
    (paying,) = facts(Subject(run)).paying
    truth = 6e-6 * 1.2 / (1.2e-10 / 2)
    assert set(paying.against) <= {"fastmath", "parallel_fastmath"}
    assert paying.crossing.low <= truth <= paying.crossing.high
    assert paying.crossing.size == pytest.approx(truth, rel=0.2)


def test_one_is_faster_from_where_its_median_is_so_for_good():
    ratios = [(10, 0.8, 0.9), (20, 1.02, 1.1), (50, 0.95, 1.1), (100, 0.8, 1.1), (200, 1.5, 1.6)]
    met = [Meeting(n, 1e-6 * n, Ratio(r, r - 0.1 * (n < 200), high)) for n, r, high in ratios]
    found = crossing(met)
    assert found.low < 20
    assert 100 < found.size < found.high <= 200


def test_threads_pay_against_what_is_best_where_they_cross_and_not_at_the_largest_size():
    run = run_of(
        {
            "small": line(1e-7, 2e-10),
            "large": line(2e-4, 1e-10),
            "team": line(1e-7, 2e-10, start=6e-6),
        },
        [100, 1000, 10_000, 100_000, 1_000_000, 10_000_000],
        threads=(1, 8),
    )
    (paying,) = facts(Subject(run)).paying
    assert 10_000 < paying.crossing.size < 100_000
    assert "large" not in paying.against


def test_the_best_count_is_named_and_not_the_most():
    run = run_of(
        {"p": line(1e-7, 1e-9, serial=0.5)}, [10_000, 1_000_000], threads=(1, 2, 4, 16, 64)
    )
    run = replace(run, points={p: r for p, r in run.points.items() if p.threads < 64})
    one = facts(Subject(run)).at_largest("p")
    assert one.best == 16
    flat = run_of({"p": line(1e-3, 1e-12, serial=0.9)}, [1000, 10_000], threads=(1, 2, 4, 64))
    assert facts(Subject(flat)).at_largest("p").best == 1


def test_of_what_is_as_good_the_plainest_is_recommended():
    sizes = (1000, 100_000)
    curves = {
        ("njit", 1): {n: n * 1.010e-9 for n in sizes},
        ("boundscheck", 1): {n: n * 1.000e-9 for n in sizes},
        ("slow", 1): {n: n * 3e-9 for n in sizes},
    }
    rule = facts(Subject(made.run(curves))).rule
    assert [step.curve for step in rule.steps] == [("njit", 1)]


def test_what_is_compiled_to_find_errors_is_recommended_only_where_nothing_else_is_compiled():
    """Its checks may cost nothing that can be seen, or even less by chance."""
    sizes = (1000, 100_000)
    curves = {
        ("python", 1): {n: n * 90e-9 for n in sizes},
        ("njit", 1): {n: n * 1.2e-9 for n in sizes},
        ("boundscheck", 1): {n: n * 1.0e-9 for n in sizes},
    }
    guarded = [Compiled("njit", 0.2, False), Compiled("boundscheck", 0.2, False, guarded=True)]
    run = made.run(curves, more=guarded)
    assert [step.curve for step in facts(Subject(run)).rule.steps] == [("njit", 1)]
    assert contenders(run, 1000)[0].point.variant == "njit"
    left = {curve: times for curve, times in curves.items() if curve[0] != "njit"}
    alone = made.run(left, more=guarded[1:])
    assert [step.curve for step in facts(Subject(alone)).rule.steps] == [("boundscheck", 1)]


def test_a_least_median_that_chance_may_have_made_is_no_reason_for_something_less_plain():
    """Of the same machine code, one variant's median is 3 % less, from samples that scatter."""
    sizes = (1000, 100_000)
    curves = {
        ("njit", 1): {n: n * 1.03e-9 for n in sizes},
        ("error_model_numpy", 1): {n: n * 1.000e-9 for n in sizes},
    }
    scattered = {("njit", 1): {"spread": 0.05, "shift": 3}}
    rule = facts(Subject(made.run(curves, shapes=scattered))).rule
    assert [step.curve for step in rule.steps] == [("njit", 1)]
    assert 0.02 < rule.loss < 0.04
    surely = facts(Subject(made.run(curves, shapes={("njit", 1): {"spread": 0.001}}))).rule
    assert [step.curve for step in surely.steps] == [("error_model_numpy", 1)]


def test_what_threads_bring_over_the_best_serial_holds_for_each_that_may_be_the_best():
    """Of two loops, either may be the fastest: the threads are told against both."""
    sizes = (1000, 100_000)
    curves = {
        ("one", 1): {n: n * 1.00e-9 for n in sizes},
        ("two", 1): {n: n * 1.02e-9 for n in sizes},
        ("team", 1): {n: n * 4e-9 for n in sizes},
        ("team", 2): {n: n * 2e-9 for n in sizes},
    }
    scattered = {("two", 1): {"spread": 0.1, "shift": 3}}
    run = made.run(curves, threaded=("team",), shapes=scattered)
    over = facts(Subject(run)).at_largest("team").over_serial
    alone = made.run({key: curves[key] for key in curves if key[0] != "two"}, threaded=("team",))
    assert over.low < facts(Subject(alone)).at_largest("team").over_serial.low - 0.01
    assert over.low <= over.median <= over.high


def test_equal_code_is_not_ranked():
    same = line(1e-7, 1e-9)
    run = run_of({"njit": same, "as_written": same}, [100, 10_000], scatter=0.01)
    (regime,) = facts(Subject(run)).regimes
    assert set(regime.best) == {("njit", 1), ("as_written", 1)}
    assert regime.decided


def test_what_scatters_more_than_it_differs_is_undecided():
    run = run_of({"a": line(1e-7, 1e-9), "b": line(1e-7, 1.04e-9)}, [1000, 100_000], scatter=0.9)
    assert [regime.decided for regime in facts(Subject(run)).regimes] == [False]


def test_threads_do_not_lose_where_their_best_count_was_not_measured():
    sizes = (100, 1000, 10_000, 100_000)
    curves = {
        LOOP: {n: 1e-7 + 1e-9 * n for n in sizes},
        ("team", 1): {n: 3e-7 + 1e-9 * n for n in sizes},
        ("team", 2): {n: 2e-6 + 5e-10 * n for n in sizes},
        ("team", 8): {n: 1e-6 + 1.3e-10 * n for n in sizes if n != 10_000},
    }
    curves["team", 2][10_000] = 1.5e-5  # slower than loop's 10.1 µs
    lost = [made.skipped("team", 10_000, 8)]
    whole = made.run(curves, threaded=("team",), more=lost)
    pays = next(one for one in facts(Subject(whole)).paying if one.variant == "team").crossing
    assert pays.low < 2000  # 1,030 is true; as 2 threads have it, it would be above 10,000


def test_nothing_is_compared_with_the_best_of_one_thread_where_that_was_not_measured():
    sizes = (1000, 10_000)
    curves = {
        LOOP: {1000: 1e-6},
        ("team", 1): {n: 3e-9 * n for n in sizes},
        ("team", 2): {n: 1.5e-9 * n for n in sizes},
    }
    run = made.run(curves, threaded=("team",), more=[made.skipped("loop", 10_000)])
    small, large = (facts(Subject(run)).threading_at(n)[0] for n in sizes)
    assert small.serial == LOOP
    assert large.serial is large.over_serial is None


def test_an_open_range_names_all_that_may_be_best_somewhere_in_it():
    curves = {
        LOOP: {10: 1e-6, 100: 1e-6},
        FAST: {10: 1.01e-6, 100: 9e-6},
        ("other", 1): {10: 9e-6, 100: 1.01e-6},
    }
    wide = {curve: {"spread": 0.3} for curve in curves}
    (regime,) = facts(Subject(made.run(curves, shapes=wide))).regimes
    assert regime.best == (LOOP, FAST, ("other", 1))


def test_wrong_variants_never_win_at_any_size():
    run = run_of({"slow": line(1e-6, 1e-9), "fast": line(1e-8, 1e-10)}, [100, 1000], wrong=["fast"])
    found = facts(Subject(run))
    assert found.rule.steps[0].curve == ("slow", 1)
    assert [one.variant for one in found.wrong] == ["fast"]


def test_facts_are_about_what_is_in_sight():
    run = run_of({"a": line(1e-7, 1e-9), "b": line(1e-8, 1e-9)}, [100, 1000, 10_000, 100_000])
    seen = facts(Subject(run, hidden=frozenset({("b", 1)}), low=500, high=20_000))
    (regime,) = seen.regimes
    assert (regime.first, regime.last, regime.best) == (1000, 10_000, (("a", 1),))


@pytest.mark.parametrize("serial", [0.02, 0.1, 0.4])
def test_a_law_finds_the_serial_share_it_was_made_with(serial):
    counts = (1, 2, 4, 8, 16)
    values = [(n, 1 / (serial + (1 - serial) / n)) for n in counts]
    found = law(tuple((n, Ratio(v, 0.98 * v, 1.02 * v)) for n, v in values))
    assert found.model == "amdahl"
    assert found.serial.low <= serial <= found.serial.high
    assert found.doubled == pytest.approx(1 / (serial + (1 - serial) / 32), rel=0.02)


def test_the_law_with_a_maximum_is_taken_where_there_is_one():
    counts = (1, 2, 4, 8, 16, 32, 64)
    values = [(n, n / (1 + 0.02 * (n - 1) + 0.002 * n * (n - 1))) for n in counts]
    found = law(tuple((n, Ratio(v, 0.98 * v, 1.02 * v)) for n, v in values))
    assert found.model == "usl"
    assert found.coherency.low <= 0.002 <= found.coherency.high
    assert found.best_at == pytest.approx((0.98 / 0.002) ** 0.5, rel=0.1)
    assert law(tuple((n, Ratio(v, v, v)) for n, v in values[:3])) is None


def test_the_quantile_of_few_degrees_of_freedom_is_that_of_tables():
    known = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 10: 2.228, 30: 2.042}
    for freedom, value in known.items():
        assert student(freedom) == pytest.approx(value, rel=2e-3)


def test_no_law_is_told_of_times_that_follow_none():
    values = {1: 1.0, 2: 1.99, 4: 1.98, 8: 1.95, 16: 1.9, 32: 1.85, 64: 1.77}
    assert law(tuple((n, Ratio(v, 0.99 * v, 1.01 * v)) for n, v in values.items())) is None


def test_the_command_prints_the_facts(tmp_path, capsys):
    truth = make(3)
    assert isinstance(truth, Truth)
    save(truth.run, tmp_path / "run.json")
    assert main(["answer", str(tmp_path / "run.json"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.keys() == {
        "regimes", "threads", "wrong", "not_parallel", "undecided", "rule", "sentences",
    }  # fmt: skip
    assert found["regimes"][0]["from"] == truth.run.plan.sizes[0]
    assert main(["answer", str(tmp_path / "run.json")]) == 0
    assert capsys.readouterr().out
    assert main(["answer", str(tmp_path / "none.json")]) == 2


@pytest.mark.parametrize("size", [10_000, 1_000_000])  # however far away
def test_the_only_one_that_was_measured_at_a_size_is_not_recommended_there(size):
    slow, quick = {100: 1e-4, 1000: 1e-3, size: 1e-2}, {100: 1e-6, 1000: 1e-5}
    run = made.run({LOOP: slow, FAST: quick}, more=[made.skipped("fast", size)])
    found = facts(Subject(run))
    assert [step.curve for step in found.rule.steps] == [FAST]
    first, last = found.regimes
    assert (first.first, first.last, first.best, first.decided) == (100, 1000, (FAST,), True)
    assert (last.first, set(last.best), last.decided) == (size, {LOOP, FAST}, False)
    assert answer(run)[:2] == (
        "Use fast at every size from 100 to 1,000.",
        f"At n = {size:,} it cannot be told what is best: fast was not measured there.",
    )


def test_a_hole_in_the_best_curve_is_no_range_of_another():
    slow, quick = {100: 1e-4, 1000: 1e-3, 10_000: 1e-2}, {100: 1e-6, 10_000: 1e-4}
    run = made.run({LOOP: slow, FAST: quick}, more=[made.skipped("fast", 1000)])
    assert [step.curve for step in facts(Subject(run)).rule.steps] == [FAST]
    assert answer(run)[1] == (
        "At n = 1,000 it cannot be told what is best: fast was not measured there."
    )


def test_what_was_not_measured_at_one_size_is_not_said_to_be_so_at_the_next():
    slow, quick = {100: 1e-4, 1000: 1e-3, 10_000: 1e-4}, {100: 1e-6, 10_000: 1e-4}
    wide = {Point("fast", 10_000, 1): {"spread": 0.3}}
    run = made.run({LOOP: slow, FAST: quick}, more=[made.skipped("fast", 1000)], shapes=wide)
    assert [(one.first, one.decided) for one in facts(Subject(run)).regimes] == [
        (100, True),
        (1000, False),
        (10_000, False),
    ]
    assert "At n = 1,000 it cannot be told what is best: fast was not" in answer(run)[2]


def test_ranges_in_which_different_curves_are_missing_are_told_one_by_one():
    slow = {100: 1e-4, 1000: 1e-3, 10_000: 1e-2}
    quick, other = {100: 1e-6, 1000: 1e-5}, {100: 1.1e-6, 10_000: 1e-4}
    more = [made.skipped("fast", 10_000), made.skipped("other", 1000)]
    curves = {LOOP: slow, FAST: quick, ("other", 1): other}
    run = made.run(curves, more=more, shapes={key: {"spread": 0.3} for key in curves})
    assert [one.last for one in facts(Subject(run)).regimes][-2:] == [1000, 10_000]


def test_what_failed_at_a_size_cannot_be_used_there():
    slow, quick = {100: 1e-4, 1000: 1e-3}, {100: 1e-6}
    run = made.run({LOOP: slow, FAST: quick}, more=[made.failed("fast", 1000, 1)])
    assert [step.curve for step in facts(Subject(run)).rule.steps] == [FAST, LOOP]


def test_what_was_behind_anyway_is_not_missed():
    slow, quick = {100: 1e-4}, {100: 1e-6, 1000: 1e-5}
    run = made.run({LOOP: slow, FAST: quick}, more=[made.skipped("loop", 1000)])
    assert facts(Subject(run)).regimes[0].last == 1000
