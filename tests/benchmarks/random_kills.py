"""Kills `numba-explorer measure` at random moments: `python tests/benchmarks/random_kills.py 60`.

Each run is measured and saved; the moments lie anywhere from its start to beyond its end. Just
before a kill it is noted which points its journal holds; each must afterwards be in the saved file
or in a journal that can be read. Prints the counts; exits with 1 where a point is lost, a file is
cut off, or a process or a temporary file is left.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil

from explorer.measure.events import Measured, decode
from explorer.results import journal, runfile

NUMBER, SEED = 60, 1
ENDING_S = 3.0
FILE = """
def total(a):
    s = 0.0
    for x in a:
        s += x
    return s

total([1.0])
"""


class Try:
    """One run in folders of its own."""

    def __init__(self, folder: Path) -> None:
        self.saved, self.temporary = folder / "run.json", folder / "temporary"
        self._state = folder / "state"
        self.temporary.mkdir()
        file = folder / "mine.py"
        file.write_text(FILE, encoding="utf-8")
        words = ("measure", str(file), "--budget", "0.6", "--sizes", "10,100,1000")
        folders = dict.fromkeys(("XDG_STATE_HOME", "XDG_DATA_HOME"), str(self._state))
        places = {**folders, "TMPDIR": str(self.temporary)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "explorer", *words, "--output", str(self.saved)],
            env={**os.environ, **places},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @property
    def journals(self) -> Path:
        return self._state / "numba-explorer" / "journal"

    def written(self) -> set[object]:
        """Return the points of the whole lines that its journal holds."""
        found: set[object] = set()
        for path in self.journals.glob(f"*{journal.SUFFIX}"):
            text = ""
            with suppress(OSError):  # removed just now, because the run was saved
                text = path.read_text(encoding="utf-8")
            for line in text.splitlines(keepends=True)[:-1]:
                with suppress(ValueError):
                    event = decode(line.encode())
                    if isinstance(event, Measured):
                        found |= {update.point for update in event.updates}
        return found

    def kept(self) -> set[object]:
        """Return the points that are saved, or in journals that can be read."""
        runs = [runfile.read(self.saved)] if self.saved.exists() else []
        for path in self.journals.glob(f"*{journal.SUFFIX}"):
            run = journal.read(path)
            runs += [run] if run is not None else []
        return {point for run in runs for point, one in run.points.items() if one.estimate}


def main() -> int:
    """Kill so many, and report."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        Try(Path(folder)).process.wait()
        whole_s = time.monotonic() - began
    held = lost = left = strays = cut = ended = 0
    for _ in range(number):
        with tempfile.TemporaryDirectory() as folder:
            one = Try(Path(folder))
            time.sleep(chance.uniform(0.2, 1.1) * whole_s)
            before = one.written()
            own = psutil.Process(one.process.pid)
            below = own.children(recursive=True) if one.process.poll() is None else []
            ended += one.process.poll() is not None
            one.process.kill()
            one.process.wait()
            _, alive = psutil.wait_procs(below, ENDING_S)
            left += len(alive)
            try:
                after = one.kept()
            except runfile.RunFileError as error:
                print(error)
                cut, after = cut + 1, set()
            held, lost = held + len(before), lost + len(before - after)
            strays += len(list(one.temporary.iterdir()))
    print(f"{number} runs of {whole_s:.1f} s, {ended} of them over before the kill")
    print(f"{held} points were measured, {lost} lost; {cut} files cut off")
    print(f"{left} processes and {strays} temporary files left")
    return 1 if lost or cut or left or strays else 0


if __name__ == "__main__":
    raise SystemExit(main())
