"""A run as one HTML file: the answer, charts, the table, conditions, source, and the run itself.

The page loads nothing and asks no network. Its policy allows one script by its hash, which sorts
the table: whatever names, messages or sources say, nothing else in it can run. The run is inside
as JSON, so that the program opens the report again.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import starmap
from types import MappingProxyType
from typing import Any

from explorer.kernels.kernel import Kernel
from explorer.measure.plan import Point
from explorer.results import runfile, wording
from explorer.results.asked import asked, limits
from explorer.results.columns import Column, in_terminal
from explorer.results.pictures.drawing import drawn
from explorer.results.pictures.kinds import OF_A_RUN
from explorer.results.pictures.reading import limit_of, reading, signs_of
from explorer.results.pictures.view import Scene, View
from explorer.results.record import PointRecord, Run
from explorer.results.table import Row, rows
from explorer.results.words.answer import answer
from explorer.results.words.conditions import conditions
from explorer.shipped import resource
from explorer.units import harmless, seconds, size_in_bytes
from explorer.why.facts import Why

_START = '<script type="application/json" id="numba-explorer-run">'
_END = "</script>"


def dumped(run: Run, kernel: Kernel | None = None) -> str:
    """Return the report's text. For `kernel` see `table.rows`."""
    kernel = kernel or wording.kernel_of(run)
    title = _safe(run.plan.kernel.heading)
    style, script = (resource(f"report.{kind}").read_text("utf-8") for kind in ("css", "js"))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    answers = asked(run, kernel)
    known = limits(answers)
    parts = (
        *_answer(run, kernel),
        *(part for kind in OF_A_RUN.values() for part in chart(run, kind.view(), known)),
        *_why(run, answers),
        *_table(run, kernel),
        *_machine(run),
        *_how(run),
        *_source(run, kernel),
    )
    body = "\n".join(parts)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
{body}
{_START}{_embedded(run)}{_END}
<script>{script}</script>
</body>
</html>
"""


def held(content: bytes) -> bytes | None:
    """Return the run file that is inside of a report, None where there is none."""
    start = content.find(_START.encode())
    end = content.find(_END.encode(), start)
    if start < 0 or end < 0:
        return None
    return content[start + len(_START) : end]


def chart(run: Run, view: View, known: Mapping[Point, str] = MappingProxyType({})) -> Iterator[str]:
    """Yield a chart with its headline over it; nothing where it has no curves.

    `known` says what limits points.
    """
    scene = Scene(run, limits=known)
    picture = view.whole(scene)
    if not picture.curves:
        return
    headline = view.headline(scene)

    def told(record: PointRecord) -> str:
        parts = reading(run, record, view.comparison(run, record))
        return " · ".join(filter(None, (*parts, limit_of(picture, record))))

    yield f"<figure>\n<h2>{_safe(headline)}</h2>"
    yield drawn(picture, f"{view.question}: {headline}", told)
    key = " · ".join([*signs_of(picture), "point at a marker to read its values"])
    yield f'<figcaption class="faint">{_safe(key)}</figcaption>\n</figure>'


def _answer(run: Run, kernel: Kernel | None) -> Iterator[str]:
    advice, *reasons = answer(run, kernel)
    yield f'<p class="advice">{_safe(advice)}</p>'
    if reasons:
        yield from _listed(reasons)
    yield f'<p class="faint">{_safe(conditions(run))}</p>'


def _why(run: Run, answers: Mapping[Point, Why]) -> Iterator[str]:
    """Yield of each curve what limits it, at the largest size that was asked about."""
    found = []
    for curve in run.series():
        points = (Point(curve[0], size, curve[1]) for size in reversed(run.plan.sizes))
        known = next((answers[point] for point in points if point in answers), None)
        if known is not None and known.verdict is not None:
            helps = [f"{one.change}: {one.text}" for one in known.advice or () if one.helps]
            where = f"{wording.series(run, *curve)} at {wording.at(run, known.size)}"
            found.append(" ".join([f"{where}: {known.verdict.sentence}", *helps]))
    if found:
        yield "<h2>Why</h2>"
        yield from _listed(found)


def _table(run: Run, kernel: Kernel | None) -> Iterator[str]:
    shown = rows(run, kernel)
    columns = [c for c in in_terminal(run) if any(c.text(row) for row in shown)]
    if not columns:
        return
    yield '<h2>All points</h2>\n<div class="wide"><table>\n<thead><tr>'
    for column in columns:
        kind = ' class="text"' if column.is_text else ""
        numbers = "" if _by_text(column) else ' data-numbers="1"'
        heading = _safe(column.heading(run))
        yield (
            f'<th scope="col"{kind}{numbers} title="{_safe(column.explained)}">'
            f'<button type="button">{heading}</button></th>'
        )
    yield "</tr></thead>\n<tbody>"
    for row in shown:
        yield f"<tr>{''.join(_cell(column, row) for column in columns)}</tr>"
    yield "</tbody></table></div>"


def _by_text(column: Column) -> bool:
    return column.is_text and column.rank is None


def _cell(column: Column, row: Row) -> str:
    text = column.text(row)
    key = text if _by_text(column) else repr(min(column.sort_key(row), 1e300))
    kind = ' class="text"' if column.is_text else ""
    return f'<td{kind} data-sort="{_safe(key)}">{_safe(text)}</td>'


def _machine(run: Run) -> Iterator[str]:
    found = list(_flat(run.machine))
    if found:
        yield '<h2>Machine</h2>\n<div class="wide"><table><tbody>'
        for name, text in found:
            yield f'<tr><td class="text">{_safe(name)}</td><td class="text">{_safe(text)}</td></tr>'
        yield "</tbody></table></div>"


def _flat(facts: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Facts as names and texts; those of a mapping get its name before theirs."""
    for key, value in facts.items():
        name = f"{before}{str(key) if before else str(key).replace('_', ' ')}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{name}: ")
        elif isinstance(value, (list, tuple)):
            yield name, ", ".join(" ".join(_texts(v)) for v in value)
        elif value is not None and value != "":
            yield name.removesuffix(" bytes"), _text(key, value)


