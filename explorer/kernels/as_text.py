"""Values as Python expressions that make them again; arrays and what has no text, in files."""

import hashlib
import pickle
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from explorer.kernels.kernel import KernelError

LONGEST = 200
"""Letters of a text or a number that an expression holds itself."""


def as_text(value: Any, folder: Path, module: ModuleType) -> str:
    """Return an expression of np, numba and the names of a file's module that makes a value again.

    Arrays go to files in the folder, named for what they hold. Raises KernelError in one sentence
    for a value that cannot be kept.
    """
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        loaded = f"np.load({str(_array(value, folder))!r})"
        whole = value.flags.c_contiguous or value.flags.f_contiguous
        return loaded if whole else f"np.repeat({loaded}, 2, axis=-1)[..., ::2]"  # has gaps too
    if isinstance(value, np.generic) and value.dtype.kind in "iufcb":
        plain = value.item()
        text = repr(plain) if plain == plain else '"nan"'
        return f"np.{value.dtype.name}({text if plain not in _ENDLESS else repr(str(plain))})"
    if isinstance(value, float) and (value != value or value in _ENDLESS):
        return f"float({str(value)!r})"
    if value is None or isinstance(value, bool | int | float | complex | str | bytes):
        text = repr(value)
        if len(text) <= LONGEST:
            return text
    named = _name_in(value, module)
    if named:
        return named
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        kind = _name_in(type(value), module)
        if kind:
            return f"{kind}({', '.join(as_text(item, folder, module) for item in value)})"
    if type(value) is tuple:
        items = [as_text(item, folder, module) for item in value]
        return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
    if type(value) is list and len(value) <= LONGEST // 4:
        return f"[{', '.join(as_text(item, folder, module) for item in value)}]"
    if type(value).__module__ == "numba.typed.typedlist":
        inner = as_text(list(value), folder, module)
        return f"numba.typed.List({inner})"
    if isinstance(value, Mapping) and type(value) is dict and len(value) <= LONGEST // 4:
        items = [f"{key!r}: {as_text(item, folder, module)}" for key, item in value.items()]
        return f"{{{', '.join(items)}}}"
    of: Any = type(value)
    kind = _name_in(of, module)
    if kind and of.__reduce_ex__ is object.__reduce_ex__ and hasattr(value, "__dict__"):
        held = as_text(dict(vars(value)), folder, module)
        return f"(lambda made: made.__dict__.update({held}) or made)(object.__new__({kind}))"
    return _pickled(value, folder)


_ENDLESS = (float("inf"), float("-inf"))


def _array(value: np.ndarray[Any, Any], folder: Path) -> Path:
    ordered = np.asfortranarray(value) if value.flags.f_contiguous else np.ascontiguousarray(value)
    told = f"{value.shape}{value.dtype}{value.flags.f_contiguous}".encode()
    name = hashlib.sha256(told + ordered.tobytes("A")).hexdigest()[:16]
    path = folder / f"{name}.npy"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        np.save(path, ordered, allow_pickle=False)
    return path


def _name_in(value: Any, module: ModuleType) -> str:
    """The name by which a file knows a function or a class; empty for anything else."""
    if not callable(value):
        return ""
    return next((name for name, known in vars(module).items() if known is value), "")


def _pickled(value: Any, folder: Path) -> str:
    try:
        content = pickle.dumps(value)
        pickle.loads(content)
    except Exception as error:
        kind = type(value).__name__
        raise KernelError(
            f"a {kind} cannot be kept ({type(error).__name__}); write an expression that makes one"
        ) from error
    path = folder / f"{hashlib.sha256(content).hexdigest()[:16]}.pickle"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return f'__import__("pickle").loads(__import__("pathlib").Path({str(path)!r}).read_bytes())'
