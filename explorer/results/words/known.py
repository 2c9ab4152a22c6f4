"""What a run itself says of how a point spends its time, before anything more is found out."""

from collections.abc import Iterator

from explorer.results.record import PointRecord, Run
from explorer.units import percent, seconds, significant, size_in_bytes


def of_a_call(run: Run, record: PointRecord) -> Iterator[str]:
    """Yield sentences about a call: its time, what an empty call takes of it, its data."""
    if record.estimate is None:
        return
    took_s = record.estimate.median_s
    yield f"A call takes {seconds(took_s)}."
    calling_s = run.calling_s
    if calling_s and not run.subtracted_s and calling_s <= took_s:
        part = percent(calling_s / took_s)
        yield f"An empty call takes {seconds(calling_s)} of it, {part}."
    data = run.data_bytes.get(record.point.size)
    if data and took_s:
        rate = significant(data / took_s / 1e9)
        yield f"Its arguments are {size_in_bytes(data)}: {rate} GB of arguments a second."
