"""What a folder of files has to measure: one kernel a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from explorer.kernels.finding import open_path
from explorer.kernels.kernel import Kernel, KernelError

_NOT_MEANT = ("_", "test_", "conftest", "setup.")
"""Begins the names of files that are for something else."""


@dataclass(frozen=True)
class Folder:
    """The kernels of a folder by name, and by file why the others have nothing to measure."""

    path: Path
    kernels: tuple[Kernel, ...]
    failed: Mapping[str, str]


def code_in(path: Path) -> list[Path]:
    """Return the files of a folder that may hold something to measure."""
    files = sorted(path.glob("*.py"))
    return [file for file in files if not file.name.startswith(_NOT_MEANT)]


def open_folder(path: Path) -> Folder:
    """Return what a folder has to measure; raises KernelError in a sentence where that is nothing.

    Files from which others take functions, and which are no kernel files, are left out.
    """
    found: list[Kernel] = []
    failed: dict[str, str] = {}
    for file in code_in(path):
        try:
            found.append(open_path(str(file)))
        except KernelError as error:
            failed[file.stem] = str(error)
    serving = {one.path.resolve() for kernel in found for one in kernel.elsewhere}
    kernels = tuple(k for k in found if k.function is None or k.path.resolve() not in serving)
    if not kernels:
        raise KernelError(f"“{path}” has no Python file with anything to measure.")
    bad = {n: why for n, why in failed.items() if (path / f"{n}.py").resolve() not in serving}
    return Folder(path, kernels, bad)
