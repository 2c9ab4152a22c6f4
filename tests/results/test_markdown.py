"""The table in Markdown: what the terminal shows, for an issue or a report."""

import made_runs as made
from made_runs import LOOP

from explorer.results import markdown


def table(text):
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_it_has_a_heading_the_conditions_and_a_line_for_each_point():
    run = made.sweep()
    text = markdown.dumped(run)
    head, rule, *rows = table(text)
    assert text.startswith("## made\n\n")
    assert "A Fine CPU" in text
    assert len(rows) == len(run.points)
    assert {"n", "Variant", "Median", "Speed-up"} <= set(head)
    assert all(len(row) == len(head) for row in rows)
    assert rule[0].startswith("---:|")


def test_columns_with_nothing_in_them_are_left_out():
    head = table(markdown.dumped(made.sweep()))[0]
    assert "GB/s" not in head
    assert "Spread" not in head


def test_what_markdown_would_take_for_signs_is_shown_as_it_is():
    run = made.run({("a|b_c", 1): {10: 1e-6}})
    assert "a\\|b\\_c" in markdown.dumped(run)


def test_a_run_without_points_says_its_conditions():
    text = markdown.dumped(made.run({LOOP: {}}, sizes=(10,)))
    assert "|" not in text
    assert "A Fine CPU" in text
