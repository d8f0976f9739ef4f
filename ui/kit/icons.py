"""One picture per meaning, tinted in the colour of its state and sharp at every screen scale."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from duty_desk.paths import resources
from ui.kit.tokens import tokens

CHIP, SMALL, NORMAL, RAIL, EMPTY, VERDICT = 14, 16, 18, 24, 32, 80


def folder() -> Path:
    """Where the pictures lie."""
    return resources() / "icons"


def names() -> frozenset[str]:
    """Every picture there is."""
    return frozenset(path.stem for path in folder().glob("*.svg"))


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return (folder() / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=2048)
def _image(name: str, size: int, rgba: int, ratio: float) -> QImage:
    colour = QColor.fromRgba(rgba)
    tinted = _source(name).replace(
        "<svg ", f'<svg fill="{colour.name()}" fill-opacity="{colour.alphaF():.3f}" ', 1
    )
    renderer = QSvgRenderer(QByteArray(tinted.encode()))
    side = max(1, round(size * ratio))
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def image(name: str, size: int = NORMAL, colour: QColor | None = None, ratio: float = 1.0) -> QImage:
    """The picture as an image `size` logical pixels square, for a screen of the given pixel ratio."""
    return _image(name, size, (colour or tokens().text).rgba(), ratio)


def draw(painter: QPainter, name: str, place: QRect | QRectF, colour: QColor, size: int = NORMAL) -> None:
    """Paint the picture in the middle of `place`."""
    device = painter.device()
    picture = image(name, size, colour, device.devicePixelRatioF() if device is not None else 1.0)
    spot = QRectF(place)
    painter.drawImage(
        QPointF(round(spot.center().x() - size / 2), round(spot.center().y() - size / 2)), picture
    )


def icon(name: str, colour: QColor | None = None, size: int = NORMAL) -> QIcon:
    """The picture for menus and window titles, at the common screen scales."""
    made = QIcon()
    for ratio in (1.0, 1.5, 2.0):
        made.addPixmap(QPixmap.fromImage(image(name, size, colour, ratio)))
    return made
