"""The bulletin as it will be printed; its figures can be pointed at with the mouse or the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from duty_desk.paper import Layout
from duty_desk.paper.official import Place
from duty_desk.strings import t
from ui.kit.layout_view import paint_layout
from ui.kit.tokens import GAP, LIGHT, tokens

WIDE, TALL = 210.0, 297.0
LEAST = 360
_EDGE = 1


class BulletinPaper(QWidget):
    """Pages one below the other, as wide as there is room. `opened` tells the ordinal of a figure; `moved` where the current one is."""

    opened = Signal(int)
    moved = Signal(QRect)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: tuple[Layout, ...] = ()
        self._places: tuple[Place, ...] = ()
        self._words: dict[int, str] = {}
        self._loud: frozenset[int] = frozenset()
        self._current = 0
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(LEAST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(t("reports_bulletin.paper"))

    def put(
        self,
        pages: Sequence[Layout],
        places: Sequence[Place],
        words: dict[int, str],
        loud: frozenset[int] = frozenset(),
    ) -> None:
        """Show other pages. `words` say each figure for a screen reader; `loud` are those something is wrong with."""
        count = len(self._pages)
        self._pages, self._places, self._words, self._loud = tuple(pages), tuple(places), words, loud
        if self._current not in self.ordinals:
            self._current = 0
        if count != len(self._pages):
            self.updateGeometry()
        self._speak()
        self.update()

    @property
    def pages(self) -> tuple[Layout, ...]:
        """The pages shown."""
        return self._pages

    @property
    def ordinals(self) -> tuple[int, ...]:
        """The figures in the order of the text."""
        return tuple(dict.fromkeys(place.mark for place in self._places))

    @property
    def current(self) -> int:
        """The figure pointed at; 0 for none."""
        return self._current

    def point_at(self, ordinal: int) -> None:
        """Point at a figure and bring it into sight; 0 for none."""
        if ordinal != self._current:
            self._current = ordinal if ordinal in self.ordinals else 0
            self._speak()
            self.update()
        place = next((place for place in self._places if place.mark == self._current), None)
        if place is not None:
            self.moved.emit(self._on_screen(place).toAlignedRect())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(max(1, len(self._pages)) * (width * TALL / WIDE + GAP) - GAP) + 2 * _EDGE

    def sizeHint(self) -> QSize:
        return QSize(LEAST * 2, self.heightForWidth(LEAST * 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, LEAST)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = tokens()
        for number, page in enumerate(self._pages):
            sheet = self._sheet(number)
            if not sheet.intersects(QRectF(event.rect())):
                continue
            painter.fillRect(sheet, look.paper)
            # Paper is white in every theme, and so are the marks on it.
            for place in self._places:
                if place.page == number:
                    self._paint_mark(painter, place)
            paint_layout(painter, page, sheet)
            painter.setPen(look.line)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(sheet.adjusted(0.5, 0.5, -0.5, -0.5))
            for place in self._places:
                if place.page == number and place.mark == self._current:
                    self._paint_current(painter, place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.point_at(found)
            self.opened.emit(found)
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hand = Qt.CursorShape.PointingHandCursor
        self.setCursor(hand if self._at(event.position()) else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        known = self.ordinals
        if event.modifiers() != Qt.KeyboardModifier.NoModifier or not known:
            super().keyPressEvent(event)
            return
        at = known.index(self._current) if self._current in known else -1
        steps = {
            Qt.Key.Key_Right: min(at + 1, len(known) - 1),
            Qt.Key.Key_Left: max(at - 1, 0),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(known) - 1,
        }
        if event.key() in steps:
            self.point_at(known[steps[Qt.Key(event.key())]])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current:
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _sheet(self, number: int) -> QRectF:
        wide = self.width() - 2 * _EDGE
        tall = wide * TALL / WIDE
        return QRectF(_EDGE, _EDGE + number * (tall + GAP), wide, tall)

    def _on_screen(self, place: Place) -> QRectF:
        sheet = self._sheet(place.page)
        scale = sheet.width() / WIDE
        return QRectF(
            sheet.x() + place.x * scale,
            sheet.y() + (place.y + place.height * 0.16) * scale,
            place.width * scale,
            place.height * 0.68 * scale,
        ).adjusted(-1.5, 0, 1.5, 0)

    def _paint_mark(self, painter: QPainter, place: Place) -> None:
        where = self._on_screen(place)
        is_loud = place.mark in self._loud
        painter.fillRect(where, LIGHT.warn_bg if is_loud else LIGHT.info_bg)
        pen = QPen(LIGHT.warn if is_loud else LIGHT.accent, 1.2, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(where.bottomLeft(), where.bottomRight())

    def _paint_current(self, painter: QPainter, place: Place) -> None:
        colour = LIGHT.focus if self.hasFocus() else LIGHT.ctl
        painter.setPen(QPen(colour, 2 if self.hasFocus() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self._on_screen(place).adjusted(-1, -1, 1, 1), 2, 2)

    def _at(self, point: QPointF) -> int:
        """The figure under the mouse; the hand need not hit its letters exactly."""
        for place in self._places:
            where = self._on_screen(place)
            if where.adjusted(-3, -6, 3, 6).contains(point):
                return place.mark
        return 0

    def _speak(self) -> None:
        said = self._words.get(self._current)
        self.setAccessibleDescription(
            said or t("reports_bulletin.paper_about", count=len(self.ordinals), pages=len(self._pages))
        )
