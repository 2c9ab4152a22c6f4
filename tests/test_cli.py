import contextlib
import importlib.util
import io
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
import types
from pathlib import Path

import pytest

from explorer import __version__
from explorer.cli import OpenOptions, main
from explorer.commands import measure as measuring
from explorer.commands import outputs
from explorer.commands.progress import LINES_SHOWN, Screen
from explorer.measure.events import Calling, Compiling, Measured, Preparing, Printed, Progress
from explorer.measure.place import Running, start
from explorer.measure.plan import Point
from explorer.results import journal, runfile
from explorer.results.atomic import SaveError

KERNEL = '''
    """Made up

    Is it fast?
    """
    sizes = "10,20"
    reference = "good"
    wrong_on_purpose = ("racing",)
    def make_args(n): return (list(range(n)),)
    def good(x):
        """The right one."""
        return sum(x)
    def slow(x):
        total = 0
        for value in x:
            total += value
        return total
    def racing(x): return sum(x) + 1
    def off(x): return sum(x) + 2
    def broken(x): raise ValueError("nope\\nin two lines")
'''
QUICK = ("--process", "here", "--threads", "1", "--budget", "0.2", "--precision", "0.5")


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """A state folder of the test's own."""
    folder = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@pytest.fixture
def kernel(tmp_path):
    path = tmp_path / "made.py"
    path.write_text(textwrap.dedent(KERNEL), encoding="utf-8")
    return str(path)


@pytest.fixture
def opened(monkeypatch):
    """What the window was asked for, instead of a window."""
    asked = []

    def open_window(options):
        asked.append(options)
        return 0

    fake = types.ModuleType("explorer.desktop.app")
    fake.open_window = open_window
    monkeypatch.setitem(sys.modules, "explorer.desktop.app", fake)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return asked


