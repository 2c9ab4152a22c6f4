#!/usr/bin/env python3
"""Turns a checkout into something that runs.

    python3 packaging/bootstrap.py run [ARGUMENTS OF THE APP]
    python3 packaging/bootstrap.py test [ARGUMENTS OF PYTEST]

Both set up .venv in the checkout first: the locked packages, the project itself, and the system
libraries that Qt needs (installed where this is root on Debian or Ubuntu; elsewhere the command
that installs them is printed). What is set up already is left alone, so a second start is quick.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from display import running, virtual_display
from environment import Environment, choose, set_up, unsupported
from steps import SetUpError, say

ROOT = Path(__file__).resolve().parents[1]

APP = ("-P", "-m", "explorer")
"""The app, as Python starts it: nothing that lies in the current folder is taken for a module."""

CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("ruff check", ["-m", "ruff", "check"]),
    ("ruff format", ["-m", "ruff", "format", "--check"]),
    ("import contracts", ["-c", "from importlinter.cli import lint_imports_command as c; c()"]),
)

BESIDE = ("mypy", ["-m", "mypy"])
"""The check that takes long; done beside the tests, which leave a core idle while they wait."""

APART = ("tests/callers", "tests/commands", "tests/kernels", "tests/measure", "tests/workers")
HALVES = (["tests", *(f"--ignore={room}" for room in APART)], list(APART))
"""The tests of the window and others, and those of what measures, which take about as long.
Commands make an application of their own to draw plots, which those of the window must not find."""

DEFAULT_PICTURES = ("numba-explorer-sum.png", "numba-explorer-sum.svg")
NO_DISPLAY = "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)"


def ready(stage: str) -> Environment:
    """Returns the checkout's environment, set up for a stage."""
    environment = choose(ROOT, stage)
    set_up(environment, stage)
    keep_bytecode(environment)
    return environment


def keep_bytecode(environment: Environment) -> None:
    """Lets Python keep bytecode in .venv where it is told to write none beside the sources.

    Every process would compile Numba's sources anew, which takes longer than all else it does.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", "") and not os.environ.get("PYTHONPYCACHEPREFIX"):
        os.environ["PYTHONPYCACHEPREFIX"] = str(environment.folder / "bytecode")


def has_display() -> bool:
    """Tells whether a window can be shown; a platform chosen for Qt by hand counts as one."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def is_command(arguments: Sequence[str]) -> bool:
    """Tells whether the app is asked for something that opens no window: a word that is no file."""
    words = [word for word in arguments[:1] if not word.startswith("-") and not Path(word).suffix]
    return bool(words) or bool({"--help", "-h", "--version"} & set(arguments))


def run(arguments: list[str]) -> int:
    """Opens the app; without a display does the default sweep; returns the exit status."""
    app = [*APP, *arguments]
    if has_display():
        python = ready("headless" if is_command(arguments) else "window").python
        if os.name != "nt":
            os.execv(python, [str(python), *app])
        return subprocess.call([str(python), *app])
    if arguments and not is_command(arguments) and "--quit" not in arguments:
        raise SetUpError(
            f"{NO_DISPLAY}, so no window can be opened. Use 'measure KERNEL --output PATH', or "
            "'--run --save PATH --quit', which need none."
        )
    python = ready("headless").python
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if not arguments:
        return default_sweep(python, env)
    return subprocess.call([str(python), *app], env=env)


def default_sweep(python: Path, env: Mapping[str, str]) -> int:
    """Measures the default sweep without a window and prints where its chart was saved."""
    say(f"{NO_DISPLAY}, so no window can be opened: measuring the default sweep without one.")
    outputs = [part for name in DEFAULT_PICTURES for part in ("--output", name)]
    status = subprocess.call([python, *APP, "measure", "sum", *outputs], env=env)
    for picture in map(Path, DEFAULT_PICTURES):
        if status < 2 and picture.exists():  # 1: all was done, but some points failed
            say(f"Saved {picture.resolve()}")
    return status


def run_pytest(python: Path, arguments: Sequence[str]) -> int:
    """Runs what is asked for of the tests, or both halves of all at once; returns the status.

    What the second half prints comes when the first is over.
    """
    first, *others = [arguments] if arguments else HALVES
    pytest = [str(python), "-m", "pytest"]
    with ExitStack() as stack:
        later = []
        for half in others:
            env = stack.enter_context(surroundings())
            later.append(stack.enter_context(beside([*pytest, *half], env)))
        env = stack.enter_context(surroundings())
        tests = stack.enter_context(running([*pytest, *first], cwd=ROOT, env=env))
        return max([tests.wait(), *(end() for end in later)], key=abs)


@contextmanager
def beside(
    command: Sequence[str], env: Mapping[str, str] | None = None
) -> Iterator[Callable[[], int]]:
    """Runs a command beside others, and ends it at the latest.

    Yields a function that waits for it, prints what it said, and returns its status.
    """
    with tempfile.TemporaryFile() as words:
        streams = {"stdout": words, "stderr": words}
        with running(command, cwd=ROOT, env=env, **streams) as process:

            def end() -> int:
                status = process.wait()
                words.seek(0)
                print(words.read().decode(errors="replace"), flush=True)
                return status

            yield end


@contextmanager
def surroundings() -> Iterator[dict[str, str]]:
    """Yields an environment for tests, on Linux with a display of its own, whoever is logged in."""
    if not sys.platform.startswith("linux"):
        yield {**os.environ}
        return
    with tempfile.TemporaryDirectory() as folder, virtual_display(Path(folder)) as display:
        env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        env["XDG_RUNTIME_DIR"] = folder  # Qt warns where there is none, and warnings are errors
        env.pop("WAYLAND_DISPLAY", None)
        yield env


def test(arguments: list[str]) -> int:
    """Runs lint, type check, import contracts and tests, all of them; returns 1 if any failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the display is stopped too
    python = ready("test").python
    failed = []
    name, command = BESIDE
    with beside([str(python), *command]) as end:
        for quick, command in CHECKS:
            say(f"\n── {quick}")
            if subprocess.call([str(python), *command], cwd=ROOT, stdin=subprocess.DEVNULL):
                failed.append(quick)
        say("\n── pytest")
        if run_pytest(python, arguments):
            failed.append("pytest")
        say(f"\n── {name}")
        if end():
            failed.append(name)
    say(f"\nFailed: {', '.join(failed)}." if failed else "\nAll checks passed.")
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """Does what the command line says and returns the exit status."""
    commands = {"run": run, "test": test}
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    rest = arguments[2:] if arguments[1:2] == ["--"] else arguments[1:]
    try:
        if reason := unsupported(sys.version_info[:2]):
            raise SetUpError(reason)
        return commands[arguments[0]](rest)
    except SetUpError as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
