"""What is really painted, whoever paints it and however it measures: words that end too early or run over an edge.

A widget is drawn once more as SVG, where its words stand as text with their place and size.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QIODevice, QPoint
from PySide6.QtGui import QFont, QFontMetricsF, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QHeaderView, QLineEdit, QWidget

from duty_desk.strings import catalogue, language
from tests.ui.readable import seen, where
from ui.duty.roster_totals import RosterTotals
from ui.kit.tokens import FAMILY

ELLIPSIS = "…"
# Letters reach so far above and below the line they stand on; a hair of them is lost without harm.
ABOVE, BELOW, SLACK = 0.85, 0.1, 1.5
# What the button at the end of a head takes.
END = 64
# Moves sideways together with the days above it.
MOVED_BY_ANOTHER = (RosterTotals,)
_PARTS = re.compile(r'<g[^>]*transform="matrix\(([^)]*)\)"|<text ([^>]*?)>([^<]*)</text>', re.DOTALL)
_VALUES = re.compile(r'([\w-]+)="([^"]*)"')


class Words(NamedTuple):
    """Words where they stand in a widget."""

    text: str
    left: float
    line: float
    size: float
    bold: bool

    @property
    def right(self) -> float:
        letters = QFont(FAMILY)
        letters.setPixelSize(round(self.size))
        letters.setBold(self.bold)
        letters.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return self.left + QFontMetricsF(letters).horizontalAdvance(self.text)


def words_of(widget: QWidget) -> Iterator[Words]:
    """Everything written by the widget itself, not by the widgets in it."""
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(kept)
    drawing.setSize(widget.size())
    widget.render(drawing, QPoint(), QRegion(), QWidget.RenderFlag(0))
    across, down, right, below = 1.0, 1.0, 0.0, 0.0
    for moved, values, text in _PARTS.findall(bytes(kept.data().data()).decode()):
        if moved:
            across, _, _, down, right, below = map(float, moved.split(","))
            continue
        given = dict(_VALUES.findall(values))
        if given["font-family"] == FAMILY and text.strip():
            yield Words(
                html.unescape(text).strip(),
                across * float(given["x"]) + right,
                down * float(given["y"]) + below,
                float(given["font-size"]),
                given.get("font-weight") == "700",
            )


def shortened(shown: QWidget) -> list[str]:
    """Words of `shown` that do not stand there whole. Cells of lists may be elided: all of them are in their tips."""
    found: list[str] = []
    for widget in seen(shown):
        above = widget.parentWidget()
        in_list = isinstance(above, QAbstractItemView) and not isinstance(above, QHeaderView)
        if in_list or isinstance(widget, QAbstractScrollArea):
            continue
        moves = isinstance(above, QAbstractScrollArea) or isinstance(widget, MOVED_BY_ANOTHER)
        for words in words_of(widget):
            if _is_elided(words.text, widget) and not _scrolled_off(words, above):
                found.append(f"{where(widget)} shows no more than “{words.text}”")
            if moves or isinstance(widget, QLineEdit):
                continue
            if words.left < -SLACK or words.right > widget.width() + SLACK:
                found.append(
                    f"{where(widget)} “{words.text}” from {words.left:.0f} to {words.right:.0f} of {widget.width()}"
                )
            top, bottom = words.line - ABOVE * words.size, words.line + BELOW * words.size
            if top < -SLACK or bottom > widget.height() + SLACK:
                found.append(
                    f"{where(widget)} “{words.text}” from {top:.0f} down to {bottom:.0f} of {widget.height()}"
                )
    return found


def _scrolled_off(words: Words, head: QWidget | None) -> bool:
    """Whether a head ends where the list goes on sideways."""
    return (
        isinstance(head, QHeaderView)
        and head.length() > head.viewport().width()
        and words.right > head.viewport().width() - END
    )


def _is_elided(text: str, widget: QWidget) -> bool:
    """Whether the words end in three points that are not theirs, and no tip has the rest."""
    begun = text.removesuffix(ELLIPSIS).rstrip()
    said = getattr(widget, "text", "")
    own = (said() if callable(said) else said, widget.accessibleName())
    return (
        text.endswith(ELLIPSIS)
        and not any(text in each for each in own)
        and text not in catalogue(language()).values()
        and (not widget.toolTip() or begun not in widget.toolTip())
    )
