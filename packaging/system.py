"""What the system must have: shared libraries, a font and, for tests and bundles, programs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from steps import SetUpError, call, say

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
# What those need that a bare Debian lacks, to be told before anything was downloaded.
EXPECTED = {
    "headless": (
        "libEGL.so.1",
        "libGL.so.1",
        "libdbus-1.so.3",
        "libfontconfig.so.1",
        "libfreetype.so.6",
        "libglib-2.0.so.0",
        "libgomp.so.1",
        "libxkbcommon.so.0",
    ),
    "window": (
        "libX11-xcb.so.1",
        "libxcb-cursor.so.0",
        "libxcb-icccm.so.4",
        "libxcb-image.so.0",
        "libxcb-keysyms.so.1",
        "libxcb-randr.so.0",
        "libxcb-render-util.so.0",
        "libxcb-render.so.0",
        "libxcb-shape.so.0",
        "libxcb-shm.so.0",
        "libxcb-sync.so.1",
        "libxcb-xfixes.so.0",
        "libxcb-xkb.so.1",
        "libxkbcommon-x11.so.0",
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
PROGRAMS = {
    "test": {"Xvfb": "xvfb", "openbox": "openbox"},
    "bundle": {"objdump": "binutils", "zstd": "zstd"},
}
"""The programs that a stage needs, and Debian's packages of them."""
MOST_NAMED = 5


class Need(NamedTuple):
    """Something the system lacks, as Debian's package and as an RPM capability."""

    debian: str
    rpm: str


def before(stage: str, without_pip: bool) -> Mapping[str, Need]:
    """Returns what the system is likely to lack, by name, before there are packages to look at."""
    needs: dict[str, Need] = {}
    if without_pip:
        version = f"python3.{sys.version_info[1]}"
        needs["ensurepip (Python's venv module)"] = Need(f"{version}-venv", "python3-pip")
    if not sys.platform.startswith("linux"):
        return needs
    stage = usual(stage)
    known = known_libraries()
    expected = EXPECTED["headless"] + (() if stage == "headless" else EXPECTED["window"])
    absent = [name for name in expected if known and name not in known]
    return needs | needed(absent) | other_needs(stage)


def check(environment: Path, stage: str) -> None:
    """Sees to it that all that the packages in an environment need is there."""
    if not sys.platform.startswith("linux"):
        return
    stage = usual(stage)
    if needs := lacking(environment, stage):
        provide(needs)
        if still := lacking(environment, stage):
            raise SetUpError(f"After installing, the system still lacks {in_short(list(still))}.")


def usual(stage: str) -> str:
    """Returns the stage to look for: where it costs no question, one with a window later on."""
    return "window" if stage == "headless" and is_apt_root() else stage


def lacking(environment: Path, stage: str) -> Mapping[str, Need]:
    """Returns what the system lacks for this stage: a shared library, a font, a program."""
    return needed(missing_libraries(environment, stage)) | other_needs(stage)


def needed(libraries: list[str]) -> dict[str, Need]:
    """Returns the packages of libraries."""
    return {name: Need(debian_package(name), f"{name}()(64bit)") for name in libraries}


def other_needs(stage: str) -> dict[str, Need]:
    """Returns what is lacking besides libraries."""
    needs = {}
    if not has_font():
        needs["a font"] = Need("fonts-dejavu-core", "dejavu-sans-fonts")
    programs = PROGRAMS.get(stage, {})
    absent = [name for name in programs if not shutil.which(name)]
    return needs | {name: Need(programs[name], f"/usr/bin/{name}") for name in absent}


def debian_package(library: str) -> str:
    """Returns the Debian package of a shared library: libxcb-cursor.so.0 -> libxcb-cursor0."""
    name, _, version = library.lower().partition(".so.")
    hyphen = "-" if name[-1:].isdigit() else ""
    return DEBIAN_EXCEPTIONS.get(library, f"{name.replace('_', '-')}{hyphen}{version}")


def known_libraries() -> set[str]:
    """Returns the shared libraries that the loader's list names; empty where there is none."""
    ldconfig = shutil.which("ldconfig", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if ldconfig is None:
        return set()
    listing = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout
    return set(re.findall(r"^\s*(\S+) \(", listing, re.MULTILINE))


def missing_libraries(environment: Path, stage: str) -> list[str]:
    """Returns the shared libraries that Qt and numba miss for this stage, sorted."""
    ldd = shutil.which("ldd")
    if ldd is None:
        return []
    patterns = LINKED["headless"] + (() if stage == "headless" else LINKED["window"])
    files = [
        file
        for packages in environment.glob("lib/python*/site-packages")
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
    return os.name != "nt" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_command(needs: Mapping[str, Need]) -> str | None:
    """Returns the command with which the user can install the needs, None on other systems."""
    debian, rpm = (list(dict.fromkeys(column)) for column in zip(*needs.values(), strict=True))
    if shutil.which("apt-get"):
        return shlex.join(["sudo", "apt-get", "install", *debian])
    for tool in ("dnf", "zypper"):
        if shutil.which(tool):
            return shlex.join(["sudo", tool, "install", *rpm])
    return None


def in_short(names: Sequence[str]) -> str:
    """Returns the names as one would say them; of many, the first."""
    told = names if len(names) <= MOST_NAMED else names[: MOST_NAMED - 1]
    rest = len(names) - len(told)
    return ", ".join(told) + (f" and {rest} more" if rest else "")


def provide(needs: Mapping[str, Need]) -> None:
    """Installs the needs where this is root on Debian or Ubuntu; else says how to, and stops."""
    what = in_short(list(needs))
    if is_apt_root():
        packages = list(dict.fromkeys(need.debian for need in needs.values()))
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
