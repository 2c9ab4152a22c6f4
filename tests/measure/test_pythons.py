"""The Python that measures a file: chosen, remembered, found again, gone."""

import os
import sys
from dataclasses import replace

import pytest

from explorer.kernels.finding import find, open_file
from explorer.measure import launching
from explorer.measure.asking import plan_of
from explorer.measure.interpreter import OURS, Interpreter, InterpreterError, used
from explorer.measure.options import SEPARATE
from explorer.measure.place import placed
from explorer.measure.pythons import choose, measures, near, remembered
from explorer.starting import OWN_ROOTS, ROOTS, command

FILE = "import numpy as np\ndef make_args(n): return (np.ones(n),)\ndef one(a): return a.sum()\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "project" / "src" / "mine.py"
    path.parent.mkdir(parents=True)
    path.write_text(FILE)
    return path


def test_it_is_this_programs_own_until_another_is_chosen(file, other_python):
    assert measures(file) == OURS
    chosen = choose(file, other_python)
    assert measures(file) == chosen == used(str(other_python))
    assert measures(file.with_name("other.py")) == OURS
    assert choose(file, None) == measures(file) == OURS


def test_one_that_is_gone_is_named(file, other_python, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(other_python.parents[1])
    choose(file, link)
    link.unlink()
    with pytest.raises(InterpreterError, match=r"chosen to measure “mine\.py”, is gone"):
        measures(file)


def test_files_that_are_gone_are_forgotten(file, other_python):
    choose(file, other_python)
    other = file.with_name("other.py")
    other.write_text(FILE)
    file.unlink()
    choose(other, other_python)
    assert list(remembered()) == [str(other)]


@pytest.mark.parametrize("text", ["", "[1]", '{"a": 1}', "\x00"])
def test_a_damaged_list_holds_nothing(file, own_folders, text):
    path = own_folders / "xdg_config_home" / "numba-explorer" / "pythons.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert measures(file) == OURS


def test_environments_beside_the_file_come_first(file, monkeypatch):
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    monkeypatch.setenv("VIRTUAL_ENV", str(file.parent / "active"))
    places = [file.parents[1] / ".venv", file.parents[0] / "venv", file.parent / "active"]
    for place in places:
        (place / "bin").mkdir(parents=True)
        (place / "pyvenv.cfg").touch()
        (place / "bin" / "python").symlink_to(sys.executable)
    beside, above, active = (places[1], places[0], places[2])
    assert near(file) == [str(place / "bin" / "python") for place in (beside, above, active)]


def test_a_chosen_one_measures_in_a_process_of_its_own(file, other_python):
    kernel = open_file(file)
    plan = replace(plan_of(kernel, most_threads=2), process="here")
    choose(file, other_python)
    placement = placed(plan, kernel, 2)
    assert (placement.where, placement.interpreter) == (SEPARATE, used(str(other_python)))
    assert placed(plan_of(find("sum"), 2), find("sum"), 2).interpreter == OURS


def test_what_it_starts_finds_what_it_was_sent(other_python):
    found = used(str(other_python)).environment({})
    assert found[ROOTS].split(os.pathsep) == list(used(str(other_python)).roots)
    assert OURS.environment({}) == {}
    assert command("module")[-2:] == [os.pathsep.join(OWN_ROOTS), "module"]


def test_a_process_of_another_python_is_no_spare_for_this_one(file, other_python):
    kernel = open_file(file)
    plan = plan_of(kernel, most_threads=2)
    ahead = launching.Ahead(Interpreter(sys.executable, roots=(*OWN_ROOTS, "/nowhere")))
    ahead.prepare(plan)
    ahead.interpreter = OURS
    taken = ahead.take(plan)
    try:
        assert taken.process.args[4] == os.pathsep.join(OWN_ROOTS)
    finally:
        taken.close()


def test_a_bundles_libraries_are_not_handed_to_another_python(other_python, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    other = used(str(other_python))
    inside = {"LD_LIBRARY_PATH": "/bundle"}
    assert "LD_LIBRARY_PATH" not in other.environment(inside)
    inside["LD_LIBRARY_PATH_ORIG"] = "/mine"
    assert other.environment(inside)["LD_LIBRARY_PATH"] == "/mine"
    assert OURS.environment(inside) == inside
