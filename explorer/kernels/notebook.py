"""The Python text of a Jupyter notebook: its code cells, without magics and outputs."""

import ast
import json
import re

_KEPT_CELLS = ("%%time", "%%timeit", "%%capture", "%%prun")
"""Cell magics whose cell is Python."""
_MAGIC = re.compile(r"^(\s*)([%!?].*|[\w.\[\]]+\?{1,2})$")
_TIMED = re.compile(r"^(\s*)(?:\w+ = )?%(?:time|timeit|prun|memit)((?:\s+-\w+)*)\s+(\S.*)$")
"""A statement whose time is taken: how it calls a function tells its arguments."""
_SET = re.compile(r"^(\s*)(\w+)\s*=\s*([%!].*)$")


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


def _line(text: str) -> str:
    if (timed := _TIMED.match(text)) and _is_python(timed[3]):
        return timed[1] + timed[3]
    if given := _SET.match(text):
        return f"{given[1]}{given[2]} = None  # {given[3]}"
    match = _MAGIC.match(text)
    return f"{match[1]}pass  # {match[2]}" if match else text


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True
