import io
import re
from dataclasses import replace

import pytest
from sample_runs import save, sum_run

from explorer.cli import main
from explorer.commands.progress import Screen
from explorer.kernels.listing import read
from explorer.measure.events import Printed
from explorer.results import csvfile, markdown, report, runfile
from explorer.units import harmless

CLEAR = "\x1b[2J\x9b31m\u202e"


def test_what_commands_a_terminal_is_not_shown_and_the_rest_is():
    assert harmless(f"a{CLEAR}b\tc\r\nd\n\ud800\uffff") == "a�[2J�31m�b\tc\nd\n��"
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


def test_a_page_and_a_table_hold_no_control_characters():
    run = sum_run()
    kernel = replace(run.plan.kernel, title=f"<b>{CLEAR}", name=CLEAR)
    run = replace(run, plan=replace(run.plan, kernel=kernel), notes=(CLEAR,), output=CLEAR)
    for text in (markdown.dumped(run), re.sub("(?s)<script.*?</script>", "", report.dumped(run))):
        assert not set("\x1b\x9b\u202e") & set(text)
        assert "�[2J" in text.replace("\\", "")
        assert "<b>" not in text


def test_a_text_is_no_formula_in_a_spreadsheet():
    run = sum_run()
    kernel = replace(run.plan.kernel, name='=HYPERLINK("x")')
    said = csvfile.dumped(replace(run, plan=replace(run.plan, kernel=kernel)))
    assert said.splitlines()[1].startswith("\"'=HYPERLINK(")
    assert len(said.splitlines()) == 1 + len(run.points)


NOT_UTF8 = "na\udcffme"
"""As the system hands on what is not text."""


@pytest.mark.parametrize(
    "command",
    [
        ["measure", f"{NOT_UTF8}.py"],
        ["callers", f"{NOT_UTF8}.py:f"],
        ["history", "list", NOT_UTF8],
        ["history", "name", "3fa2", NOT_UTF8],
        ["history", "list", "--kernel", NOT_UTF8],
        ["measure", "sum", "--against", NOT_UTF8],
        ["measure", NOT_UTF8],
        ["answer", f"{NOT_UTF8}.json"],
    ],
    ids=" ".join,
)
def test_what_is_not_utf_8_is_refused_in_a_sentence(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{NOT_UTF8}.py").write_text("def f(a):\n    return a[0]\n")
    assert main(command) == 2
    (sentence,) = capsys.readouterr().err.splitlines()
    assert "na�me" in sentence
    assert "should not happen" not in sentence


def test_a_run_is_saved_under_any_name(tmp_path):
    path = tmp_path / f"{NOT_UTF8}.json"
    save(sum_run(), path)
    assert set(runfile.read(path).points) == set(sum_run().points)


def test_what_a_file_says_of_itself_is_shown_without_what_no_screen_shows(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(
        '"""A\\ud800\\x1b[2J\n\nWhy\\x07?\n\nSo\\u202e.\n"""\nsize_name = "\\udcff"\n'
        "def make_args(n):\n    return (n,)\n"
        'def f(x):\n    """S\\x9b."""\n    return x\n'
    )
    kernel = read(path)
    assert (kernel.title, kernel.question, kernel.lesson) == ("A��[2J", "Why�?", "So�.")
    assert (kernel.size_name, kernel.variants[0].summary) == ("�", "S�.")
