"""Reaching a cluster beside the window: it may take seconds, and come to nothing."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from explorer.measure.hosts import ClusterError, Host, Reach

if TYPE_CHECKING:
    from explorer.measure.cluster import Cluster


class Connecting:
    """One try, as `in_thread.Work`: the cluster and its hosts are what comes of it."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._lock = threading.Lock()
        self._given_up = False
        self.outcome: tuple[tuple[Cluster, list[Host]] | None, str] | None = None

    def do(self) -> None:
        """Connect; `outcome` is there in the end. A cluster that nobody wants any more is left."""
        cluster: Cluster | None = None
        reached: tuple[Cluster, list[Host]] | None = None
        sentence = ""
        try:
            from explorer.measure.cluster import Cluster

            cluster = Cluster(self._reach)
            reached = cluster, cluster.hosts()
        except ClusterError as error:
            sentence = str(error)
        with self._lock:
            if self._given_up:
                reached = None
            self.outcome = reached, sentence
        if cluster is not None and reached is None:
            cluster.close()

    def give_up(self) -> None:
        """Want none, also where there is one already."""
        with self._lock:
            self._given_up = True
            reached = self.outcome[0] if self.outcome is not None else None
        if reached is not None:
            reached[0].close()
