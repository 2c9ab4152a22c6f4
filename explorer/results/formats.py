"""The one table of files that something can be saved as: the path's ending decides.

Importing this loads no format, so that `--help` can name them all.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explorer.kernels.kernel import Kernel
    from explorer.results.record import Run

    Write = Callable[[Run, Path, Kernel | None], None]

PLOT, RUN, REPORT, TABLE, FOREIGN = "plot", "run", "report", "table", "foreign"
"""What a file holds: a chart, all samples, these and what they come to as a page, what they come
to alone, or what another program reads."""


def _run(run: Run, path: Path, _kernel: Kernel | None) -> None:
    from explorer.results import runfile

    runfile.write(run, path)


def _report(run: Run, path: Path, kernel: Kernel | None) -> None:
    from explorer.results import report

    report.write(run, path, kernel)


def _csv(run: Run, path: Path, kernel: Kernel | None) -> None:
    from explorer.results import csvfile

    csvfile.write(run, path, kernel)


def _markdown(run: Run, path: Path, kernel: Kernel | None) -> None:
    from explorer.results import markdown

    markdown.write(run, path, kernel)


def _parquet(run: Run, path: Path, kernel: Kernel | None) -> None:
    from explorer.results.foreign import parquet

    parquet.write(run, path, kernel)


def _pyperf(run: Run, path: Path, _kernel: Kernel | None) -> None:
    from explorer.results.foreign import pyperf

    _foreign(path, pyperf.content(run))


def _google_benchmark(run: Run, path: Path, _kernel: Kernel | None) -> None:
    from explorer.results.foreign import googlebenchmark

    _foreign(path, googlebenchmark.content(run))


def _pytest_benchmark(run: Run, path: Path, _kernel: Kernel | None) -> None:
    from explorer.results.foreign import pytestbenchmark

    _foreign(path, pytestbenchmark.content(run))


def _hyperfine(run: Run, path: Path, _kernel: Kernel | None) -> None:
    from explorer.results.foreign import hyperfine

    _foreign(path, hyperfine.content(run))


def _foreign(path: Path, content: Any) -> None:
    from explorer.results.foreign import writing

    writing.write(path, content)


@dataclass(frozen=True)
class Format:
    """An ending, how a dialog names it, what it holds and who writes it.

    `write` raises SaveError; it is None for plots, which are drawn (`desktop.files.exporting`).
    `needs` is a package that is not among the program's own.
    """

    ending: str
    title: str
    holds: str
    write: Write | None = None
    needs: str = ""

    @property
    def available(self) -> bool:
        """Whether what it needs is installed."""
        return not self.needs or importlib.util.find_spec(self.needs) is not None


FORMATS = (
    Format(".png", "PNG picture", PLOT),
    Format(".svg", "SVG drawing", PLOT),
    Format(".pdf", "PDF document", PLOT),
    Format(".json", "Run", RUN, _run),
    Format(".html", "Report", REPORT, _report),
    Format(".csv", "CSV table", TABLE, _csv),
    Format(".md", "Markdown table", TABLE, _markdown),
    Format(".parquet", "Parquet table", TABLE, _parquet, needs="pyarrow"),
    Format(".pyperf.json", "pyperf", FOREIGN, _pyperf),
    Format(".gbench.json", "google-benchmark", FOREIGN, _google_benchmark),
    Format(".pytest.json", "pytest-benchmark", FOREIGN, _pytest_benchmark),
    Format(".hyperfine.json", "hyperfine", FOREIGN, _hyperfine),
)


def format_of(path: Path) -> Format | None:
    """Return the format of a path by its longest ending that is one, None where there is none."""
    fitting = [found for found in FORMATS if path.name.lower().endswith(found.ending)]
    return max(fitting, key=lambda found: len(found.ending), default=None)


def holds_run(path: Path) -> bool:
    """Return whether what is saved there holds the run itself, with all its samples."""
    found = format_of(path)
    return found is not None and found.holds in (RUN, REPORT)


def endings(*holding: str) -> tuple[str, ...]:
    """Return the endings of files that hold any of these, of all where none is named."""
    return tuple(f.ending for f in FORMATS if not holding or f.holds in holding)


def in_a_row(these: tuple[str, ...], last: str = "or") -> str:
    """Write endings as a sentence has them: .png, .svg or .pdf."""
    return f" {last} ".join(", ".join(these).rsplit(", ", 1))
