"""Kills the program at random moments: `tests/benchmarks/random_kills.py [NUMBER] [WHAT] [SEED]`.

WHAT is `measure`, the real `window`, which needs a display (QT_QPA_PLATFORM=offscreen will do), or
both by turns, which is the default. Each run is measured, kept in the history and saved. By turns
a moment lies anywhere from its start to beyond its end, while a variant is compiled after others
were measured, where its first results are checked, and where a file is being written after the run
is over. Just before a kill it is noted which points its journal holds, or held before it was
removed; each must afterwards be in the saved file, the history or a journal that can be read. Some
runs are made at once. Prints the counts, also of the latest event before each kill; exits with 1
where a point is lost, a file is cut off, or a process or a file beside those is left.
"""

from __future__ import annotations

import gzip
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from explorer.measure.events import Compiled, Compiling, Finished, Measured, decode
from explorer.results import journal, runfile
from explorer.results.journal import PUT_AWAY

NUMBER, SEED = 80, 1
AT_ONCE = 3
ENDING_S = 3.0
KINDS = ("measure", "window")
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
MOMENTS = ("any", Compiling, Compiled, "saving")
"""When a run is killed; of events, shortly after one of a variant that is compiled."""
COMPILING_S = 0.6
FILE = """
import math
import numpy as np
from numba import njit

def make_args(n):
    return (np.random.default_rng(1).random(n),)

def python(a):
    s = 0.0
    for x in a:
        s += x
    return s

def builtin(a):
    return sum(a)

def exact(a):
    return math.fsum(a)

def numpy(a):
    return np.sum(a)

@njit
def compiled(a):
    s = 0.0
    for x in a:
        s += x
    return s

@njit(fastmath=True)
def compiled_fast(a):
    return a.sum()
"""
COMPILED = ("compiled", "compiled_fast")
ASKED = ("--budget", "1", "--sizes", "10,30,100,300,1000,3000")


class Try:
    """One run in folders of its own."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.saved, self.temporary = folder / "run.json", folder / "temporary"
        self.state = folder / "state"
        self.temporary.mkdir()
        file = folder / "mine.py"
        file.write_text(FILE, encoding="utf-8")
        words = ["measure", str(file), *ASKED, "--output", str(self.saved)]
        if kind == "window":
            words = [str(file), *ASKED, "--run", "--quit", "--save", str(self.saved)]
        names = ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
        places = {**dict.fromkeys(names, str(self.state)), "TMPDIR": str(self.temporary)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "explorer", *words],
            env={**os.environ, **places},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._seen: set[object] = set()
        self._read: dict[Path, int] = {}
        self._over = False
        self.latest = "nothing"
        self.came: Counter[type] = Counter()

    @property
    def _program(self) -> Path:
        return self.state / "numba-explorer"

    @property
    def _journals(self) -> list[Path]:
        return list((self._program / "journal").glob(f"*{journal.SUFFIX}"))

    def look(self) -> bool:
        """Note the points that its journal holds; return whether the run is over."""
        for path in self._journals:
            with suppress(OSError), path.open("rb") as file:  # removed just now, as the run is kept
                file.seek(self._read.get(path, 0))
                *lines, rest = file.read().split(b"\n")
                self._read[path] = file.tell() - len(rest)
                for line in lines:
                    self._take(line)
        return self._over or self.saved.exists()

    def _take(self, line: bytes) -> None:
        """Note what one line of a journal says."""
        if line + b"\n" == PUT_AWAY.encode():
            self._over = True
            return
        with suppress(ValueError):
            event = decode(line)
            self.latest = type(event).__name__
            if getattr(event, "variant", "") in COMPILED:
                self.came[type(event)] += 1
            self._over |= isinstance(event, Finished)
            if isinstance(event, Measured):
                self._seen |= {update.point for update in event.updates}

    def seen(self) -> set[object]:
        """Return the points that its journal held, now or before."""
        self.look()
        return self._seen

    def kept(self) -> set[object]:
        """Return the points that are saved, in the history, or in journals that can be read."""
        runs = [runfile.read(self.saved)] if self.saved.exists() else []
        for path in self._program.rglob("*.run.gz"):
            runs.append(runfile.parsed(gzip.decompress(path.read_bytes()), str(path)))
        for path in self._journals:
            run = journal.read(path)
            runs += [run] if run is not None else []
        return {point for run in runs for point, one in run.points.items() if one.estimate}

    def strays(self) -> list[str]:
        """Return the names of files that are none of a user's."""
        halves = self.saved.parent.rglob("*.part")
        return [*(path.name for path in self.temporary.iterdir()), *("half a file" for _ in halves)]


