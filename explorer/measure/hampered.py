"""What in the environment makes code slower than it is elsewhere, in sentences and in short."""

from __future__ import annotations

import sysconfig
from collections.abc import Mapping
from typing import Any

_FULL = 3
"""Numba's own level of optimisation."""


def settings(environment: Mapping[str, Any], most: int) -> dict[str, str]:
    """Return what each setting does that slows code down, by the setting as in `NUMBA_OPT=1`.

    `most` is the largest thread count that is measured.
    """
    found = {}
    for name, does in (
        ("NUMBA_DISABLE_JIT", "nothing is compiled"),
        ("NUMBA_BOUNDSCHECK", "compiled code checks every index"),
        ("NUMBA_DEBUGINFO", "compiled code is made for a debugger"),
    ):
        if str(environment.get(name, "")).strip() not in ("", "0"):
            found[f"{name}={environment[name]}"] = does
    level = str(environment.get("NUMBA_OPT", "")).strip()
    if level.isdecimal() and int(level) < _FULL:
        found[f"NUMBA_OPT={level}"] = "compiled code is optimised less than usual"
    limit = str(environment.get("OMP_THREAD_LIMIT", "")).strip()
    if limit.isdecimal() and int(limit) < most:
        found[f"OMP_THREAD_LIMIT={limit}"] = f"OpenMP gives at most {limit} of {most} threads"
    return found


def sentences(environment: Mapping[str, Any], most: int, cores: int) -> tuple[str, ...]:
    """Say what slows code down in this process, which may use so many cores."""
    found = [
        f"{setting} is set: {does}, so times are longer than elsewhere."
        for setting, does in settings(environment, most).items()
    ]
    if sysconfig.get_config_var("Py_DEBUG"):
        found.append("This Python is a debug build: its times are longer than elsewhere.")
    if most > cores:
        allowed = "1 core" if cores == 1 else f"{cores} cores"
        found.append(f"This process may use {allowed}: {most} threads take turns on them.")
    return tuple(found)
