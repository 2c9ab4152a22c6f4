"""Which cluster to measure on: its address, and what encryption needs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from explorer.desktop.in_thread import InThread, Task
from explorer.desktop.look.allowing import allow
from explorer.desktop.look.label import Label, Note
from explorer.desktop.look.laid import in_column
from explorer.measure.hosts import LOCAL, Host, Reach

if TYPE_CHECKING:
    from explorer.measure.cluster import Cluster

_FILES = {"ca_file": "&Authority", "cert": "C&ertificate", "key": "&Key"}
_EXPLAINED = (
    "A worker of a Dask cluster measures on its machine. Name the scheduler, as in "
    f"tls://host:8786, a scheduler file, or “{LOCAL}” for one worker on this machine."
)
_TRUST = "Both sides run what the other sends: connect only to a cluster that you trust."


class ClusterDialog(QDialog):
    """Asks, connects, and says why that did not work. `connected` carries the cluster and hosts."""

    connected = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Measure on a cluster")
        self._connecting = InThread(self)
        self.address = QLineEdit()
        self.address.setPlaceholderText(f"tls://host:8786, scheduler.json or {LOCAL}")
        self.files = {name: QLineEdit() for name in _FILES}
        self.insecure = QCheckBox("Allow another &machine without encryption")
        self.note = Note(_TRUST)
        self.error = Note()
        self.error.say("", wrong=True)
        self.error.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.connect_button = buttons.addButton("Co&nnect", QDialogButtonBox.ButtonRole.AcceptRole)
        self.connect_button.setDefault(True)
        buttons.accepted.connect(self._on_connect)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self.address.textChanged.connect(self._on_text)
        self._on_text()

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.addWidget(Label("&Scheduler", of=self.address), 0, 0)
        grid.addWidget(self.address, 0, 1, 1, 2)
        for row, (name, text) in enumerate(_FILES.items(), start=1):
            self.files[name].setPlaceholderText("file (.pem), for tls://")
            browse = QPushButton("Browse …")
            browse.setAutoDefault(False)
            browse.setAccessibleName(f"Browse for the {text.replace('&', '').lower()}")
            browse.clicked.connect(partial(self._browse, name))
            grid.addWidget(Label(text, of=self.files[name]), row, 0)
            grid.addWidget(self.files[name], row, 1)
            grid.addWidget(browse, row, 2)
        grid.addWidget(self.insecure, len(_FILES) + 1, 1, 1, 2)
        self._column = column = in_column(of=self, spacing=16, margins=(24, 24, 24, 24))
        explained = Label(_EXPLAINED, wraps=True)
        column.addWidget(explained)
        column.addLayout(grid)
        column.addWidget(self.note)
        column.addWidget(self.error)
        column.addWidget(buttons)
        self.setMinimumWidth(max(column.minimumSize().width(), 520))

    def reach(self) -> Reach:
        files = {name: edit.text().strip() for name, edit in self.files.items()}
        return Reach(
            self.address.text().strip(),
            **{name: Path(text) if text else None for name, text in files.items()},
            insecure=self.insecure.isChecked(),
        )

    def reject(self) -> None:
        """Give up what is under way, too."""
        self._connecting.give_up()
        super().reject()

    @Slot()
    def _on_connect(self) -> None:
        self.error.hide()
        allow(self.connect_button, "It is being reached.")
        self.connect_button.setText("Connecting …")
        self._connecting.begin(partial(_reached, self.reach()), "reaching a cluster", self._on_over)

    def _on_over(self, reached: tuple[Cluster, list[Host]] | None, sentence: str) -> None:
        self.connect_button.setText("Co&nnect")
        self._on_text()
        if reached is None:
            self.error.setText(sentence)
            self.error.show()
            self.resize(self.width(), self._column.totalHeightForWidth(self.width()))
        else:
            self.connected.emit(*reached)
            self.accept()

    def _on_text(self) -> None:
        allow(self.connect_button, "" if self.address.text().strip() else "Give its address first.")

    def _browse(self, name: str) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "A file in PEM form")
        if path:
            self.files[name].setText(path)


def _reached(reach: Reach, task: Task) -> tuple[Cluster, list[Host]]:
    """Connect, which may take seconds; a cluster that nobody wants any more is left."""
    from explorer.measure.cluster import Cluster

    cluster = Cluster(reach)
    try:
        hosts = cluster.hosts()
    except BaseException:
        cluster.close()
        raise
    task.ended_by(cluster.close)
    return cluster, hosts
