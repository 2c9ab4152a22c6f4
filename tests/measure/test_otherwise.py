"""Two plans that differ in who runs their threads, or where these are placed."""

import made_runs as made
import pytest

from explorer.measure.otherwise import differing, otherwise, read
from explorer.measure.plan import PlanError


@pytest.fixture
def plan():
    return made.sweep().plan


def test_the_other_side_is_read(plan):
    assert dict(map(read, ("layer=workqueue", "binding=automatic"))) == {
        "layer": "workqueue",
        "binding": None,
    }
    for wrong, said in (("threads=2", "none of layer, binding"), ("layer=x", "not “x”")):
        with pytest.raises(ValueError, match=said):
            read(wrong)


def test_both_sides_have_the_layer_that_places_threads(plan):
    one, other = otherwise(plan, {"binding": "spread"})
    assert (one.layer, other.layer) == ("omp", "omp")
    assert differing(one, other) == {"binding": "spread"}
    one, other = otherwise(plan, {"layer": "workqueue"})
    assert (one.layer, other.layer) == (None, "workqueue")


def test_a_layer_that_places_no_threads_is_refused(plan):
    with pytest.raises(PlanError, match="does not place threads"):
        otherwise(plan, {"layer": "tbb", "binding": "close"})
