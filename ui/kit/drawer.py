"""A list with the panel of one record beside it; in a window below 1280 the panel lies over the list while it is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from ui.kit.beside import NARROW_WINDOW
from ui.kit.panels import SidePanel, dismiss
from ui.kit.regions import first_stop
from ui.kit.tokens import GAP


class DrawerRow(QHBoxLayout):
    """A row whose last widget, if it has a fixed width, is a drawer over the others in a narrow window."""

    def __init__(self) -> None:
        super().__init__()
        self._first: QWidget | None = None
        self._last: QWidget | None = None
        self._shown: SidePanel | None = None
        self.setSpacing(GAP)

    def put(self, panel: SidePanel | None, closed: Callable[[], object]) -> None:
        """Show a panel in the place of the one before, None for none; `closed` is called when it asks to go."""
        old, self._shown = self._shown, panel
        if old is panel:
            return
        if old is not None:
            dismiss(old, self)
        if panel is not None:
            self.addWidget(panel)
            panel.close_asked.connect(closed)
            panel.let_go.connect(self._to_list)

    def addWidget(
        self, widget: QWidget, /, stretch: int = 0, alignment: Qt.AlignmentFlag = Qt.AlignmentFlag(0)
    ) -> None:
        """Shown at once: Qt would wait for its next turn, and a Tab before that left the panel the keyboard was put in."""
        super().addWidget(widget, stretch, alignment)
        self._first, self._last = self._first or widget, widget
        around = self.parentWidget()
        if around is not None and around.isVisible():
            widget.show()

    @property
    def drawer(self) -> QWidget | None:
        """The panel that lies over the list now."""
        panel = self._panel()
        return panel if panel is not None and panel.window().width() < NARROW_WINDOW else None

    def setGeometry(self, place: QRect) -> None:
        panel = self.drawer
        if panel is None:
            super().setGeometry(place)
            return
        wide = min(panel.maximumWidth(), place.width())
        # As if there were room for both: the list then has all there is.
        super().setGeometry(place.adjusted(0, 0, panel.maximumWidth() + self.spacing(), 0))
        panel.setGeometry(place.right() + 1 - wide, place.top(), wide, place.height())
        panel.raise_()

    def minimumSize(self) -> QSize:
        size, panel = super().minimumSize(), self.drawer
        if panel is None:
            return size
        return QSize(max(0, size.width() - panel.maximumWidth() - self.spacing()), size.height())

    def _to_list(self) -> None:
        if self._first is not None and isValid(self._first) and (stop := first_stop(self._first)) is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _panel(self) -> QWidget | None:
        # Remembered, not asked of `itemAt`: what that returns outlives the item, and Qt may put something else in its place in memory.
        last = self._last
        if last is None or not isValid(last) or self.count() < 2 or self.indexOf(last) != self.count() - 1:
            return None
        return last if last.minimumWidth() == last.maximumWidth() else None
