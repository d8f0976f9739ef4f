"""The frame every control that takes input is drawn in."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from ui.kit.paint import box
from ui.kit.tokens import tokens


class State(StrEnum):
    """What is wrong with the input of a control: an error blocks, a warning may ask for a reason."""

    ERROR = "error"
    WARNING = "warning"


def draw_frame(
    painter: QPainter,
    place: QRect | QRectF,
    state: State | None = None,
    *,
    able: bool = True,
    fixed: bool = False,
    hover: bool = False,
) -> None:
    """`fixed` is the look of a value that cannot be typed."""
    look = tokens()
    if state is State.ERROR:
        box(painter, place, look.surface, look.danger, 2)
    elif state is State.WARNING:
        box(painter, place, look.surface, look.warn, 2)
    elif fixed or not able:
        box(painter, place, look.sunken, look.line)
    else:
        box(painter, place, look.surface, look.text2 if hover else look.ctl)
