"""What the program needs of the process that it was started in, seen to before all else.

Standard streams may be closed, and settings such that Numba or Python's clock cannot start with
them. The processes that this one starts inherit what is mended here.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TextIO

from explorer.layers import LAYERS

_LEVELS = ("0", "1", "2", "3", "max")
_SAFE = {"default", "safe", "forksafe", "threadsafe"}
"""What NUMBA_THREADING_LAYER may ask for beside a layer (numba.np.ufunc.parallel)."""


def lay() -> list[str]:
    """Mend what can be mended; return a sentence for each setting that is not followed."""
    # OpenBLAS's threads spin on after a call and take the cores from what is timed next; it
    # reads this when NumPy is imported. 2**4 turns of waiting cost BLAS itself nothing (measured).
    os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")
    _open_streams()
    return [*_settings(), *_clock()]


def silence(stream: TextIO) -> None:
    """Let a stream that cannot be written hold nothing any more, also not for its flush at exit."""
    with suppress(OSError, ValueError):  # a stream without a descriptor
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _open_streams() -> None:
    """Open what was closed, to nowhere: else the next file opened would get what is printed."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the system gives the lowest number that is free
    if sys.stdin is None:
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show “≈”


def _settings() -> Iterator[str]:
    """Take out what Numba cannot start with."""
    for name, usable, must in (
        ("NUMBA_NUM_THREADS", _is_count, "a whole number from 1 on"),
        ("NUMBA_OPT", _LEVELS.__contains__, f"one of {', '.join(_LEVELS)}"),
        ("NUMBA_THREADING_LAYER", _is_layer, f"one of {', '.join(sorted(_SAFE.union(LAYERS)))}"),
        ("NUMBA_THREADING_LAYER_PRIORITY", _is_order, f"{' '.join(sorted(LAYERS))} in any order"),
    ):
        value = os.environ.get(name)
        if value is not None and not usable(value):
            del os.environ[name]
            yield f"{name} is “{value}” and is not followed: it must be {must}."


def _is_count(value: str) -> bool:
    return value.isdecimal() and int(value) > 0


def _is_layer(value: str) -> bool:
    return value in LAYERS or value in _SAFE


def _is_order(value: str) -> bool:
    return sorted(value.split()) == sorted(LAYERS)


def _clock() -> Iterator[str]:
    """See that times of day can be told."""
    try:
        datetime.now().astimezone()
    except ValueError as error:
        value = os.environ.get("TZ", "")
        os.environ["TZ"] = "UTC"
        time.tzset()
        yield f"TZ is “{value}” and is not followed, times are told in UTC: {error}"
