"""What a call changes of its process is given back before another one's turn."""

import builtins
import decimal
import gc
import json
import locale
import math
import os
import signal
import sys
import threading
import time
import tracemalloc
import warnings
from unittest import mock

import numba
import numpy as np
import pytest

from explorer.kernels.listing import read
from explorer.measure.asking import plan_of
from explorer.measure.process import ProcessRun
from explorer.measure.process_state import ProcessState
from explorer.results.fold import fold

CHANGES = {
    "a stream": lambda: setattr(sys, "stdout", None),
    "a function of NumPy": lambda: setattr(np, "asarray", None),
    "one that compares as it likes": lambda: setattr(np, "array", np.zeros(3)),
    "one that equals anything": lambda: setattr(np, "asarray", mock.ANY),
    "one that is taken away": lambda: delattr(np, "add"),
    "Python's own": lambda: setattr(builtins, "abs", None),
    "a clock": lambda: setattr(time, "perf_counter", lambda: 0.0),
    "warnings": lambda: warnings.simplefilter("ignore", BytesWarning),
    "NumPy's errors": lambda: np.seterr(all="raise"),
    "where modules are": lambda: sys.path.clear(),
    "how deep calls go": lambda: sys.setrecursionlimit(sys.getrecursionlimit() - 100),
    "garbage": gc.disable,
    "what garbage calls": lambda: gc.callbacks.append(print),
    "the folder": lambda: os.chdir(os.sep),
    "how deep imports look": lambda: sys.meta_path.clear(),
    "a module": lambda: sys.modules.pop("math"),
    "decimal numbers": lambda: setattr(decimal.getcontext(), "prec", 3),
    "the environment": lambda: os.environ.update(ADDED="1"),
    "who may read new files": lambda: os.umask(0o777),
    "memory is traced": lambda: tracemalloc.start(),
    "how often garbage is looked for": lambda: gc.set_threshold(1),
    "how NumPy takes arrays apart": lambda: np.setbufsize(16),
    "how Numba compiles": lambda: setattr(numba.config, "OPT", 0),
    "how long numbers are written": lambda: sys.set_int_max_str_digits(640),
    "what threads are traced by": lambda: threading.settrace(print),
    "when threads take turns": lambda: sys.setswitchinterval(7.0),
    "how arrays are shown": lambda: np.set_printoptions(precision=1),
    "how numbers are written": lambda: locale.setlocale(locale.LC_ALL, "C.UTF-8"),
}


def seen():
    limit, folder = sys.getrecursionlimit(), os.getcwd()
    known = sys.stdout, np.asarray, np.array, np.add, builtins.abs, time.perf_counter
    rest = np.geterr(), list(sys.path), limit, gc.isenabled(), list(gc.callbacks), folder
    mask = os.umask(0)
    os.umask(mask)
    more = (
        list(sys.meta_path), sys.modules["math"], decimal.getcontext().prec, dict(os.environ),
        mask, sys.getswitchinterval(), np.get_printoptions(),
    )  # fmt: skip
    settings = (
        tracemalloc.is_tracing(), gc.get_threshold(), np.getbufsize(), numba.config.OPT,
        sys.get_int_max_str_digits(), threading.gettrace(),
    )  # fmt: skip
    return *known, *rest, *more, *settings, list(warnings.filters), locale.setlocale(locale.LC_ALL)


@pytest.fixture
def state(monkeypatch):
    """Return the state as it is now, with another locale than a program has that asks for none."""
    before = locale.setlocale(locale.LC_ALL)
    locale.setlocale(locale.LC_ALL, "C")
    found = ProcessState()
    yield found
    found.restore()
    locale.setlocale(locale.LC_ALL, before)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_changed_is_given_back(state, change):
    state.restore()  # pytest says in the environment what it is at
    before = seen()
    assert not state.restore()
    change()
    assert state.restore()
    assert seen() == before
    assert not state.restore()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no such timers")
def test_an_alarm_that_was_set_does_not_go_off(state):
    signal.alarm(100)
    assert state.restore()
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


