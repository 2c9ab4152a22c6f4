"""Writing JSON for other programs: numbers digit by digit, so that none changes on its way."""

from pathlib import Path
from typing import Any

import msgspec

from explorer import atomic


def write(path: Path, content: Any) -> None:
    """Save what a file is to hold; raises SaveError."""
    atomic.write(path, dumped(content))


def dumped(content: Any) -> bytes:
    """Return it as JSON, in lines that people can read."""
    packed = msgspec.json.Encoder(decimal_format="number").encode(content)
    return msgspec.json.format(packed, indent=1) + b"\n"
