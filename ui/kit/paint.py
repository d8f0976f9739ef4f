"""The few strokes all painted pieces are made of: box, line of text, state chip, key hint."""

from __future__ import annotations

import html
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QWidget

from duty_desk.strings import t
from ui.kit import icons
from ui.kit.tokens import BODY, CHIP, RADIUS, SMALL, Tone, face, scaled, text_width, tokens

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter

_ONE_LINE = Qt.TextFlag.TextSingleLine.value | Qt.TextFlag.TextDontClip.value
_USUAL = {
    Tone.OK: "check-circle",
    Tone.WARN: "alert",
    Tone.DANGER: "alert-octagon",
    Tone.INFO: "clock-outline",
    Tone.PROC: "progress-clock",
    Tone.NEUTRAL: "minus-circle-outline",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as it is always shown: tint, icon and word together."""

    word: str
    tone: Tone = Tone.NEUTRAL
    icon: str = ""

    @property
    def picture(self) -> str:
        return self.icon or _USUAL[self.tone]


def smooth(painter: QPainter) -> None:
    """Round corners and glyphs without steps."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)


def box(
    painter: QPainter,
    place: QRect | QRectF,
    fill: QColor | None,
    edge: QColor | None = None,
    width: float = 1,
    radius: float = RADIUS,
    dashed: bool = False,
) -> None:
    """A rounded box whose border lies wholly inside `place`."""
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if edge is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(place), radius, radius)
        return
    style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
    painter.setPen(QPen(edge, width, style))
    inset = width / 2
    painter.drawRoundedRect(QRectF(place).adjusted(inset, inset, -inset, -inset), radius, radius)


def write(
    painter: QPainter,
    place: QRect | QRectF,
    text: str,
    colour: QColor,
    px: int = BODY,
    bold: bool = False,
    align: Qt.AlignmentFlag = LEFT,
) -> int:
    """One line of literal text, elided at the end; returns the width it took."""
    letters, metrics = face(scaled(px), bold)
    place = QRectF(place)
    room = int(place.width())
    line = text.replace("\n", " ")
    taken = metrics.horizontalAdvance(line)
    if taken > room:
        line = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
        taken = metrics.horizontalAdvance(line)
    painter.setFont(letters)
    painter.setPen(colour)
    painter.drawText(place, align.value | _ONE_LINE, line)
    return taken


def line(painter: QPainter, x1: float, y1: float, x2: float, y2: float, colour: QColor) -> None:
    """A separator one pixel wide, sharp because it is filled and not stroked."""
    painter.fillRect(QRectF(x1, y1, max(1.0, x2 - x1), max(1.0, y2 - y1)), colour)


def mark_size(mark: Mark) -> QSize:
    """How much room a state chip takes."""
    return QSize(6 + icons.CHIP + 4 + text_width(mark.word, SMALL) + 8, max(CHIP, scaled(SMALL) + 9))


def draw_mark(painter: QPainter, x: float, middle: float, mark: Mark, most: float = 10_000) -> None:
    """A state chip with its left edge at `x`, centred on `middle`."""
    fore, back = tokens().tone(mark.tone)
    size = mark_size(mark)
    place = QRectF(x, round(middle - size.height() / 2), min(size.width(), most), size.height())
    box(painter, place, back)
    icons.draw(
        painter, mark.picture, QRectF(x + 6, place.top(), icons.CHIP, place.height()), fore, icons.CHIP
    )
    left = x + 6 + icons.CHIP + 4
    write(
        painter,
        QRectF(left, place.top(), place.right() - 8 - left + 1, place.height()),
        mark.word,
        fore,
        SMALL,
    )


_ENTER = "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}"


def key_text(key: str) -> str:
    """A key as the hints write it: `Ctrl+Return` becomes Ctrl and the sign of the Enter key, the space bar its word."""
    said = {"Return": _ENTER, "Space": t("kit.key.space")}
    return " ".join(said.get(part, part) for part in key.split("+"))


def hint_width(hint: str) -> int:
    """How wide `draw_hint` paints."""
    plain = hint.replace(_ENTER, "")
    return text_width(plain, SMALL) + (icons.CHIP if _ENTER in hint else 0)


def draw_hint(painter: QPainter, place: QRect | QRectF, hint: str, colour: QColor) -> None:
    """A key in 12 px; the Enter sign is a picture because the bundled font has none."""
    room = QRectF(place)
    plain = hint.replace(_ENTER, "")
    write(painter, room, plain, colour, SMALL)
    if _ENTER in hint:
        left = room.left() + text_width(plain, SMALL)
        icons.draw(
            painter,
            "keyboard-return",
            QRectF(left, room.top(), icons.CHIP, room.height()),
            colour,
            icons.CHIP,
        )


def literal(text: str) -> str:
    """`text` so that a tool tip shows it character by character, never as mark-up."""
    return f"<qt>{html.escape(text)}</qt>" if GuiQt.mightBeRichText(text) else text


def set_tip(widget: QWidget, text: str) -> None:
    """A tool tip that can hold anything a person typed."""
    widget.setToolTip(literal(text))
