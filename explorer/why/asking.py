"""Asking why: the processes that find facts out are started, and their answers put together."""

from __future__ import annotations

import subprocess
import tempfile
from typing import Any

import msgspec

from explorer.kernels.kernel import Kernel
from explorer.starting import command, environment
from explorer.why.facts import Why, from_parts
from explorer.why.job import LOOK, Job

LONGEST_S = 60.0
"""After this long a process is ended, and what it would have found is missing."""
ENDED = "the process that was to find it out ended ({})"


class WhyError(Exception):
    """Nothing can be found out; the message is one sentence that says why."""


def ask(kernel: Kernel, variant: str, size: int, threads: int, dtype: str = "") -> Why:
    """Find out what can be known of a variant; raises WhyError and KernelError."""
    chosen = kernel.variant(variant)
    if not chosen.compiled and chosen.options is None:
        raise WhyError(f"{variant} is not compiled by Numba: there is no compiled code to look at.")
    job = Job(
        task=LOOK,
        path=str(kernel.path),
        function=kernel.function,
        arguments=None if kernel.arguments is None else dict(kernel.arguments),
        variant=variant,
        size=size,
        threads=threads,
        dtype=dtype or kernel.dtypes[0],
    )
    found = _Running(job).answer()
    if "failed" in found:
        raise WhyError(f"{variant} at {kernel.axis} = {size:,}: {found['failed']}")
    known = {name: value for name, value in found.items() if name in Why.__dataclass_fields__}
    return from_parts(kernel.name, variant, size, threads, known)


class _Running:
    """A process that does a job."""

    def __init__(self, job: Job) -> None:
        wanted = {**environment(), "MPLBACKEND": "Agg", "NUMBA_NUM_THREADS": str(job.threads)}
        self._answer = tempfile.TemporaryFile()  # noqa: SIM115, closed by `answer`
        self._process = subprocess.Popen(
            command("explorer.why.child"),
            stdin=subprocess.PIPE,
            stdout=self._answer,
            stderr=subprocess.DEVNULL,
            env=wanted,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        with self._process.stdin as pipe:
            pipe.write(msgspec.json.encode(job))

    def answer(self) -> dict[str, Any]:
        """Wait for it; returns what it found, or `failed` with a sentence."""
        with self._answer:
            try:
                self._process.wait(LONGEST_S)
            except subprocess.TimeoutExpired:
                return {"failed": f"it was given up after {LONGEST_S:g} s."}
            finally:
                self._process.kill()
                self._process.wait()
            self._answer.seek(0)
            try:
                found = msgspec.json.decode(self._answer.read())
            except msgspec.DecodeError:
                return {"failed": ENDED.format(self._process.returncode)}
        return found if isinstance(found, dict) else {"failed": "it answered nothing."}
