import io
from dataclasses import replace

import pytest
from sample_runs import sum_run

from explorer.cli import main
from explorer.commands.progress import Screen
from explorer.measure.events import Printed
from explorer.results import csvfile
from explorer.units import harmless

CLEAR = "\x1b[2J\x9b31m\u202e"


def test_what_commands_a_terminal_is_not_shown_and_the_rest_is():
    assert harmless(f"a{CLEAR}b\tc\r\nd\n\ud800") == "a�[2J�31m�b\tc\nd\n�"
    assert harmless("“größer” ≈ 3 µs\n") == "“größer” ≈ 3 µs\n"


@pytest.mark.parametrize("command", [[], ["measure"], ["answer"]])
def test_a_file_name_commands_no_terminal(command, tmp_path, capsys):
    assert main([*command, str(tmp_path / f"{CLEAR}.json")]) == 2
    said = capsys.readouterr()
    assert not set("\x1b\x9b\u202e") & set(said.out + said.err)
    assert "�[2J" in said.err


def test_what_measured_code_prints_commands_no_terminal():
    stream = io.StringIO()
    Screen(stream).show(Printed(f"before{CLEAR}after\n"))
    assert stream.getvalue() == "before�[2J�31m�after\n"


def test_a_text_is_no_formula_in_a_spreadsheet():
    run = sum_run()
    kernel = replace(run.plan.kernel, name='=HYPERLINK("x")')
    said = csvfile.dumped(replace(run, plan=replace(run.plan, kernel=kernel)))
    assert said.splitlines()[1].startswith("\"'=HYPERLINK(")
    assert len(said.splitlines()) == 1 + len(run.points)
