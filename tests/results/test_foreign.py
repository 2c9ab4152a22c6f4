"""Files of other programs: what is written reads back as the same numbers, and they read it."""

import json
import subprocess
import sys
from pathlib import Path

import made_runs as made
import pytest

from explorer.measure.events import Measured, Update
from explorer.measure.plan import Point
from explorer.measure.statistics import estimate
from explorer.results.columns import COLUMNS
from explorer.results.formats import FOREIGN, FORMATS, endings, format_of
from explorer.results.opening import open_run
from explorer.results.runfile import RunFileError
from explorer.results.table import rows
from explorer.results.words.answer import NOT_COMPARED, answer
from explorer.results.words.conditions import conditions

READ = (".pyperf.json", ".gbench.json", ".pytest.json")


def written(run, folder, ending):
    path = folder / f"made{ending}"
    format_of(path).write(run, path, None)
    return path


def a_run(processes=1):
    curves = {("loop", 1): {100: 1e-7 / 3, 1000: 1.1e-6}, ("team", 2): {1000: 7e-7}}
    curves["team", 1] = {1000: 1.3e-6}
    more = []
    for number in range(1, processes):
        for (variant, threads), times in curves.items():
            for size, seconds in times.items():
                taken = made.samples(seconds * (1 + 0.01 * number))
                point = Point(variant, size, threads)
                update = Update(point, 10, taken, estimate(taken), number, number)
                more.append(Measured(size, (update,)))
    disturbed = {("loop", 1): {"disturbed": (3,)}}
    return made.run(curves, threaded=("team",), shapes=disturbed, more=more)


def clean(run):
    return {
        point: [[s.seconds for s in r.samples if not s.disturbed] for r in record.repeats]
        for point, record in run.points.items()
    }


@pytest.mark.parametrize("ending", READ)
@pytest.mark.parametrize("processes", [1, 3])
def test_times_come_back_as_they_were_to_the_last_digit(ending, processes, tmp_path):
    run = a_run(processes)
    again = open_run(written(run, tmp_path, ending))
    assert clean(again) == clean(run)
    for point, record in run.points.items():
        assert again.points[point].estimate.median_s == record.estimate.median_s
    assert again.plan.kernel.name == "made"
    assert set(again.plan.variants) == set(run.plan.variants)
    assert (again.is_threaded("team"), again.is_threaded("loop")) == (True, False)


@pytest.mark.parametrize("ending", READ)
def test_what_others_measured_is_unchecked_and_cannot_win(ending, tmp_path):
    again = open_run(written(a_run(), tmp_path, ending))
    assert {record.status for record in again.points.values()} == {"unchecked"}
    assert not any(record.trusted for record in again.points.values())
    assert answer(again)[0] == NOT_COMPARED
    assert "float64" not in conditions(again)


def test_a_wrong_variant_is_not_written(tmp_path):
    run = made.run(
        {("loop", 1): {10: 1e-6}, ("bad", 1): {10: 1e-7}},
        more=[made.wrong("bad", 10)],
    )
    for found in (f for f in FORMATS if f.holds == FOREIGN):
        path = written(run, tmp_path, found.ending)
        assert "loop" in path.read_text()
        assert "bad" not in path.read_text()


def test_what_all_of_hyperfines_cases_share_is_no_parameter(tmp_path):
    run = made.run({made.LOOP: {100: 1e-6, 200: 2e-6}})
    held = json.loads(written(run, tmp_path, ".hyperfine.json").read_text())
    assert [case["parameters"] for case in held["results"]] == [{"n": "100"}, {"n": "200"}]
    assert all("variant=loop" in case["command"] for case in held["results"])


def test_hyperfine_gets_times_and_parameters(tmp_path):
    held = json.loads(written(a_run(), tmp_path, ".hyperfine.json").read_text())
    result = held["results"][-1]
    assert result["parameters"] == {"variant": "team", "n": "1000", "threads": "2"}
    assert min(result["times"]) == result["min"] <= result["median"] <= result["max"]
    assert result["user"] is None


