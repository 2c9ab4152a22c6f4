"""A run as Parquet, by pyarrow where it is installed: the columns of the CSV, with types.

Every file has the same types, so that many can be read as one: a column without any value, too.
"""

import io

from explorer.kernels.kernel import Kernel
from explorer.results.columns import COLUMNS
from explorer.results.record import Run
from explorer.results.table import rows


def dumped(run: Run, kernel: Kernel | None = None) -> bytes:
    """Return the file's content, a point a row, null where there is no value."""
    import pyarrow
    from pyarrow import parquet

    shown = rows(run, kernel)
    types = {str: pyarrow.string(), bool: pyarrow.bool_(), int: pyarrow.int64(),
             float: pyarrow.float64()}  # fmt: skip
    held = {
        column.name: pyarrow.array([column.value(row) for row in shown], types[column.kind])
        for column in COLUMNS
    }
    kept = io.BytesIO()
    parquet.write_table(pyarrow.table(held), kept)
    return kept.getvalue()
