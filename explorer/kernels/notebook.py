"""The Python text of a Jupyter notebook: its code cells, without magics and outputs."""

import ast
import json
import re
from getopt import GetoptError, getopt

_KEPT_CELLS = ("%%time", "%%timeit", "%%capture", "%%prun")
"""Cell magics whose cell is Python."""
_HELP = re.compile(r"^(\s*)([\w.\[\]]+\?{1,2})$")
_MAGIC = re.compile(r"^(\s*)(?:([^\s#][^#]*?)=\s*)?([%!].*)$")
"""Indentation, what the value is given to, and a magic or a command of the shell."""
_TIMED = re.compile(r"%(time|timeit|prun|memit)\s+(.*)")
"""A statement whose time or memory is taken: how it calls a function tells its arguments."""
_OPTIONS = {"time": "", "timeit": "n:r:tcp:qov:", "prun": "D:l:rs:T:q", "memit": "r:t:i:co"}
"""As `getopt` reads them: a letter with a colon has a value, which may stand apart from it."""


def code_of(content: str) -> str:
    """Return the code cells one after another; raises ValueError where it is no notebook.

    What only IPython understands stands there as a comment, so that lines keep their places.
    """
    try:
        cells = json.loads(content)["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        texts = ["".join(source) for source in sources]
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("it holds no cells") from error
    return "\n\n".join(
        f"# In[{number}]:\n{_python(text)}" for number, text in enumerate(texts, start=1)
    )


def _python(cell: str) -> str:
    lines = cell.splitlines()
    first = lines[0].strip() if lines else ""
    if first.startswith("%%") and not first.startswith(_KEPT_CELLS):
        return "\n".join(f"# {line}" for line in lines)
    return "\n".join(map(_line, lines))


def without_magics(text: str) -> str:
    """Return the text of a file in which lines stand that only IPython understands."""
    return "\n".join(map(_line, text.splitlines()))


def _line(text: str) -> str:
    if asked := _HELP.match(text):
        return f"{asked[1]}pass  # {asked[2]}"
    if not (match := _MAGIC.match(text)):
        return text
    indent, target, magic = match.groups()
    given = f"{target.rstrip()} = " if target else ""
    if given and not _code(f"{given}None"):  # as in print("x =%d" % x)
        return text
    nothing = f"{given}None" if given else "pass"
    return indent + (_timed(given, magic) or f"{nothing}  # {magic}")


def _timed(given: str, magic: str) -> str:
    """A line that does what a timed one does, empty where it is none.

    Only %time has the statement's value; the others have what they measured, or nothing.
    """
    timed = _TIMED.match(magic)
    code = _code(_statement(timed[1], timed[2])) if timed else ""
    if not timed or not code or not given:
        return code
    return _code(f"{given}{code}" if timed[1] == "time" else f"{code}; {given}None")


def _statement(magic: str, text: str) -> str:
    """What a magic times, without its options."""
    words = text.split()
    try:
        _, rest = getopt(words, _OPTIONS[magic], ["no-raise-error"])
    except GetoptError:  # -x is no option, but the statement
        return text
    return text.split(maxsplit=len(words) - len(rest))[-1] if rest else ""


def _code(text: str) -> str:
    """A line of Python without what ends it, a comment or a semicolon; empty if it is none."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return text.encode()[: body[-1].end_col_offset].decode() if body else ""
