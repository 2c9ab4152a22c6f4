import pytest

from explorer.kernels.finding import find
from explorer.measure.asking import plan_of
from explorer.measure.plan import Baseline, PlanError
from explorer.measure.written import parse_baseline, parse_sizes, parse_threads


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("1000", (1000,)),
        ("1e2:1e4", (100, 320, 1000, 3200, 10000)),
        ("16, 64, 32", (16, 32, 64)),
        ("10k, 10_000", (10_000,)),
        ("3:4", (3, 4)),
    ],
)
def test_sizes_are_read_as_people_write_them(text, sizes):
    assert parse_sizes(text, 2) == sizes


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1e7:1e3", "upside down"),
        ("0", "“0” is not a positive whole number"),
        ("many", "“many”"),
        ("1.5", "“1.5”"),
        ("", "“”"),
        ("1e99", "more than"),
    ],
)
def test_sizes_that_are_not_allowed_are_named(text, part):
    with pytest.raises(PlanError, match=part) as caught:
        parse_sizes(text)
    assert caught.value.field == "sizes"


def test_threads_are_lists_ranges_or_all():
    assert parse_threads("1,2", 4) == (1, 2)
    assert parse_threads("1:3", 4) == (1, 2, 3)
    assert parse_threads("1-3, 8", 4) == (1, 2, 3, 8)
    assert parse_threads("2 – 3", 4) == (2, 3)
    assert parse_threads("all", 6) == (1, 2, 4, 6)


def test_all_threads_are_those_that_a_machine_offers():
    assert parse_threads("all", 48, (1, 24, 48)) == (1, 24, 48)
    assert plan_of(find("sum"), 48, (1, 24, 48)).threads == (1, 24, 48)


def test_unless_one_is_asked_for_the_budget_grows_with_the_points():
    few, many = (plan_of(find("sum"), 64, sizes=sizes) for sizes in ("10", "1e3:1e7"))
    assert few.budget_s == 10 < many.budget_s
    assert plan_of(find("sum"), 64, sizes="1e3:1e7", budget_s=10).budget_s == 10


@pytest.mark.parametrize("text", ["0", "-1", "two", "9", "3:1"])
def test_threads_that_are_not_allowed_are_named(text):
    with pytest.raises(PlanError) as caught:
        parse_threads(text, 2)
    assert caught.value.field == "threads"


def test_more_threads_than_cores_may_be_asked_for():
    assert parse_threads("8", 2) == (8,)


def test_a_baseline_may_name_its_threads():
    assert parse_baseline("njit@2") == Baseline("njit", 2)
    assert parse_baseline("njit") == Baseline("njit", 1)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"variants": []}, "variants"),
        ({"variants": ["nmupy"]}, "variants"),
        ({"dtype": "int8"}, "dtype"),
        ({"baseline": "nothing"}, "baseline"),
        ({"variants": ["python"], "baseline": "numpy"}, "baseline"),
        ({"baseline": "numpy@7"}, "baseline"),
        ({"precision": 0}, "precision"),
        ({"budget_s": 0}, "budget_s"),
        ({"layer": "cuda"}, "layer"),
        ({"sizes": "1:1e12", "points_per_decade": 100, "threads": "1:8"}, "sizes"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_names_its_field(options, field):
    with pytest.raises(PlanError) as caught:
        plan_of(find("sum"), most_threads=2, **options)
    assert caught.value.field == field
    assert str(caught.value).endswith(".")


def test_defaults_come_from_the_kernel():
    plan = plan_of(find("sum"), most_threads=2)
    assert plan.baseline == Baseline("jit_nopython")
    assert plan.variants == find("sum").variant_names
    assert plan.threads == (1, 2)
    assert plan.kernel.file is None
