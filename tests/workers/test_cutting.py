"""Cutting arguments into shares and making one result of theirs."""

import numpy as np
import pytest

from explorer.kernels.finding import find
from explorer.kernels.target import Target
from explorer.workers import cutting
from explorer.workers.facts import CONCATENATE, MAX, MEAN, MIN, SUM, Way
from explorer.workers.finder import Job, right, subsets
from explorer.workers.opened import Opened
from explorer.workers.weak import grown


@pytest.mark.parametrize("parts", [1, 2, 3, 7])
@pytest.mark.parametrize("halo", [0, 1, 2])
def test_shares_without_their_halo_are_the_whole(parts, halo):
    way = Way(spread=("grid",), halo=halo)
    grid = np.arange(44.0).reshape(22, 2)
    shares = [cutting.cut({"grid": grid, "k": 3}, way, part, parts) for part in range(parts)]
    own = [cutting.trimmed(share["grid"], way, part, parts) for part, share in enumerate(shares)]
    assert np.array_equal(np.concatenate(own), grid)
    assert max(map(len, own)) - min(map(len, own)) <= 1
    assert all(share["k"] == 3 for share in shares)
    assert not any(np.shares_memory(share["grid"], grid) for share in shares)


def test_edges_go_to_both_neighbours():
    way = Way(spread=("grid",), halo=2)
    grid = np.arange(30.0).reshape(15, 2)
    shares = [cutting.cut({"grid": grid}, way, part, 3) for part in range(3)]
    for share in shares:
        share["grid"] += 100
    edges = [cutting.edges(share, way, part, 3) for part, share in enumerate(shares)]
    for share in shares:
        share["grid"][...] = np.where(share["grid"] < 0, 0, share["grid"])
    for part, given in enumerate(cutting.for_neighbours(edges)):
        shares[part]["grid"][: 2 * (part > 0)] = -1
        cutting.put(shares[part], given, way.halo)
        before, after = cutting.around(part, 3, 2)
        low, high = cutting.span(15, part, 3)
        assert np.array_equal(shares[part]["grid"], grid[low - before : high + after] + 100)


@pytest.mark.parametrize(
    ("kind", "wanted"), [(SUM, 9), (MAX, 4), (MIN, 2), (MEAN, 3.0)], ids=lambda value: str(value)
)
def test_numbers_become_one(kind, wanted):
    assert cutting.combined(kind, [2, 3, 4]) == wanted


def test_parts_of_a_result_combine_each_in_its_way():
    way = Way(spread=("out",), combine=(SUM, MAX, SUM))
    returned = [(1.0, 5), (2.0, 3)]
    outputs = [
        {"out": np.ones(2), "counts": np.ones(3)},
        {"out": np.zeros(1), "counts": np.ones(3)},
    ]
    (total, most), out, counts = cutting.together(way, returned, outputs)
    assert (total, most) == (3.0, 5)
    assert out.tolist() == [1, 1, 0]
    assert counts.tolist() == [2, 2, 2]
    with pytest.raises(TypeError):
        cutting.combined(CONCATENATE, [1, 2])


def test_sets_that_cut_most_are_tried_first():
    small = {"x": np.ones(4), "n": 4, "y": np.ones((4, 2)), "table": np.ones(7)}
    large = {"x": np.ones(6), "n": 6, "y": np.ones((6, 2)), "table": np.ones(7)}
    assert list(subsets(small, large)) == [("x", "y"), ("x",), ("y",)]


@pytest.mark.parametrize(
    ("name", "size", "wanted"), [("sum", 1000, 4000), ("matmul", 100, 159), ("triad", 10, 40)]
)
def test_weak_sizes_have_as_many_times_the_work(name, size, wanted):
    assert grown(find(name), size, 4, 8) == wanted


ECHO = """
import numpy as np
outputs = ("out",)

def make_args(n):
    x = np.zeros(n)
    x[{}] = 1
    return x, np.zeros(n)

def echo(x, out):
    state = 0.0
    for i in range(len(x)):
        state = 0.5 * state + x[i]
        out[i] = 1.0 + state

def apart(x, out):
    out[:] = 1.0 + x

def total(x, out):
    out[:2] = x.sum(), len(x)
"""


@pytest.mark.parametrize("click", ["0", "n // 2", "n // 3 + 7", "-3"])
def test_what_dies_away_before_even_shares_meet_is_seen_all_the_same(tmp_path, click):
    path = tmp_path / "mine.py"
    path.write_text(ECHO.format(click))
    kernel = find(str(path))
    found = {
        name: right(Opened(kernel, (name,)), Way(("x", "out")),
                    Job(Target.of(kernel), name, (400, 601), "float64"))
        for name in ("echo", "apart")
    }  # fmt: skip
    assert found == {"echo": None, "apart": Way(("x", "out"))}
    total = Job(Target.of(kernel), "total", (400, 601), "float64")
    assert right(Opened(kernel, ("total",)), Way(("x",)), total) == Way(("x",), combine=("sum",))
