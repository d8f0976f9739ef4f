"""One click from a list to a workbook, a PDF or a printer: exactly what is shown, with title, filter and cut-off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from duty_desk import exporting
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.kit.buttons import Kind
from ui.kit.dialogs import Dialog
from ui.kit.fields import LineEdit
from ui.kit.printing import Printout
from ui.kit.progress import ProgressPanel
from ui.kit.tasks import Report, Task

if TYPE_CHECKING:
    from duty_desk.exporting import Shown
    from duty_desk.ledger import Column, Ledger, Request
    from ui.shell.office_page import OfficePage

EXCEL, PDF, PRINT = "export_excel", "export_pdf", "print"
PANEL_WIDTH, PANEL_HEIGHT = 480, 108


def ask_path(parent: QWidget, proposed: str, suffix: str) -> str:
    """Where to save; empty when the officer changed their mind."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen, _filter = QFileDialog.getSaveFileName(
        parent, t("shell.export.where"), str(Path(folder) / proposed), t(f"shell.export.kind_{suffix}")
    )
    return chosen


class Exporter:
    """Runs exports beside the window, one panel with a way to stop for each."""

    def __init__(self, page: OfficePage) -> None:
        self._page = page
        # Replaced where there is nobody to answer a file dialog.
        self.ask_path: Callable[[QWidget, str, str], str] = ask_path
        self.panel: ProgressPanel | None = None
        self.dialog: Dialog | None = None
        self.purpose: LineEdit | None = None

    def export(
        self, ledger: Ledger, request: Request, what: str, columns: Sequence[Column] | None = None
    ) -> Task | None:
        """Start one of the three; None when the officer gave no file name, or is first asked what it is for."""
        shown = exporting.as_shown(ledger, request, columns)
        if exporting.asks_purpose(shown):
            self._ask_purpose(shown, what)
            return None
        return self._export(shown, what)

    def _ask_purpose(self, shown: Shown, what: str) -> None:
        """What tells of somebody's health leaves for a purpose that is named."""
        title = t(shown.ledger.title)
        with self._page.desk.read() as read:
            try:
                exporting.allow(read, shown, what == PRINT)
            except DutyDeskError as error:
                self._page.refuse(error)
                return
        dialog = Dialog(
            self._page.window(),
            t("shell.export.purpose_question", title=title),
            t("shell.export.purpose_why"),
            act=t(f"shell.export.purpose_{what}"),
            keep=t("shell.export.purpose_keep"),
            icon="file-chart-outline",
            kind=Kind.PRIMARY,
        )
        field = LineEdit()
        field.setAccessibleName(t("shell.export.purpose"))
        field.setPlaceholderText(t("shell.export.purpose_hint"))
        dialog.add(field)

        def go() -> None:
            purpose = field.text().strip()
            if not purpose:
                dialog.refuse(t("exporting.error.purpose"))
                field.setFocus()
                return
            dialog.accept()
            self._export(replace(shown, purpose=purpose), what)

        dialog.acted.connect(go)
        field.returnPressed.connect(go)
        dialog.finished.connect(self._asked)
        self.dialog, self.purpose = dialog, field
        dialog.open()
        field.setFocus()

    def _asked(self) -> None:
        self.dialog = self.purpose = None

    def _export(self, shown: Shown, what: str) -> Task | None:
        desk, title = self._page.desk, t(shown.ledger.title)
        if what == PRINT:
            return self._run(
                title,
                lambda report: exporting.draw_pdf(desk, shown, report),
                lambda pdf: self._page.show_paper(Printout(pdf, title, title, "list")),
            )
        suffix = "xlsx" if what == EXCEL else "pdf"
        proposed = f"{title} {desk.now.date().isoformat()}.{suffix}"
        path = self.ask_path(self._page, proposed, suffix)
        if not path:
            return None
        write = exporting.write_excel if what == EXCEL else exporting.write_pdf

        def told(rows: int) -> None:
            text = t("shell.export.done", name=Path(path).name, count=f"{rows:,}")
            self._page.notify(text)

        return self._run(title, lambda report: write(desk, shown, Path(path), report), told)

    def _run(self, title: str, work: Callable[[Report], Any], done: Callable[[Any], object]) -> Task:
        panel = ProgressPanel(
            t("shell.export.running", title=title), t("shell.export.leaves"), parent=self._page
        )
        panel.setFixedSize(PANEL_WIDTH, PANEL_HEIGHT)
        panel.move((self._page.width() - PANEL_WIDTH) // 2, self._page.height() - PANEL_HEIGHT - 48)
        panel.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.panel = panel
        task = self._page.tasks.run(work, done=done, failed=self._failed, progress=panel.put)
        panel.cancelled.connect(task.cancel)
        task.ended.connect(self._close)
        panel.show()
        return task

    def _close(self) -> None:
        if self.panel is not None:
            self.panel.close()
            self.panel = None

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self._page.refuse(error)
