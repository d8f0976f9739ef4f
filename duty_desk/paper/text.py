"""The one gate that a person's text passes on its way to paper, so that what was typed is what is printed.

Papers are drawn on the canvas, character by character: there is no markup, so nothing in a name, a remark or a
donor's words can be taken for markup, and nothing has to be escaped twice. ReportLab's Paragraph, which would
read it as markup, is not used anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

# Line ends and tabs become one space. Other controls, direction marks, zero-width characters, variation
# selectors, halves of surrogate pairs and tags have no shape of their own and are left out.
_SPACES: Final = re.compile("\r\n|[\t\n\v\f\r\x85\u2028\u2029]")
_SHAPELESS: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e01ef]"
)
# Year, month, day, hour, minute, number: they stay with the figure before them.
_COUNTERS: Final = frozenset({"\u5e74", "\u6708", "\u65e5", "\u65f6", "\u5206", "\u53f7"})
_COMBINING: Final = re.compile("[\u0300-\u036f\u1dc0-\u1dff\u20d0-\u20ff]")
_UNUSUAL: Final = re.compile("|".join(one.pattern for one in (_SPACES, _SHAPELESS, _COMBINING)))


def printable(text: str) -> str:
    """`text` as one line that can be drawn: every visible character stays exactly as it is.

    Accents typed as separate characters are joined to their letters (NFC) because fonts draw the joined form.
    """
    if not _UNUSUAL.search(text):
        return text
    text = _SHAPELESS.sub("", _SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", text) if _COMBINING.search(text) else text


@lru_cache(maxsize=8192)
def _kind(character: str) -> str:
    """`open` may not end a line, `close` may not begin one, `word` stays with its neighbours, `wide` stands alone."""
    category = unicodedata.category(character)
    wide = unicodedata.east_asian_width(character) in "WF"
    if category in ("Ps", "Pi"):
        return "open"
    if category in ("Pe", "Pf") or (category == "Po" and (wide or character in "%\u2026\u00b7")):
        return "close"
    if character in " \u3000":
        return "space"
    return "wide" if wide else "word"


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two neighbouring characters."""
    first, second = _kind(before), _kind(after)
    if before.isdigit() and after in _COUNTERS:
        return False
    if first == "open" or second in ("close", "space"):
        return False
    return not (first == "word" and second in ("word", "open"))


def wrap(text: str, width: float, measure: Callable[[str], float], squeeze: float = 1.0) -> tuple[str, ...]:
    """`text` in lines no wider than `width`, by the habits of Chinese typesetting; nothing is left out.

    `measure` gives the width of a string in the unit of `width`. A word longer than a line is cut where it must be,
    unless it fits when set smaller by `squeeze` (0.7 = to 70 %): such a line is left wider, to be shrunk when drawn.
    """
    text = printable(text)
    lines: list[str] = []
    while len(text) > 1 and measure(text) > width:
        fits = _longest(text, width, measure)
        cut = next((i for i in range(fits, 0, -1) if may_break(text[i - 1], text[i])), 0)
        if not cut:
            whole = next((i for i in range(fits, len(text)) if may_break(text[i - 1], text[i])), len(text))
            cut = whole if squeeze < 1 and measure(text[:whole].rstrip()) * squeeze <= width else fits
        lines.append(text[:cut].rstrip(" \u3000"))
        text = text[cut:].lstrip(" ")
    if text or not lines:
        lines.append(text)
    return tuple(lines)


def _longest(text: str, width: float, measure: Callable[[str], float]) -> int:
    """How many leading characters fit, at least one and fewer than all."""
    low, high = 1, len(text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return max(low, 1)


def ems(text: str) -> float:
    """A safe estimate of the width of `text` in ems, for laying out without loading a font."""
    return sum(
        1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.64 if c.isupper() else 0.58 for c in text
    )
