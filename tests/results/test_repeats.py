"""A run in several fresh processes: what is kept of each, and what they say together."""

import csv
import io
import json
from dataclasses import replace

import made_runs as made
import pytest

from explorer.results import analysis, csvfile, runfile, table
from explorer.results.columns import column
from explorer.results.facts.standing import Standing, standing
from explorer.results.facts.subject import Subject
from explorer.results.fold import apply
from explorer.results.words.answer import answer
from explorer.results.words.conditions import conditions
from explorer.results.words.headlines import time_headline

A, B = ("a", 1), ("b", 1)


def repeated(times, finished="precise", **shape):
    """A run of `b` in 1 µs and of `a` in these times, each in a process of its own."""
    more = []
    for number, seconds in enumerate(times[1:], start=1):
        for variant, time in (("b", 1e-6), ("a", seconds)):
            update = made.measured(variant, 10, 1, time, number, **shape).updates[0]
            more.append(made.Measured(10, (replace(update, repeat=number),)))
    curves = {B: {10: 1e-6}, A: {10: times[0]}}
    return made.run(curves, more=more, repeats=len(times), finished=finished)


@pytest.fixture
def run():
    return repeated([0.50e-6, 0.40e-6, 0.45e-6])


def test_the_headline_is_the_median_of_the_processes_medians(run):
    record = run.point("a", 10, 1)
    assert record.estimate.median_s == pytest.approx(0.45e-6, rel=1e-3)
    assert record.estimate.each_s == pytest.approx((0.50e-6, 0.40e-6, 0.45e-6), rel=1e-3)
    assert record.estimate.spread == pytest.approx(0.05 / 0.45, rel=1e-2)
    assert record.estimate.precision < 0.02  # within one, apart from what is between them
    assert [repeat.number for repeat in record.repeats] == [0, 1, 2]
    assert analysis.processes(run) == 3


def test_a_speedup_is_paired_in_each_process_and_their_median(run):
    ratio = analysis.speedup(run, run.point("a", 10, 1))
    assert ratio.median == pytest.approx(1 / 0.45, rel=1e-2)
    assert ratio.each == pytest.approx((2.0, 2.5, 1 / 0.45), rel=1e-2)
    assert ratio.low <= ratio.median <= ratio.high


def test_a_repeat_whose_process_died_begins_again_without_the_others():
    again = made.measured("a", 10, 1, 0.6e-6, 5).updates[0]
    more = [made.Measured(10, (replace(again, repeat=1),))]
    run = made.run({B: {10: 1e-6}, A: {10: 0.5e-6}}, more=more, repeats=2)
    later = made.measured("a", 10, 1, 0.7e-6, 6).updates[0]
    run = apply(run, made.Measured(10, (replace(later, repeat=1),)))
    repeats = run.point("a", 10, 1).repeats
    assert [(repeat.number, repeat.process) for repeat in repeats] == [(0, 0), (1, 6)]
    assert len(repeats[1].samples) == made.ROUNDS


def test_a_process_that_has_just_begun_does_not_spoil_what_is_known():
    run = repeated([0.5e-6, 0.9e-6], rounds=1)
    record = run.point("a", 10, 1)
    assert record.status == "ok"
    assert record.estimate.median_s == pytest.approx(0.5e-6, rel=1e-3)
    assert record.estimate.spread is None


def test_a_point_that_is_noisy_in_most_processes_is_noisy():
    run = repeated([0.5e-6, 0.9e-6, 0.8e-6], disturbed=range(9))
    record = run.point("a", 10, 1)
    assert record.status == "noisy"
    assert record.reason == "Only 18 of 36 samples are undisturbed."


def test_it_is_saved_and_opened_with_the_samples_of_each_process(run):
    text = runfile.dumped(run)
    assert runfile.parsed(text.encode(), "run.json") == run
    content = json.loads(text)
    assert content["version"] == 1
    (point,) = (p for p in content["points"] if p["variant"] == "a")
    assert point["samples"] == []
    assert [r["number"] for r in point["repeats"]] == [0, 1, 2]
    assert all(len(r["samples"]) == made.ROUNDS for r in point["repeats"])
    assert point["speedup"]["each"] == pytest.approx([2.0, 2.5, 1 / 0.45], rel=1e-2)


def test_a_damaged_repeat_gets_one_sentence(run):
    content = json.loads(runfile.dumped(run))
    content["points"][0]["repeats"][1] = 7
    with pytest.raises(
        runfile.RunFileError, match=r"“points\[0\]\.repeats\[1\]”: expected object, got int"
    ):
        runfile.parsed(json.dumps(content).encode(), "run.json")


def test_a_file_of_one_process_is_as_it_was():
    point = json.loads(runfile.dumped(made.sweep()))["points"][0]
    assert "repeats" not in point
    assert "each_s" not in point
    assert point["samples"]


def test_the_table_and_the_csv_tell_what_the_processes_differ_by(run):
    row = next(row for row in table.rows(run) if row.record.point.variant == "a")
    assert column("spread").text(row) == "11 %"
    assert all(column("spread").text(row) == "" for row in table.rows(made.sweep()))
    (found,) = (
        row for row in csv.DictReader(io.StringIO(csvfile.dumped(run))) if row["variant"] == "a"
    )
    assert found["processes"] == "3"
    assert float(found["lowest_s"]) == pytest.approx(0.40e-6, rel=1e-2)
    assert float(found["speedup_highest"]) == pytest.approx(2.5, rel=1e-2)


def test_the_answer_tells_the_range_of_the_processes(run):
    first = answer(run)[1]
    assert "(±11 % between processes)" in first
    assert "2.22× (1.99 to 2.50 in 3 processes) as fast as b" in first
    assert "3 processes, up to ±11 % apart" in conditions(run)


def test_what_processes_disagree_about_is_not_called_faster():
    run = repeated([0.99e-6, 0.75e-6, 1.01e-6, 0.8e-6, 0.78e-6, 0.7e-6])
    assert "nothing is surely faster than a: " in time_headline(Subject(run))
    assert "; b cannot be told from it" in answer(run)[1]
    assert standing(Subject(run), ("a", 1), 10).rivals == (("b", 1),)
    one = repeated([0.78e-6])
    assert standing(Subject(one), ("a", 1), 10) == Standing((), (), (), 0.0, 0.0)


def test_of_what_may_well_be_best_the_plainest_is_named():
    first = answer(repeated([0.60e-6, 0.78e-6, 0.96e-6]))[0]
    assert "; the plainest that may well be so is a" in first


def test_a_stopped_repeat_is_shown_as_far_as_it_came():
    run = repeated([0.5e-6, 0.4e-6], finished="stopped")
    assert run.finished == "stopped"
    assert "Use a" in answer(run)[0]
