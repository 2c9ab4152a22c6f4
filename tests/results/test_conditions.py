"""How a run was measured, of which kernel, and what is set up otherwise since."""

from dataclasses import replace

import made_runs as made
from made_runs import LOOP

from explorer.kernels.finding import find
from explorer.measure.events import SEPARATE_PROCESS, Started, Steered
from explorer.measure.plan import KernelRef
from explorer.results import wording
from explorer.results.fold import apply, fold
from explorer.results.words.conditions import conditions
from explorer.results.words.setup import differs
from explorer.units import percent


def test_the_conditions_name_machine_versions_and_precision():
    assert conditions(made.sweep()) == (
        "made · A Fine CPU · 2 cores · omp · "
        "Numba 0.68.1 · NumPy 2.4.6 · Python 3.11.7 · float64 · "
        f"15 of 16 points measured, all within ±{percent(worst(made.sweep()))}"
    )
    wide = made.sweep(precision=0.001)
    assert "0 of 16 points within ±0.1 %" in conditions(wide)
    assert "float64 · all within ±" in conditions(made.run({LOOP: {100: 1e-7, 1000: 1e-6}}))


def worst(run):
    return max(r.estimate.precision for r in run.points.values() if r.estimate)


def test_the_conditions_say_when_it_ran_in_a_process_of_its_own():
    first, *rest = made.events({LOOP: {10: 1e-6}})
    run = fold([Started(**{**vars(first), "where": SEPARATE_PROCESS, "machine": {}}), *rest])
    assert conditions(run).startswith("made · omp · float64 · ")
    assert conditions(run).endswith(" · separate process")


def test_the_conditions_say_what_was_measured_with_which_arguments():
    ref = KernelRef("total", "/a.py", "0" * 64, "total", arguments={"a": "rng.random(n)"})
    run = made.run({LOOP: {10: 1e-6}}, kernel=ref)
    assert conditions(run).startswith("total(a = rng.random(n)) · ")


def test_a_kernel_is_known_by_name_and_content_only():
    kernel = find("triad")
    mine = made.run({LOOP: {10: 1e-6}}, kernel=KernelRef("triad", None, kernel.sha256))
    assert wording.kernel_of(mine) == kernel
    other = made.run({LOOP: {10: 1e-6}}, kernel=KernelRef("triad", None, "another"))
    assert wording.kernel_of(other) is None


def test_what_is_set_up_otherwise_than_the_shown_run_is_named():
    run = made.sweep()
    plan = replace(run.plan, budget_s=99.0, precision=0.5)
    assert differs(run, plan) is None
    assert differs(run, replace(plan, variants=plan.variants[::-1])) is None
    assert differs(run, replace(plan, dtype="float32", sizes=(7,))) == (
        "Set up now: other dtype and sizes than this run has."
    )
    extended = apply(run, Steered(replace(plan, threads=(1, 4), sizes=(500,))))
    assert differs(extended, replace(plan, threads=(1, 2, 4))) is None
    assert differs(extended, plan) == "Set up now: other thread counts than this run has."
    other = replace(plan.kernel, arguments={"a": "[1.0]"})
    assert differs(run, replace(plan, kernel=other)) == (
        "Set up now: other arguments than this run has."
    )
    other = replace(plan.kernel, name="triad", title="Triad")
    title = run.plan.kernel.title or run.plan.kernel.name
    said = differs(run, replace(plan, kernel=other))
    assert said == f"This is about {title}; set up is Triad."
