"""What one right call does not show: rare faults, errors that are swallowed, coarse data."""

import numpy as np
import pytest
from fake_clock import AND_ELSEWHERE

from explorer.measure.rechecking import FirstCalls

RARELY = """
from fake_clock import CLOCK
sizes = "1000,{last}"
reference = "right"
calls = iter(range(10**9))
def make_args(n): return (n,)
def take():  # on a machine of two speeds, so that no point is soon precise
    CLOCK.take({seconds} * (1.0 if CLOCK.seconds % 0.008 < 0.004 else 1.1))
def right(n):
    take()
    return n
def rarely(n):
    take()
    return n + (next(calls) % 370 == 369)
def never(n):
    take()
    return n
"""


@AND_ELSEWHERE
@pytest.mark.parametrize(("seconds", "budget_s"), [(2e-6, 1), (1e-4, 4)])
def test_a_fault_in_one_call_of_370_is_found(kernel, simulate, record, seconds, budget_s):
    text = RARELY.format(seconds=seconds, last=3000)
    found = record(simulate(kernel(text), precision=0.001, budget_s=budget_s))
    wrong = {point for point, known in found.points.items() if known.status == "wrong"}
    assert {point.variant for point in wrong} == {"rarely"}
    reason = found.points[wrong.pop()].reason
    assert "1 of " in reason
    assert "calls with the same input gave another result." in reason


@AND_ELSEWHERE
def test_looking_again_takes_a_twentieth_of_the_time(kernel, simulate, record):
    text = RARELY.format(seconds=1e-4, last=2000)
    found = record(simulate(kernel(text), variants=("right", "never"), budget_s=60))
    assert found.timed_s > 0
    assert found.seconds < 1.3 * found.timed_s


@pytest.mark.parametrize(
    ("call_s", "comparing_s", "calls"),
    [(1e-4, 0.0, 20), (1e-3, 0.0, 20), (1e-3, 0.01, 4), (0.01, 0.1, 2), (0.2, 0.0, 1)],
)
def test_a_threaded_point_is_called_often_where_calls_and_comparing_are_short(
    call_s, comparing_s, calls
):
    first = FirstCalls(may_race=True)
    while not first.enough:
        first.add(None, call_s)
        first.spent_s += call_s + comparing_s
    assert first.calls == calls


LARGE = """
import numpy as np
from fake_clock import CLOCK
sizes = "300000,400000"
calls = {300000: 0, 400000: 0}
def make_args(n): return (np.arange(n),)
def reference(a): return a + 1
def later(a):
    CLOCK.take(1e-3)
    n = len(a)
    result = a + 1
    if n in calls:
        calls[n] += 1
        result[0] += n == 300000 and calls[n] > 4
    return result
"""


def test_large_results_are_looked_at_again_at_every_size(kernel, simulate, record):
    found = record(simulate(kernel(LARGE)))
    assert found.point("later", 300000, 1).status == "wrong"
    assert found.point("later", 400000, 1).status == "ok"


RAISING = """
import numpy as np
from fake_clock import CLOCK
sizes = "10,20"
reference = "checks"
def make_args(n): return (np.arange(n), 0)
def checks(a, d):
    CLOCK.take(1e-4)
    return [x // int(d) for x in a.tolist()]
def swallows(a, d):
    CLOCK.take(1e-4)
    try:
        return [x // int(d) for x in a.tolist()]
    except ZeroDivisionError:
        return [0 for x in a.tolist()]
"""


def test_not_raising_where_the_reference_raises_is_wrong(kernel, simulate, record):
    found = record(simulate(kernel(RAISING)))
    assert found.point("checks", 10, 1).status == "failed"
    known = found.point("swallows", 10, 1)
    assert known.status == "wrong"
    with pytest.raises(ZeroDivisionError) as told:  # each Python has its own words for it
        _ = 1 // 0
    assert known.reason == (
        f"It returns a result where checks raises ZeroDivisionError (“{told.value}”)."
    )


REFUSED = """
import numba
from fake_clock import CLOCK
sizes = "10,20"
reference = "refused"
def make_args(n): return (n,)
@numba.njit
def refused(n):
    return open("x", n)
def plain(n):
    CLOCK.take(1e-4)
    return n
"""


def test_a_reference_that_numba_does_not_compile_makes_nothing_wrong(kernel, simulate, record):
    found = record(simulate(kernel(REFUSED)))
    assert found.point("refused", 10, 1).status == "failed"
    known = found.point("plain", 10, 1)
    assert known.status != "wrong", known.reason


SINGLE = """
import numpy as np
from fake_clock import CLOCK
sizes = "1000,2000"
reference = "one"
def make_args(n): return (np.random.default_rng(0).random(n).astype(np.float32),)
def one(a):
    CLOCK.take(1e-4)
    return a.sum()
def other(a):
    CLOCK.take(1e-4)
    return float(np.cumsum(a)[-1])
def off(a):
    CLOCK.take(1e-4)
    return a.sum() * np.float32(1.001)
"""


def test_single_precision_is_judged_as_such(kernel, simulate, record):
    found = record(simulate(kernel(SINGLE)))
    status = {name: found.point(name, 2000, 1).status for name in ("one", "other", "off")}
    assert status == {"one": "ok", "other": "ok", "off": "wrong"}
    values = np.random.default_rng(0).random(2000).astype(np.float32)
    assert float(np.cumsum(values)[-1]) != values.sum()


@pytest.mark.parametrize(("tolerance", "status"), [(0.01, "ok"), (0.0, "wrong"), (None, "wrong")])
def test_the_tolerance_can_be_given(kernel, simulate, record, tolerance, status):
    found = record(simulate(kernel(SINGLE), tolerance=tolerance))
    assert found.point("off", 2000, 1).status == status
