"""The look is readable, follows the choice at once and needs no font of the system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from tests.code_tree import modules, short
from ui.kit.dress import AT_ONCE, style_sheet
from ui.kit.labels import Label
from ui.kit.pages import Pages
from ui.kit.tokens import DARK, FAMILY, LIGHT, Tokens, Tone, contrast, font, scaled, tokens
from ui.theme import Mode, Theme, install

TEXT = [
    *(
        (fore, back)
        for fore in ("text", "text2", "text3")
        for back in ("window", "surface", "sunken", "hover", "selected")
    ),
    *(("accent_text", back) for back in ("window", "surface", "sunken", "hover", "selected", "rail")),
    *((tone.value, f"{tone.value}_bg") for tone in Tone),
    *((tone.value, back) for tone in Tone for back in ("window", "surface", "selected", "sunken")),
    *(("on_accent", back) for back in ("accent", "accent_hover", "ok_solid", "danger_solid")),
    *(("text", f"{tone.value}_bg") for tone in Tone),
    *(("text2", f"{tone.value}_bg") for tone in Tone),
    ("on_warn_solid", "warn_solid"),
    ("text", "rail"),
    ("text2", "rail"),
    ("ink", "paper"),
    ("surface", "text"),
]
EDGES = [
    *((edge, back) for edge in ("ctl", "focus") for back in ("window", "surface", "hover")),
    *(("focus", back) for back in ("selected", "sunken", "rail")),
    *((tone.value, back) for tone in Tone for back in ("surface", "window")),
    *((tone.value, f"{tone.value}_bg") for tone in Tone),
]


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    yield install(qapp, mode=Mode.LIGHT)
    install(qapp, mode=Mode.LIGHT)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("fore", "back"), TEXT, ids=lambda part: str(part))
def test_text_is_readable(look: Tokens, fore: str, back: str) -> None:
    assert contrast(getattr(look, fore), getattr(look, back)) >= 4.5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("fore", "back"), EDGES, ids=lambda part: str(part))
def test_borders_and_icons_are_visible(look: Tokens, fore: str, back: str) -> None:
    assert contrast(getattr(look, fore), getattr(look, back)) >= 3


def test_known_ratios() -> None:
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert contrast(QColor("#ffffff"), QColor("#2E7D32")) == pytest.approx(5.13, abs=0.01)
    assert contrast(QColor("#ffffff"), QColor("#C62828")) == pytest.approx(5.62, abs=0.01)


def test_theme_changes_at_once(theme: Theme, qapp: QApplication, qtbot) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    label.show()
    assert label.palette().color(QPalette.ColorRole.Window) == LIGHT.window
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(Mode.DARK)
    assert tokens() is DARK
    assert label.palette().color(QPalette.ColorRole.Window) == DARK.window
    theme.set_mode(Mode.LIGHT)
    assert label.palette().color(QPalette.ColorRole.WindowText) == LIGHT.text


def test_a_screen_behind_the_one_in_front_follows(theme: Theme, qtbot) -> None:
    """Check U-70: the screens in sight change at once, the others without holding the window up."""
    pages = Pages()
    qtbot.addWidget(pages)
    front, *behind = [Label("x") for _ in range(2 * AT_ONCE)]
    for label in (front, *behind):
        pages.addWidget(label)
    pages.show()
    theme.set_mode(Mode.DARK)
    assert front.palette().color(QPalette.ColorRole.WindowText) == DARK.text
    qtbot.waitUntil(
        lambda: all(label.palette().color(QPalette.ColorRole.WindowText) == DARK.text for label in behind)
    )


def test_system_choice_is_followed(theme: Theme, qapp: QApplication) -> None:
    theme.set_mode(Mode.SYSTEM)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert tokens() is DARK
    theme.set_mode(Mode.LIGHT)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert tokens() is LIGHT


def test_scale_changes_every_label(theme: Theme, qtbot) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    label.show()
    assert label.font().pixelSize() == 14
    theme.set_scale(125)
    assert scaled(12) == 15
    assert label.font().pixelSize() == 18
    theme.set_scale(100)
    assert label.font().pixelSize() == 14
    with pytest.raises(ValueError, match="none of"):
        theme.set_scale(117)


def test_bundled_font_is_used(theme: Theme) -> None:
    assert QFontInfo(font(18, bold=True)).family() == FAMILY


def test_installing_twice_keeps_one_theme(theme: Theme, qapp: QApplication) -> None:
    assert install(qapp, mode=Mode.DARK, scale=110) is theme
    assert theme.mode is Mode.DARK
    assert theme.scale == 110


def test_light_and_dark_differ_in_colours_alone() -> None:
    """Nothing is larger, thicker or elsewhere in the dark: a screen that has room in one look has it in the other."""
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", style_sheet())
    assert style_sheet().count("palette(") > 10
    assert [field.name for field in fields(Tokens) if not isinstance(getattr(LIGHT, field.name), QColor)] == [
        "dark"
    ]
    for module in modules("ui"):
        if short(module) not in {"ui/kit/dress.py", "ui/kit/gallery.py"}:
            assert not re.search(
                r"\bMode\.(LIGHT|DARK)\b|\btokens\(\) is |\.dark\b", module.read_text(encoding="utf-8")
            )
