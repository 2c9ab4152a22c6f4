"""Run files that are damaged at random, and everything that is done with those that still open."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import made_runs as made
from sample_runs import sum_run

from explorer.commands.reporting import report
from explorer.results import csvfile, markdown, runfile
from explorer.results.facts.facts import facts
from explorer.results.facts.subject import Subject
from explorer.results.words.answer import answer
from explorer.results.words.conditions import conditions

ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 0.0, -0.5, 1e-320, 1e308, -1e308, 2**53, 2**63, -(2**63), 10**30,
    "", "x", "=1+1", "\x1b[2J", "\u202e", "ü" * 700, "1e3", "NaN", [], {}, [[]], [1, "2", None],
    {"": 0}, {"variant": "x"}, [[1e-9, 0, "x"]] * 3, 1e-9, 3, 1000, 100_000, 10**7,
)  # fmt: skip
WORDS = (b"NaN", b"Infinity", b"-", b"[" * 3000, b"{}", b"\xff\xfe", b"\x00", b",", b'"', b"1e999")


def originals() -> list[dict[str, Any]]:
    """Return the contents of some good files."""
    more = (made.wrong("loop", 100), made.failed("team", 1000, 2))
    runs = (made.sweep(), made.sweep(more=more), sum_run(6, sizes="1e2:1e4"))
    return [json.loads(runfile.dumped(run)) for run in runs]


def mutations(seed: int, number: int) -> Iterator[bytes]:
    """Yield so many damaged files, the same ones for a seed."""
    chance = random.Random(seed)
    contents = originals()
    for _ in range(number):
        content = copy.deepcopy(chance.choice(contents))
        if chance.random() < 0.25:
            yield _torn(json.dumps(content).encode(), chance)
            continue
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            _spoil(content, chance)
        yield json.dumps(content).encode()


def _spoil(content: Any, chance: random.Random) -> None:
    """Change one value at a random place, none of the places deeper than others."""
    while True:
        keys = list(content) if isinstance(content, dict) else list(range(len(content)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(content[key], (dict, list)) and content[key] and chance.random() < 0.8:
            content = content[key]
            continue
        what = chance.random()
        if what < 0.15:
            del content[key]
        elif what < 0.3 and isinstance(content, list):
            content.insert(key, copy.deepcopy(chance.choice(content)))
        elif what < 0.5 and isinstance(content[key], (int, float)):
            content[key] *= chance.choice((-1, 0, 1e-12, 1e12, 1e300, 3))
        else:
            content[key] = copy.deepcopy(chance.choice(ODD))
        return


def _torn(text: bytes, chance: random.Random) -> bytes:
    """Cut a text off, change a byte, put something in, or double a part."""
    at, to = sorted(chance.sample(range(len(text)), 2))
    kind = chance.randrange(4)
    if kind == 0:
        return text[:at]
    if kind == 1:
        return text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :]
    if kind == 2:
        return text[:at] + chance.choice(WORDS) + text[at:]
    return text[:to] + text[at:to] + text[to:]


def used(content: bytes) -> bool:
    """Open a file and do everything with the run; False where it is refused in one sentence.

    Raises whatever goes wrong.
    """
    try:
        run = runfile.parsed(content, "run.json")
    except runfile.RunFileError as error:
        if not str(error).startswith("“run.json” ") or "\n" in str(error):
            raise ValueError("a refusal that is no sentence") from error
        return False
    answer(run)
    conditions(run)
    facts(Subject(run))
    csvfile.dumped(run)
    markdown.dumped(run)
    report(run, None)
    again = runfile.dumped(run)
    assert runfile.dumped(runfile.parsed(again.encode(), "again.json")) == again
    return True
