"""What goes through a pipe to and from a process that computes: bytes, their number before them."""

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


def _exactly(pipe: BinaryIO, number: int) -> bytes:
    try:
        found = pipe.read(number)
    except (OSError, ValueError) as error:
        raise EndedError from error
    if len(found) < number:
        raise EndedError
    return found
