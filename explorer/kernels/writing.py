"""Writing a user's own function, with its arguments and variants, as a kernel file."""

import ast
import io
import re
import token
from pathlib import Path
from tokenize import generate_tokens

from explorer import atomic
from explorer.atomic import SaveError
from explorer.kernels.definitions import first_line
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.lines import lines_of
from explorer.kernels.made_variants import AS_WRITTEN, PYTHON
from explorer.kernels.reading import parse
from explorer.units import one_line


def kernel_file(kernel: Kernel) -> str:
    """Return the text of a kernel file that measures the same as the kernel does.

    Of the user's file it takes imports, definitions and constants; what only runs something is
    left out. Raises KernelError where the kernel is not a function of a user's file.
    """
    if kernel.function is None:
        raise KernelError(f"“{kernel.name}” is a kernel file already.")
    source, _, tree = parse(kernel.path)
    kept = [_text(node, source) for node in tree.body if _is_kept(node, kernel.function)]
    helpers = _helpers(tree, kernel)
    parts = [
        _docstring(kernel),
        "import numba\nimport numpy as np",
        "\n".join(_imports(tree, source)),
        _values(kernel, helpers),
        *kept,
        "\n".join(f"numba.extending.register_jitable({name})" for name in helpers),
        _make_args(kernel),
        *(_variant(kernel, name) for name in _written(kernel)),
    ]
    return "\n\n\n".join(part for part in parts if part) + "\n"


def _docstring(kernel: Kernel) -> str:
    """What the file is about, whatever a name or a lesson of the user's holds."""
    told = one_line(f"{kernel.title} of {kernel.path.name}")
    told += f"\n\n{kernel.lesson}" if kernel.lesson else ""
    return '"""' + told.replace("\\", "\\\\").replace('"""', r"\"\"\"") + '\n"""'


def _is_kept(node: ast.stmt, function: str) -> bool:
    """Definitions and constants; not imports, which stand first, nor what runs something."""
    if isinstance(node, ast.FunctionDef):
        return node.name not in (function, "make_args")
    if isinstance(node, ast.ClassDef):
        return True
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return False
    return not any(isinstance(part, ast.Call) for part in ast.walk(node))


def _imports(tree: ast.Module, source: str) -> list[str]:
    found = [_text(n, source) for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
    return [text for text in found if text not in ("import numba", "import numpy as np")]


def _text(node: ast.stmt, source: str) -> str:
    """The lines of a statement, or the statement alone where others share a line with it."""
    lines = lines_of(source)
    after = lines[(node.end_lineno or 0) - 1].encode()[node.end_col_offset :]
    if node.col_offset or after.lstrip().startswith(b";"):
        return ast.get_source_segment(source, node) or ast.unparse(node)
    return "\n".join(lines[first_line(node) - 1 : node.end_lineno])


def _helpers(tree: ast.Module, kernel: Kernel) -> list[str]:
    """Plain functions of the file; Numba may compile them where a variant calls them."""
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.decorator_list
        and node.name not in (kernel.function, "make_args")
    ]


def _values(kernel: Kernel, helpers: list[str]) -> str:
    lines = [
        f'sizes = "{kernel.sizes}"',
        f'reference = "{PYTHON}"',
        f'baseline = "{kernel.baseline}"',
    ]
    if kernel.in_place:
        lines.append(f"in_place = {kernel.in_place!r}")
    if helpers:
        lines.append(f"not_measured = {tuple(helpers)!r}")
    return "\n".join(lines)


def _make_args(kernel: Kernel) -> str:
    shared = kernel.shared_arguments
    if shared is None:
        source, _, tree = parse(kernel.path)
        made = next(
            n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "make_args"
        )
        return _text(made, source)
    lines = "".join(f"    {name} = {text}\n" for name, text in shared.items())
    names = ", ".join(shared)
    return (
        "def make_args(n, dtype='float64', seed=0):\n"
        "    rng = np.random.default_rng(seed)\n"
        f"{lines}    return ({names},)"
    ).replace("'float64'", '"float64"')


def _written(kernel: Kernel) -> list[str]:
    made = [v.name for v in kernel.variants if v.options is not None and not v.of]
    plain = [name for name in (PYTHON, AS_WRITTEN) if name in kernel.variant_names]
    return plain + made


def _variant(kernel: Kernel, name: str) -> str:
    variant = kernel.variant(name)
    text = variant.source.removeprefix("import numba").strip()
    return _renamed(text, kernel.function or "", name)


def _renamed(text: str, name: str, new: str) -> str:
    """A function's text with another name, also where it calls itself."""
    tree, lines = ast.parse(text), lines_of(text, keepends=True)
    defined = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name]
    wanted = {(node.lineno, _column(lines, node)) for node in named}
    tokens = [t for t in generate_tokens(io.StringIO(text).readline) if t.type == token.NAME]
    at = next(i for i, t in enumerate(tokens) if t.start[0] >= defined.lineno and t.string == "def")
    places = [t for t in tokens if t.start in wanted or t is tokens[at + 1]]
    for place in reversed(places):
        row, first = place.start
        line = lines[row - 1]
        lines[row - 1] = line[:first] + new + line[place.end[1] :]
    return "".join(lines)


def _column(lines: list[str], node: ast.Name) -> int:
    """The characters before a name in its line, of which the tree counts the bytes."""
    return len(lines[node.lineno - 1].encode()[: node.col_offset].decode())


def starting_point(kernel: Kernel) -> str:
    """Return a catalogue kernel's file without what only this program uses, to change it."""
    source, _, tree = parse(kernel.path)
    lines = lines_of(source)
    for node in reversed(tree.body):
        match node:
            case ast.ImportFrom(module=str(module)) if module.startswith("explorer."):
                del lines[node.lineno - 1 : node.end_lineno]
            case ast.FunctionDef(name="claim"):
                del lines[node.lineno - 1 : node.end_lineno]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).rstrip() + "\n"


def save_starting_point(kernel: Kernel, path: Path) -> None:
    """Write a catalogue kernel's file anew; raises KernelError in one sentence."""
    write(starting_point(kernel), path)


def save_kernel_file(kernel: Kernel, path: Path) -> None:
    """Write the kernel file; raises KernelError in one sentence when that fails."""
    write(kernel_file(kernel), path)


def write(text: str, path: Path) -> None:
    """Write a file's text; raises KernelError in one sentence when that fails."""
    try:
        atomic.write(path, text.encode())
    except SaveError as error:
        raise KernelError(str(error)) from error
