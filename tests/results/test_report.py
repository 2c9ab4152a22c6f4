"""A report: read in a browser without network, opened again, and nothing in it can run."""

import base64
import hashlib
import json
from dataclasses import replace
from html.parser import HTMLParser

import made_runs as made
import pytest
from sample_runs import save, sum_run

from explorer.kernels.finding import find
from explorer.measure.machine import facts
from explorer.measure.plan import KernelRef
from explorer.results import report
from explorer.results.facts.subject import Subject
from explorer.results.opening import open_run
from explorer.results.record import Run
from explorer.results.words.answer import answer
from explorer.results.words.conditions import conditions
from explorer.results.words.headlines import time_headline
from explorer.why.facts import Advice, Ratio, Verdict, Why
from explorer.why.kept import Answers

NASTY = "</script><img src=x onerror=alert(1)>\"'&\u202e"
ALONE = {"meta", "rect", "line", "circle", "polygon", "polyline", "path"}


class Page(HTMLParser):
    """Elements with their attributes, and the text of each kind of element."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.texts, self.open = [], {}, []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in ALONE:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if tag not in ALONE:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.setdefault(self.open[-1] if self.open else "", []).append(data)


def nasty_run() -> Run:
    """A run whose every text is an attack."""
    run = made.run(
        {(NASTY, 1): {100: 1e-6, 1000: 1e-5}, ("loop", 1): {100: 2e-6, 1000: 2e-5}},
        more=[made.wrong("loop", 1000, reason=NASTY)],
        notes={NASTY: NASTY},
    )
    kernel = replace(run.plan.kernel, name=NASTY, title=NASTY, size_name=NASTY)
    plan = replace(run.plan, kernel=kernel, axis=NASTY)
    machine = {"cpu": NASTY, NASTY: [{NASTY: NASTY}], "versions": {"numba": NASTY}}
    return replace(run, plan=plan, machine=machine, notes=(NASTY,), reason=NASTY, output=NASTY)


def test_a_report_opens_again_as_the_same_run(tmp_path):
    for number, run in enumerate((made.sweep(), nasty_run())):
        path = tmp_path / f"{number}.html"
        save(run, path)
        assert open_run(path) == run


def test_it_says_the_answer_the_conditions_and_every_point():
    run = made.sweep()
    page = Page(report.dumped(run))
    said = " ".join(text for texts in page.texts.values() for text in texts)
    for sentence in (*answer(run), conditions(run), time_headline(Subject(run))):
        assert sentence in said
    assert sum(tag == "tr" for tag, _ in page.elements) > len(run.points)
    assert sum(tag == "svg" for tag, _ in page.elements) == 4
    assert "loop" in page.texts["text"]  # real text beside its curve


def test_nothing_in_it_can_run_or_load():
    for run in (made.sweep(), nasty_run()):
        text = report.dumped(run)
        page = Page(text)
        assert "<img" not in text
        tags = [tag for tag, _ in page.elements]
        assert tags.count("script") == 2
        attributes = {name for _, held in page.elements for name in held}
        assert not [name for name in attributes if name.startswith("on") or "href" in name]
        assert not attributes & {"src", "style", "action", "srcdoc"}


def test_the_policy_allows_the_one_script_and_style_by_what_they_are():
    page = Page(report.dumped(made.sweep()))
    [policy] = [held["content"] for _, held in page.elements if "http-equiv" in held]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind, text in (("script", page.texts["script"][-1]), ("style", page.texts["style"][0])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_numbers_sort_as_numbers_and_missing_ones_come_last():
    run = made.run({("loop", 1): {100: 1e-6, 1000: None}}, more=[made.skipped("loop", 1000)])
    page = Page(report.dumped(run))
    keys = [held["data-sort"] for tag, held in page.elements if tag == "td" and "data-sort" in held]
    assert "1e+300" in keys
    assert keys[:3] == ["100.0", "800.0", "0.0"]  # n, bytes, the variant's place


def test_the_source_is_there_where_it_is_what_was_measured():
    kernel = find("sum")
    run = made.run({("numpy", 1): {100: 1e-6}})
    ref = KernelRef("sum", sha256=kernel.sha256, variants=kernel.variant_names)
    same = replace(run, plan=replace(run.plan, kernel=ref))
    assert kernel.variant("numpy").source.splitlines()[0] in report.dumped(same, kernel)
    other = replace(run, plan=replace(run.plan, kernel=replace(ref, sha256="0" * 64)))
    assert "<h2>Source" not in report.dumped(other, kernel)


@pytest.mark.parametrize("inside", [b"", b"{}", b"not JSON"])
def test_a_page_without_a_run_is_refused(inside, tmp_path):
    from explorer.results.runfile import RunFileError

    path = tmp_path / "page.html"
    path.write_bytes(b"<!DOCTYPE html><html>" + report._START.encode() + inside + b"</script>")
    with pytest.raises(RunFileError, match="is not a run"):
        open_run(path)


def test_the_run_inside_is_the_run_file():
    run = made.sweep()
    content = json.loads(report.held(report.dumped(run).encode()))
    assert content["format"] == "numba-explorer-run"


def test_what_was_asked_why_stands_in_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kernel, run = find("sum"), sum_run()
    ref = replace(run.plan.kernel, sha256=kernel.sha256)
    run = replace(run, plan=replace(run.plan, kernel=ref), machine=dict(facts()))
    assert "<h2>Why</h2>" not in report.dumped(run, kernel)
    machine = {
        "caches": [{"level": 1, "bytes": 32768}],
        "memory_bytes": 2**34,
        "environment": {"OMP_NUM_THREADS": "2"},
    }
    told = report.dumped(replace(run, machine=machine))
    for name, text in (
        ("caches", "L1 32 KiB"),
        ("memory", "16 GiB"),
        ("environment: OMP_NUM_THREADS", "2"),
    ):
        assert f'<td class="text">{name}</td><td class="text">{text}</td>' in told
    verdict = Verdict("latency", "L1", 1.0, "Each addition waits for <the> one before.")
    help_ = Advice("fastmath", Ratio(5.0, 4.9, 5.1), True, True, "5.00× as fast, same result.")
    Answers(kernel).keep("float64", Why("sum", "jit_nopython", 10_000, 1, verdict, advice=(help_,)))
    text = report.dumped(run, kernel)
    assert "jit_nopython at n = 10,000: Each addition waits for &lt;the&gt; one before." in text
    assert "fastmath: 5.00× as fast, same result." in text
    assert ">latency</text>" in text  # in its charts, too
    assert "limit: latency" in text
    elsewhere = replace(run, machine={**run.machine, "cpu": "another"})
    assert "<h2>Why</h2>" not in report.dumped(elsewhere, kernel)
