"""pyperf's JSON, version 1.0, as `pyperf show`, `stats`, `hist` and `compare_to` read it.

A benchmark is a point and a run of pyperf's a process; values are seconds per call. The form is
described at https://pyperf.readthedocs.io/en/latest/api.html#pyperf-json-format.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from explorer.kernels.kernel import Kernel
from explorer.results.foreign.cases import Case, Cases, cases
from explorer.results.foreign.form import (
    ForeignError,
    brackets,
    known,
    list_of,
    mapping,
    moment,
    text_of,
    time_of,
    whole,
)
from explorer.results.record import Run

NAME = "pyperf"


def dumped(run: Run, _kernel: Kernel | None = None) -> dict[str, Any]:
    """Return the file's content."""
    root = {
        "cpu_model_name": run.machine.get("cpu"),
        "cpu_count": run.machine.get("cores_usable"),
        "python_version": run.machine.get("python"),
        "numba_version": run.version("numba") or None,
        "numpy_version": run.version("numpy") or None,
        "dtype": run.plan.dtype,
        "unit": "second",
    }
    kept = {key: _flat(value) for key, value in root.items() if value is not None}
    return {
        "version": "1.0",
        "metadata": kept,
        "benchmarks": [_benchmark(run, case) for case in cases(run)],
    }


def recognised(held: Mapping[str, Any]) -> bool:
    """Whether this is such a file: its benchmarks are runs with values."""
    found = held.get("benchmarks")
    return isinstance(found, list) and bool(found) and "runs" in mapping(found[0])


def read(held: Mapping[str, Any]) -> Cases:
    """Return what the file holds; raises ForeignError."""
    found: list[Case] = []
    created, machine = "", dict[str, Any]()
    for benchmark in list_of(held, "benchmarks"):
        shared = {**mapping(held.get("metadata")), **mapping(benchmark.get("metadata"))}
        processes, calls = [], []
        for run in list_of(benchmark, "runs"):
            said = {**shared, **mapping(run.get("metadata"))}
            created = created or moment(said.get("date"))
            machine = machine or _machine(said)
            if said.get("unit", "second") != "second":
                raise ForeignError(f"it measures {said['unit']}s, not time")
            if run.get("values"):  # a run that calibrates has none
                processes.append(tuple(time_of(value) for value in run["values"]))
                loops, inner = whole(said.get("loops")), whole(said.get("inner_loops"))
                calls.append((loops or 1) * (inner or 1))
        if processes:
            found.append(_case(shared, tuple(processes), tuple(calls)))
    return Cases(NAME, created, machine, tuple(found))


def _benchmark(run: Run, case: Case) -> dict[str, Any]:
    name = f"{case.kernel}[{','.join(f'{k}={v}' for k, v in case.parameters.items())}]"
    date = datetime.fromisoformat(run.created).strftime("%Y-%m-%d %H:%M:%S.%f")
    own = {"name": _flat(name), "kernel": _flat(case.kernel), **case.parameters}
    return {
        "metadata": {key: _flat(value) for key, value in own.items()},
        "runs": [
            {"metadata": {"date": date, "loops": calls}, "values": list(values)}
            for values, calls in zip(case.processes, case.calls, strict=True)
        ],
    }


def _case(
    said: Mapping[str, Any], processes: tuple[tuple[float, ...], ...], calls: tuple[int, ...]
) -> Case:
    name = text_of(said.get("name")) or "unnamed"
    kernel, within = brackets(name)
    parts = dict(part.split("=", 1) for part in within.split(",") if part.count("=") == 1)
    own = {**parts, **{key: said[key] for key in ("variant", "n", "threads") if key in said}}
    return Case(
        kernel=text_of(said.get("kernel")) or (kernel if "n" in own or "variant" in own else ""),
        variant=text_of(own.get("variant")) or (kernel if "n" in own else name),
        size=whole(own.get("n")),
        threads=whole(own.get("threads")),
        processes=processes,
        calls=calls,
    )


def _machine(said: Mapping[str, Any]) -> dict[str, Any]:
    versions = {n: text_of(said.get(f"{n}_version")) for n in ("numba", "numpy")}
    python = text_of(said.get("python_version")).split(" ")[0]
    return known(cpu=text_of(said.get("cpu_model_name")), python=python, versions=known(**versions))


def _flat(value: Any) -> Any:
    """A value that pyperf takes: a number, or a text without line ends."""
    return " ".join(value.split()) if isinstance(value, str) else value
