"""What is cut off, covered or unspoken on a screen: labels, buttons, chips, parts that lie over one another, controls without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLayout,
    QMainWindow,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QTableView,
    QWidget,
)

from ui.kit.buttons import Button
from ui.kit.chips import Chip
from ui.kit.drawer import DrawerRow
from ui.kit.form_field import FormField
from ui.kit.labels import Label

# Rounding at 125 and 150 % moves an edge by one pixel.
SLACK = 1
_IN_CODE = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def faults(shown: QWidget) -> list[str]:
    """Everything of `shown` that cannot be read as it is."""
    found: list[str] = []
    for widget in seen(shown):
        found += _cut(widget)
        found += _covered(widget)
        found += _out_of_reach(widget)
        found += _pulled_apart(widget)
        found += _unspoken(widget)
        found += _unread(widget)
    return found


def seen(shown: QWidget) -> Iterator[QWidget]:
    """The widget and what is to be seen of those in it."""
    if shown.isVisible():
        yield shown
        for part in shown.children():
            if isinstance(part, QWidget):
                yield from seen(part)


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and widget.text():
        elides = isinstance(widget, Label) and widget._elide
        if widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height() + SLACK:
                yield f"{where(widget)} needs {widget.heightForWidth(widget.width())}, has {widget.height()}"
        elif not elides:
            wide = max(
                QFontMetrics(widget.font()).horizontalAdvance(line) for line in widget.text().split("\n")
            )
            if wide > widget.width() + SLACK:
                yield f"{where(widget)} is {wide} wide, has {widget.width()}"
    elif isinstance(widget, QAbstractButton | Chip):
        wanted = widget.sizeHint()
        if isinstance(widget, Button) and widget.toolTip():
            # Without room for its key, the button says it under the pointer.
            wanted.setWidth(wanted.width() - widget.left_out)
        if wanted.width() > widget.width() + SLACK or wanted.height() > widget.height() + SLACK:
            yield f"{where(widget)} wants {wanted.toTuple()}, has {widget.size().toTuple()}"


def _covered(widget: QWidget) -> Iterator[str]:
    layout = widget.layout()
    if layout is None or isinstance(layout, QStackedLayout):
        return
    own = [part for part in widget.children() if isinstance(part, QWidget) and part.isVisible()]
    parts = [part for part in own if _stands_in(layout, part)]
    inside = QRect(widget.rect()).adjusted(-SLACK, -SLACK, SLACK, SLACK)
    scrolls = isinstance(widget.parentWidget(), QAbstractScrollArea) or _in_scroll(widget)
    for part in parts:
        if not scrolls and not inside.contains(part.geometry()):
            yield f"{where(part)} {part.geometry().getRect()} leaves {where(widget)} {widget.size().toTuple()}"
    drawers = {row.drawer for row in (layout, *layout.findChildren(QLayout)) if isinstance(row, DrawerRow)}
    for one, other in combinations((part for part in parts if part not in drawers), 2):
        shared = one.geometry().intersected(other.geometry())
        if shared.width() > SLACK and shared.height() > SLACK:
            yield f"{where(one)} lies over {where(other)}"


def _out_of_reach(area: QWidget) -> Iterator[str]:
    """What a scroll area cuts off at its right when it only scrolls up and down."""
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    if not isinstance(area, QScrollArea) or area.horizontalScrollBarPolicy() is not off:
        return
    body, around = area.widget(), area.viewport()
    if body is None or not body.isVisible():
        return
    for part in seen(body):
        if not any(isinstance(child, QWidget) for child in part.children()):
            right = part.mapTo(body, part.rect().topRight()).x() + body.x() + 1
            if right > around.width() + SLACK:
                yield f"{where(part)} ends at {right} of {around.width()} in {where(area)}"


def _pulled_apart(field: QWidget) -> Iterator[str]:
    """A field of a form that is taller than what stands in it: the gaps of the form are uneven then."""
    if isinstance(field, FormField):
        wanted = max(field.heightForWidth(field.width()), field.sizeHint().height())
        grows = field.control.sizePolicy().verticalPolicy() is QSizePolicy.Policy.Expanding
        if field.height() > wanted + SLACK and not grows:
            yield f"{where(field)} {field.name} is {field.height()} high, needs {wanted}"


def spoken(widget: QWidget) -> str:
    """What a screen reader says of it."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def _unspoken(widget: QWidget) -> Iterator[str]:
    """What takes the keyboard and has no name to be told by (U-77c), or the name of a text or a list in the code."""
    if (
        not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        or widget.focusProxy() is not None
        or widget.objectName().startswith("qt_")
        or isinstance(widget, QMainWindow)
    ):
        return
    name = spoken(widget).strip()
    if not name or _IN_CODE.fullmatch(name):
        yield f"{where(widget)} is spoken of as “{name}”"


def _unread(widget: QWidget) -> Iterator[str]:
    """What a screen reader needs besides a name (U-77c): of a choice what is chosen, of a table its heads and what a row is called by."""
    if isinstance(widget, QComboBox):
        said = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Value)
        # Where a system says what is chosen in place of the name, the description still says what for.
        if not widget.accessibleName().strip() or said != widget.currentText():
            yield f"{where(widget)} says “{said}” for “{widget.accessibleName()}”"
    elif isinstance(widget, QTableView) and widget.model() is not None and widget.model().rowCount():
        face, columns = QAccessible.queryAccessibleInterface(widget), widget.model().columnCount()
        # The corner, the heads of the columns, and then row by row its head and its cells.
        heads = [face.child(n).text(QAccessible.Text.Name) for n in range(1, columns + 2)]
        if face.role() is not QAccessible.Role.Table or not any(heads[:-1]) or not heads[-1].strip():
            yield f"{where(widget)} is read as {face.role().name} {heads}"


def _stands_in(layout: QLayout, part: QWidget) -> bool:
    """Not by `itemAt`: what it returns outlives the item, and Qt may put something else in its place in memory."""
    return layout.indexOf(part) >= 0 or any(
        _stands_in(below, part)
        for below in layout.children()
        if isinstance(below, QLayout) and not isinstance(below, QStackedLayout)
    )


def _in_scroll(widget: QWidget) -> bool:
    """Whether the widget is what a scroll area moves: that may be larger than what is seen of it."""
    above = widget.parentWidget()
    return above is not None and isinstance(above.parentWidget(), QScrollArea)


def where(widget: QWidget) -> str:
    words = getattr(widget, "text", None)
    said = words() if callable(words) else widget.accessibleName()
    chain = type(widget).__name__
    above = widget.parentWidget()
    while above is not None and type(above).__module__.startswith(("PySide6", "ui.kit")):
        above = above.parentWidget()
    return f"{type(above).__name__ if above else ''}/{chain} “{said}”"
