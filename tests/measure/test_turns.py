"""Variants that change what others find: what can be is given back, and nobody else is blamed."""

from types import ModuleType

import numpy as np
import pytest
from numba.core.registry import CPUDispatcher

from explorer.measure.asking import plan_of
from explorer.measure.process_state import ProcessState, imported_by
from explorer.measure.run import run
from explorer.measure.turns import Turns
from explorer.results.fold import fold


@pytest.fixture
def state():
    found = ProcessState()
    yield found
    found.restore()


def test_only_those_that_changed_something_are_looked_after_again(state):
    turns = Turns(state)
    with turns.of("a"):
        np.seterr(all="raise")
    assert np.geterr()["over"] != "raise"
    with turns.of("b"):
        pass
    turns.to("a")
    np.seterr(all="raise")
    turns.to("b")
    assert np.geterr()["over"] != "raise"
    np.seterr(under="raise")  # unseen when its first calls were made
    turns.to("a")
    assert np.geterr()["under"] == "raise"


LAZY = """
import numba
ready = False
def step(x): return x + 1
def lazy(x):
    global ready, step
    if not ready:
        step, ready = numba.njit(step), True
def meddling(x):
    global step
    step = lambda x: 42.0
"""


def test_what_compiles_a_function_at_its_first_call_finds_it_compiled_later():
    """It would not compile it again: the plain one would be measured as compiled."""
    file, helpers = ModuleType("file"), ModuleType("helpers")
    for module in (file, helpers):
        exec(LAZY, vars(module))
    file.helpers = helpers
    turns = Turns(ProcessState(imported_by(file)), file)
    for variant in ("lazy", "meddling", "other"):
        with turns.of(variant):
            for module in (file, helpers):
                vars(module).get(variant, id)(1)
        assert isinstance(file.step, CPUDispatcher)
        assert isinstance(helpers.step, CPUDispatcher)


FILE = """
import logging
import numpy as np
log = logging.getLogger(__name__)
reference = "right"
SCALE = 1.0
WEIGHTS = np.ones(3)
BUFFERS = {"large": np.zeros(SIZE), "small": [np.zeros(3)]}
class Model:
    shared = np.zeros(3)
    steps = [1.0, 2.0]
    __slots__ = ("held",)
def make_args(n): return (np.random.default_rng(0).random(n),)
def right(a):
    return SCALE * (a.sum() + Model.shared.sum() + WEIGHTS.sum() + sum(Model.steps))
def changing(a):
    global SCALE
    found = right(a)
    BUFFERS["small"][0][:] = 1.0
    CHANGE
    return found
def innocent(a): return right(a)
def wrong(a): return right(a) + 1.0
"""


@pytest.fixture
def measured(kernel, even):
    """Return a function that measures the file with a change, in this process."""

    def make(change, size="10", text=FILE):
        made = kernel(text.replace("CHANGE", change).replace("SIZE", size))
        plan = plan_of(made, 1, sizes="20,40", threads="1")
        return fold(run(plan, made, watch=even))

    return make


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ("Model.shared += 1.0; log.gone = 1", "BUFFERS, Model.shared"),
        ("WEIGHTS[0] = 7.0", "WEIGHTS, BUFFERS"),
        ("Model.steps.append(3.0)", "BUFFERS, Model.steps"),
        ("Model.steps = [7.0]", "BUFFERS, Model.steps"),
        ("SCALE = 3.0", "SCALE, BUFFERS"),
    ],
)
def test_who_gives_another_result_because_of_others_is_not_blamed(measured, change, places):
    found = measured(change)
    assert "wrong" not in {found.point("right", size, 1).status for size in (20, 40)}
    assert {found.point("innocent", size, 1).status for size in (20, 40)} == {"unchecked"}
    assert {found.point("wrong", size, 1).status for size in (20, 40)} == {"wrong"}
    reason = found.point("innocent", 20, 1).reason
    assert reason == (
        f"Its result is right with what the file held at first, but changing changes {places} of "
        "the file, which is no argument."
    )
    assert found.notes == (
        f"changing changes {places} of the file, which is no argument: what others give may depend "
        "on that.",
    )


