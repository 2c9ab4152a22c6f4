"""The same run in a process of its own, as the same events, pulled in the same way.

That process can be killed at any moment. When the measured code kills it, or a call does not
return in time, the point under way becomes a failed one, and the other variants go on in a new
process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection, Generator
from dataclasses import replace
from pathlib import Path
from queue import Empty, Queue
from time import monotonic

from explorer.kernels.kernel import Kernel, KernelError
from explorer.measure.child import NOTE_BYTES, REFUSED
from explorer.measure.events import (
    Event,
    Failed,
    Finished,
    Printed,
    Progress,
    Started,
    decode,
    to_plain,
)
from explorer.measure.plan import Plan, Point
from explorer.measure.run import CALLING, COMPILING, LOADING
from explorer.units import count, seconds

POLL_S = 0.1
COMPILE_TIMEOUT_S = 120.0
OUTPUT_LIMIT = 20_000
"""Characters of the measured code's output that are handed on."""


class ProcessRun:
    """A run in separate processes. `events` is pulled by one thread; any may call `kill`."""

    def __init__(self, plan: Plan, kernel: Kernel, reason: str) -> None:
        self._plan, self._kernel, self._reason = plan, kernel, reason
        self._child: _Child | None = None
        self._killed = threading.Event()

    def kill(self) -> None:
        """End the process at once, whatever it is doing; `events` then ends too."""
        self._killed.set()
        if self._child is not None:
            self._child.kill()

    def events(self) -> Generator[Event, None, None]:
        """Yield what happens. Raises KernelError when the kernel's file cannot be run."""
        plan, number = self._plan, 0
        finished = Finished(why="budget")
        refused: set[str] = set()
        while plan.variants and not self._killed.is_set():
            self._child = _Child(plan, self._kernel, self._reason, number, refused)
            try:
                used_s = 0.0
                for event in self._child.events():
                    if isinstance(event, Progress):
                        used_s = event.used_s
                    if isinstance(event, Failed) and not event.size:
                        refused.add(event.variant)
                    if isinstance(event, Finished):
                        finished = event
                    elif number == 0 or not isinstance(event, Started):
                        yield event
                ended = self._child.ended
            finally:
                self._child.close()
            if ended is None or self._killed.is_set():
                break
            yield ended
            refused.add(ended.variant)
            left = tuple(name for name in plan.variants if name not in refused)
            budget_s = max(plan.budget_s - used_s, plan.budget_s / 2)
            plan, number = replace(plan, variants=left, budget_s=budget_s), number + 1
        if not self._killed.is_set():
            yield finished


