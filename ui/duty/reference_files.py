"""The files of a plan, a rule, a guide: added from this PC, opened with its program, taken off and put back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import attachments
from duty_desk.attachments import AttachmentRow
from duty_desk.duty import references
from duty_desk.errors import DutyDeskError, InputError, StorageError
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.labels import Label
from ui.kit.tokens import SMALL

if TYPE_CHECKING:
    from ui.feature_tab import Shell

_KB = 1024


def _read(path: Path) -> bytes:
    try:
        # One that is too large is refused without being read.
        if path.stat().st_size > attachments.LARGEST:
            megabytes = attachments.LARGEST // _KB // _KB
            raise InputError("file", "attachments.error.too_large", megabytes=megabytes)
        return path.read_bytes()
    except OSError as error:
        raise StorageError("duty_references.files.unreadable", detail=str(error)) from error


class Files(QWidget):
    """One line for each file; `changed` after one came or went."""

    changed = Signal()

    def __init__(self, shell: Shell, reference: int, *, may_attach: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell, self._reference = shell, reference
        with shell.desk.read() as read:
            self.rows = references.list_files(read, reference)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Label(t("duty_references.files.title"), px=SMALL, bold=True, colour="text2"))
        if not self.rows:
            column.addWidget(Label(t("duty_references.files.none"), colour="text2"))
        for row in self.rows:
            column.addWidget(self._line(row, may_attach))
        if may_attach:
            self.add = Button(t("duty_references.files.add"), icon="plus", kind=Kind.TEXT, parent=self)
            self.add.clicked.connect(self.choose)
            line = QHBoxLayout()
            line.addWidget(self.add)
            line.addStretch()
            column.addLayout(line)

    def choose(self) -> None:
        """Ask for a file of this PC and keep it."""
        chosen, _filter = QFileDialog.getOpenFileName(
            self, t("duty_references.files.add"), "", t("duty_references.files.kinds")
        )
        if chosen:
            self.keep(Path(chosen))

    def keep(self, path: Path) -> bool:
        """Keep a file; a refusal is said as a notice."""
        try:
            raw = _read(path)
            with self._shell.desk.work() as work:
                attachments.add(work, (references.SUBJECT, self._reference), path.name, raw)
        except DutyDeskError as error:
            self._shell.refuse(error)
            return False
        self._shell.notify(t("duty_references.files.added", name=path.name))
        self.changed.emit()
        return True

    def open(self, row: AttachmentRow) -> None:
        """Show a file with the program of this PC for such files."""
        try:
            with self._shell.desk.read() as read:
                path = attachments.open_copy(read, row.id)
        except DutyDeskError as error:
            self._shell.refuse(error)
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def remove(self, row: AttachmentRow) -> None:
        """Take a file off; it can be put back."""

        def undo() -> None:
            with self._shell.desk.work() as work:
                attachments.put_back(work, row.id)
            self.changed.emit()

        try:
            with self._shell.desk.work() as work:
                attachments.remove(work, row.id, reason=t("duty_references.files.replaced"))
        except DutyDeskError as error:
            self._shell.refuse(error)
            return
        self._shell.notify(t("duty_references.files.removed", name=row.name), undo=undo)
        self.changed.emit()

    def _line(self, row: AttachmentRow, may_attach: bool) -> QWidget:
        line = QWidget()
        cells = QHBoxLayout(line)
        cells.setContentsMargins(0, 0, 0, 0)
        cells.setSpacing(8)
        show = Button(row.name, icon="file-document-edit-outline", kind=Kind.TEXT)
        show.clicked.connect(lambda _=False: self.open(row))
        cells.addWidget(show, 1)
        size = t("duty_references.files.size", size=max(1, row.size // _KB))
        cells.addWidget(Label(size, px=SMALL, colour="text2"))
        if may_attach:
            away = icon_button("delete-outline", t("duty_references.files.remove", name=row.name))
            away.clicked.connect(lambda _=False: self.remove(row))
            cells.addWidget(away)
        return line
