"""What holds the house together: the direction of imports, and what may not be loaded."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from house_picture import in_the_guide, pictures

ROOT = Path(__file__).parent.parent
HEAVY = ("numba", "llvmlite", "PySide6", "pyqtgraph", "numpy")
_WATCHED = """
import sys
{code}
print("loaded:", *sorted(name for name in {heavy!r} if name in sys.modules))
"""


def loaded_after(code: str) -> str:
    """Run some code in a Python of its own and return which heavy packages it has loaded."""
    program = _WATCHED.format(code=code, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1]


def command(*arguments: str) -> str:
    return (
        "from explorer.cli import main\n"
        f"try:\n    main({list(arguments)!r})\nexcept SystemExit:\n    pass"
    )


def test_the_guide_shows_the_house_as_it_is():
    """Renewed by `.venv/bin/python tests/house_picture.py`."""
    assert in_the_guide() == list(pictures())


def test_a_cold_start_begins_before_numba_is_loaded():
    assert "numba" not in loaded_after("import explorer.measure.cold_starts")


@pytest.mark.parametrize("page", sorted(Path(ROOT / "resources/guide/maintainers").glob("*.md")))
def test_the_maintainers_pages_name_files_that_are_there(page):
    named = re.findall(r"`((?:explorer|tests|packaging|kernels|measure|results|desktop|commands)/"
                       r"[\w/.]+)`", page.read_text(encoding="utf-8"))  # fmt: skip
    missing = [name for name in named if not any((ROOT / top / name).exists()
                                                 for top in ("", "explorer"))]  # fmt: skip
    assert not missing


@pytest.mark.parametrize(
    "code",
    [
        "import explorer",
        "import explorer.cli",
        command("--help"),
        command("--version"),
        command("kernels"),
        command("measure", "--help"),
    ],
)
def test_these_load_nothing_heavy(code):
    assert loaded_after(code) == "loaded:"


@pytest.mark.parametrize(
    "code",
    [
        "import explorer.measure.plan, explorer.measure.machine, explorer.kernels.finding",
        "import explorer.results.runfile, explorer.results.words.answer, explorer.results.journal",
        "import explorer.results.markdown, explorer.results.pictures.time",
    ],
)
def test_these_load_neither_numba_nor_qt(code):
    assert loaded_after(code) in ("loaded:", "loaded: numpy")


def test_the_window_does_not_load_numba():
    """It opens at once; Numba is loaded in the measuring thread while the user looks around."""
    loaded = loaded_after("import explorer.desktop.app")
    assert "numba" not in loaded
    assert "PySide6" in loaded


def test_a_test_files_name_is_its_own():
    """Files of one name are one module to pytest, and all of the tests would not be collected."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, number in names.items() if number > 1] == []
