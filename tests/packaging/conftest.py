"""The set-up scripts as modules, in an empty checkout, as any Linux user without root."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
SCRIPTS = ("steps", "index", "system", "environment", "display", "bootstrap")


class Commands(list[list[str]]):
    """The commands that were run instead of being run, with the exit status that each gets."""

    status = 0

    def __call__(self, command: list[object], **_: object) -> int:
        self.append([str(part) for part in command])
        return self.status


class Pretend:
    """What the scripts find on the system that they run on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, scripts: dict[str, ModuleType]) -> None:
        self._monkeypatch, self._scripts = monkeypatch, scripts
        self.programs()
        self.user(1000)

    def programs(self, *names: str) -> None:
        """Make the scripts find exactly these programs on the PATH."""

        def which(name: str, **_: object) -> str | None:
            return f"/usr/bin/{name}" if name in names else None

        self._monkeypatch.setattr(self._scripts["system"].shutil, "which", which)

    def user(self, number: int) -> None:
        """Make the scripts run as this user."""
        self._monkeypatch.setattr(self._scripts["system"].os, "geteuid", lambda: number)

    def output(self, text: str) -> None:
        """Make every program whose output the scripts read print this."""
        self._monkeypatch.setattr(
            self._scripts["system"].subprocess,
            "run",
            lambda command, **_: subprocess.CompletedProcess(command, 0, text, ""),
        )


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    """The modules by name; the checkout is `checkout` under `tmp_path`."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    for name in SCRIPTS:
        monkeypatch.delitem(sys.modules, name, raising=False)
    modules = {name: import_module(name) for name in SCRIPTS}
    root = tmp_path / "checkout"
    (root / "packaging").mkdir(parents=True)
    for name in ("pyproject.toml", *(f"packaging/{n}" for n in _locks(modules))):
        (root / name).write_text(name)
    monkeypatch.setattr(modules["bootstrap"], "ROOT", root)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.chdir(tmp_path)
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PIP_INDEX_URL", "PIP_NO_INDEX")
    names += (
        "PIP_PROXY",
        "PIP_DEFAULT_TIMEOUT",
        "UV_CONFIG_FILE",
        "UV_OFFLINE",
        "UV_DEFAULT_INDEX",
        "UV_INDEX_URL",
        "PIP_CONFIG_FILE",
        "PYTHONDONTWRITEBYTECODE",
    )
    for name in names:
        monkeypatch.delenv(name, raising=False)
    yield modules
    for name in SCRIPTS:
        sys.modules.pop(name, None)


def _locks(modules: dict[str, ModuleType]) -> set[str]:
    return set(modules["environment"].LOCKS.values())


@pytest.fixture
def pretend(scripts: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch) -> Pretend:
    """A system without any program."""
    return Pretend(monkeypatch, scripts)


@pytest.fixture
def commands(scripts: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Every command that the scripts would run, none of which is."""
    recorded = Commands()

    def execv(_: object, command: list[object]) -> None:
        raise SystemExit(recorded(command))  # as execv, it does not return

    monkeypatch.setattr(scripts["steps"].subprocess, "call", recorded)
    monkeypatch.setattr(scripts["bootstrap"].os, "execv", execv)
    return recorded


@pytest.fixture
def steps(scripts: dict[str, ModuleType]) -> ModuleType:
    return scripts["steps"]


@pytest.fixture
def index(scripts: dict[str, ModuleType]) -> ModuleType:
    return scripts["index"]


@pytest.fixture
def system(scripts: dict[str, ModuleType], pretend: Pretend) -> ModuleType:
    return scripts["system"]


@pytest.fixture
def environment(scripts: dict[str, ModuleType], pretend: Pretend) -> ModuleType:
    return scripts["environment"]


@pytest.fixture
def bootstrap(scripts: dict[str, ModuleType], pretend: Pretend) -> ModuleType:
    return scripts["bootstrap"]


@pytest.fixture
def checkout(environment: ModuleType, bootstrap: ModuleType):
    """The environment of the empty checkout."""
    return environment.Environment(bootstrap.ROOT, bootstrap.ROOT / ".venv")


@pytest.fixture
def as_if_set_up(checkout):
    """Leaves what a finished set-up of a stage leaves."""

    def leave(stage: str) -> None:
        checkout.python.parent.mkdir(parents=True, exist_ok=True)
        checkout.python.touch(mode=0o755)
        checkout.stamp.write_text(f"{stage} {checkout.digest()}\n")

    return leave
