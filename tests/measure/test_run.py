import sys

import pytest
from fake_clock import AND_ELSEWHERE, CLOCK, FakeStopwatch

from explorer.kernels.kernel import KernelError
from explorer.measure.asking import plan_of
from explorer.measure.events import (
    Calling,
    Checked,
    Compiled,
    Failed,
    Finished,
    Measured,
    Prepared,
    Progress,
    Skipped,
)
from explorer.measure.plan import Point
from explorer.measure.run import run
from explorer.measure.statistics import FEWEST

TWO_SPEEDS = """
    from fake_clock import CLOCK
    sizes = "100,1000,10000"
    reference = "fast"
    def make_args(n): return (n,)
    def slow(n):
        CLOCK.take(4e-7 * n)
        return n
    def fast(n):
        CLOCK.take(1e-7 * n)
        return n
"""


def all_of(kind, events):
    return [event for event in events if isinstance(event, kind)]


@AND_ELSEWHERE
def test_the_times_measured_are_the_times_taken(kernel, simulate, record):
    found = record(simulate(kernel(TWO_SPEEDS)))
    for size in (100, 1000, 10000):
        slow, fast = (found.point(name, size, 1).estimate.median_s for name in ("slow", "fast"))
        assert slow == pytest.approx(4e-7 * size, rel=1e-3)
        assert fast == pytest.approx(1e-7 * size, rel=1e-3)
    assert {point.status for point in found.points.values()} == {"ok"}
    assert found.finished == "precise"


def test_every_size_is_measured_once_before_any_is_refined(kernel, simulate):
    sizes = [event.size for event in all_of(Measured, simulate(kernel(TWO_SPEEDS)))]
    assert sizes[:4] == [100, 100, 1000, 10000]  # the smallest once for each variant made ready


@AND_ELSEWHERE
def test_every_ratio_is_from_rounds_that_have_the_baseline(kernel, simulate, record):
    found = record(simulate(kernel(TWO_SPEEDS), baseline="fast"))
    for size in (1000, 10000):
        rounds = {s.round for s in found.point("slow", size, 1).samples}
        assert len(rounds & {s.round for s in found.point("fast", size, 1).samples}) >= FEWEST


@AND_ELSEWHERE
def test_disturbed_samples_are_kept_and_left_out(kernel, simulate, record):
    batches = iter(range(10**9))

    def disturb():
        if next(batches) % 3:
            return 0
        CLOCK.take(0.001)
        return 1

    CLOCK.disturb = disturb
    found = record(simulate(kernel(TWO_SPEEDS))).point("slow", 1000, 1)
    assert found.estimate.disturbed > 0
    assert found.estimate.median_s == pytest.approx(4e-4, rel=1e-3)
    why = "waited for a core" if CLOCK.counts_waiting else "switched"
    assert {sample.disturbed for sample in found.samples} == {"", why}


def test_a_call_predicted_to_be_too_long_is_not_made(kernel, simulate, record):
    text = TWO_SPEEDS.replace("100,1000,10000", "1000,10000,100000,1000000")
    found = record(simulate(kernel(text), call_limit_s=0.05))
    skipped = found.point("slow", 1000000, 1)
    assert skipped.status == "skipped"
    assert skipped.over_limit
    assert skipped.reason == "One call would take about 400 ms; the limit is 50.0 ms."
    assert found.point("fast", 100000, 1).status == "ok"


def test_the_first_size_is_predicted_from_smaller_ones(kernel, simulate):
    text = TWO_SPEEDS.replace("100,1000,10000", "10000000")
    skipped = all_of(Skipped, simulate(kernel(text), call_limit_s=2.0))
    assert [event.point.variant for event in skipped] == ["slow"]
    assert CLOCK.seconds < 30


@AND_ELSEWHERE
def test_one_slow_call_does_not_make_a_variant_seem_too_slow(kernel, simulate, record):
    text = """
        from fake_clock import CLOCK
        sizes = "100000"
        calls = iter(range(10**9))
        def make_args(n): return (n,)
        def wakes_threads(n):
            CLOCK.take(1e-9 * n if next(calls) > 1 else 0.03)
            return n
    """
    found = record(simulate(kernel(text))).point("wakes_threads", 100_000, 1)
    assert found.status == "ok"
    assert found.estimate.median_s == pytest.approx(1e-4, rel=1e-3)


