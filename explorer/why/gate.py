"""What holds a task back until others have done theirs, and tells it what they found."""

from typing import Any, Protocol

Found = dict[str, Any]


class Gate(Protocol):
    """What holds a task back."""

    def known(self) -> Found:
        """Wait for what of the job was not known when it began."""

    def wait(self) -> None:
        """Wait until it may go on."""


class _NoGate:
    """That of a process that is alone, and has the whole job."""

    def known(self) -> Found:
        return {}

    def wait(self) -> None:
        pass


ALONE: Gate = _NoGate()
