"""An X display of its own for the tests, whoever is logged in."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from steps import SetUpError


@contextmanager
def running(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a process beside this one and always ends it, by force after 5 s."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def virtual_display(folder: Path) -> Iterator[str]:
    """Yields the name of an X display, with a window manager, as long as it is used."""
    words, managed = folder / "display.log", folder / "managed"
    reading, writing = os.pipe()
    xvfb = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1200x24", "-noreset"]
    openbox = ["openbox", "--sm-disable", "--startup", shlex.join(["touch", str(managed)])]
    with words.open("wb") as log, running(xvfb, pass_fds=[writing], stdout=log, stderr=log):
        os.close(writing)
        with open(reading, encoding="ascii") as pipe:
            display = f":{pipe.readline().strip()}"  # nothing is written when the server ends
        if display == ":":
            raise SetUpError(f"Xvfb did not start: {words.read_text().strip()}")
        env = {**os.environ, "DISPLAY": display}
        with running(openbox, env=env, stdout=log, stderr=log) as manager:
            while not managed.exists():
                if manager.poll() is not None:
                    raise SetUpError(f"openbox did not start: {words.read_text().strip()}")
                time.sleep(0.02)
            yield display
