"""A list with its side panel; in a window below 1280 the panel is a drawer over the list, there only while it is wanted."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QWidget

from duty_desk.strings import t
from ui.kit.buttons import icon_button
from ui.kit.panels import SidePanel
from ui.kit.regions import first_stop
from ui.kit.tokens import CONTROL, GAP

NARROW_WINDOW = 1280


class Beside(QWidget):
    """Emits `closed` when the drawer was put away; the keyboard should go back to the list then.

    What is made in `main`, and a panel made in this, is dressed once.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.main = QWidget(self)
        self._handle = icon_button("chevron-left", t("kit.panel.open"))
        self._handle.setParent(self)
        self._handle.clicked.connect(self._take_out)
        self._drawer = self._wanted = False

    def put(self, main: QLayout, panel: SidePanel) -> None:
        """Hold the list with what stands over it, and the panel."""
        main.setContentsMargins(0, 0, 0, 0)
        self.main.setLayout(main)
        self._panel = panel
        if panel.parentWidget() is not self:
            panel.setParent(self)
        panel.close_button.hide()
        panel.close_asked.connect(self.put_away)
        self._handle.raise_()

    @property
    def drawer(self) -> bool:
        """Whether the panel lies over the list now."""
        return self._drawer

    def bring(self) -> None:
        """Show the panel where it is a drawer; beside the list it is there anyway."""
        self._wanted = True
        self._place()

    def put_away(self) -> None:
        """Let the whole list be seen again."""
        had = self._drawer and self._wanted
        self._wanted = False
        self._place()
        if had or not self._drawer:
            self.closed.emit()

    def _take_out(self) -> None:
        self.bring()
        stop = first_stop(self._panel)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._drawer = self.window().width() < NARROW_WINDOW
        self._place()

    def _place(self) -> None:
        wide, high = self.width(), self.height()
        mine = min(self._panel.maximumWidth(), wide)
        taken = CONTROL + 8 if self._drawer else mine + GAP
        self._panel.close_button.setVisible(self._drawer)
        self.main.setGeometry(0, 0, wide - taken, high)
        self._handle.setGeometry(wide - CONTROL, 0, CONTROL, CONTROL)
        self._handle.setVisible(self._drawer and not self._wanted)
        self._panel.setGeometry(wide - mine, 0, mine, high)
        self._panel.setVisible(self._wanted or not self._drawer)
        if self._drawer:
            self._panel.raise_()

    def minimumSizeHint(self) -> QSize:
        size = self.main.minimumSizeHint()
        beside = CONTROL + 8 if self._drawer else GAP + self._panel.maximumWidth()
        return QSize(size.width() + beside, size.height())

    def sizeHint(self) -> QSize:
        size = self.main.sizeHint()
        return QSize(size.width() + GAP + self._panel.maximumWidth(), size.height())
