"""What the hand-over found by itself, by kind; each opens to its single things, which lead to their records and may be not taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from duty_desk import formats, handover
from duty_desk.agenda import Item
from duty_desk.handover import Group, words
from duty_desk.strings import t
from ui.kit import icons
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckBox
from ui.kit.fields import LineEdit
from ui.kit.labels import Label
from ui.kit.paint import LEFT, RIGHT, smooth, write
from ui.kit.tokens import BODY, CONTROL, SMALL, Tone, tokens

if TYPE_CHECKING:
    from ui.feature_tab import Shell

# A kind with more than so many is looked at in its own list.
MOST = 30
_INDENT = 28
_ICONS = {
    "incidents": "alert-octagon",
    "gate": "boom-gate-outline",
    "passes": "card-account-details-outline",
    "isolation": "bed-outline",
    "disinfection": "spray-bottle",
    "supplies": "package-variant-closed",
    "unit_reports": "file-chart-outline",
    "screening": "thermometer",
    "duty": "note-text-outline",
    "bookings": "calendar-clock-outline",
}
_OWN_ICONS = {
    "reading_missed": "thermometer",
    "reading_escalated": "thermometer-alert",
    "retest_due": "thermometer-alert",
    "visit_overdue": "account-clock-outline",
    "vehicle_overdue": "truck-outline",
    "routine_due": "playlist-check",
    "repair_waiting": "wrench-outline",
    "repair_overdue": "wrench-outline",
}
_PLACES = {"parcel_day": ("gate", "parcels"), "pass_slip": ("passes", "outage")}
_SPACE = "\N{IDEOGRAPHIC SPACE}"


class Row(QPushButton):
    """Icon, words, and at the right how many; 32 high. With `opens` a small arrow says whether it is open."""

    def __init__(
        self, icon: str, words: str, count: str, tone: Tone | None, *, opens: bool, parent: QWidget
    ) -> None:
        super().__init__(words, parent)
        self._icon, self._count, self._tone, self._opens = icon, count, tone, opens
        self.setAutoDefault(False)
        self.setCheckable(opens)
        self.setFixedHeight(CONTROL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(f"{words} {count}")

    def sizeHint(self) -> QSize:
        return QSize(200, CONTROL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            event.accept()
        elif self._opens and event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.setChecked(event.key() == Qt.Key.Key_Right)
            event.accept()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        if self.underMouse():
            painter.fillRect(self.rect(), look.hover)
        colour = look.tone(self._tone)[0] if self._tone is not None else look.text2
        icons.draw(painter, self._icon, QRectF(0, 0, icons.NORMAL, self.height()), colour)
        right = self.width()
        if self._opens:
            arrow = "chevron-down" if self.isChecked() else "chevron-right"
            icons.draw(painter, arrow, QRectF(right - 18, 0, 18, self.height()), look.text2, icons.SMALL)
        place = QRectF(_INDENT, 0, right - _INDENT - 22, self.height())
        taken = write(painter, place, self._count, look.text2, SMALL, False, RIGHT)
        write(painter, place.adjusted(0, 0, -taken - 8, 0), self.text(), look.text, BODY, False, LEFT)


class FoundPart(QWidget):
    """The kinds in the order of the desks. `refused` holds what is not taken, with why; it outlives every new reading."""

    # Carries the item.
    record_asked = Signal(object)
    refused_changed = Signal()

    def __init__(self, parent: QWidget, refused: dict[str, str], opened: set[str]) -> None:
        super().__init__(parent)
        self._refused, self._opened = refused, opened
        self.rows: dict[str, Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def put(self, groups: tuple[Group, ...]) -> None:
        """Show what was found; once, a further reading has a part of its own."""
        for group in groups:
            key = f"{group.feature}.{group.what}"
            count = t("duty_handover.count", count=len(group.items))
            if group.late:
                count = t("duty_handover.count_late", count=len(group.items), late=group.late)
            icon = _OWN_ICONS.get(group.what) or _ICONS.get(group.feature, "clipboard-text-outline")
            tone = Tone.DANGER if group.late else None
            row = Row(icon, words.what(group.feature, group.what), count, tone, opens=True, parent=self)
            box = QWidget(self)
            inner = QVBoxLayout(box)
            inner.setContentsMargins(_INDENT, 0, 0, 4)
            inner.setSpacing(0)
            box.hide()
            row.toggled.connect(lambda on, group=group, box=box, key=key: self._turn(on, group, box, key))
            self._column.addWidget(row)
            self._column.addWidget(box)
            self.rows[key] = row
            row.setChecked(key in self._opened)

    def _turn(self, on: bool, group: Group, box: QWidget, key: str) -> None:
        inner = box.layout()
        assert inner is not None
        if on and not inner.count():
            for item in group.items[:MOST]:
                inner.addWidget(_Line(self, item, self._refused))
            if len(group.items) > MOST:
                rest = t("duty_handover.more", count=len(group.items) - MOST)
                inner.addWidget(Label(rest, px=SMALL, colour="text2"))
        box.setVisible(on)
        (self._opened.add if on else self._opened.discard)(key)


class _Line(QWidget):
    """One thing: what it is about, since when, a way to its record, and whether it is taken."""

    def __init__(self, part: FoundPart, item: Item, refused: dict[str, str]) -> None:
        super().__init__(part)
        self._part, self._key, self._refused = part, handover.key_of(item), refused
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(8)
        said = _SPACE.join(x for x in (words.name(item), item.place, item.detail) if x)
        row.addWidget(Label(said, elide=True), 1)
        row.addWidget(Label(formats.moment(item.due_at), px=SMALL, colour="text2"))
        go = Button(t("duty_handover.open"), kind=Kind.TEXT, parent=self)
        go.clicked.connect(lambda: part.record_asked.emit(item))
        row.addWidget(go)
        self.leave = CheckBox(t("duty_handover.refuse"), self._key in refused, parent=self)
        row.addWidget(self.leave)
        column.addLayout(row)
        self.why = LineEdit(
            refused.get(self._key, ""), placeholder=t("duty_handover.refuse_why"), parent=self
        )
        self.why.setVisible(self._key in refused)
        column.addWidget(self.why)
        self.leave.toggled.connect(self._turn)
        self.why.textChanged.connect(self._typed)

    def _turn(self, on: bool) -> None:
        self.why.setVisible(on)
        if on:
            self._refused[self._key] = str(self.why.value())
            self.why.setFocus()
        else:
            self._refused.pop(self._key, None)
        self._part.refused_changed.emit()

    def _typed(self) -> None:
        if self.leave.isChecked():
            self._refused[self._key] = str(self.why.value())
            self._part.refused_changed.emit()


def open_item(shell: Shell, item: Item) -> None:
    """The record of one open thing on its own screen; what is no record is shown where it is listed."""
    place = _PLACES.get(item.subject[0])
    shown = shell.open_place(*place) if place is not None else shell.open_record(*item.subject)
    if not shown:
        shell.notify(t("duty_handover.not_opened", name=words.what(item.feature, item.what)))


def inside_rows(
    parent: QWidget, inside: tuple[handover.Inside, ...], go: Callable[[], object]
) -> Mapping[str, Row]:
    """Who and what is still inside, by kind; each leads to the gate's list."""
    found: dict[str, Row] = {}
    for each in inside:
        row = Row(
            _INSIDE_ICONS.get(each.kind.value, "account-outline"),
            t(f"handover.inside_kind.{each.kind.value}"),
            words.inside(each.kind.value, each.count, each.overdue),
            Tone.DANGER if each.overdue else None,
            opens=False,
            parent=parent,
        )
        row.clicked.connect(lambda _=False: go())
        found[each.kind.value] = row
    return found


_INSIDE_ICONS = {
    "visit": "account-clock-outline",
    "vehicle": "truck-outline",
    "crew": "account-hard-hat-outline",
    "household": "home-outline",
}
