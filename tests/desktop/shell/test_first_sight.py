import os
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QWidget

from explorer.desktop.app import FirstSight

LOADED = """
import linecache
import sys
from PySide6.QtCore import QTimer
from explorer.opening import OpenOptions
from explorer.desktop import app
from explorer.desktop.app import FirstSight

class Looking(FirstSight):
    def __init__(self, window):
        super().__init__(window)
        self.came.connect(self.look)

    def look(self):
        later = {"numba", "numpy", "pyqtgraph", "importlib.metadata"}
        later |= {"explorer.kernels.outline", "explorer.kernels.own", "explorer.results.suite"}
        later |= {
            f"explorer.desktop.{name}"
            for name in ("shell.guide", "asked.why_page", "source.source_view")
        }
        read = [name for name in linecache.cache if "shell" in name]
        print(sorted(later & set(sys.modules)), read, flush=True)
        QTimer.singleShot(0, self.end)

    def end(self):
        print("pyqtgraph" in sys.modules, flush=True)
        self.parent().close()

app.FirstSight = Looking
sys.exit(app.open_window(OpenOptions(), sys.exit))
"""


def test_the_first_sight_of_a_window_comes_once(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    sight = FirstSight(window)
    with qtbot.waitSignal(sight.came):
        window.show()
    qtbot.waitExposed(window)
    with qtbot.assertNotEmitted(sight.came, wait=50):
        window.update()


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """What was said by a program that opened the window and closed it, and what it left."""
    folder = tmp_path_factory.mktemp("temporary")
    env = {**os.environ, "TMPDIR": str(folder)}
    command = [sys.executable, "-c", LOADED]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    return run.stdout.splitlines(), list(folder.iterdir())


def test_what_takes_long_to_load_comes_after_the_first_sight(opened):
    said, _ = opened
    assert said == ["[] []", "True"]


def test_a_window_that_was_closed_leaves_no_temporary_folder(opened):
    _, left = opened
    assert left == []
