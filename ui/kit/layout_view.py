"""Live preview of a pass or slip: the same description in millimetres that the paper is printed from."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from duty_desk.paper import fitted, left_edge, qr
from duty_desk.paper.layout import INKS, POINT, Box, Ink, Item, Layout, Line, Qr, Text
from ui.kit.glyphs import Outlines, face_of
from ui.kit.paint import smooth
from ui.kit.tokens import tokens


def paint_layout(painter: QPainter, layout: Layout, place: QRectF) -> None:
    """Paint `layout` into `place`, as large as fits. Ink is never themed: paper is white at night too."""
    scale = min(place.width() / layout.width, place.height() / layout.height)
    outlines = Outlines()
    painter.save()
    smooth(painter)
    painter.translate(place.topLeft())
    painter.scale(scale, scale)
    painter.setClipRect(QRectF(0, 0, layout.width, layout.height), Qt.ClipOperation.IntersectClip)
    for item in layout.items:
        _paint(painter, item, outlines)
    painter.restore()


def _ink(ink: Ink) -> QColor:
    return QColor(*INKS[ink])


def _pen(width: float, ink: Ink, dash: tuple[float, float] | None) -> QPen:
    pen = QPen(_ink(ink), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if dash is not None and width > 0:
        pen.setDashPattern([part / width for part in dash])
    return pen


def _paint(painter: QPainter, item: Item, outlines: Outlines) -> None:
    match item:
        case Text():
            _paint_text(painter, item, outlines)
        case Line():
            painter.setPen(_pen(item.width, item.ink, item.dash))
            painter.drawLine(QPointF(item.x1, item.y1), QPointF(item.x2, item.y2))
        case Box():
            painter.setPen(_pen(item.line, item.ink, item.dash) if item.line else QPen(Qt.PenStyle.NoPen))
            painter.setBrush(_ink(item.fill) if item.fill is not None else Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(item.x, item.y, item.width, item.height))
        case Qr():
            _paint_qr(painter, item)


def _paint_text(painter: QPainter, item: Text, outlines: Outlines) -> None:
    face = face_of(item.bold, item.serif)
    ems = outlines.width(item.text, face)
    size, baseline = fitted(item, ems * item.size * POINT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_ink(item.ink))
    left = left_edge(item, ems * size * POINT)
    if not item.angle:
        outlines.draw(painter, item.text, face, QPointF(left, baseline), size * POINT)
        return
    painter.save()
    painter.translate(item.x, baseline)
    painter.rotate(-item.angle)
    outlines.draw(painter, item.text, face, QPointF(left - item.x, 0), size * POINT)
    painter.restore()


def _paint_qr(painter: QPainter, item: Qr) -> None:
    rows = qr.matrix(item.payload)
    side = item.size / len(rows)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                module = QRectF(item.x + x * side, item.y + y * side, side, side)
                painter.fillRect(module, _ink("ink"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


class LayoutView(QFrame):
    """Shows one layout as wide as the widget is; empty paper until `put` is called."""

    def __init__(
        self, layout: Layout | None = None, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shown = layout
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)
        self._speak()

    def put(self, layout: Layout | None) -> None:
        """Show another layout; called on every keystroke."""
        if layout == self._shown:
            return
        resized = _shape(layout) != _shape(self._shown)
        self._shown = layout
        self._speak()
        if resized:
            self.updateGeometry()
        self.update()

    def _speak(self) -> None:
        """The words on the card, for screen readers."""
        items = self._shown.items if self._shown is not None else ()
        self.setAccessibleDescription("\n".join(item.text for item in items if isinstance(item, Text)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        wide, tall = _shape(self._shown)
        return round(width * tall / wide)

    def sizeHint(self) -> QSize:
        return QSize(248, self.heightForWidth(248))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.heightForWidth(80))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = tokens()
        wide, tall = _shape(self._shown)
        scale = min(self.width() / wide, self.height() / tall)
        place = QRectF((self.width() - wide * scale) / 2, 0, wide * scale, tall * scale)
        painter.fillRect(place, look.paper)
        if self._shown is not None:
            paint_layout(painter, self._shown, place)
        painter.setPen(look.line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))


def _shape(layout: Layout | None) -> tuple[float, float]:
    return (layout.width, layout.height) if layout is not None else (105.0, 148.0)
