import contextlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from explorer import atomic
from explorer.atomic import SaveError
from explorer.cli import main
from explorer.commands import measure as measuring
from explorer.history.archive import Archive
from explorer.measure.events import Preparing
from explorer.measure.place import start
from explorer.measure.transport import Pulled, received
from explorer.results import journal, runfile

ROUGHLY = ("--budget", "20", "--precision", "0.5")  # enough time beside any other programs
QUICK = ("--process", "here", "--threads", "1", *ROUGHLY)


def test_measure_prints_the_table_and_the_answer(kernel, capsys, state):
    assert main(["measure", kernel, "--variants", "good,slow", *QUICK]) == 0
    out, err = capsys.readouterr()
    table, answer, conditions = out.split("\n\n")
    rows = [line.split() for line in table.splitlines()]
    assert (rows[0][0], rows[0][-1]) == ("n", "Status")
    assert [row[0] for row in rows[1:]] == ["10", "10", "20", "20"]
    assert {row[-1] for row in rows[1:]} <= {"ok", "coarse", "noisy"}
    assert answer.startswith("Use good at every size from 10 to 20.")
    assert "Python" in conditions
    assert "Use good at every size from 10 to 20" in answer
    assert err == ""  # no terminal, so no progress
    assert journals(state) == []
    (kept,) = Archive().find()
    assert (kept.kernel, kept.points) == ("made", 4)


def journals(state):
    return sorted((state / "numba-explorer" / "journal").iterdir())


def test_a_run_whose_program_is_killed_while_it_saves_is_offered(
    kernel, tmp_path, state, monkeypatch, capsys
):
    def killed(run, kernel, paths):
        raise SystemExit(9)

    monkeypatch.setattr(measuring.outputs, "save", killed)
    path = tmp_path / "run.json"
    with pytest.raises(SystemExit):
        main(["measure", kernel, "--variants", "good", *QUICK, "--output", str(path)])
    monkeypatch.undo()
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    assert main(["recover"]) == 0
    assert "A run of made from" in capsys.readouterr().out
    assert main(["recover", "1", "--output", str(path)]) == 0
    assert runfile.read(path).finished
    assert journals(state) == []


def test_a_busy_machine_is_said_once_and_kept_with_the_run(kernel, capsys, others, tmp_path):
    others(1.96)
    path = tmp_path / "run.json"
    options = [*QUICK, "--budget", "0.8", "--precision", "0.001", "--output", str(path)]
    assert main(["measure", kernel, "--variants", "good,slow", *options]) == 0
    out, err = capsys.readouterr()
    sentence = "Other programs are using both of your cores: timings will be noisy."
    assert err == f"numba-explorer: {sentence}\n"
    assert "others used up to 2.0 of 2 cores" in out
    assert runfile.read(path).machine["noticed"]["others_cores"] == 1.96


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
    assert (plan["precision"], plan["budget_s"], plan["call_limit_s"]) == (0.5, 20.0, 0.3)
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
    write = atomic.write

    def full(path, content):
        if path.name == "run.json":
            raise SaveError(f"“{path}” cannot be saved: No space left on device.")
        write(path, content)

    monkeypatch.setattr(atomic, "write", full)
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

    def begin(plan, kernel, placement, **_):
        def events():
            running = start(plan, kernel, placement)
            for number, event in enumerate(received(running)):
                yield event
                if number == after and swallow:
                    with contextlib.suppress(KeyboardInterrupt):
                        signal.raise_signal(signal.SIGINT)
                elif number == after:
                    signal.raise_signal(signal.SIGINT)

        return Pulled(events())

    return begin


@pytest.fixture
def heard():
    """Let signals be heard, also where the tests were started in the background or by nohup."""
    names = [name for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.getsignal(getattr(signal, name)) for name in names}
    for name in names:
        usual = signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL
        signal.signal(getattr(signal, name), usual)
    yield
    for name, handler in before.items():
        signal.signal(getattr(signal, name), handler)


@pytest.mark.usefixtures("heard")
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
    def at_once(plan, kernel, placement, **_):
        def events():
            raise KeyboardInterrupt
            yield

        return Pulled(events())

    monkeypatch.setattr(measuring, "start", at_once)
    assert main(["measure", kernel, *QUICK]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("heard")
@pytest.mark.skipif(os.name == "nt", reason="no signals to another process there")
def test_a_signal_before_anything_is_measured_claims_nothing(kernel, monkeypatch, capsys):
    def at_once(plan, kernel, placement, **_):
        def events():
            os.kill(os.getpid(), signal.SIGTERM)
            yield Preparing("nothing")

        return Pulled(events())

    monkeypatch.setattr(measuring, "start", at_once)
    assert main(["measure", kernel, *QUICK]) == 143
    assert "Stopped by SIGTERM before anything was measured." in capsys.readouterr().err


@pytest.mark.usefixtures("heard")
@pytest.mark.skipif(os.name == "nt", reason="no signals to another process there")
@pytest.mark.parametrize(
    ("number", "said"),
    [("SIGINT", ""), ("SIGTERM", "Stopped by SIGTERM"), ("SIGHUP", "Stopped by SIGHUP")],
)
def test_a_signal_ends_a_measuring_process_too_and_what_was_measured_is_saved(
    kernel, tmp_path, state, number, said
):
    path = tmp_path / "run.json"
    command = [sys.executable, "-m", "explorer", "measure", kernel, "--variants", "good,slow"]
    command += ["--budget", "60", "--precision", "0.001", "--output", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        folder = state / "numba-explorer" / "journal"
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            runs = [journal.read(kept) for kept in folder.glob("*.jsonl")]
            if any(run and any(r.samples for r in run.points.values()) for run in runs):
                break
            time.sleep(0.05)
        program.send_signal(getattr(signal, number))
        _, err = program.communicate(timeout=120)
    assert program.returncode == 128 + getattr(signal, number), err
    lines = [line for line in err.decode().splitlines() if "cores" not in line]  # a busy machine
    assert len(lines) == bool(said)
    assert said in "".join(lines)
    assert runfile.read(path).finished == "stopped"
    assert runfile.read(path).where == "separate process"


def test_a_function_of_any_file_is_measured_with_the_arguments_given(tmp_path):
    file, path = tmp_path / "own.py", tmp_path / "run.json"
    file.write_text("def total(values):\n    return sum(values)\n")
    arguments = ["measure", f"{file}:total", "--argument", "values=list(range(n))"]
    arguments += ["--variants", "python", "--sizes", "10", "--output", str(path), *QUICK]
    assert main([*arguments, "--baseline", "python"]) == 0
    plan = runfile.read(path).plan
    assert (plan.kernel.function, plan.kernel.name) == ("total", "own:total")
    assert plan.kernel.arguments == {"values": "list(range(n))"}


def test_variants_that_fail_alike_share_a_sentence_with_the_line(tmp_path, capfd):
    path = tmp_path / "mine.py"
    path.write_text(
        "import warnings\nimport numpy as np\n\nTABLE = np.zeros(3)\n\n\ndef f(a):\n"
        "    for _ in range(3):\n        with warnings.catch_warnings():\n"
        "            warnings.warn('odd', stacklevel=1)\n"
        "    TABLE[0] = a[0]\n    return a[0]\n",
        encoding="utf-8",
    )
    variants = "python,njit,fastmath"
    options = ["--variants", variants, "--sizes", "10", "--threads", "1", *ROUGHLY]
    assert main(["measure", f"{path}:f", *options]) == 1
    said = capfd.readouterr().err
    assert "fastmath and njit failed at n = 10 in line " in said
    assert said.count("UserWarning: odd") == 1
