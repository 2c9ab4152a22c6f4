"""Which files' code the user has let run, remembered by content."""

from __future__ import annotations

from explorer.desktop.settings import Settings

_KEY = "own/may_run"
_MOST = 500


class Trust:
    """Remembers SHA-256 sums of files; a changed file is another one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def knows(self, sha256: str) -> bool:
        """Whether the user has run a file of this content."""
        return sha256 in self._sums()

    def add(self, sha256: str) -> None:
        """Remember that a file of this content may be run."""
        others = [item for item in self._sums() if item != sha256]
        self._settings.write(_KEY, [sha256, *others][:_MOST])

    def _sums(self) -> list[str]:
        known: list[object] = self._settings.read(_KEY, [])
        return [item for item in known if isinstance(item, str)]
