"""Starts commands in odd surroundings, and counts what is no answer and no sentence.

python tests/benchmarks/odd_surroundings.py [FIRST] [LAST]

With numbers, only so many of all that is tried, from the first to before the last.
"""

import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

PROGRAM = f"{sys.executable} -m explorer"
MEASURE = (
    f"{PROGRAM} measure sum --sizes 1000 --threads 1 --variants numpy,jit_nopython --budget 0.2"
)
COMMANDS = {
    "measure": MEASURE,
    "measure apart": f"{MEASURE} --process separate",
    "answer": f"{PROGRAM} answer run.json",
    "history": f"{PROGRAM} history",
    "recover": f"{PROGRAM} recover",
    "kernels": f"{PROGRAM} kernels",
    "help": f"{PROGRAM} --help",
}
STREAMS = {
    "closed input": "{} <&-",
    "closed output": "{} >&-",
    "closed errors": "{} 2>&-",
    "nothing open": "{} <&- >&- 2>&-",
    "full output": "{} >/dev/full",
    "full errors": "{} 2>/dev/full",
    "both full": "{} >/dev/full 2>&1",
    "output that is read only": "{} 1</dev/null",
    "a reader that leaves": "{} | true",
}
SETTINGS = (
    "NUMBA_THREADING_LAYER=bogus", "NUMBA_THREADING_LAYER=", "NUMBA_THREADING_LAYER=tbb",
    "NUMBA_THREADING_LAYER_PRIORITY=x", "NUMBA_NUM_THREADS=0", "NUMBA_NUM_THREADS=-3",
    "NUMBA_NUM_THREADS=x", "NUMBA_NUM_THREADS=²", "NUMBA_OPT=x", "NUMBA_OPT=7", "NUMBA_OPT=²",
    "NUMBA_CPU_NAME=nonsense", "NUMBA_CPU_FEATURES=+nonsense", "NUMBA_CACHE_DIR=/proc/x",
    "NUMBA_PARALLEL_DIAGNOSTICS=9", "NUMBA_DISABLE_JIT=1", "OMP_THREAD_LIMIT=²", "TZ=:/../x",
    "TZ=AAA99:99:99", "TZ='<+2359>-23:59:59'", "TZ=", "LANG=nonsense LC_ALL=nonsense",
    "PYTHONIOENCODING=ascii", "COLUMNS=0", "COLUMNS=1", "TERM=", "HOME=/nowhere", "TMPDIR=/nowhere",
    "XDG_STATE_HOME=/proc/x XDG_DATA_HOME=/proc/x",
    "XDG_STATE_HOME=/dev/null XDG_DATA_HOME=/dev/null", "PYTHONHASHSEED=0", "PYTHONOPTIMIZE=2",
)  # fmt: skip
FILES = (8, 9, 10, 12, 16, 24)
LONG = "n" * 300
REQUESTS = {
    "save to a name of 300 letters": f"{MEASURE} --output {LONG}.json",
    "save to a folder of 300 letters": f"{MEASURE} --output {LONG}/run.json",
    "save to a name of 250 letters": f"{MEASURE} --output {'n' * 245}.json",
    "save to a link to itself": f"ln -sf loop.json loop.json; {MEASURE} --output loop.json",
    "measure a link to itself": f"ln -sf loop.py loop.py; {PROGRAM} measure loop.py",
    "measure a name of 300 letters": f"{PROGRAM} measure {LONG}.py",
    "open a name of 300 letters": f"{PROGRAM} answer {LONG}.json",
    "look for 300 letters": f"{PROGRAM} history {LONG}",
}
FAULTS = ("Traceback", "should not happen", "Exception ignored")
LIMIT_S = 60


def lines():
    """Yield (name, shell line) of everything that is tried."""
    for name, command in COMMANDS.items():
        for stream, form in STREAMS.items():
            yield f"{name}, {stream}", form.format(command)
        for number in FILES:
            yield f"{name}, {number} open files", f"ulimit -n {number}; {command}"
        for setting in SETTINGS if name not in ("kernels", "help") else ():
            yield f"{name}, {setting}", f"env {setting} {command}"
    yield from REQUESTS.items()


def judged(line, folder):
    """Return what came of a shell line, and what was printed."""
    places = {"XDG_STATE_HOME": f"{folder}/state", "XDG_DATA_HOME": f"{folder}/data"}
    where = {**os.environ, **places, "PYTHONPATH": str(Path(__file__).parents[2])}
    log = Path(folder) / "state" / "numba-explorer" / "error.log"
    log.unlink(missing_ok=True)
    try:
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=folder,
            env=where,
            capture_output=True,
            timeout=LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "a hang", ""
    said = (done.stdout + done.stderr).decode(errors="replace")
    if log.exists() or any(fault in said for fault in FAULTS):
        return "a traceback", said + (log.read_text() if log.exists() else "")
    return ("an answer" if done.returncode == 0 else "a sentence or a status"), said


def main():
    counts = Counter()
    with tempfile.TemporaryDirectory() as folder:
        judged(f"{MEASURE} --output run.json", folder)
        for name, line in list(lines())[
            slice(*(map(int, sys.argv[1:3]) if sys.argv[1:] else (None,)))
        ]:
            came, said = judged(line, folder)
            counts[came] += 1
            if came in ("a traceback", "a hang"):
                print(f"{name}: {came}\n  {' | '.join(said.splitlines()[-4:])}", flush=True)
    print(f"{sum(counts.values())} starts: {dict(counts)}")


if __name__ == "__main__":
    main()
