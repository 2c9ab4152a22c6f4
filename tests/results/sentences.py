"""Reads every sentence of an answer to a made-up file, most against what is true of the file.

Ratios, and who is faster than whom, are read by `agreement`, in all places where they are said. The
steps and the loss of a rule, a law's figures and what was left out are held against the run's own
facts only. A sentence of which nothing here knows what it claims is a finding of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from agreement import number, said_of, spelt_out
from plain_judge import ROOM
from plain_truth import Made

from explorer.results.facts.contests import LOSS
from explorer.results.record import Run

SAME = 1.02
"""What is nearer than that, is as good as equal."""
ROUNDED = 0.0011
"""What is rounded up of a share in per cent with one decimal."""


def judge_sentences(made: Made, answer: dict[str, Any], run: Run, verdicts: Any, case: Any) -> None:
    """Count which sentences are known, and which of these are true."""
    told = _Told(made, answer, run)
    for text in answer["sentences"]:
        for part in re.split(r"(?<=[.)]) (?=[A-Z\d])", spelt_out(text)):
            found = [(kind, of(told, part)) for kind, of in READERS if of(told, part) is not None]
            verdicts.judge("read", bool(found), (case, part))
            for kind, right in found:
                verdicts.judge(f"“{kind}”", right, (case, part))
    said = said_of(run)
    for (mine, other, size), where in said.sure.items():
        if size and _has(made, mine, size) and _has(made, other, size):
            right = told.ratio(mine, other, size) > 1 - ROOM
            verdicts.judge("“faster”", right, (case, mine, other, size, where))
    for (mine, other, size), each in said.ratios.items():
        for _, low, high, where, _ in each if size and _has(made, mine, size) else ():
            if low and high and _has(made, other, size):
                right = low * (1 - ROOM) <= told.ratio(mine, other, size) <= high * (1 + ROOM)
                verdicts.judge("“times as fast”", right, (case, mine, other, size, where))


def _has(made: Made, curve: tuple[str, int], size: int) -> bool:
    return curve in made.timed.get(size, ())


@dataclass
class _Told:
    made: Made
    answer: dict[str, Any]
    run: Run

    def seconds(self, curve: tuple[str, int], size: float) -> float:
        return self.made.seconds(curve[0], size, curve[1])

    def ratio(self, mine: tuple[str, int], other: tuple[str, int], size: float) -> float:
        """How many times faster one curve truly is than another."""
        return self.seconds(other, size) / self.seconds(mine, size)

    def curve(self, text: str) -> tuple[str, int]:
        """The curve of a name."""
        found = re.fullmatch(r"(.+) with (\d+) threads?", text)
        return (found[1], int(found[2])) if found else (text, 1)

    def names(self, text: str) -> list[str]:
        return re.findall("|".join(sorted(self.made.costs, key=len, reverse=True)), text)

    def counts(self, variant: str, size: int) -> dict[int, float]:
        """What a call takes by thread count, of those that were measured."""
        known = (c for v, c in self.made.timed.get(size, ()) if v == variant)
        return {c: self.seconds((variant, c), size) for c in sorted(known)}

    def points(self, *statuses: str) -> list[dict[str, Any]]:
        return [p for p in self.made.content["points"] if p["status"] in statuses]

    def is_open(self, size: int) -> bool:
        return any(one["from"] <= size <= one["to"] for one in self.answer["undecided"])

    def medians(self, size: int) -> dict[tuple[str, int], float]:
        """The medians of a size, as read, of what may be recommended."""
        found = {}
        for variant, threads in self.made.timed[size]:
            record = self.run.point(variant, size, threads)
            if record is not None and record.estimate is not None:
                found[variant, threads] = record.estimate.median_s
        return found


_Reader = Callable[[_Told, str], "bool | None"]
"""Whether a sentence is true; None where it is of another kind."""


def _rule(told: _Told, text: str) -> bool | None:
    found = re.search(r"(?:^Use|: use|^The likeliest:) (.+?)(?:; |\.$)", text)
    rule = told.answer["rule"]
    if found is None:
        return None
    if rule is None:
        return False
    steps = list(_steps(told, found[1]))
    wanted = [(_curve_of(told, step), step["from"]) for step in rule["steps"]]
    return len(steps) == len(wanted) and all(
        mine == its and (start is None or f"{start:.1e}" == f"{at:.1e}")
        for (mine, start), (its, at) in zip(steps, wanted, strict=True)
    )


def _steps(told: _Told, text: str) -> Iterator[tuple[tuple[str, int], float | None]]:
    """The steps of a rule as it is written: curves, and from which size on where that is told."""
    one = re.fullmatch(r"(.+?) at (?:every size from [\d,]+ to [\d,]+|n = [\d,]+)", text)
    two = re.fullmatch(r"(.+?) from n ≈ ([\d,]+) on, below that (.+)", text)
    if one:
        yield told.curve(one[1]), None
    elif two:
        yield told.curve(two[3]), None
        yield told.curve(two[1]), number(two[2])
    else:
        first, *between = re.split(r", (?:and )?", text)
        begin = re.fullmatch(r"(.+?) below n ≈ ([\d,]+?)", first)
        if begin is None:
            return
        yield told.curve(begin[1]), None
        at = number(begin[2])
        for part in between:
            on = re.fullmatch(r"(.+?) from there (?:to n ≈ ([\d,]+)|on)", part)
            if on is None:
                return
            yield told.curve(on[1]), at
            at = number(on[2]) if on[2] else at


def _curve_of(told: _Told, one: dict[str, Any]) -> tuple[str, int]:
    return one["variant"], one["threads"] or 1


def _loss(told: _Told, text: str) -> bool | None:
    found = re.search(r"more than ([\d.]+) % behind the best, round by round", text)
    if found is None:
        return None
    up = float(found[1]) / 100 - told.answer["rule"]["loss_at_most"]
    return -ROUNDED / 20 <= up <= ROUNDED


def _little(told: _Told, text: str) -> bool | None:
    found = re.search(r"ittle is sure: at (\d+) of (\d+) sizes it cannot be told", text)
    if found is None:
        return None
    opened = sum(told.is_open(size) for size in told.made.timed)
    return (int(found[1]), int(found[2])) == (opened, len(told.made.timed))


def _nothing(told: _Told, text: str) -> bool | None:
    if not re.search(r"othing is sure: the run cannot tell (which of|what is best)", text):
        return None
    return not any(regime["decided"] for regime in told.answer["regimes"])


def _only(told: _Told, text: str) -> bool | None:
    found = re.search(r"nly (.+?) (could be|may be|gives right|was timed).*nothing to choose", text)
    right = {variant for timed in told.made.timed.values() for variant, _ in timed}
    return None if found is None else right <= {found[1]}


def _untold(told: _Told, text: str) -> bool | None:
    if not text.startswith("The run cannot tell which is best "):
        return None
    spans = re.findall(r"(?:from|at) n = ([\d,]+)(?: to ([\d,]+))? \(", text)
    known = {(one["from"], one["to"]) for one in told.answer["undecided"]}
    return all((int(number(a)), int(number(b or a))) in known for a, b in spans)


def _few(told: _Told, text: str) -> bool | None:
    found = re.match(r"At n = ([\d,]+) (.+) (?:has|have) only (\d+)(?: to (\d+))? undisturbed "
                     r"samples?(?: each)?, too few to tell", text)  # fmt: skip
    if found is None:
        return None
    size, least, most = int(number(found[1])), int(found[3]), int(found[4] or found[3])
    named = [told.curve(t) for t in re.split(r", | and ", found[2]) if "other curves" not in t]
    records = [told.run.point(variant, size, threads) for variant, threads in named]
    counts = [r.estimate.clean for r in records if r is not None and r.estimate is not None]
    return len(counts) == len(named) and all(least <= n <= most for n in counts)


def _unmeasured(told: _Told, text: str) -> bool | None:
    found = re.fullmatch(
        r"(?:At|From) n = ([\d,]+)(?: to ([\d,]+))? it cannot be told what is best: (.+?) "
        r"w(?:as|ere) not measured there\.", text)  # fmt: skip
    if found is None:
        return None
    first, last = int(number(found[1])), int(number(found[2] or found[1]))
    sizes = [size for size in told.made.timed if first <= size <= last]
    named = [told.curve(t) for t in re.split(r", | and ", found[3]) if "other curves" not in t]
    return bool(sizes) and all(not _has(told.made, c, n) for c in named for n in sizes)


def _takes(told: _Told, text: str) -> bool | None:
    found = re.match(r"At n = ([\d,]+), (.+?) takes ([\d,.]+) (s|ms|µs|ns) a call", text)
    if found is None:
        return None
    scale = {"s": 1.0, "ms": 1e-3, "µs": 1e-6, "ns": 1e-9}[found[4]]
    median = told.medians(int(number(found[1])))[told.curve(found[2])]
    fine = abs(number(found[3]) * scale / median - 1) < 0.006
    within = re.search(r"; (.+) (?:is|are) as fast to within ([\d.]+) %", text)
    for name in told.names(within[1]) if within else ():
        if not any(count > 1 for v, count in told.made.timed[int(number(found[1]))] if v == name):
            mine = told.curve(found[2])
            true = told.ratio(mine, (name, 1), int(number(found[1])))
            fine = fine and max(true, 1 / true) <= 1 + float(within[2]) / 100 + ROOM  # type: ignore[index]
    return fine


def _threads(told: _Told, text: str) -> bool | None:
    found = re.match(r"At n = ([\d,]+), (\d+) threads make (.*)as fast as 1 does", text)
    if found is None:
        return None
    took = told.counts(told.names(found[3])[0], int(number(found[1])))
    best = took[int(found[2])]
    fine = took[1] / best > 1 - ROOM
    if re.search(r"bring no more(?! that could)", text):
        fine = fine and all(
            best / s <= 1 + LOSS + ROOM for c, s in took.items() if c > int(found[2])
        )
    if "may cost the rest" in text:
        fine = fine and took[1] / best < 0.75 * int(found[2])
    if "its cache" in text:
        fine = fine and took[1] / best > int(found[2])
    return fine


def _no_threads(told: _Told, text: str) -> bool | None:
    found = re.match(r"At n = ([\d,]+), more threads do not make (.+?) faster", text)
    if found is None:
        return None
    took = told.counts(found[2], int(number(found[1])))
    return all(took[1] / seconds <= 1 + LOSS + ROOM for seconds in took.values())


def _pays(told: _Told, text: str) -> bool | None:
    found = re.match(r"Its threads pay (?:at (.+?)|from n ≈ ([\d,]+) on .*), against", text)
    wide = re.match(r"Its threads pay from somewhere between n ≈ ([\d,]+) and ([\d,]+) on,", text)
    paid = [one["pays_from"] for one in told.answer["threads"] if one["pays_from"]]
    if wide is not None:
        ends = [f"{number(end):.1e}" for end in wide.groups()]
        return any([f"{one['low'] or 0:.1e}", f"{one['high']:.1e}"] == ends for one in paid)
    if found is None:
        return None
    if found[2]:
        return any(f"{one['size']:.1e}" == f"{number(found[2]):.1e}" for one in paid)
    return any(one["low"] is None for one in paid)


def _longer(told: _Told, text: str) -> bool | None:
    found = re.match(
        r"With its best thread count, (\d+), it takes ([\d.,]+)× as long as (.+) at n = ([\d,]+)\.",
        text,
    )
    if found is None:
        return None
    size, other = int(number(found[4])), told.curve(found[3])
    mine = {v for v, c in told.made.timed[size] if c == int(found[1])}
    return number(found[2]) > 1 and any(
        told.ratio((v, int(found[1])), other, size) < 1 + ROOM for v in mine
    )


def _law(told: _Told, text: str) -> bool | None:
    found = re.match(r"It scales as if ([\d.]+) % \(([\d.]+) % to ([\d.]+) %\)", text)
    return None if found is None else float(found[2]) <= float(found[1]) <= float(found[3])


def _paid(told: _Told, text: str) -> bool | None:
    found = re.match(
        r"Compiling (.+) \(([\d.]+) (s|ms)\) pays off after about ([\d,]+) calls? at n = "
        r"([\d,]+), against (.+)\.$", text)  # fmt: skip
    if found is None:
        return None
    size = int(number(found[5]))
    mine = min(told.counts(found[1], size).values())
    other = min(told.counts(found[6], size).values())
    took = number(found[2]) * (1.0 if found[3] == "s" else 1e-3)
    true = max(took / (other - mine), 1.0) if other > mine else float("inf")
    return true / 2 <= number(found[4]) <= 2 * true or other < SAME * 1.1 * mine


def _wrong(told: _Told, text: str) -> bool | None:
    found = re.match(r"(.+?) gives? wrong results \((?:.+ )?at n = ", text)
    if found is None:
        return None
    named = {p["variant"] for p in told.points("wrong")}
    return set(told.names(found[1])) == named


def _gaps(told: _Told, text: str) -> bool | None:
    found = re.match(r"(Failed|Not measured): ", text)
    if found is None:
        return None
    kind = "failed" if found[1] == "Failed" else "skipped"
    return set(told.names(text)) <= {p["variant"] for p in told.points(kind)}


def _noisy(told: _Told, text: str) -> bool | None:
    found = re.match(r"([\d,]+) of ([\d,]+) points? (?:is|are) (noisy|unchecked): ", text)
    if found is None:
        return None
    every = told.run.points.values()
    many = sum(record.status == found[3] for record in every)
    return (int(number(found[1])), int(number(found[2]))) == (many, len(every))


def _known(pattern: str) -> _Reader:
    """A sentence that claims nothing about times, or only that something is not known."""
    return lambda told, text: True if re.search(pattern, text) else None


def _never(pattern: str) -> _Reader:
    """A sentence that is true of none of these files."""
    return lambda told, text: False if re.search(pattern, text) else None


_FEW_AT = r"^At (every size|\d+ of \d+ sizes) .+ ha(s|ve) only \d.* undisturbed sample"

READERS: tuple[tuple[str, _Reader], ...] = (
    ("rule", _rule),
    ("loss", _loss),
    ("little is sure", _little),
    ("nothing is sure", _nothing),
    ("only one", _only),
    ("cannot tell", _untold),
    ("few samples", _few),
    ("was not measured", _unmeasured),
    ("takes", _takes),
    ("threads make", _threads),
    ("no faster", _no_threads),
    ("pays", _pays),
    ("with its best", _longer),
    ("scales", _law),
    ("paid", _paid),
    ("wrong", _wrong),
    ("gaps", _gaps),
    ("noisy", _noisy),
    ("open", _known(r"cannot be told(?! what is best)|that could be told")),
    ("two speeds", _known(r" alternates between ")),
    ("few samples at sizes", _known(_FEW_AT)),
    ("burst", _known(r"^One burst may have hit all samples of ")),
    ("spoilt", _known(r"^Every sample of .+ was disturbed at .+: measure while")),
    ("budget", _known(r"^The budget was used up before ")),
    ("note", _known(r"^In the file, ")),
    ("no loop", _never(r"a result that needs no loop")),
    ("calling", _never(r"mostly the cost of calling")),
    ("nothing in sight", _known(r"^(Nothing that was measured may|Nothing was measured)")),
)
