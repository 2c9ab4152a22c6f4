import gc
import importlib.util
import os
import re
import subprocess
import sys
import types
from importlib import import_module
from pathlib import Path

import pytest

from explorer import __version__
from explorer.cli import main
from explorer.commands import measure as measuring
from explorer.commands.parsers import COMMANDS, parser
from explorer.commands.parsers.groups import asked
from explorer.opening import OpenOptions


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """A state folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def opened(monkeypatch):
    """What the window was asked for, instead of a window."""
    asked = []

    def open_window(options, refuse):
        asked.append(options)
        gc.enable()  # as the window does; it is off while that is loaded
        return 0

    fake = types.ModuleType("explorer.desktop.app")
    fake.open_window = open_window
    monkeypatch.setitem(sys.modules, "explorer.desktop.app", fake)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return asked


# What there is, and what it costs to ask


def test_help_version_and_kernels_load_neither_numba_numpy_nor_qt():
    code = """
import sys
import explorer
from explorer.cli import main
from explorer.commands.parsers import COMMANDS, parser
from explorer.commands.parsers.groups import asked
for arguments in (["kernels"], ["--help"], ["--version"], ["measure", "--help"]):
    try:
        main(arguments)
    except SystemExit as end:
        assert end.code == 0
heavy = {"numba", "numpy", "PySide6", "pyqtgraph", "scipy"} & set(sys.modules)
assert not heavy, heavy
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"numba-explorer {__version__}\n"


