"""A kernel as it is sent to another machine: its file as text, for it need not be there."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from explorer.kernels.finding import catalogue, is_from_catalogue, open_file
from explorer.kernels.kernel import Kernel, KernelError
from explorer.measure.events import to_plain


def packed(kernel: Kernel) -> dict[str, Any]:
    """Return what `Unpacked` makes a kernel of; raises KernelError when its file cannot be read."""
    own = not is_from_catalogue(kernel)
    if kernel.elsewhere:
        raise KernelError(
            f"“{kernel.path}” takes functions from other files, which do not go along to another "
            "host: measure it on this one."
        )
    try:
        text = kernel.path.read_bytes().decode("latin-1") if own else ""
    except OSError as error:
        raise KernelError(f"“{kernel.path}” cannot be read: {error.strerror}.") from error
    return {
        "name": kernel.path.name if own else kernel.name,
        "text": text,
        "function": kernel.function,
        "arguments": to_plain(kernel.arguments),
    }


class Unpacked:
    """The kernel that was sent; its file is there until this is closed."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        """Raises KernelError where the file is none of a kernel."""
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if not content["text"]:
            path = next(kernel.path for kernel in catalogue() if kernel.name == content["name"])
            self.kernel = open_file(path)
            return
        self._folder = tempfile.TemporaryDirectory(prefix="numba-explorer-run-")
        path = Path(self._folder.name) / content["name"]
        path.write_bytes(content["text"].encode("latin-1"))
        try:
            self.kernel = open_file(path, content["function"], content["arguments"])
        except KernelError:
            self.close()
            raise

    def close(self) -> None:
        """Remove the file."""
        if self._folder is not None:
            self._folder.cleanup()
