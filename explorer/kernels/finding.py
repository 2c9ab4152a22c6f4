"""Finding a kernel: by its name in the catalogue, or by the path of a kernel file."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path

from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.listing import read

CATALOGUE = Path(__file__).parent / "catalogue"


@cache
def catalogue() -> tuple[Kernel, ...]:
    """Return the kernels that ship with the program, `sum` first, then by group and title."""
    files = (path for path in CATALOGUE.glob("*.py") if not path.name.startswith("_"))
    kernels = [read(path) for path in files]
    return tuple(sorted(kernels, key=lambda k: (k.name != "sum", k.group, k.title)))


def is_from_catalogue(kernel: Kernel) -> bool:
    """Whether the kernel ships with the program, so that its code is trusted."""
    return kernel.path.parent == CATALOGUE


def find(name: str) -> Kernel:
    """Return the kernel of that name or path.

    Raises KernelError naming the nearest names when there is none.
    """
    for kernel in catalogue():
        if kernel.name == name:
            return kernel
    if name.endswith(".py"):
        return read(Path(name))
    names = [kernel.name for kernel in catalogue()]
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean “{near[0]}”? There are" if near else "there are"
    raise KernelError(f"There is no kernel “{name}”; {hint} {', '.join(names)}.")
