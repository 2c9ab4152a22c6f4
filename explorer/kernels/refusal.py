"""Numba's refusals in a user's words: what it does not take, in which line, and what helps."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.kernels.kernel import KernelError
from explorer.refused import excerpt

LONGEST_MESSAGE = 40_000
"""Letters of a message that are kept; Numba's longest, with all its signatures, have 30,000."""
LONGEST_LINE = 300


@dataclass(frozen=True)
class Refusal:
    """Why a function could not be compiled or called.

    `line` is the line of the user's file, 0 where it is unknown. `full` is the whole message.
    """

    sentence: str
    line: int
    full: str


_BROKEN = (
    "Numba’s own compiler broke on this function, which is a fault of Numba’s; leave out "
    "parallel=True where it has that, or write the loop in another way."
)
_NO_ERROR = (
    "What it raises is no class of errors to Numba; where its import fails, that is why: make the "
    "import work, or raise ValueError."
)
_CAUSES: tuple[tuple[str, str], ...] = (
    (r"^CopiedError: (.+)", "{0}"),
    (
        r"wrong tuple length for [^\n]*?expected (\d+), got (\d+)",
        "{0} values are unpacked from a tuple of {1}; where that is the shape of an array, give "
        "one with {0} dimensions.",
    ),
    (
        r"Unsupported array index type (float\d+|complex\d+)",
        "An array is indexed with a number of type {0}; an index must be a whole number, so make "
        "it one with int(…) or //.",
    ),
    (
        r"unsupported opcode \(FORMAT_WITH_SPEC\)",  # of Python 3.13 and later
        "Numba does not compile this: format spec in f-strings; write it in another way, or "
        "outside of the function.",
    ),
    (
        r"UnsupportedBytecodeError: ([^\n]*?)\.? Raised from ",
        "Numba does not compile this: {0}; write it in another way, or outside of the function.",
    ),
    (
        r"Cannot modify readonly array",
        "It writes into an array that is read-only, as global arrays are for Numba, which takes "
        "them as constants; pass the array as an argument.",
    ),
    (
        r">>> getitem\(Tuple\([^\n]*, u?int\d+\)",
        "A tuple whose items have different types cannot be indexed with a loop’s number; go "
        "through it with numba.literal_unroll.",
    ),
    (
        r"\(step: (?:convert to parfors|native parfor lowering|parfor prelowering)",
        "Numba’s parallel pass failed on this function, which is a fault of Numba’s; use it "
        "without parallel=True.",
    ),
    (r"TypeError: [^\n]*(?:\{i8\*|\b(?:i\d+|double|float)\*|\[\d+ x )|LLVM IR parsing", _BROKEN),
    (
        r"AssertionError: Sizes of ([^\n]*?) do not match on",
        "With parallel=True, Numba does not repeat the shorter of two arrays in an expression, as "
        "NumPy does; give {0} one shape, or leave parallel=True out.",
    ),
    (
        r"Cannot capture the non-constant value associated with variable '(\w+)'",
        "It makes a function of “{0}”, and compiled code cannot return one; measure the function "
        "that it makes, by the call that makes it, as in file.py:make(…).",
    ),
    (
        r"(DictType|reflected list|list|set)[\[(]undefined",
        "Numba does not know what an empty dict, list or set holds where it is first used; put "
        "something in before, or make it with numba.typed.Dict.empty or numba.typed.List.",
    ),
    (
        r"NameError: name '(\w+)' is not defined",
        "“{0}” is not defined; define or import it in this file.",
    ),
    (
        r"ModuleNotFoundError: No module named '([\w.]+)'",
        "No module named “{0}” is installed in the Python that measures; install it there, or have "
        "the file measured by the Python that has it.",
    ),
    (
        r"ImportError: cannot import name '(\w+)' from '([\w.]+)'",
        "The module “{1}” that is found has no “{0}”; another version of it may have.",
    ),
    (
        r"ImportError: attempted relative import with no known parent package",
        "It imports from its own package, but there is no __init__.py in its folder.",
    ),
    (
        r"Untyped global name '(\w+)'.*?Cannot determine Numba type of <class 'type'>",
        "Numba cannot use the class “{0}”; give what is needed of it a name of its own outside of "
        "the function, as in method = {0}.method, or make it a numba.experimental.jitclass.",
    ),
    (
        r"Untyped global name '(njit|jit|vectorize)'",
        "Numba does not compile a function inside of a compiled one with a decorator; leave “{0}” "
        "out there, or move the function outside.",
    ),
    (
        r"Untyped global name '(\w+)'.*?Cannot determine Numba type of <class '([\w.]+)'>",
        "Numba cannot use “{0}”, a Python object of type {1}; compile it with @njit if it is a "
        "function, or pass what is needed as an argument.",
    ),
    (
        r"Untyped global name '(\w+)'",
        "Numba cannot use the global name “{0}”; pass it as an argument.",
    ),
    (
        r"module '([\w.]+)' has no attribute '(\w+)'",
        "{0} has no “{1}”.",
    ),
    (
        r"Use of unsupported NumPy function '([\w.]+)'",
        "Numba does not know {0}; write it as a loop, or call it outside.",
    ),
    (
        r"Unknown attribute '(\w+)' of type Module\(<module '([\w.]+)'",
        "Numba does not know {1}.{0}; write it as a loop, or call it outside.",
    ),
    (
        r"Unknown attribute '(\w+)' of type ([^\n]+)",
        "Numba does not know “.{0}” of {1}.",
    ),
    (
        r"Cannot unify ([^\n]+?) and ([^\n]+?) for '(\w+?)(?:\.\d+)?'",
        "The variable “{2}” is once {0} and once {1}; give it one type from the start.",
    ),
    (
        r"No implementation of function Function\(([^\n]*?)\) found for signature:\s*\n\s*\n?"
        r"\s*>>> ([^\n]+)",
        "Numba has no such operation for these types: {1}; pass other types, or write it with "
        "operations that Numba has.",
    ),
    (
        r"[Cc]annot determine Numba type of <class '(?:[\w.]*\.)?explorer_kernel_\w+\.([\w.]+)'>",
        "Numba cannot take an object of the class {0}; pass what the function uses of it, or make "
        "the class a numba.experimental.jitclass.",
    ),
    (
        r"[Cc]annot determine Numba type of <class '([\w.]+)'>",
        "Numba cannot take an argument of type {0}; pass arrays, numbers or tuples of them.",
    ),
    (
        r"cannot reflect element of reflected container|heterogeneous|reflected list",
        "Numba takes lists only when all items have one simple type; use an array.",
    ),
    (
        r"(?:Use of|The use of) (?:a )?'?(yield|with|try|class|global|del)'?",
        "Numba does not compile “{0}” here; move it outside of the function.",
    ),
    (
        r"Invalid use of type\(CPUDispatcher\(<function (\w+) at \w+>\)\) with parameters "
        r"(\([^\n]*\))",
        "Numba cannot compile “{0}” for arguments of these types: {1}; see what it does with them, "
        "or pass other types.",
    ),
    (
        r"Invalid use of type\(([^)]*)\)|Invalid use of ([^\n]+)",
        "Numba cannot do this with these types: {0}; pass other types.",
    ),
    (
        r"Cannot cast ([^\n]+?) to (?:instance\.jitclass\.)?(\w+)",
        "It takes {1} where it is given {0}; pass something of that type.",
    ),
    (
        r"(?:Failed in nopython mode pipeline[^\n]*\n)+([^\n]+)",
        "{0}",
    ),
)


