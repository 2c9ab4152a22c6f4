"""The table of options: one row of it is a flag, a part of the plan and a check."""

import math
from dataclasses import fields, replace
from inspect import signature

import pytest

from explorer.api.measuring import measure
from explorer.commands.extending import KEPT
from explorer.commands.parsers import parser
from explorer.kernels.finding import find
from explorer.measure.asking import plan_of, read
from explorer.measure.options import Options, table
from explorer.measure.plan import Asked, Baseline, Plan, PlanError, checked
from explorer.measure.steering import obstacle

OPTIONS = table()


@pytest.mark.parametrize("name", table(Asked))
@pytest.mark.parametrize("command", ["measure", ""])
def test_every_option_can_be_given_on_the_command_line(name, command):
    text = parser(command).format_help()
    assert table(Asked)[name].flag in text


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_is_a_part_of_the_plan_under_its_name(name):
    assert name in {field.name for field in fields(Plan)}
    assert getattr(plan_of(find("sum"), 2), name) == getattr(Options, name)


@pytest.mark.parametrize("name", [name for name in OPTIONS if OPTIONS[name].low is not None])
def test_numbers_are_allowed_from_the_lowest_to_the_highest(name):
    plan, option = plan_of(find("sum"), 2), OPTIONS[name]
    for value in (option.low, option.high):
        assert checked(replace(plan, **{name: value}))
    for value in (option.low / 2 - 1e-9, 2 * option.high, math.nan):
        with pytest.raises(PlanError, match="is not between") as caught:
            checked(replace(plan, **{name: value}))
        assert caught.value.field == name


@pytest.mark.parametrize("name", [name for name in OPTIONS if OPTIONS[name].choices])
def test_choices_are_named_where_another_is_asked_for(name):
    with pytest.raises(PlanError, match="there is no “cuda”"):
        read({name: "cuda"}, 2)


def test_what_is_written_becomes_values():
    asked = read({"sizes": "1e2:1e3", "threads": "all", "baseline": "njit@2", "dtype": None}, 4)
    assert asked == Asked(sizes=(100, 320, 1000), threads=(1, 2, 4), baseline=Baseline("njit", 2))


def test_a_run_that_is_added_to_keeps_how_well_and_where_but_not_how_long_or_how_often():
    assert {"dtype", "precision", "layer", "seed"} <= set(KEPT)
    assert {"budget_s", "repeats", "cold_starts"}.isdisjoint(KEPT)


def another(name):
    """A value that an option may have, but not the one that it has unasked."""
    option, usual = OPTIONS[name], getattr(Options, name)
    return next(v for v in (*option.choices, option.low, option.high) if v not in (usual, None))


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_ends_a_run_or_can_be_changed_while_it_goes_on(name):
    plan = plan_of(find("sum"), 2)
    found = obstacle(plan, replace(plan, **{name: another(name)}), 2)
    named = OPTIONS[name].fixed
    assert found == (f"another {named} needs a run of its own" if named else "")


def test_every_option_can_be_given_in_a_script():
    given = signature(measure).parameters
    assert {option.script for option in OPTIONS.values()} <= set(given)


def test_what_is_to_be_measured_comes_before_how():
    assert next(iter(table(Asked))) == "sizes"
    assert list(table(Asked))[-len(OPTIONS) :] == list(OPTIONS)
