"""What was found out about a variant, as rich text: the verdict, advice, the source, facts."""

import html
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.kernels.kernel import Kernel
from explorer.units import percent, seconds
from explorer.why.facts import Why
from explorer.why.text import annotated_rows, facts_of, instructions, lacking, spent

FOLD = "fold"
"""Begins the addresses, followed by `:` and its name, of links that fold a part or unfold it."""
LINES, THREADS, BESIDES = "lines", "threads", "besides"
TYPES, STAGES, ASSEMBLY = "types", "stages", "assembly"
"""The parts that can be folded."""
UNFOLDED = frozenset({LINES, THREADS, BESIDES})
"""Those that are not folded at first."""
COPY, VARIANT = "copy", "variant"
"""Begin the addresses, followed by `:` and the place of a change, of links that copy what it makes
of the function, and that make it a variant of the run."""
_WIDE = 30
_CELL, _WHOLE = 'style="padding:1px 6px"', 'style="padding:1px 6px; white-space:pre"'
_CODE = 'style="padding:1px 6px; white-space:pre-wrap"'
"""Cells, the second of what is never broken into lines, the third with all blanks of its text."""


@dataclass(frozen=True)
class Looks:
    """Two colours, and the family of a font for code."""

    faint: str
    accent: str
    code: str


def as_html(
    why: Why, kernel: Kernel, looks: Looks, unfolded: frozenset[str] = UNFOLDED, still: str = ""
) -> str:
    """Return the page: the verdict, advice, and the facts, those parts in full that are `unfolded`.

    `still` says what is being done where not all is known yet.
    """
    parts = [f"<p>{_safe(still)}</p>"] if still else []
    parts += [*_verdict(why), *_advice(why, looks.faint)]
    for name, title, rows in (
        (LINES, "Line by line", _source(why, kernel, looks)),
        (THREADS, "Each thread in the parallel loops of a call", _threads(why, looks)),
        (BESIDES, "Besides", _besides(why)),
        (TYPES, "Types of variables, as Numba inferred them", _types(why, looks)),
        (STAGES, "Where compiling spent its time", _stages(why)),
        (ASSEMBLY, "The instructions of the loop that runs most", _assembly(why, looks)),
    ):
        parts += _part(name, title, rows, name in unfolded)
    if not still:
        parts += _lacking(why, looks.faint)
    return "\n".join(parts)


def _part(name: str, title: str, rows: Iterator[str], unfolded: bool) -> Iterator[str]:
    """A part below its title, which folds it; nothing where there is nothing in it."""
    first = next(rows, None)
    if first is None:
        return
    sign = "▾" if unfolded else "▸"
    yield f'<h4><a href="{FOLD}:{name}" style="text-decoration:none">{sign}&nbsp;{title}</a></h4>'
    if unfolded:
        yield first
        yield from rows


def _verdict(why: Why) -> Iterator[str]:
    if why.verdict is not None:
        yield f'<p style="font-size:large; font-weight:600">{_safe(why.verdict.sentence)}</p>'
    if why.seconds_per_call is not None:
        when = "when it was asked before" if why.kept else "just now"
        yield f"<p>A call takes {_safe(seconds(why.seconds_per_call))}, measured {when}.</p>"


def _advice(why: Why, faint: str) -> Iterator[str]:
    if why.advice is None:
        return
    yield "<h4>Tried and measured beside it</h4>"
    if not why.advice:
        yield "<p>Nothing that was found suggests a change that could be tried.</p>"
        return
    yield '<table cellspacing="0">'
    for number, advice in enumerate(why.advice):
        name, text = _safe(advice.change), _safe(advice.text)
        if advice.helps:
            links = f'<a href="{VARIANT}:{number}">make it a variant</a> · ' + (
                f'<a href="{COPY}:{number}">copy the function</a>'
            )
            offered = links if advice.source else ""
            yield (
                f"<tr><td {_CELL}><b>{name}</b></td><td {_CELL}><b>{text}</b></td>"
                f"<td {_CELL}>{offered}</td></tr>"
            )
        else:
            yield (
                f'<tr><td {_CELL}><span style="color:{faint}">{name}</span></td>'
                f'<td {_CELL}><span style="color:{faint}">{text}</span></td></tr>'
            )
    yield "</table>"


