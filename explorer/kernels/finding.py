"""Finding a kernel: by its name in the catalogue, or by the path of a kernel file.

What reads a user's file is loaded when one is opened: the catalogue has no use for it.
"""

import difflib
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.listing import read
from explorer.kernels.reading import content_of, sha256_of

_SUFFIXES = (".py", ".ipynb")
CATALOGUE = Path(__file__).parent / "catalogue"


@cache
def catalogue() -> tuple[Kernel, ...]:
    """Return the kernels that ship with the program, `sum` first, then by group and title.

    Raises KernelError where there are none, as in a copy of the program that is not whole.
    """
    files = (path for path in CATALOGUE.glob("*.py") if not path.name.startswith("_"))
    kernels = [_shipped(path) for path in files]
    if not kernels:
        raise KernelError(f"The kernels that belong in “{CATALOGUE}” are missing: install again.")
    return tuple(sorted(kernels, key=lambda k: (k.name != "sum", k.group, k.title)))


def shipped(name: str) -> Kernel | None:
    """Return the kernel of that name in the catalogue, read without the others; None for none."""
    if name.isidentifier() and not name.startswith("_"):
        with suppress(KernelError):
            return _shipped(CATALOGUE / f"{name}.py")
    return None


@cache
def _shipped(path: Path) -> Kernel:
    return read(path)


def is_from_catalogue(kernel: Kernel) -> bool:
    """Whether the kernel ships with the program, so that its code is trusted."""
    return kernel.path.parent == CATALOGUE


def open_file(
    path: Path, function: str | None = None, arguments: Mapping[str, str] | None = None
) -> Kernel:
    """Return a file's kernel: of one of its functions, or the file itself if it is a kernel file.

    Raises KernelError in one sentence, which names the functions when one has to be chosen.
    """
    from explorer.kernels.outline import outline
    from explorer.kernels.own import no_function, own_kernel

    if function is not None:
        return own_kernel(path, function, arguments)
    found = outline(path)
    if found.makes_args:
        if arguments:
            raise KernelError(
                f"“{path}” is a kernel file, which makes the arguments itself; they are given to a "
                f"function, as in {path.name}:function."
            )
        return read(path)
    names = [f.name for f in found.choices]
    if len(names) == 1:
        return own_kernel(path, names[0], arguments)
    if not names:
        raise KernelError(no_function(found))
    raise KernelError(f"“{path}” has several functions; choose one: {', '.join(names)}.")


def is_code(path: Path) -> bool:
    """Whether a path names a Python file, or a function of one as in `path.py:function`."""
    return file_of(path).suffix.lower() in _SUFFIXES


def file_of(path: Path) -> Path:
    """Return the file in `path.py:function`; a path without a function as it is."""
    return parted(str(path))[0]


def parted(name: str) -> tuple[Path, str | None]:
    """Return the file and the function of `path.py:function`; None where it names no function."""
    for suffix in _SUFFIXES:
        path, colon, function = name.rpartition(f"{suffix}:")
        if colon and not {os.sep, os.altsep} & {*function}:  # a folder's name may have one, too
            return Path(path + suffix), function
    return Path(name), None


def open_path(name: str) -> Kernel:
    """Return the kernel of a file, or of `path.py:function`, for somebody who can change it later.

    Of a file with several functions it is the likeliest one. Raises KernelError in one sentence.
    """
    from explorer.kernels.outline import outline

    path, function = parted(name)
    if function is None:
        found = outline(path)
        if not found.makes_args and found.likeliest is not None:
            function = found.likeliest.name
    return open_file(path, function)


def is_unchanged(kernel: Kernel) -> bool:
    """Return whether a kernel's file, and others that it needs, still have what was read."""
    try:
        found = read(kernel.path).sha256 if kernel.elsewhere else _sum(kernel.path)
    except KernelError:
        return False
    return found == kernel.sha256


def own_sum(kernel: Kernel) -> str:
    """Return the sum of what is in a kernel's own file, empty where that is gone."""
    if not kernel.elsewhere:
        return kernel.sha256
    try:
        return _sum(kernel.path)
    except KernelError:
        return ""


def _sum(path: Path) -> str:
    return sha256_of(content_of(path))


def find(name: str) -> Kernel:
    """Return the kernel of that name, path, or `path.py:function`.

    Raises KernelError naming the nearest names when there is none.
    """
    for kernel in catalogue():
        if kernel.name == name:
            return kernel
    path, function = parted(name)
    if function is not None or name.endswith(_SUFFIXES):
        return open_file(path, function)
    names = [kernel.name for kernel in catalogue()]
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean “{near[0]}”? There are" if near else "there are"
    raise KernelError(f"There is no kernel “{name}”; {hint} {', '.join(names)}.")
