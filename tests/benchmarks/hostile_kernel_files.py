"""Measures kernel files with wrong values and odd texts, and counts what is no sentence.

python tests/benchmarks/hostile_kernel_files.py [NUMBER]
"""

import contextlib
import io
import os
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "kernels"))

from hostile import files, used


def main():
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    counts, home = Counter(), os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, text) in enumerate(files()):
            if number >= most:
                break
            path = Path(folder) / f"file_{number}.py"
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    said = used(path)
                counts["a sentence"] += bool(said)
                counts["nothing said"] += not said
            except Exception as error:
                counts["a traceback"] += 1
                print(f"{name}: {error!r}", file=sys.stderr)
                print("".join(traceback.format_tb(error.__traceback__)[-2:]), file=sys.stderr)
            os.chdir(home)
    print(f"{sum(counts.values())} files: {dict(counts)}")


if __name__ == "__main__":
    main()
