"""A sealed copy from a stick: opened with its password into a private place, then looked at and brought back like any other."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from duty_desk import backup
from duty_desk.attachments.keeping import OPENED
from duty_desk.backup.copies import BackupRow, look
from duty_desk.backup.second import ENDING
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Kind
from ui.kit.dialogs import Dialog
from ui.kit.fields import PasswordField
from ui.kit.form import Form
from ui.kit.printing import Printout


class SealedCopy(QObject):
    """`opened` carries the backup that lay inside; its plain file goes with `clear`, or when the program ends or starts."""

    opened = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell, self._page = shell, parent
        self._plain: Path | None = None
        self._source: tuple[Path, str] | None = None
        self.dialog: Dialog | None = None

    def choose(self) -> None:
        """Ask for the file, then for its password."""
        name, _ = QFileDialog.getOpenFileName(
            self._page, t("office.backup.sealed"), "", f"{t('office.backup.sealed_files')} (*.{ENDING})"
        )
        if name:
            self.ask(Path(name))

    def ask(self, source: Path) -> None:
        """Ask for the password of a file."""
        dialog = Dialog(
            self._page.window(),
            t("office.backup.sealed_question", file=source.name),
            "",
            act=t("office.backup.sealed_open"),
            keep=t("office.backup.sealed_keep"),
            icon="key-outline",
            kind=Kind.PRIMARY,
            note=t("office.backup.sealed_note"),
        )
        form = Form()
        password = PasswordField()
        form.add("password", t("office.backup.password"), password)
        dialog.add(form)
        dialog.acted.connect(lambda: self._open(dialog, source, password.text()))
        password.returnPressed.connect(dialog.acted)
        dialog.finished.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()
        password.setFocus()

    def clear(self) -> None:
        """Remove the plain file."""
        if self._plain is not None:
            self._plain.unlink(missing_ok=True)
        self._plain = self._source = None

    def bring_attachments_back(self, plain: Path) -> None:
        """Those that lie beside the sealed copy and are not here; nothing for a backup that was not sealed."""
        if plain == self._plain and self._source is not None and self._shell.desk.path is not None:
            folder, password = self._source
            backup.bring_attachments_back(folder, self._shell.desk.folder, password)

    def _open(self, dialog: Dialog, source: Path, password: str) -> None:
        def failed(error: Exception) -> None:
            dialog.act_button.refuse("")
            if not isinstance(error, DutyDeskError):
                raise error
            dialog.refuse(error.text)

        def done(copy: BackupRow) -> None:
            self._plain, self._source = copy.path, (source.parent, password)
            dialog.accept()
            self.opened.emit(copy)

        dialog.act_button.refuse(t("office.backup.sealed_opening"))
        self._shell.tasks.run(
            partial(_opened, source, self._shell.desk.folder / OPENED, password), done=done, failed=failed
        )

    def _forget_dialog(self) -> None:
        self.dialog = None


def _opened(source: Path, folder: Path, password: str) -> BackupRow:
    folder.mkdir(mode=0o700, exist_ok=True)
    plain = folder / f"{source.stem}.db"
    backup.unseal_backup(source, plain, password)
    return look(plain)


def print_recovery_sheet(shell: Shell) -> None:
    """What to do when this PC is gone, through the preview."""
    # Papers load their library when the first is asked for.
    from duty_desk.backup import recovery_sheet

    def draw() -> bytes:
        with shell.desk.read() as read:
            return recovery_sheet.draw(read)

    title = recovery_sheet.title()
    shell.tasks.run(draw, done=lambda pdf: shell.show_paper(Printout(pdf, title, f"{title}.pdf", "paper")))
