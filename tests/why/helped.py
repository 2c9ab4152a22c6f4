"""Prints what became of each change that is tried: `helped.py FILE VARIANT OPTION …`, as JSON.

Those of uneven parts come last. The first of each kind is compiled here and all others by a copy: a
line is the change, how often it was loaded, and whether its result is that of the original.
"""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from explorer.kernels.finding import open_file
from explorer.why import helping, loading
from explorer.why.asking import job_of
from explorer.why.job import TRY, ready


def result(function, call):
    arguments = call.fresh()
    return function(*arguments), *arguments


def main(file, variant, *options):
    job = job_of(open_file(Path(file)), variant, 100, 1, "float64", TRY)
    job = replace(job, options=options)
    call = ready(job)
    call.variant.compile(call.fresh())
    helping.usable_cores = lambda: 2
    helpers = helping.Helpers(call, job)
    helping.claim = lambda name: name.endswith("-0")
    for one in (*helpers.compiled(helping.ALL, job), *helpers.compiled(helping.OF_UNEVEN, job)):
        pairs = zip(result(one.function, call), result(call.variant.function, call), strict=True)
        right = all(mine is yours or np.allclose(mine, yours) for mine, yours in pairs)
        print(json.dumps([one.change, sum(one.function.stats.cache_hits.values()), right]))
    helpers.end()


if __name__ == "__main__":
    loading.load()
    if os.fork() == 0:  # a copy has a single thread: what NumPy started stays behind
        main(*sys.argv[1:])
        sys.stdout.flush()
        os._exit(0)
    os.wait()
