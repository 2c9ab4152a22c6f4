"""The virtual environment that a checkout runs in: where it is, what is in it, making it."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import index
import system
from steps import SetUpError, call, say

OLDEST, NEWEST = (3, 11), (3, 14)  # every locked package has a wheel for these

LOCKS = {
    "headless": "requirements.lock",
    "window": "requirements.lock",
    "test": "requirements-test.lock",
    "bundle": "requirements-bundle.lock",
}
"""What is set up: for a start without a window, with one, for tests, and for making a bundle."""
ENOUGH = {
    "headless": ("headless", "window", "test"),
    "window": ("window", "test"),
    "test": ("test",),
    "bundle": ("bundle",),
}
"""What may have been set up where something is needed."""
PATIENCE = {
    "PIP_DEFAULT_TIMEOUT": "6",
    "PIP_RETRIES": "1",
    "UV_HTTP_TIMEOUT": "6",
    "UV_HTTP_RETRIES": "1",
}
"""For how many seconds of silence, and how often again, an installer asks an index, unless it is
told otherwise: by their own choice, one that stalls is waited for for minutes."""


def unsupported(version: tuple[int, int]) -> str | None:
    """Returns the sentence that turns this Python version down, None where it will do."""
    if OLDEST <= version <= NEWEST:
        return None
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    python = next((name for name in names if shutil.which(name)), names[0])
    return (
        f"Python {version[0]}.{version[1]} will not do: the locked packages are for Python "
        f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}. Start it with one of these, as in:\n"
        f"  {shlex.join([python, *sys.argv])}"
    )


@dataclass(frozen=True)
class Environment:
    """A virtual environment in ``folder`` for the checkout ``root``."""

    root: Path
    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def stamp(self) -> Path:
        """The file that says what was set up; there from the end of a set-up."""
        return self.folder / "set-up"

    @property
    def unfinished(self) -> Path:
        """The file that is there from the beginning of a set-up to its end."""
        return self.folder / "set-up.part"

    def lock(self, stage: str) -> Path:
        """Returns the file that pins the packages of a stage."""
        return self.root / "packaging" / LOCKS[stage]

    def digest(self) -> str:
        """Returns a digest of all that decides what a set-up leaves behind."""
        parts = [sys.version.encode(), bytes(self.root)]
        own = sorted((self.root / "packaging").glob("*.py"))
        locks = sorted({self.lock(stage) for stage in LOCKS})
        parts += [file.read_bytes() for file in (self.root / "pyproject.toml", *own, *locks)]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def is_ready(self, stage: str) -> bool:
        """Tells whether ``stage``, or one that includes it, was set up from just these files."""
        try:
            stored, of = self.stamp.read_text().split()
        except (OSError, ValueError):
            return False
        done = stored in ENOUGH[stage] and of == self.digest()
        return done and os.access(self.python, os.X_OK)

    @property
    def is_ours(self) -> bool:
        """Whether this user may set it up."""
        if not self.folder.exists():
            nearest = next(parent for parent in self.folder.parents if parent.exists())
            return os.access(nearest, os.W_OK)
        packages = self.folder.glob("lib/python*/site-packages")
        parts = (self.folder, self.python.parent, *packages)
        return all(os.access(part, os.W_OK) for part in parts if part.exists())


def choose(root: Path, stage: str) -> Environment:
    """Returns .venv in the checkout, or one in the user's cache where that is not the user's."""
    beside = Environment(root, root / ".venv")
    if beside.is_ready(stage) or beside.is_ours:
        return beside
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    name = hashlib.sha256(bytes(root)).hexdigest()[:12]
    apart = Environment(root, Path(caches) / "numba-explorer" / "environments" / name)
    if not apart.is_ours:
        raise SetUpError(f"Neither {beside.folder} nor {apart.folder} can be written.")
    return apart


def set_up(environment: Environment, stage: str) -> None:
    """Does all that ``stage`` needs and has not yet; waits for another start that does."""
    if environment.is_ready(stage):
        return
    with alone(environment.root):
        if environment.is_ready(stage):
            return
        lacking = system.before(stage, without_pip())
        if lacking and not system.is_apt_root():
            system.provide(lacking)
        trouble = unreachable()
        if trouble and (lacking or not may_be_here()):  # apt-get would most likely wait in vain too
            raise SetUpError(f"{trouble}.")
        if lacking:
            system.provide(lacking)
        say(
            f"Setting up {environment.folder}, this once "
            "(on a fresh machine it downloads about 250 MB) …"
        )
        start = time.monotonic()
        make(environment)
        install(environment, stage, trouble)
        system.check(environment.folder, stage)
        environment.unfinished.write_text(f"{stage} {environment.digest()}\n")
        environment.unfinished.replace(environment.stamp)
        say(f"Set up in {time.monotonic() - start:.0f} s.")


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Keeps other starts in the same checkout from setting it up meanwhile (not on Windows)."""
    if os.name == "nt":
        yield
        return
    import fcntl

    folder = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is setting this checkout up; waiting for it …")
            fcntl.flock(folder, fcntl.LOCK_EX)
        except OSError:
            pass  # a file system without locks
        yield
    finally:
        os.close(folder)


