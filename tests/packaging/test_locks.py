"""The lock files pin what pyproject.toml asks for, and name no place to get it from."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"


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
    assert declared("bundle") <= locked("requirements-bundle.lock").keys()


def test_the_tests_run_with_the_versions_that_the_app_gets() -> None:
    tested = locked("requirements-test.lock")
    assert locked("requirements.lock").items() <= tested.items()


def test_the_locks_leave_out_the_pyside_that_kills_python_3_11() -> None:
    assert "6.12.0" not in locked("requirements.lock")["pyside6-essentials"]


def test_the_locks_name_no_index() -> None:
    for lock in PACKAGING.glob("*.lock"):
        assert not re.search(r"://|--(extra-)?index|--find-links", lock.read_text()), lock


def test_the_project_without_qt_needs_what_the_whole_one_needs_but_qt() -> None:
    whole, headless = (
        tomllib.loads(file.read_text())["project"]
        for file in (ROOT / "pyproject.toml", PACKAGING / "headless" / "pyproject.toml")
    )
    qt = ("pyqtgraph", "PySide6")
    assert headless["dependencies"] == [d for d in whole["dependencies"] if not d.startswith(qt)]
    for same in ("requires-python", "scripts", "license", "authors"):
        assert headless[same] == whole[same]
