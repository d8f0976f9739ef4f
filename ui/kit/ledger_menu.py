"""The menu at the end of a list's head: which columns, and taking exactly what is shown to a sheet or to paper."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from duty_desk.strings import t
from ui.kit import icons
from ui.kit.ledger_columns import LedgerColumns
from ui.kit.ledger_model import LedgerModel


def build(parent: QWidget, columns: LedgerColumns, model: LedgerModel, ask: Callable[[str], object]) -> QMenu:
    """A fresh menu; it deletes itself when it closes."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    choose = menu.addMenu(t("kit.ledger.columns"))
    choose.setIcon(icons.icon("view-column-outline"))
    order = columns.shown() + [index for index in range(len(model.columns)) if not columns.is_shown(index)]
    for index in order:
        _column(choose, columns, index, model.source.title(model.columns[index]))
    choose.addSeparator()
    choose.addAction(t("kit.ledger.default_columns"), columns.reset)
    menu.addSeparator()
    for name, icon in (
        ("export_excel", "file-excel-outline"),
        ("export_pdf", "file-pdf-box"),
        ("print", "printer-outline"),
    ):
        action = QAction(icons.icon(icon), t(f"kit.ledger.{name}"), menu)
        action.triggered.connect(lambda _=False, name=name: ask(name))
        menu.addAction(action)
    return menu


def _column(menu: QMenu, columns: LedgerColumns, index: int, title: str) -> None:
    each = menu.addMenu(title)
    shown = QAction(t("kit.ledger.show_column"), each, checkable=True)
    shown.setChecked(columns.is_shown(index))
    shown.toggled.connect(lambda on: columns.show_column(index, on))
    each.addAction(shown)
    if columns.is_shown(index):
        each.setIcon(icons.icon("check"))
        each.addAction(t("kit.ledger.column_left"), lambda: columns.move(index, -1))
        each.addAction(t("kit.ledger.column_right"), lambda: columns.move(index, 1))
