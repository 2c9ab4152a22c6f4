"""A Debian package of the bundle: the folder, the command, and the desktop's files."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from steps import call
from system import debian_package

PLACES = {
    "numba-explorer.desktop": "applications/numba-explorer.desktop",
    "icon.svg": "icons/hicolor/scalable/apps/numba-explorer.svg",
    "numba-explorer-mime.xml": "mime/packages/numba-explorer.xml",
    "numba-explorer.metainfo.xml": "metainfo/io.github.numba_explorer.NumbaExplorer.metainfo.xml",
}
"""Where the shipped files go under /usr/share, as `--install-menu-entry` has it for one user."""
WITHOUT = re.compile(r"eglfs|linuxfb|nis\.|wayland|wlshell", re.IGNORECASE)
"""Plug-ins and modules that are only used where their libraries are."""
# Where a library came into another package, what older and newer systems call it.
RENAMED = {"libglib2.0-0": "libglib2.0-0t64 | libglib2.0-0"}


def make_package(root: Path, bundle: Path, work: Path, to: Path, version: str) -> Path:
    """Builds the package of a bundle in the folder ``work`` and returns its file in ``to``."""
    shutil.rmtree(work, ignore_errors=True)
    program = work / "usr" / "lib" / "numba-explorer"
    shutil.copytree(bundle, program, symlinks=True)
    for name, place in PLACES.items():
        target = work / "usr" / "share" / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "resources" / name, target)
    copyright_file = work / "usr" / "share" / "doc" / "numba-explorer" / "copyright"
    copyright_file.parent.mkdir(parents=True)
    shutil.copyfile(root / "LICENSE", copyright_file)
    command = work / "usr" / "bin" / "numba-explorer"
    command.parent.mkdir()
    command.symlink_to("../lib/numba-explorer/numba-explorer")
    size = sum(f.stat().st_size for f in work.rglob("*") if f.is_file() and not f.is_symlink())
    architecture = _said(["dpkg", "--print-architecture"])
    (work / "DEBIAN").mkdir()
    (work / "DEBIAN" / "control").write_text(
        f"""\
Package: numba-explorer
Version: {version}
Architecture: {architecture}
Maintainer: The Numba Explorer contributors <maintainers@numba-explorer.invalid>
Installed-Size: {size // 1024}
Depends: {", ".join(dependencies(bundle))}
Recommends: fonts-dejavu-core | fonts-noto-core
Section: science
Priority: optional
Homepage: https://github.com/numba-explorer/numba-explorer
Description: measure what Numba's decorator options and threads are worth
 Choose a kernel, array sizes and thread counts, or open your own Python
 file, and press Run: curves appear at once and sharpen while you look.
 It brings its own Python, Numba and Qt.
""",
        encoding="utf-8",
    )
    file = to / f"numba-explorer_{version}_{architecture}.deb"
    packing = ["--root-owner-group", "-Zzstd", "-z15"]  # 19 takes minutes more for a tenth less
    call(["dpkg-deb", *packing, "--build", work, file], "dpkg-deb could not pack the bundle")
    return file


def dependencies(bundle: Path) -> list[str]:
    """Returns the packages of the libraries that the bundle uses and does not bring, sorted."""
    libraries = [file for file in bundle.rglob("*.so*") if file.is_file()]
    own = {file.name for file in libraries}
    needed = [file for file in libraries if WITHOUT.search(str(file.relative_to(bundle))) is None]
    objects = [bundle / "numba-explorer", *needed]
    used: set[str] = set()
    for file in objects:
        head = _said(["objdump", "-p", str(file)])
        used |= set(re.findall(r"^\s*NEEDED\s+(\S+)", head, re.MULTILINE))
    names = {debian_package(name) for name in used - own if not name.startswith("ld-linux")}
    libc = {"libc6", "libm6", "libdl2", "libpthread0", "libresolv2", "librt1", "libutil1"}
    newest = max(map(int, re.findall(r"2\.(\d+)", _said(["ldd", "--version"]).splitlines()[0])))
    # fontconfig comes along, but not its list of the folders that fonts are in.
    return [
        f"libc6 (>= 2.{newest})",
        "fontconfig-config",
        *sorted(RENAMED.get(n, n) for n in names - libc),
    ]


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