@pytest.mark.skipif(not hasattr(sys, "monitoring"), reason="nothing else watches Python")
def test_who_watches_python_is_not_there_any_more(state):
    state.restore()  # pytest says in the environment what it is at
    sys.monitoring.use_tool_id(3, "of this test")
    sys.monitoring.set_events(3, sys.monitoring.events.RAISE)
    assert state.restore()
    assert sys.monitoring.get_tool(3) is None
    assert not state.restore()


def test_names_that_are_new_stay(state):
    state.restore()  # pytest says in the environment what it is at
    json.of_this_test = math
    assert not state.restore()
    assert json.of_this_test is math
    del json.of_this_test
    state.restore()


FILE = """
import gc, os, signal, statistics, sys, warnings
import numpy as np
reference = "good"
def _helper(a): return statistics.fmean(a) * len(a)
def make_args(n): return (np.random.default_rng(1).random(n),)
def good(a): return a.sum()
def replaces(a):
    np.random.default_rng = np.asarray = np.array_equal = None
    return good(a)
def silent(a):
    if sys.stdout:
        sys.stdout.close()
    sys.stdout = None
    return good(a)
def strict(a):
    warnings.simplefilter("error")
    return good(a)
def closing(a):
    for number in range(11):
        try: os.close(number)
        except OSError: pass
    return good(a)
def alarmed(a):
    signal.alarm(600)
    return good(a)
def prints(a):
    print(end="")
    return good(a)
def warns(a):
    warnings.warn("look")
    return good(a)
def replaces_others(a):
    global _helper
    statistics.fmean = _helper = lambda a: 42.0
    return a.sum()
def innocent_too(a):
    return _helper(a)
def innocent(a):
    assert not signal.getitimer(signal.ITIMER_REAL)[0]
    return float(np.add.reduce(np.asarray(a)))
"""


def test_variants_that_change_their_process_harm_no_other(tmp_path):
    path = tmp_path / "kernel.py"
    path.write_text(FILE, encoding="utf-8")
    kernel = read(path)
    plan = plan_of(kernel, 1, sizes="20,50", threads="1", budget_s=20.0, precision=0.2)
    run = fold(ProcessRun(plan, kernel, "a test").events())
    found = {(p.variant, r.status, r.reason) for p, r in run.points.items() if not r.usable}
    assert not [one for one in found if one[1] != "skipped"]
    assert {p.variant for p, r in run.points.items() if r.usable} == set(kernel.variant_names)


@pytest.fixture
def measured(tmp_path):
    """Return a function that measures a kernel file in a process of its own."""

    def make(text):
        path = tmp_path / "kernel.py"
        path.write_text(text, encoding="utf-8")
        kernel = read(path)
        plan = plan_of(kernel, 1, sizes="20,40", threads="1", budget_s=20.0, precision=0.5)
        return fold(ProcessRun(plan, kernel, "a test").events())

    return make


FORKING = """
import builtins, os
import numpy as np
reference = "right"
def make_args(n): return (np.random.default_rng(0).random(n),)
def right(a): return a.sum()
def comes_back(a):
    os.fork()
    return right(a)
def ends(a):
    if not os.fork(): os._exit(0)
    return right(a)
def replaces(a):
    builtins.sum = lambda values: 42.0
    return right(a)
def silences(a):
    builtins.print = lambda *words: None
    return right(a)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be copied")
def test_what_would_spoil_the_whole_process_fails_alone_and_is_named(measured):
    found = measured(FORKING)
    failed = found.point("comes_back", 20, 1)
    assert failed.status == "failed"
    assert failed.reason == (
        "comes_back copies the process (os.fork), and the copy returns from the call, too; it must "
        "end in it, by os._exit."
    )
    assert found.point("replaces", 20, 1).reason == (
        "AttributeError: builtins.sum cannot be replaced while this is measured: whatever else is "
        "at work in the process uses it, too."
    )
    assert all(found.point(name, 20, 1).usable for name in ("ends", "right", "silences"))
