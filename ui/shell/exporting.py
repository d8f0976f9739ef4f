"""One click from a list to a workbook, a PDF or a printer: exactly what is shown, with title, filter and cut-off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.strings import has, t
from ui.kit.printing import Printout
from ui.kit.progress import ProgressPanel
from ui.kit.tasks import Report, Task

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from duty_desk.ledger import Column, Ledger, Request
    from ui.shell.office_page import OfficePage

EXCEL, PDF, PRINT = "export_excel", "export_pdf", "print"
PANEL_WIDTH, PANEL_HEIGHT = 480, 108
# A title in mm of paper is wider than its pixels: 1 px of the list is about 0.26 mm.
_MM = 0.26


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list as it is shown: which columns, in which order, of what search and filter."""

    ledger: Ledger
    request: Request
    columns: tuple[Column, ...]


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

    def export(
        self, ledger: Ledger, request: Request, what: str, columns: Sequence[Column] | None = None
    ) -> Task | None:
        """Start one of the three; None when the officer gave no file name."""
        shown = tuple(columns) if columns is not None else tuple(c for c in ledger.columns if not c.hidden)
        wanted = Wanted(ledger, request, shown)
        title = t(ledger.title)
        if what == PRINT:
            return self._run(
                title,
                lambda report: print_bytes(self._page.desk, wanted, report),
                lambda pdf: self._page.show_paper(Printout(pdf, title, title, "list")),
            )
        suffix = "xlsx" if what == EXCEL else "pdf"
        proposed = f"{title} {self._page.desk.now.date().isoformat()}.{suffix}"
        path = self.ask_path(self._page, proposed, suffix)
        if not path:
            return None
        write = write_excel if what == EXCEL else write_pdf

        def told(rows: int) -> None:
            text = t("shell.export.done", name=Path(path).name, count=f"{rows:,}")
            self._page.notify(text)

        return self._run(title, lambda report: write(self._page.desk, wanted, Path(path), report), told)

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


def write_excel(desk: Desk, wanted: Wanted, path: Path, report: Report) -> int:
    """The list as a workbook; returns the number of rows."""
    from duty_desk.sheets.ledgers import write_ledger

    _check(desk, EXCEL)
    with desk.read() as read:
        rows = write_ledger(
            path,
            wanted.ledger,
            read,
            wanted.request,
            filter_text=_filter(read, wanted),
            columns=wanted.columns,
            progress=lambda done: report(done),
        )
    _note(desk, wanted, EXCEL, rows)
    return rows


def write_pdf(desk: Desk, wanted: Wanted, path: Path, report: Report) -> int:
    """The list as a PDF; returns the number of rows."""
    _check(desk, PDF)
    rows = _write(desk, wanted, path, report)
    _note(desk, wanted, PDF, rows)
    return rows


def print_bytes(desk: Desk, wanted: Wanted, report: Report) -> bytes:
    """The list as a PDF in memory, for the preview."""
    _check(desk, PRINT)
    drawn = BytesIO()
    rows = _write(desk, wanted, drawn, report)
    _note(desk, wanted, PRINT, rows)
    return drawn.getvalue()


def _write(desk: Desk, wanted: Wanted, target: Path | BytesIO, report: Report) -> int:
    from duty_desk import ledger, settings
    from duty_desk.paper import ListColumn, demo_mark, write_list

    with desk.read() as read:
        sums = wanted.ledger.totals(read, wanted.request) if wanted.ledger.totals else ()
        count = ledger.count(wanted.ledger, read, wanted.request)
        printed = write_list(
            target,
            title=t(wanted.ledger.title),
            office=str(settings.get(read, "office.name", "")),
            columns=[ListColumn(t(c.title), c.width * _MM, _align(c)) for c in wanted.columns],
            rows=(
                [ledger.cell_text(column, row) for column in wanted.columns]
                for row in ledger.iterate(wanted.ledger, read, wanted.request)
            ),
            officer=read.officer.name,
            printed_at=read.at,
            cut_off=read.at,
            filter_text=_filter(read, wanted),
            watermark=demo_mark() if desk.is_demo else None,
            note="\u3000".join(f"{_words(total.title)} {total.text}" for total in sums),
            progress=lambda done, _all: report(done, count),
        )
    return printed.rows


def _words(title: str) -> str:
    """A catalogue key becomes its words; words stay."""
    return t(title) if has(title) else title


def _align(column: Column) -> Any:
    return "right" if column.align == "right" else "left"


def _filter(read: Any, wanted: Wanted) -> str:
    return wanted.ledger.describe(read, wanted.request) if wanted.ledger.describe else wanted.request.search


def _check(desk: Desk, what: str) -> None:
    from duty_desk import roles

    with desk.read() as read:
        roles.require(read, roles.Permission.PRINT if what == PRINT else roles.Permission.EXPORT)


def _note(desk: Desk, wanted: Wanted, what: str, rows: int) -> None:
    """An export is on record: who took which list, how many rows, never what was in them."""
    from duty_desk import audit

    with desk.work() as work:
        audit.record(
            work,
            action="ledger.export",
            after={"ledger": wanted.ledger.key, "kind": what.removeprefix("export_"), "rows": rows},
        )
