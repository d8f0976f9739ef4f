"""Coverage as a map: areas downwards, days across, each cell how much of what was due was done, in figures and tint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.disinfection.coverage import AreaCoverage, DayCoverage
from duty_desk.strings import t
from ui.disinfection.cell_table import ENTER, CellTable, Index, PaintedCells, SunkenHead
from ui.kit import icons
from ui.kit.paint import CENTRE, RIGHT, box, smooth, write
from ui.kit.tokens import BODY, DAY_HEAD, SMALL, Tone, tokens

AREA_LEAST, SHARE_WIDE, DAY_LEAST, DAY_MOST = 120, 64, 44, 88


def tone_of(day: DayCoverage, today: date) -> Tone | None:
    """All done, some missing, nothing done; None where nothing was due or the day is still to come."""
    if not day.due or day.day > today:
        return None
    if day.done >= day.due:
        return Tone.OK
    if day.day == today and not day.missed:
        return Tone.INFO
    return Tone.WARN if day.done else Tone.DANGER


class MapModel(QAbstractTableModel):
    """The first column names the area, the last sums its days up."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[AreaCoverage, ...] = ()
        self.today = date.min

    def put(self, lines: Sequence[AreaCoverage], today: date) -> None:
        """Show a period."""
        self.beginResetModel()
        self.lines, self.today = tuple(lines), today
        self.endResetModel()

    @property
    def days(self) -> tuple[DayCoverage, ...]:
        """The days of the period, of any line."""
        return self.lines[0].days if self.lines else ()

    def day(self, row: int, column: int) -> DayCoverage | None:
        """The day of a cell, None for the name and the sum."""
        days = self.lines[row].days
        return days[column - 1] if 1 <= column <= len(days) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or not self.lines else len(self.days) + 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            # No row has a head on the screen; a screen reader names it by its area.
            spoken = role == Qt.ItemDataRole.AccessibleTextRole
            return self.index(section, 0).data(Qt.ItemDataRole.DisplayRole) if spoken else None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return t("disinfection_tab.day.area")
        if section > len(self.days):
            return t("disinfection_tab.coverage.share")
        day = self.days[section - 1].day
        return f"{day.month}/{day.day}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        return (
            self.spoken(index.row(), index.column()) if role == Qt.ItemDataRole.AccessibleTextRole else None
        )

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        line = self.lines[row]
        if column == 0:
            return line.area.name
        day = self.day(row, column)
        if day is None:
            return percent(line.done, line.due)
        return f"{day.done}/{day.due}" if day.due else ""

    def spoken(self, row: int, column: int) -> str:
        """A cell in one sentence."""
        line, day = self.lines[row], self.day(row, column)
        if day is None:
            return f"{line.area.name} {self.text(row, column)}" if column else line.area.name
        if not day.due:
            words = t("disinfection_tab.day.spoken.none")
        else:
            words = t("disinfection_tab.coverage.spoken", done=day.done, due=day.due)
            if day.missed:
                words += t("disinfection_tab.coverage.missed_words", count=day.missed)
            if day.is_over:
                words += t("disinfection_tab.coverage.over_words")
        return t(
            "disinfection_tab.day.spoken.cell", area=line.area.name, slot=formats.day(day.day), words=words
        )


def percent(done: int, due: int) -> str:
    """Done of due, in whole per cent; nothing where nothing was due. 100 only when all was done."""
    return f"{done * 100 // due}%" if due else ""


class _Head(SunkenHead):
    """Day and weekday; today is said."""

    def write_section(self, painter: QPainter, rect: QRect, index: int) -> None:
        model = self.model()
        assert isinstance(model, MapModel)
        look = tokens()
        words = str(model.headerData(index, Qt.Orientation.Horizontal) or "")
        if not 1 <= index <= len(model.days):
            align = RIGHT if index else CENTRE
            room = QRectF(rect).adjusted(8, 0, -8, 0)
            write(
                painter,
                room,
                words,
                look.text2,
                SMALL,
                False,
                align if index else Qt.AlignmentFlag.AlignVCenter,
            )
            return
        day = model.days[index - 1].day
        now = day == model.today
        fore = look.accent_text if now else look.text2
        half = rect.height() / 2
        write(
            painter,
            QRectF(rect.left(), rect.top() + 3, rect.width(), half - 3),
            words,
            fore,
            SMALL,
            now,
            CENTRE,
        )
        under = t("disinfection_tab.coverage.today") if now else formats.weekday(day)
        write(
            painter,
            QRectF(rect.left(), rect.top() + half, rect.width(), half - 3),
            under,
            fore,
            SMALL,
            now,
            CENTRE,
        )


