"""The look of the whole program: light or dark, type scale, bundled font. A change takes effect at once."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QPalette
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QScrollBar,
    QWidget,
)
from shiboken6 import isValid

from duty_desk.paths import resources
from ui.kit.tokens import BODY, DARK, HEAD, LIGHT, Look, Tokens, font, forget_faces, put_look

SCALES = (100, 110, 125)
# Widgets out of sight that are given new colours without a pause: some 20 ms.
AT_ONCE = 150
# Classes for which the style sheet has rules; the corner of a table has no class of its own in Python.
_RULED = (QAbstractScrollArea, QComboBox, QHeaderView, QLineEdit, QMenu, QScrollBar)


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
        self._hidden: list[QWidget] = []
        self._soon = QTimer(self, interval=0)
        self._soon.timeout.connect(self._go_on)
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
        sheet, face = style_sheet(), font(BODY)
        colours = palette(chosen)
        if sheet != self._application.styleSheet() or face != self._application.font():
            # Taken off first: exchanging one style sheet for another takes Qt ten times as long as putting one on.
            self._application.setStyleSheet("")
            self._application.setPalette(colours)
            self._application.setFont(face)
            self._application.setStyleSheet(sheet)
        elif colours != self._application.palette():
            self._application.setPalette(colours)
            # The palette reaches the widgets by a posted event; what follows asks for it.
            self._application.sendPostedEvents(None, QEvent.Type.ApplicationPaletteChange)
            self._recolour()
        self.changed.emit()

    def _recolour(self) -> None:
        """Let go of the old colours where a rule of the sheet was worked out or a widget of ours took its own.

        Four times as quick as putting the same sheet on again, which asks every widget of every screen.
        """
        hidden: list[QWidget] = []
        left: list[QWidget] = self._application.topLevelWidgets()
        anything_seen = any(widget.isVisible() for widget in left)
        while left:
            widget = left.pop()
            # A screen behind the one in front comes after it, whole, and so does a menu nobody has opened; whoever is shown before
            # has its turn then.
            if anything_seen and not widget.isVisible():
                hidden.append(widget)
            else:
                self._take_on(widget)
                left += _parts(widget)
        self._hidden = hidden
        if hidden:
            self._soon.start()

    def _take_on(self, widget: QWidget) -> None:
        style = self._application.style()
        if isinstance(widget, _RULED) or widget.metaObject().className() == "QTableCornerButton":
            style.unpolish(widget)
            style.polish(widget)
        if "changeEvent" in _methods(type(widget)):
            self._application.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        if widget.isVisible():
            widget.update()

    def _go_on(self) -> None:
        """Some of the screens that are not seen; the window answers in between."""
        for _ in range(min(AT_ONCE, len(self._hidden))):
            widget = self._hidden.pop()
            if isValid(widget):
                self._take_on(widget)
                self._hidden += _parts(widget)
        if not self._hidden:
            self._soon.stop()


def _parts(widget: QWidget) -> list[QWidget]:
    """What lies in it, without the windows that belong to it. Nothing is seen inside of what is hidden."""
    return [each for each in widget.children() if isinstance(each, QWidget) and not each.isWindow()]


@cache
def _methods(kind: type) -> frozenset[str]:
    """What the kit's own classes add to Qt's."""
    ours = (each for each in kind.__mro__ if not each.__module__.startswith(("PySide6", "Shiboken")))
    return frozenset(name for each in ours for name in vars(each))


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
    forget_faces()
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
        role.BrightText: tokens.danger,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.PlaceholderText: tokens.text3,
        role.Link: tokens.accent_text,
        role.LinkVisited: tokens.warn,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.Light: tokens.surface,
        role.Midlight: tokens.line,
        role.Mid: tokens.ctl,
        role.Dark: tokens.disabled,
        role.Shadow: tokens.selected,
    }
    for each, colour in table.items():
        made.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, each, tokens.disabled)
    return made


def style_sheet() -> str:
    """The few things Fusion will not take from a palette. Everything else is painted by the kit.

    Its colours are roles of the palette, so that one sheet serves both themes.
    """
    return _SHEET.substitute(head=HEAD)


_SHEET = Template("""
QToolTip { background: palette(base); color: palette(text); border: 1px solid palette(mid); padding: 4px; }
QLineEdit { background: transparent; border: 0; padding: 0; }
QPlainTextEdit, SectionText { background: palette(base); border: 1px solid palette(mid); border-radius: 4px; padding: 4px; }
QPlainTextEdit[state="error"] { border: 2px solid palette(bright-text); }
QPlainTextEdit[state="warning"] { border: 2px solid palette(link-visited); }
QPlainTextEdit[readOnly="true"] { background: palette(alternate-base); border-color: palette(midlight); }
QComboBox { combobox-popup: 0; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollArea { background: transparent; border: 0; }
QTableView { background: palette(base); border: 0; }
QTableCornerButton::section, QHeaderView { background: palette(alternate-base); border: 0; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
LedgerTable QScrollBar:vertical { margin-top: ${head}px; }
QScrollBar::handle { background: palette(mid); border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { background: none; width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QMenu { background: palette(base); border: 1px solid palette(mid); padding: 4px; }
QMenu::item { height: 32px; padding: 0 24px 0 8px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: palette(shadow); color: palette(link); }
QMenu::item:disabled { color: palette(dark); }
QMenu::separator { height: 1px; background: palette(midlight); margin: 4px 0; }
""")
