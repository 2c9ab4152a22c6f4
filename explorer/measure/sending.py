"""A kernel as it is sent to another machine: its files as text, for they need not be there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from explorer.kernels.finding import catalogue, is_from_catalogue, open_file
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.together import laid_out, together
from explorer.measure.plain_values import to_plain
from explorer.measure.scratch import Scratch


def packed(kernel: Kernel) -> dict[str, Any]:
    """Return what `Unpacked` makes a kernel of; raises KernelError when a file cannot be read."""
    own = not is_from_catalogue(kernel)
    files = together(kernel.path) if own else {}
    return {
        "name": kernel.name,
        "files": {name: content.decode("latin-1") for name, content in files.items()},
        "function": kernel.function,
        "arguments": to_plain(kernel.arguments),
    }


class Unpacked:
    """The kernel that was sent; its files are there until this is closed."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        """Raises KernelError where the first file is none of a kernel."""
        self._folder: Scratch | None = None
        if not content["files"]:
            path = next(kernel.path for kernel in catalogue() if kernel.name == content["name"])
            self.kernel = open_file(path)
            return
        self._folder = Scratch()
        files = {name: text.encode("latin-1") for name, text in content["files"].items()}
        path = laid_out(Path(self._folder.name), files)
        try:
            self.kernel = open_file(path, content["function"], content["arguments"])
        except KernelError:
            self.close()
            raise

    def close(self) -> None:
        """Remove the files."""
        if self._folder is not None:
            self._folder.cleanup()
