import json
import os
import re
from dataclasses import fields, replace
from itertools import takewhile

import made_runs as made
import pytest
from made_runs import LOOP
from sample_runs import save, sum_events, sum_plan

from explorer.measure.events import ColdStart, Finished, Measured
from explorer.measure.options import Options
from explorer.measure.plan import Baseline
from explorer.results import runfile
from explorer.results.analysis import speedup
from explorer.results.fold import fold
from explorer.results.runfile import RunFileError
from explorer.shipped import resource


@pytest.fixture
def content():
    """A run file's content, to spoil."""
    return json.loads(runfile.dumped(made.sweep()))


def opened(content):
    return runfile.parsed(json.dumps(content).encode(), "run.json")


def full():
    """Return a run of which nearly everything is known that a file can hold."""
    more = [
        made.skipped("python", 100_000),
        made.wrong("loop", 100),
        made.failed("team", 1000, 2),
        made.measured("team", 10_000, 1, 2e-6, process=1),
    ]
    shapes = {("python", 1): {"rounds": 2}, LOOP: {"disturbed": range(9)}}
    run = made.sweep(more=more, shapes=shapes, notes={"loop": "It is not parallel."})
    starts = {"loop": ColdStart("loop", 1.5, 0.5)}
    return replace(run, reason="you chose so", notes=("A note.",), cold_starts=starts)


def test_a_saved_run_opens_as_it_was(tmp_path):
    run = full()
    save(run, tmp_path / "run.json")
    assert runfile.read(tmp_path / "run.json") == run


def test_a_point_that_is_listed_for_each_process_is_one_of_several(content):
    twice = [{**point, "process": 1} for point in content["points"]]
    content["points"] += twice
    record = opened(content).on(LOOP, 1000)
    assert [repeat.number for repeat in record.repeats] == [0, 1]
    assert len(record.estimate.each_s) == 2
    twice[-1].update(status="wrong", reason="It is off.")
    last = opened(content).points[max(opened(content).points)]
    assert last.status == "wrong"
    assert json.loads(runfile.dumped(opened(content)))["points"][0]["repeats"][1]["process"] == 1


def test_the_maintainers_page_tells_of_every_field():
    content = json.loads(runfile.dumped(full()))
    page = (resource("guide") / "maintainers" / "run-file.md").read_text(encoding="utf-8")
    names = {*content, *content["plan"], *(name for point in content["points"] for name in point)}
    options = {field.name for field in fields(Options)}
    assert [name for name in names - options if not re.search(rf"[`\"]{name}[`\"]", page)] == []


def test_the_file_is_as_the_format_has_it(content):
    assert content["format"] == "numba-explorer-run"
    assert content["version"] == 1
    assert content["plan"]["baseline"] == {"variant": "loop", "threads": 1}
    assert content["plan"]["sizes"] == [100, 1000, 10_000, 100_000]
    assert content["compile"][1]["seconds"] == 0.1
    (point,) = (
        p for p in content["points"] if (p["variant"], p["size"], p["threads"]) == ("team", 100, 2)
    )
    assert point["status"] == "ok"
    assert point["threaded"] is True
    assert point["layer"] == "omp"
    assert point["process"] == 0
    assert point["median_s"] == pytest.approx(3e-6)
    assert point["samples"][0] == [0, pytest.approx(3e-6, rel=0.02), ""]
    assert point["speedup"]["median"] == pytest.approx(1 / 30, rel=0.05)


def test_what_was_not_measured_has_no_times(content):
    (point,) = (p for p in content["points"] if p["status"] == "skipped")
    assert point["median_s"] is point["low_s"] is point["min_s"] is point["speedup"] is None
    assert point["reason"].startswith("One call would take")


def test_a_coarse_point_has_no_interval():
    run = made.run({LOOP: {10: 1e-6}}, shapes={LOOP: {"rounds": 3}})
    (point,) = json.loads(runfile.dumped(run))["points"]
    assert point["median_s"] is not None
    assert point["low_s"] is point["high_s"] is None


def test_speedups_can_be_had_for_another_baseline_after_opening(content):
    run = opened(content).with_baseline(Baseline("team", 2))
    ratio = speedup(run, run.point("loop", 100, 1))
    assert ratio.median == pytest.approx(30, rel=0.05)
    assert ratio.low is not None


def test_what_a_later_version_adds_is_ignored(content):
    content["colour"] = content["plan"]["colour"] = content["points"][0]["colour"] = "blue"
    assert opened(content) == made.sweep()


def test_what_may_be_missing_takes_its_default(content):
    for key in ("overhead_s", "notes", "seconds", "timed_s", "reason", "data_bytes", "finished"):
        del content[key]
    for point in content["points"]:
        del point["details"], point["calls_per_sample"], point["process"]
    assert opened(content).finished == "stopped"


