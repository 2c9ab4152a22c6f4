"""A process of the program's own runs nothing that happens to lie in the current folder."""

import os
import subprocess
import sys

from explorer import starting

PLANTED = "raise SystemExit('the current folder was imported from')"


def test_nothing_of_the_current_folder_is_imported(tmp_path, monkeypatch):
    for name in ("random.py", "json.py", "numba.py", "numpy.py"):
        (tmp_path / name).write_text(PLANTED)
    (tmp_path / "explorer").mkdir()
    (tmp_path / "explorer" / "__init__.py").write_text(PLANTED)
    monkeypatch.chdir(tmp_path)
    command = starting.command("explorer.measure.layers")
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert command[0] == sys.executable


def test_nothing_of_the_current_folder_is_imported_for_an_empty_entry_of_pythonpath(tmp_path):
    for name in ("json.py", "argparse.py"):
        (tmp_path / name).write_text(PLANTED)
    ended = subprocess.run(
        [sys.executable, "-m", "explorer", "history"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{starting.ROOT}{os.pathsep}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


SPAWNING = """
import multiprocessing
from explorer.starting import nothing_of_the_current_folder
if __name__ == "__main__":
    with nothing_of_the_current_folder():
        child = multiprocessing.get_context("spawn").Process(target=print, args=("there",))
        child.start()
    child.join()
"""


def test_nor_do_others_that_start_python_as_dask_does(tmp_path):
    (tmp_path / "threading.py").write_text(PLANTED)
    (tmp_path / "elsewhere").mkdir()
    script = tmp_path / "elsewhere" / "script.py"
    script.write_text(SPAWNING)
    ended = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ended.stdout, ended.stderr) == ("there\n", "")


def test_an_empty_entry_of_pythonpath_is_not_handed_on(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", ":/somewhere:")
    assert starting.environment()["PYTHONPATH"] == "/somewhere"
