"""The Python text of a Jupyter notebook: its code cells, without magics and outputs."""

import json
import re

_KEPT_CELLS = ("%%time", "%%timeit", "%%capture", "%%prun")
"""Cell magics whose cell is Python."""
_MAGIC = re.compile(r"^(\s*)([%!?].*|[\w.\[\]]+\?{1,2})$")


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
    match = _MAGIC.match(text)
    return f"{match[1]}pass  # {match[2]}" if match else text
