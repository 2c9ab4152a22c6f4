"""What a folder of files has to measure: one kernel a file."""

from __future__ import annotations

from pathlib import Path

from explorer.kernels.finding import open_path
from explorer.kernels.kernel import Kernel, KernelError

_NOT_MEANT = ("_", "test_", "conftest", "setup.")
"""Begins the names of files that are for something else."""


def kernels_of(folder: Path) -> tuple[tuple[Kernel, ...], dict[str, str]]:
    """Return the kernels by name, and by file why the others have nothing to measure.

    Files from which others take functions, and which are no kernel files, are left out.
    """
    found: list[Kernel] = []
    failed: dict[str, str] = {}
    for path in sorted(folder.glob("*.py")):
        if path.name.startswith(_NOT_MEANT):
            continue
        try:
            found.append(open_path(str(path)))
        except KernelError as error:
            failed[path.stem] = str(error)
    serving = {one.path.resolve() for kernel in found for one in kernel.elsewhere}
    kept = [k for k in found if k.function is None or k.path.resolve() not in serving]
    return tuple(kept), {
        name: why
        for name, why in failed.items()
        if (folder / f"{name}.py").resolve() not in serving
    }
