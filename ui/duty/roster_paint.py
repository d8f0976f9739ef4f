"""How the roster is painted: the head of a day, the cells, and the marks of what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from duty_desk.roster.calendar import DayKind
from duty_desk.roster.month import DayHead, PersonLine
from duty_desk.roster.rules import Shift
from duty_desk.strings import t
from ui.duty.roster_model import FIRST_DAY, NAME, NOT_FIT, POST, RUN, RosterModel, glyphs, run_mark
from ui.kit.paint import CENTRE, box, draw_mark, literal, smooth, write
from ui.kit.tokens import BODY, ROW, SMALL, Tone, scaled, text_width, tokens

if TYPE_CHECKING:
    from ui.duty.roster_grid import RosterGrid

Index = QModelIndex | QPersistentModelIndex
TONES = {Shift.DAY: Tone.INFO, Shift.NIGHT: Tone.PROC, Shift.LEADER: Tone.OK, Shift.STANDBY: Tone.NEUTRAL}


def head_height() -> int:
    """Three lines: date, weekday, lunar date or what the day is called."""
    return 3 * (scaled(SMALL) + 4) + 6


class RosterHead(QHeaderView):
    """Date, weekday, lunar date; today is marked, days off are red."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setFixedHeight(head_height())
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(20)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        model = self.model()
        assert isinstance(model, RosterModel)
        look = tokens()
        smooth(painter)
        painter.fillRect(rect, look.sunken)
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), look.line)
        if index < FIRST_DAY:
            words = str(model.headerData(index, Qt.Orientation.Horizontal) or "")
            write(painter, QRectF(rect).adjusted(8, 0, -2, 0), words, look.text2, SMALL)
            return
        assert model.month is not None
        head = model.month.days[index - FIRST_DAY]
        today = head.day == model.month.today
        if today:
            painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 3), look.accent)
        number = look.accent_text if today else look.danger if head.info.is_off else look.text
        fore = number if head.info.is_off or today else look.text2
        tall = scaled(SMALL) + 4
        room = QRectF(rect.left(), rect.top() + 4, rect.width(), tall)
        write(painter, room, str(head.day.day), number, SMALL, today, CENTRE)
        weekday = t(f"roster.weekday.{head.day.isoweekday()}")
        write(painter, room.translated(0, tall), weekday, fore, SMALL, today, CENTRE)
        note, named = _note(head, rect.width())
        write(
            painter,
            room.translated(0, 2 * tall),
            note,
            look.danger if named else look.text3,
            SMALL,
            False,
            CENTRE,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), tokens().sunken)
        painter.end()
        super().paintEvent(event)
        if self.offset() > 0:
            # Names stay in sight when the days are moved.
            painter = QPainter(self.viewport())
            place = QRect(0, 0, self.sectionSize(NAME), self.height())
            self.paintSection(painter, place, NAME)
            painter.fillRect(QRectF(place.right(), 0, 1, place.height()), tokens().line)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            model, column = self.model(), self.logicalIndexAt(event.pos())
            if isinstance(model, RosterModel) and column >= FIRST_DAY:
                QToolTip.showText(event.globalPos(), literal(model.day_words(column)), self)
                return True
        return super().viewportEvent(event)


def _note(head: DayHead, wide: int) -> tuple[str, bool]:
    """What stands under the weekday, and whether it is the name of a day off; a name that does not fit gives way."""
    info = head.info
    if info.name and text_width(info.name, SMALL) <= wide:
        return info.name, info.is_off
    if info.kind == DayKind.WORKDAY:
        return t("duty_roster.workday"), False
    if info.kind == DayKind.HOLIDAY:
        return t("duty_roster.holiday"), True
    return (info.short_lunar if text_width(info.short_lunar, SMALL) < wide else ""), False


