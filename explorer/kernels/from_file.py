"""An argument that is taken from a file of data, as an expression."""

import zipfile
from pathlib import Path

from explorer import regular
from explorer.kernels.kernel import KernelError

ENDINGS = (".npy", ".npz", ".csv", ".txt", ".tsv", ".dat")
"""What can be taken: NumPy's own files, and tables of numbers."""
_LOOKED_AT = 4096


def from_file(path: Path) -> str:
    """Return the expression that makes an array of a file; of several in it, the first.

    Raises KernelError in one sentence for other files and those that cannot be read.
    """
    kind = path.suffix.lower()
    if kind in ENDINGS and not regular.is_file(path):
        raise KernelError(f"“{path}” cannot be read: it is no file.")
    try:
        if kind == ".npy":
            return f"np.load({str(path)!r})"
        if kind == ".npz":
            with zipfile.ZipFile(path) as held:
                names = [name.removesuffix(".npy") for name in held.namelist()]
            if not names:
                raise KernelError(f"“{path}” holds no array.")
            return f"np.load({str(path)!r})[{names[0]!r}]"
        if kind in ENDINGS:
            return _table(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise KernelError(f"“{path}” cannot be read: {error}.") from error
    raise KernelError(
        f"“{path.name}”: arrays can be had from {', '.join(ENDINGS)}; for another file write an "
        "expression, or a function of your own that reads it."
    )


def _table(path: Path) -> str:
    """Numbers in lines, with what parts them, and without a first line of names."""
    with path.open(encoding="utf-8", errors="replace") as file:
        lines = [line for line in file.read(_LOOKED_AT).splitlines() if line.strip()]
    first = lines[0] if lines else ""
    parting = next((sign for sign in (",", ";", "\t") if sign in first), None)
    options = "" if parting is None else f", delimiter={parting!r}"
    if any(not _is_number(part) for part in first.split(parting)):
        options += ", skiprows=1"
    return f"np.loadtxt({str(path)!r}{options})"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
