"""Rows are drawn whole at every scale."""

from __future__ import annotations

from types import SimpleNamespace

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from ui.kit.cells import Cell
from ui.kit.ledger_source import Column, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.tokens import tokens


def test_the_current_row_has_no_seams_at_150_per_cent(qtbot: QtBot, shown) -> None:
    columns = [Column(key, "", width=97) for key in "abcde"]
    view = LedgerView(
        ListSource(columns, [SimpleNamespace(id=1)], lambda _column, _row: Cell("")), foot=False
    )
    qtbot.addWidget(view)
    view.resize(601, 200)
    shown(view)
    view.reload()
    table = view.table
    view.select_id(1)
    table.selectRow(0)
    table.setFocus()
    picture = QPixmap(round(table.viewport().width() * 1.5), 60)
    picture.setDevicePixelRatio(1.5)
    table.viewport().render(picture, QPoint(0, 0))
    image = picture.toImage()
    colours = {image.pixelColor(x, 24).name() for x in range(12, picture.width() - 4)}
    assert colours == {tokens().selected.name()}
