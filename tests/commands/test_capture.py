"""`measure --capture SCRIPT`: a script's own call is what is measured."""

from explorer.cli import main
from explorer.history.archive import Archive

HERE = ("--process", "here", "--variants", "python", "--threads", "1")
QUICK = (*HERE, "--budget", "20", "--precision", "0.5")


def script(tmp_path):
    path = tmp_path / "lib.py"
    path.write_text(
        "def work(a, k):\n    return sum(a) + k\n"
        "if __name__ == '__main__':\n    import numpy as np\n    work(np.arange(30.0), 4)\n",
        encoding="utf-8",
    )
    return path


def test_what_a_script_gives_a_function_is_measured(tmp_path, capsys, state):
    path = script(tmp_path)
    assert main(["measure", f"{path}:work", "--capture", str(path), *QUICK]) == 0
    out, err = capsys.readouterr()
    assert "k = 4 (the call in line 5 of “lib.py”)" in err
    assert out.splitlines()[1].split()[:3] == ["30", "240", "B"]
    (kept,) = Archive().find()
    assert Archive().run(kept).plan.kernel.arguments["k"] == "4"


def test_a_captured_array_is_scaled_and_an_argument_that_is_given_goes_before(
    tmp_path, capsys, state
):
    path = script(tmp_path)
    more = ("--scale", "a", "--argument", "k=5", "--sizes", "10,50")
    assert main(["measure", f"{path}:work", "--capture", str(path), *more, *QUICK]) == 0
    out, err = capsys.readouterr()
    assert [row.split()[:3] for row in out.splitlines()[1:3]] == [
        ["10", "80", "B"],
        ["50", "400", "B"],
    ]
    assert "k = " not in err


def test_what_cannot_be_captured_is_refused_in_a_sentence(tmp_path, capsys, state):
    path = script(tmp_path)
    for wrong, words in (
        (("--capture", str(tmp_path / "gone.py")), "There is no script"),
        (("--scale", "a"), "--scale is for arguments that --capture SCRIPT takes."),
        (("--call", "2"), "--call is for arguments that --capture SCRIPT takes."),
        (("--capture", str(path), "--call", "7"), "came to its end after 1 call of work."),
        (("--capture", str(path), "--scale", "q"), "q is none of the arguments a, k."),
        (("--capture", str(path), "--scale", "a:x"), "an axis is a number from 0 on"),
        (("--capture", "'"), "name a script"),
    ):
        assert main(["measure", f"{path}:work", *wrong]) == 2
        err = capsys.readouterr().err
        assert words in err
        assert err.count("\n") == 1
