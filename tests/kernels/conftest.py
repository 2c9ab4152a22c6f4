"""A file of somebody's, as most tests of kernels open one."""

from __future__ import annotations

import textwrap

import pytest


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a Python file, also one of a package."""

    def make(text, name="mine.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    return make
