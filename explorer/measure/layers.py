"""Which threading layers there are on this machine, and why others are not.

A layer is loaded to find that out, and loading one changes which Numba takes by default. So it is
done in a process of its own: `python -m explorer.measure.layers` writes the answer as JSON. It
takes a tenth of a second, because Numba itself is not imported.
"""

import ctypes
import json
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec
from pathlib import Path

from explorer.layers import BY_NAME, LAYERS
from explorer.measure.manners import preload_tbb
from explorer.measure.program import Program
from explorer.starting import command, environment

COMMAND = tuple(command("explorer.measure.layers"))
LONGEST_S = 20.0
"""Loading a library of threads runs code that this program does not know."""
_OLDEST_TBB = 12_060
"""Numba takes TBB from 2021.6 on, whose interface has this version (numba.np.ufunc.parallel)."""


def lacking() -> dict[str, str]:
    """Return, for each layer, why it cannot be had here, empty where it can; asks the process."""
    answer = Program(COMMAND, b"", environment()).answer(LONGEST_S)
    return read(answer.content.decode("utf-8", "replace"))


def is_here(layer: str) -> bool:
    """Whether a layer is known to be had here; asks the process."""
    return lacking().get(layer) == ""


def _look() -> dict[str, str]:
    preload_tbb()
    return {layer: why_not(layer) for layer in LAYERS}


def read(text: str) -> dict[str, str]:
    """Return what the process wrote; empty for anything else."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {layer: str(found.get(layer, "")) for layer in LAYERS} if type(found) is dict else {}


def why_not(layer: str) -> str:
    """Return why a layer cannot be loaded, empty where it can; loads it into this process."""
    numba = find_spec("numba")
    folders = numba.submodule_search_locations if numba is not None else None
    if not folders:
        return "Numba is not installed"
    stem = Path(folders[0]) / "np" / "ufunc" / BY_NAME[layer].pool
    files = [path for suffix in EXTENSION_SUFFIXES if (path := Path(f"{stem}{suffix}")).exists()]
    if not files:
        return "Numba was built without it"
    try:
        pool = ctypes.CDLL(str(files[0]))
    except OSError as error:
        return f"{BY_NAME[layer].needs} ({error})"
    if layer == "tbb":
        found = pool.TBB_runtime_interface_version()
        if found < _OLDEST_TBB:
            return f"the TBB library is too old: interface {found}, {_OLDEST_TBB} is needed"
    return ""


if __name__ == "__main__":
    print(json.dumps(_look()))
