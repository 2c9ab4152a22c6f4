"""Which kept runs another one can be compared with."""

from explorer.history.archive import Archive
from explorer.history.entry import Entry
from explorer.history.index import Wanted
from explorer.measure.plan import KernelRef, Plan


def baselines(archive: Archive, ref: KernelRef) -> list[Entry]:
    """Return the runs of a kernel and function that have a name, newest first."""
    found = archive.find(Wanted(kernel=ref.name))
    return [entry for entry in found if entry.name and entry.function == ref.function]


def alike(archive: Archive, of: Plan | Entry) -> list[Entry]:
    """Return the runs of the same function with the same arguments and dtype, newest first."""
    ref, name = (of.kernel, of.kernel.name) if isinstance(of, Plan) else (of, of.kernel)
    wanted = ref.file, ref.function, ref.arguments, of.dtype
    found = archive.find(Wanted(kernel=name))
    return [e for e in found if (e.file, e.function, e.arguments, e.dtype) == wanted]
