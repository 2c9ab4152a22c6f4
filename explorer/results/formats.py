"""The one table of files that something can be saved as: the path's ending decides.

Importing this loads no format, so that `--help` can name them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.kernels.kernel import Kernel
    from explorer.results.record import Run

    Write = Callable[[Run, Path, Kernel | None], None]

PLOT, RUN, TABLE = "plot", "run", "table"
"""What a file holds: a chart, all samples, or what they come to."""


def _run(run: Run, path: Path, _kernel: Kernel | None) -> None:
    from explorer.results import runfile

    runfile.write(run, path)


def _csv(run: Run, path: Path, kernel: Kernel | None) -> None:
    from explorer.results import csvfile

    csvfile.write(run, path, kernel)


def _markdown(run: Run, path: Path, kernel: Kernel | None) -> None:
    from explorer.results import markdown

    markdown.write(run, path, kernel)


@dataclass(frozen=True)
class Format:
    """An ending, how a dialog names it, what it holds and who writes it.

    `write` raises SaveError; it is None for plots, which are drawn (`desktop.files.exporting`).
    """

    ending: str
    title: str
    holds: str
    write: Write | None = None


FORMATS = (
    Format(".png", "PNG picture", PLOT),
    Format(".svg", "SVG drawing", PLOT),
    Format(".pdf", "PDF document", PLOT),
    Format(".json", "Run", RUN, _run),
    Format(".csv", "CSV table", TABLE, _csv),
    Format(".md", "Markdown table", TABLE, _markdown),
)


def format_of(path: Path) -> Format | None:
    """Return the format of a path by its ending, None where there is none."""
    return next((found for found in FORMATS if found.ending == path.suffix.lower()), None)


def endings(*holding: str) -> tuple[str, ...]:
    """Return the endings of files that hold any of these, of all where none is named."""
    return tuple(f.ending for f in FORMATS if not holding or f.holds in holding)


def in_a_row(these: tuple[str, ...], last: str = "or") -> str:
    """Write endings as a sentence has them: .png, .svg or .pdf."""
    return f" {last} ".join(", ".join(these).rsplit(", ", 1))
