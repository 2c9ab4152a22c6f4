"""What most of the work is that a processor has no more units for."""

from dataclasses import replace

import pytest
from sample_runs import CEILINGS

from explorer.why.busy import busy


@pytest.mark.parametrize(
    ("work", "most"),
    [
        ({"division": 10_000, "load": 20_000, "instruction": 60_000}, "dividing"),
        ({"simd root": 90_000, "instruction": 60_000}, "taking roots"),
        ({"division": 9_000, "root": 9_000}, "dividing and taking roots"),
        ({"libm": 10_000, "load": 10_000}, "calling functions of the C library"),
        ({"gather": 90_000, "load": 10_000}, "loading and storing numbers one by one"),
        ({"store": 90_000, "load": 10_000}, "storing"),
        ({"arithmetic": 90_000, "load": 10_000}, "adding and multiplying"),
        ({"instruction": 90_000, "load": 10_000}, "working through its instructions"),
    ],
)
def test_what_keeps_the_processor_busy_is_named(work, most):
    assert busy([work], CEILINGS)[1] == most


def test_the_loops_that_take_most_name_it():
    cycles, most = busy([{"store": 10.0}, {"load": 100.0}, {"store": 30.0}], CEILINGS)
    assert (cycles, most) == (90.0, "loading")


def test_each_function_of_the_c_library_takes_its_own_time():
    known = replace(CEILINGS, libm_cycles=14.0, libm={"log": 14.0, "tanh": 82.0})
    work = {"libm": 30.0, "libm tanh": 10.0, "libm log": 5.0, "libm erf": 15.0}
    assert busy([work], known)[0] == 10 * 82 + 20 * 14
