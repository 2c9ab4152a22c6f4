#!/usr/bin/env python3
"""Turns a checkout into something that runs.

    python3 packaging/bootstrap.py run [ARGUMENTS OF THE APP]
    python3 packaging/bootstrap.py test [ARGUMENTS OF PYTEST]

Both set up .venv in the checkout first: the locked packages, the project itself, and the system
libraries that Qt needs (installed where this is root on Debian or Ubuntu; elsewhere the command
that installs them is printed). What is set up already is left alone, so a second start is quick.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "set-up"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST, NEWEST = (3, 11), (3, 14)  # every locked package has a wheel for these

# What is set up, each including the ones before: for a start without a window, with one, for tests.
STAGES = ("headless", "window", "test")
LOCKS = {
    "headless": ROOT / "packaging" / "requirements.lock",
    "window": ROOT / "packaging" / "requirements.lock",
    "test": ROOT / "packaging" / "requirements-test.lock",
}

# Files, under site-packages, whose libraries must all be found: numba's omp layer and Qt's own.
LINKED = {
    "headless": (
        "numba/np/ufunc/omppool*.so",
        "PySide6/QtWidgets*.so",
        "PySide6/QtSvg*.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
    ),
    "window": (
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/xcbglintegrations/*.so",
    ),
}
# Where Debian's package is not named after the library as its policy (8.1) has it.
DEBIAN_EXCEPTIONS = {
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgomp.so.1.0.0": "libgomp1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libz.so.1": "zlib1g",
}

CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("ruff check", ["-m", "ruff", "check"]),
    ("ruff format", ["-m", "ruff", "format", "--check"]),
    ("mypy", ["-m", "mypy"]),
    ("import contracts", ["-c", "from importlinter.cli import lint_imports_command as c; c()"]),
)

DEFAULT_PICTURES = ("numba-explorer-sum.png", "numba-explorer-sum.svg")
NO_DISPLAY = "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)"


class SetUpError(Exception):
    """Says in its text, for the user, why it does not go on and what to do."""


class Need(NamedTuple):
    """Something the system lacks, as Debian's package and as an RPM capability."""

    debian: str
    rpm: str


def say(text: str) -> None:
    """Prints one line at once, so that it comes before what a child process prints."""
    print(text, flush=True)


def unsupported(version: tuple[int, int]) -> str | None:
    """Returns the sentence that turns this Python version down, None where it will do."""
    if OLDEST <= version <= NEWEST:
        return None
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    python = next((name for name in names if shutil.which(name)), names[0])
    return (
        f"Python {version[0]}.{version[1]} will not do: the locked packages are for Python "
        f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}. Start it with one of these, as in:\n"
        f"  {python} packaging/bootstrap.py run"
    )


def digest() -> str:
    """Returns a digest of all that decides what a set-up leaves behind."""
    parts = [sys.version.encode(), bytes(ROOT)]
    files = (ROOT / "pyproject.toml", Path(__file__), LOCKS["window"], LOCKS["test"])
    parts += [file.read_bytes() for file in files]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_ready(stage: str) -> bool:
    """Tells whether ``stage``, or one that includes it, was set up from just these files."""
    try:
        stored, of = STAMP.read_text().split()
    except (OSError, ValueError):
        return False
    done = stored in STAGES and STAGES.index(stored) >= STAGES.index(stage)
    return done and of == digest() and PYTHON.exists()


def call(command: list[Any], failure: str, **options: Any) -> None:
    """Runs a command without standard input and raises SetUpError(failure) unless it succeeds."""
    status = subprocess.call(command, stdin=subprocess.DEVNULL, **options)
    if status:
        raise SetUpError(f"{failure} (exit status {status}; its own words are above).")


def make_venv() -> None:
    """Makes .venv, or anew where its Python is another version or has no pip."""
    probe = f"import sys, pip; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    if PYTHON.exists() and not subprocess.call([PYTHON, "-c", probe], stderr=subprocess.DEVNULL):
        return
    if find_spec("ensurepip") is None:  # as in Debian's and Ubuntu's bare python3
        version = f"python3.{sys.version_info[1]}"
        provide([Need(f"{version}-venv", "python3-pip")], "ensurepip (Python's venv module)")
    # Not sys.executable, which may be .venv's own.
    python = getattr(sys, "_base_executable", sys.executable)
    call([python, "-m", "venv", "--clear", VENV], "Python could not make .venv")


