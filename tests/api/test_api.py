"""`import explorer` in scripts and notebooks."""

import linecache
import math
import os
import subprocess
import sys
import tempfile

import cells
import numpy as np
import pytest
import sample_runs
from process_runs import run_by_chance

import explorer
from explorer.api.measured import Measured
from explorer.api.measuring import given, listed
from explorer.api.written import path_of
from explorer.atomic import SaveError
from explorer.history.archive import Archive
from explorer.kernels.kernel import KernelError
from explorer.measure.plan import PlanError

QUICK = {"threads": "1", "budget": 20.0, "precision": 0.5}


@pytest.fixture
def run():
    return Measured(sample_runs.sum_run())


def test_a_function_object_is_measured_with_what_it_uses():
    run = explorer.measure(
        cells.scaled, sizes=[100, 1e3], arguments={"a": "rng.random(n)"},
        variants=["python", "njit"], **QUICK,
    )  # fmt: skip
    points = run.columns()
    assert set(points["variant"]) == {"python", "njit"}
    assert set(points["size"]) == {100, 1000}
    assert set(points["status"]) <= {"ok", "coarse", "noisy"}
    assert run.answer().startswith("Use njit ")
    assert [entry.function for entry in Archive().find()] == ["scaled"]


def test_a_kernel_is_measured_by_its_name():
    run = explorer.measure("sum", sizes="1e3", variants="numpy, jit_nopython", **QUICK)
    assert run.run.plan.kernel.name == "sum"
    assert len(run.columns()["variant"]) == 2


def of_a_cell():
    text = (
        "import math\nimport numpy as np\nfrom numba import njit\nLIMIT = 3\n"
        "@njit\ndef inner(x): return math.sqrt(x) + LIMIT\n"
        "@njit(fastmath=True)\ndef outer(a): return inner(np.sum(a))\n"
    )
    linecache.cache["<cell 7>"] = (len(text), None, text.splitlines(keepends=True), "<cell 7>")
    scope = {"__name__": "__main__"}
    exec(compile(text, "<cell 7>", "exec"), scope)
    return scope["outer"]


@pytest.mark.skipif(os.name == "nt", reason="folders there have other rights")
def test_it_is_not_written_where_others_may_write(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path, _ = path_of(of_a_cell())
    assert path_of(of_a_cell())[0] == path
    path.parent.chmod(0o777)
    assert path_of(of_a_cell())[0].parent != path.parent
    assert path_of(of_a_cell())[0].read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


def test_a_function_of_a_cell_is_written_with_its_helpers_modules_and_constants():
    path, name = path_of(of_a_cell())
    written = path.read_text(encoding="utf-8")
    assert name == "outer"
    found = {}
    exec(compile(written, str(path), "exec"), found)
    assert found["outer"].py_func.__name__ == "outer"
    assert found["LIMIT"] == 3
    assert found["inner"](4.0) == 5.0


@pytest.mark.parametrize("what", [len, lambda a: a, np.sum, 3.0, object()])
@pytest.mark.parametrize("arguments", [None, {"a": "1"}])
def test_what_is_no_function_of_the_users_is_refused(what, arguments):
    with pytest.raises(KernelError, match="cannot be measured: give a function"):
        explorer.measure(what, arguments=arguments)


@pytest.mark.parametrize("value", [np.arange(3.0), np.arange(5000), np.nan, object()])
def test_an_argument_that_its_text_does_not_make_again_is_refused(value):
    with pytest.raises(KernelError, match=r"The argument a is of type .* give an expression"):
        explorer.measure(cells.scaled, arguments={"a": value})


def test_plain_arguments_stand_for_themselves():
    assert given({"a": "n", "b": [1, 2.5], "c": None}) == {"a": "n", "b": "[1, 2.5]", "c": "None"}


@pytest.mark.parametrize("sizes", ["x", ["x"], [None], [math.inf], [-1], [1.5], []])
def test_sizes_that_are_none_are_refused_in_a_sentence(sizes):
    with pytest.raises(PlanError, match="Sizes: "):
        explorer.measure("sum", sizes=sizes)


@pytest.mark.parametrize("sizes", [1000, 1e3, np.int64(1000), [1000.0], range(1000, 1001)])
def test_one_size_or_several_are_numbers_of_any_kind(sizes):
    assert listed(sizes) == "1000"


def test_arguments_of_what_makes_its_own_are_refused(tmp_path):
    path = tmp_path / "k.py"
    path.write_text("def make_args(n): return (n,)\ndef f(a): return a\n", encoding="utf-8")
    with pytest.raises(KernelError, match="a kernel file, which makes the arguments itself"):
        explorer.measure(path, arguments={"a": "1"})
    with pytest.raises(KernelError, match="Arguments are for a function"):
        explorer.measure("sum", arguments={"a": "1"})


def test_a_run_shows_itself_as_its_chart_with_the_answer(run):
    page = run._repr_html_()
    assert page.startswith("<div><svg")
    assert "Use parallel_fastmath" in page
    assert "<script" not in page
    for view in ("time", "speedup", "threads", "cost"):
        assert run.svg(view).startswith("<svg")
    with pytest.raises(ValueError, match="There is no view"):
        run.svg("pie")


def test_a_run_is_saved_and_opened(run, tmp_path):
    for name in ("run.json", "run.html", "run.svg", "run.csv"):
        run.save(tmp_path / name)
    assert explorer.open(tmp_path / "run.json").facts() == run.facts()
    assert explorer.open(tmp_path / "run.html").answer() == run.answer()
    for name in ("run.txt", "run.png"):
        with pytest.raises(SaveError):
            run.save(tmp_path / name)


def test_two_runs_are_compared():
    times = {"loop": 1e-9, "fast": 3e-10, "numpy": 5e-10}
    before, now = run_by_chance(1, times, 8), run_by_chance(3, times, 8, {"fast": 2.0})
    found = explorer.compare(Measured(before), Measured(now))
    assert {one["variant"] for one in found.slower(1.05)} == {"fast"}
    assert {one["variant"] for one in found.as_dict()["changes"] if one["sure"]} == {"fast"}
    assert repr(found).startswith("fast is 1.9")
    assert found._repr_markdown_().startswith("### ")


def test_facts_and_frame(run):
    assert run.facts()["rule"]["steps"]
    columns = run.columns()
    assert len(columns["median_s"]) == len(columns["size"]) > 20
    assert run.frame() is not None


def test_importing_it_loads_nothing_heavy():
    code = (
        "import sys, explorer; explorer.__version__; "
        "print([n for n in ('numba', 'numpy', 'PySide6') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
