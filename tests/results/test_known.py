"""What a run itself says of a call."""

from dataclasses import replace

from sample_runs import sum_run

from explorer.measure.plan import Point
from explorer.results.words.known import of_a_call


def test_a_call_with_what_an_empty_one_takes_of_it_and_its_data():
    run = replace(sum_run(), overhead_s=1e-7, data_bytes={1000: 8000})
    record = run.points[Point("jit_nopython", 1000, 1)]
    estimate = replace(record.estimate, median_s=2e-6)
    assert list(of_a_call(run, replace(record, estimate=estimate))) == [
        "A call takes 2.00 µs.",
        "An empty call takes 100 ns of it, 5.0 %.",
        "Its arguments are 7.8 KiB: 4.00 GB of arguments a second.",
    ]
    assert list(of_a_call(run, replace(record, estimate=None))) == []
