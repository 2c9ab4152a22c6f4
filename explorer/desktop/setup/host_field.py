"""On which machine to measure: this one, or a host of a cluster."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox

from explorer.desktop.look.label import tip
from explorer.desktop.look.said import name_choice
from explorer.desktop.setup.cluster_dialog import ClusterDialog
from explorer.measure.hosts import Host

if TYPE_CHECKING:
    from explorer.measure.cluster import Cluster

HERE, CONNECT = "This machine", "On a cluster …"


class HostBox(QComboBox):
    """Shows this machine, the hosts of the cluster that is connected, and how to connect to one.

    `changed` comes when another one is taken. `host` is None for this machine. A cluster is not
    left for another one while this waits for what is done there.
    """

    changed = Signal()
    doing = ""  # nobody waits for it

    def __init__(self) -> None:
        super().__init__()
        self.cluster: Cluster | None = None
        self.host: Host | None = None
        self.hosts: Sequence[Host] = ()
        self._waits_for = ""
        name_choice(self, "Machine")
        self.setToolTip("On which machine to measure")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._on_activated)
        self._fill()

    @Slot(object, object)
    def offer(self, cluster: Cluster, hosts: Sequence[Host]) -> None:
        """Show the hosts of a cluster, and take the first that can be used."""
        if self.cluster is not None:  # that takes up to some seconds
            leaving = self.cluster.close
            threading.Thread(target=leaving, name="leaving a cluster", daemon=True).start()
        self.cluster, self.hosts = cluster, hosts
        usable = [host for host in hosts if not host.problem]
        self.host = usable[0] if usable else None
        self._fill()
        self.changed.emit()

    def leave(self) -> None:
        """Leave the cluster; one that was started for trying it out ends."""
        cluster, self.cluster = self.cluster, None
        self.host, self.hosts = None, ()
        if cluster is not None:
            cluster.close()

    def wait_for(self, what: str) -> None:
        """Connect to no cluster while this is done: a run may be under way on the one there is."""
        self._waits_for = what
        self._offer_connecting()

    def end(self) -> None:
        """Do nothing: there is nothing to give up."""

    def _offer_connecting(self) -> None:
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        connect = model.item(self.count() - 1)
        connect.setEnabled(not self._waits_for)
        connect.setToolTip(tip(self._waits_for))

    def _fill(self) -> None:
        self.clear()
        self.addItem(HERE)
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for host in self.hosts:
            self.addItem(host.name, host)
            item = model.item(self.count() - 1)
            item.setEnabled(not host.problem)
            item.setToolTip(tip(host.in_words))
        self.insertSeparator(self.count())
        self.addItem(CONNECT)
        self._offer_connecting()
        chosen = next((i for i, host in enumerate(self.hosts, 1) if host is self.host), 0)
        self.setCurrentIndex(chosen)

    @Slot(int)
    def _on_activated(self, row: int) -> None:
        if row == self.count() - 1:
            self._fill()  # the choice stays what it was until there is another one
            dialog = ClusterDialog(self.window())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.connected.connect(self.offer)
            dialog.open()
            return
        host = self.itemData(row)
        if host is not self.host:
            self.host = host
            self.changed.emit()