def test_whose_call_fails_because_of_others_is_told_who_they_are(measured):
    text = FILE.replace("sum(Model.steps)", "Model.steps[0]")
    found = measured("Model.steps.clear()", text=text)
    for size in (20, 40):
        assert found.point("innocent", size, 1).reason == (
            "IndexError: list index out of range. It can be called with what the file held at "
            "first, but changing changes BUFFERS, Model.steps of the file, which is no argument."
        )


def test_it_is_not_spoken_of_where_all_is_right(measured):
    found = measured("pass", text=FILE.replace("+ 1.0", ""))
    assert not found.notes
    assert {record.status for record in found.points.values()} <= {"ok", "coarse", "noisy"}


def test_what_is_too_large_is_not_looked_at_but_the_rest_is(measured):
    found = measured("Model.shared += 1.0", size="10**6")
    assert found.point("innocent", 20, 1).reason.count("changing changes Model.shared of the file")


def test_what_the_file_holds_is_left_as_the_calls_left_it(kernel, even):
    """It may be a cache: what knows that it is filled would not fill it again."""
    cache = """
    import numpy as np
    reference = "right"
    TABLE, FILLED = np.zeros(4), [False]
    def make_args(n): return (np.ones(n),)
    def table():
        if not FILLED[0]:
            TABLE[:], FILLED[0] = 2.0, True
        return TABLE
    def wrong(a): return -a.sum() * table()[0]
    def right(a): return a.sum() * table()[0]
    def other(a): return a.sum() * table()[0]
    """
    made = kernel(cache)
    plan = plan_of(made, 1, sizes="20,40", threads="1")
    found = fold(run(plan, made, watch=even))
    known = {(point.variant, record.status) for point, record in found.points.items()}
    assert ("wrong", "wrong") in known
    assert not {("right", "wrong"), ("other", "wrong")} & known


def test_what_making_a_sizes_data_changes_of_the_file_belongs_to_that_size(kernel, even):
    made = kernel("""
    import numpy as np
    reference = "right"
    SCALE = np.ones(1)
    def make_args(n):
        global work
        work, SCALE[0] = np.empty(n), n
        return (np.ones(n),)
    work = np.empty(1)
    def right(a): return SCALE * np.multiply(a, 2, out=work).sum()
    def other(a): return SCALE * np.add(a, a, out=work).sum()
    """)
    found = fold(run(plan_of(made, 1, sizes="20,40,80", threads="1"), made, watch=even))
    assert {record.status for record in found.points.values()} == {"ok"}
    assert not found.notes


def test_values_of_the_file_that_cannot_be_looked_at_stop_nothing(kernel, even):
    made = kernel("""
    from collections.abc import MutableSequence
    import numpy as np
    class Odd(MutableSequence):
        opened = False
        def __len__(self):
            if Odd.opened: raise OSError("closed meanwhile")
            return 2
        def __getitem__(self, place): return np.ones(3)  # there is no end
        def __setitem__(self, place, value): raise TypeError
        def __delitem__(self, place): raise TypeError
        def insert(self, place, value): raise TypeError
    ODD, ENDLESS, LONG = Odd(), [], list(range(10**6))
    ENDLESS.append(ENDLESS)
    def make_args(n): return (np.ones(n),)
    def right(a): return a.sum() + len(LONG)
    class Gone:
        table = np.ones(3)
    GROWING = []
    def closing(a):
        Odd.opened = True
        globals().pop("Gone", None)
        GROWING.extend([np.ones(100)] * 500)
        return right(a)
    """)
    found = fold(run(plan_of(made, 1, sizes="20,40", threads="1"), made, watch=even))
    assert {record.status for record in found.points.values()} == {"ok"}
