import pytest

from explorer.cli import main
from explorer.results import journal, runfile
from explorer.results.journal import Journal


@pytest.fixture
def folder(kernel, tmp_path, monkeypatch):
    """The journals of two runs that no history could take in, the second of them cut off."""
    (tmp_path / "full").write_text("no folder")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "full"))
    quick = ("--process", "here", "--threads", "1", "--budget", "20", "--precision", "0.5")
    assert main(["measure", kernel, "--variants", "good", *quick]) == 0
    found = journal.default_folder()
    (first,) = found.iterdir()
    lines = first.read_text(encoding="utf-8").splitlines(keepends=True)
    (found / "9-1.jsonl").write_text("".join(lines[:-4]) + lines[-3][:9], encoding="utf-8")
    return found


@pytest.fixture
def said(capsys, folder):
    """Return a function that says what `recover` answers, as its status and its lines."""

    def ask(*arguments):
        capsys.readouterr()
        status = main(["recover", *arguments])
        out, err = capsys.readouterr()
        return status, (out + err).splitlines()

    return ask


def test_what_was_not_saved_is_listed_the_newest_first(said):
    status, (interrupted, over) = said()
    assert status == 0
    assert interrupted.startswith("  1  A run of made from ")
    assert "was interrupted; 2 points were measured." in interrupted
    assert "was not saved; 2 points were measured." in over


def test_one_of_them_is_printed_and_stays(said, folder):
    status, lines = said("2")
    assert status == 0
    assert any("good" in line for line in lines)
    assert len(list(folder.iterdir())) == 2


def test_one_that_is_saved_is_not_kept_any_longer(said, folder, tmp_path):
    for name in ("run.csv", "run.pyperf.json"):  # neither holds all of it
        assert said("1", "--output", str(tmp_path / name)) == (0, [])
        assert len(list(folder.iterdir())) == 2
    assert said("1", "--output", str(tmp_path / "run.json")) == (0, [])
    assert runfile.read(tmp_path / "run.json").finished == "stopped"
    assert [path.name for path in folder.iterdir()] != ["9-1.jsonl"]


def test_one_is_removed_by_its_user_only(said, folder):
    assert said("2", "--discard") == (0, [])
    assert [path.name for path in folder.iterdir()] == ["9-1.jsonl"]
    assert said("1", "--discard") == (0, [])
    assert said() == (0, ["There is no run that was not saved."])


def test_one_that_is_still_made_is_not_listed(said, folder):
    at_hand = Journal(folder)
    assert len(said()[1]) == 2
    at_hand.close()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["3"], "There is no run 3"),
        (["0"], "There is no run 0"),
        (["--discard"], "Which run?"),
        (["x"], "“x” is not a whole number"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(said, arguments, words):
    status, (line,) = said(*arguments)
    assert status == 2
    assert words in line