def _texts(value: Any) -> list[str]:
    """One of a list: a cache is its level and size."""
    return list(starmap(_text, value.items())) if isinstance(value, Mapping) else [str(value)]


def _text(key: str, value: Any) -> str:
    if str(key).endswith("bytes") and isinstance(value, int):
        return size_in_bytes(value)
    return f"L{value}" if key == "level" else str(value)


def _how(run: Run) -> Iterator[str]:
    plan = run.plan
    if not run.measured_here:
        return
    took = f"It took {seconds(run.seconds)}, of which {seconds(run.timed_s)} were timed."
    sentences = [
        f"Measured {run.created} by Numba Explorer {run.app_version} in a {run.where}. "
        + (took if run.seconds and run.timed_s else ""),
        f"Wanted were intervals of at most ±{100 * plan.precision:g} % within "
        f"{plan.budget_s:g} s, in {plan.repeats} process{'es' if plan.repeats > 1 else ''}; "
        f"calls of more than {plan.call_limit_s:g} s were not made.",
        "A time is the median of samples that nothing disturbed, with its distribution-free 95 % "
        "interval; variants were measured in turns, compiling apart, and results compared with "
        "the reference.",
    ]
    if run.reason:
        sentences.insert(1, run.reason)
    yield "<h2>How it was measured</h2>"
    yield from _listed(sentences)


def _source(run: Run, kernel: Kernel | None) -> Iterator[str]:
    """The variants' source, where it is that which was measured."""
    if kernel is None or kernel.sha256 != run.plan.kernel.sha256:
        return
    measured = [variant for variant in kernel.variants if variant.name in run.plan.variants]
    if not measured:
        return
    yield "<h2>Source</h2>"
    if kernel.arguments:
        given = ", ".join(f"{name} = {text}" for name, text in kernel.arguments.items())
        yield f"<p>Arguments: <code>{_safe(given)}</code></p>"
    for variant in measured:
        compiled = run.compiled.get(variant.name)
        concerns = [compiled.note, compiled.unfit, *compiled.concerns] if compiled else []
        yield f"<h3>{_safe(variant.name)}</h3>"
        yield from (f'<p class="faint">{_safe(text)}</p>' for text in concerns if text)
        yield f"<pre>{_safe(variant.source)}</pre>"


def _listed(sentences: Iterable[str]) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>{_safe(text)}</li>" for text in sentences)
    yield "</ul>"


def _embedded(run: Run) -> str:
    """The run file with every “<” written otherwise: nothing in it can end its element."""
    return runfile.dumped(run).replace("<", "\\u003c")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _safe(text: str) -> str:
    return escape(harmless(text))
