"""The table of columns: one row of it is a column everywhere."""

import csv
import io

import made_runs as made

from explorer.results import csvfile
from explorer.results.columns import COLUMNS, TERMINAL, WINDOW, column, in_terminal, in_window
from explorer.results.table import rows


def test_names_are_told_once_and_places_are_given_once():
    names = [found.name for found in COLUMNS]
    assert len(names) == len(set(names))
    for places in (WINDOW, TERMINAL):
        assert all(column(name).title for name in places)
        assert len(places) == len(set(places))


def test_files_have_all_columns_under_their_names():
    (header, *_) = csv.reader(io.StringIO(csvfile.dumped(made.sweep()), newline=""))
    assert header == [found.name for found in COLUMNS]


def test_every_column_of_the_window_sorts_every_row():
    shown = rows(made.sweep())
    for found in in_window():
        assert len(sorted(shown, key=found.sort_key)) == len(shown)


def test_points_without_a_time_are_the_slowest():
    ordered = sorted(rows(made.sweep()), key=column("median_s").sort_key)
    assert ordered[-1].record.status == "skipped"


def test_the_sizes_are_headed_by_what_is_swept():
    run = made.run({made.LOOP: {10: 1e-6}}, axis="chunk")
    assert column("size").heading(run) == "chunk"
    assert column("median_s").heading(run) == "Median"


def test_what_processes_differ_by_is_a_column_of_runs_with_several_alone():
    one, several = made.sweep(), made.sweep(repeats=3)
    assert column("spread") not in in_terminal(one)
    assert column("spread") in in_terminal(several)


def test_every_value_is_of_its_columns_kind_or_unknown():
    held = [row for run in (made.sweep(), made.sweep(repeats=3)) for row in rows(run)]
    for found in COLUMNS:
        values = [value for row in held if (value := found.value(row)) is not None]
        kinds = (int, float) if found.kind is float else found.kind
        assert all(isinstance(value, kinds) for value in values), found.name