def install_packages(stage: str) -> None:
    """Installs the locked packages and then the project, editable, into .venv."""
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", *quiet]
    locked = ["--require-hashes", "--only-binary=:all:", "--requirement", LOCKS[stage]]
    call([*pip, *locked], "pip could not install the locked packages")
    project = ["--no-deps", "--no-build-isolation", "--editable", ROOT]
    call([*pip, *project], "pip could not install the project")


def debian_package(library: str) -> str:
    """Returns the Debian package of a shared library: libxcb-cursor.so.0 -> libxcb-cursor0."""
    name, _, version = library.lower().partition(".so.")
    hyphen = "-" if name[-1:].isdigit() else ""
    return DEBIAN_EXCEPTIONS.get(library, f"{name.replace('_', '-')}{hyphen}{version}")


def missing_libraries(stage: str) -> list[str]:
    """Returns the shared libraries that Qt and numba in .venv miss for this stage, sorted."""
    ldd = shutil.which("ldd")
    if ldd is None:
        return []
    patterns = LINKED["headless"] + (() if stage == "headless" else LINKED["window"])
    files = [
        file
        for packages in VENV.glob("lib/python*/site-packages")
        for pattern in patterns
        for file in packages.glob(pattern)
    ]
    listing = subprocess.run([ldd, *files], capture_output=True, text=True, check=False).stdout
    return sorted(set(re.findall(r"^\s*(\S+) => not found", listing, re.MULTILINE)))


def has_font() -> bool:
    """Tells whether the system has any font: without one, Qt draws boxes for letters."""
    if shutil.which("fc-list"):
        return bool(subprocess.run(["fc-list"], capture_output=True, check=False).stdout.strip())
    return any(Path("/usr/share/fonts").rglob("*.[ot]tf"))


def is_apt_root() -> bool:
    """Tells whether this process may install Debian packages."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_command(needs: Sequence[Need]) -> str | None:
    """Returns the command with which the user can install the needs, None on other systems."""
    debian, rpm = (list(dict.fromkeys(column)) for column in zip(*needs, strict=True))
    if shutil.which("apt-get"):
        return shlex.join(["sudo", "apt-get", "install", *debian])
    for tool in ("dnf", "zypper"):
        if shutil.which(tool):
            return shlex.join(["sudo", tool, "install", *rpm])
    return None


def provide(needs: Sequence[Need], what: str) -> None:
    """Installs the needs where this is root on Debian or Ubuntu; else says how to, and stops."""
    if is_apt_root():
        packages = list(dict.fromkeys(need.debian for need in needs))
        say(f"This system lacks {what}: installing {' '.join(packages)}")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        quiet = {"env": env, "stdout": subprocess.DEVNULL}  # complaints come on standard error
        apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
        install = [*apt, "-o", "Dpkg::Use-Pty=0", "install", "--no-install-recommends", "-y"]
        call([*apt, "update"], "apt-get could not read the package lists", **quiet)
        call([*install, *packages], f"apt-get could not install {' '.join(packages)}", **quiet)
        return
    command = install_command(needs)
    how = f"Install this with:\n  {command}\nThen" if command else "Install this, then"
    raise SetUpError(f"This system lacks {what}. {how} start again.")


def lacking(stage: str) -> dict[str, Need]:
    """Returns what the system lacks for this stage: a shared library, a font, a program."""
    needs = {
        name: Need(debian_package(name), f"{name}()(64bit)") for name in missing_libraries(stage)
    }
    if not has_font():
        needs["a font"] = Need("fonts-dejavu-core", "dejavu-sans-fonts")
    if stage == "test":
        programs = {"Xvfb": "xvfb", "openbox": "openbox"}
        absent = [name for name in programs if not shutil.which(name)]
        needs |= {name: Need(programs[name], f"/usr/bin/{name}") for name in absent}
    return needs


def check_system(stage: str) -> None:
    """Sees to it that the libraries, a font and, for tests, a virtual display are there."""
    if not sys.platform.startswith("linux"):
        return
    if stage == "headless" and is_apt_root():
        stage = "window"  # a few MB more, and a window can be opened later
    if needs := lacking(stage):
        provide(list(needs.values()), ", ".join(needs))
        if still := lacking(stage):
            raise SetUpError(f"After installing, the system still lacks {', '.join(still)}.")


def set_up(stage: str) -> None:
    """Does all that ``stage`` needs and has not yet."""
    if is_ready(stage):
        return
    say("Setting up .venv, this once (on a fresh machine it downloads about 250 MB) …")
    start = time.monotonic()
    STAMP.unlink(missing_ok=True)
    make_venv()
    install_packages(stage)
    check_system(stage)
    unfinished = STAMP.with_suffix(".part")
    unfinished.write_text(f"{stage} {digest()}\n")
    unfinished.replace(STAMP)
    say(f"Set up in {time.monotonic() - start:.0f} s.")


def has_display() -> bool:
    """Tells whether a window can be shown; a platform chosen for Qt by hand counts as one."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def ends_by_itself(arguments: Sequence[str]) -> bool:
    """Tells whether the app ends with these arguments without a user who closes its window."""
    alone = {"measure", "kernels"}
    return arguments[0] in alone or bool({"--quit", "--help", "-h", "--version"} & set(arguments))


