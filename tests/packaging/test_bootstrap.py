"""The two commands: what they decide, say and run, without network or a virtual environment."""

import sys
from contextlib import nullcontext
from pathlib import Path

import pytest


def test_an_unsupported_python_does_nothing(bootstrap, monkeypatch, commands, capsys):
    monkeypatch.setattr(bootstrap, "unsupported", lambda _: "This Python will not do.")
    assert bootstrap.main(["run"]) == 2
    assert "will not do" in capsys.readouterr().err
    assert commands == []


def test_an_interrupted_set_up_ends_quietly(bootstrap, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "set_up", interrupt)
    assert bootstrap.main(["run", "measure"]) == 130


def test_a_failing_installer_stops_with_a_sentence_and_no_stamp(
    bootstrap, environment, checkout, commands, monkeypatch, capsys
):
    monkeypatch.setattr(environment.index, "trouble", lambda *_: None)
    monkeypatch.setattr(environment.system, "before", lambda *_: {})
    monkeypatch.setattr(environment, "make", lambda _: None)
    monkeypatch.setenv("DISPLAY", ":1")
    commands.status = 1
    assert bootstrap.main(["run"]) == 2
    assert "pip could not install the locked packages" in capsys.readouterr().err
    assert not checkout.stamp.exists()


# --- run ---


def test_with_a_display_the_window_opens_with_the_users_arguments(
    bootstrap, checkout, as_if_set_up, commands, monkeypatch
):
    as_if_set_up("window")
    monkeypatch.setenv("DISPLAY", ":1")
    with pytest.raises(SystemExit):
        bootstrap.main(["run", "--kernel", "triad"])
    assert commands == [[str(checkout.python), "-P", "-m", "explorer", "--kernel", "triad"]]


def test_measuring_on_the_command_line_asks_for_no_window_also_with_a_display(
    bootstrap, checkout, as_if_set_up, commands, monkeypatch
):
    as_if_set_up("headless")
    monkeypatch.setenv("DISPLAY", ":1")
    with pytest.raises(SystemExit):
        bootstrap.main(["run", "measure", "sum"])
    assert commands == [[str(checkout.python), "-P", "-m", "explorer", "measure", "sum"]]


@pytest.mark.parametrize(("kept", "folder"), [("", "{}/bytecode"), ("/mine", "/mine")])
def test_where_no_bytecode_may_lie_beside_sources_it_is_kept_in_the_environment(
    bootstrap, checkout, as_if_set_up, commands, monkeypatch, kept, folder
):
    as_if_set_up("headless")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", kept)
    bootstrap.main(["run", "kernels"])
    assert "PYTHONDONTWRITEBYTECODE" not in bootstrap.os.environ
    assert bootstrap.os.environ["PYTHONPYCACHEPREFIX"] == folder.format(checkout.folder)


@pytest.mark.parametrize(
    ("arguments", "opens"),
    [
        ([], True),
        (["my_code.py"], True),
        (["runs/run.json", "--run"], True),
        (["--kernel", "sum"], True),
        (["measure", "sum"], False),
        (["doctor"], False),
        (["--kernel", "sum", "--help"], False),
    ],
)
def test_a_word_that_is_no_file_is_a_command(bootstrap, arguments, opens):
    assert bootstrap.is_command(arguments) is not opens


def test_without_a_display_the_default_sweep_is_measured_and_its_pictures_named(
    bootstrap, as_if_set_up, commands, capsys
):
    as_if_set_up("headless")
    pictures = [Path("numba-explorer-sum.png"), Path("numba-explorer-sum.svg")]
    for picture in pictures:
        picture.touch()
    assert bootstrap.main(["run"]) == 0
    assert commands[0][1:6] == ["-P", "-m", "explorer", "measure", "sum"]
    printed = capsys.readouterr().out
    assert "There is no display" in printed
    assert all(f"Saved {picture.resolve()}" in printed for picture in pictures)


def test_a_sweep_that_was_refused_claims_no_pictures(bootstrap, as_if_set_up, commands, capsys):
    as_if_set_up("headless")
    Path("numba-explorer-sum.png").touch()
    commands.status = 2
    assert bootstrap.main(["run"]) == 2
    assert "Saved" not in capsys.readouterr().out


def test_without_a_display_a_window_is_refused_before_anything_is_set_up(
    bootstrap, commands, capsys
):
    assert bootstrap.main(["run", "my-run.json"]) == 2
    assert "no window can be opened" in capsys.readouterr().err
    assert commands == []


@pytest.mark.parametrize(
    "arguments", [["measure", "sum"], ["kernels"], ["--run", "--save", "a.png", "--quit"]]
)
def test_what_needs_no_window_runs_without_a_display(
    bootstrap, checkout, as_if_set_up, commands, arguments
):
    as_if_set_up("headless")
    assert bootstrap.main(["run", *arguments]) == 0
    assert commands == [[str(checkout.python), "-P", "-m", "explorer", *arguments]]


# --- test ---


@pytest.fixture
def ready_for_tests(bootstrap, as_if_set_up, monkeypatch):
    """Everything that the tests need is there, and signals are left alone."""
    as_if_set_up("test")
    monkeypatch.setattr(bootstrap.signal, "signal", lambda *_: None)

    def beside(command):
        return nullcontext(lambda: bootstrap.subprocess.call(command))

    monkeypatch.setattr(bootstrap, "beside", beside)


@pytest.mark.usefixtures("ready_for_tests")
@pytest.mark.parametrize(("status", "outcome"), [(0, "All checks passed."), (1, "Failed: ")])
def test_every_check_is_run_whatever_the_others_say(
    bootstrap, monkeypatch, commands, capsys, status, outcome
):
    passed_on = []
    monkeypatch.setattr(
        bootstrap, "run_pytest", lambda _, arguments: passed_on.append(arguments) or 0
    )
    commands.status = status
    assert bootstrap.main(["test", "--", "-k", "foo"]) == status
    assert passed_on == [["-k", "foo"]]
    assert len(commands) == len(bootstrap.CHECKS) + 1
    assert outcome in capsys.readouterr().out


@pytest.mark.usefixtures("ready_for_tests", "commands")
def test_a_failing_test_fails_the_command(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "run_pytest", lambda *_: 1)
    assert bootstrap.main(["test"]) == 1


def test_a_process_beside_is_ended_even_after_an_error(scripts):
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(ZeroDivisionError), scripts["display"].running(sleeper) as process:
        raise ZeroDivisionError
    assert process.poll() is not None


def test_an_unknown_command_gets_the_usage(bootstrap, capsys):
    assert bootstrap.main(["rnu"]) == 2
    assert "packaging/bootstrap.py run" in capsys.readouterr().out
