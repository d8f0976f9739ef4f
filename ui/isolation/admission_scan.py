"""The scan of a signed notice, chosen from a file; it is kept with the stay."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from duty_desk.attachments import LARGEST
from duty_desk.strings import t
from ui.kit.buttons import Button, icon_button
from ui.kit.field_frame import State
from ui.kit.labels import Label


class ScanField(QWidget):
    """`value()` is the name and content of the file, None without one."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._scan: tuple[str, bytes] | None = None
        self.choose_button = Button(t("isolation_forms.scan.choose"), icon="upload", parent=self)
        self.choose_button.clicked.connect(self._ask)
        self.name = Label(elide=True, parent=self)
        self.drop = icon_button("close", t("isolation_forms.scan.drop"))
        self.drop.clicked.connect(lambda: self.set_value(None))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.choose_button)
        row.addWidget(self.name, 1)
        row.addWidget(self.drop)
        self.setFocusProxy(self.choose_button)
        self.set_value(None)

    def value(self) -> tuple[str, bytes] | None:
        return self._scan

    def set_value(self, value: object) -> None:
        self._scan = (str(value[0]), bytes(value[1])) if isinstance(value, tuple) else None
        self.name.setText(self._scan[0] if self._scan else "")
        self.drop.setVisible(self._scan is not None)
        self.changed.emit()

    def set_state(self, state: State | None) -> None:
        self.name.set_colour("danger" if state is State.ERROR else "text")

    def take(self, path: str) -> None:
        """Read a file that was chosen."""
        file = Path(path)
        try:
            if file.stat().st_size > LARGEST:
                self.failed.emit(t("isolation_forms.scan.too_large", megabytes=LARGEST // 1024 // 1024))
                return
            self.set_value((file.name, file.read_bytes()))
        except OSError:
            self.failed.emit(t("isolation_forms.scan.unreadable", name=file.name))

    def _ask(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(
            self, t("isolation_forms.scan.choose"), "", t("isolation_forms.scan.kinds")
        )
        if chosen:
            self.take(chosen)
