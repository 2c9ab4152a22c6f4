"""The same code twice, and known ratios: how often we are wrong, how often we see it.

Each trial is a run of the self-test's kernel with a budget of a quarter of a second. A variant
is called different when the interval of its paired ratio does not hold 1.
"""

from __future__ import annotations

import statistics
import sys

from explorer.measure.doctor import known_ratios

TRIALS = int(sys.argv[1]) if len(sys.argv) > 1 else 200
BUDGET_S = 0.25


def main():
    known_ratios(BUDGET_S)
    flagged = {"again": 0, "two_percent": 0, "five_percent": 0}
    covered = dict.fromkeys(flagged, 0)
    errors = {name: [] for name in flagged}
    for _ in range(TRIALS):
        for name, (true, measured) in known_ratios(BUDGET_S).items():
            low, high = measured.low or 0.0, measured.high or float("inf")
            flagged[name] += not low <= 1.0 <= high
            covered[name] += low <= true <= high
            errors[name].append(measured.median / true - 1)
    for name in flagged:
        print(
            f"{name:<13} called different in {flagged[name] / TRIALS:6.1%}, interval holds the "
            f"truth in {covered[name] / TRIALS:6.1%}, bias {statistics.median(errors[name]):+.2%}, "
            f"largest error {max(map(abs, errors[name])):.2%}"
        )


if __name__ == "__main__":
    main()
