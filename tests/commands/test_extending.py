"""`measure --extend`, from file to file."""

import json

import pytest

from explorer.cli import main
from explorer.results import journal, runfile

OWN = """
def total(a):
    result = 0.0
    for x in a:
        result += x
    return result
"""
QUICK = ["--budget", "20", "--precision", "0.5", "--threads", "1"]


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "sum.json"
    variants = ["--variants", "numpy,jit_nopython"]
    assert main(["measure", "sum", "--sizes", "100", *variants, *QUICK, "--output", str(path)]) == 0
    return path


def test_what_is_added_stands_beside_what_there_was(saved, capsys):
    before = runfile.read(saved)
    more = ["--sizes", "300", "--variants", "numpy"]
    assert main(["measure", "--extend", str(saved), *more, "--output", str(saved)]) == 0
    after = runfile.read(saved)
    assert after.plan.sizes == (100, 300)
    assert after.point("numpy", 100, 1) == before.point("numpy", 100, 1)
    added = after.point("numpy", 300, 1), after.point("jit_nopython", 300, 1)  # the baseline too
    assert [[r.number for r in record.repeats] for record in added] == [[1], [1]]
    assert len(after.continued) == 1
    assert "300" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda run: run["machine"].update(cpu="another"), "its processor was another"),
        (lambda run: run["machine"]["versions"].update(numba="0.1"), "its numba was 0.1"),
        (lambda run: run["plan"]["kernel"].update(sha256="0"), "its code has changed"),
    ],
)
def test_a_run_of_another_machine_or_code_is_not_added_to(saved, change, why, capsys):
    content = json.loads(saved.read_text())
    change(content)
    saved.write_text(json.dumps(content))
    assert main(["measure", "--extend", str(saved), "--sizes", "300"]) == 2
    assert why in capsys.readouterr().err


def test_it_is_said_what_can_be_added(saved, capsys):
    assert main(["measure", "--extend", str(saved)]) == 2
    assert "--sizes, --threads or --variants" in capsys.readouterr().err


def test_code_that_a_run_file_names_is_only_run_when_it_is_named_by_the_user(tmp_path, capsys):
    code, path = tmp_path / "mine.py", tmp_path / "run.json"
    code.write_text(OWN)
    function = f"{code}:total"
    sizes = ["--sizes", "100", "--variants", "python", "--process", "here"]
    sizes += ["--argument", "a=rng.random(n)"]
    assert main(["measure", function, *sizes, *QUICK, "--output", str(path)]) == 0
    assert main(["measure", "--extend", str(path), "--sizes", "200"]) == 2
    assert "name it, too" in capsys.readouterr().err
    more = ["--extend", str(path), "--sizes", "200", "--output", str(path)]
    assert main(["measure", function, *more]) == 0
    assert runfile.read(path).plan.sizes == (100, 200)
    other = [*more, "--argument", "a=rng.random(n + 1)"]
    assert main(["measure", function, *other]) == 2
    assert "give these with --argument" in capsys.readouterr().err


def test_a_journal_holds_the_run_that_is_gone_on_with(saved, tmp_path):
    run = runfile.read(saved)
    kept = journal.Journal(tmp_path / "journal", run)
    kept.close()
    found = journal.read(kept.path)
    assert found.points.keys() == run.points.keys()
    assert found.plan == run.plan