class RosterCells(QStyledItemDelegate):
    """A person's name, post and run, then one sign a day."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(32, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint(painter, QRectF(option.rect), index)  # type: ignore[attr-defined]
        painter.restore()

    def _paint(self, painter: QPainter, place: QRectF, index: Index) -> None:
        grid: RosterGrid = self.parent()  # type: ignore[assignment]
        model = grid.roster
        assert model.month is not None
        look = tokens()
        line, column = model.lines[index.row()], index.column()
        here, focused = grid.currentIndex(), grid.hasFocus()
        chosen = here.row() == index.row()
        fill = (look.selected if focused else look.sunken) if chosen else look.surface
        day = model.day(column)
        if day is not None and not chosen:
            if day == model.month.today:
                fill = look.hover
            elif model.month.days[column - FIRST_DAY].info.is_off:
                fill = look.window
        painter.fillRect(place, fill)
        painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), look.line)
        smooth(painter)
        if day is None:
            self._paint_person(painter, place, line, column, chosen, focused)
            return
        marked = grid.is_marked(index.row(), column)
        if marked:
            painter.fillRect(place.adjusted(0, 0, 0, -1), look.selected)
        paint_cell(painter, place, model, index.row(), column)
        if grid.is_target(index.row(), column):
            box(painter, place.adjusted(1, 1, -1, -2), None, look.accent, 1, 3, dashed=True)
        if here.row() == index.row() and here.column() == column:
            box(painter, place.adjusted(0, 0, 0, -1), None, look.focus if focused else look.ctl, 2, 3)

    def paint_name(self, painter: QPainter, place: QRectF, row: int) -> None:
        """The name of a line where the days have been moved under it."""
        grid: RosterGrid = self.parent()  # type: ignore[assignment]
        look, chosen = tokens(), grid.currentIndex().row() == row
        fill = (look.selected if grid.hasFocus() else look.sunken) if chosen else look.surface
        painter.fillRect(place, fill)
        painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), look.line)
        painter.fillRect(QRectF(place.right() - 1, place.top(), 1, place.height()), look.line)
        smooth(painter)
        self._paint_person(painter, place, grid.roster.lines[row], NAME, chosen, grid.hasFocus())

    def _paint_person(
        self, painter: QPainter, place: QRectF, line: PersonLine, column: int, chosen: bool, focused: bool
    ) -> None:
        look = tokens()
        if column == NAME:
            if chosen:
                bar = look.accent if focused else look.ctl
                painter.fillRect(QRectF(place.left(), place.top(), 3, place.height()), bar)
            fore = look.text if line.person.is_active else look.text3
            write(painter, place.adjusted(8, 0, -2, 0), line.person.title, fore, BODY, chosen)
        elif column == POST:
            write(painter, place.adjusted(4, 0, -2, 0), line.person.post, look.text2, SMALL)
        elif column == RUN:
            mark = run_mark(line)
            draw_mark(painter, place.left() + 2, place.center().y(), mark, place.width() - 4)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        if event.type() is not QEvent.Type.ToolTip:
            return super().helpEvent(event, view, option, index)
        model = index.model()
        words = model.spoken(index.row(), index.column()) if isinstance(model, RosterModel) else ""
        QToolTip.showText(event.globalPos(), literal(words) if words else "", view)
        return True


def paint_cell(painter: QPainter, place: QRectF, model: RosterModel, row: int, column: int) -> None:
    """The sign of a cell: what is over the limit or may not be stands in a danger box, what is only proposed in a dashed one."""
    look = tokens()
    cell, day = model.cell(row, column), model.day(column)
    assert model.month is not None
    assert day is not None
    inner = place.adjusted(2, 4, -2, -5)
    words = glyphs(cell)
    line = model.lines[row]
    unfit = model.unfit(row, column)
    if model.is_proposed(row, column) and not unfit:
        box(painter, inner, look.warn_bg, look.warn, 1, 3, dashed=True)
        write(painter, inner, words or t("duty_roster.cleared"), look.warn, SMALL, True, CENTRE)
        return
    if unfit or model.is_over(row, column):
        box(painter, inner, look.danger_bg, look.danger, 1.5, 3, dashed=model.is_proposed(row, column))
        said = f"{words}{NOT_FIT if unfit else '!'}"
        said = said if text_width(said, SMALL, True) <= inner.width() else words
        write(painter, inner, said, look.danger, SMALL, True, CENTRE)
        return
    if not words:
        return
    fore, back = _colours(cell)
    short = day in line.short
    if back is not None or short:
        box(painter, inner, back, look.warn if short else None, 1, 3)
    past = day <= model.month.today
    write(painter, inner, words, fore, SMALL, past and back is not None, CENTRE)


def _colours(cell: frozenset[Shift]) -> tuple[QColor, QColor | None]:
    look = tokens()
    main = next((shift for shift in TONES if shift in cell), None)
    if main is None:
        return look.text3, None
    if main is Shift.DAY and Shift.NIGHT in cell:
        main = Shift.NIGHT
    return look.tone(TONES[main])
