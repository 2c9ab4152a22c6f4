"""google/benchmark's JSON, as its `compare.py` reads it: a repetition is a sample.

The form is that of `--benchmark_out_format=json` (docs/user_guide.md, Output Formats). Times are
nanoseconds per call. Only the real time of a call was measured; the form demands a `cpu_time`
too, which repeats it, and the context says so.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from explorer.kernels.kernel import Kernel
from explorer.refused import excerpt
from explorer.results.foreign.cases import Case, Cases, cases
from explorer.results.foreign.form import (
    ForeignError,
    known,
    list_of,
    mapping,
    moment,
    text_of,
    time_of,
    whole,
)
from explorer.results.record import Run

NAME = "google-benchmark"
_POWERS = {"ns": -9, "us": -6, "ms": -3, "s": 0}


def dumped(run: Run, _kernel: Kernel | None = None) -> dict[str, Any]:
    """Return the file's content; times are Decimal, which are written digit by digit."""
    context: dict[str, Any] = {
        "date": run.created,
        "num_cpus": run.machine.get("cores_usable"),
        "caches": [],
        "cpu": run.machine.get("cpu"),
        "python": run.machine.get("python"),
        "note": "cpu_time repeats real_time, which alone was measured.",
    }
    rows = [row for case in cases(run) for row in _rows(case)]
    return {"context": {k: v for k, v in context.items() if v is not None}, "benchmarks": rows}


def recognised(held: Mapping[str, Any]) -> bool:
    """Whether this is such a file: its rows have a real time."""
    found = held.get("benchmarks")
    return isinstance(found, list) and bool(found) and "real_time" in mapping(found[0])


def read(held: Mapping[str, Any]) -> Cases:
    """Return what the file holds, one process for each value of `process`; raises ForeignError."""
    context = mapping(held.get("context"))
    by_name: dict[str, list[Mapping[str, Any]]] = {}
    for row in list_of(held, "benchmarks"):
        if row.get("run_type", "iteration") == "iteration" and not row.get("error_occurred"):
            name = text_of(row.get("run_name")) or text_of(row.get("name"))
            by_name.setdefault(name or "unnamed", []).append(row)
    found = tuple(_case(name, rows) for name, rows in by_name.items())
    machine = known(cpu=text_of(context.get("cpu")), python=text_of(context.get("python")))
    return Cases(NAME, moment(context.get("date")), machine, found)


def _rows(case: Case) -> list[dict[str, Any]]:
    parts = (f"n:{case.size}", f"threads:{case.threads}" if case.threads else "")
    name = "/".join(part for part in (case.kernel, case.variant, *parts) if part)
    count, rows = len(case.seconds), list[dict[str, Any]]()
    for process, (values, calls) in enumerate(zip(case.processes, case.calls, strict=True)):
        for seconds in values:
            time = Decimal(repr(seconds)).scaleb(9)
            rows.append(
                {
                    "name": name,
                    "run_name": name,
                    "run_type": "iteration",
                    "repetitions": count,
                    "repetition_index": len(rows),
                    "threads": case.threads or 1,
                    "iterations": calls,
                    "real_time": time,
                    "cpu_time": time,
                    "time_unit": "ns",
                    "process": process,
                }
            )
    return rows


def _case(name: str, rows: list[Mapping[str, Any]]) -> Case:
    kept, size, threads = [], None, None
    for part in name.split("/"):
        key, _, number = part.rpartition(":")
        if key == "threads":
            threads = whole(number)
        elif key in ("repeats", "iterations", "min_time") or part in ("real_time", "process_time"):
            continue
        elif size is None and key in ("", "n") and whole(number) is not None:
            size = whole(number)
        else:
            kept.append(part)
    processes: dict[Any, list[float]] = {}
    for row in rows:
        unit = row.get("time_unit", "ns")
        if unit not in _POWERS:
            raise ForeignError(f"“{excerpt(str(unit))}” is not a unit of time")
        time = time_of(row.get("real_time"), _POWERS[unit])
        processes.setdefault(whole(row.get("process")), []).append(time)
    calls = whole(rows[0].get("iterations")) or 1
    own = len(kept) == 2 and size is not None
    return Case(
        kernel=kept[0] if own else "",
        variant=kept[1] if own else "/".join(kept) or name,
        size=size,
        threads=threads,
        processes=tuple(map(tuple, processes.values())),
        calls=(calls,) * len(processes),
    )
