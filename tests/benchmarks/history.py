"""How long a history of many runs takes to be listed and searched, and to be made anew.

    python tests/benchmarks/history.py [RUNS]

The runs are of one made-up sweep, at moments of their own; the medians of five calls are printed.
"""

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

import made_runs as made

from explorer.history.archive import Archive
from explorer.history.entry import entry_of
from explorer.history.files import ENTRY
from explorer.history.index import Wanted


def taken(call):
    times = []
    for _ in range(5):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return median(times)


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        first = archive.keep(made.sweep())
        entry = entry_of(made.sweep())
        for place in range(number - 1):  # as `keep` writes them, without waiting for the disk
            one = replace(entry, id=f"{place:08x}", created=f"2026-01-02T03:04:05.{place:06}+01:00")
            (archive.folder / "runs" / f"{one.id}{ENTRY}").write_bytes(msgspec.json.encode(one))
        began = time.perf_counter()
        assert len(archive.find()) == number
        print(f"the index of {number} runs made anew: {time.perf_counter() - began:.2f} s")
        print(f"all listed: {taken(archive.find):.3f} s")
        print(f"the newest 50: {taken(lambda: archive.find(Wanted(limit=50))):.3f} s")
        words = Wanted(("team", "fine"), limit=50)
        print(f"searched for two words: {taken(lambda: archive.find(words)):.3f} s")
        words = Wanted(("nowhere",))
        print(f"searched for what is not there: {taken(lambda: archive.find(words)):.3f} s")
        print(f"opened: {taken(lambda: archive.run(first)):.3f} s")


if __name__ == "__main__":
    main()
