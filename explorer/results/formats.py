"""The one table of files that something can be saved as: the path's ending decides.

Importing this loads no format, so that `--help` can name them all.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from explorer import atomic
from explorer.atomic import SaveError
from explorer.units import listed

if TYPE_CHECKING:
    from explorer.kernels.kernel import Kernel
    from explorer.results.record import Run

PLOT, RUN, REPORT, TABLE, FOREIGN = "plot", "run", "report", "table", "foreign"
"""What a file holds: a chart, all samples, these and what they come to as a page, what they come
to alone, or what another program reads."""


@dataclass(frozen=True)
class Format:
    """An ending, how a dialog names it, what it holds and who writes it.

    `module` names what has its `dumped(run, kernel)`, below `explorer.results`, which returns the
    content as text, as bytes, or as what JSON is made of; plots have none, they are drawn
    (`desktop.files.exporting`). `needs` is a package that is not among the program's own.
    """

    ending: str
    title: str
    holds: str
    module: str = ""
    needs: str = ""

    @property
    def available(self) -> bool:
        """Whether what it needs is installed."""
        return not self.needs or importlib.util.find_spec(self.needs) is not None

    def write(self, run: Run, path: Path, kernel: Kernel | None = None) -> None:
        """Save a run in a format that is no plot; raises SaveError."""
        try:
            content = import_module(f"explorer.results.{self.module}").dumped(run, kernel)
        except ImportError as error:  # of what it needs
            raise SaveError(f"“{path}” cannot be saved: {error}.") from error
        if isinstance(content, str):
            content = content.encode()
        atomic.write(path, content if isinstance(content, bytes) else _as_json(content))


def _as_json(content: object) -> bytes:
    """JSON in lines that people can read; numbers digit by digit, so that none changes."""
    import msgspec

    packed = msgspec.json.Encoder(decimal_format="number").encode(content)
    return msgspec.json.format(packed, indent=1) + b"\n"


FORMATS = (
    Format(".png", "PNG picture", PLOT),
    Format(".svg", "SVG drawing", PLOT),
    Format(".pdf", "PDF document", PLOT),
    Format(".json", "Run", RUN, "runfile"),
    Format(".html", "Report", REPORT, "report"),
    Format(".csv", "CSV table", TABLE, "csvfile"),
    Format(".md", "Markdown table", TABLE, "markdown"),
    Format(".parquet", "Parquet table", TABLE, "foreign.parquet", needs="pyarrow"),
    Format(".pyperf.json", "pyperf", FOREIGN, "foreign.pyperf"),
    Format(".gbench.json", "google-benchmark", FOREIGN, "foreign.googlebenchmark"),
    Format(".pytest.json", "pytest-benchmark", FOREIGN, "foreign.pytestbenchmark"),
    Format(".hyperfine.json", "hyperfine", FOREIGN, "foreign.hyperfine"),
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
    return listed(these, last)
