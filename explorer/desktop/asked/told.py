"""What was found out about a variant, as rich text: the verdict, advice, the source, facts."""

from __future__ import annotations

import html
from collections.abc import Iterator

from explorer.kernels.kernel import Kernel
from explorer.units import percent, seconds
from explorer.why.facts import Why
from explorer.why.text import annotated_rows, facts_of, instructions, lacking, spent

ASSEMBLY = "assembly:0"
"""The address of a link that shows the instructions of the loop that runs most, or hides them."""
COPY, VARIANT = "copy", "variant"
"""Begin the addresses, followed by `:` and the place of a change, of links that copy what it makes
of the function, and that make it a variant of the run."""
_WIDE = 30
_CELL = 'style="padding:1px 6px"'


def as_html(
    why: Why, kernel: Kernel, faint: str, accent: str, code: str, unfolded: bool = False
) -> str:
    """Return the page. `faint` and `accent` are colours, `code` the family of a font for code.

    The instructions of the loop that runs most are shown where they are `unfolded`.
    """
    parts = [*_verdict(why), *_advice(why, faint), *_source(why, kernel, faint, accent, code)]
    parts += [*_assembly(why, code, unfolded), *_threads(why, faint, accent), *_facts(why, faint)]
    return "\n".join(parts)


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


def _source(why: Why, kernel: Kernel, faint: str, accent: str, code: str) -> Iterator[str]:
    rows = list(annotated_rows(why, kernel))
    if not rows:
        return
    yield "<h4>Line by line</h4>"
    yield '<table cellspacing="0">'
    for row in rows:
        share = percent(row.share) if row.share else ""
        bar = f'<span style="color:{accent}">{"█" * round(10 * (row.share or 0))}</span>'
        text = _safe(row.text).replace(" ", "&nbsp;")
        yield (
            f'<tr><td align="right" {_CELL}>{share}</td><td {_CELL}>{bar}</td>'
            f'<td align="right" {_CELL}><span style="color:{faint}">{row.line}</span></td>'
            f'<td {_CELL}><span style="font-family:{code}">{text}</span></td></tr>'
        )
        for note in row.notes:
            yield (
                f"<tr><td></td><td></td><td></td><td {_CELL}>"
                f'<span style="color:{faint}">↳ {_safe(note)}</span></td></tr>'
            )
    yield "</table>"
    yield (
        f'<p style="color:{faint}">Shares of the time in compiled code, of all threads: sampled. '
        "Below a line: what the compiler said, and what was counted.</p>"
    )


def _assembly(why: Why, code: str, unfolded: bool) -> Iterator[str]:
    """The instructions of the hottest loop, folded unless they are wanted."""
    if not why.assembly:
        return
    what = "Hide" if unfolded else "Show"
    count = len(why.assembly)
    yield (
        f'<p><a href="{ASSEMBLY}">{what} the instructions of the loop that runs most</a> '
        f"({count:,})</p>"
    )
    if unfolded:
        rows = "\n".join(_safe(row) for row in instructions(why))
        yield f'<pre style="font-family:{code}">{rows}</pre>'


def _threads(why: Why, faint: str, accent: str) -> Iterator[str]:
    """A bar for each thread: the time it works, and the time it waits for the others."""
    used = why.threads_used or ()
    whole = max((use.busy_s + use.waiting_s for use in used), default=0.0)
    if not whole:
        return
    yield "<h4>Each thread in the parallel loops of a call</h4>"
    yield '<table cellspacing="0">'
    for use in used:
        busy = round(_WIDE * use.busy_s / whole)
        yield (
            f'<tr><td align="right" {_CELL}>{use.thread}</td><td {_CELL}>'
            f'<span style="color:{accent}">{"█" * busy}</span>'
            f'<span style="color:{faint}">{"░" * (_WIDE - busy)}</span></td>'
            f"<td {_CELL}>{_safe(spent(use))}</td></tr>"
        )
    yield "</table>"


def _facts(why: Why, faint: str) -> Iterator[str]:
    rows = [*facts_of(why)]
    if rows:
        yield "<h4>Besides</h4>"
        yield from (f'<p style="margin:2px 0">{_safe(row)}</p>' for row in rows)
    for row in (*lacking(why), *why.left_behind):
        yield f'<p style="margin:2px 0; color:{faint}">{_safe(row)}</p>'


def _safe(text: str) -> str:
    return html.escape(text)