_INTERNAL = re.compile(r"['“]?\$\w+(?:\.\d+)*['”]?")
"""As in “wrong tuple length for $78load_attr.5”."""


def explain(error: BaseException, path: Path) -> Refusal:
    """Return the cause of an error in one sentence, and the line of the file it points to."""
    message = message_of(error)
    if isinstance(error, KernelError):  # which is a sentence of ours
        return Refusal(message.rstrip("."), _line(error, message, path), message)
    full = f"{type(error).__name__}: {message}"
    for pattern, sentence in _CAUSES:
        match = re.search(pattern, full, re.DOTALL if "Untyped" in pattern else 0)
        if match:
            words = [_plain(group or "") for group in match.groups()]
            return Refusal(sentence.format(*words, ""), _line(error, message, path), full)
    said = [line.strip() for line in message.splitlines() if line.strip()]
    if isinstance(error, AssertionError) and not said and (broke := _where_numba_broke(error)):
        return Refusal(_NO_ERROR if "exc_class" in broke else _BROKEN, _line_of(broke), full)
    first = " ".join(said[: 2 if said and said[0].endswith(":") else 1])  # “…: ” says what next
    first = _plain(excerpt(first, LONGEST_LINE))
    sentence = f"{type(error).__name__}: {first}" if first else type(error).__name__
    return Refusal(sentence, _line(error, message, path), full)


def _where_numba_broke(error: BaseException) -> Mapping[str, Any]:
    """The names in the function of Numba's that failed; none where it was another's."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or "numba" not in Path(trace.tb_frame.f_code.co_filename).parts:
        return {}
    return trace.tb_frame.f_locals


def _line_of(names: Mapping[str, Any]) -> int:
    line = getattr(names.get("loc"), "line", 0)
    return line if isinstance(line, int) else 0


def _plain(text: str) -> str:
    """A part of a message without the names that Numba gives to what has none."""
    return _INTERNAL.sub("a value", text).strip()


def message_of(error: BaseException) -> str:
    """Return what an error says: text that can be written to a file, cut in the middle if long.

    Nothing where its own method raises, or gives no text.
    """
    try:
        said = str(error)
    except BaseException:
        return ""
    if len(said) > LONGEST_MESSAGE:
        half = LONGEST_MESSAGE // 2
        said = f"{said[:half]}\n[…]\n{said[-half:]}"
    return said.encode("utf-8", "replace").decode()  # it may hold half a character


def _line(error: BaseException, message: str, path: Path) -> int:
    """The line named last in the message, of the error's own location, or of its traceback."""
    named = re.findall(r'File "([^"]+)", line (\d+)', message)
    named += re.findall(r"Raised from (.+) \((\d+)\)", message)
    mine = [int(line) for file, line in named if Path(file).name == path.name]
    if mine:
        return mine[-1]
    location = getattr(error, "loc", None)
    if location is not None and Path(str(location.filename)).name == path.name:
        return int(location.line)
    trace, line = error.__traceback__, 0
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename).name == path.name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
