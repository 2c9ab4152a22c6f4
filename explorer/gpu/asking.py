"""Asking what a CUDA kernel takes, in a process of its own: a driver's errors may stay."""

from __future__ import annotations

from pathlib import Path

from explorer.gpu.facts import Job, OnGpu
from explorer.measure.plain_values import from_plain, read_line
from explorer.measure.pythons import measures
from explorer.measure.question import Question
from explorer.starting import environment

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