def test_what_the_maintainers_page_shows_as_a_file_can_be_opened():
    page = (resource("guide") / "maintainers" / "run-file.md").read_text(encoding="utf-8")
    content = json.loads(page.split("```json\n")[1].split("```")[0])
    content["created"] = "2026-01-01T00:00:00+00:00"
    content["plan"]["variants"].append("parallel")
    content["points"][0].update(status="ok", high_s=3.2e-06)
    alone = {**content["points"][0], "variant": "numpy", "threads": 1, "threaded": False}
    content["points"].append(alone)
    run = opened(content)
    assert run.series() == (("numpy", 1), ("njit", 1), ("parallel", 1), ("parallel", 2))
    assert run.compiled["njit"].seconds == 0.41
    assert run.compiled["parallel"].threaded
    del content["compile"]
    assert opened(content).points == run.points


SPOILED = {
    "another format": (lambda c: c.update(format="matplotlib"), "is not a run of Numba Explorer"),
    "no format": (lambda c: c.pop("format"), "is not a run of Numba Explorer"),
    "a newer version": (lambda c: c.update(version=2), "was saved by a newer Numba Explorer"),
    "no version": (lambda c: c.update(version="1"), "it has no version"),
    "no plan": (lambda c: c.pop("plan"), "“plan” is missing"),
    "no points": (lambda c: c.update(points=7), "“points” is missing or not a list"),
    "no sizes": (lambda c: c["plan"].update(sizes=[]), "no sizes, threads or variants"),
    "size 0": (lambda c: c["plan"].update(sizes=[0]), "a size that is not allowed"),
    "0 threads": (lambda c: c["plan"].update(threads=[0]), "a thread count that is not allowed"),
    "a size as text": (
        lambda c: c["plan"].update(sizes=["1e3"]),
        "“plan.sizes[0]”: expected int, got str",
    ),
    "a strange dtype": (lambda c: c["plan"].update(dtype="spam"), "damaged run file"),
    "no number dtype": (lambda c: c["plan"].update(dtype="O"), "is not a number"),
    "a foreign baseline": (lambda c: c["plan"]["baseline"].update(variant="x"), "Baseline: “x”"),
    "a day only in words": (lambda c: c.update(created="yesterday"), "“yesterday” is not a time"),
    "machine as a list": (lambda c: c.update(machine=[1]), "“machine”: expected object, got array"),
    "a point as text": (
        lambda c: c["points"].insert(0, "x"),
        "“points[0]”: expected object, got str",
    ),
    "a foreign variant": (lambda c: c["points"][0].update(variant="x"), "not a point of the plan"),
    "a foreign size": (lambda c: c["points"][0].update(size=7), "not a point of the plan"),
    "a point's threads": (lambda c: c["points"][0].update(threads=0), "0 is none of its thread"),
    "a status": (lambda c: c["points"][0].update(status="great"), "“great” is not a status"),
    "a time as text": (lambda c: c["points"][0].update(median_s="fast"), "“points[0].median_s”"),
    "a time of zero": (lambda c: c["points"][0].update(median_s=0), "a time is not positive"),
    "a median beside its interval": (
        lambda c: c["points"][0].update(low_s=1, high_s=2),
        "its times contradict each other",
    ),
    "a minimum above the median": (
        lambda c: c["points"][0].update(min_s=1),
        "its times contradict each other",
    ),
    "a count below zero": (lambda c: c["points"][0].update(disturbed=-1), "expected int >= 0"),
    "calls below zero": (
        lambda c: c["points"][0].update(calls_per_sample=-1),
        "“points[0].calls_per_sample”: expected int",
    ),
    "an error below zero": (lambda c: c["points"][0].update(error=-1.0), "expected float >= 0.0"),
    "fewer threads than none that served": (
        lambda c: c["points"][0].update(served=-1),
        "expected int >= 0",
    ),
    "threads of one that asks for none": (
        lambda c: c["points"][0].update(threaded=False, threads=2),
        "2 is none of its thread counts",
    ),
    "a time of a skipped one": (
        lambda c: c["points"][0].update(status="skipped"),
        "it is “skipped”, and has a time",
    ),
    "no time of a good one": (
        lambda c: c["points"][0].update(status="ok", median_s=None),
        "and has no time",
    ),
    "a compilation below zero": (
        lambda c: c["compile"][0].update(seconds=-1.0),
        "a time is below zero",
    ),
    "a compilation of something else": (
        lambda c: c["compile"][0].update(variant="x"),
        "“x” is no variant of the plan",
    ),
    "threads in one place only": (
        lambda c: c["compile"][0].update(threaded=not c["compile"][0]["threaded"]),
        "asks for threads in one place",
    ),
    "data below zero": (lambda c: c.update(data_bytes={"10": -1}), "expected int >= 0"),
    "an overhead below zero": (lambda c: c.update(overhead_s=-1e-9), "expected float > 0.0"),
    "a duration below zero": (lambda c: c.update(seconds=-1.0), "expected float >= 0.0"),
    "a sample cut short": (
        lambda c: c["points"][0].update(samples=[[1]]),
        "“points[0].samples[0]”",
    ),
    "a sample of zero": (
        lambda c: c["points"][0].update(samples=[[0, 0, ""]]),
        "expected float > 0.0",
    ),
}


