"""A kernel file with the files it takes functions from, to be measured in another place."""

import os.path
from collections.abc import Callable, Mapping
from pathlib import Path

from explorer.kernels.elsewhere import files_of
from explorer.kernels.kernel import KernelError
from explorer.kernels.reading import content_of

_ABOVE = "above"


def together(path: Path, read: Callable[[Path], bytes] = content_of) -> dict[str, bytes]:
    """Return what the files hold, the kernel file's own first, as they are named from its folder.

    Raises KernelError where one cannot be read, or is not named from that folder.
    """
    content = read(path)
    found = {path.name: content}
    for name in files_of(path, content):
        if Path(name).is_absolute():
            raise KernelError(
                f"“{path}” names “{name}”, which has no place beside it elsewhere: name it from "
                "the folder of the kernel file."
            )
        found[name] = read(path.parent / name)
    return found


def laid_out(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files below a folder, as they lie to each other; return where the first one is."""
    names = [os.path.normpath(name) for name in files]
    above = max(Path(name).parts.count(os.pardir) for name in names)
    home = folder.joinpath(*[_ABOVE] * above)
    for name, content in zip(names, files.values(), strict=True):
        place = Path(os.path.normpath(home / name))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return home / names[0]
