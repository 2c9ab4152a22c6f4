"""pytest-benchmark's JSON, as `pytest-benchmark compare` reads it.

A round is a sample, in seconds per call. Quartiles and outliers are defined as there
(`pytest_benchmark.stats`): quartiles are the medians of the halves, outliers lie beyond 1.5
interquartile ranges.
"""

import statistics
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

from explorer.kernels.kernel import Kernel
from explorer.results.foreign.cases import Case, Cases, cases
from explorer.results.foreign.form import (
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

NAME = "pytest-benchmark"


def dumped(run: Run, _kernel: Kernel | None = None) -> dict[str, Any]:
    """Return the file's content."""
    machine = run.machine
    return {
        "machine_info": {
            "python_version": str(machine.get("python", "")),
            "cpu": {"brand_raw": str(machine.get("cpu", "")), "count": machine.get("cores_usable")},
        },
        "commit_info": {},
        "benchmarks": [_benchmark(case) for case in cases(run)],
        "datetime": run.created,
        "version": "5.0.0",
    }


def recognised(held: Mapping[str, Any]) -> bool:
    """Whether this is such a file: its benchmarks have statistics."""
    found = held.get("benchmarks")
    return isinstance(found, list) and bool(found) and "stats" in mapping(found[0])


def read(held: Mapping[str, Any]) -> Cases:
    """Return what the file holds; raises ForeignError."""
    info = mapping(held.get("machine_info"))
    machine = known(
        cpu=text_of(mapping(info.get("cpu")).get("brand_raw")),
        python=text_of(info.get("python_version")),
    )
    found = tuple(map(_case, list_of(held, "benchmarks")))
    return Cases(NAME, moment(held.get("datetime")), machine, found)


def _benchmark(case: Case) -> dict[str, Any]:
    name = f"{case.kernel}[{'-'.join(map(str, case.parameters.values()))}]"
    return {
        "group": None,
        "name": name,
        "fullname": name,
        "params": case.parameters,
        "param": "-".join(map(str, case.parameters.values())),
        "extra_info": {"kernel": case.kernel, "processes": [len(v) for v in case.processes]},
        "options": {},
        "stats": _stats(case.seconds, case.calls[0]),
    }


def _stats(times: Sequence[float], calls: int) -> dict[str, Any]:
    ordered = sorted(times)
    middle = statistics.median(ordered)
    half = len(ordered) // 2
    rest = len(ordered) - half
    q1 = statistics.median(ordered[:half]) if half else middle
    q3 = statistics.median(ordered[rest:]) if half else middle
    iqr, mean = q3 - q1, statistics.fmean(ordered)
    stddev = statistics.stdev(ordered) if half else 0.0
    low, high = q1 - 1.5 * iqr, q3 + 1.5 * iqr
    far = sum(not low <= time <= high for time in ordered)
    wide = sum(abs(time - mean) > stddev for time in ordered)
    return {
        "min": ordered[0],
        "max": ordered[-1],
        "mean": mean,
        "stddev": stddev,
        "rounds": len(ordered),
        "median": middle,
        "iqr": iqr,
        "q1": q1,
        "q3": q3,
        "iqr_outliers": far,
        "stddev_outliers": wide,
        "outliers": f"{wide};{far}",
        "ld15iqr": next(time for time in ordered if time >= low),
        "hd15iqr": next((time for time in ordered if time > high), ordered[-1]),
        "ops": 1 / mean,
        "total": sum(ordered),
        "data": list(times),
        "iterations": calls,
    }


def _case(benchmark: Mapping[str, Any]) -> Case:
    stats, extra = mapping(benchmark.get("stats")), mapping(benchmark.get("extra_info"))
    name = text_of(benchmark.get("name")) or "unnamed"
    function = brackets(name)[0]
    parameters = mapping(benchmark.get("params"))
    numbers = [key for key in parameters if key != "threads" and whole(parameters[key])]
    swept = "n" if "n" in parameters else numbers[0] if len(numbers) == 1 else ""
    rest = [str(v) for k, v in parameters.items() if k not in (swept, "threads", "variant")]
    variant = text_of(parameters.get("variant")) or "-".join([function, *rest])
    data = [time_of(value) for value in stats.get("data") or ()]
    processes = _parted(data, extra.get("processes"))
    return Case(
        kernel=text_of(extra.get("kernel")),
        variant=variant if parameters else name,
        size=whole(parameters.get(swept)),
        threads=whole(parameters.get("threads")),
        processes=processes,
        calls=(whole(stats.get("iterations")) or 1,) * max(1, len(processes)),
        median_s=None if data else time_of(stats.get("median")),
        min_s=None if data else time_of(stats.get("min")),
    )


def _parted(data: Sequence[float], lengths: Any) -> tuple[tuple[float, ...], ...]:
    """The times by process, where the file says how many are of which; else all are of one."""
    if isinstance(lengths, list) and all(whole(each) for each in lengths):
        ends = list(accumulate(lengths, initial=0))
        if ends[-1] == len(data):
            return tuple(tuple(data[first:last]) for first, last in pairwise(ends))
    return (tuple(data),) if data else ()
