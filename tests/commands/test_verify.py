from dataclasses import replace

import made_runs as made
import pytest

from explorer.cli import main
from explorer.commands import verify
from explorer.kernels.finding import find
from explorer.measure.options import HERE
from explorer.measure.place import Placement

CLAIMS = """
from explorer.kernels.kernel import UndecidedError
asked = []
reference = "good"
sizes = "10"
wrong_on_purpose = ("racing",)
not_measured = ("undecided",)
def make_args(n): return (n,)
def good(n): return n
def racing(n): return n + {off}
def undecided(): raise UndecidedError("Nobody looked.")
def claim(run):
    asked.append(run)
    return "At 10 it is so.", {held}
"""


@pytest.fixture
def verified(tmp_path, monkeypatch):
    """Return a function that verifies a claim, and returns the exit status."""
    monkeypatch.setattr(verify, "PRECISION", 0.5)  # it ends when that is reached

    def verify_it(off, held):
        path = tmp_path / "made.py"
        path.write_text(CLAIMS.format(off=off, held=held))
        return main(["kernels", "--verify", str(path), "--budget", "20"])

    return verify_it


def test_a_claim_that_holds_is_told(verified, capsys):
    assert verified(1, "True") == 0
    out, err = capsys.readouterr()
    assert ("made  held       At 10 it is so." in out, err) == (True, "")


@pytest.fixture
def here(monkeypatch):
    """Let a file be measured in this process: what is judged is what came out."""
    monkeypatch.setattr(verify, "placed", lambda plan, kernel, most: Placement(HERE))


@pytest.mark.parametrize(
    ("off", "held", "status", "verdict", "complaint"),
    [
        (1, "False", 1, "not held   At 10 it is so.", ""),
        (1, "len(asked) > 1", 0, "undecided  At 10 it is so. (It did not hold the first", ""),
        (1, "undecided()", 0, "undecided  Nobody looked.", ""),
        (1, "1 / 0", 1, "not held   The claim itself failed: ZeroDivisionError", ""),
        (0, "True", 1, "held       At 10", "racing is wrong on purpose, and all its results were"),
    ],
)
@pytest.mark.usefixtures("here")
def test_claims_are_verified_by_measuring(verified, capsys, off, held, status, verdict, complaint):
    assert verified(off, held) == status
    out, err = capsys.readouterr()
    assert f"made  {verdict}" in out
    assert complaint in err
    assert err.count("\n") == bool(complaint)


def test_of_what_was_not_measured_it_is_not_said_that_it_was_right(tmp_path):
    path = tmp_path / "made.py"
    path.write_text(CLAIMS.format(off=0, held=True))
    found = made.run({("good", 1): {10: 1e-6}}, more=[made.skipped("racing", 10)])
    found = replace(found, plan=replace(found.plan, variants=("good", "racing")))
    assert verify.not_wrong(found, find(str(path))) == []
    both = made.run({("good", 1): {10: 1e-6}, ("racing", 1): {10: 1e-6}})
    assert len(verify.not_wrong(both, find(str(path)))) == 1
