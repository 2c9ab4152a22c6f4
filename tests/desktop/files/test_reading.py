"""Large files are read beside the window, which can give them up."""

from __future__ import annotations

import json
import threading

import pytest
from own_hands import press_button, sentences
from sample_runs import save, sum_run

from explorer.desktop.files import reading
from explorer.results import runfile

LARGE = "def f{0}(a):\n    return a[0] + {0}\n\n"


@pytest.fixture(autouse=True)
def threads_end(qtbot):
    """See that no thread goes on reading."""
    yield
    qtbot.waitUntil(lambda: not [t for t in threading.enumerate() if "reading" in t.name])


@pytest.fixture
def large(tmp_path):
    """Return a run file that is not read at once."""
    path = tmp_path / "large.json"
    save(sum_run(rounds=200), path)
    assert not reading.is_small(path)
    return path


def opened(qtbot, window):
    qtbot.waitUntil(lambda: not window.files.under_way)


def test_a_large_run_is_read_beside_the_window(qtbot, window, large):
    window.files.open(large)
    assert sentences(window) == ["Reading “large.json” …"]
    assert window.shown.run is None
    opened(qtbot, window)
    assert window.shown.run == runfile.read(large)
    assert not sentences(window)
    assert window.settings.read("recent", []) == [str(large)]


def test_the_conclusions_of_a_large_run_are_drawn_where_it_is_read(large):
    run = reading.read_and_conclude(large, lambda: None)
    assert any(record.ratios for record in run.points.values())


def test_a_large_source_is_read_beside_the_window(qtbot, window, tmp_path):
    path = tmp_path / "large.py"
    path.write_text("".join(LARGE.format(i) for i in range(10)) + "#" * reading.SMALL_CODE)
    window.files.open(path)
    assert window.setup.kernel.name == "sum"
    opened(qtbot, window)
    assert window.setup.kernel.name == "large:f0"


def test_what_is_read_can_be_given_up(qtbot, window, large):
    window.files.open(large)
    press_button(qtbot, window, "Cancel")
    assert not window.files.under_way
    assert not sentences(window)
    qtbot.wait(50)
    assert window.shown.run is None


def test_another_file_takes_the_place_of_the_one_that_is_read(qtbot, window, large, file):
    window.files.open(large)
    window.files.open(file)
    qtbot.wait(50)
    assert window.shown.run is None
    assert window.setup.kernel.name == "mine:smooth"
    assert not [said for said in sentences(window) if "Reading" in said]


def test_a_large_file_that_is_no_run_is_refused_in_a_sentence(qtbot, window, large):
    content = json.loads(large.read_text())
    content["points"][-1]["size"] = "many"
    large.write_text(json.dumps(content))
    window.files.open(large)
    opened(qtbot, window)
    (said,) = sentences(window)
    assert "damaged run file: “points[" in said
    assert window.shown.run is None


def test_a_window_that_is_closed_reads_nothing_more(window, large):
    window.files.open(large)
    window.close()
    assert not window.files.under_way


def test_what_waits_for_a_file_gets_it_at_once(window, large):
    window.files.open(large, at_once=True)
    assert window.shown.run is not None
