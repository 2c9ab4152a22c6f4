"""`compare` for CI: exit status, forms and refusals."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from process_runs import run_by_chance
from sample_runs import save

from explorer.cli import main
from explorer.commands import finishing
from explorer.history.archive import Archive
from explorer.history.comparable import baselines
from explorer.results import runfile
from explorer.results.contrast.contrasts import contrasts

TIMES = {"loop": 1e-9, "fast": 3e-10, "numpy": 5e-10}


@pytest.fixture
def runs(tmp_path):
    """Three files: before, the same again, and one that is half as fast."""
    found = []
    for name, seed, factors in (("a", 1, {}), ("b", 2, {}), ("c", 3, {"fast": 2.0})):
        path = tmp_path / f"{name}.json"
        save(run_by_chance(seed, TIMES, 8, factors), path)
        found.append(str(path))
    return found


def test_only_a_sure_slowdown_fails(runs, capsys):
    before, same, slower = runs
    assert main(["compare", before, same, "--fail-above", "1.05"]) == 0
    capsys.readouterr()
    assert main(["compare", before, slower, "--fail-above", "1.05"]) == 1
    out, err = capsys.readouterr()
    assert "slower, surely" in out
    assert "numba-explorer: fast is 1.9" in err
    assert main(["compare", before, slower, "--fail-above", "3"]) == 0
    assert main(["compare", before, slower]) == 0


def test_it_is_written_for_programs_and_pull_requests(runs, capsys, tmp_path):
    before, _, slower = runs
    assert main(["compare", before, slower, "--json"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert {one["variant"] for one in changes if one["sure"]} == {"fast"}
    report = tmp_path / "report.xml"
    assert main(["compare", before, slower, "--markdown", "--junit", str(report)]) == 0
    assert capsys.readouterr().out.startswith("### made: fast is ")
    assert report.read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize("ratio", ["0.5", "x", "nan", "inf"])
def test_a_ratio_that_is_none_is_refused(runs, capsys, ratio):
    assert main(["compare", *runs[:2], "--fail-above", ratio]) == 2
    assert "is no ratio from 1 on" in capsys.readouterr().err


def test_a_file_that_is_no_run_is_refused(runs, capsys, tmp_path):
    path = tmp_path / "x.json"
    path.write_text("{}", encoding="utf-8")
    assert main(["compare", runs[0], str(path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_runs_of_the_history_are_named_or_told_by_their_id(runs, capsys):
    archive = Archive()
    before = archive.keep(runfile.read(Path(runs[0])))
    now = runfile.read(Path(runs[2]))
    after = archive.keep(replace(now, created="2026-02-03T00:00:00+00:00"))
    archive.change(before, name="the laptop")
    assert main(["compare", "the laptop", after.id[:6], "--fail-above", "1.05"]) == 1
    from_files = main(["compare", runs[0], runs[2], "--fail-above", "1.05"])
    named, files = capsys.readouterr().out.split("Curve")[1:]
    assert (named, from_files) == (files, 1)
    assert main(["answer", "the laptop"]) == 0
    assert main(["answer", "nothing"]) == 2
    assert (
        "There is no file “nothing”. In the history no run begins with" in capsys.readouterr().err
    )


def test_a_run_against_a_named_one_fails_where_it_is_surely_slower(kernel, capsys, monkeypatch):
    asked = [
        "measure",
        kernel,
        "--variants",
        "good",
        "--process",
        "here",
        "--threads",
        "1",
        "--budget",
        "20",
        "--precision",
        "0.5",
        "--against",
        "laptop",
        "--fail-above",
        "1.05",
    ]
    assert main(asked) == 2
    assert "No run of “made” has the name “laptop”" in capsys.readouterr().err
    archive = Archive()
    assert archive.find() == []  # nothing was measured
    earlier, slower = run_by_chance(1, TIMES, 8), run_by_chance(2, TIMES, 8, {"fast": 2.0})
    archive.change(archive.keep(earlier), name="laptop")
    assert main(asked) == 2
    assert "No variant has a time in both runs at a common size." in capsys.readouterr().out
    monkeypatch.setattr(finishing, "contrasts", lambda before, run: contrasts(before, slower))
    assert main(asked) == 1
    assert "numba-explorer: fast is " in capsys.readouterr().err
    archive.delete(*baselines(archive, earlier.plan.kernel))
    assert main(asked) == 2


def test_what_cannot_be_compared_is_one_sentence(runs, kernel, capsys):
    assert main(["measure", kernel, "--fail-above", "1.05"]) == 2
    assert "--fail-above needs what to compare with" in capsys.readouterr().err
    assert main(["measure", kernel, "--against", "laptop", "--before", "HEAD"]) == 2
    assert main(["measure", "--extend", runs[0], kernel, "--before", "HEAD"]) == 2
    assert main(["history", "trend", "sum", "--size", "inf"]) == 2
    assert "“inf” is not a positive whole number" in capsys.readouterr().err
