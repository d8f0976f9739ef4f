"""Paints one tile, and keeps what it painted: a board of a thousand rooms is moved about, not painted anew."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QPolygonF

from ui.isolation.tile import TileLook
from ui.kit import icons
from ui.kit.paint import RIGHT, box, smooth, write
from ui.kit.tokens import BODY, SMALL, Tone, look, scaled, text_width, tokens

# So many pictures of tiles are kept: more than three screens full.
KEPT = 640
FADED = 0.6
CORNER = 10


class TilePictures:
    """Pictures of tiles of one size, thrown away when the size, the theme or the scale changes."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[int, tuple[TileLook, QPixmap]] = OrderedDict()
        self._kind: tuple[object, ...] = ()

    def draw(self, painter: QPainter, place: QRect, tile: TileLook, wide: bool, faded: float = 1.0) -> None:
        """Put a tile at its place; `faded` below 1 lets the ground through."""
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        now = look()
        kind = (place.width(), place.height(), ratio, wide, now.scale, now.tokens.surface.rgba())
        if kind != self._kind:
            self._pictures.clear()
            self._kind = kind
        known = self._pictures.get(tile.room)
        if known is None or known[0] != tile:
            known = (tile, _picture(place, tile, wide, ratio))
            self._pictures[tile.room] = known
            if len(self._pictures) > KEPT:
                self._pictures.popitem(last=False)
        if faded < 1:
            painter.setOpacity(faded)
        painter.drawPixmap(QPointF(place.topLeft()), known[1])
        if faded < 1:
            painter.setOpacity(1)


def _picture(place: QRect, tile: TileLook, wide: bool, ratio: float) -> QPixmap:
    picture = QPixmap(round(place.width() * ratio), round(place.height() * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    smooth(painter)
    draw_tile(painter, QRectF(0, 0, place.width(), place.height()), tile, wide)
    painter.end()
    return picture


def draw_tile(painter: QPainter, place: QRectF, tile: TileLook, wide: bool) -> None:
    """One tile, its border inside `place`."""
    shades = tokens()
    fore, back = shades.tone(tile.tone) if tile.tone else (shades.text2, shades.surface)
    edge = fore if tile.tone else shades.line
    edge = shades.ctl if tile.tone is Tone.NEUTRAL else edge
    box(painter, place, shades.surface if tile.dashed else back, edge, dashed=tile.dashed)
    # Rooms with somebody in them are read by name, the others by the colour of their state.
    main = shades.text if tile.strong else fore
    margin, picture = (8, icons.NORMAL) if wide else (6, icons.SMALL)
    loud = shades.tone(tile.loud)[0] if tile.loud else fore
    high = scaled(20)
    top = place.top() + (5 if wide else 2)
    icon = QRectF(place.right() - margin - picture + 2, top, picture, high)
    quiet = fore if tile.tone else shades.ctl
    icons.draw(painter, tile.icon, icon, loud if tile.loud else quiet, picture)
    name = QRectF(place.left() + margin, top, icon.left() - place.left() - margin - 2, high)
    write(painter, name, tile.label if wide else tile.small_label or tile.label, main, BODY, tile.strong)
    low = scaled(18)
    line = QRectF(place.left() + margin, top + high, place.width() - 2 * margin + 2, low)
    if tile.child:
        _mark_corner(painter, place)
    if not wide:
        colour = loud if tile.loud else main
        write(painter, line, tile.short, colour, SMALL, tile.loud is not None)
        return
    if tile.right:
        wide_right = text_width(tile.right, SMALL)
        write(painter, line, tile.right, shades.text2, SMALL, align=RIGHT)
        line = line.adjusted(0, 0, -wide_right - 4, 0)
    write(painter, line, tile.second, main, SMALL)
    under = QRectF(place.left() + margin, top + high + low, place.width() - 2 * margin + 2, low)
    third = loud if tile.loud else shades.text2 if tile.strong else fore
    write(painter, under, tile.third, third, SMALL, tile.loud is not None)


def _mark_corner(painter: QPainter, place: QRectF) -> None:
    """Somebody under 14 is inside: a corner that no other mark has; the words stand in the tip and in the panel."""
    corner = place.bottomRight()
    size = scaled(CORNER)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens().tone(Tone.WARN)[0])
    painter.drawPolygon(QPolygonF([corner, corner - QPointF(size, 0), corner - QPointF(0, size)]))
