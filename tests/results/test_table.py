import csv
import io

import made_runs as made
import pytest
from made_runs import LOOP
from sample_runs import save

from explorer.atomic import SaveError
from explorer.kernels.finding import find
from explorer.measure.plan import Baseline
from explorer.results import csvfile, table
from explorer.results.columns import COLUMNS, column


def shown(run, kernel=None):
    """The table's rows as texts by column, keyed by variant, size and threads."""
    return {
        (row.record.point.variant, row.record.point.size, row.record.point.threads): {
            found.title: found.text(row) for found in COLUMNS if found.title
        }
        for row in table.rows(run, kernel)
    }


def test_rows_are_by_size_and_in_the_plans_order():
    points = [row.record.point for row in table.rows(made.sweep())]
    assert [(p.variant, p.threads) for p in points[:4]] == [
        ("python", 1),
        ("loop", 1),
        ("team", 1),
        ("team", 2),
    ]
    assert [p.size for p in points] == sorted(p.size for p in points)


def test_a_row_tells_all_there_is():
    row = shown(made.sweep())["team", 100_000, 2]
    assert row["n"] == "100,000"
    assert row["Bytes"] == "781 KiB"
    assert row["Threads"] == "2"
    assert row["Median"] == "52.0 µs"
    assert row["Speed-up"] == "1.92×"
    assert row["Efficiency"] == "97 %"
    assert row["Status"] == "ok"
    assert row["±"].endswith(" %")


def test_what_is_not_known_is_left_empty():
    row = shown(made.sweep())["python", 100_000, 1]
    assert row["Status"] == "skipped"
    assert row["Reason"].startswith("One call would take")
    assert row["Median"] == row["±"] == row["Speed-up"] == row["Efficiency"] == row["GB/s"] == ""
    assert shown(made.sweep())["loop", 100, 1]["Threads"] == ""  # it does not thread


def test_a_point_that_is_only_checked_has_no_status_yet():
    run = made.run({LOOP: {10: None}}, more=[made.Checked(made.Point("loop", 10, 1), 0.0)])
    assert shown(run)["loop", 10, 1]["Status"] == ""


def test_the_rate_is_bytes_moved_over_the_median():
    run = made.run({("njit", 1): {1000: 24e-6}})
    assert shown(run, find("triad"))["njit", 1000, 1]["GB/s"] == "1.00"


def test_an_interval_wider_than_the_median_is_not_spelled_out():
    run = made.run({LOOP: {10: 1e-6}}, shapes={LOOP: {"spread": 0.99, "rounds": 6}})
    (row,) = table.rows(run)
    assert column("precision").text(row) in ("99 %", "> 100 %")
    assert column("precision").write(766.27) == "> 100 %"


def read(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_csv_has_a_line_for_each_point_in_full_precision():
    run = made.sweep()
    lines = read(csvfile.dumped(run))
    assert len(lines) == len(run.points)
    line = next(x for x in lines if (x["variant"], x["size"], x["threads"]) == ("team", "100", "2"))
    record = run.point("team", 100, 2)
    assert float(line["median_s"]) == record.estimate.median_s
    assert float(line["low_s"]) == record.estimate.low_s
    assert line["baseline"] == "loop"
    assert float(line["speedup"]) == pytest.approx(1 / 30, rel=0.05)
    assert line["threaded"] == "true"
    assert (line["clean_samples"], line["disturbed_samples"]) == ("12", "0")


def test_what_is_not_known_is_empty_in_the_csv():
    line = next(x for x in read(csvfile.dumped(made.sweep())) if x["status"] == "skipped")
    assert line["median_s"] == line["speedup"] == line["efficiency"] == line["error"] == ""


def test_the_csv_is_quoted_and_ends_lines_as_rfc_4180_has_it():
    reason = 'It said "no", twice,\nand left.'
    run = made.run({LOOP: {10: None}}, more=[made.failed("loop", 10, 1, reason)])
    text = csvfile.dumped(run)
    assert text.count("\r\n") == 2
    assert '"It said ""no"", twice,\nand left."' in text
    assert read(text)[0]["reason"] == reason


def test_the_csv_names_a_threaded_baseline_with_its_threads():
    text = csvfile.dumped(made.sweep(baseline=Baseline("team", 2)))
    assert read(text)[0]["baseline"] == "team with 2 threads"


def test_the_csv_is_saved_whole_or_not_at_all(tmp_path):
    save(made.sweep(), tmp_path / "run.csv")
    assert (tmp_path / "run.csv").read_bytes().decode() == csvfile.dumped(made.sweep())
    with pytest.raises(SaveError, match="missing"):
        save(made.sweep(), tmp_path / "missing" / "run.csv")
