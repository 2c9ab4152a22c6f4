"""Variants that change what they are given: the others find what they would have found."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.kernels.loading import load
from explorer.measure import references
from explorer.measure.asking import plan_of
from explorer.measure.inputs import Inputs
from explorer.measure.references import References
from explorer.measure.run import run
from explorer.measure.values import bytes_of, copied, renewed, room_for
from explorer.results.fold import fold

SORTING = """
import numpy as np
import numba
sizes = "1000,3000"
reference = "right"
def make_args(n): return (np.random.default_rng(0).random(n),)
def sorting(a):
    a.sort()
    return a.sum()
@numba.njit
def zeroing(a):
    s = a.sum()
    a[:] = 0.0
    return s
def right(a):
    return a.sum()
def late(a):
    s = a.sum()
    if a.size > 2000:
        a[0] = 5.0
    return s
"""


@pytest.fixture
def measure(kernel, even):
    """Return a function that measures a kernel file in this thread, by a clock that goes evenly."""

    def make(text, **options):
        made = kernel(text)
        return fold(run(plan_of(made, 2, threads="1", **options), made, watch=even))

    return make


def statuses(found):
    return {point.variant: record.reason for point, record in found.points.items() if
            record.status in ("wrong", "failed")}  # fmt: skip


WHOLE = np.arange(240.0)
PACKED = np.zeros(20, dtype=[("k", "i1"), ("x", "f8")])
VIEWS = {
    "every other": WHOLE[::2],
    "from the end": WHOLE[::-3],
    "columns of rows": WHOLE.reshape(12, 20).T[::4, 1:-1],
    "one of several fields": PACKED["x"],
    "one value many times": np.broadcast_to(WHOLE[:3], (50, 3)),
    "windows": np.lib.stride_tricks.sliding_window_view(WHOLE, 7),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_copy_of_a_view_has_its_elements_as_far_from_each_other(view):
    """In-place calls get copies: of every 16th element they were 40 times too fast."""
    made = copied(view)
    assert made.strides == view.strides
    assert (made.flags.aligned, made.flags.writeable) == (view.flags.aligned, view.flags.writeable)
    assert not np.shares_memory(made, view)
    assert np.array_equal(made, view)
    assert renewed(made, view) is made
    assert np.array_equal(made, view)


def test_the_room_that_copies_take_holds_what_lies_between():
    assert room_for((WHOLE[::16], 3)) == 225 * 8
    assert room_for([1.0] * 10) == 80
    assert room_for(np.empty((0, 1000))) == 0


VIEWING = """
import numpy as np
def make_args(n): return (np.ones((n, 100))[:, 0],)
def reference(a): return a + 0.5
def other(a): return a + 0.6
"""


@pytest.mark.parametrize(("free", "calls"), [(100, 4), (2, 0)])
def test_views_are_called_with_what_is_off_only_where_their_copies_have_room(
    kernel, monkeypatch, free, calls
):
    """Copies of a column take what the whole array does."""
    made = kernel(VIEWING)
    inputs = Inputs(load(made), plan_of(made, 2), 10_000)
    called = []
    variant = SimpleNamespace(function=called.append)
    monkeypatch.setattr(references, "free_bytes", lambda: free * 8_000_000)
    References._condition(None, variant, inputs)
    assert len(called) == calls


def test_what_a_class_of_arrays_says_of_its_size_is_not_believed():
    liar = type("Liar", (np.ndarray,), {"nbytes": -5, "size": 0, "shape": None, "strides": None})
    assert bytes_of(WHOLE.view(liar)) == room_for(WHOLE.view(liar)) == WHOLE.nbytes
    assert room_for(WHOLE[::16].view(liar)) == 225 * 8


def test_the_innocent_are_right_after_the_others(measure):
    found = measure(SORTING)
    assert statuses(found) == {}
    said = [note for note in found.notes if "change their argument a" in note]
    assert len(said) == 1
    assert set(re.findall(r"\w+", said[0].partition(" change ")[0])) == {
        "sorting", "zeroing", "late", "and",
    }  # fmt: skip


UNSAID = """
import numpy as np
sizes = "100"
reference = "adding"
def make_args(n): return np.arange(n) + 1.0, np.ones(n)
def adding(a, b):
    a += b
def alike(a, b):
    a[:] = a + b
def taking_away(a, b):
    a -= b
def idle(a, b):
    a.sum()
"""


@pytest.mark.parametrize("named", ["", "in_place = ('a',)", "in_place = ('b',)"])
def test_what_is_changed_is_the_result_where_nothing_is_returned(measure, named):
    """Nothing was compared, or what no call touches, and any code was right."""
    found = measure(f"{UNSAID}{named}")
    assert statuses(found).keys() == {"taking_away", "idle"}


IDLE = (
    UNSAID.partition("reference")[0]
    + """
def make_args(n): return np.arange(n) + 1.0
def idle(a):
    a.sum()
