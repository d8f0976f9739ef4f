"""A photo of the holder, chosen from a file; it is kept with the person and shown where the pass is looked at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from duty_desk.attachments import LARGEST
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.kit.buttons import Button, icon_button
from ui.kit.field_frame import State
from ui.kit.labels import Label

if TYPE_CHECKING:
    from duty_desk.work import Read


class PhotoView(QWidget):
    """The photo of a holder as it is kept, small, for comparing with who stands there."""

    SIDE = 96

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._image = QImage.fromData(content)
        self.setAccessibleName(t("passes_tab.field.photo"))
        size = self._image.size().scaled(self.SIDE, self.SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        self.setFixedSize(size.expandedTo(QSize(1, 1)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.rect(), self._image)


def photo_of(read: Read, attachment: int | None) -> bytes | None:
    """The photo kept with a pass; None without one, or when its file is gone."""
    if attachment is None:
        return None
    from duty_desk import attachments

    try:
        return attachments.content(read, attachment)
    except DutyDeskError:
        return None


class PhotoField(QWidget):
    """`value()` is the name and content of the file, None without one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._photo: tuple[str, bytes] | None = None
        self.choose_button = Button(t("passes_tab.photo.choose"), icon="upload", parent=self)
        self.choose_button.clicked.connect(self._ask)
        self.name = Label(elide=True, parent=self)
        self.drop = icon_button("close", t("passes_tab.photo.drop"))
        self.drop.clicked.connect(self._drop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.choose_button)
        row.addWidget(self.name, 1)
        row.addWidget(self.drop)
        self.setFocusProxy(self.choose_button)
        self._show()

    def value(self) -> tuple[str, bytes] | None:
        return self._photo

    def set_value(self, value: object) -> None:
        self._photo = (str(value[0]), bytes(value[1])) if isinstance(value, tuple) else None
        self._show()

    def set_state(self, state: State | None) -> None:
        """The sentence under the field says what is wrong."""

    def take(self, path: Path) -> None:
        """A file was chosen."""
        try:
            with path.open("rb") as file:
                # One byte more than may be kept: what is too large is refused when it is saved.
                self._photo = (path.name, file.read(LARGEST + 1))
        except OSError:
            self._photo = None
        self._show()
        self.changed.emit()

    def _ask(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, t("passes_tab.photo.choose"), "", t("passes_tab.photo.kinds")
        )
        if chosen:
            self.take(Path(chosen))

    def _drop(self) -> None:
        self.set_value(None)
        self.changed.emit()

    def _show(self) -> None:
        self.name.setText(self._photo[0] if self._photo else "")
        self.drop.setVisible(self._photo is not None)
