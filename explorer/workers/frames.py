"""What goes through a pipe to and from a process that computes: bytes, their number before them."""

from collections.abc import Iterable
from typing import BinaryIO

_NUMBER = 8
"""Bytes of the number."""


class EndedError(Exception):
    """There is nobody any more at the other end."""


def write(pipe: BinaryIO, content: bytes) -> None:
    """Send; raises EndedError."""
    try:
        pipe.write(len(content).to_bytes(_NUMBER, "big"))
        pipe.write(content)
        pipe.flush()
    except (OSError, ValueError) as error:  # closed there, or here
        raise EndedError from error


def read(pipe: BinaryIO) -> bytes:
    """Wait for what comes next; raises EndedError."""
    return _exactly(pipe, int.from_bytes(_exactly(pipe, _NUMBER), "big"))


def within(pieces: Iterable[bytes]) -> bytes:
    """Return what comes next in the pieces of a pipe, in which there is no more; raises EndedError.

    These may end although others keep the pipe open (`measure.pipes.pieces`).
    """
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= _NUMBER + int.from_bytes(held[:_NUMBER], "big"):
            return bytes(held[_NUMBER:])
    raise EndedError


def _exactly(pipe: BinaryIO, number: int) -> bytes:
    try:
        found = pipe.read(number)
    except (OSError, ValueError) as error:
        raise EndedError from error
    if len(found) < number:
        raise EndedError
    return found
