"""Finds what a run's sentences, tables and facts say of one comparison in two ways.

All that is said of a run is read as a person would read it: who is how many times as fast as whom,
at which size, who is the fastest there, and who cannot be told from whom.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from explorer.results import table, wording
from explorer.results.columns import COLUMNS
from explorer.results.facts.facts import facts
from explorer.results.facts.plainly import to_json
from explorer.results.facts.subject import Subject, baseline_of
from explorer.results.live.strip import measured
from explorer.results.pictures import grid
from explorer.results.pictures.reading import against_baseline, against_fewest
from explorer.results.pictures.threads import ASPECTS
from explorer.results.words.answer import answer_about
from explorer.results.words.headlines import speedup_headline, time_headline
from explorer.results.words.live import headline as live_headline
from explorer.results.words.live import spoken
from explorer.results.words.scaling import threads_headline, threads_of_each

TIMES = (
    r"(?<![\d.,])(?<!to )"  # of “1.22 to 15.8×” no figure is claimed
    r"(?:about )?([\d.,]+(?:e[+-]?\d+)?)×(?: \(([\d.,]+) (?:to|–) ([\d.,]+)( in \d+ processes)?\))?"
)
ROUNDED = 0.011
"""What three digits hide."""


COUNTS = re.compile(r"((?:fast )?\w+) with ((?:\d+, )*\d+) (and|or) (\d+) threads")


def spelt_out(text):
    """Return a text in which each curve is named by itself, not “a with 2, 4 and 8 threads”."""

    def each(found):
        counts = [*found[2].split(", "), found[4]]
        names = [f"{found[1]} with {n} thread{'' if n == '1' else 's'}" for n in counts]
        return f"{', '.join(names[:-1])} {found[3]} {names[-1]}"

    return COUNTS.sub(each, text)


def number(text):
    return float(text.replace(",", ""))


@dataclass
class Said:
    """What was read: ratios by (faster, than whom, size), and pairs that are sure or open."""

    run: object
    ratios: dict = field(default_factory=lambda: defaultdict(list))
    sure: dict = field(default_factory=dict)
    open: dict = field(default_factory=dict)

    def ratio(self, mine, other, size, median, low, high, where, about=False):
        if mine == other:
            return
        self.ratios[mine, other, size].append((median, low, high, where, about))
        if low is not None and low > 1:
            self.sure[mine, other, size] = where
        elif high is not None and high < 1:
            self.sure[other, mine, size] = where
        elif low is not None and low < 1 < high:  # 1.00 may be rounded
            self.cannot_tell(mine, other, size, where)

    def cannot_tell(self, mine, other, size, where):
        self.open[mine, other, size] = self.open[other, mine, size] = where

    def contradictions(self):
        """Yield what is said in two ways."""
        for (mine, other, size), found in self.ratios.items():
            back = self.ratios.get((other, mine, size), ())
            found = [
                *found,
                *((1 / m, h and 1 / h, low and 1 / low, w, a) for m, low, h, w, a in back),
            ]
            first = found[0]
            for one in found[1:]:
                room = 0.06 if one[4] or first[4] else ROUNDED
                if abs(one[0] / first[0] - 1) > room:
                    yield f"{mine} over {other} at {size}: {first} and {one}"
                ends = [(a, b) for a, b in zip(first[1:3], one[1:3], strict=True) if a and b]
                if any(abs(a / b - 1) > ROUNDED for a, b in ends):
                    yield f"ends of {mine} over {other} at {size}: {first} and {one}"
        for (mine, other, size), where in self.sure.items():
            contrary = self.sure.get((other, mine, size)) or self.open.get((mine, other, size))
            if contrary:
                yield f"{mine} before {other} at {size}: “{where}” and “{contrary}”"


def contradictions(run, hidden=frozenset(), low=0.0, high=float("inf")):
    """Return what is said of a run, or of a part of it, in two ways."""
    return list(said_of(run, hidden, low, high).contradictions())


def said_of(run, hidden=frozenset(), low=0.0, high=float("inf")):
    """Return what is said of a run, or of a part of it."""
    subject, said = Subject(run, hidden, low, high), Said(run)
    names = {wording.series(run, *curve): curve for curve in run.series()}
    one_of = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    readers = _Readers(said, subject, names, one_of, re.escape(run.plan.axis))
    for text in answer_about(subject):
        for part in re.split(r"(?<=\.) (?=[A-Z])", text):
            readers.sentence(part)
    for headline in (time_headline, speedup_headline):
        readers.sentence(headline(subject))
    base = baseline_of(run)
    for size in subject.sizes:
        for aspect in ASPECTS if run.counts else ():
            readers.sentence(threads_headline(subject, size, aspect), size)
        for part in threads_of_each(subject, size).split("  ·  "):
            readers.sentence(part, size)
        strip = measured(run, size, subject.curves)
        readers.sentence(live_headline(strip), size)
        for lane in strip.lanes:
            if lane.ratio is not None:
                readers.sentence(spoken(strip, lane).replace(":", " takes", 1), size)
    for curve in subject.curves:
        for size in subject.sizes:
            record = subject.record(curve, size)
            for tell in (against_baseline, against_fewest) if record is not None else ():
                readers.of(curve, size, tell(run, record))
    for name in grid.threaded(run):
        readers.sentence(grid.headline(run, name, grid.grid(run, name)))
    if not hidden:
        _of_table(said, run, base)
    _of_facts(said, to_json(facts(subject), ()))
    return said


def _of_table(said, run, base):
    values = {column.name: column.value for column in COLUMNS}
    for row in table.rows(run):
        median, low, high = (values[k](row) for k in ("speedup", "speedup_low", "speedup_high"))
        point = row.record.point
        if median is not None:
            if values["speedup_lowest"](row) is not None:
                low = high = None
            mine = (point.variant, point.threads)
            said.ratio(mine, base, point.size, median, low, high, "the table", low is None)


def _of_facts(said, content):
    for one in content["threads"]:
        found = one["speedup_over_one"]
        mine = (one["variant"], one["best_threads"])
        if found is not None:
            which = (one["variant"], 1)
            ends = found["low"], found["high"]
            said.ratio(mine, which, one["size"], found["median"], *ends, "the facts")


class _Readers:
    def __init__(self, said, subject, names, one_of, axis):
        self.said, self.subject, self.names = said, subject, names
        self.at = re.compile(rf"\b{axis} = ([\d,]+)")
        self.start = re.compile(rf"(?:^|, |: )({one_of}) (?:takes|is|cannot)\b")
        self.ratio = re.compile(rf"{TIMES} as fast as ({one_of})(?![\w])")
        self.made = re.compile(rf"(\d+) threads? make (\S+) {TIMES} as fast")
        self.apart = re.compile(rf"({one_of}) cannot be told from ({one_of})(?![\w])")
        self.rest = re.compile(rf"; ((?:{one_of}|, | and )+) cannot be told from it")
        self.fewest = re.compile(rf"{TIMES} as fast as with (\d+) thread")
        self.longer = re.compile(rf"(?:that is|takes) [\d.]+ % longer than ({one_of})(?![\w])")
        self.longest = re.compile(
            rf"more threads do not make (\S+) faster: with (\d+) a call takes {TIMES}"
        )

    def sentence(self, text, size=None):
        text = spelt_out(text)
        spots = [(found.start(), int(number(found[1]))) for found in self.at.finditer(text)]
        begin = self.start.search(text)
        mine = self.names.get(begin[1]) if begin else None

        def at(place):
            before = [n for start, n in spots if start < place]
            return before[-1] if before else (spots[0][1] if spots else size)

        for found in self.ratio.finditer(text):
            if mine is not None:
                self._add(found, mine, self.names[found[5]], at(found.start()), text)
        for found in self.made.finditer(text):
            many, one = (found[2], int(found[1])), (found[2], 1)
            self._add(found, many, one, at(found.start()), text, 3)
        for found in self.longest.finditer(text):
            one, many = (found[1], 1), (found[1], int(found[2]))
            self._add(found, one, many, at(found.start()), text, 3)
        for found in self.apart.finditer(text):
            pair = self.names[found[1]], self.names[found[2]]
            self.said.cannot_tell(*pair, at(found.start()), text)
        for found in self.rest.finditer(text):
            for name in re.findall("|".join(map(re.escape, self.names)), found[1]):
                self.said.cannot_tell(mine, self.names[name], at(found.start()), text)
        for found in self.longer.finditer(text):
            self.said.sure[self.names[found[1]], mine, at(found.start())] = text
        if " is fastest: " in text or " is the fastest at " in text:
            for other in self.names.values():
                record = self.subject.record(other, at(0))
                if other != mine and record is not None and other in self.subject.eligible:
                    self.said.sure[mine, other, at(0)] = text

    def of(self, curve, size, text):
        """Read what is read out of a point."""
        for found in self.ratio.finditer(text):
            self._add(found, curve, self.names[found[5]], size, text)
        for found in self.fewest.finditer(text):
            self._add(found, curve, (curve[0], int(found[5])), size, text)

    def _add(self, found, mine, other, size, text, first=1):
        median, low, high, processes = found.groups()[first - 1 : first + 3]
        ends = (None, None) if low is None or processes else (number(low), number(high))
        about = "about" in found[0]
        self.said.ratio(mine, other, size, number(median), *ends, text, about)
