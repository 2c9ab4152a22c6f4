"""What the system tells in small files."""

from __future__ import annotations

from pathlib import Path


def text(path: Path) -> str:
    """Return what is in a file, without white space around it; nothing where it is not there."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
