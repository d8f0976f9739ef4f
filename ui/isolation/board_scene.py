"""One widget paints all rooms of a site: a thousand of them scroll, are walked over by keys and dragged without a stall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.isolation.board_access import tell_current
from ui.isolation.board_layout import BuildingShown, Plan, Size, lay_out
from ui.isolation.drag import Move, draw_label, draw_lifted, draw_target, label_place
from ui.isolation.tile import TileLook
from ui.isolation.tile_paint import FADED, TilePictures
from ui.kit.focus_ring import paints_own_focus
from ui.kit.paint import box, smooth, write
from ui.kit.tokens import BODY, SMALL, scaled, tokens

BAR = 12
# Where the tile in hand lies, seen from the pointer: the words of the room below it can still be read.
HELD = QPoint(-8, 12)
# What a filter leaves out.
OUT = 0.3


class BoardScene(QAbstractScrollArea):
    """Paints buildings; what keys and mouse do to them is in `board_canvas`."""

    current_changed = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = Plan()
        self.move_state: Move | None = None
        self.face: Any = None
        self._buildings: tuple[BuildingShown, ...] = ()
        self._shown: frozenset[int] | None = None
        self._current = 0
        self.size_asked = Size.FITTING
        self._pictures = TilePictures()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(name)
        paints_own_focus(self)

    # --- what is shown ---

    def put(self, buildings: Sequence[BuildingShown]) -> None:
        """Show rooms; the current one stays, the first one is current at first. Where only looks changed, only those are painted."""
        before, self._buildings = self._buildings, tuple(buildings)
        if before and _shape(before) == _shape(self._buildings):
            self._exchange()
            return
        self._place()
        if self.plan.number_of(self._current) is None:
            self._current = self.plan.tiles[0].look.room if self.plan.tiles else 0
        self.viewport().update()

    def _exchange(self) -> None:
        """The same rooms at the same places, some of which look different."""
        looks = [look for building in self._buildings for floor in building.floors for look in floor.tiles]
        for number, look in enumerate(looks):
            place = self.plan.tiles[number]
            if place.look is not look and place.look != look:
                self.plan.tiles[number] = replace(place, look=look)
                self._update(number)
        for number, building in enumerate(self._buildings):
            head = self.plan.heads[number]
            if head.words != building.words:
                self.plan.heads[number] = replace(head, words=building.words)
                self.viewport().update(head.place.translated(0, -self.verticalScrollBar().value()))

    def show_only(self, rooms: frozenset[int] | None) -> None:
        """Let all rooms but these fade; None shows everything."""
        if rooms != self._shown:
            self._shown = rooms
            self.viewport().update()

    def set_size(self, size: Size) -> None:
        """Show larger or smaller tiles."""
        if size is not self.size_asked:
            self.size_asked = size
            self._place()
            self.viewport().update()
            if self.current_number is not None:
                self.bring(self.current_number)

    @property
    def current(self) -> int:
        """The current room; 0 when there is none."""
        return self._current

    @property
    def current_number(self) -> int | None:
        """Which tile is current."""
        return self.plan.number_of(self._current)

    def look(self, room: int) -> TileLook | None:
        """What a room shows."""
        number = self.plan.number_of(room)
        return None if number is None else self.plan.tiles[number].look

    def set_current(self, room: int) -> bool:
        """Make a room current and bring it into sight; False when it is not on the board."""
        number = self.plan.number_of(room)
        if number is None:
            return False
        changed, old = room != self._current, self.current_number
        self._current = room
        self.bring(number)
        if changed:
            self._update(old)
            self._update(number)
            tell_current(self)
            self.current_changed.emit(room)
        return True

    def bring(self, number: int) -> None:
        """Scroll until a tile is seen whole."""
        place = self.plan.tiles[number].rect
        # With the head of its building where it is the first row.
        top = 0 if place.top() <= scaled(40) else place.top() - 8
        bar, seen = self.verticalScrollBar(), self.viewport().height()
        if top < bar.value():
            bar.setValue(top)
        elif place.bottom() + 8 > bar.value() + seen:
            bar.setValue(place.bottom() + 8 - seen)

    def rect_of(self, number: int) -> QRect:
        """Where a tile is seen now."""
        return self.plan.tiles[number].rect.translated(0, -self.verticalScrollBar().value())

    def global_rect(self, number: int) -> QRect:
        """The same on the screen."""
        place = self.rect_of(number)
        return QRect(self.viewport().mapToGlobal(place.topLeft()), place.size())

    def number_at(self, spot: QPoint) -> int | None:
        """The tile under a point of what is seen."""
        return self.plan.at(spot + QPoint(0, self.verticalScrollBar().value()))

    def number_at_global(self, spot: QPoint) -> int | None:
        """The tile under a point of the screen."""
        return self.number_at(self.viewport().mapFromGlobal(spot))

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        shades, offset, dirty = tokens(), self.verticalScrollBar().value(), event.rect()
        painter.fillRect(dirty, shades.window)
        for number in self.plan.between(dirty.top() + offset, dirty.bottom() + offset):
            place = self.rect_of(number)
            if place.intersects(dirty):
                self._paint_tile(painter, number, place)
        smooth(painter)
        for head in self.plan.heads:
            self._paint_head(painter, head.place.translated(0, -offset), head.name, head.words, dirty)
        for label in self.plan.labels:
            place = label.place.translated(0, -offset)
            if place.intersects(dirty):
                write(painter, QRectF(place), label.words, shades.text2, SMALL)
        self._paint_current(painter)
        self._paint_move(painter)

    def _paint_tile(self, painter: QPainter, number: int, place: QRect) -> None:
        look, move = self.plan.tiles[number].look, self.move_state
        faded = 1.0 if self._shown is None or look.room in self._shown else OUT
        if move is not None:
            if move.target is not None and look.room == move.target.room and move.possible(look.room):
                draw_target(painter, place, look, self.plan.wide, swap=look.room in move.swaps)
                return
            faded = 1.0 if move.possible(look.room) and look.room not in move.swaps else FADED
        self._pictures.draw(painter, place, look, self.plan.wide, faded)

    def _paint_head(self, painter: QPainter, place: QRect, name: str, words: str, dirty: QRect) -> None:
        if not place.intersects(dirty):
            return
        shades = tokens()
        taken = write(painter, QRectF(place), name, shades.text, BODY, True)
        rest = QRectF(place).adjusted(taken + 16, 1, 0, 1)
        write(painter, rest, words, shades.text2, SMALL)

    def _paint_current(self, painter: QPainter) -> None:
        number = self.current_number
        if number is None or self.move_state is not None:
            return
        colour = tokens().focus if self.hasFocus() else tokens().ctl
        box(painter, QRectF(self.rect_of(number)), None, colour, 3)

    def _paint_move(self, painter: QPainter) -> None:
        move = self.move_state
        if move is None:
            return
        if move.target is not None and not move.possible(move.target.room):
            number = self.plan.number_of(move.target.room)
            if number is not None and move.pointer is None:
                box(painter, QRectF(self.rect_of(number)), None, tokens().danger, 2, dashed=True)
        near = self._near(move)
        label = label_place(move, near, self.viewport().rect())
        draw_lifted(painter, self._pictures, move, near, self.plan.wide)
        draw_label(painter, move, label)
        move.painted = near.united(label)

    def _near(self, move: Move) -> QRect:
        """What the label lies below."""
        size = self.plan.tiles[0].rect.size() if self.plan.tiles else QRect(0, 0, 1, 1).size()
        if move.pointer is not None:
            corner = move.pointer + HELD
            return QRect(corner, size)
        number = self.plan.number_of(move.target.room) if move.target else None
        return QRect(QPoint(0, 0), size) if number is None else self.rect_of(number)

    def _update(self, number: int | None) -> None:
        if number is not None and number < len(self.plan.tiles):
            self.viewport().update(self.rect_of(number).adjusted(-2, -2, 2, 2))

    # --- places ---

    def _place(self) -> None:
        # As if the scroll bar were there: it would come and go with the size of the tiles otherwise.
        self.plan = lay_out(self._buildings, max(self.width() - BAR, 120), self.size_asked)
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(scaled(24))
        bar.setRange(0, max(0, self.plan.height - self.viewport().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self.move_state is None:
            self.viewport().scroll(dx, dy)
        else:
            self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._place()
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._update(self.current_number)
        tell_current(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._update(self.current_number)


def _shape(buildings: Sequence[BuildingShown]) -> list[object]:
    """What decides where everything stands."""
    return [
        (building.name, [(floor.words, [look.room for look in floor.tiles]) for floor in building.floors])
        for building in buildings
    ]
