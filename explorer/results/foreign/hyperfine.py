"""hyperfine's `--export-json`, as the scripts that come with it read it.

Times are seconds per call. What hyperfine measures besides (user and system time, exit codes) was
not measured here and is null.
"""

import statistics
from typing import Any

from explorer.kernels.kernel import Kernel
from explorer.results.foreign.cases import Case, cases
from explorer.results.record import Run


def dumped(run: Run, _kernel: Kernel | None = None) -> dict[str, Any]:
    """Return the file's content."""
    found = list(cases(run))
    every = [set(case.parameters.items()) for case in found]
    same = set.intersection(*every) if len(every) > 1 else set()
    return {"results": [_result(case, {name for name, _ in same}) for case in found]}


def _result(case: Case, same: set[str]) -> dict[str, Any]:
    """One benchmark; what all have the `same` is no parameter: scripts take one for an axis."""
    times = case.seconds
    parameters = {name: str(value) for name, value in case.parameters.items()}
    return {
        "command": " ".join((case.kernel, *(f"{k}={v}" for k, v in parameters.items()))),
        "mean": statistics.fmean(times),
        "stddev": statistics.stdev(times) if len(times) > 1 else None,
        "median": statistics.median(times),
        "user": None,
        "system": None,
        "min": min(times),
        "max": max(times),
        "times": list(times),
        "exit_codes": [None] * len(times),
        "parameters": {name: text for name, text in parameters.items() if name not in same},
    }
