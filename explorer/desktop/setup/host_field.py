"""On which machine to measure: this one, or a host of a cluster."""

from __future__ import annotations

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

    `changed` comes when another one is taken. `host` is None for this machine.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cluster: Cluster | None = None
        self.host: Host | None = None
        self.hosts: Sequence[Host] = ()
        name_choice(self, "Machine")
        self.setToolTip("On which machine to measure")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._on_activated)
        self._fill()

    @Slot(object, object)
    def offer(self, cluster: Cluster, hosts: Sequence[Host]) -> None:
        """Show the hosts of a cluster, and take the first that can be used."""
        self.leave()
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
