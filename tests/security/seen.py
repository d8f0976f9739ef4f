"""What somebody at a screen can read of it: words, tips, titles, cells of lists, and what is painted without a widget."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QPainter, QTextDocument
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

# Of a long list its first rows tell as much as all.
ROWS = 120


def as_a_tip_shows_it(text: str) -> str:
    """What Qt's own tip makes of a text: it reads as markup what looks like it."""
    if not GuiQt.mightBeRichText(text):
        return text
    page = QTextDocument()
    page.setHtml(text)
    return page.toPlainText()


def texts_of(shown: QWidget) -> Iterator[tuple[str, str]]:
    """Every text of a screen that is in sight, with what kind of thing it stands in."""
    for widget in [shown, *shown.findChildren(QWidget)]:
        # What is rebuilt meanwhile is not in sight any more.
        if not isValid(widget) or not widget.isVisible():
            continue
        yield "tip", as_a_tip_shows_it(widget.toolTip())
        yield "title", widget.windowTitle()
        yield "name", widget.accessibleName()
        yield "description", widget.accessibleDescription()
        match widget:
            case QLabel() | QLineEdit() | QAbstractButton():
                yield type(widget).__name__, widget.text()
            case QPlainTextEdit() | QTextEdit():
                yield "text", widget.toPlainText()
            case QComboBox():
                yield from (("option", widget.itemText(place)) for place in range(widget.count()))
            case QAbstractItemView():
                yield from cells_of(widget)


def cells_of(view: QAbstractItemView) -> Iterator[tuple[str, str]]:
    """The cells of a list, and their tips."""
    model: Any = view.model()
    if model is None:
        return
    # A model of one column keeps the count to itself.
    columns = model.columnCount(QModelIndex()) if isinstance(model, QAbstractTableModel) else 1
    for row in range(min(model.rowCount(QModelIndex()), ROWS)):
        for column in range(columns):
            index = model.index(row, column)
            for kind, role in (("cell", Qt.ItemDataRole.DisplayRole), ("tip", Qt.ItemDataRole.ToolTipRole)):
                found = index.data(role)
                if isinstance(found, str):
                    yield kind, as_a_tip_shows_it(found) if kind == "tip" else found


def labels_with_markup(shown: QWidget) -> list[str]:
    """Labels that would take a name for markup."""
    return [
        label.text()
        for label in [shown, *shown.findChildren(QLabel)]
        if isValid(label)
        and isinstance(label, QLabel)
        and label.textFormat() is not Qt.TextFormat.PlainText
        and label.text()
    ]


@contextmanager
def painted() -> Generator[list[str]]:
    """What is written by painters meanwhile."""
    found: list[str] = []
    own: Any = QPainter.drawText

    def draw_text(painter: QPainter, *arguments: Any) -> Any:
        found.extend(part for part in arguments if isinstance(part, str))
        return own(painter, *arguments)

    QPainter.drawText = draw_text  # type: ignore[method-assign,assignment]
    try:
        yield found
    finally:
        QPainter.drawText = own  # type: ignore[method-assign]
