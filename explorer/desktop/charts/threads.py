"""The threads chart."""

from __future__ import annotations

from explorer.desktop.charts.chart import Chart


class ThreadsChart(Chart):
    """The threads chart."""

    question = "Threads"

    def set_size(self, size: int) -> None:
        """Show the thread counts at the measured size nearest to this one."""