def uv() -> str | None:
    """Returns uv's path where it works and pip has no way of its own, which uv would not go."""
    path = shutil.which("uv")
    own = index.pips_own("index-url") or index.pips_own("proxy")
    if path is None or (own and not index.uvs_own()):
        return None
    with suppress(OSError):
        if not subprocess.call([path, "--version"], **_SILENT):
            return path
    return None


def without_pip() -> bool:
    """Tells whether packages can be installed neither by uv nor by pip (as in bare Debian)."""
    return uv() is None and find_spec("ensurepip") is None


def make(environment: Environment) -> None:
    """Makes the environment, or anew where it is half made, of another Python, or has no pip."""
    pip = "" if uv() else ", pip"
    probe = f"import sys{pip}; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    whole = not environment.unfinished.exists() and environment.python.exists()
    if not whole or subprocess.call([environment.python, "-c", probe], **_SILENT):
        # Not sys.executable, which may be the environment's own.
        python = getattr(sys, "_base_executable", sys.executable)
        options = ["--clear", *(["--without-pip"] if uv() else [])]
        failure = f"Python could not make {environment.folder}"
        call([python, "-m", "venv", *options, environment.folder], failure)
    environment.stamp.unlink(missing_ok=True)
    environment.unfinished.touch()


def asked() -> str:
    """Returns the package index that the installer asks."""
    return (index.uvs_own() if uv() else index.pips_own("index-url")) or index.USUAL


def unreachable() -> index.Trouble | None:
    """Returns why the package index cannot be reached, None where it can or is not to be asked."""
    if os.environ.get("PIP_NO_INDEX") or os.environ.get("UV_OFFLINE"):
        return None
    return index.trouble(asked(), "" if uv() else index.pips_own("proxy"))


def may_be_here() -> bool:
    """Tells whether the packages may be had without an index: from a cache or a folder."""
    return uv() is not None or bool(index.pips_own("find-links"))


def install(environment: Environment, stage: str, trouble: index.Trouble | None) -> None:
    """Installs the locked packages and then the project, editable; by uv where there is one.

    Where the index is in trouble, only what is here.
    """
    uvs = uv()
    name = "uv" if uvs else "pip"
    env = {**PATIENCE, **os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    if uvs:
        installer: list[Any] = [uvs, "pip", "install", "--python", environment.python]
    else:
        installer = [environment.python, "-m", "pip", "install"]
    installer += [] if sys.stdout.isatty() else ["--quiet"]
    locked: list[Any] = [
        "--require-hashes",
        "--only-binary=:all:",
        "--requirement",
        environment.lock(stage),
    ]
    if trouble:
        here = "--offline" if uvs else "--no-index"
        if subprocess.call([*installer, here, *locked], env=env, **_SILENT):
            raise SetUpError(f"{trouble}.")
    else:
        failure = f"{name} could not install the locked packages from {index.bare(asked())}"
        call([*installer, *locked], failure, env=env)
    project = ["--no-deps", "--no-build-isolation", "--editable", environment.root]
    call([*installer, *project], f"{name} could not install the project", env=env)


_SILENT: dict[str, Any] = {
    "stdin": subprocess.DEVNULL,
    "stdout": subprocess.DEVNULL,
    "stderr": subprocess.DEVNULL,
}