def explorer(*arguments, **options):
    """Run the program in a process of its own."""
    command = [sys.executable, "-m", "explorer", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


# What there is, and what it costs to ask


def test_help_version_and_kernels_load_neither_numba_numpy_nor_qt():
    code = """
import sys
import explorer
from explorer.cli import main
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
    assert all(word in text for word in ("measure KERNEL", "kernels", "doctor", "--quit", "FILE"))


# Requests that cannot be carried out


REFUSED = {
    "an unknown kernel": (["measure", "summ"], "There is no kernel “summ”; did you mean “sum”"),
    "no kernel": (["measure"], "the following arguments are required: KERNEL"),
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
    "a negative limit": (["measure", "sum", "--call-limit", "-1"], "“-1” is not a positive number"),
    "no points": (["measure", "sum", "--points-per-decade", "0"], "not between 0 and 100"),
    "an unknown ending": (["measure", "sum", "--output", "a.doc"], "one of .png, .svg, .pdf, .js"),
    "a missing folder": (["measure", "sum", "--output", "no/a.csv"], "there is no folder “no”"),
    "a folder": (["measure", "sum", "--output", "folder.csv"], "is a folder; name a file"),
    "an unknown option": (["--spam"], "unrecognized arguments: --spam; see numba-explorer --help"),
    "window: a kernel": (["--kernel", "summ"], "There is no kernel “summ”"),
    "window: sizes": (["--sizes", "1e5:1e3"], "is upside down"),
    "window: threads": (["--threads", "0"], "Threads: “0”"),
    "window: variants": (["--kernel", "sum", "--variants", "spam"], "has no “spam”"),
    "window: a missing run": (["run.json"], "“run.json” cannot be opened: No such file"),
    "window: a foreign file": (["foreign.json"], "“foreign.json” is not a run of Numba Explorer"),
    "window: a foreign kernel": (["foreign.py"], "has no function make_args(n)"),
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
    Path("folder.csv").mkdir()
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("numba-explorer: ")
    assert err.count("\n") == 1
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


def test_an_unexpected_error_is_one_line_and_a_log_file(capsys, monkeypatch, state):
    def fails(options):
        raise RuntimeError("spam")

    monkeypatch.setattr(measuring, "measure", fails)
    assert main(["measure", "sum"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "RuntimeError('spam')" in err
    log = Path(re.search(r"details are in (.*)\.\n", err)[1])
    assert "Traceback" in log.read_text(encoding="utf-8")


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
            sizes="1e3:1e4",
            threads="1",
            variants=("numpy", "fastmath"),
            dtype="float32",
            run=True,
            save=(png,),
            quit=True,
        )
    ]


def test_the_window_opens_with_nothing_asked_for_and_with_files(opened, kernel, tmp_path):
    run = tmp_path / "run.json"
    assert main(["measure", kernel, "--variants", "good", *QUICK, "--output", str(run)]) == 0
    assert main([]) == main([kernel]) == main([str(run), "--save", str(tmp_path / "a.svg")]) == 0
    assert opened[0] == OpenOptions()
    assert opened[1].file == Path(kernel)
    assert opened[2].file == run


# Measuring


def test_measure_prints_the_table_and_the_answer(kernel, capsys, state):
    assert main(["measure", kernel, "--variants", "good,slow", *QUICK]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0].split()[:3] == ["n", "Bytes", "Variant"] or "Variant" in out
    assert (
        len(re.findall(r"^ *(?:10|20) .*\b(?:good|slow)\b.* (?:ok|coarse|noisy)$", out, re.M)) == 4
    )
    assert "is fastest" in out or "equally fast" in out or "cannot be told" in out
    assert "Use good at every size from 10 to 20" in answer
    assert err == ""  # no terminal, so no progress
    assert list((state / "numba-explorer" / "journal").iterdir()) == []  # it came to its end


def test_measure_saves_by_the_paths_endings(kernel, tmp_path):
    paths = [str(tmp_path / "run.json"), str(tmp_path / "run.CSV")]
    arguments = ["measure", kernel, "--variants", "good", *QUICK, "--output", *paths]
    assert main([*arguments, "--output", str(tmp_path / "more.csv")]) == 0
    run = runfile.read(tmp_path / "run.json")
    assert run.plan.kernel.file == kernel
    assert {record.point.variant for record in run.points.values()} == {"good"}
    text = (tmp_path / "run.CSV").read_text(encoding="utf-8")
    assert text.startswith("kernel,")
    assert text == (tmp_path / "more.csv").read_text(encoding="utf-8")


def test_all_the_options_reach_the_plan(kernel, tmp_path):
    path = tmp_path / "run.json"
    options = ["--sizes", "10:1000", "--points-per-decade", "1", "--baseline", "slow"]
    options += ["--variants", "slow,good", "--call-limit", "0.3", "--output", str(path)]
    assert main(["measure", kernel, *QUICK, *options]) == 0
    plan = json.loads(path.read_text(encoding="utf-8"))["plan"]
    assert plan["sizes"] == [10, 100, 1000]
    assert plan["baseline"] == {"variant": "slow", "threads": 1}
    assert plan["variants"] == ["slow", "good"]
    assert (plan["precision"], plan["budget_s"], plan["call_limit_s"]) == (0.5, 0.2, 0.3)
    assert (plan["threads"], plan["process"]) == ([1], "here")


@pytest.mark.parametrize(
    ("variants", "status", "line"),
    [
        ("good,racing", 0, ""),
        ("good,off", 1, "off is wrong at n = 10: "),
        ("good,broken", 1, "broken"),
    ],
)
def test_the_status_is_1_where_points_failed_or_are_wrong_but_not_on_purpose(
    kernel, capsys, variants, status, line
):
    assert main(["measure", kernel, "--variants", variants, *QUICK]) == status
    err = capsys.readouterr().err
    assert line in err
    assert err.count("\n") == bool(line)
    assert "Traceback" not in err


def test_skipped_points_are_no_failure(kernel, capsys):
    arguments = ["measure", kernel, "--variants", "good", "--sizes", "10,1000000"]
    assert main([*arguments, *QUICK, "--call-limit", "1e-4"]) == 0
    assert "Not measured: good at n = 1,000,000" in capsys.readouterr().out


def test_a_kernel_that_fails_when_it_is_run_is_refused_in_one_line(tmp_path, capsys):
    path = tmp_path / "fails.py"
    path.write_text("def make_args(n): return ()\ndef f(): pass\nraise OSError('spam')\n")
    assert main(["measure", str(path), *QUICK]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_failed_save_loses_nothing_else(kernel, tmp_path, monkeypatch, capsys):
    def full(run, path):
        raise SaveError(f"“{path}” cannot be saved: No space left on device.")

    monkeypatch.setattr(outputs.runfile, "write", full)
    paths = [str(tmp_path / "run.json"), str(tmp_path / "run.csv")]
    assert main(["measure", kernel, "--variants", "good", *QUICK, "--output", *paths]) == 2
    out, err = capsys.readouterr()
    assert "No space left on device" in err
    assert "good" in out
    assert (tmp_path / "run.csv").exists()


def test_a_journal_that_cannot_be_kept_stops_nothing(kernel, monkeypatch, tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "taken"))
    assert main(["measure", kernel, "--variants", "good", *QUICK]) == 0
    out, err = capsys.readouterr()
    assert err.count("cannot be written") == 1
    assert "good" in out


def interrupting(after, swallow):
    """Stand in for `start`: Ctrl+C comes in the middle, and measured code may swallow it."""

    def begin(plan, kernel):
        def events():
            for number, event in enumerate(start(plan, kernel).events):
                yield event
                if number == after and swallow:
                    with contextlib.suppress(KeyboardInterrupt):
                        signal.raise_signal(signal.SIGINT)
                elif number == after:
                    signal.raise_signal(signal.SIGINT)

        return Running(events())

    return begin


@pytest.mark.parametrize("swallow", [False, True], ids=["raised", "swallowed"])
def test_ctrl_c_keeps_and_saves_what_was_measured(kernel, tmp_path, monkeypatch, capsys, swallow):
    monkeypatch.setattr(measuring, "start", interrupting(8, swallow))
    path = tmp_path / "run.json"
    before = signal.getsignal(signal.SIGINT)
    status = main(["measure", kernel, "--variants", "good,slow", *QUICK, "--output", str(path)])
    assert status == 130
    assert signal.getsignal(signal.SIGINT) is before
    run = runfile.read(path)
    assert run.finished == "stopped"
    assert run.points
    assert "good" in capsys.readouterr().out


def test_ctrl_c_before_anything_is_measured_ends_quietly(kernel, monkeypatch, capsys):
    def at_once(plan, kernel):
        def events():
            raise KeyboardInterrupt
            yield

        return Running(events())

    monkeypatch.setattr(measuring, "start", at_once)
    assert main(["measure", kernel, *QUICK]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to another process there")
def test_ctrl_c_stops_a_measuring_process_too(kernel, tmp_path, state):
    path = tmp_path / "run.json"
    command = [sys.executable, "-m", "explorer", "measure", kernel, "--variants", "good,slow"]
    command += ["--budget", "60", "--precision", "0.001", "--output", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        folder = state / "numba-explorer" / "journal"
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            runs = [journal.read(kept) for kept in folder.glob("*.jsonl")]
            if any(run and any(r.samples for r in run.points.values()) for run in runs):
                break
            time.sleep(0.05)
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=30)
    assert program.returncode == 130, err
    assert err == b""
    assert runfile.read(path).finished == "stopped"
    assert runfile.read(path).where == "separate process"


# The terminal


class Terminal(io.StringIO):
    def isatty(self):
        return True


def drawn(monkeypatch, events, step=1.0):
    """What is on the terminal after each event, a moment of `step` seconds apart."""
    monkeypatch.setenv("COLUMNS", "100")
    terminal, moments = Terminal(), iter(range(1000))
    screen = Screen(terminal, clock=lambda: step * next(moments))
    states = []
    for event in events:
        screen.show(event)
        states.append(terminal.getvalue().rpartition("\x1b[K")[2])
    screen.clear()
    return states, terminal.getvalue()


def test_the_progress_says_what_is_going_on_and_what_is_left(monkeypatch):
    point = Point("python", 1_000_000, 1)
    states, everything = drawn(
        monkeypatch,
        [
            Preparing("Loading the kernel “sum”"),
            Compiling("njit"),
            Progress(2.5, 10.0, 3, 1, 20),
            Measured(1000, ()),
            Calling(point, 0.31),
            Progress(6.0, 10.0, 20, 15, 20),
        ],
    )
    assert states[0] == f"[{'-' * 24}]   0 %  loading the kernel “sum”"
    assert "compiling njit" in states[1]
    assert states[2].startswith("[######")
    assert " 25 %  at most 8 s left" in states[2]
    assert "measuring n = 1,000" in states[3]
    assert "python at n = 1,000,000, about 310 ms" in states[4]
    assert " 75 %  at most 4 s left" in states[5]
    assert everything.endswith("\r\x1b[K")  # and then it is gone


def test_the_progress_is_not_drawn_more_than_ten_times_a_second(monkeypatch):
    _, everything = drawn(monkeypatch, [Measured(10, ())] * 100, step=0.01)
    assert everything.count("measuring") <= 11


def test_without_a_terminal_there_is_no_progress():
    stream = io.StringIO()
    screen = Screen(stream)
    screen.show(Compiling("njit"))
    screen.clear()
    assert stream.getvalue() == ""


def test_what_the_measured_code_prints_is_shown_but_not_without_end():
    stream = io.StringIO()
    screen = Screen(stream)
    for _ in range(LINES_SHOWN):
        screen.show(Printed("one\ntwo\n"))
    assert stream.getvalue().count("one\ntwo\n") == LINES_SHOWN // 2
    assert stream.getvalue().endswith("is not shown.\n")
