"""What was found out of points that Why was asked about stays with the run."""

from __future__ import annotations

from dataclasses import replace

import made_runs as made
from sample_runs import save

from explorer.kernels.finding import find
from explorer.measure.plan import Point
from explorer.results import runfile
from explorer.results.asked import asked, limits, with_answers
from explorer.why.facts import Advice, Ratio, Verdict, Why


def answer(point, limit="latency"):
    verdict = Verdict(limit, "L1", 1.0, "Each addition waits for the one before.")
    help_ = Advice("fastmath", Ratio(5.0, 4.9, 5.1), True, True, "5.00× as fast.", "def f(): …")
    threads = None if point.threads == 1 else point.threads
    return Why("sum", point.variant, point.size, threads, verdict, advice=(help_,))


def test_answers_are_in_the_run_s_file_and_known_where_it_is_opened(tmp_path):
    run = made.sweep()
    point, other = sorted(run.points)[:2]
    save(with_answers(run, [answer(point), answer(other)]), tmp_path / "run.json")
    opened = runfile.read(tmp_path / "run.json")
    known = asked(replace(opened, machine={"cpu": "another"}), None)
    assert known == {one: replace(answer(one), kept=True) for one in (point, other)}
    assert limits(known) == {point: "latency", other: "latency"}


def test_a_later_answer_about_a_point_takes_the_place_of_the_earlier():
    run = made.sweep()
    point = min(run.points)
    run = with_answers(with_answers(run, [answer(point)]), [answer(point, "memory")])
    assert limits(asked(run, None)) == {point: "memory"}


def test_answers_of_another_source_and_about_other_points_are_not_known():
    run = made.sweep()
    point = min(run.points)
    kept = with_answers(run, [answer(point), answer(Point("gone", 7, 1))])
    assert list(asked(kept, None)) == [point]
    assert asked(kept, find("sum")) == {}


def test_pictures_without_a_window_carry_the_limits():
    from explorer.api.measured import Measured

    run = made.sweep()
    kept = with_answers(run, [answer(Point("loop", 1000, 1))])
    assert ">latency</text>" in Measured(kept).svg()
    assert ">latency</text>" not in Measured(run).svg()