def wait_for(moment: object, one: Try, chance: random.Random, whole_s: float) -> None:
    """Wait until a run is to be killed, or is over."""
    if moment == "any":
        end = time.monotonic() + chance.uniform(0.2, 1.1) * whole_s
        while time.monotonic() < end and one.process.poll() is None:
            one.look()
            time.sleep(0.02)
        return
    number = chance.randint(1, len(COMPILED))
    while one.process.poll() is None and not one.look():
        if isinstance(moment, type) and one.came[moment] >= number:
            break
        time.sleep(0.001)
    time.sleep(chance.uniform(0, COMPILING_S if moment is Compiling else 0.06))


def kill(moment: object, one: Try, chance: random.Random, whole_s: float) -> signal.Signals | None:
    """Kill it at a moment; return with which signal, None where it was over before."""
    wait_for(moment, one, chance, whole_s)
    one.look()
    if one.process.poll() is not None:
        return None
    chosen = chance.choice(SIGNALS)
    one.process.send_signal(chosen)
    try:
        one.process.wait(20)
    except subprocess.TimeoutExpired:
        print(f"{chosen.name} did not end it within 20 s")
        one.process.kill()
        one.process.wait()
    return chosen


@dataclass
class Came:
    """What came of one kill."""

    end: str
    latest: str
    held: int = 0
    lost: int = 0
    cut: int = 0
    left: int = 0
    strays: list[str] = field(default_factory=list)


def killed(kind: str, moment: object, chance: random.Random, whole_s: float) -> Came:
    """Start a run, kill it, and see what is left of it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        one = Try(Path(folder), kind)
        own = psutil.Process(one.process.pid)
        below: list[psutil.Process] = []
        chosen = kill(moment, one, chance, whole_s)
        came = Came(f"{kind}: {chosen.name if chosen else 'over'}", one.latest)
        with suppress(psutil.Error):
            below = own.children(recursive=True)
        below += [p for p in psutil.process_iter() if _is_of(p, one.temporary)]
        came.left = len(psutil.wait_procs(below, ENDING_S)[1])
        before, after = one.seen(), set[object]()
        try:
            after = one.kept()
        except (runfile.RunFileError, OSError, EOFError) as error:
            print(error)
            came.cut = 1
        came.held, came.lost = len(before), len(before - after)
        if came.lost:
            print(f"{kind}, {chosen}: {came.lost} of {came.held} points lost", flush=True)
        came.strays = one.strays()
    return came


def whole(kind: str) -> float:
    """Return how long a run takes that is not killed."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        Try(Path(folder), kind).process.wait()
        return time.monotonic() - began


def main() -> int:
    """Kill so many, and report."""
    number, *seeds = [int(word) for word in sys.argv[1:] if word.isdecimal()] or [NUMBER]
    kinds = [word for word in sys.argv[1:] if not word.isdecimal()] or list(KINDS)
    seed = seeds[0] if seeds else SEED
    with ThreadPoolExecutor(AT_ONCE) as pool:
        whole_s = {kind: max(pool.map(whole, [kind] * AT_ONCE)) for kind in kinds}
        each = [kinds[turn % len(kinds)] for turn in range(number)]
        chances = [random.Random(f"{seed} {turn}") for turn in range(number)]
        moments = [MOMENTS[turn // len(kinds) % len(MOMENTS)] for turn in range(number)]
        came = list(pool.map(killed, each, moments, chances, [whole_s[kind] for kind in each]))
    ends = Counter(one.end for one in came)
    strays = Counter(name for one in came for name in one.strays)
    lost, cut, left = (sum(getattr(one, name) for one in came) for name in ("lost", "cut", "left"))
    runs = ", ".join(f"{kind} of {took:.1f} s" for kind, took in whole_s.items())
    print(f"{number} runs ({runs}): {', '.join(f'{k} {v}' for k, v in sorted(ends.items()))}")
    latest = Counter(one.latest for one in came if not one.end.endswith("over"))
    print(f"killed after: {', '.join(f'{k} {v}' for k, v in latest.most_common())}")
    print(f"{sum(one.held for one in came)} points were measured, {lost} lost; {cut} files cut off")
    print(f"{left} processes and {sum(strays.values())} temporary files left {dict(strays)}")
    return 1 if lost or cut or left or strays else 0


def _is_of(process: psutil.Process, temporary: Path) -> bool:
    """Whether a process was started by a run with these folders."""
    with suppress(psutil.Error, OSError):
        return process.environ().get("TMPDIR") == str(temporary)
    return False


if __name__ == "__main__":
    raise SystemExit(main())
