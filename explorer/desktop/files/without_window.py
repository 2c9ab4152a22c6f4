"""Drawing where there is no window, as the command line does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication


@contextmanager
def application() -> Iterator[None]:
    """Have an application meanwhile, one that needs no display where none runs yet.

    No widget that is made in it may outlive it.
    """
    app = QApplication.instance() or QApplication(["numba-explorer", "-platform", "offscreen"])
    yield
    del app
