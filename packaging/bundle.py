#!/usr/bin/env python3
"""Makes a program that needs no Python: a folder, an archive of it and, on Linux, a .deb.

    python3 packaging/bundle.py

All of it is left in dist/. Tried on Linux; what is for macOS and Windows is written by the book
and was never run. A bundle runs on systems whose C library is as new as the one it was made on.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

from debian import make_package
from environment import Environment, set_up, unsupported
from smoke import smoke
from steps import SetUpError, call, say

ROOT = Path(__file__).resolve().parents[1]
BUILD, DIST = ROOT / "build", ROOT / "dist"
NAME = "numba-explorer"


def version() -> str:
    """Returns the program's version."""
    text = (ROOT / "explorer" / "version.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "(.+)"', text)
    assert found is not None
    return found[1]


def prepare() -> Path:
    """Sets up an environment for nothing but bundling, and returns its Python."""
    environment = Environment(ROOT, BUILD / "environment")
    set_up(environment, "bundle")
    return environment.python


def draw_icon(python: Path) -> None:
    """Draws the icon in the form that macOS or Windows wants; Linux takes it as it is."""
    if sys.platform.startswith("linux"):
        return
    form = "icns" if sys.platform == "darwin" else "ico"
    code = (
        "import sys; from PySide6.QtGui import QGuiApplication, QIcon; app = QGuiApplication([]); "
        "sys.exit(not QIcon(sys.argv[1]).pixmap(256, 256).save(sys.argv[2]))"
    )
    picture = BUILD / f"icon.{form}"
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    call([python, "-c", code, ROOT / "resources" / "icon.svg", picture], "No icon", env=env)


def collect(python: Path) -> Path:
    """Collects the program and all that it needs in one folder, and returns the folder."""
    command = [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    places = ["--distpath", BUILD / "bundle", "--workpath", BUILD / "work"]
    spec = ROOT / "packaging" / "numba-explorer.spec"
    call([*command, *places, spec], "PyInstaller could not make the bundle")
    return BUILD / "bundle" / NAME


def archive(folder: Path) -> Path:
    """Packs the folder the way the system's users unpack it, and returns the file."""
    machine = platform.machine().lower()
    name = DIST / f"{NAME}-{version()}-{sys.platform}-{machine}"
    if sys.platform == "darwin":  # its own tool keeps the links within the app
        application, file = folder.with_name("Numba Explorer.app"), Path(f"{name}.zip")
        call(["ditto", "-c", "-k", "--keepParent", application, file], "ditto could not pack it")
        return file
    if not sys.platform.startswith("linux"):
        return Path(shutil.make_archive(str(name), "zip", folder.parent, folder.name))
    file = Path(f"{name}.tar.zst")
    packing = "zstd -15 --long=27 -T0"
    command = ["tar", "-C", folder.parent, "-I", packing, "--owner=0", "--group=0"]
    call([*command, "-cf", file, folder.name], "tar could not pack the bundle")
    return file


def sizes(folder: Path) -> list[tuple[str, int]]:
    """Returns what takes most of the bundle, as names and bytes."""
    inside = folder / "_internal"
    found = []
    for part in inside.iterdir():
        files = [part] if part.is_file() else [file for file in part.rglob("*") if file.is_file()]
        found.append((part.name, sum(f.stat().st_size for f in files if not f.is_symlink())))
    return sorted(found, key=lambda entry: -entry[1])[:12]


def main() -> int:
    """Makes everything and returns the exit status."""
    try:
        if reason := unsupported(sys.version_info[:2]):
            raise SetUpError(reason)
        python = prepare()
        draw_icon(python)
        folder = collect(python)
        for name, taken in sizes(folder):
            say(f"{taken / 1e6:8.1f} MB  {name}")
        smoke(folder / (f"{NAME}.exe" if os.name == "nt" else NAME), python)
        DIST.mkdir(exist_ok=True)
        made = [archive(folder)]
        if sys.platform.startswith("linux") and shutil.which("dpkg-deb"):
            made.append(make_package(ROOT, folder, BUILD / "package", DIST, version()))
        for file in made:
            say(f"{file.stat().st_size / 1e6:8.1f} MB  {file}")
    except SetUpError as problem:
        print(problem, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, subprocess.SubprocessError) as problem:
        print(f"Stopped: {problem!r}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