def test_kernels_lists_the_catalogue(capsys):
    assert main(["kernels"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["Kernel", "Group", "Title", "Question"]
    assert {"sum", "triad", "mandelbrot", "matmul"} <= {line.split()[0] for line in lines}


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    assert all(f"\n  {name} " in text for name in COMMANDS)
    assert "--quit" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_what_help_names_can_be_asked_for_and_is_carried_out(name, capsys):
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    assert end.value.code == 0
    assert f"numba-explorer {name}" in capsys.readouterr().out
    assert callable(getattr(import_module(f"explorer.commands.{name}"), name))


# Requests that cannot be carried out


LONG = "q" * 20_000
REFUSED = {
    "an unknown kernel": (["measure", "summ"], "There is no kernel “summ”; did you mean “sum”"),
    "no kernel": (["measure"], "Name a KERNEL to measure"),
    "an empty name": (["measure", ""], "Name a KERNEL to measure"),
    "a missing kernel file": (["measure", "nowhere.py"], "“nowhere.py” cannot be read"),
    "a range upside down": (["measure", "sum", "--sizes", "1e5:1e3"], "1e5:1e3 is upside down"),
    "size 0": (["measure", "sum", "--sizes", "0"], "“0” is not a positive whole number"),
    "0 threads": (["measure", "sum", "--threads", "0"], "Threads: “0”"),
    "too many threads": (["measure", "sum", "--threads", "9999"], "9,999 is too many; allowed"),
    "no variants": (["measure", "sum", "--variants", ","], "Variants: none is ticked"),
    "an unknown variant": (["measure", "sum", "--variants", "spam"], "has no “spam”; it has"),
    "an unknown dtype": (["measure", "sum", "--dtype", "int8"], "“sum” has no int8; it has"),
    "an unknown layer": (["measure", "sum", "--layer", "mpi"], "invalid choice: 'mpi'"),
    "a foreign baseline": (["measure", "sum", "--baseline", "spam"], "Baseline: “spam”"),
    "precision in words": (["measure", "sum", "--precision", "high"], "“high” is not a number"),
    "precision 0": (["measure", "sum", "--precision", "0"], "0 is not between 0.001 and 0.5"),
    "no budget": (["measure", "sum", "--budget", "0"], "Budget: 0 s is not between"),
    "a negative limit": (
        ["measure", "sum", "--call-limit", "-1"],
        "Call limit: -1 s is not between",
    ),
    "no points": (["measure", "sum", "--points-per-decade", "0"], "not between 0 and 100"),
    "an unknown ending": (["measure", "sum", "--output", "a.doc"], "one of .png, .svg, .pdf, .js"),
    "a missing folder": (["measure", "sum", "--output", "no/a.csv"], "there is no folder “no”"),
    "a folder": (["measure", "sum", "--output", "folder.csv"], "is a folder; name a file"),
    "an argument of a kernel": (["measure", "sum", "--argument", "x=n"], "a function of a file"),
    "half an argument": (["measure", "a.py:f", "--argument", "x"], "“x” is not like x=rng.ran"),
    "a long argument": (["measure", "own.py:f", "--argument", f"a=({LONG}"], "q: Not a Python"),
    "a long name": (["measure", "own.py:f", "--argument", f"a=np.{LONG}"], "q: np has no “q"),
    "a long name of an argument": (["measure", "own.py:f", "--argument", f"{LONG}=1"], "it has a."),
    "a long call": (["measure", "own.py:f", "--argument", f"x={LONG}(a=1)"], "there are f, "),
    "long sizes": (["measure", "sum", "--sizes", LONG], "q” is not a positive whole number"),
    "a long choice": (["measure", "sum", "--layer", LONG], "see numba-explorer measure --help"),
    "a long file": (["answer", LONG], "q” is too long for the name of a file."),
    "verifying a kernel": (["kernels", "--verify", "summ"], "There is no kernel “summ”"),
    "a mistyped command": (
        ["mesure", "sum"],
        "no command and no file “mesure”; did you mean numba-explorer measure?",
    ),
    "a kernel for a command": (["sum", "--run"], "it is a kernel: numba-explorer measure sum, or"),
    "no word that is known": (["spam", "ham"], "“spam”; numba-explorer --help lists the commands."),
    "a mistyped option": (["measure", "sum", "--size", "9"], "--size 9 (did you mean --sizes?);"),
    "an unknown option": (["--spam"], "unrecognized arguments: --spam; see numba-explorer --help"),
    "window: a kernel": (["--kernel", "summ"], "There is no kernel “summ”"),
    "window: sizes": (["--sizes", "1e5:1e3"], "is upside down"),
    "window: threads": (["--threads", "0"], "Threads: “0”"),
    "window: variants": (["--kernel", "sum", "--variants", "spam"], "has no “spam”"),
    "window: a missing run": (["run.json"], "“run.json” cannot be opened: No such file"),
    "window: a foreign file": (["foreign.json"], "“foreign.json” is not a run of Numba Explorer"),
    "window: a foreign kernel": (["foreign.py"], "has no function"),
    "window: two kernels": (["foreign.py", "--kernel", "sum"], "Give either the file"),
    "window: nothing to save": (["--save", "a.png"], "add --run, or name a run file"),
    "window: where to save": (["--run", "--save", "no/a.png"], "there is no folder “no”"),
}


@pytest.mark.parametrize(("arguments", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_gets_one_line_before_anything_is_begun(
    arguments, words, tmp_path, monkeypatch, capsys, opened
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delattr(measuring, "start")  # measuring would fail otherwise than expected
    Path("foreign.json").write_text('{"format": "another"}')
    Path("foreign.py").write_text("x = 1\n")
    Path("own.py").write_text("def f(a):\n    return a\n")
    Path("folder.csv").mkdir()
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("numba-explorer: ")
    assert err.count("\n") == 1
    assert len(err) < 700  # whatever it repeats of what was typed
    assert words in err
    assert opened == []


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs a folder that nobody can write to")
def test_a_folder_that_cannot_be_written_is_refused_before_measuring(capsys, monkeypatch):
    monkeypatch.delattr(measuring, "start")
    assert main(["measure", "sum", "--output", "/proc/a.csv"]) == 2
    assert "“/proc/a.csv” cannot be saved" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["measure", "sum", "--output", "a.png"], ["--kernel", "sum"]]
)
def test_without_qt_what_needs_it_is_refused_in_one_sentence(
    arguments, capsys, monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path)
    find_spec = importlib.util.find_spec

    def without_qt(name, *rest):
        return None if name.startswith("PySide6") else find_spec(name, *rest)

    monkeypatch.setattr(importlib.util, "find_spec", without_qt)
    assert main(arguments) == 2
    assert "needs PySide6, which this Python does not have" in capsys.readouterr().err


def test_without_a_display_the_window_is_refused(capsys, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert main([]) == 2
    assert "There is no display" in capsys.readouterr().err


def test_an_unexpected_error_is_one_line_and_a_log_file(capsys, monkeypatch):
    def fails(options):
        raise RuntimeError("spam")

    monkeypatch.setattr(measuring, "measure", fails)
    assert main(["measure", "sum"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "RuntimeError('spam')" in err
    log = Path(re.search(r"details are in (.*)\.\n", err)[1])
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_a_machine_without_memory_is_one_line(capsys, monkeypatch):
    def fails(options):
        raise MemoryError

    monkeypatch.setattr(measuring, "measure", fails)
    assert main(["measure", "sum"]) == 2
    assert capsys.readouterr().err == "numba-explorer: There is not enough memory to go on.\n"


def test_a_reader_that_stops_reading_gets_no_traceback():
    command = [sys.executable, "-m", "explorer", "kernels"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 1


# Opening the window


def test_the_window_gets_what_was_asked_for(opened, tmp_path):
    png = tmp_path / "a.png"
    arguments = ["--kernel", "sum", "--sizes", "1e3:1e4", "--threads", "1", "--dtype", "float32"]
    arguments += ["--variants", "numpy, fastmath", "--run", "--save", str(png), "--quit"]
    assert main(arguments) == 0
    assert opened == [
        OpenOptions(
            kernel="sum",
            run=True,
            save=(png,),
            quit=True,
            setup={
                "sizes": "1e3:1e4",
                "threads": "1",
                "dtype": "float32",
                "variants": ("numpy", "fastmath"),
            },
        )
    ]


def test_the_window_opens_with_nothing_asked_for_and_with_files(opened, tmp_path):
    kernel, run = tmp_path / "made.py", tmp_path / "run.json"
    kernel.write_text("def make_args(n): return (n,)\ndef same(n): return n\n")
    measure = ["measure", str(kernel), "--precision", "0.5", "--process", "here", "--threads", "1"]
    assert main([*measure, "--output", str(run)]) == 0
    assert (
        main([]) == main([str(kernel)]) == main([str(run), "--save", str(tmp_path / "a.svg")]) == 0
    )
    assert opened[0] == OpenOptions()
    assert opened[1].file == kernel
    assert opened[2].file == run


def test_no_words_are_answered_as_the_parser_would():
    given = parser("").parse_args([])
    assert asked(given) == {}
    assert not any((given.menu_entry, given.file, given.kernel, given.run, given.quit))
    assert not given.save