def _source(why: Why, kernel: Kernel, looks: Looks) -> Iterator[str]:
    rows = list(annotated_rows(why, kernel))
    if not rows:
        return
    faint = looks.faint
    yield '<table cellspacing="0">'
    for row in rows:
        share = percent(row.share) if row.share else ""
        bar = f'<span style="color:{looks.accent}">{"█" * round(10 * (row.share or 0))}</span>'
        yield (
            f'<tr><td align="right" {_CELL}>{share}</td><td {_WHOLE}>{bar}</td>'
            f'<td align="right" {_CELL}><span style="color:{faint}">{row.line}</span></td>'
            f'<td {_CODE}><span style="font-family:{looks.code}">'
            f"{_safe(row.text.rstrip())}</span></td></tr>"
        )
        for note in row.notes:
            yield (
                f"<tr><td></td><td></td><td></td><td {_CELL}>"
                f'<span style="color:{faint}">↳ {_safe(note)}</span></td></tr>'
            )
    yield "</table>"
    sampled = "Shares of the time in compiled code, of all threads: sampled. " if why.lines else ""
    below = "Below a line: what the compiler said, and what was counted."
    yield f'<p style="color:{faint}">{sampled}{below}</p>'


def _assembly(why: Why, looks: Looks) -> Iterator[str]:
    if why.assembly:
        rows = "\n".join(_safe(row) for row in instructions(why))
        yield f'<pre style="font-family:{looks.code}">{rows}</pre>'


def _threads(why: Why, looks: Looks) -> Iterator[str]:
    """A bar for each thread: the time it works, and the time it waits for the others."""
    used = why.threads_used or ()
    whole = max((use.busy_s + use.waiting_s for use in used), default=0.0)
    if not whole:
        return
    yield '<table cellspacing="0">'
    for use in used:
        busy = round(_WIDE * use.busy_s / whole)
        yield (
            f'<tr><td align="right" {_CELL}>{use.thread}</td><td {_WHOLE}>'
            f'<span style="color:{looks.accent}">{"█" * busy}</span>'
            f'<span style="color:{looks.faint}">{"░" * (_WIDE - busy)}</span></td>'
            f"<td {_CELL}>{_safe(spent(use))}</td></tr>"
        )
    yield "</table>"


def _types(why: Why, looks: Looks) -> Iterator[str]:
    """Each variable once for each of its types, where it is first of that type."""
    first: dict[tuple[str, str], int] = {}
    for typed in why.types or ():
        first.setdefault((typed.name, typed.type), typed.line)
    if not first:
        return
    yield '<table cellspacing="0">'
    for (name, kind), line in sorted(first.items(), key=lambda row: row[1]):
        yield (
            f'<tr><td align="right" {_CELL}><span style="color:{looks.faint}">{line}</span></td>'
            f'<td {_CELL}><span style="font-family:{looks.code}">{_safe(name)}</span></td>'
            f"<td {_CELL}>{_safe(kind)}</td></tr>"
        )
    yield "</table>"


def _stages(why: Why) -> Iterator[str]:
    if not why.compile:
        return
    yield '<table cellspacing="0">'
    for stage in sorted(why.compile, key=lambda one: -one.seconds):
        yield (
            f'<tr><td align="right" {_CELL}>{_safe(seconds(stage.seconds))}</td>'
            f"<td {_CELL}>{_safe(stage.stage)}</td></tr>"
        )
    yield "</table>"


def _besides(why: Why) -> Iterator[str]:
    for row in facts_of(why):
        yield f'<p style="margin:2px 0">{_safe(row)}</p>'


def _lacking(why: Why, faint: str) -> Iterator[str]:
    for row in (*lacking(why), *why.left_behind):
        yield f'<p style="margin:2px 0; color:{faint}">{_safe(row)}</p>'


def _safe(text: str) -> str:
    return html.escape(text)
