"""Python threads that call a function at once, for the kernels about that.

They stay as long as there is something to do, as those of a server do: a threading layer keeps
threads for each Python thread that ever called it. A caller that has had nothing to do for a while
ends, and those with it, so that they do not get into the way of what comes later.
"""

import threading
from queue import Empty, SimpleQueue

import numba
import numpy as np

IDLE_S = 0.3


def shared(function, parts, threads=1):
    """Return what the function gives for each part, called by the threads that are asked for.

    These are Python's. Each takes its share, and lets the function use so many threads of its own.
    """
    callers = min(numba.get_num_threads(), len(parts))
    results = np.empty(len(parts))
    done = SimpleQueue()

    def call(first):
        try:
            numba.set_num_threads(threads)
            for i in range(first, len(parts), callers):
                results[i] = function(parts[i])
            done.put(None)
        except Exception as error:
            done.put(error)

    for first in range(callers):
        _give(first, lambda first=first: call(first))
    for error in [done.get() for _ in range(callers)]:
        if error is not None:
            raise error
    return results


_callers = {}
_lock = threading.Lock()


def _give(number, task):
    """Give the caller of that number something to do; it is started where there is none."""
    with _lock:
        tasks = _callers.get(number)
        if tasks is None:
            tasks = _callers[number] = SimpleQueue()
            name = f"caller {number}"
            threading.Thread(target=_serve, args=(number, tasks), name=name, daemon=True).start()
        tasks.put(task)


def _serve(number, tasks):
    while True:
        try:
            task = tasks.get(timeout=IDLE_S)
        except Empty:
            with _lock:
                if tasks.empty():
                    del _callers[number]
                    return
            continue
        task()
