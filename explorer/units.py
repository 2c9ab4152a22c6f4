"""How quantities are written and read: times, counts, bytes, ratios.

One formatter for each, used by the command line, the charts and every sentence.
"""

import math
import re
from collections.abc import Sequence

_SECONDS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
_BYTES = ((2**40, "TiB"), (2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"))
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters apart from tab and line end, what turns the direction of text around, halves
of characters, and what is none, which no XML may hold."""
_SUFFIXES = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}


def harmless(text: str) -> str:
    """Return a text, from a file or measured code, that commands no terminal and hides nothing."""
    return _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Return a harmless text without line ends, as a title or the name of a file is shown."""
    return " ".join(harmless(text).split())


def significant(value: float, digits: int = 3) -> str:
    """Write a value with so many significant digits, and never with an exponent."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, decimals)
    if rounded and math.floor(math.log10(abs(rounded))) > math.floor(math.log10(abs(value))):
        decimals -= 1  # 9.996 became 10.0: one decimal less
    return f"{rounded:,.{max(decimals, 0)}f}"


def seconds(value: float, digits: int = 3) -> str:
    """Write a duration in seconds with the unit that suits it: 3.10 µs, 12.0 ms, 1.50 s."""
    rounded = float(f"{value:.{digits - 1}e}")
    for scale, unit in _SECONDS:
        if abs(rounded) >= scale or unit == "ns":
            return f"{significant(value / scale, digits)} {unit}"
    raise AssertionError("unreachable")


def count(value: float) -> str:
    """Write a whole number with thousands separated: 10,000,000."""
    return f"{round(value):,}"


def size_in_bytes(value: float) -> str:
    """Write a number of bytes in binary units: 512 B, 8.0 KiB, 76 MiB."""
    for scale, unit in _BYTES:
        if abs(value) >= scale:
            number = value / scale
            return f"{number:.1f} {unit}" if number < 10 else f"{number:,.0f} {unit}"
    return f"{value:.0f} B"


def ratio(value: float) -> str:
    """Write a speed-up: 0.35×, 2.41×, 118×."""
    return f"{significant(value)}×"


def percent(fraction: float) -> str:
    """Write a fraction in per cent: 0.6 %, 12 %."""
    value = 100 * fraction
    return f"{value:.1f} %" if abs(value) < 9.95 else f"{value:.0f} %"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Join words: a, b and c."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def names(text: str) -> tuple[str, ...]:
    """Read names with commas between."""
    return tuple(name for part in text.split(",") if (name := part.strip()))


def parse_count(text: str) -> int:
    """Read a whole number as people write it: 1000, 1_000, 1e3, 1k, 10M.

    Raises ValueError with a sentence that names the text when it is not a positive whole number.
    """
    cleaned = text.strip().replace("_", "").lower()
    match = re.fullmatch(r"(\d+(?:\.\d*)?(?:e\+?\d+)?)([kmg]?)", cleaned)
    value = float(match[1]) * _SUFFIXES[match[2]] if match else math.nan
    if not match or not math.isfinite(value) or value != int(value) or value < 1:
        raise ValueError(
            f"“{text.strip()}” is not a positive whole number such as 1000, 1e3 or 10k."
        )
    return int(value)
