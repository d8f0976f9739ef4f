"""Keeps the allocation that is being worked at as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from duty_desk.supplies import allocation_sheet
from duty_desk.supplies.allocation_sheet import Sheet, SheetRow
from ui.supplies.allocation_reading import Facts
from ui.supplies.share_model import Row

if TYPE_CHECKING:
    from ui.supplies.allocation import AllocationView


def save(view: AllocationView, facts: Facts, rows: Sequence[Row], path: str = "") -> None:
    """Ask where, write beside the window, put it on record, and say so."""
    path = path or _ask(view)
    if not path:
        return
    sheet = Sheet(
        facts.item.title,
        facts.item.base_unit,
        view.form.purpose.text().strip(),
        tuple(
            SheetRow(row.name, row.heads, share.exact, share.quantity, _note(share.locked, share.rounded_up))
            for row, share in zip(rows, view.shares, strict=True)
        ),
    )

    def write() -> int:
        with view.desk.read() as read:
            return allocation_sheet.write_workbook(read, path, sheet)

    def told(count: int) -> None:
        with view.desk.work() as work:
            allocation_sheet.record_sheet(work, count)
        view.shell.notify(t("shell.export.done", name=Path(path).name, count=formats.number(count)))

    def failed(error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        view.shell.refuse(error)

    view.shell.tasks.run(write, done=told, failed=failed)


def _note(locked: bool, rounded_up: bool) -> str:
    if locked:
        return t("supplies_out.allocation.by_hand")
    return t("supplies_out.allocation.rounded_up") if rounded_up else ""


def _ask(view: AllocationView) -> str:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    name = f"{t('supplies_out.allocation.title')} {view.desk.now.date().isoformat()}.xlsx"
    chosen, _filter = QFileDialog.getSaveFileName(
        view, t("shell.export.where"), str(Path(folder) / name), t("shell.export.kind_xlsx")
    )
    return chosen
