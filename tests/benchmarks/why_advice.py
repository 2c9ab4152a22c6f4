"""The changes that Why tries over the whole catalogue: how many helped, did nothing, hurt.

    python tests/benchmarks/why_advice.py [KERNEL …]

Each compiled variant at a size in the middle of its kernel's, by the processes that Why starts for
it: one that counts, which says what options can matter, and one that tries. A change that is slower
and is advised would be a fault, and so would one whose result is wrong.
"""

import sys
from collections import Counter
from dataclasses import replace

from explorer.kernels.finding import catalogue
from explorer.measure.machine import most_threads
from explorer.measure.written import parse_sizes
from explorer.why.asking import job_of
from explorer.why.job import COUNT, TRY
from explorer.why.running import Running


def main():
    counts = Counter()
    for kernel in catalogue():
        if sys.argv[1:] and kernel.name not in sys.argv[1:]:
            continue
        sizes = parse_sizes(kernel.sizes, 1.0)
        size = sizes[len(sizes) // 2]
        for variant in kernel.variants:
            if variant.compiled or variant.options is not None:
                look_at(kernel, variant.name, size, counts)
    print(", ".join(f"{name} {count}" for name, count in counts.items()))


def look_at(kernel, name, size, counts):
    threads = most_threads() if kernel.is_threaded(name) else 1
    job = job_of(kernel, name, size, threads, kernel.dtypes[0], COUNT)
    matter = Running(job).answer().get("options")
    job = replace(job, task=TRY, options=None if matter is None else tuple(matter))
    found = Running(job).answer()
    if "advice" not in found:
        print(f"{kernel.name} {name}: {found.get('failed', 'nothing was tried')}", flush=True)
        counts["variants that could not be tried"] += 1
        return
    counts["variants"] += 1
    for advice in found["advice"]:
        ratio = advice["ratio"]
        counts["tried"] += 1
        slower = ratio["high"] < 1
        kind = (
            "advised" if advice["helps"]
            else "not right" if not advice["right"]
            else "slower" if slower
            else "about the same"
        )  # fmt: skip
        counts[kind] += 1
        counts["advised and slower"] += advice["helps"] and slower
        print(f"{kernel.name} {name} {kernel.axis}={size:,}: {advice['change']} "
              f"{ratio['median']:.2f} ({ratio['low']:.2f} to {ratio['high']:.2f}), {kind}",
              flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