def run(arguments: list[str]) -> int:
    """Opens the app; without a display does the default sweep; returns the exit status."""
    app = [str(PYTHON), "-m", "explorer", *arguments]
    if has_display():
        set_up("window")
        if os.name != "nt":
            os.execv(PYTHON, app)
        return subprocess.call(app)
    if arguments and not ends_by_itself(arguments):
        raise SetUpError(
            f"{NO_DISPLAY}, so no window can be opened. Use 'measure KERNEL --output PATH', or "
            "'--run --save PATH --quit', which need none."
        )
    set_up("headless")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.call(app, env=env) if arguments else default_sweep(env)


def default_sweep(env: Mapping[str, str]) -> int:
    """Measures the default sweep without a window and prints where its chart was saved."""
    say(f"{NO_DISPLAY}, so no window can be opened: measuring the default sweep without one.")
    outputs = [part for name in DEFAULT_PICTURES for part in ("--output", name)]
    status = subprocess.call([str(PYTHON), "-m", "explorer", "measure", "sum", *outputs], env=env)
    for picture in map(Path, DEFAULT_PICTURES):
        if status < 2 and picture.exists():  # 1: all was done, but some points failed
            say(f"Saved {picture.resolve()}")
    return status


@contextmanager
def running(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a process beside this one and always ends it, by force after 5 s."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def virtual_display(folder: Path) -> Iterator[str]:
    """Yields the name of an X display of its own, with a window manager, as long as it is used."""
    words, managed = folder / "display.log", folder / "managed"
    reading, writing = os.pipe()
    xvfb = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1200x24", "-noreset"]
    openbox = ["openbox", "--sm-disable", "--startup", shlex.join(["touch", str(managed)])]
    with words.open("wb") as log, running(xvfb, pass_fds=[writing], stdout=log, stderr=log):
        os.close(writing)
        with open(reading, encoding="ascii") as pipe:
            display = f":{pipe.readline().strip()}"  # nothing is written when the server ends
        if display == ":":
            raise SetUpError(f"Xvfb did not start: {words.read_text().strip()}")
        env = {**os.environ, "DISPLAY": display}
        with running(openbox, env=env, stdout=log, stderr=log) as manager:
            while not managed.exists():
                if manager.poll() is not None:
                    raise SetUpError(f"openbox did not start: {words.read_text().strip()}")
                time.sleep(0.02)
            yield display


def run_pytest(arguments: Sequence[str]) -> int:
    """Runs the tests, on Linux under a virtual display whoever is logged in; returns its status."""
    command = [str(PYTHON), "-m", "pytest", *arguments]
    if not sys.platform.startswith("linux"):
        return subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder, virtual_display(Path(folder)) as display:
        env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        env["XDG_RUNTIME_DIR"] = folder  # Qt warns where there is none, and warnings are errors
        env.pop("WAYLAND_DISPLAY", None)
        return subprocess.call(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL)


def test(arguments: list[str]) -> int:
    """Runs lint, type check, import contracts and tests, all of them; returns 1 if any failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the display is stopped too
    set_up("test")
    failed = []
    for name, command in CHECKS:
        say(f"\n── {name}")
        if subprocess.call([PYTHON, *command], cwd=ROOT, stdin=subprocess.DEVNULL):
            failed.append(name)
    say("\n── pytest")
    if run_pytest(arguments):
        failed.append("pytest")
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
