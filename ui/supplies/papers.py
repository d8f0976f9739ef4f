"""Papers and sheets of the supplies screen: drawn beside the window, previewed, counted once they went somewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from duty_desk.supplies import books_papers, receipt_papers
from duty_desk.supplies.books_sheets import Sheet
from duty_desk.work import Read, Work
from ui.feature_tab import Shell
from ui.kit.printing import Printout


def print_layouts(
    shell: Shell,
    make: Callable[[Read], Sequence[Any]],
    title: str,
    record: Callable[[Work, str], object],
    kind: str = "paper",
) -> None:
    """Draw what `make` lays out and show it; `record` counts the print once it went to a printer or a file."""

    def draw() -> bytes:
        with shell.desk.read() as read:
            layouts = make(read)
        return receipt_papers.draw(layouts, title)

    _show(shell, draw, title, lambda work, where: record(work, where), kind)


def print_sheet(shell: Shell, make: Callable[[Read], Sheet]) -> None:
    """Draw a sheet of the books and show it."""
    kept: list[Sheet] = []

    def draw() -> bytes:
        with shell.desk.read() as read:
            kept.append(make(read))
            return books_papers.pdf_of(read, kept[-1])

    def counted(work: Work, where: str) -> None:
        books_papers.record_print(work, kept[-1], where)

    _show(shell, draw, t("supplies_more.sheet"), counted, "list", lambda: kept[-1].title)


def save_sheet(
    shell: Shell, make: Callable[[Read], Sheet], parent: QWidget, name: str, path: str = ""
) -> None:
    """Write a sheet of the books to a workbook, asking where, and put it on record."""
    path = path or _ask(parent, f"{name} {shell.desk.now.date().isoformat()}.xlsx")
    if not path:
        return
    kept: list[Sheet] = []

    def write() -> int:
        with shell.desk.read() as read:
            kept.append(make(read))
            return books_papers.write_workbook(read, path, kept[-1])

    def told(rows: int) -> None:
        with shell.desk.work() as work:
            books_papers.record_export(work, kept[-1])
        shell.notify(t("shell.export.done", name=Path(path).name, count=formats.number(rows)))

    shell.tasks.run(write, done=told, failed=lambda error: _failed(shell, error))


def _show(
    shell: Shell,
    draw: Callable[[], bytes],
    title: str,
    record: Callable[[Work, str], object],
    kind: str,
    named: Callable[[], str] | None = None,
) -> None:
    def went(where: str) -> None:
        with shell.desk.work() as work:
            record(work, where)

    def drawn(pdf: bytes) -> None:
        said = named() if named is not None else title
        shell.show_paper(Printout(pdf, said, f"{said}.pdf", kind), lambda outcome: went(outcome.destination))

    shell.tasks.run(draw, done=drawn, failed=lambda error: _failed(shell, error))


def _failed(shell: Shell, error: Exception) -> None:
    if not isinstance(error, DutyDeskError):
        raise error
    shell.refuse(error)


def _ask(parent: QWidget, name: str) -> str:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen, _filter = QFileDialog.getSaveFileName(
        parent, t("shell.export.where"), str(Path(folder) / name), t("shell.export.kind_xlsx")
    )
    return chosen
