"""What the headlines of the charts of time, speed-up and threads say."""

import made_runs as made
from made_runs import FAST, LOOP, TEAM, TEAM1

from explorer.measure.plan import Baseline, Point
from explorer.results.facts.subject import Subject
from explorer.results.words.headlines import speedup_headline, time_headline
from explorer.results.words.scaling import threads_headline


def test_both_headlines_go_by_the_same_rule_where_there_is_one_sample():
    curves = {LOOP: {10: 1e-6}, FAST: {10: 2e-7}}
    run = made.run(curves, shapes={curve: {"rounds": 1} for curve in curves})
    assert time_headline(Subject(run)).endswith("about 5.0× as fast as loop")
    assert speedup_headline(Subject(run)).startswith(
        "At n = 10, fast is about 5.0× as fast as loop"
    )


def test_of_what_may_be_fastest_each_is_named():
    wide = {LOOP: {"spread": 0.3}}
    run = made.run({LOOP: {10: 1e-6}, FAST: {10: 1e-6}}, shapes=wide)
    said = "At n = 10, it cannot be told which is fastest: loop or fast"
    assert time_headline(Subject(run)) == said


def test_a_team_that_is_far_behind_at_the_sizes_next_to_it_is_told_from_the_best_of_one_thread():
    sizes = (100, 1000, 10_000)
    team = {TEAM1: {n: 5e-8 * n for n in sizes}, TEAM: {n: 3e-8 * n for n in sizes}}
    spoilt = {Point("team", 10_000, 2): {"disturbed": range(12)}}
    curves = {LOOP: {n: 1e-8 * n for n in sizes}, **team}
    subject = Subject(made.run(curves, threaded=("team",), shapes=spoilt))
    assert " as fast as loop, the best with one" in threads_headline(subject, 10_000, "serial")


def test_a_speedup_at_every_size_is_one_at_every_size_shown():
    run = made.run(
        {LOOP: dict.fromkeys((10, 100, 1000), 4e-6), FAST: dict.fromkeys((10, 100, 1000), 1e-6)}
    )
    assert speedup_headline(Subject(run)).endswith("faster at every size")
    assert speedup_headline(Subject(run, high=200)).endswith("faster at every size shown")


def test_what_is_surely_slower_than_the_baseline_is_not_called_as_fast():
    sizes = (100, 1000, 10_000)
    curves = {LOOP: dict.fromkeys(sizes, 1e-6), FAST: {100: 0.9e-6, 1000: 0.9e-6, 10_000: 1.03e-6}}
    steady = {LOOP: {"spread": 0.001}, FAST: {"spread": 0.001}}
    headline = speedup_headline(Subject(made.run(curves, shapes=steady)))
    assert headline.startswith("At n = 10,000, fast is 0.97")
    assert "cannot be told" not in headline


def test_the_time_headline_gives_the_time_and_the_speedup():
    assert time_headline(Subject(made.sweep())).startswith(
        "At n = 100,000, team with 2 threads is fastest: 52.0 µs, 1.9"
    )


def test_the_speedup_headline_says_from_which_size_on_it_pays():
    headline = speedup_headline(Subject(made.sweep()))
    assert headline.startswith("At n = 100,000, team with 2 threads is 1.92× (1.9")
    assert headline.endswith(", faster from n ≈ 4,400 on")


def test_the_speedup_headline_covers_the_other_cases():
    always = made.run({LOOP: {10: 4e-6, 100: 4e-6}, ("a", 1): {10: 1e-6, 100: 1e-6}})
    assert speedup_headline(Subject(always)) == (
        "At n = 100, a is 3.98× (3.98 to 4.05) as fast as loop, faster at every size"
    )
    never = made.run({LOOP: {10: 1e-6}, ("a", 1): {10: 2e-6}})
    assert speedup_headline(Subject(never)) == "At n = 10, nothing is faster than loop"
    unsure = made.run(
        {LOOP: {10: 1e-6}, ("a", 1): {10: 0.85e-6}}, shapes={("a", 1): {"spread": 0.9}}
    )
    assert "cannot be told from loop" in speedup_headline(Subject(unsure))
    alone = made.run({LOOP: {10: None}, ("a", 1): {10: 2e-6}}, more=[made.failed("loop")])
    assert speedup_headline(Subject(alone)) == "loop has no time to compare with at n = 10"


def test_the_speedup_headline_is_about_sizes_that_the_baseline_reached():
    run = made.sweep(baseline=Baseline("python"))
    headline = speedup_headline(Subject(run))
    assert headline.startswith("At n = 10,000, team with 2 threads is 168× (16")
    assert headline.endswith("faster at every size of both")


def test_the_threads_headline_covers_each_case():
    run = made.sweep()
    assert threads_headline(Subject(run), 100_000).startswith(
        "At n = 100,000, 2 threads make team 1.9"
    )
    assert threads_headline(Subject(run), 100_000).endswith("97 % efficient")
    serial = made.run({LOOP: {10: 1e-6}}, threads=(1, 2))
    assert threads_headline(Subject(serial), 10) == "None of these variants uses threads"
    single = made.run({TEAM1: {10: 1e-6}}, threaded=("team",))
    assert threads_headline(Subject(single), 10).startswith("Measured with 1 thread only")
    equal = made.run({TEAM1: {10: 1e-6}, TEAM: {10: 1e-6}}, threaded=("team",))
    assert threads_headline(Subject(equal), 10) == (
        "At n = 10, more threads do not make team faster"
    )
    wide = {TEAM1: {"spread": 0.3}}
    unsure = made.run({TEAM1: {10: 1e-6}, TEAM: {10: 1e-6}}, threaded=("team",), shapes=wide)
    assert threads_headline(Subject(unsure), 10) == (
        "At n = 10, it cannot be told that more threads make team faster"
    )
