"""A kernel as another process of this machine is asked about it: opened there from its file."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from explorer.kernels.finding import open_file
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.reading import home_of


@dataclass(frozen=True)
class Target:
    """The file of a kernel, and of a user's own function its name and arguments."""

    path: str
    function: str | None = None
    arguments: dict[str, str] | None = None

    @classmethod
    def of(cls, kernel: Kernel) -> Target:
        """Return what opens a kernel again."""
        arguments = None if kernel.arguments is None else dict(kernel.arguments)
        return cls(str(kernel.path.resolve()), kernel.function, arguments)

    def kernel(self) -> Kernel:
        """Return the kernel; raises KernelError."""
        return open_file(Path(self.path), self.function, self.arguments)

    def go_home(self) -> None:
        """Let this process look for modules beside the file first."""
        sys.path.insert(0, str(home_of(Path(self.path))[0]))

    def failure(self, error: BaseException) -> str:
        """Say what went wrong with it: why it is refused, or what its own code raised."""
        if isinstance(error, KernelError):
            return str(error)
        from explorer.kernels.running import explained

        return explained(error, Path(self.path)).sentence
