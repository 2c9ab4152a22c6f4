"""Making arguments of the expressions that stand for them."""

from __future__ import annotations

import collections
import importlib
import math
import re
import types
from collections.abc import Mapping
from typing import Any

import numba
import numpy as np

from explorer.kernels.kernel import KernelError

_PANDAS = re.compile(r"\bpd\.")


def evaluate(
    expressions: Mapping[str, str],
    module: types.ModuleType,
    n: int,
    dtype: str,
    seed: int,
    values: Mapping[str, Any] | None = None,
) -> tuple[Any, ...]:
    """Return the arguments that expressions make; floats get the dtype.

    They may use what `expressions.KNOWN` lists, the names of the file, and `values`. Raises
    KernelError in one sentence naming the argument.
    """
    known = {
        "np": np,
        "numba": numba,
        "math": math,
        "namedtuple": collections.namedtuple,
        "n": n,
        "rng": np.random.default_rng(seed),
    }
    names = {**vars(module), **(values or {}), **known}
    made = []
    for parameter, expression in expressions.items():
        try:
            if _PANDAS.search(expression) and "pd" not in names:
                names["pd"] = importlib.import_module("pandas")
            value = eval(expression.strip(), names)
        except Exception as error:
            raise KernelError(
                f"The argument {parameter} = {expression} failed for n = {n}: "
                f"{type(error).__name__}: {error}"
            ) from error
        if isinstance(value, np.ndarray) and value.dtype == np.float64:
            value = value.astype(dtype, copy=False)
        made.append(value)
    return tuple(made)
