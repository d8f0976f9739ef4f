"""Panels: a white box with a head, and the side panel that opens beside a list without hiding it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from duty_desk.strings import t
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.chips import Chip
from ui.kit.growing import hold_width
from ui.kit.labels import Label, Line
from ui.kit.paint import Mark, box, smooth
from ui.kit.tokens import PADDING, PANEL_FOOT, PANEL_HEAD, SMALL, tokens

SIDE_WIDTH = 392


def dismiss(widget: QWidget, layout: QLayout) -> None:
    """Take a widget off the screen for good: what is half typed in it is kept as a draft, and its place is free at once."""
    keep: Callable[[], object] | None = getattr(widget, "save_draft", None)
    if keep is not None:
        keep()
    layout.removeWidget(widget)
    widget.hide()
    widget.deleteLater()


class Surface(QFrame):
    """A box in the colour of panels with a thin border."""

    def __init__(self, parent: QWidget | None = None, *, sunken: bool = False) -> None:
        super().__init__(parent)
        self._sunken = sunken

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        box(painter, self.rect(), look.sunken if self._sunken else look.surface, look.line)


class Panel(Surface):
    """A box with a bold title, a small note after it, and room for controls at the right of the head.

    Add content to `body`, controls of the head with `add_to_head`.
    """

    def __init__(
        self, title: str = "", note: str = "", *, pad: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.title = Label(title, bold=True, parent=self)
        self.note = Label(note, px=SMALL, colour="text2", elide=True, parent=self)
        self._head = QHBoxLayout()
        self._head.setContentsMargins(PADDING, 8, 8, 8)
        self._head.setSpacing(8)
        self._head.addWidget(self.title)
        self._head.addWidget(self.note, 1)
        if title:
            outer.addLayout(self._head)
        self.body = QVBoxLayout()
        edge = PADDING if pad else 0
        self.body.setContentsMargins(edge, 0 if title else edge, edge, edge)
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)

    def add_to_head(self, widget: QWidget) -> None:
        self._head.addWidget(widget)

    def set_head(self, title: str, note: str = "") -> None:
        self.title.setText(title)
        self.note.setText(note)


class Scroll(QScrollArea):
    """A body that scrolls up and down only and shows the panel behind it."""

    def __init__(self, widget: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if widget is not None:
            self.hold(widget)

    def hold(self, widget: QWidget) -> None:
        """Show `widget`; the one shown before is deleted once nothing in it is at work any more."""
        before = self.takeWidget()
        if before is not None:
            before.hide()
            # With a parent its Python side lives as long as the widget itself; without one it went first, and its parts after it.
            before.setParent(self)
            before.deleteLater()
        self.setWidget(widget)
        widget.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 80)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What grows inside while it is not seen would be squeezed: Qt tells the area only of what it sees.
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))


def scroll_to(part: QWidget) -> None:
    """Bring a part of a panel that has just been shown into sight, once it has its place."""

    def move() -> None:
        above = part.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea) and part.isVisible():
            above.ensureWidgetVisible(part, PADDING, PADDING)

    QTimer.singleShot(0, part, move)


class SidePanel(Surface):
    """Head 56, a body that scrolls, foot 56. Esc and the cross ask to close it; it never blocks the list."""

    close_asked = Signal()
    # Whether its buttons are acts that are done with a press; in a form the keyboard stays.
    LETS_GO = False
    # The button that had the keyboard is gone: its act is done, and the next one begins in the list.
    let_go = Signal()

    def __init__(self, width: int = SIDE_WIDTH, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        hold_width(self, width)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        outer = QVBoxLayout(self)
        self._outer = outer
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addWidget(self._build_head())
        outer.addWidget(Line(parent=self))
        self._body = Scroll(parent=self)
        outer.addWidget(self._body, 1)
        self._foot_line = Line(parent=self)
        outer.addWidget(self._foot_line)
        self._unsaved = QWidget(self)
        self._unsaved.hide()
        outer.addWidget(self._unsaved)
        self.foot = QWidget(self)
        self.foot.setFixedHeight(PANEL_FOOT)
        foot = QHBoxLayout(self.foot)
        foot.setContentsMargins(PADDING, 0, PADDING, 0)
        foot.setSpacing(8)
        self._foot_parts: list[QWidget] = []
        self._foot_left, self._foot_right = QHBoxLayout(), QHBoxLayout()
        for side in (self._foot_left, self._foot_right):
            side.setSpacing(8)
        foot.addLayout(self._foot_left)
        foot.addStretch()
        foot.addLayout(self._foot_right)
        outer.addWidget(self.foot)
        self.set_foot()

    def _build_head(self) -> QWidget:
        head = QWidget(self)
        head.setFixedHeight(PANEL_HEAD)
        row = QHBoxLayout(head)
        row.setContentsMargins(PADDING, 0, 8, 0)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        self.title = Label(bold=True, elide=True, parent=head)
        self.note = Label(px=SMALL, colour="text2", elide=True, parent=head)
        words.addStretch()
        words.addWidget(self.title)
        words.addWidget(self.note)
        words.addStretch()
        row.addLayout(words, 1)
        self.chip = Chip(Mark(" "))
        self.chip.hide()
        row.addWidget(self.chip)
        self._head_row = row
        self.close_button = icon_button("close", t("kit.panel.close"), "Esc")
        self.close_button.clicked.connect(self.close_asked)
        row.addWidget(self.close_button)
        return head

    def set_head(self, title: str, note: str = "", mark: Mark | None = None) -> None:
        self.title.setText(title)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if mark is not None:
            self.chip.set_mark(mark)
        self.chip.setVisible(mark is not None)
        self.setAccessibleName(title)

    def add_to_head(self, widget: QWidget) -> None:
        """A control before the cross."""
        self._head_row.insertWidget(self._head_row.count() - 1, widget)

    @property
    def body_place(self) -> QWidget:
        """The parent for a body that pads itself. A part made where it stays is dressed once, not each time what holds it moves."""
        return self._body.viewport()

    def set_body(self, widget: QWidget, pad: bool = True) -> None:
        """Show `widget`, 16 px from the edges unless it pads itself."""
        if not pad:
            self._body.hold(widget)
            return
        holder = QWidget(self.body_place)
        column = QVBoxLayout(holder)
        column.setContentsMargins(PADDING, 12, PADDING, 12)
        column.addWidget(widget)
        column.addStretch()
        self._body.hold(holder)

    def set_foot(self, left: Sequence[QWidget] = (), right: Sequence[QWidget] = ()) -> None:
        """Put the buttons: primary at the right in forms, at the left in details. No buttons, no foot."""
        fresh = [*left, *right]
        gone = [each for each in self._foot_parts if isValid(each) and each not in fresh]
        # Of the window, not of the program: a question may stand over it.
        lost = self.window().focusWidget() in gone
        for each in self._foot_parts:
            if isValid(each):
                self._foot_left.removeWidget(each)
                self._foot_right.removeWidget(each)
        for each in gone:
            if self.LETS_GO:
                each.hide()
            each.deleteLater()
        for side, parts in ((self._foot_left, left), (self._foot_right, right)):
            for each in parts:
                side.addWidget(each)
        self._foot_parts = fresh
        self.show_foot(bool(fresh))
        if lost and self.LETS_GO:
            self.let_go.emit()

    def show_foot(self, on: bool) -> None:
        """Show or hide the foot with the line over it; while saving is offered, the offer stands in its place."""
        self._has_foot = on
        self.foot.setVisible(on and not self.offering)
        self._foot_line.setVisible(on or self.offering)

    def offer_save(self, save: Callable[[], object], discard: Callable[[], object]) -> None:
        """A line in place of the foot: the list wants to move on but there is unsaved input."""
        fresh = QWidget()
        fresh.setFixedHeight(PANEL_FOOT)
        row = QHBoxLayout(fresh)
        row.setContentsMargins(PADDING, 0, PADDING, 0)
        row.setSpacing(8)
        row.addWidget(Label(t("kit.panel.unsaved"), colour="warn"), 1)
        keep, drop = Button(t("kit.panel.save"), kind=Kind.PRIMARY), Button(t("kit.panel.discard"))
        for button, act in ((drop, discard), (keep, save)):
            button.clicked.connect(self.withdraw_offer)
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
        old = self._outer.replaceWidget(self._unsaved, fresh)
        if old is not None:
            self._unsaved.deleteLater()
        self._unsaved = fresh
        fresh.show()
        self.show_foot(self._has_foot)
        keep.setFocus()

    def withdraw_offer(self) -> None:
        self._unsaved.hide()
        self.show_foot(self._has_foot)

    @property
    def offering(self) -> bool:
        return not self._unsaved.isHidden()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.close_asked.emit()
            event.accept()
            return
        super().keyPressEvent(event)
