"""How soon a run in a process of its own begins: with that process started ahead, and without.

Prints the seconds from Run to the first event and to the first measured point, medians with the
lowest and highest, in turns. Run it on a quiet machine.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from explorer.kernels.own import own_kernel
from explorer.measure.asking import plan_of
from explorer.measure.events import Measured
from explorer.measure.launching import Ahead
from explorer.measure.place import placed, prepare, start
from explorer.measure.transport import received

TURNS = 7
LOADING_S = 4.0
SOURCE = """import numba


@numba.njit
def total(a):
    s = 0.0
    for x in a:
        s += x
    return s
"""


def begin(plan, kernel, ahead):
    began = time.perf_counter()
    events = received(start(plan, kernel, placed(plan, kernel, 2), ahead=ahead))
    next(events)
    first_s = time.perf_counter() - began
    for event in events:
        if isinstance(event, Measured):
            break
    point_s = time.perf_counter() - began
    events.close()
    return first_s, point_s


def main() -> None:
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else TURNS
    path = Path(tempfile.mkdtemp()) / "mine.py"
    path.write_text(SOURCE, encoding="utf-8")
    kernel = own_kernel(path, "total", None)
    plan = plan_of(kernel, most_threads=2, sizes="1e3,1e5")
    ahead = Ahead()
    found = {"started ahead": [], "started by Run": []}
    begin(plan, kernel, ahead)  # what this process itself has to load
    for _ in range(turns):
        prepare(ahead, plan, placed(plan, kernel, 2))
        time.sleep(LOADING_S)
        found["started ahead"].append(begin(plan, kernel, ahead))
        found["started by Run"].append(begin(plan, kernel, ahead))
    for name, times in found.items():
        for what, values in zip(
            ("first event", "first point"), zip(*times, strict=True), strict=True
        ):
            middle = statistics.median(values)
            print(f"{name:<15} {what}: {middle:.3f} s ({min(values):.3f} to {max(values):.3f})")


if __name__ == "__main__":
    main()
