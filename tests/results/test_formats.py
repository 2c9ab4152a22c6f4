"""Every ending has one writer, and everything that saves knows the same endings."""

from pathlib import Path

import made_runs as made
import pytest

from explorer.atomic import SaveError
from explorer.commands.parsers import parser
from explorer.results.formats import (
    FOREIGN,
    FORMATS,
    PLOT,
    RUN,
    TABLE,
    endings,
    format_of,
    in_a_row,
)


@pytest.mark.parametrize("ending", endings(RUN, TABLE, FOREIGN))
def test_a_run_is_saved_in_every_format_that_is_no_plot(ending, tmp_path):
    path = tmp_path / f"saved{ending}"
    if not format_of(path).available:
        with pytest.raises(SaveError, match="No module named"):
            format_of(path).write(made.sweep(), path, None)
        return
    format_of(path).write(made.sweep(), path, None)
    assert b"loop" in path.read_bytes()


def test_plots_alone_have_no_writer_here():
    assert all((not found.module) == (found.holds == PLOT) for found in FORMATS)


def test_an_ending_is_known_however_it_is_written():
    assert format_of(Path("a.CSV")) is format_of(Path("b.csv"))
    assert format_of(Path("a.xls")) is None


@pytest.mark.parametrize("command", ["", "measure"])
def test_help_names_every_ending(command):
    text = parser(command).format_help()
    assert all(ending in text for ending in endings())


def test_endings_are_listed_as_a_sentence_has_them():
    assert in_a_row((".a", ".b", ".c")) == ".a, .b or .c"
    assert in_a_row((".a",)) == ".a"
