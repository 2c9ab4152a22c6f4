"""Reading what another process writes, without ever waiting for it to end.

A program that the measured code started may keep a pipe open for ever, so that there never is an
end of it; and a line may have no end either. The measured code may also write by accident to what
the program reports on, so each report is framed: a mark, a checksum, and the text.
"""

import os
import select
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import IO
from zlib import crc32

LOOK_EVERY_S = 0.1
PIECE = 1 << 16
MARK = b"\x1e"  # ASCII's record separator, which JSON text never holds
_CHECKED = 8
LINE_LIMIT = 1 << 24
"""Bytes; a longer line is cut into lines of this length, none of which can be an event."""
JOIN_S = 2.0
ROOM = 1 << 12
"""Bytes that a pipe whose reader has read all before has room for (POSIX asks for 512)."""


class DamagedError(ValueError):
    """A report with something else in the middle of it."""


def framed(text: str, key: str) -> bytes:
    """Return a report, a text without line ends, as the line that carries it."""
    content = text.encode()
    return MARK + _checksum(content, key) + content + b"\n"


def unframed(line: bytes, key: str) -> tuple[bytes | None, bytes]:
    """Return the report of a line without its end, None without one, and what came before it.

    Raises DamagedError.
    """
    before, mark, frame = line.rpartition(MARK)
    if not mark:
        return None, line
    content = frame[_CHECKED:]
    if _checksum(content, key) != frame[:_CHECKED]:
        raise DamagedError(f"{len(frame)} bytes that are no report")
    return content, before


def _checksum(content: bytes, key: str) -> bytes:
    return f"{crc32(content, crc32(key.encode())):08x}".encode()


class Reader:
    """Hands on what comes out of a pipe, piece by piece, in a thread of its own.

    `ended` is called when there will be no more. `close` ends the thread, whatever the pipe does.
    """

    def __init__(
        self, name: str, pipe: int, take: Callable[[bytes], None], ended: Callable[[], None]
    ) -> None:
        self._pipe, self._take, self._ended = pipe, take, ended
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read, name=name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Read no more."""
        self._over.set()
        self._thread.join(JOIN_S)  # elsewhere than on Unix it may wait for the pipe to be closed

    def _read(self) -> None:
        for piece in pieces(self._pipe, self._over.is_set):
            self._take(piece)
        self._ended()


class Writer:
    """Writes to a process, in threads of their own what its pipe may not have room for.

    One that hangs reads nothing; such a thread ends when the process is ended.
    """

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        self._name, self._stream = name, stream
        self._thread: threading.Thread | None = None

    def write(self, content: bytes) -> None:
        """Write, and return at once; what a process that is over no longer reads is lost."""
        if len(content) <= ROOM:
            self._write(content)
            return
        self._thread = threading.Thread(
            target=self._write, args=(content,), name=self._name, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Wait for what is being written; to be called when the process was ended."""
        if self._thread is not None:
            self._thread.join(JOIN_S)

    def _write(self, content: bytes) -> None:
        with suppress(OSError, ValueError):  # it is over, or its pipe closed meanwhile
            self._stream.write(content)
            self._stream.flush()


def pieces(pipe: int, is_over: Callable[[], bool]) -> Iterator[bytes]:
    """Yield what a pipe holds as it comes, until it ends or this is over."""
    while not is_over():
        if sys.platform != "win32" and not select.select([pipe], [], [], LOOK_EVERY_S)[0]:
            continue
        try:
            piece = os.read(pipe, PIECE)
        except OSError:  # closed meanwhile
            return
        if not piece:
            return
        yield piece


class Lines:
    """Cuts pieces into lines, without their ends; holds no more than the limit."""

    def __init__(self, limit: int = LINE_LIMIT) -> None:
        self._limit = limit
        self._held = bytearray()

    def of(self, piece: bytes) -> Iterator[bytes]:
        """Yield the lines that a piece completes."""
        self._held += piece
        *whole, rest = self._held.split(b"\n") if b"\n" in piece else [self._held]
        self._held = bytearray(rest)
        yield from map(bytes, whole)
        while len(self._held) > self._limit:
            yield bytes(self._held[: self._limit])
            del self._held[: self._limit]

    def rest(self) -> bytes:
        """Return what came after the last line, as a process that was killed leaves it."""
        return bytes(self._held)
