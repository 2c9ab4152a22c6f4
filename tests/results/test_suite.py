"""Several runs as one table, made up: which figures stand where, and what is sure of them."""

from dataclasses import replace
from xml.etree import ElementTree

import made_runs as made
import pytest
from made_runs import FAST, LOOP, TEAM, TEAM1

from explorer.measure.plan import Baseline
from explorer.results import suite as suites
from explorer.results.pictures.heatmap import heatmap
from explorer.results.suite import suite


def run(name, curves, **options):
    found = made.run(curves, **options)
    kernel = replace(found.plan.kernel, name=name)
    return replace(found, plan=replace(found.plan, kernel=kernel, baseline=Baseline("loop")))


ONE = run("one", {LOOP: {100: 1e-6, 1000: 1e-5}, FAST: {100: 5e-7, 1000: 2.5e-6}})
_THREADED = {LOOP: {100: 1e-6}, FAST: {100: 1e-6}, TEAM1: {100: 2e-6}, TEAM: {100: 1.1e-6}}
OTHER = run("other", _THREADED, threaded=("team",))


def test_a_cell_is_the_speed_up_at_the_largest_size_with_the_best_thread_count():
    found = suite([ONE, OTHER], {})
    cell = found.rows[0].cells["fast"]
    assert (cell.size, cell.faster) == (1000, True)
    assert cell.ratio.median == pytest.approx(4, rel=0.05)
    team = found.rows[1].cells["team"]
    assert (team.threads, team.faster) == (2, False)
    assert found.rows[1].cells["fast"].faster is None
    assert found.rows[0].fastest.variant == "fast"
    assert found.rows[1].fastest is None


def test_the_mean_is_geometric_over_the_kernels_that_have_the_variant():
    found = suite([ONE, OTHER], {})
    mean, kernels = found.mean("fast")
    assert (mean, kernels) == (pytest.approx(2, rel=0.05), 2)
    assert found.mean("nobody") is None
    *_, last = suites.rows(found)
    assert last[0] == "geometric mean"
    assert last[5 + found.columns.index("team")] == ""  # a mean of one is none


def test_what_went_wrong_has_no_figure():
    bad = run("bad", {LOOP: {100: 1e-6}, FAST: {100: 1e-7}}, more=[made.wrong("fast", 100)])
    found = suite([bad], {"broken": "no Python"})
    assert found.rows[0].cells["fast"].status == "wrong"
    assert suites.written(found.rows[0].cells["fast"], 100) == "wrong"
    assert "- broken: no Python" in suites.markdown(found, "all")
    content = suites.as_json(found)
    assert content["kernels"][0]["variants"][0]["speedup"] is None
    assert content["failed"] == {"broken": "no Python"}


def test_of_many_variants_those_of_one_kernel_have_no_column():
    curves = {(f"own{i}", 1): {100: 1e-6} for i in range(9)}
    many = run("many", {LOOP: {100: 1e-6}, FAST: {100: 1e-7}, **curves})
    found = suite([ONE, many], {})
    assert found.columns == ("fast",)
    assert len(found.variants) == 10


def test_the_heat_map_is_an_image_with_every_cell():
    text = heatmap(suite([ONE, OTHER], {}), "all <of> it")
    tree = ElementTree.fromstring(text)
    said = [element.text for element in tree.iter() if element.tag.endswith("text")]
    assert {"one", "other", "fast", "team", "all <of> it"} <= set(said)
    assert any(t and t.startswith("~") for t in said)
