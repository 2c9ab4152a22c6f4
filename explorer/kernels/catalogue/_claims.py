"""What a kernel's claim reads off a finished run.

A claim returns a sentence with the measured figures and whether it held. Figures are from the
shortest times: a claim is about what the processor does, and a busy neighbour can only lengthen a
time. A figure that was not measured is nan: it shows in the sentence, and no comparison with it
holds. A run is taken as it comes, without importing its type, since kernels know nothing of
results.
"""

import math


def seconds(run, variant, size, threads=1):
    """Return the shortest time of a call of a point with a right result, else nan."""
    found = run.point(variant, size, threads)
    usable = found is not None and found.estimate is not None and found.status != "wrong"
    return found.estimate.min_s if usable else math.nan


def times(run, faster, slower, size, threads=1):
    """Return how many times as fast one variant is as another, with the same threads."""
    return seconds(run, slower, size, threads) / seconds(run, faster, size, threads)


def gain(run, variant, size):
    """Return how many times as fast a variant is with the most threads as with one."""
    return seconds(run, variant, size) / seconds(run, variant, size, most_threads(run))


def most_threads(run):
    """Return the largest thread count of the run."""
    return max(run.plan.threads)


def largest(run, *variants):
    """Return the largest size at which these were measured with the fewest and most threads.

    Where there is none it is the largest size of the plan.
    """
    counts = {min(run.plan.threads), most_threads(run)}
    common = [
        size
        for size in run.plan.sizes
        if all(seconds(run, v, size, t) > 0 for v in variants for t in counts)
    ]
    return max(common or run.plan.sizes)


def nearest(run, size):
    """Return the size of the plan that is nearest, on a logarithmic axis."""
    return min(run.plan.sizes, key=lambda planned: abs(math.log(planned / size)))


def is_wrong(run, variant):
    """Whether the variant's result was wrong anywhere."""
    return any(
        point is not None and point.status == "wrong"
        for size in run.plan.sizes
        for threads in run.plan.threads
        for point in [run.point(variant, size, threads)]
    )
