"""F6 walks through the parts of a screen: filter, list, panel. Down goes from the filter to the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget


def leads_in(part: QWidget, into: Callable[[], object]) -> None:
    """F6 in a part around the screens brings the keyboard into the one in front."""
    for key in ("F6", "Shift+F6"):
        shortcut = QShortcut(QKeySequence(key), part)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(into)


class Regions(QObject):
    """`parts` gives the parts in order each time; hidden ones are left out. `head` holds those that stand outside the screen."""

    def __init__(
        self, screen: QWidget, parts: Callable[[], Sequence[QWidget]], head: QWidget | None = None
    ) -> None:
        super().__init__(screen)
        self._parts = parts
        self._shortcuts: list[QShortcut] = []
        for place in (screen, head):
            if place is None:
                continue
            for key, by in (("F6", 1), ("Shift+F6", -1)):
                shortcut = QShortcut(QKeySequence(key), place)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(lambda by=by: self.go(by))
                self._shortcuts.append(shortcut)
            place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The key has come up from a field that has no use for it.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self.on:
            focus = QApplication.focusWidget()
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.key() == Qt.Key.Key_Down and plain and isinstance(focus, QLineEdit):
                parts = self._parts()
                if parts and parts[0] is focus:
                    self.go()
                    return True
        return False

    @property
    def on(self) -> bool:
        """Whether F6 walks here; not where a screen around it walks further."""
        return all(each.isEnabled() for each in self._shortcuts)

    @on.setter
    def on(self, on: bool) -> None:
        for each in self._shortcuts:
            each.setEnabled(on)

    def go(self, by: int = 1) -> None:
        """To the next part (1) or the one before (-1), round and round."""
        parts = [part for part in self._parts() if part.isVisible() and first_stop(part) is not None]
        if not parts:
            return
        focus = QApplication.focusWidget()
        here = next(
            (i for i, part in enumerate(parts) if focus is part or _inside(part, focus)), -1 if by > 0 else 0
        )
        stop = first_stop(parts[(here + by) % len(parts)])
        if stop is not None:
            stop.setFocus(Qt.FocusReason.TabFocusReason)


def _inside(part: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and part.isAncestorOf(widget)


def first_stop(part: QWidget) -> QWidget | None:
    """The first thing in `part` that takes the keyboard."""
    if part.focusProxy() is not None:
        return part.focusProxy()
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return part
    stops = [
        each
        for each in part.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisibleTo(part) and each.isEnabled()
    ]
    return min(stops, key=lambda each: _place(part, each), default=None)


def _place(part: QWidget, widget: QWidget) -> tuple[int, int]:
    spot = widget.mapTo(part, widget.rect().topLeft())
    return spot.y(), spot.x()
