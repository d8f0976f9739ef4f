"""The look of the whole program: light or dark, type scale, bundled font. A change takes effect at once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from duty_desk.paths import resources
from ui.kit.tokens import BODY, DARK, HEAD, LIGHT, Look, Tokens, font, put_look

SCALES = (100, 110, 125)


class Mode(StrEnum):
    """Which theme the officer asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Keeps palette, style sheet, font and tokens of the application in step."""

    changed = Signal()

    def __init__(self, application: QApplication, mode: Mode = Mode.SYSTEM, scale: int = 100) -> None:
        super().__init__(application)
        self.setObjectName("duty_desk_theme")
        self._application = application
        self._mode = mode
        self._scale = scale
        application.setStyle("Fusion")
        self._ask_system()
        self._system = application.styleHints().colorScheme()
        application.styleHints().colorSchemeChanged.connect(self._follow)
        self._apply()

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def scale(self) -> int:
        """Type scale in per cent, one of SCALES."""
        return self._scale

    @property
    def dark(self) -> bool:
        if self._mode is Mode.SYSTEM:
            return self._system == Qt.ColorScheme.Dark
        return self._mode is Mode.DARK

    def set_mode(self, mode: Mode) -> None:
        self._mode = Mode(mode)
        self._ask_system()
        self._apply()

    def set_scale(self, scale: int) -> None:
        if scale not in SCALES:
            raise ValueError(f"type scale {scale} is none of {SCALES}")
        self._scale = scale
        self._apply()

    def _ask_system(self) -> None:
        """Window frames drawn by the system follow the choice too."""
        schemes = {Mode.LIGHT: Qt.ColorScheme.Light, Mode.DARK: Qt.ColorScheme.Dark}
        hints = self._application.styleHints()
        if self._mode in schemes:
            hints.setColorScheme(schemes[self._mode])
        else:
            hints.unsetColorScheme()

    def _follow(self, scheme: Qt.ColorScheme) -> None:
        if self._mode is Mode.SYSTEM:
            self._system = scheme
            self._apply()

    def _apply(self) -> None:
        chosen = DARK if self.dark else LIGHT
        put_look(Look(chosen, self._scale))
        sheet, face = style_sheet(chosen), font(BODY)
        if sheet != self._application.styleSheet() or face != self._application.font():
            # Taken off first: exchanging one style sheet for another takes Qt ten times as long as putting one on.
            self._application.setStyleSheet("")
            self._application.setPalette(palette(chosen))
            self._application.setFont(face)
            self._application.setStyleSheet(sheet)
        self.changed.emit()


def install(application: QApplication, *, mode: Mode = Mode.SYSTEM, scale: int = 100) -> Theme:
    """Register the bundled font and dress the application; a second call changes the first one's theme."""
    for present in application.children():
        if isinstance(present, Theme):
            present.set_scale(scale)
            present.set_mode(mode)
            return present
    register_fonts(resources() / "fonts")
    return Theme(application, mode, scale)


def register_fonts(folder: Path) -> list[str]:
    """Families made known to Qt: Regular only, since a smaller Bold of the same family gives empty boxes."""
    number = QFontDatabase.addApplicationFont(str(folder / "NotoSansSC-Regular.ttf"))
    return [] if number < 0 else QFontDatabase.applicationFontFamilies(number)


def palette(tokens: Tokens) -> QPalette:
    """The theme as Qt's own widgets understand it."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    made = QPalette()
    table = {
        role.Window: tokens.window,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.sunken,
        role.Button: tokens.surface,
        role.WindowText: tokens.text,
        role.Text: tokens.text,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.on_accent,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.PlaceholderText: tokens.text3,
        role.Link: tokens.accent_text,
        role.LinkVisited: tokens.accent_text,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.Light: tokens.surface,
        role.Midlight: tokens.line,
        role.Mid: tokens.ctl,
        role.Dark: tokens.ctl,
        role.Shadow: tokens.line,
    }
    for each, colour in table.items():
        made.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, each, tokens.disabled)
    return made


def style_sheet(tokens: Tokens) -> str:
    """The few things Fusion will not take from a palette. Everything else is painted by the kit."""
    name = {key: colour.name() for key, colour in tokens.colours()}
    return _SHEET.substitute(name, head=HEAD)


_SHEET = Template("""
QToolTip { background: $surface; color: $text; border: 1px solid $ctl; padding: 4px; }
QLineEdit { background: transparent; border: 0; padding: 0; }
QPlainTextEdit, SectionText { background: $surface; border: 1px solid $ctl; border-radius: 4px; padding: 4px; }
QPlainTextEdit[state="error"] { border: 2px solid $danger; }
QPlainTextEdit[state="warning"] { border: 2px solid $warn; }
QPlainTextEdit[readOnly="true"] { background: $sunken; border-color: $line; }
QComboBox { combobox-popup: 0; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollArea { background: transparent; border: 0; }
QTableView { background: $surface; border: 0; }
QTableCornerButton::section, QHeaderView { background: $sunken; border: 0; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
LedgerTable QScrollBar:vertical { margin-top: ${head}px; }
QScrollBar::handle { background: $ctl; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { background: none; width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QMenu { background: $surface; border: 1px solid $ctl; padding: 4px; }
QMenu::item { height: 32px; padding: 0 24px 0 8px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: $selected; color: $accent_text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }
""")
