import typing

import pytest

from explorer.measure import events
from explorer.measure.events import Event, decode, encode
from explorer.measure.plan import Baseline, KernelRef, Plan, Point
from explorer.measure.quiet import Quiet
from explorer.measure.statistics import Estimate, Sample
from explorer.shipped import resource

PLAN = Plan(KernelRef("sum", variants=("a", "b")), (10, 20), (1,), ("a",), Baseline("a"))
POINT = Point("a", 10, 1)
EXAMPLES = [
    events.Started(PLAN, "2026-01-01T00:00:00+00:00", "1", "worker thread", {"cpu": "x"}),
    events.Steered(PLAN, (POINT,), 2.5),
    events.Preparing("something"),
    events.Compiling("a"),
    events.Compiled("a", None, True, 1, "note"),
    events.ColdStart("njit", 1.5, 0.5),
    events.Overhead(1e-7),
    events.Prepared(10, 80),
    events.Calling(POINT, 0.2),
    events.Checked(POINT, 1e-16, ""),
    events.Measured(
        10,
        (events.Update(POINT, 3, (Sample(0, 1e-6, "switched"),), Estimate(1, None, 2, 1, 3, 4)),),
    ),
    events.Failed("a", "why", 10, 1, "all of it"),
    events.Skipped(POINT, "too long"),
    events.Printed("hello\n“µ”"),
    events.Noticed(Quiet(2, 0.5, None, "performance", "acpi", True, 1.5)),
    events.Waiting(),
    events.Called("nogil=True", 2, 100.0, 1.9, 1.8, 2.0, variant="njit", size=1000, threads=1),
    events.Progress(1.0, 10.0, 1, 2, 3),
    events.Finished("precise", None, 1.0, 0.5),
]


def test_there_is_an_example_of_every_event():
    assert {type(example) for example in EXAMPLES} == set(typing.get_args(Event))


@pytest.mark.parametrize("event", typing.get_args(Event), ids=lambda event: event.__name__)
def test_the_maintainers_page_says_what_every_event_is_for(event):
    page = resource("guide") / "maintainers" / "events.md"
    assert f"`{event.__name__}`" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_events_survive_their_way_through_a_line_of_json(event):
    line = encode(event)
    assert "\n" not in line
    assert decode(line) == event


@pytest.mark.parametrize("line", ["", "{}", "[1]", '{"event": "Exploded"}', '{"event": "Checked"}'])
def test_what_is_no_event_is_refused(line):
    with pytest.raises(ValueError, match=r"not an event|Expecting"):
        decode(line)


def test_keys_of_later_versions_are_ignored():
    assert decode('{"event": "Preparing", "what": "x", "colour": "red"}') == events.Preparing("x")
