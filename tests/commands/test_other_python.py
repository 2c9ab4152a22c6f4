"""Files whose imports only another environment has, measured by its Python."""

import pytest

from explorer.__main__ import main
from explorer.commands.answers import OK, REFUSED
from explorer.measure.interpreter import OURS
from explorer.measure.pythons import measures, remembered

THEIRS = """
import only_there

def scaled(a):
    return a * only_there.FACTOR
"""
FEW = ["--sizes", "10", "--budget", "20", "--precision", "0.5", "--variants", "python"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "theirs.py"
    path.write_text(THEIRS)
    return path


def test_a_file_is_measured_with_the_python_that_has_its_imports(file, other_python, capsys):
    asked = ["measure", f"{file}:scaled", *FEW]  # its argument is guessed, and tried there, too
    assert main([*asked, "--interpreter", str(other_python.parent.parent)]) == OK
    assert f"{other_python} measures, as was chosen" in capsys.readouterr().err
    assert measures(file).program == str(other_python)


def test_the_choice_can_be_taken_back(file, other_python, capsys):
    main(["measure", f"{file}:nothing", "--interpreter", str(other_python)])
    assert measures(file) != OURS
    main(["measure", f"{file}:nothing", "--interpreter", "this"])
    assert measures(file) == OURS
    assert remembered() == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sum", "--interpreter", "this"], "is for a file of your own"),
        (["{file}", "--interpreter", "/nowhere"], "“/nowhere” is no Python"),
        (["{file}", "--interpreter", "this", "--cluster", "local"], "is for this machine"),
    ],
)
def test_what_cannot_be_chosen_is_one_sentence(file, capsys, words, said):
    assert main(["measure", *(word.format(file=file) for word in words)]) == REFUSED
    assert said in capsys.readouterr().err
