"""Where packages come from, and whether that can be reached."""

from __future__ import annotations

import configparser
import http.client
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
PATIENCE_S = 10.0
PAGE = "numba/"  # the list of all packages takes some indexes longer than anything else
_WEB = ("http://", "https://")
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


def pips_own(option: str) -> str:
    """Returns an option that pip is told by its variable or its files; empty for none."""
    if told := os.environ.get(f"PIP_{option.upper().replace('-', '_')}"):
        return told
    home = Path.home()
    places = [
        Path(os.environ.get("PIP_CONFIG_FILE", os.devnull)),
        _settings() / "pip" / "pip.conf",
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
            if told := file.get(section, option, fallback=""):
                return told
    return ""


def uvs_own() -> str:
    """Returns the index that uv is told to use by a variable or its files; empty for none."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        if told := os.environ.get(name):
            return told
    import tomllib  # here, so that Pythons that lack it can read this file and be turned down

    places = [_settings() / "uv" / "uv.toml", Path("/etc/uv/uv.toml")]
    if chosen := os.environ.get("UV_CONFIG_FILE"):
        places = [Path(chosen)]
    for place in places:
        try:
            file = tomllib.loads(place.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue  # uv will say so
        named = [each.get("url") for each in file.get("index", ()) if each.get("default")]
        named += [file.get("index-url"), file.get("pip", {}).get("index-url")]
        if told := next(filter(None, named), ""):
            return str(told)
    return ""


def trouble(url: str, proxy: str = "", patience_s: float = PATIENCE_S) -> Trouble | None:
    """Returns why nothing answers at an index, None where something does, whatever it says.

    ``proxy`` is asked in place of the system's. What only an installer can ask is no trouble:
    folders, and proxies that do not speak HTTP.
    """
    proxy = proxy or proxy_for(url, urllib.request.getproxies())
    speaks = "://" not in proxy or proxy.startswith(_WEB)
    if not (url.startswith(_WEB) and speaks):
        return None
    reasons = [f"no answer within {patience_s:g} s"]
    page = f"{url.rstrip('/')}/{PAGE}"
    asker = threading.Thread(target=_ask, args=(page, proxy, patience_s, reasons), daemon=True)
    asker.start()
    asker.join(patience_s)  # looking up a name may take longer, and so may several addresses
    return Trouble(url, proxy, reasons[-1]) if reasons[-1] else None


def proxy_for(url: str, proxies: Mapping[str, str]) -> str:
    """Returns the proxy through which an address is asked, empty where there is none."""
    parts = urlsplit(url)
    if urllib.request.proxy_bypass(parts.hostname or ""):
        return ""
    return proxies.get(parts.scheme, "")


def _ask(url: str, proxy: str, patience_s: float, reasons: list[str]) -> None:
    """Adds why nothing answers to ``reasons``, or an empty text; nothing where time runs out."""
    proxies = {"http": proxy, "https": proxy} if proxy else {}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxies))
    try:
        opener.open(url, timeout=patience_s).close()
    except urllib.error.HTTPError as answer:
        answer.close()
        reasons.append("")
    except (OSError, ValueError, http.client.HTTPException) as error:
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        # An unknown certificate here may be known to the installer, which has its own settings.
        if isinstance(cause, ssl.SSLError):
            reasons.append("")
        elif not isinstance(cause, TimeoutError):
            reasons.append(_in_words(cause))
    else:
        reasons.append("")


def _in_words(cause: object) -> str:
    return str(getattr(cause, "strerror", None) or cause or "no answer")


def _settings() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
