"""Reaching a cluster beside the window: it may take seconds, and come to nothing."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.measure.hosts import ClusterError, Host, Reach

if TYPE_CHECKING:
    from explorer.measure.cluster import Cluster

LOOK_MS = 20
"""So often it is looked whether the thread has come to an end."""


class _Work:
    """What the thread does. It touches nothing of Qt's, which may be deleted at any moment."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._lock = threading.Lock()
        self._given_up = False
        self.outcome: tuple[Cluster | None, list[Host], str] | None = None

    def do(self) -> None:
        """Connect; `outcome` is there in the end. A cluster that nobody wants any more is left."""
        cluster: Cluster | None = None
        hosts: list[Host] = []
        sentence = ""
        try:
            from explorer.measure.cluster import Cluster

            cluster = Cluster(self._reach)
            hosts = cluster.hosts()
        except ClusterError as error:
            sentence = str(error)
        with self._lock:
            wanted = not (sentence or self._given_up)
            self.outcome = cluster if wanted else None, hosts, sentence
        if cluster is not None and not wanted:
            cluster.close()

    def give_up(self) -> None:
        """Want none, also where there is one already."""
        with self._lock:
            self._given_up = True
            cluster = self.outcome[0] if self.outcome is not None else None
        if cluster is not None:
            cluster.close()


class Connecting(QObject):
    """One try, in a thread. `over` comes once, unless it is given up.

    It carries the cluster and its hosts, else None and the sentence that says why there is none.
    """

    over = Signal(object, object, str)

    def __init__(self, reach: Reach, parent: QObject) -> None:
        super().__init__(parent)
        self._work = _Work(reach)
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._looking.start()
        threading.Thread(target=self._work.do, name="reaching a cluster", daemon=True).start()

    def give_up(self) -> None:
        """Let it come to nothing."""
        self._looking.stop()
        self._work.give_up()
        self.deleteLater()

    @Slot()
    def _look(self) -> None:
        if self._work.outcome is not None:
            self._looking.stop()
            self.over.emit(*self._work.outcome)
            self.deleteLater()
