"""Where packages come from, and whether that can be reached."""

from __future__ import annotations

import configparser
import os
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

USUAL = "https://pypi.org/simple/"
PATIENCE_S = 5.0
_SECTIONS = ("install", "global")  # pip lets a command's own section win


@dataclass(frozen=True)
class Trouble:
    """Why a package index cannot be reached, and through which proxy it was tried."""

    url: str
    proxy: str
    reason: str

    def __str__(self) -> str:
        through = f" through the proxy {bare(self.proxy)}" if self.proxy else ""
        return f"The package index {bare(self.url)} cannot be reached{through}: {self.reason}"


def bare(url: str) -> str:
    """Returns an address without the name and password that it may hold."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def pips_own() -> str:
    """Returns the index that pip is told to use, by its variable or its files; empty for none."""
    if told := os.environ.get("PIP_INDEX_URL"):
        return told
    home = Path.home()
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    places = [
        Path(os.environ.get("PIP_CONFIG_FILE", os.devnull)),
        settings / "pip" / "pip.conf",
        home / ".pip" / "pip.conf",
        Path("/etc/pip.conf"),
        Path(os.environ.get("APPDATA", home)) / "pip" / "pip.ini",
    ]
    for place in places:
        file = configparser.ConfigParser(interpolation=None)
        try:
            file.read(place, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue  # pip will say so
        for section in _SECTIONS:
            if told := file.get(section, "index-url", fallback=""):
                return told
    return ""


def uvs_own() -> str:
    """Returns the index that uv is told to use by a variable; empty for none."""
    names = ("UV_DEFAULT_INDEX", "UV_INDEX_URL")
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def trouble(url: str, patience_s: float = PATIENCE_S) -> Trouble | None:
    """Returns why nothing answers at an address, None where something does, whatever it says."""
    proxy = proxy_for(url, urllib.request.getproxies())
    reasons = ["no answer"]  # so it stays where looking up the host's name takes too long
    asker = threading.Thread(target=_ask, args=(url, patience_s, reasons), daemon=True)
    asker.start()
    asker.join(patience_s + 1)
    return Trouble(url, proxy, reasons[-1]) if reasons[-1] else None


def proxy_for(url: str, proxies: Mapping[str, str]) -> str:
    """Returns the proxy through which an address is asked, empty where there is none."""
    parts = urlsplit(url)
    if urllib.request.proxy_bypass(parts.hostname or ""):
        return ""
    return proxies.get(parts.scheme, "")


def _ask(url: str, patience_s: float, reasons: list[str]) -> None:
    """Adds why nothing answers to ``reasons``, or an empty text."""
    if not url.startswith(("http://", "https://")):
        reasons.append("")  # a folder: the installer tells what is wrong with it
        return
    try:
        urllib.request.build_opener().open(url, timeout=patience_s).close()
    except urllib.error.HTTPError as answer:
        answer.close()
        reasons.append("")
    except urllib.error.URLError as error:
        # An unknown certificate here may be known to the installer, which has its own settings.
        cause = error.reason
        reasons.append("" if isinstance(cause, ssl.SSLError) else _in_words(cause))
    except (OSError, ValueError) as error:
        reasons.append(_in_words(error))
    else:
        reasons.append("")


def _in_words(cause: object) -> str:
    return str(getattr(cause, "strerror", None) or cause or "no answer")
