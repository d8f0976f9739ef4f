"""Somebody on the way to another room: by the mouse, or by M and the arrows; both end in the same question for the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QPainter

from duty_desk.strings import t
from ui.isolation.tile import TileLook
from ui.isolation.tile_paint import TilePictures
from ui.kit import icons
from ui.kit.paint import box, write
from ui.kit.tokens import BODY, RADIUS, SMALL, Tone, scaled, text_width, tokens

# The label lies so far below the pointer or the target.
BELOW = 8
EDGE = 16


@dataclass(slots=True)
class Move:
    """`reasons` say why a room cannot be taken, by room; `words` what moving there would do; `swaps` are rooms to change places with.

    `target` is the room meant now; `pointer` where the mouse holds the tile, None while the keyboard moves it.
    """

    source: TileLook
    reasons: Mapping[int, str]
    words: Callable[[TileLook], str]
    swaps: frozenset[int] = frozenset()
    target: TileLook | None = None
    pointer: QPoint | None = None
    # What the last painting covered.
    painted: QRect = field(default_factory=QRect)

    def possible(self, room: int) -> bool:
        """Whether a room can be taken."""
        return room not in self.reasons and room != self.source.room

    def refusal(self, look: TileLook) -> str:
        """Why a room cannot be taken; empty when it can."""
        if look.room == self.source.room:
            return t("isolation_tab.move.here")
        return self.reasons.get(look.room, "")


def draw_target(painter: QPainter, place: QRect, look: TileLook, wide: bool, *, swap: bool = False) -> None:
    """The room under the pointer when it can be taken, or its person changed places with: green, dashed, and said so."""
    shades = tokens()
    fore, back = shades.tone(Tone.OK)
    box(painter, QRectF(place), back, fore, 2, RADIUS, dashed=True)
    margin = 8 if wide else 6
    high = scaled(20)
    top = place.top() + (5 if wide else 2)
    room = QRectF(place.left() + margin, top, place.width() - 2 * margin, high)
    write(painter, room, look.label if wide else look.small_label or look.label, fore, BODY)
    below = QRectF(place.left() + margin, top + high, place.width() - 2 * margin + 2, scaled(18))
    if swap:
        words = t("isolation_tab.swap.here") if wide else t("isolation_tab.swap.here_short")
    else:
        words = t("isolation_tab.move.put_here") if wide else t("isolation_tab.move.put_here_short")
    write(painter, below, words, fore, SMALL, True)


def label_words(move: Move) -> str:
    """What letting go would do, or why it cannot be done."""
    if move.target is None:
        return ""
    return move.refusal(move.target) or move.words(move.target)


def label_place(move: Move, near: QRect, room: QRect) -> QRect:
    """Where the label lies: below the tile in hand, above it at the lower edge; empty without a target."""
    words = label_words(move)
    if not words or move.target is None:
        return QRect()
    refused = icons.NORMAL + 6 if move.refusal(move.target) else 0
    wide = min(text_width(words, BODY) + 2 * EDGE + refused, room.width() - 8)
    high = scaled(BODY) + 18
    left = max(room.left() + 4, min(near.center().x() - wide // 2, room.right() - wide - 4))
    top = near.bottom() + BELOW
    return QRect(left, top if top + high <= room.bottom() else near.top() - BELOW - high, wide, high)


def draw_label(painter: QPainter, move: Move, place: QRect) -> None:
    """The label in the colours of a notice."""
    if place.isEmpty() or move.target is None:
        return
    shades = tokens()
    box(painter, QRectF(place), shades.text)
    inside = QRectF(place).adjusted(EDGE, 0, -EDGE, 0)
    if move.refusal(move.target):
        spot = QRectF(inside.left(), inside.top(), icons.NORMAL, inside.height())
        icons.draw(painter, "cancel", spot, shades.surface)
        inside.adjust(icons.NORMAL + 6, 0, 0, 0)
    write(painter, inside, label_words(move), shades.surface)


def draw_lifted(painter: QPainter, pictures: TilePictures, move: Move, place: QRect, wide: bool) -> None:
    """The tile in the hand of the mouse."""
    if move.pointer is not None:
        pictures.draw(painter, place, move.source, wide)
        box(painter, QRectF(place), None, tokens().focus, 2)
