"""Arguments from a list, and one of them on the x axis."""

import numpy as np
import pytest

from explorer.kernels.finding import catalogue, find
from explorer.kernels.listing import read
from explorer.kernels.presets import PRESETS, can_be_swept, in_words, sweep_range, swept
from explorer.kernels.writing import save_starting_point
from explorer.measure.asking import plan_of
from explorer.measure.place import placed, start
from explorer.measure.transport import received
from explorer.results.fold import fold


@pytest.mark.parametrize("expression", PRESETS.values())
def test_every_preset_can_be_made(expression):
    made = eval(expression, {"n": 4, "np": np, "rng": np.random.default_rng(0)})
    assert np.isfinite(made).all()


def test_a_preset_is_known_however_it_is_spaced():
    assert in_words("rng.random( n )") == "n random numbers"
    assert in_words("n") == "n itself"
    assert in_words("8") == "the same at every size"
    assert in_words("rng.random(n) ** 2") == ""


def test_only_numbers_can_be_put_on_the_axis():
    assert can_be_swept("8")
    assert can_be_swept("0.5")
    assert not can_be_swept("True")
    assert not can_be_swept("rng.random(n)")


def test_sweeping_an_argument_fixes_the_size_of_the_others():
    arguments = {"a": "rng.random(n) + n", "names": "'n'", "k": "8"}
    assert swept(arguments, "k") == {"a": "rng.random(1000) + 1000", "names": "'n'", "k": "n"}
    assert swept({"a": "np.zeros((n, n))", "k": "8"}, "k")["a"] == "np.zeros((100, 100))"


def test_the_range_of_a_sweep_reaches_beyond_the_usual_value():
    assert sweep_range("8") == "1:100"
    assert sweep_range("64") == "1:1000"
    assert sweep_range("0.5") == "1:100"


@pytest.mark.parametrize("name", [kernel.name for kernel in catalogue()])
def test_a_catalogue_kernel_is_a_starting_point_without_this_program(tmp_path, name):
    kernel = find(name)
    path = tmp_path / "mine.py"
    save_starting_point(kernel, path)
    assert "explorer" not in path.read_text(encoding="utf-8")
    again = read(path)
    assert again.variant_names == kernel.variant_names
    assert [v.wrong_on_purpose for v in again.variants] == [
        v.wrong_on_purpose for v in kernel.variants
    ]
    assert (again.sizes, again.reference, again.title) == (
        kernel.sizes, kernel.reference, kernel.title
    )  # fmt: skip
    scope = {}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), scope)
    assert "make_args" in scope


def test_a_copy_is_measured_like_the_kernel_itself(tmp_path):
    path = tmp_path / "mine.py"
    save_starting_point(find("denormals"), path)
    copy = read(path)
    plan = plan_of(copy, most_threads=2, sizes="2000", budget_s=20.0, precision=0.5)
    run = fold(received(start(plan, copy, placed(plan, copy, 2))))
    assert {point.variant for point in run.points} == set(plan.variants)
    assert not [record for record in run.points.values() if record.status == "failed"]
    wrong = {point.variant for point, record in run.points.items() if record.status == "wrong"}
    assert wrong == {variant.name for variant in copy.variants if variant.wrong_on_purpose}
