"""The set-up script: what it decides, says and runs, without network or a virtual environment."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"


class Commands(list[list[str]]):
    """The commands that were run instead of being run, with the exit status that each gets."""

    status = 0

    def __call__(self, command: list[object], **_: object) -> int:
        self.append([str(part) for part in command])
        return self.status


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module whose checkout is an empty folder, as any Linux user without root."""
    spec = importlib.util.spec_from_file_location("bootstrap", PACKAGING / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "STAMP": venv / "set-up",
        "PYTHON": venv / "bin" / "python",
    }.items():
        monkeypatch.setattr(module, name, value)
    for name in set(module.LOCKS.values()) | {tmp_path / "pyproject.toml"}:
        (tmp_path / name.name).write_text(name.name)
    monkeypatch.setattr(
        module, "LOCKS", {stage: tmp_path / lock.name for stage, lock in module.LOCKS.items()}
    )
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(module.os, "geteuid", lambda: 1000)
    monkeypatch.chdir(tmp_path)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    return module


@pytest.fixture
def commands(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Every command that the script would run, none of which is."""
    recorded = Commands()

    def execv(_: object, command: list[object]) -> None:
        raise SystemExit(recorded(command))  # as execv, it does not return

    monkeypatch.setattr(bootstrap.subprocess, "call", recorded)
    monkeypatch.setattr(bootstrap.os, "execv", execv)
    return recorded


def installed(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, *programs: str) -> None:
    """Makes the script find exactly these programs on the PATH."""
    monkeypatch.setattr(
        bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}" if name in programs else None
    )


def pretend_ldd(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, listing: str) -> None:
    """Makes every program whose output the script reads print ``listing``."""
    monkeypatch.setattr(
        bootstrap.subprocess,
        "run",
        lambda command, **_: subprocess.CompletedProcess(command, 0, listing, ""),
    )


def as_if_set_up(bootstrap: ModuleType, stage: str) -> None:
    """Leaves what a finished set-up of ``stage`` leaves."""
    bootstrap.PYTHON.parent.mkdir(parents=True, exist_ok=True)
    bootstrap.PYTHON.touch()
    bootstrap.STAMP.write_text(f"{stage} {bootstrap.digest()}\n")


def pretend_installing(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, steps: list[str]
) -> None:
    """Replaces the steps of a set-up by their names in ``steps``."""

    def make_venv() -> None:
        steps.append("venv")
        bootstrap.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        bootstrap.PYTHON.touch()

    monkeypatch.setattr(bootstrap, "make_venv", make_venv)
    monkeypatch.setattr(bootstrap, "install_packages", lambda stage: steps.append(f"pip {stage}"))
    monkeypatch.setattr(bootstrap, "check_system", lambda stage: steps.append(f"system {stage}"))


# --- Python ---


@pytest.mark.parametrize("version", [(3, 11), (3, 14)])
def test_a_python_with_locked_packages_is_taken(
    bootstrap: ModuleType, version: tuple[int, int]
) -> None:
    assert bootstrap.unsupported(version) is None


@pytest.mark.parametrize("version", [(3, 10), (3, 15)])
def test_another_python_is_turned_down_with_one_that_will_do(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int]
) -> None:
    installed(bootstrap, monkeypatch, "python3.12")
    sentence = bootstrap.unsupported(version)
    assert f"Python {version[0]}.{version[1]} will not do" in sentence
    assert "3.11 to 3.14" in sentence
    assert "python3.12 packaging/bootstrap.py run" in sentence


def test_an_unsupported_python_does_nothing(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    commands: Commands,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(bootstrap, "unsupported", lambda _: "This Python will not do.")
    assert bootstrap.main(["run"]) == 2
    assert "will not do" in capsys.readouterr().err
    assert commands == []


def test_debians_python_without_ensurepip_gets_it_by_apt(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, commands: Commands
) -> None:
    installed(bootstrap, monkeypatch, "apt-get")
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap, "find_spec", lambda _: None)
    bootstrap.make_venv()
    assert commands[0][-1] == "update"
    assert commands[1][-1] == f"python3.{sys.version_info[1]}-venv"
    assert commands[2][1:] == ["-m", "venv", "--clear", str(bootstrap.VENV)]


# --- libraries ---


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libEGL.so.1", "libegl1"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libgomp.so.1.0.0", "libgomp1"),
    ],
)
def test_a_library_is_looked_up_in_debians_names(
    bootstrap: ModuleType, library: str, package: str
) -> None:
    assert bootstrap.debian_package(library) == package


def test_what_ldd_does_not_find_is_missing_once(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(bootstrap, monkeypatch, "ldd")
    pretend_ldd(
        bootstrap,
        monkeypatch,
        "libqxcb.so:\n"
        "\tlinux-vdso.so.1 (0x00007f1c2814a000)\n"
        "\tlibxcb-cursor.so.0 => not found\n"
        "\tlibX11.so.6 => /lib/x86_64-linux-gnu/libX11.so.6 (0x00007f1c28126000)\n"
        "libqxcb-glx-integration.so:\n"
        "\tlibxcb-cursor.so.0 => not found\n"
        "\tlibEGL.so.1 => not found\n",
    )
    assert bootstrap.missing_libraries("window") == ["libEGL.so.1", "libxcb-cursor.so.0"]


def test_without_a_display_the_window_systems_libraries_are_not_asked_for(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    platforms = bootstrap.VENV / "lib/python3.11/site-packages/PySide6/Qt/plugins/platforms"
    platforms.mkdir(parents=True)
    for name in ("libqxcb.so", "libqoffscreen.so"):
        (platforms / name).touch()
    asked: list[str] = []

    def ldd(command: list[object], **_: object) -> subprocess.CompletedProcess[str]:
        asked.extend(Path(str(part)).name for part in command[1:])
        return subprocess.CompletedProcess([], 0, "", "")

    installed(bootstrap, monkeypatch, "ldd")
    monkeypatch.setattr(bootstrap.subprocess, "run", ldd)
    bootstrap.missing_libraries("headless")
    assert asked == ["libqoffscreen.so"]
    bootstrap.missing_libraries("window")
    assert "libqxcb.so" in asked


@pytest.mark.parametrize(
    ("tool", "command"),
    [
        ("apt-get", "sudo apt-get install libxcb-cursor0 fonts-dejavu-core"),
        ("dnf", "sudo dnf install 'libxcb-cursor.so.0()(64bit)' dejavu-sans-fonts"),
    ],
)
def test_a_user_without_root_is_told_the_command_and_nothing_is_installed(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    commands: Commands,
    tool: str,
    command: str,
) -> None:
    installed(bootstrap, monkeypatch, "ldd", tool)
    pretend_ldd(bootstrap, monkeypatch, "\tlibxcb-cursor.so.0 => not found\n")
    monkeypatch.setattr(bootstrap, "has_font", lambda: False)
    with pytest.raises(bootstrap.SetUpError) as stopped:
        bootstrap.check_system("window")
    assert "lacks libxcb-cursor.so.0, a font" in str(stopped.value)
    assert f"\n  {command}\n" in str(stopped.value)
    assert commands == []


def test_on_an_unknown_system_the_missing_library_is_named(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(bootstrap, monkeypatch, "ldd")
    pretend_ldd(bootstrap, monkeypatch, "\tlibEGL.so.1 => not found\n")
    monkeypatch.setattr(bootstrap, "has_font", lambda: True)
    with pytest.raises(bootstrap.SetUpError, match=r"lacks libEGL\.so\.1\. Install this"):
        bootstrap.check_system("window")


def test_root_on_debian_gets_everything_in_one_go(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, commands: Commands
) -> None:
    lacking = [{"libEGL.so.1": bootstrap.Need("libegl1", ""), "Xvfb": bootstrap.Need("xvfb", "")}]
    monkeypatch.setattr(bootstrap, "lacking", lambda _: lacking.pop() if lacking else {})
    installed(bootstrap, monkeypatch, "apt-get")
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    bootstrap.check_system("test")
    assert [command[0] for command in commands] == ["apt-get", "apt-get"]
    assert commands[0][-1] == "update"
    assert commands[1][-3:] == ["-y", "libegl1", "xvfb"]


def test_what_apt_did_not_help_with_is_said(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, commands: Commands
) -> None:
    monkeypatch.setattr(bootstrap, "lacking", lambda _: {"libx.so.1": bootstrap.Need("libx1", "")})
    installed(bootstrap, monkeypatch, "apt-get")
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    with pytest.raises(bootstrap.SetUpError, match=r"still lacks libx\.so\.1"):
        bootstrap.check_system("window")


def test_only_the_tests_need_a_virtual_display(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(bootstrap, monkeypatch)
    monkeypatch.setattr(bootstrap, "has_font", lambda: True)
    assert bootstrap.lacking("window") == {}
    assert list(bootstrap.lacking("test")) == ["Xvfb", "openbox"]


# --- the stamp ---


def test_a_second_start_sets_nothing_up(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    pretend_installing(bootstrap, monkeypatch, steps)
    bootstrap.set_up("window")
    assert steps == ["venv", "pip window", "system window"]
    bootstrap.set_up("window")
    bootstrap.set_up("headless")
    assert len(steps) == 3


def test_the_tests_set_up_is_enough_for_the_app_but_not_the_other_way(
    bootstrap: ModuleType,
) -> None:
    as_if_set_up(bootstrap, "test")
    assert bootstrap.is_ready("window")
    as_if_set_up(bootstrap, "window")
    assert not bootstrap.is_ready("test")


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock", "requirements-test.lock"])
def test_a_changed_file_means_another_set_up(bootstrap: ModuleType, name: str) -> None:
    as_if_set_up(bootstrap, "test")
    (bootstrap.ROOT / name).write_text("changed")
    assert not bootstrap.is_ready("window")


def test_a_python_that_is_gone_means_another_set_up(bootstrap: ModuleType) -> None:
    as_if_set_up(bootstrap, "test")
    bootstrap.PYTHON.unlink()
    assert not bootstrap.is_ready("window")


@pytest.mark.parametrize("content", ["", "window", "window\n", "nonsense 0", "a b c"])
def test_a_damaged_stamp_means_another_set_up(bootstrap: ModuleType, content: str) -> None:
    as_if_set_up(bootstrap, "window")
    bootstrap.STAMP.write_text(content)
    assert not bootstrap.is_ready("window")


def test_an_interrupted_set_up_leaves_no_stamp(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_if_set_up(bootstrap, "window")
    pretend_installing(bootstrap, monkeypatch, [])

    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "install_packages", interrupt)
    assert bootstrap.main(["test"]) == 130
    assert not bootstrap.is_ready("window")


def test_a_failing_pip_stops_with_a_sentence_and_no_stamp(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    commands: Commands,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(bootstrap, "make_venv", lambda: None)
    monkeypatch.setenv("DISPLAY", ":1")
    commands.status = 1
    assert bootstrap.main(["run"]) == 2
    assert "pip could not install the locked packages" in capsys.readouterr().err
    assert not bootstrap.STAMP.exists()


# --- run ---


def test_with_a_display_the_window_opens_with_the_users_arguments(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, commands: Commands
) -> None:
    as_if_set_up(bootstrap, "window")
    monkeypatch.setenv("DISPLAY", ":1")
    with pytest.raises(SystemExit):
        bootstrap.main(["run", "--kernel", "triad"])
    assert commands == [[str(bootstrap.PYTHON), "-m", "explorer", "--kernel", "triad"]]


def test_without_a_display_the_default_sweep_is_measured_and_its_pictures_named(
    bootstrap: ModuleType, commands: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    as_if_set_up(bootstrap, "headless")
    pictures = [Path("numba-explorer-sum.png"), Path("numba-explorer-sum.svg")]
    for picture in pictures:
        picture.touch()
    assert bootstrap.main(["run"]) == 0
    assert commands[0][1:5] == ["-m", "explorer", "measure", "sum"]
    printed = capsys.readouterr().out
    assert "There is no display" in printed
    assert all(f"Saved {picture.resolve()}" in printed for picture in pictures)


def test_a_sweep_that_was_refused_claims_no_pictures(
    bootstrap: ModuleType, commands: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    as_if_set_up(bootstrap, "headless")
    Path("numba-explorer-sum.png").touch()
    commands.status = 2
    assert bootstrap.main(["run"]) == 2
    assert "Saved" not in capsys.readouterr().out


def test_without_a_display_a_window_is_refused_before_anything_is_set_up(
    bootstrap: ModuleType, commands: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(["run", "my-run.json"]) == 2
    assert "no window can be opened" in capsys.readouterr().err
    assert commands == []


@pytest.mark.parametrize(
    "arguments", [["measure", "sum"], ["kernels"], ["--run", "--save", "a.png", "--quit"]]
)
def test_what_needs_no_window_runs_without_a_display(
    bootstrap: ModuleType, commands: Commands, arguments: list[str]
) -> None:
    as_if_set_up(bootstrap, "headless")
    assert bootstrap.main(["run", *arguments]) == 0
    assert commands == [[str(bootstrap.PYTHON), "-m", "explorer", *arguments]]


# --- test ---


@pytest.mark.parametrize(("status", "outcome"), [(0, "All checks passed."), (1, "Failed: ")])
def test_every_check_is_run_whatever_the_others_say(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    commands: Commands,
    capsys: pytest.CaptureFixture[str],
    status: int,
    outcome: str,
) -> None:
    as_if_set_up(bootstrap, "test")
    passed_on: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "run_pytest", lambda arguments: passed_on.append(arguments) or 0)
    monkeypatch.setattr(bootstrap.signal, "signal", lambda *_: None)
    commands.status = status
    assert bootstrap.main(["test", "--", "-k", "foo"]) == status
    assert passed_on == [["-k", "foo"]]
    assert len(commands) == len(bootstrap.CHECKS)
    assert outcome in capsys.readouterr().out


def test_a_failing_test_fails_the_command(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, commands: Commands
) -> None:
    as_if_set_up(bootstrap, "test")
    monkeypatch.setattr(bootstrap, "run_pytest", lambda _: 1)
    monkeypatch.setattr(bootstrap.signal, "signal", lambda *_: None)
    assert bootstrap.main(["test"]) == 1


def test_a_process_beside_is_ended_even_after_an_error(bootstrap: ModuleType) -> None:
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(ZeroDivisionError), bootstrap.running(sleeper) as process:
        raise ZeroDivisionError
    assert process.poll() is not None


def test_an_unknown_command_gets_the_usage(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(["rnu"]) == 2
    assert "packaging/bootstrap.py run" in capsys.readouterr().out


# --- the lock files ---


def locked(name: str) -> dict[str, set[str]]:
    """Returns the versions that a lock file pins for each package."""
    pins = re.findall(r"^([\w.-]+)==([^\s;]+)", (PACKAGING / name).read_text(), re.MULTILINE)
    return {package: {v for p, v in pins if p == package} for package, _ in pins}


def declared(*extras: str) -> set[str]:
    """Returns the normalised names of the packages that pyproject.toml asks for."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*data["project"]["dependencies"], *data["build-system"]["requires"]]
    for extra in extras:
        wanted += data["project"]["optional-dependencies"][extra]
    names = [re.match(r"[\w.-]+", requirement) for requirement in wanted]
    return {re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name}


def test_the_locks_pin_every_declared_dependency() -> None:
    assert declared() <= locked("requirements.lock").keys()
    assert declared("test") <= locked("requirements-test.lock").keys()


def test_the_tests_run_with_the_versions_that_the_app_gets() -> None:
    tested = locked("requirements-test.lock")
    assert locked("requirements.lock").items() <= tested.items()


def test_the_locks_leave_out_the_pyside_that_kills_python_3_11() -> None:
    assert "6.12.0" not in locked("requirements.lock")["pyside6-essentials"]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_the_locks_name_no_index(name: str) -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links", (PACKAGING / name).read_text())
