"""Two sources, or two Pythons, measured by turns: `measure --before` and `--python`."""

import shutil
import subprocess
import sys
from time import monotonic, sleep

import made_runs as made
import pytest
from kernel_texts import LOOP_FILE

from explorer.cli import main
from explorer.commands import beside
from explorer.commands.answers import OK, REFUSED, SOME_FAILED
from explorer.history.archive import Archive
from explorer.measure.interpreter import InterpreterError, of_environment
from explorer.measure.transport import LostError
from explorer.results import journal

SLOWER = LOOP_FILE.replace(
    "    for value in x:",
    "    for value in 19 * x:\n        total += 0 * value\n    for value in x:",
)
ASKED = ("--sizes", "500", "--variants", "loop", "--budget", "20", "--precision", "0.5")


@pytest.fixture
def mine(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(SLOWER)
    return file


def commit(folder):
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    for words in (("init", "-q"), ("add", "."), (*who, "commit", "-qm", "one")):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="no git")
def test_the_source_of_a_commit_is_measured_by_turns(mine, tmp_path, capsys):
    mine.write_text(LOOP_FILE)
    commit(mine.parent)
    assert main(["measure", str(mine), *ASKED, "--before", "HEAD"]) == OK  # in CI, of most changes
    assert "Both sources are the same" in capsys.readouterr().err
    mine.write_text(SLOWER)
    found = main(
        ["measure", str(mine), *ASKED, "--before", "HEAD", "--repeat", "2",
         "--output", str(tmp_path / "now.json"), "--fail-above", "1.05"]
    )  # fmt: skip
    said = capsys.readouterr()
    assert found == OK  # two processes show nothing surely
    assert "Before: mine.py of HEAD (Python 3." in said.out
    assert (
        "slower; not sure: 2 pairs of processes cannot tell that of 1 point: it takes 6" in said.out
    )
    now, before = sorted(map(Archive().run, Archive().find()[:2]), key=lambda run: -len(run.commit))
    assert (len(before.commit), now.commit) == (40, f"{before.commit}+")
    assert now.plan.kernel.file == before.plan.kernel.file == str(mine)
    assert now.beside == before.beside != ""
    records = [run.point("loop", 500, 1) for run in (now, before)]
    assert [len(record.repeats) for record in records] == [2, 2]
    for one, other in zip(*(record.repeats for record in records), strict=True):
        pairs = zip(*(sorted({s.round for s in r.samples}) for r in (one, other)), strict=False)
        assert all(a == b for a, b in pairs)  # round for round, until a budget ends
    assert main(["compare", str(tmp_path / "now.json"), str(tmp_path / "now.json")]) == OK


@pytest.mark.skipif(shutil.which("git") is None, reason="no git")
def test_functions_of_other_files_are_those_of_the_commit_too(mine, capsys):
    steps = mine.parent / "lib" / "steps.py"
    steps.parent.mkdir()
    (steps.parent / "start.py").write_text("START = 0.0\n")  # what is imported is today's
    text = "from start import START\ndef theirs(x):\n    return START + sum(x)\n"
    steps.write_text(text)
    mine.write_text(LOOP_FILE + '\nvariants = ("lib/steps.py:theirs",)\n')
    commit(mine.parent)
    steps.write_text(text.replace("sum(x)", "sum(x) + 0 * max(x)"))
    asked = ["--variants", "theirs", "--before", "HEAD", "--repeat", "1"]
    assert main(["measure", str(mine), *ASKED, *asked]) == OK
    assert "Before: mine.py of HEAD" in capsys.readouterr().out
    now, before = map(Archive().run, Archive().find()[:2])
    assert now.plan.kernel.sha256 != before.plan.kernel.sha256
    steps.unlink()
    mine.write_text(LOOP_FILE)
    commit(mine.parent)
    mine.write_text(LOOP_FILE + '\nvariants = ("lib/steps.py:theirs",)\n')
    steps.write_text(text)
    assert main(["measure", str(mine), *ASKED, *asked]) == REFUSED
    assert "to compare" in capsys.readouterr().err


def test_what_was_measured_stays_where_a_later_process_cannot_go_on(
    mine, tmp_path, capsys, monkeypatch
):
    class Lost:
        """Both sides have a time when the file is changed, which a new process notices."""

        def __init__(self, *sides):
            pass

        def events(self):
            for number in (0, 1):
                *told, _ = made.events({made.LOOP: {10: 1e-6}})
                for event in told:
                    yield number, event
            raise LostError("The file was changed.")

        def kill(self):
            pass

    monkeypatch.setattr(beside, "SideBySide", Lost)
    before = tmp_path / "before.py"
    before.write_text(LOOP_FILE)
    assert main(["measure", str(mine), *ASKED, "--before", str(before)]) == SOME_FAILED
    said = capsys.readouterr()
    assert "numba-explorer: The file was changed." in said.err
    assert "Now against before" in said.out
    assert {entry.finished for entry in Archive().find()} == {"stopped"}


def test_a_source_that_fails_now_is_one_sentence(mine, tmp_path, capsys):
    before = tmp_path / "before.py"
    before.write_text(LOOP_FILE)
    mine.write_text("raise RuntimeError('broken')\n" + LOOP_FILE)
    assert main(["measure", str(mine), *ASKED, "--before", str(before), "--repeat", "1"]) == REFUSED
    assert "broken" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--before", "nothing"), "--before “nothing”: name a Python file, a saved run or"),
        (("--python", "nowhere"), "“nowhere” is no Python: name its program"),
        (("--python", "/bin/true"), "“/bin/true” does not answer as a Python does."),
    ],
)
def test_what_cannot_be_measured_beside_is_one_sentence(mine, capsys, more, said):
    assert main(["measure", str(mine), *ASKED, *more]) == REFUSED
    assert said in capsys.readouterr().err


def test_both_at_once_are_refused(mine, capsys):
    words = ["--before", "x.py", "--python", sys.executable]
    assert main(["measure", str(mine), *words]) == REFUSED
    assert "not allowed with argument" in capsys.readouterr().err


def test_another_python_has_its_own_first_and_ours_for_the_rest(other_python):
    found = of_environment(other_python.parents[1])
    assert found.program == str(other_python)
    assert len(found.roots) >= 2


def test_a_python_without_numba_is_refused(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    with pytest.raises(InterpreterError, match="cannot import Numba and NumPy: ModuleNotFound"):
        of_environment(tmp_path / "bare")


def test_what_was_measured_survives_a_kill(mine, tmp_path):
    before = tmp_path / "before.py"
    before.write_text(LOOP_FILE)
    words = ["measure", str(mine), *ASKED, "--before", str(before), "--repeat", "50"]
    process = subprocess.Popen(
        [sys.executable, "-m", "explorer", *words], stderr=subprocess.DEVNULL
    )
    try:
        folder = journal.default_folder()
        until = monotonic() + 60
        while not all(_points(folder)) or len(_points(folder)) < 2:
            assert monotonic() < until
            sleep(0.05)
    finally:
        process.kill()
        process.wait()
    runs = [journal.read(path) for path in journal.at_rest(folder)]
    assert len(runs) == 2
    assert all(run.point("loop", 500, 1).estimate for run in runs)
    assert runs[0].beside == runs[1].beside != ""


def _points(folder):
    """How many points each journal holds so far."""
    runs = (
        [journal.read(path) for path in folder.glob(f"*{journal.SUFFIX}")]
        if folder.exists()
        else []
    )
    return [sum(bool(r.estimate) for r in run.points.values()) if run else 0 for run in runs]
