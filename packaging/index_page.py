"""The README as a package index shows it: links and pictures with whole addresses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

PICTURES = (".png", ".svg", ".webp")


class IndexPage(MetadataHookInterface):
    """Gives the project's metadata its description (hatchling calls it while building)."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the readme; the project's address is its first URL."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        address = metadata["urls"]["Source"]
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": with_whole_addresses(text, address),
        }


def with_whole_addresses(text: str, address: str) -> str:
    """Returns Markdown in which links within the project lead to it at its address on the web."""

    def whole(link: re.Match[str]) -> str:
        target = link[1]
        if target.startswith(("#", "https://", "http://")):
            return link[0]
        kind = "raw" if target.endswith(PICTURES) else "blob"
        return f"]({address}/{kind}/main/{target})"

    return re.sub(r"\]\(([^)\s]+)\)", whole, text)
