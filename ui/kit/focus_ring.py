"""One ring shows where the keyboard is, on every control of the program."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QFocusFrame,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

from ui.kit.paint import box, smooth
from ui.kit.tokens import PADDING, RING_RADIUS, tokens

OUTSIDE, WIDTH = 3, 2
_OWN = "paints_own_focus"
_GOING = frozenset({QEvent.Type.Close, QEvent.Type.DeferredDelete})
_PLACING = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.ParentChange})


def paints_own_focus(widget: QWidget) -> None:
    """Leave the ring off `widget`: lists, boards and tiles show the focus inside."""
    widget.setProperty(_OWN, True)


class FocusRing(QFocusFrame):
    """2 px, radius 6, 3 px outside whatever has the focus. Make one for each application; it keeps itself."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._between: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        # The connection keeps the ring alive: nobody else needs to hold it.
        self._following = application.focusChanged.connect(
            lambda old, now: self.follow(old, now) if isValid(self) else self._renew(now)
        )
        self._application = application
        self._lies_in: QWidget | None = None
        application.aboutToQuit.connect(self.end)

    def end(self) -> None:
        """Stop following the keyboard."""
        self._application.disconnect(self._following)
        # It may have gone with a scrolled page of the window that was closed last.
        if isValid(self):
            self.setWidget(None)  # type: ignore[arg-type]
            self.deleteLater()

    def _renew(self, now: QWidget | None) -> None:
        """What the ring lay in was deleted with it: another one goes on."""
        self._application.disconnect(self._following)
        FocusRing(self._application).follow(None, now)

    def _lie_in(self, host: QWidget | None) -> None:
        """Have `host` for a parent; in None, lie in nothing: a dialog that goes would take the ring along."""
        if self._lies_in is not None and isValid(self._lies_in):
            self._lies_in.removeEventFilter(self)
        self._lies_in = host
        if host is None:
            self.setWidget(None)  # type: ignore[arg-type]
            self.hide()
        else:
            host.installEventFilter(self)
        self.setParent(host)

    def follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Lie round `now`."""
        target = now
        if now is None or isinstance(now, QScrollArea) or _shows_it_inside(now) or now.isWindow():
            target = None
        for each in self._between:
            if isValid(each):
                each.removeEventFilter(self)
        self._between = []
        self.setWidget(target)  # type: ignore[arg-type]
        if target is not None:
            self._between = list(_between(target))
            for each in self._between:
                each.installEventFilter(self)
            self._place()
        if now is not None and not QApplication.mouseButtons():
            # Once what was just opened has its place. What is clicked is seen, and stays under the pointer.
            QTimer.singleShot(0, now, lambda: _show(now))

    def _place(self) -> None:
        watched = self.widget()
        if watched is None or watched.parentWidget() is None:
            return
        host = _host(watched)
        if self.parentWidget() is not host:
            # setWidget puts the ring into the parent of the control, which can cut it: so this comes after.
            self._lie_in(host)
        corner = watched.mapTo(host, QPoint(0, 0))
        wanted = QRect(corner, watched.size()).adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE)
        self.clearMask()
        if self.geometry() != wanted:
            self.setGeometry(wanted)
        self.raise_()
        self.setVisible(watched.isVisible())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._lies_in and event.type() in _GOING:
            self._lie_in(None)
            return False
        if watched in self._between:
            if event.type() in _PLACING:
                self._place()
            return False
        done = super().eventFilter(watched, event)
        if event.type() in _PLACING or event.type() == QEvent.Type.StyleChange:
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


def _show(widget: QWidget) -> None:
    """Scroll the page it stands on until it is seen: Qt does so for Tab alone."""
    if not widget.hasFocus():
        return
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea) and widget.height() <= above.viewport().height():
            above.ensureWidgetVisible(widget, 0, PADDING)
        above = above.parentWidget()


def _shows_it_inside(widget: QWidget) -> bool:
    """Lists show the focus at their current row; where there is none, only the ring can."""
    if isinstance(widget, QAbstractItemView):
        return widget.currentIndex().isValid()
    return bool(widget.property(_OWN))


def _host(widget: QWidget) -> QWidget:
    """The widget the ring lies in: far enough up that nothing cuts it, but it scrolls with its page."""
    host = widget.parentWidget() or widget
    while not host.isWindow():
        above = host.parentWidget()
        if above is None or isinstance(above.parentWidget(), QAbstractScrollArea):
            break
        host = above
    return host


def _between(widget: QWidget) -> Iterator[QWidget]:
    """What can move the widget within the ring's host."""
    host, each = _host(widget), widget.parentWidget()
    while each is not None and each is not host:
        yield each
        each = each.parentWidget()