class _Child:
    """One measuring process."""

    def __init__(
        self, plan: Plan, kernel: Kernel, reason: str, number: int, refused: Collection[str]
    ) -> None:
        self.ended: Failed | None = None
        self._plan, self._kernel = plan, kernel
        self._folder = tempfile.TemporaryDirectory(prefix="numba-explorer-")
        folder = Path(self._folder.name)
        self._note = folder / "note"
        self._note.write_bytes(b"\0" * NOTE_BYTES)
        job = folder / "job.json"
        content = {
            "plan": to_plain(plan),
            "path": str(kernel.path.resolve()),
            "function": kernel.function,
            "arguments": to_plain(kernel.arguments),
            "reason": reason,
            "layer": plan.layer,
            "process": number,
            "refused": sorted(refused),
        }
        job.write_text(json.dumps(content), encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "explorer.measure.child", str(job), str(self._note)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(plan),
            start_new_session=True,
        )
        self._lines: Queue[bytes | None] = Queue()
        self._output: Queue[str] = Queue()
        self._readers = [
            threading.Thread(target=self._read_events, name="measuring process: events"),
            threading.Thread(target=self._read_output, name="measuring process: output"),
        ]
        for reader in self._readers:
            reader.daemon = True
            reader.start()

    def kill(self) -> None:
        """End the process and whatever it started."""
        if self._process.poll() is not None:
            return
        if hasattr(os, "killpg"):
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
        else:
            self._process.kill()

    def close(self) -> None:
        """End the process and give back what it used."""
        self.kill()
        self._process.wait()
        for reader in self._readers:
            reader.join()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue  # what was not sent any more is of no use now
        self._folder.cleanup()

    def events(self) -> Generator[Event, None, None]:
        """Yield its events until it has finished or `ended` says how it died."""
        while True:
            line = self._pull()
            yield from self._printed()
            if line is None:
                if self.ended is None and self._process.wait() != 0:
                    self.ended = self._death()
                return
            content = json.loads(line)
            if content["event"] == REFUSED:
                raise KernelError(content["sentence"])
            yield decode(line.decode())

    def _pull(self) -> bytes | None:
        """Ask for an event and wait for it; None when the process is over."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return self._lines.get()
        waiting_for, since = b"", monotonic()
        while True:
            try:
                return self._lines.get(timeout=POLL_S)
            except Empty:
                note = self._note.read_bytes()
                if note != waiting_for:
                    waiting_for, since = note, monotonic()
                elif monotonic() - since > self._limit(note):
                    self.ended = self._overdue()
                    self.kill()

    def _limit(self, note: bytes) -> float:
        phase, point = _read(note)
        calling = phase == CALLING or (phase == COMPILING and not self._is_compiled(point))
        return self._plan.timeout_s if calling else max(COMPILE_TIMEOUT_S, self._plan.timeout_s)

    def _is_compiled(self, point: Point) -> bool:
        return self._kernel.variant(point.variant).compiled

    def _overdue(self) -> Failed:
        phase, point = self._under_way()
        limit = seconds(self._limit(self._note.read_bytes()), 2)
        return self._failure(f"{self._words(phase, point)} had not returned after {limit}")

    def _death(self) -> Failed:
        phase, point = self._under_way()
        status = self._process.returncode
        how = f"exited with status {status}"
        if status < 0:
            how = {
                signal.SIGSEGV: "crashed: it read or wrote memory that is not its own (SIGSEGV)",
                signal.SIGABRT: "crashed: it aborted (SIGABRT)",
                signal.SIGKILL: "was killed, probably because memory ran out (SIGKILL)",
            }.get(signal.Signals(-status), f"was ended by signal {-status}")
        return self._failure(f"{self._words(phase, point)}: the process {how}")

    def _failure(self, sentence: str) -> Failed:
        phase, point = self._under_way()
        text = "".join(list(self._output.queue))[-OUTPUT_LIMIT:]
        if phase == LOADING or not point.variant:
            raise KernelError(f"{sentence}.")
        size = 0 if phase == COMPILING else point.size
        threads = point.threads if size else 0
        return Failed(point.variant, f"{sentence}.", size, threads, details=text)

    def _words(self, phase: str, point: Point) -> str:
        if phase == COMPILING:
            doing = "Compiling" if self._is_compiled(point) else "Calling"
            return f"{doing} {point.variant}"
        if phase == CALLING:
            return f"Calling {point.variant} at n = {count(point.size)}"
        if point.size:
            return f"make_args({point.size})"
        return f"Running “{self._kernel.path.name}”"

    def _under_way(self) -> tuple[str, Point]:
        return _read(self._note.read_bytes())

    def _printed(self) -> Generator[Event, None, None]:
        text = ""
        while not self._output.empty():
            text += self._output.get()
        if text:
            yield Printed(text[-OUTPUT_LIMIT:])

    def _read_events(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def _read_output(self) -> None:
        assert self._process.stderr is not None
        kept = 0
        for line in self._process.stderr:
            if kept < OUTPUT_LIMIT:
                kept += len(line)
                self._output.put(line.decode(errors="replace"))


def _read(note: bytes) -> tuple[str, Point]:
    """Return what a note says is being done, and for which point."""
    text = note.rstrip(b"\0").decode()
    if not text:
        return LOADING, Point("", 0, 0)
    phase, variant, size, threads = text.split("\t")
    return phase, Point(variant, int(size), int(threads))


def _environment(plan: Plan) -> dict[str, str]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    most = max(plan.threads)
    environment["NUMBA_NUM_THREADS"] = str(most)
    environment["NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING"] = "1"
    if plan.layer:
        environment["NUMBA_THREADING_LAYER"] = plan.layer
    return environment
