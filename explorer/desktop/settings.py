"""What the program remembers between starts, kept as JSON text in an injected store.

An INI file gives every value back as a string, a list of one as its element and an empty list as
nothing; JSON text comes back as it went in.
"""

import json
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings

T = TypeVar("T")


class Settings:
    """Typed reading and writing of one `QSettings`."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    def read(self, key: str, default: T) -> T:
        """Return the value of a key; the default where it is missing or of another type."""
        try:
            value = json.loads(str(self._store.value(key, "", type=str)))
        except (ValueError, RecursionError):
            return default
        return value if type(value) is type(default) else default

    def write(self, key: str, value: object) -> None:
        """Remember a value that JSON can hold."""
        self._store.setValue(key, json.dumps(value, ensure_ascii=True))

    def read_bytes(self, key: str) -> QByteArray:
        """Return what `write_bytes` remembered; empty where there is nothing."""
        return QByteArray.fromBase64(self.read(key, "").encode("ascii", "ignore"))

    def write_bytes(self, key: str, value: QByteArray) -> None:
        """Remember the state of a window or a splitter."""
        self.write(key, bytes(value.toBase64().data()).decode("ascii"))

    def flush(self) -> bool:
        """Write everything to disk; return whether that worked."""
        self._store.sync()
        return self._store.status() is QSettings.Status.NoError
