"""The colours, type sizes and measures every screen is painted with: one look, one contrast table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache, lru_cache

from PySide6.QtGui import QColor, QFont, QFontMetrics

FAMILY = "Noto Sans SC"
SMALL, BODY, TITLE, DISPLAY = 12, 14, 18, 56

CONTROL = 32
ROW, QUEUE_ROW, HEAD, DAY_HEAD, GROUP_ROW = 32, 40, 32, 40, 28
PANEL_HEAD = PANEL_FOOT = 56
RADIUS, RING_RADIUS = 4, 6
MARGIN, GAP, PADDING = 16, 16, 16
CHIP = 24


class Tone(StrEnum):
    """What a state asks of the officer; a tone is never shown without an icon and a word."""

    OK = "ok"
    WARN = "warn"
    DANGER = "danger"
    INFO = "info"
    PROC = "proc"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme. Every colour on the screen is one of these."""

    window: QColor
    surface: QColor
    sunken: QColor
    hover: QColor
    selected: QColor
    line: QColor
    ctl: QColor
    text: QColor
    text2: QColor
    text3: QColor
    disabled: QColor
    accent: QColor
    accent_hover: QColor
    on_accent: QColor
    accent_text: QColor
    focus: QColor
    ok: QColor
    ok_bg: QColor
    ok_solid: QColor
    warn: QColor
    warn_bg: QColor
    warn_solid: QColor
    danger: QColor
    danger_bg: QColor
    danger_solid: QColor
    info: QColor
    info_bg: QColor
    proc: QColor
    proc_bg: QColor
    neutral: QColor
    neutral_bg: QColor
    rail: QColor
    on_warn_solid: QColor
    paper: QColor
    ink: QColor
    dark: bool

    def tone(self, tone: Tone) -> tuple[QColor, QColor]:
        """Foreground and tint of a state."""
        return getattr(self, tone.value), getattr(self, f"{tone.value}_bg")

    def colours(self) -> Iterator[tuple[str, QColor]]:
        """Every colour with its name."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, QColor):
                yield field.name, value


def _theme(dark: bool, table: str) -> Tokens:
    pairs = (line.split() for line in table.strip().splitlines())
    return Tokens(dark=dark, **{name: QColor(value) for name, value in pairs})


LIGHT = _theme(
    False,
    """
    window #F2F4F7
    surface #FFFFFF
    sunken #E8ECF1
    hover #F0F5FB
    selected #DCE9F8
    line #D8DEE6
    ctl #7F8A97
    text #16202B
    text2 #475463
    text3 #5A6775
    disabled #97A1AC
    accent #1D5FAF
    accent_hover #184F92
    on_accent #FFFFFF
    accent_text #1A57A0
    focus #1D5FAF
    ok #17693A
    ok_bg #E1F2E7
    ok_solid #17693A
    warn #7D4500
    warn_bg #FFEFC9
    warn_solid #F4B731
    danger #B0201A
    danger_bg #FDE6E4
    danger_solid #B0201A
    info #1A57A0
    info_bg #E3EEFB
    proc #5A3CA3
    proc_bg #ECE7FA
    neutral #475463
    neutral_bg #E8ECF1
    rail #E8ECF1
    on_warn_solid #261800
    paper #FFFFFF
    ink #111111
    """,
)

DARK = _theme(
    True,
    """
    window #13171C
    surface #1B2027
    sunken #242A33
    hover #222A34
    selected #1F3A5C
    line #343D48
    ctl #76828F
    text #E7ECF1
    text2 #B3BDC8
    text3 #98A4B1
    disabled #6C7783
    accent #2F6FBF
    accent_hover #3A76C4
    on_accent #FFFFFF
    accent_text #8DBDF7
    focus #8DBDF7
    ok #7FD6A0
    ok_bg #17372A
    ok_solid #1B7443
    warn #F5C86E
    warn_bg #3B2D10
    warn_solid #F4B731
    danger #FFA39A
    danger_bg #4A211E
    danger_solid #C93A31
    info #8DBDF7
    info_bg #1B3252
    proc #C3ADF7
    proc_bg #30274F
    neutral #B3BDC8
    neutral_bg #2A313B
    rail #0F1317
    on_warn_solid #261800
    paper #FFFFFF
    ink #111111
    """,
)


@dataclass(frozen=True, slots=True)
class Look:
    """What is in force now: the theme and the type scale in per cent."""

    tokens: Tokens
    scale: int = 100


# Asked for with every stroke that is painted: a place of its own, not a property of the application. Light at 100 % before the theme.
_look = Look(LIGHT)


def put_look(look: Look) -> None:
    """Make `look` the one every widget paints with from its next paint on."""
    global _look
    _look = look


def look() -> Look:
    """The look in force; light at 100 % before the theme is installed."""
    return _look


def tokens() -> Tokens:
    """The colours in force."""
    return look().tokens


def scaled(px: int) -> int:
    """`px` of the design in the type scale the officer chose."""
    return round(px * look().scale / 100)


def grown(px: int) -> int:
    """A width of the design that words must fit into: half as much wider as the letters are, as the list beside it pays for it."""
    return round(px * (100 + look().scale) / 200)


def font(px: int = BODY, bold: bool = False) -> QFont:
    """The one family at one of the four sizes of the design, in the chosen scale."""
    return QFont(face(scaled(px), bold)[0])


@cache
def face(height: int, bold: bool) -> tuple[QFont, QFontMetrics]:
    """Made once for each height in pixels. For painting and measuring alone: whoever changes a font takes one of their own."""
    made = QFont(FAMILY)
    made.setPixelSize(height)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made, QFontMetrics(made)


def text_width(text: str, px: int = BODY, bold: bool = False) -> int:
    """How wide `text` is painted, in logical pixels, rounded up."""
    return _width(text, scaled(px), bold)


def forget_faces() -> None:
    """Another font was made known: what was measured before holds no longer."""
    face.cache_clear()
    _width.cache_clear()


@lru_cache(2048)
def _width(text: str, height: int, bold: bool) -> int:
    return face(height, bold)[1].horizontalAdvance(text) + 1


def _channel(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def luminance(colour: QColor) -> float:
    """Relative luminance of WCAG 2.1, 0 to 1."""
    red, green, blue = (_channel(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of WCAG 2.1, 1 to 21, not rounded."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
