"""What the Point page says of a point."""

from dataclasses import replace

import made_runs as made
import pytest

from explorer.desktop.evidence.details_panel import described


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        ("ok", 0.0, "right, equal to the reference’s"),
        ("ok", 3e-16, "right, to within 3.0e-16"),
        ("wrong", 0.12, "wrong, off by 1.2e-01"),
        ("wrong", float("inf"), "wrong"),
    ],
)
def test_whether_a_result_is_right_is_said_in_words(status, error, said):
    run = made.run({("a", 1): {10: 1e-6}})
    record = replace(run.point("a", 10, 1), status=status, error=error)
    assert described(run, record, None)["Result"] == said


@pytest.mark.parametrize(
    ("disturbed", "said"),
    [(0, "12"), (2, "10; 2 disturbed and left out"), (12, "12, all of them disturbed")],
)
def test_how_many_samples_count(disturbed, said):
    shapes = {("a", 1): {"disturbed": range(disturbed)}}
    run = made.run({("a", 1): {10: 1e-6}}, shapes=shapes)
    assert described(run, run.point("a", 10, 1), None)["Samples"] == said
