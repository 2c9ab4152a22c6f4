"""A run as Parquet, by pyarrow where it is installed: the columns of the CSV, with types.

Every file has the same types, so that many can be read as one: a column without any value, too.
"""

import io
from pathlib import Path

from explorer import atomic
from explorer.atomic import SaveError
from explorer.kernels.kernel import Kernel
from explorer.results.columns import COLUMNS
from explorer.results.record import Run
from explorer.results.table import rows


def write(run: Run, path: Path, kernel: Kernel | None = None) -> None:
    """Save a point a row, null where there is no value; raises SaveError."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise SaveError(f"“{path}” cannot be saved: {error}.") from error
    shown = rows(run, kernel)
    types = {str: pyarrow.string(), bool: pyarrow.bool_(), int: pyarrow.int64(),
             float: pyarrow.float64()}  # fmt: skip
    held = {
        column.name: pyarrow.array([column.value(row) for row in shown], types[column.kind])
        for column in COLUMNS
    }
    kept = io.BytesIO()
    parquet.write_table(pyarrow.table(held), kept)
    atomic.write(path, kept.getvalue())