def test_a_longer_ending_is_the_one_that_counts():
    assert format_of(Path("a.pyperf.JSON")).ending == ".pyperf.json"
    assert format_of(Path("pyperf.json")).ending == ".json"
    assert set(READ) < set(endings(FOREIGN))


def test_names_without_a_size_stand_alone(tmp_path):
    """As `pyperf timeit`, google/benchmark and pytest-benchmark write them."""
    path = tmp_path / "own.json"
    runs = [{"warmups": [[1, 2e-6]]}, {"values": [1e-6, 1.2e-6], "metadata": {"loops": 64}}]
    held = {"version": "1.0", "benchmarks": [{"metadata": {"name": "bench"}, "runs": runs}]}
    path.write_text(json.dumps(held))
    run = open_run(path)
    assert (run.plan.kernel.name, run.plan.axis, run.plan.sizes) == ("own", "benchmark", (1,))
    (repeat,) = run.points[Point("bench", 1, 1)].repeats
    assert (repeat.calls_per_sample, len(repeat.samples)) == (64, 2)
    rows = [{"name": "BM_f/64/threads:2", "real_time": 12, "cpu_time": 1, "time_unit": "us"},
            {"name": "BM_g", "real_time": 3.5, "time_unit": "ms"}]  # fmt: skip
    path.write_text(json.dumps({"context": {}, "benchmarks": rows}))
    assert {p: r.estimate.median_s for p, r in open_run(path).points.items()} == {
        Point("BM_f, n = 64", 1, 2): 12e-6,
        Point("BM_g", 1, 1): 3.5e-3,
    }
    stats = {"median": 2e-3, "min": 1e-3}
    tests = [{"name": f"test_f[{n}]", "params": {"n": n}, "stats": stats} for n in (10, 20)]
    path.write_text(json.dumps({"benchmarks": tests, "datetime": "2026-01-02T03:04:05"}))
    run = open_run(path)
    assert run.plan.sizes == (10, 20)
    assert run.plan.variants == ("test_f",)
    assert run.points[Point("test_f", 10, 1)].estimate.median_s == 2e-3


@pytest.mark.parametrize(
    ("benchmarks", "said"),
    [
        ([{"runs": [{"values": [-1.0]}]}], "“-1.0” is not a time"),
        ([{"runs": [{"values": ["<b>"]}]}], "“<b>” is not a time"),
        (
            [{"runs": [{"values": [1]}], "metadata": {"unit": "byte"}}],
            "it measures bytes, not time",
        ),
        ([{"runs": [{"values": [1]}]}] * 2, "“unnamed” is there twice"),
        ([{"runs": []}], "it has no times"),
        ([{"runs": 3}], "“runs” is not a list of objects"),
        ([{"real_time": 1, "time_unit": "h"}], "“h” is not a unit of time"),
        ([{"stats": {}}], "“None” is not a time"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(benchmarks, said, tmp_path):
    path = tmp_path / "broken.json"
    path.write_text(json.dumps({"benchmarks": benchmarks}))
    with pytest.raises(RunFileError) as caught:
        open_run(path)
    assert str(caught.value) == f"“{path}” cannot be read: {said}."


def test_pyperf_itself_reads_it(tmp_path):
    pytest.importorskip("pyperf")
    path = written(a_run(3), tmp_path, ".pyperf.json")
    command = [sys.executable, "-m", "pyperf", "stats", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Number of benchmarks: 4" in done.stdout
    assert "Total number of run: 3" in done.stdout
    assert "Total number of values: 35" in done.stdout


def test_parquet_has_the_columns_of_the_table(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    run = a_run()
    found = parquet.read_table(written(run, tmp_path, ".parquet")).to_pylist()
    assert [row["median_s"] for row in found] == [row.estimate.median_s for row in rows(run)]
    assert list(found[0]) == [column.name for column in COLUMNS]
    schemas = [parquet.read_schema(written(one, tmp_path, ".parquet")) for one in (run, a_run(3))]
    assert schemas[0] == schemas[1]  # also of columns in which a run has no value
    assert str(schemas[0].field("threaded").type) == "bool"