@AND_ELSEWHERE
def test_one_slow_size_does_not_make_the_next_ones_seem_too_slow(kernel, simulate, record):
    text = """
        from fake_clock import CLOCK
        sizes = "100,1000,10000,30000"
        def make_args(n): return (n,)
        slow = iter(range(3))
        def fine(n): CLOCK.take(1e-8 * n if n != 10000 or next(slow, None) is None else 0.3)
    """
    found = record(simulate(kernel(text), threads="1", call_limit_s=0.5))
    assert found.point("fine", 30000, 1).status == "ok"


def test_sizes_whose_first_calls_were_held_up_do_not_make_the_next_ones_seem_too_slow(
    kernel, simulate, record
):
    text = """
        from collections import Counter
        from fake_clock import CLOCK
        sizes = "1000,10000,100000"
        made = Counter()
        def make_args(n): return (n,)
        def fine(n):
            made[n] += 1
            CLOCK.take(1e-8 * n if made[n] > 3 else 0.2)
    """
    found = record(simulate(kernel(text), threads="1", call_limit_s=0.5))
    assert found.point("fine", 100_000, 1).status == "ok"


def test_many_variants_keep_to_the_budget(kernel, simulate, record):
    """They measured each other again with each new one: 300 took 17 s of a budget of 1 s."""
    text = "from fake_clock import CLOCK\nsizes = '100,1000'\ndef make_args(n): return (n,)\n"
    text += "\n".join(f"def v{i}(n): CLOCK.take(1e-6)" for i in range(80))
    run = record(simulate(kernel(text), threads="1", budget_s=0.5))
    assert run.finished == "budget"
    assert run.timed_s < 1.0


def test_no_data_are_made_that_the_budget_has_no_time_for(kernel, simulate, record):
    text = """
        from fake_clock import CLOCK
        sizes = "10,20,30,40,50,60,70,80,90,100"
        def make_args(n): CLOCK.take(0.01 * n); return (n,)
        def quick(n): CLOCK.take(1e-6)
    """
    events = simulate(kernel(text), threads="1", budget_s=0.5)
    assert [event.size for event in all_of(Prepared, events)] == [10, 20]
    assert CLOCK.seconds < 1.0
    skipped = [point.size for point, found in record(events).points.items() if not found.usable]
    assert skipped == [30, 40, 50, 60, 70, 80, 90, 100]


def test_long_calls_are_announced(kernel, simulate):
    events = simulate(kernel(TWO_SPEEDS.replace("10000", "1000000")), call_limit_s=1.0)
    announced = {event.point for event in all_of(Calling, events)}
    assert Point("slow", 1000000, 1) in announced
    assert Point("slow", 1000, 1) not in announced


@AND_ELSEWHERE
def test_the_budget_is_kept(kernel, simulate, record):
    text = """
        from fake_clock import CLOCK
        import random
        source = random.Random(1)
        sizes = "100,1000"
        def make_args(n): return (n,)
        def noisy(n): CLOCK.take(source.choice([0.01, 0.02, 0.03]))
    """
    found = simulate(kernel(text), budget_s=2.0, precision=0.001)
    assert all_of(Finished, found)[-1].why == "budget"
    assert CLOCK.seconds == pytest.approx(2.0, abs=0.2)


@AND_ELSEWHERE
@pytest.mark.parametrize("budget_s", [4.0, 10.0, 20.0])
def test_the_budget_is_kept_by_many_long_variants_together(kernel, simulate, budget_s):
    names = [f"v{number}" for number in range(20)]
    text = """
    from fake_clock import CLOCK
    sizes = "100,110"
    def make_args(n): return (n,)
"""
    text += "".join(f"    def {name}(n): CLOCK.take(0.3 * (n > 16))\n" for name in names)
    found = simulate(kernel(text), budget_s=budget_s, precision=0.001)
    assert all_of(Finished, found)[-1].why == "budget"
    assert all_of(Progress, found)[-1].used_s == pytest.approx(budget_s, abs=1.0)