class _Cells(PaintedCells):
    """A share in figures and tint."""

    WIDTH = 48

    def paint_cell(self, painter: QPainter, place: QRectF, index: Index) -> None:
        view, model = self.parent(), index.model()
        assert isinstance(view, HeatMap)
        assert isinstance(model, MapModel)
        look = tokens()
        here, focused = view.currentIndex(), view.hasFocus()
        chosen = here.row() == index.row()
        self.ground(painter, place, chosen, focused, look.surface)
        smooth(painter)
        words = model.text(index.row(), index.column())
        day = model.day(index.row(), index.column())
        if day is None:
            if index.column() == 0:
                self.name(painter, place, words, chosen, focused)
            else:
                write(painter, place.adjusted(4, 0, -8, 0), words, look.text, BODY, True, RIGHT)
            return
        tone = tone_of(day, model.today)
        spot = place.adjusted(1, 2, -1, -3)
        if tone is not None:
            fore, back = look.tone(tone)
            box(painter, spot, back)
            if day.is_over or day.missed:
                icon = "alert" if day.is_over else "cancel"
                icons.draw(
                    painter,
                    icon,
                    QRectF(spot.left() + 3, spot.top(), icons.CHIP, spot.height()),
                    fore,
                    icons.CHIP,
                )
                spot.adjust(icons.CHIP + 2, 0, 0, 0)
            write(painter, spot, words, fore, SMALL, tone is not Tone.OK, CENTRE)
        else:
            write(painter, spot, words, look.text3, SMALL, False, CENTRE)
        if chosen and here.column() == index.column():
            self.ring(painter, place.adjusted(0, 1, 0, -2), focused)

    def words(self, index: Index) -> str:
        model = index.model()
        assert isinstance(model, MapModel)
        return model.spoken(index.row(), index.column())


class HeatMap(CellTable):
    """Arrows move, Enter opens the day of a cell."""

    opened = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        model = MapModel()
        super().__init__(model, t("disinfection_tab.coverage.map"), parent)
        self.map = model
        self.setHorizontalHeader(_Head(self, DAY_HEAD))
        self.setItemDelegate(_Cells(self))

    def put(self, lines: Sequence[AreaCoverage], today: date) -> None:
        """Show a period; the cell that was current stays it."""
        here = self.currentIndex()
        kept = here.row(), here.column()
        self.map.put(lines, today)
        self.fit()
        if kept[0] >= 0 and (index := self.map.index(*kept)).isValid():
            self.setCurrentIndex(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if Qt.Key(event.key()) in ENTER and held == Qt.KeyboardModifier.NoModifier:
            self._open()
            return
        super().keyPressEvent(event)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._open()

    def begin(self) -> None:
        if not self.currentIndex().isValid() and self.map.lines:
            self.setCurrentIndex(self.map.index(0, len(self.map.days)))

    def _open(self) -> None:
        here = self.currentIndex()
        day = self.map.day(here.row(), here.column()) if here.isValid() else None
        if day is not None:
            self.opened.emit(self.map.lines[here.row()].area.id, day.day)

    def fit(self) -> None:
        count = len(self.map.days)
        if not count:
            return
        wide = self.viewport().width()
        name = max(AREA_LEAST, wide // 5)
        each = max(DAY_LEAST, min(DAY_MOST, (wide - SHARE_WIDE - name) // count))
        for column in range(1, count + 1):
            self.setColumnWidth(column, each)
        self.setColumnWidth(count + 1, SHARE_WIDE)
        self.setColumnWidth(0, max(AREA_LEAST, wide - SHARE_WIDE - each * count))
