"""What in the environment makes code slower than it is elsewhere, in sentences and in short."""

import re
import sysconfig
from collections.abc import Mapping
from typing import Any

_FULL = 3
"""Numba's own level of optimisation."""
_SET = (
    ("NUMBA_DISABLE_JIT", "nothing is compiled"),
    ("NUMBA_BOUNDSCHECK", "compiled code checks every index"),
    ("NUMBA_DEBUGINFO", "compiled code is made for a debugger"),
    ("PYTHONDEVMODE", "Python checks itself while it runs"),
    ("PYTHONTRACEMALLOC", "Python follows every piece of memory"),
    ("MALLOC_CHECK_", "every piece of memory is checked"),
    ("MALLOC_PERTURB_", "every piece of memory is filled when it is given back"),
    ("NPY_DISABLE_CPU_FEATURES", "NumPy does without instructions that the processor has"),
    ("NUMBA_DISABLE_INTEL_SVML", "compiled code does without the vectorised library of functions"),
)
"""Settings, and what they do where they are neither empty nor 0."""
_CLEARED = (
    ("NUMBA_LOOP_VECTORIZE", "the compiler does not vectorise loops"),
    ("NUMBA_ENABLE_AVX", "compiled code uses no AVX instructions"),
)
"""Settings, and what they do where they are 0."""
_FOR_ANY = ("generic", "x86-64")
"""Names of processors for which code is made that runs on any."""
_PLACE = re.compile(r"\{[^{}]*\}(?!:)")
"""One place of `OMP_PLACES`, where they are listed (OpenMP API 5.2, section 21.1.6)."""


def settings(environment: Mapping[str, Any], most: int) -> dict[str, str]:
    """Return what each setting does that slows code down, by the setting as in `NUMBA_OPT=1`.

    `most` is the largest thread count that is measured.
    """
    given = {name: str(value).strip() for name, value in environment.items()}
    found = {f"{n}={given[n]}": does for n, does in _SET if _is_on(n, environment.get(n, ""))}
    found |= {f"{n}=0": does for n, does in _CLEARED if given.get(n) == "0"}
    if given.get("NUMBA_CPU_NAME", "").lower() in _FOR_ANY:
        found[f"NUMBA_CPU_NAME={given['NUMBA_CPU_NAME']}"] = "compiled code suits any processor"
    features = given.get("NUMBA_CPU_FEATURES", "")
    if without := [name[1:] for name in features.split(",") if name.startswith("-")]:
        found[f"NUMBA_CPU_FEATURES={features}"] = f"compiled code does without {without[0]}" + (
            f" and {len(without) - 1} more" if without[1:] else ""
        )
    if "debug" in given.get("PYTHONMALLOC", ""):
        found[f"PYTHONMALLOC={given['PYTHONMALLOC']}"] = "Python checks every piece of memory"
    level = given.get("NUMBA_OPT", "")
    if level.isdecimal() and int(level) < _FULL:
        found[f"NUMBA_OPT={level}"] = "compiled code is optimised less than usual"
    limit = given.get("OMP_THREAD_LIMIT", "")
    if limit.isdecimal() and int(limit) < most:
        found[f"OMP_THREAD_LIMIT={limit}"] = f"OpenMP gives at most {limit} of {most} threads"
    for name, places in (("OMP_PLACES", _places), ("GOMP_CPU_AFFINITY", _cores)):
        few = places(given.get(name, ""))
        if 0 < few < most:
            found[f"{name}={given[name]}"] = f"OpenMP has places for {few} of {most} threads"
    return found


def _is_on(name: str, value: Any) -> bool:
    """Whether a setting is neither empty nor 0; what is no whole number Numba does not take."""
    if not name.startswith("NUMBA_"):
        return str(value).strip() not in ("", "0")
    try:
        return int(value) != 0
    except (TypeError, ValueError):
        return False


def _places(text: str) -> int:
    """How many places a list of them has; 0 where it names or counts them."""
    found = _PLACE.findall(text)
    return len(found) if ",".join(found) == text.replace(" ", "") else 0


def _cores(text: str) -> int:
    """How many cores a list of single ones has; 0 for any other."""
    words = text.replace(",", " ").split()
    return len(set(words)) if all(word.isdecimal() for word in words) else 0


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