@AND_ELSEWHERE
def test_a_wrong_result_is_wrong_however_fast(kernel, simulate, record):
    text = TWO_SPEEDS + "    def cheat(n): CLOCK.take(1e-9 * n); return n + 1\n"
    found = record(simulate(kernel(text)))
    for size in (100, 1000, 10000):
        cheat = found.point("cheat", size, 1)
        assert cheat.status == "wrong"
        assert not cheat.usable
        assert "it must be equal" in cheat.reason


FAILS = """
    def fails(n):
        if n > 500:
            raise ZeroDivisionError('no')
        CLOCK.take(1e-6)
        return n
"""


def test_a_variant_that_raises_fails_and_the_others_run_on(kernel, simulate, record):
    text = TWO_SPEEDS + FAILS
    found = record(simulate(kernel(text)))
    assert found.point("fails", 100, 1).status == "ok"
    assert found.point("fails", 1000, 1).reason == "ZeroDivisionError: no"
    assert found.point("slow", 10000, 1).status == "ok"


@pytest.mark.parametrize("raised", ["SystemExit('no')", "GeneratorExit('no')"])
def test_a_variant_that_wants_to_end_the_program_ends_only_its_point(
    kernel, simulate, record, raised
):
    text = TWO_SPEEDS + FAILS.replace("ZeroDivisionError('no')", raised)
    found = record(simulate(kernel(text)))
    assert found.point("fails", 100, 1).status == "ok"
    assert found.point("fails", 1000, 1).reason == raised.replace("('", ": ").strip("')")
    assert found.point("slow", 10000, 1).status == "ok"


def test_a_variant_that_numba_refuses_fails_and_the_others_run_on(kernel, simulate, record):
    text = TWO_SPEEDS + "    import numba\n    @numba.njit\n    def refused(n): return nowhere(n)\n"
    events = simulate(kernel(text))
    assert [event.variant for event in all_of(Failed, events)] == ["refused"]
    assert record(events).point("refused", 1000, 1).status == "failed"
    assert record(events).point("fast", 10000, 1).status == "ok"


def test_what_cannot_be_measured_is_not_waited_for(kernel, simulate):
    text = TWO_SPEEDS.replace("10000", "1000000") + FAILS
    text += "    import numba\n    @numba.njit\n    def refused(n): return nowhere(n)\n"
    events = simulate(kernel(text), call_limit_s=0.3)
    assert [event.point for event in all_of(Skipped, events)] == [Point("slow", 1000000, 1)]
    picture = next(e for e in all_of(Progress, events) if e.first_values == e.points)
    assert (picture.points, all_of(Progress, events)[-1].points) == (6, 6)
    sizes = [event.size for event in all_of(Measured, events[: events.index(picture)])]
    assert sizes == [100, 100, 1000, 1000000]  # it is said as soon as all was measured once


def test_data_that_cannot_be_made_fail_only_their_size(kernel, simulate, record):
    text = TWO_SPEEDS.replace("return (n,)", "return (n,) if n < 5000 else 1 / 0")
    found = record(simulate(kernel(text)))
    assert found.point("fast", 1000, 1).status == "ok"
    assert found.point("fast", 10000, 1).status == "failed"


LEAST = TWO_SPEEDS.replace("return (n,)", "return (n,) if n >= {least} else 1 / 0", 1).replace(
    "100,1000,10000", "{sizes}"
)


@pytest.mark.parametrize(("least", "sizes"), [(100, "10000"), (500, "100,1000,10000")])
def test_sizes_that_the_file_makes_no_data_for_fail_no_other(
    kernel, simulate, record, least, sizes
):
    found = record(simulate(kernel(LEAST.format(least=least, sizes=sizes))))
    status = {point.size: found.points[point].status for point in found.points}
    assert status.pop(100, "failed") == "failed"
    assert set(status.values()) == {"ok"}


def test_a_file_that_makes_no_data_at_all_is_refused_in_one_sentence(kernel, simulate):
    text = LEAST.format(least=10**6, sizes="100,1000")
    sentence = "No data can be made for n = 1,000: ZeroDivisionError: division by zero"
    with pytest.raises(KernelError, match=sentence):
        simulate(kernel(text))


def test_memory_that_is_not_there_is_not_asked_for(kernel, simulate):
    text = TWO_SPEEDS + "    def data_bytes(n, itemsize): return n * 10**12\n"
    events = simulate(kernel(text))
    assert not all_of(Prepared, events)
    assert "are free" in all_of(Skipped, events)[0].reason


