import dataclasses
import math

import pytest

from explorer.measure.batch import Reading, Stopwatch
from explorer.measure.disturbance import FAULTED, LOST_CPU, PAINTED, STALLED, SWITCHED, WAITED, Norm
from explorer.measure.plan import Point
from explorer.measure.prediction import BySize, CallTimes, predict


def reading(wall_s=0.001, switches=0, cpu_s=None, faults=0):
    cpu = wall_s if cpu_s is None else cpu_s
    return Reading(0, round(wall_s * 1e9), 10, switches, cpu, faults)


class TestDisturbance:
    @pytest.mark.parametrize("wall_s", [0.001, 0.2])
    def test_where_waiting_is_known_it_decides(self, wall_s):
        def waited(share):
            return dataclasses.replace(reading(wall_s, switches=9), waited_s=share * wall_s)

        assert Norm(1).judge(waited(0.0), wall_s) == ""
        assert Norm(1).judge(waited(0.01), wall_s) == ""
        assert Norm(1).judge(waited(0.03), wall_s) == WAITED

    def test_many_threads_that_always_wait_a_little_are_undisturbed(self):
        def waited(share):
            return dataclasses.replace(reading(), waited_s=share * 0.001)

        norm = Norm(16, cores=16)
        assert [norm.judge(waited(0.08), 0.001) for _ in range(5)] == [WAITED] * 5
        assert norm.judge(waited(0.08), 0.001) == ""
        assert norm.judge(waited(0.11), 0.001) == WAITED

    def test_waiting_most_of_the_time_is_never_usual(self):
        norm = Norm(2, cores=2)
        waited = dataclasses.replace(reading(), waited_s=0.4 * 0.001)
        assert {norm.judge(waited, 0.001) for _ in range(20)} == {WAITED}

    def test_more_threads_than_cores_wait_for_each_other_undisturbed(self):
        crowded = Norm(4, cores=2)
        assert crowded.judge(reading(switches=9), 0.001) == ""
        assert Norm(4, cores=4).judge(reading(switches=9), 0.001) == SWITCHED

    def test_any_involuntary_switch_spoils_a_short_batch(self):
        assert Norm(1).judge(reading(switches=1), 0.001) == SWITCHED

    def test_a_short_batch_that_was_stretched_is_judged_as_a_short_one(self):
        assert Norm(2).judge(reading(wall_s=0.5, switches=3), 0.001) == SWITCHED

    def test_a_long_batch_may_be_switched_as_long_as_it_keeps_its_cpu_time(self):
        assert Norm(1).judge(reading(0.2, switches=4, cpu_s=0.199), 0.2) == ""
        assert Norm(1).judge(reading(0.2, switches=4, cpu_s=0.19), 0.2) == LOST_CPU

    def test_threads_that_never_all_work_are_not_a_disturbance(self):
        norm = Norm(2)
        assert [norm.judge(reading(0.4, cpu_s=0.6), 0.4) for _ in range(3)] == ["", "", ""]
        assert norm.judge(reading(0.4, cpu_s=0.4), 0.4) == LOST_CPU

    def test_threads_that_wait_spinning_for_a_core_are_stalled(self):
        norm = Norm(2, likely_s=0.00001)
        assert norm.judge(Reading(0, 8_000_000, 1, 2, 0.016, 0), 0.008) == STALLED
        slow = Norm(2, likely_s=0.004)
        assert slow.judge(Reading(0, 8_000_000, 1, 2, 0.016, 0), 0.008) == ""

    def test_threads_that_were_switched_out_before_the_batch_stall_it(self):
        assert Norm(2).judge(reading(wall_s=0.004), 0.001) == STALLED
        assert Norm(1).judge(reading(wall_s=0.004), 0.001) == ""

    def test_a_kernel_that_always_faults_is_undisturbed(self):
        norm = Norm(1)
        assert {norm.judge(reading(faults=1000), 0.001) for _ in range(5)} == {""}
        assert norm.judge(reading(faults=3000), 0.001) == FAULTED

    def test_painting_during_a_batch_disturbs_it(self):
        assert Norm(1).judge(reading(), 0.001, lambda start, end: True) == PAINTED


class TestPrediction:
    def test_follows_the_power_law_of_the_last_two_sizes(self):
        assert predict(BySize({10: 1.0, 100: 100.0}), 1000) == pytest.approx(10_000)

    def test_errs_on_the_long_side_where_small_sizes_look_flat(self):
        assert predict(BySize({10: 1.0, 100: 1.0}), 1000) == pytest.approx(10.0)

    def test_goes_on_with_exponential_growth(self):
        naive_fibonacci = {n: 1.618**n * 1e-8 for n in (10, 20, 30)}
        assert predict(BySize(naive_fibonacci), 40) == pytest.approx(1.618**40 * 1e-8)
        close = {n: 2.0**n for n in range(20, 26)}
        assert predict(BySize(close), 30) == pytest.approx(2.0**30)
        assert predict(BySize({n: 2.0**n for n in (10, 20, 30)}), 10**6) < math.inf

    def test_takes_a_steep_power_and_a_sudden_step_for_no_exponential_growth(self):
        assert predict(BySize({10: 1e4, 20: 16e4, 40: 256e4}), 80) == pytest.approx(16 * 256e4)
        assert predict(BySize({100: 1.0, 1000: 1.0, 1020: 100.0}), 2040) == pytest.approx(1600.0)

    def test_variants_are_compared_at_the_largest_size_that_both_reached(self):
        times = CallTimes()
        for name, size, seconds in (("a", 10, 1.0), ("b", 10, 2.0), ("a", 20, 3.0)):
            times.learn(Point(name, size, 1), seconds)
        times.learn(Point("b", 10, 2), 4.0)
        assert times.beside("a") == {"a": 1.0, "b": 2.0}
        assert times.beside("c") == {}

    def test_a_call_of_exponential_code_is_expected_to_take_what_it_will(self):
        times = CallTimes()
        for n in (10, 20, 30):
            times.learn(Point("python", n, 1), 1.618**n)
        assert times.expected_s(Point("python", 40, 1)) == pytest.approx(1.618**40)

    def test_says_nothing_without_a_smaller_size(self):
        assert predict(BySize({}), 10) is None
        assert predict(BySize({100: 1.0}), 10) is None


def test_a_batch_makes_its_calls_and_no_more():
    made = []
    watch = Stopwatch()
    reading = watch.batch(watch.prepare(made.append, (1,)), 100, limit_s=60)
    assert reading.calls == len(made) == 100


def test_a_batch_that_takes_too_long_is_cut_short():
    made = []
    watch = Stopwatch()
    reading = watch.batch(watch.prepare(made.append, (1,)), 10**9, limit_s=1e-6)
    assert reading.calls == len(made) < 10**6
