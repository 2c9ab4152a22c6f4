"""A kernel file with one more variant: a changed copy of one that it has."""

import ast
import re
from pathlib import Path

import platformdirs

from explorer import regular
from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.listing import read
from explorer.kernels.reading import LARGEST
from explorer.kernels.writing import kernel_file, starting_point, write

_MOST = 100


def extended(kernel: Kernel, variant: str, change: str, source: str) -> tuple[str, str]:
    """Return the text of a kernel file that has a changed function, too, and that one's name.

    `source` is the function as it is changed, with its decorator; it is named after the variant
    and the change. All else is as the kernel has it. Raises KernelError where that cannot be.
    """
    name = _free(f"{variant}_{_word(change)}", kernel.variant_names)
    text = _text(kernel).rstrip()
    imports = [f"import {module}" for module in ("numba", "numpy")
               if f"{module}." in source and not _imports(text, module)]  # fmt: skip
    changed = _renamed(source, name, f"{variant} with {change}.")
    return "\n\n\n".join(part for part in (text, "\n".join(imports), changed) if part), name


def save_extended(kernel: Kernel, variant: str, change: str, source: str) -> tuple[Kernel, str]:
    """Write such a file; returns its kernel and the name of the new variant.

    It stands beside the user's own file, so that what that imports is found; one of the
    catalogue's is kept with the user's data. Raises KernelError in one sentence.
    """
    text, name = extended(kernel, variant, change, source)
    folder = kept_in() if is_from_catalogue(kernel) else kernel.path.parent
    path = _path(folder, f"{kernel.path.stem}_with_{name}", text)
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KernelError(
                f"“{path.parent}” cannot be made: {error.strerror or error}."
            ) from error
        write(text, path)
    return read(path), name


def kept_in() -> Path:
    """Return the folder of changed copies of the catalogue's kernels, which need not exist."""
    return platformdirs.user_data_path("numba-explorer", appauthor=False) / "changed"


def _text(kernel: Kernel) -> str:
    if kernel.function is not None:
        return kernel_file(kernel)
    return starting_point(kernel)


def _path(folder: Path, stem: str, text: str) -> Path:
    """A file of that name that holds this text already, or is not there."""
    for number in range(1, _MOST):
        path = folder / f"{stem}{'' if number == 1 else f'_{number}'}.py"
        try:
            if regular.content(path, LARGEST) == text.encode():
                return path
        except FileNotFoundError:
            return path
        except OSError:
            continue
    raise KernelError(f"There are too many files “{stem}…” in “{folder}”.")


def _renamed(source: str, name: str, told: str) -> str:
    """The function under another name, also where it calls itself, that tells what it is."""
    tree = ast.parse(source)
    [function] = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id == function.name:
            node.id = name
    function.name = name
    if ast.get_docstring(function) is not None:
        function.body.pop(0)
    function.body.insert(0, ast.Expr(ast.Constant(told)))
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _imports(text: str, module: str) -> bool:
    return any(
        isinstance(node, ast.Import)
        and any(one.name == module and one.asname is None for one in node.names)
        for node in ast.parse(text).body
    )


def _word(change: str) -> str:
    return re.sub(r"\W+", "_", change).strip("_")


def _free(name: str, taken: tuple[str, ...]) -> str:
    names = (name if number == 1 else f"{name}_{number}" for number in range(1, _MOST))
    return next(one for one in names if one not in taken)