CONTRADICTED = {
    "a faster time": lambda p: p.update({k: p[k] / 10 for k in FIGURES}),
    "a narrower interval": lambda p: p.update(low_s=p["median_s"], high_s=p["median_s"]),
    "another minimum": lambda p: p.update(min_s=p["min_s"] / 2),
    "another median": lambda p: p.update(median_s=(p["low_s"] + p["high_s"]) / 2 * 0.99),
    "no interval": lambda p: p.update(low_s=None, high_s=None),
    "a better status": lambda p: p.update(status="coarse" if p["status"] == "ok" else "ok"),
    "fewer disturbed": lambda p: p.update(disturbed=p["disturbed"] + 1),
}
FIGURES = ("median_s", "low_s", "high_s", "min_s")


@pytest.mark.parametrize("indent", [None, 1])
def test_a_number_that_no_float_holds_is_refused_in_a_sentence(content, indent):
    text = json.dumps(content, indent=indent) if indent else runfile.dumped(opened(content))
    spoilt = re.sub(r'"median_s": [^,]+', '"median_s": 1e999', text, count=1)
    with pytest.raises(RunFileError, match=r"“points.0.*”: number out of range"):
        runfile.parsed(spoilt.encode(), "run.json")


@pytest.mark.parametrize("change", CONTRADICTED.values(), ids=CONTRADICTED)
def test_what_contradicts_the_samples_is_not_shown(content, change):
    right = opened(content)
    point = next(p for p in content["points"] if p["low_s"] and p["low_s"] < p["median_s"])
    change(point)
    try:
        run = opened(content)
    except RunFileError:
        return
    assert run.points == right.points
    assert "of one point did not agree with the samples" in run.notes[-1]


@pytest.mark.parametrize(("spoil", "words"), SPOILED.values(), ids=SPOILED)
def test_a_spoiled_file_gets_one_sentence_with_its_name(content, spoil, words):
    spoil(content)
    with pytest.raises(RunFileError) as caught:
        opened(content)
    assert words in str(caught.value)
    assert str(caught.value).startswith("“run.json” ")
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe\x00",
        b"[1, 2]",
        b"hello",
        b"[" * 100_000,
        b'{"format": "numba-explorer-run", "version": NaN}',
        b'{"format": "numba-explorer-run", "version": 1e999}',
        b'{"format": "numba-explorer-run", "version": ' + b"9" * 5000 + b"}",
    ],
    ids=["empty", "no text", "a list", "words", "deep", "NaN", "infinity", "long number"],
)
def test_what_is_not_a_run_file_is_refused(tmp_path, text):
    path = tmp_path / "foreign.json"
    path.write_bytes(text)
    with pytest.raises(RunFileError, match="foreign"):
        runfile.read(path)


def test_a_file_that_is_cut_off_says_so(tmp_path):
    path = tmp_path / "cut.json"
    path.write_text(runfile.dumped(made.sweep())[:-200], encoding="utf-8")
    with pytest.raises(RunFileError, match="is cut off"):
        runfile.read(path)


def test_a_missing_file_a_folder_and_a_pipe_are_refused_at_once(tmp_path):
    with pytest.raises(RunFileError, match="No such file"):
        runfile.read(tmp_path / "missing.json")
    with pytest.raises(RunFileError, match="it is not a file"):
        runfile.read(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.json")
        with pytest.raises(RunFileError, match="it is not a file"):
            runfile.read(tmp_path / "pipe.json")


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(runfile.LARGEST + 1)  # sparse: takes no room
    with pytest.raises(RunFileError, match="too large"):
        runfile.read(path)


def test_points_that_were_checked_and_not_timed_are_read_again(tmp_path):
    begun = takewhile(lambda event: not isinstance(event, Measured), sum_events(sum_plan()))
    run = fold([*begun, Finished("stopped", None, 0.1, 0.0)])
    save(run, tmp_path / "run.json")
    assert runfile.read(tmp_path / "run.json") == run