def test_a_file_that_fails_is_refused_in_one_sentence(kernel, simulate):
    with pytest.raises(
        KernelError, match=r"“made.py” failed in line \d+ while it was run: ValueError: oops"
    ):
        simulate(kernel(TWO_SPEEDS + "    raise ValueError('oops')\n"))


def test_a_run_that_is_closed_makes_no_call_more(kernel):
    made = kernel(TWO_SPEEDS)
    plan = plan_of(made, most_threads=2, threads="1")
    events = run(plan, made, watch=FakeStopwatch())
    while not isinstance(next(events), Measured):
        pass
    before = CLOCK.seconds
    events.close()
    assert CLOCK.seconds == before
    with pytest.raises(StopIteration):
        next(events)


def test_time_that_the_consumer_takes_does_not_use_up_the_budget(kernel):
    made = kernel(TWO_SPEEDS)
    plan = plan_of(made, most_threads=2, threads="1", budget_s=1.0)
    events = []
    for event in run(plan, made, watch=FakeStopwatch()):
        events.append(event)
        CLOCK.take(5.0)
    assert all_of(Finished, events)[-1].why == "precise"


IN_PLACE = """
    import numpy as np
    in_place = ("a",)
    reference = "once"
    sizes = "10,100"
    def make_args(n): return (np.ones(n),)
    def once(a): a += 1
    def twice(a): a += 1; a += 1
    def depends(a):
        if a[0] != 1: raise RuntimeError('not fresh')
        a += 1
"""


def test_every_call_of_an_in_place_kernel_finds_fresh_data(kernel, record, even):
    made = kernel(IN_PLACE)
    plan = plan_of(made, most_threads=2, threads="1")
    found = record(run(plan, made, watch=even))
    assert found.point("depends", 100, 1).usable
    assert found.point("twice", 100, 1).status == "wrong"
    assert found.point("once", 100, 1).usable


RACE = """
    import numba, numpy as np
    sizes = "1000"
    reference = "right"
    def make_args(n): return (n, np.zeros(1, np.int64))
    outputs = ("out",)
    tolerance = 0
    @numba.njit
    def right(n, out):
        out[0] = 0
        for i in range(n):
            out[0] += i % 3
    @numba.njit(parallel=True)
    def race(n, out):
        total = 0
        for i in numba.prange(n):
            total += i % 3
        out[0] = total - (numba.get_num_threads() > 1)  # what a race loses, but without its luck
    @numba.njit(parallel=True)
    def serial(n, out):
        out[0] = 0
        for i in range(n):
            out[0] += i % 3
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a threading layer")
def test_a_race_is_caught_and_named_and_a_loop_that_is_not_parallel_is_said_to_be(kernel, record):
    made = kernel(RACE)
    plan = plan_of(made, most_threads=2, threads="1,2", budget_s=20.0, precision=0.5)
    events = list(run(plan, made))
    found = record(events)
    assert found.point("race", 1000, 2).status == "wrong"
    assert found.point("race", 1000, 1).status != "wrong"
    notes = {event.variant: event for event in all_of(Compiled, events)}
    assert (notes["serial"].parallel_loops, notes["serial"].threaded) == (0, False)
    assert "not parallel" in notes["serial"].note
    assert notes["race"].parallel_loops == 1
    wrong = {event.point.variant for event in all_of(Checked, events) if event.wrong}
    assert wrong == {"race"}


@pytest.mark.parametrize("budget_s", [1.0, 1.5])
def test_a_long_first_call_is_no_sample(kernel, simulate, record, budget_s):
    text = """
        from fake_clock import CLOCK
        sizes = "100000,1000000"
        called = set()
        def make_args(n): return (n,)
        def base(n):
            CLOCK.take(4e-7 * n * (1.0 if n in called else 1.45))
            called.add(n)
            return n
    """
    found = record(simulate(kernel(text), budget_s=budget_s))
    timed = {point.size: one.samples for point, one in found.points.items() if one.samples}
    assert timed
    for size, samples in timed.items():
        assert [s.seconds / size for s in samples] == pytest.approx([4e-7] * len(samples))
