"""`numba-explorer gpu`: what CUDA kernels take, and the copies there and back, apart."""

import argparse
from pathlib import Path

import msgspec

from explorer.commands.answers import OK, SOME_FAILED, CommandError, say
from explorer.commands.columns import columns
from explorer.commands.named import dtype_of, fitting_kernel
from explorer.gpu.facts import BLOCKS, Job, OnGpu
from explorer.gpu.text import rows, sentences
from explorer.kernels.kernel import Kernel
from explorer.kernels.target import Target
from explorer.measure.plain_values import from_plain, read_line
from explorer.measure.pythons import measures
from explorer.measure.question import Question
from explorer.measure.written import parse_sizes
from explorer.starting import environment
from explorer.units import parse_count

MOST_THREADS = 1024
"""Of a block, on every GPU since compute capability 2.0."""


def gpu(options: argparse.Namespace) -> int:
    """Measure each CUDA variant, and return the exit status."""
    blocks = _blocks(options.blocks)
    kernel = fitting_kernel(options)
    found = [ask(_job(kernel, name, blocks, options)) for name in _names(kernel, options)]
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        for one in found:
            if one.launched:
                say(columns(rows(one), frozenset(range(2, 7))))
            say("\n".join(sentences(one)))
    return SOME_FAILED if any(map(_is_failed, found)) else OK


def _names(kernel: Kernel, options: argparse.Namespace) -> list[str]:
    names = [kernel.variant(name).name for name in options.variants or ()]
    names = names or [v.name for v in kernel.variants if v.for_gpu]
    if not names:
        raise CommandError(f"“{kernel.name}” has no CUDA kernel: no function with @cuda.jit.")
    return names


def _job(kernel: Kernel, name: str, blocks: tuple[int, ...], options: argparse.Namespace) -> Job:
    return Job(
        target=Target.of(kernel),
        variant=name,
        sizes=parse_sizes(options.sizes or kernel.sizes, 1.0),
        blocks=blocks,
        dtype=dtype_of(kernel, options.dtype),
        budget_s=options.budget,
    )


def _blocks(written: str | None) -> tuple[int, ...]:
    if written is None:
        return BLOCKS
    try:
        found = tuple(sorted({parse_count(part) for part in written.split(",")}))
    except ValueError as error:
        raise CommandError(f"--blocks: {error}") from error
    if found[-1] > MOST_THREADS:
        raise CommandError(
            f"--blocks: {found[-1]:,} is too many; allowed are 1 to {MOST_THREADS:,} threads."
        )
    return found


def _is_failed(found: OnGpu) -> bool:
    return bool(found.failed) or any(one.wrong or one.failed for one in found.launched)


COMPILING_S = 120.0
"""Beside its budget, what has not ended after this is ended."""


def ask(job: Job) -> OnGpu:
    """Return what was found out, or why nothing was."""
    python = measures(Path(job.target.path))
    question = Question("explorer.gpu.child", job, environment(), python)
    answer = question.answer(job.budget_s + COMPILING_S)
    try:
        return from_plain(OnGpu, read_line(answer.content))
    except ValueError:
        return OnGpu("", job.variant, "", "", False, False, failed=answer.ended)
