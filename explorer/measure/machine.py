"""Facts about the machine that a run records, read without Numba, NumPy or Qt."""

import os
import platform
import re
import sys
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil

from explorer.measure import topology
from explorer.measure.groups import quota_cores, text

_PACKAGES = ("numba", "llvmlite", "numpy", "scipy", "tbb", "PySide6-Essentials", "pyqtgraph")
_PREFIXES = (
    "NUMBA_", "OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "TBB_",
    "PYTHONDEVMODE", "PYTHONMALLOC", "PYTHONTRACEMALLOC", "MALLOC_",
    "NPY_DISABLE",
)  # fmt: skip
_OURS = "NUMBA_EXPLORER_"
_CPU = Path("/sys/devices/system/cpu")


def facts() -> dict[str, Any]:
    """Return what a result depends on: processor, caches, cores, settings, load, versions.

    Keys whose value could not be read are None; sizes are bytes, `quota_cores` is how many cores'
    worth of time a control group allows, `topology` is a `topology.Cores`.
    """
    return {
        "cpu": _cpu_name(),
        "architecture": platform.machine(),
        "cores_usable": usable_cores(),
        "cores_logical": psutil.cpu_count(),
        "cores_physical": psutil.cpu_count(logical=False),
        "quota_cores": quota_cores(),
        "topology": asdict(topology.read(topology.usable())),
        "caches": caches(),
        "memory_bytes": psutil.virtual_memory().total,
        "governor": text(_CPU / "cpu0/cpufreq/scaling_governor") or None,
        "turbo_off": text(_CPU / "intel_pstate/no_turbo") or None,
        "hypervisor": _hypervisor(),
        "load_1min": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": _versions(),
        "environment": environment(),
    }


def environment() -> dict[str, str]:
    """Return the variables that a result depends on, and what stands in Numba's file for them."""
    given = {**_in_numbas_file(), **os.environ}
    return {
        key: value
        for key, value in sorted(given.items())
        if key.startswith(_PREFIXES) and not key.startswith(_OURS)
    }


def _in_numbas_file() -> dict[str, str]:
    """Return what Numba reads in the current folder, where PyYAML is there, as variables."""
    file = Path(".numba_config.yaml")
    with suppress(Exception):  # no such file, no PyYAML, or nothing that Numba could read either
        if file.is_file():
            content = import_module("yaml").safe_load(file.read_text(encoding="utf-8"))
            return {f"NUMBA_{name.upper()}": str(value) for name, value in content.items()}
    return {}


@cache
def usable_cores() -> int:
    """Return how many logical cores this process may run on, as when it was first asked.

    With OMP_PROC_BIND set, OpenMP binds the calling thread to one core when parallel code first
    runs; what the process may use is no less for that.
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def most_threads() -> int:
    """Return the thread count that Numba starts with in this process, its upper limit."""
    given = os.environ.get("NUMBA_NUM_THREADS", "")
    return int(given) if given.isdecimal() and int(given) > 0 else usable_cores()


def offered() -> tuple[int, ...]:
    """Return the thread counts that are measured here unless others are asked for."""
    return topology.offered(topology.read(topology.usable()), most_threads(), quota_cores())


def caches() -> list[dict[str, int]]:
    """Return level and bytes of the first core's data caches, smallest first; empty if unknown.

    Of level 3 there may be several, each for a group of cores (`topology.Cores.l3_groups`).
    """
    found: dict[int, int] = {}
    for folder in sorted((_CPU / "cpu0/cache").glob("index*")):
        level, kind, size = (text(folder / name) for name in ("level", "type", "size"))
        if level and size and kind in ("Data", "Unified"):
            scale = {"K": 2**10, "M": 2**20}.get(size[-1], 1)
            found[int(level)] = int(size.rstrip("KM")) * scale
    return [{"level": level, "bytes": size} for level, size in sorted(found.items())]


def _cpu_name() -> str:
    if sys.platform == "linux":
        for line in text(Path("/proc/cpuinfo")).splitlines():
            if line.lower().startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _hypervisor() -> bool | None:
    told = text(Path("/proc/cpuinfo"))
    return " hypervisor" in told if told else None


def _versions() -> dict[str, str | None]:
    """Read the versions off the names of what is installed.

    Asking `importlib.metadata` for them takes 5 % of a start.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for name in os.listdir(folder):
                stem, _, ending = name.rpartition(".")
                if ending in ("dist-info", "egg-info") and "-" in stem:
                    package, number = stem.split("-")[:2]
                    found.setdefault(_known_as(package), number)
    return {name: found.get(_known_as(name)) for name in _PACKAGES}


def _known_as(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()
