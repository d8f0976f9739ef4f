"""What a screen reader is told of a widget that paints itself, or that Qt would call something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface

_known: set[type] = set()


def give_faces(kind: type, make: Callable[[Any], QAccessibleInterface]) -> None:
    """Let screen readers ask widgets of `kind`, which has a place `face`, for what `make` gives; once for the program."""
    if kind in _known:
        return

    def face_of(_name: str, asked: QObject) -> QAccessibleInterface:
        if not isinstance(asked, kind):
            return cast(Any, None)
        # The widget keeps its face: nothing else holds what is made here on the side of Python.
        widget = cast(Any, asked)
        widget.face = make(widget)
        return widget.face

    QAccessible.installFactory(face_of)
    _known.add(kind)
