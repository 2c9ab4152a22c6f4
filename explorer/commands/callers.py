"""`numba-explorer callers`: how a function serves several Python threads that call it at once."""

import argparse

import msgspec

from explorer.callers.asking import ask
from explorer.callers.facts import Callers, Job
from explorer.callers.text import TITLES, rows, sentence
from explorer.commands.answers import OK, SOME_FAILED, complain, say
from explorer.commands.columns import columns
from explorer.commands.named import dtype_of, fitting_kernel, on_the_cpu
from explorer.history import found as findings
from explorer.kernels.kernel import Kernel
from explorer.kernels.target import Target
from explorer.kernels.ticking import ticked
from explorer.measure.asking import ref_to
from explorer.measure.machine import most_threads
from explorer.measure.written import parse_callers, parse_sizes


def callers(options: argparse.Namespace) -> int:
    """Measure each variant with each number of callers, and return the exit status."""
    kernel = fitting_kernel(options)
    sizes = parse_sizes(options.size, 1.0)
    numbers = tuple(sorted({1, *parse_callers(options.callers)}))
    names = on_the_cpu(kernel, options.variants, ticked(kernel))
    found = [_ask(kernel, name, sizes[-1], numbers, options) for name in names]
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        table = [row for one in found for row in rows(one)]
        say(columns([list(TITLES), *table], frozenset({2, 3})))
        say("".join(f"\n{text}" for text in map(sentence, found) if text))
        complain(*(text for one in found for text in one.left_behind))
    return SOME_FAILED if any(one.failed for one in found) else OK


def _ask(
    kernel: Kernel, name: str, size: int, numbers: tuple[int, ...], options: argparse.Namespace
) -> Callers:
    job = Job(
        target=Target.of(kernel),
        variant=name,
        size=size,
        dtype=dtype_of(kernel, options.dtype),
        threads=min(options.threads or most_threads(), most_threads()),
    )
    found = ask(job, kernel.name, numbers, options.layer)
    about = findings.of_callers(name, size, job.threads, job.dtype, options.layer)
    if not found.failed:
        complain(findings.keep(ref_to(kernel), about, found))
    return found
