"""Asking where something is saved, in one of several kinds of file."""

import os
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


def ask_where(window: QWidget, title: str, start: Path, kinds: Mapping[str, str]) -> Path | None:
    """Ask for a path; None where none was chosen.

    `kinds` has what each ending stands for, the first is offered. A name that is written without an
    ending, or with none that is the only one, gets that of the chosen kind. The dialog asked only
    whether a file of the name as it was written may be replaced.
    """
    filters = [f"{what} (*{ending})" for ending, what in kinds.items()]
    chosen, used = QFileDialog.getSaveFileName(window, title, str(start), ";;".join(filters))
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix in kinds or (path.suffix and len(kinds) > 1):
        return path
    endings = dict(zip(filters, kinds, strict=True))
    path = path.with_name(path.name + endings.get(used, next(iter(kinds))))
    return path if not os.path.exists(path) or _may_replace(window, title, path) else None


def _may_replace(window: QWidget, title: str, path: Path) -> bool:
    text = f"“{path.name}” exists already. Replace it?"
    answer = QMessageBox.question(window, title, text)
    return answer == QMessageBox.StandardButton.Yes
