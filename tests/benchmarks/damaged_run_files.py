"""Opens damaged run files and uses what opens: `python tests/benchmarks/damaged_run_files.py 3000`.

Prints each kind of error once with the number of the file, and the counts. A second argument is
the seed. Exits with 1 where anything else than a sentence of refusal came out.
"""

from __future__ import annotations

import sys
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "results"))

from mutations import mutations, used

NUMBER, SEED = 3000, 1


def main() -> int:
    """Try so many files, and report."""
    given = [int(argument) for argument in sys.argv[1:3]]
    number, seed = given + [NUMBER, SEED][len(given) :]
    opened = 0
    wrong: Counter[str] = Counter()
    for index, content in enumerate(mutations(seed, number)):
        try:
            opened += used(content)
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}: {error}"
            if kind[:100] not in wrong:
                print(f"file {index}: {kind[:200]}")
            wrong[kind[:100]] += 1
    print(f"{number} damaged files, {opened} opened and used, {sum(wrong.values())} went wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
