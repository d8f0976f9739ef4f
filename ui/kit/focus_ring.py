"""One ring shows where the keyboard is, on every control of the program."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFocusFrame, QScrollArea, QWidget

from ui.kit.paint import box, smooth
from ui.kit.tokens import RING_RADIUS, tokens

OUTSIDE, WIDTH = 3, 2
_OWN = "paints_own_focus"
_PLACING = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.ParentChange})


def paints_own_focus(widget: QWidget) -> None:
    """Leave the ring off `widget`: lists, boards and tiles show the focus inside."""
    widget.setProperty(_OWN, True)


class FocusRing(QFocusFrame):
    """2 px, radius 6, 3 px outside whatever has the focus. Make one for each application."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        application.focusChanged.connect(self._follow)
        application.aboutToQuit.connect(self._end)

    def _end(self) -> None:
        self.setWidget(None)  # type: ignore[arg-type]
        self.deleteLater()

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        target = now
        if (
            now is None
            or isinstance(now, QAbstractItemView | QScrollArea)
            or now.property(_OWN)
            or now.isWindow()
        ):
            target = None
        self.setWidget(target)  # type: ignore[arg-type]
        if target is not None:
            self._place()
            self.raise_()
            self.show()

    def _place(self) -> None:
        watched, parent = self.widget(), self.parentWidget()
        if watched is None or parent is None or watched.parentWidget() is None:
            return
        corner = watched.mapTo(parent, QPoint(0, 0)) if parent.isAncestorOf(watched) else watched.pos()
        wanted = QRect(corner, watched.size()).adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE)
        self.clearMask()
        if self.geometry() != wanted:
            self.setGeometry(wanted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        if event.type() in _PLACING:
            self._place()
        return done

    def event(self, event: QEvent) -> bool:
        if event.type() in _PLACING:
            return QWidget.event(self, event)  # QFocusFrame would put itself back to the margin of the style
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        box(painter, QRectF(self.rect()), None, tokens().focus, WIDTH, RING_RADIUS)