"""
)


@pytest.mark.parametrize("ends", ["", "    return None", "    return"])
def test_with_no_result_at_all_nothing_is_right(measure, ends):
    found = measure(IDLE + ends)
    assert [one.reason for one in found.points.values()] == [references.NO_RESULT]


def test_none_is_an_answer_of_code_that_can_give_another(measure):
    found = measure(IDLE + "    return a[0] if a[0] < 0 else None")
    assert [one.reason for one in found.points.values()] == [""]


def test_only_who_changes_them_gets_copies(kernel):
    made = kernel(SORTING)
    inputs = Inputs(load(made), plan_of(made, 2), 1000)
    assert not inputs.changed_by_calls
    assert inputs.renewing([0]).changed_by_calls
    assert inputs.renewing([0]).arguments is inputs.arguments


KINDS = {
    "a namedtuple": ("P = collections.namedtuple('P', 'mass where')", "P(np.ones(n), 3)", "p.mass"),
    "a tuple of arrays": ("", "(np.ones(n), np.ones(n))", "p[1]"),
    "a list of arrays": ("", "[np.ones(n), np.ones(n)]", "p[0]"),
    "a dict": ("", "{'mass': np.ones(n)}", "p['mass']"),
    "an object": ("class P:\n    def __init__(self, n): self.mass = np.ones(n)", "P(n)", "p.mass"),
    "a jitclass": (
        "@numba.experimental.jitclass([('mass', numba.float64[:])])\nclass P:\n"
        "    def __init__(self, n): self.mass = np.ones(n)",
        "P(n)",
        "p.mass",
    ),
    "a typed list": ("", "numba.typed.List([1.0] * n)", "p"),
}


@pytest.mark.parametrize(("before", "made", "part"), KINDS.values(), ids=KINDS)
def test_what_arguments_hold_inside_is_looked_at_too(measure, before, made, part):
    text = f"""import collections
import numba
import numba.experimental
import numba.typed
import numpy as np
sizes = "100"
reference = "right"
{before}
def make_args(n): return ({made},)
def right(p):
    s = 0.0
    for x in {part}: s += x
    return s
def spoiling(p):
    s = 0.0
    for i in range(len({part})):
        s += {part}[i]
        {part}[i] = 0.0
    return s
"""
    found = measure(text)
    assert statuses(found) == {}
    assert any(note.startswith("spoiling changes its argument p") for note in found.notes)


BUFFER = """
import numpy as np
sizes = "100"
reference = "right"
_out = np.zeros(100)
def make_args(n): return (np.random.default_rng(0).random(n),)
def right(a):
    _out[: a.size] = a * 2
    return _out[: a.size]
def wrong(a):
    _out[: a.size] = a * 3
    return _out[: a.size]
def view(a):
    return a
"""


def test_the_references_result_is_its_own(measure):
    assert statuses(measure(BUFFER)).keys() == {"wrong", "view"}


def test_arguments_of_one_call_are_not_those_of_the_next(kernel):
    made = kernel(SORTING)
    inputs = Inputs(load(made), plan_of(made, 2), 50).renewing([0])
    first = inputs.copies(3)
    for (a,) in first:
        a[:] = -1
    again = inputs.copies(3)
    assert all(np.array_equal(a, inputs.arguments[0]) for (a,) in again)
    assert len({id(a) for (a,) in again}) == 3


READ_ONLY = """
import numpy as np
import numba
sizes = "100"
reference = "right"
def make_args(n):
    a = np.random.default_rng(0).random(n)
    a.flags.writeable = False
    return (a,)
def right(a):
    return a.sum()
def writing(a):
    a[0] = 0.0
    return a.sum()
def unlocking(a):
    s = a.sum()
    a.flags.writeable = True
    a[:] = 0.0
    return s
@numba.njit
def last(a):
    return a.sum()
"""


def test_what_must_not_be_written_into_cannot_be(measure):
    found = measure(READ_ONLY)
    assert statuses(found) == {"writing": "ValueError: assignment destination is read-only"}
    assert any("unlocking changes its argument a" in note for note in found.notes)


ODD = """
import array, collections, ctypes
import numpy as np
sizes = "20,3000"
reference = "right"
class Slots:
    __slots__ = ("__a", "name")
    def __init__(self, a): self.__a = a
    @property
    def a(self): return self.__a
class Own(np.ndarray):
    def copy(self): return self
class Lying:
    def __init__(self, a): self.a = a
    def __deepcopy__(self, memo): return self
def make_args(n):
    r = np.random.default_rng(1)
    return (Slots(r.random(n)), Lying(r.random(n)), collections.deque(range(n)),
            collections.defaultdict(list, x=[1, 2]), array.array("d", range(n)),
            (ctypes.c_double * 3)(1, 2, 3), np.ones((n, 2)).view(np.matrix)[:, :1],
            np.ones(n).view(Own))
def right(s, l, d, f, y, c, m, o):
    return float(s.a.sum() + l.a.sum() + sum(d) + sum(f["x"]) + sum(y) + sum(c) + m.sum()
                 + o.sum())
def changing(s, l, d, f, y, c, m, o):
    found = right(s, l, d, f, y, c, m, o)
    CHANGE
    return found
def late(s, l, d, f, y, c, m, o):
    found = right(s, l, d, f, y, c, m, o)
    if len(d) > 1000: CHANGE
    return found
def innocent(s, l, d, f, y, c, m, o):
    return right(s, l, d, f, y, c, m, o)
"""


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("s", "s.a[:] = 0"),
        ("l", "l.a[:] = 0"),
        ("d", "d.popleft()"),
        ("f", "f['x'].append(7)"),
        ("y", "y[0] = 5.0"),
        ("c", "c[0] = 5.0"),
        ("m", "m[:] = 0"),
        ("o", "o[:] = 0"),
    ],
)
def test_arguments_of_every_kind_are_looked_into(measure, what, change):
    found = measure(ODD.replace("CHANGE", change))
    assert statuses(found) == {}
    assert f"changing and late change their argument {what}" in " ".join(found.notes)
