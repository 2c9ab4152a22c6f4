"""`history`: what is kept, from the command line."""

import json
from dataclasses import replace

import made_runs as made
import pytest

from explorer.cli import main
from explorer.commands.answers import REFUSED
from explorer.history.archive import Archive
from explorer.results import runfile


@pytest.fixture
def entry():
    return Archive().keep(made.sweep())


def said(capsys, *arguments):
    status = main(["history", *arguments])
    return status, capsys.readouterr().out


def test_runs_are_listed_searched_and_shown(capsys, entry, tmp_path):
    status, out = said(capsys)
    assert status == 0
    assert out.splitlines()[1].split()[0] == entry.id
    assert "team with 2 threads" in out
    assert "There is no such run" in said(capsys, "list", "nowhere")[1]
    assert json.loads(said(capsys, "list", "--json")[1])[0]["id"] == entry.id
    status, out = said(capsys, "show", entry.id[:5])
    assert status == 0
    assert "Use team with 2 threads" in out
    path = tmp_path / "run.json"
    assert said(capsys, "show", entry.id, "--output", str(path)) == (0, "")
    assert runfile.read(path) == made.sweep()


def test_what_the_user_says_of_a_run_is_kept(capsys, entry):
    for arguments in (
        ("star", entry.id),
        ("name", entry.id, "before", "the", "rewrite"),
        ("note", entry.id, "on battery"),
        ("tag", entry.id, "x,", "y"),
    ):
        assert said(capsys, *arguments)[0] == 0
    (found,) = Archive().find()
    assert (found.starred, found.name, found.note) == (True, "before the rewrite", "on battery")
    assert found.tags == ("x", "y")
    assert "★ “before the rewrite” on battery x y" in said(capsys)[1]


def test_deleting_can_be_taken_back(capsys, entry):
    assert f"history restore {entry.id}" in said(capsys, "delete", entry.id)[1]
    assert Archive().find() == []
    assert entry.id in said(capsys, "restore")[1]
    assert said(capsys, "restore", entry.id)[0] == 0
    assert "No deleted run" in said(capsys, "restore")[1]
    assert Archive().find() == [entry]


@pytest.mark.parametrize("arguments", [("show",), ("show", "zzz"), ("restore", "zzz"), ("jump",)])
def test_what_does_not_work_is_one_sentence(capsys, entry, arguments):
    assert main(["history", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_source_of_the_catalogue_is_not_kept(capsys, entry):
    assert main(["history", "source", entry.id]) == 2
    assert "one of the catalogue" in capsys.readouterr().err


def test_a_new_run_is_compared_with_the_one_of_that_name(capsys, kernel):
    quick = ("--process", "here", "--threads", "1", "--budget", "20", "--precision", "0.5")
    measure = ("measure", kernel, "--variants", "good", *quick)
    assert main(measure) == 0
    (first,) = Archive().find()
    assert said(capsys, "name", first.id, "laptop")[0] == 0
    assert main([*measure, "--against", "laptop"]) == 0
    assert "Now against before" in capsys.readouterr().out


def test_what_changed_in_the_source_is_shown(capsys, tmp_path):
    file, entries = tmp_path / "mine.py", []
    for day, text in enumerate(("def f(x):\n    return x\n", "def f(x):\n    return 2 * x\n"), 1):
        run = made.sweep()
        ref = replace(run.plan.kernel, name="mine:f", file=str(file), sha256=str(day))
        created = f"2026-01-0{day}T00:00:00+00:00"
        run = replace(run, plan=replace(run.plan, kernel=ref), created=created)
        entries.append(Archive().keep(run, text))
    before, now = entries
    status, out = said(capsys, "diff", now.id)
    assert status == 0
    assert out.splitlines()[-2:] == ["-    return x", "+    return 2 * x"]
    assert said(capsys, "diff", before.id, now.id)[1].splitlines()[-1] == "+    return x"
    assert said(capsys, "diff", now.id, now.id) == (0, "Both sources are the same.\n")
    assert main(["history", "diff", before.id]) == REFUSED
    assert "No earlier run of “mine:f” is of another source." in capsys.readouterr().err


def test_a_trend_is_of_one_kernel_which_any_of_its_words_names(capsys):
    run = made.sweep()

    def keep(name, day):
        created = f"2026-01-0{day}T00:00:00+00:00"
        ref = replace(run.plan.kernel, name=name)
        Archive().keep(replace(run, created=created, plan=replace(run.plan, kernel=ref)))

    keep("mine:energy", 1)
    keep("mine:energy", 2)
    status, out = said(capsys, "trend", "energy", "--variant", "loop")
    assert (status, len(out.split("\n\n")[0].splitlines())) == (0, 3)
    keep("other:energy", 3)
    assert main(["history", "trend", "energy"]) == REFUSED
    assert "A trend is of one kernel: mine:energy or other:energy." in capsys.readouterr().err
