"""From which size on several workers pay, and how that is said."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from explorer.measure.timed import Timed
from explorer.results.pictures.shares import groups, shares_picture
from explorer.workers import paying
from explorer.workers.facts import Alone, Seat, Shared, Spread, Way
from explorer.workers.text import sentences, strong_rows, weak_rows

FLOOR = {1: 0.5e-3, 2: 1e-3}
SIZES = (10**4, 10**5, 10**6, 10**7)
NS = 1e-9


def timed(seconds):
    return Timed(seconds, seconds * 0.99, seconds * 1.01)


def made(machines=("here", "there"), threads=2, speed=1.0, sizes=SIZES, threaded=True):
    """A kernel that takes 1 ns an element on one host, on two workers half of that and a floor."""
    seats = tuple(Seat(f"w{i}", m, "cpu", 2, threads) for i, m in enumerate(machines))
    alone = tuple(Alone("fast", threads, size, timed(size * NS)) for size in sizes)

    def shared(workers, size, whole):
        compute = whole * NS / workers / speed
        wall = timed(compute + FLOOR[workers])
        return Shared(workers, size, 9, wall, compute, 0.0, FLOOR[workers], FLOOR[workers], 1000)

    strong = tuple(shared(workers, size, size) for size in sizes for workers in FLOOR)
    weak = tuple((size, shared(2, 2 * size, 2 * size)) for size in sizes)
    return Spread("k", "n", "fast", threaded, Way(("x",), combine=("sum",)), seats, (1, 2), FLOOR,
                  1e9, alone, strong, weak)  # fmt: skip


def test_measured_and_model_agree_where_the_model_holds():
    found = made()
    measured, model = paying.measured_from(found, 2), paying.model_from(found, 2)
    assert measured == pytest.approx(2e6, rel=0.01)  # n/2 ns = 1 ms
    assert model == pytest.approx(2e6, rel=0.01)
    assert paying.cost_s(found, 10**7, 2) == pytest.approx(1.001e-3)


def test_it_never_pays_or_always():
    assert paying.measured_from(made(sizes=SIZES[:2]), 2) is None
    assert paying.model_from(made(sizes=SIZES[:2]), 2) is None
    assert paying.measured_from(made(sizes=SIZES[3:]), 2) == 0.0


def test_hosts_that_pay_are_said_beside_the_model():
    told = " ".join(sentences(made()))
    assert "faster from about n = 2," in told
    assert "the model says from about 2,0" in told
    assert "one machine" not in told
    assert "An empty call takes 500 µs with 1, 1.00 ms with 2 workers; 1.00 GB/s" in told


def test_on_one_machine_threads_are_the_better_choice():
    told = " ".join(sentences(made(("here", "here"), speed=0.5)))
    assert "All workers are on one machine, here: threads are the better choice there." in told
    assert "fast with 2 threads needs no messages" in told
    alone = " ".join(sentences(made(("here", "here"), threads=1, speed=0.5)))
    assert "one thread is the better choice there" in alone
    faster = " ".join(sentences(made(("here", "here"), threads=1, threaded=False)))
    assert "no variant of this kernel that was measured uses them" in faster


def test_a_busy_machine_is_said():
    found = made()
    assert "busy" not in " ".join(sentences(found))
    seats = tuple(replace(seat, load=6.1) for seat in found.seats[:1]) + found.seats[1:]
    assert "here was busy when this began: 6.1 programs wanted its 2 cores" in " ".join(
        sentences(replace(found, seats=seats))
    )


def test_rows_tell_the_parts_of_each_call():
    head, *rows = strong_rows(made(sizes=SIZES[3:]))
    assert rows[-1] == ["10,000,000", "2", "6.00 ms", "5.00 ms", "0 ns", "1.00 ms", "1000 B",
                        "1.75×", "1.67×"]  # fmt: skip
    assert len(head) == len(rows[0]) == len(rows[-1])
    assert weak_rows(made(sizes=SIZES[3:]))[-1][-1] == "95 %"


def test_bars_are_the_parts_beside_the_best_on_one_host():
    strong, weak = groups(made(sizes=SIZES[3:]))
    (group,) = strong
    assert (group.title, group.alone, group.alone_s) == ("n = 10,000,000", "fast, 2 threads", 0.01)
    assert group.bars[1].told == "2 workers: 6.00 ms; compute 5.00 ms, imbalance 0 ns, " \
        "communication 1.00 ms"  # fmt: skip
    assert [bar.name for bar in weak[0].bars] == ["1 worker", "2 workers"]
    drawn = ElementTree.fromstring(shares_picture(made()))
    assert len(drawn.findall(".//{*}title")) == 4 + 3 * 2 * (4 + 4)
