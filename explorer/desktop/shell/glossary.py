"""Which term of the guide each part of the window is about, for F1 on it."""

from PySide6.QtWidgets import QTabWidget, QWidget

from explorer.desktop.evidence.panes import Evidence
from explorer.desktop.setup.panel import SetupPanel
from explorer.measure.options import table

_TERM = "term"
_ALIASES = {
    "n": "size n",
    "±": "precision",
    "fresh process": "fresh processes",
    "cold start": "cold starts",
    "reason": "status",
    "why": "verdict",
}
"""Words of the window that are explained under another one."""


def mark(widget: QWidget, term: str) -> None:
    """Let a widget, and what is in it, be about a term."""
    widget.setProperty(_TERM, term)


def term_of(widget: QWidget | None) -> str:
    """Return the term that a widget is about, or the next one around it; nothing for none."""
    while widget is not None:
        term = widget.property(_TERM)
        if term:
            return str(term)
        widget = widget.parentWidget()
    return ""


def term_for(word: str) -> str:
    """Return the term that explains a word of the window, as it is written there."""
    plain = word.replace("&", "").lower()
    return _ALIASES.get(plain, plain)


def mark_setup(setup: SetupPanel) -> None:
    """Say of each field what it is about."""
    for widget, term in (
        (setup.kernel_field, "kernel"),
        (setup.own, "arguments"),
        (setup.sizes, "size n"),
        (setup.sizes.density, "per decade"),
        (setup.threads, "threads"),
        (setup.variants, "variant"),
        (setup.dtype_field, "dtype"),
        (setup.baseline, "baseline"),
        (setup.more, "budget"),
        (setup.more.place.machine, "machine"),
        (setup, "plan"),
    ):
        mark(widget, term)
    fields: dict[str, QWidget] = {**setup.more.spins, **setup.more.place.boxes}
    for name, field in fields.items():
        mark(field, term_for(table()[name].label))


def mark_evidence(evidence: Evidence) -> None:
    """Say of each page beside the charts what it is about."""
    for widget, term in (
        (evidence.answer, "answer"),
        (evidence.table, "estimate"),
        (evidence.legend, "variant"),
        (evidence, "point"),
    ):
        mark(widget, term)


def mark_pages(pages: QTabWidget) -> None:
    """Let each page be about what its tab says."""
    for place in range(pages.count()):
        page = pages.widget(place)
        if page is not None:
            mark(page, term_for(pages.tabText(place)))
    mark(pages, "run")
