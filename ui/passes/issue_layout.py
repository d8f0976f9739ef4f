"""Form and card of the pass form: side by side in a wide window, one after the other in a narrow one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from duty_desk.strings import t
from ui.kit.choices import Choice, Segmented
from ui.kit.labels import Label, Line
from ui.kit.layout_view import LayoutView
from ui.kit.panels import Scroll
from ui.kit.tokens import SMALL

PREVIEW, PREVIEW_WIDE, RIGHT = 340, 324, 356


class _Strip(QWidget):
    """A line of one height. Were it to depend on the width, the panel around would scroll as well as the form in it."""

    def hasHeightForWidth(self) -> bool:
        return False


class IssueLayout(QWidget):
    """`paper_chosen` comes when the card is wanted in another form. Without a card there is only the form."""

    paper_chosen = Signal()

    def __init__(self, *, prints: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._wide, self._prints = False, prints
        self._stack, self._side = QStackedWidget(self), QWidget(self)
        self._left, self._right = Scroll(parent=self._stack), Scroll(parent=self._stack)
        # The parent for the parts of the form.
        self.place = QWidget(self._left.viewport())
        if prints:
            keys = QShortcut(QKeySequence("F7"), self, context=Qt.ShortcutContext.WindowShortcut)
            keys.activated.connect(self.toggle)
        self._left.hold(self.place)
        self._right.hold(self._card_side())
        self._row = QHBoxLayout(self._side)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._between = Line(upright=True, parent=self._side)
        self._switch = _Strip(self)
        self.views = Segmented(
            [Choice("form", t("passes_tab.issue.form")), Choice("card", t("passes_tab.issue.card"))],
            "form",
            parent=self._switch,
        )
        self.views.chosen.connect(self.choose)
        switch = QHBoxLayout(self._switch)
        switch.setContentsMargins(16, 8, 16, 0)
        switch.addWidget(self.views)
        switch.addWidget(Label("F7", px=SMALL, colour="text3", parent=self._switch))
        switch.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._switch)
        whole.addWidget(self._side, 1)
        whole.addWidget(self._stack, 1)
        self._arrange()

    def hold(self, parts: Sequence[QWidget]) -> None:
        """The parts of the form from above to below."""
        column = QVBoxLayout(self.place)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for part in parts:
            column.addWidget(part)
        column.addStretch()

    def fit(self, wide: bool) -> None:
        """Side by side or not."""
        if wide != self._wide:
            self._wide = wide
            self._arrange()

    def choose(self, key: str) -> None:
        """Show the form or the card where only one fits."""
        self.views.set_value(key)
        if not self._wide:
            self._stack.setCurrentWidget(self._left if key == "form" else self._right)

    def toggle(self) -> None:
        """The other of the two."""
        if self.isVisible():
            self.choose("card" if self.views.value() == "form" else "form")

    def _card_side(self) -> QWidget:
        side = QWidget(self._right.viewport())
        self.card = LayoutView(parent=side)
        self.paper = Segmented(
            [Choice("a6", t("passes_tab.paper.a6")), Choice("receipt", t("passes_tab.paper.receipt"))],
            "a6",
            parent=side,
        )
        self.paper.chosen.connect(lambda _: self.paper_chosen.emit())
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        top = QHBoxLayout()
        top.addWidget(Label(t("passes_tab.issue.preview"), bold=True, parent=side))
        top.addStretch()
        top.addWidget(self.paper)
        column.addLayout(top)
        column.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(
            Label(t("passes_tab.issue.privacy"), px=SMALL, colour="text2", wrap=True, parent=side)
        )
        column.addStretch()
        return side

    def _arrange(self) -> None:
        self._switch.setVisible(self._prints and not self._wide)
        self._side.setVisible(self._wide)
        self._stack.setVisible(not self._wide)
        if self._wide:
            self._row.addWidget(self._left, 1)
            self._row.addWidget(self._between)
            self._row.addWidget(self._right)
            self._right.setFixedWidth(RIGHT)
            self._left.show()
            self._right.setVisible(self._prints)
            self._between.setVisible(self._prints)
        else:
            self._right.setMaximumWidth(16_777_215)
            self._right.setMinimumWidth(0)
            self._stack.addWidget(self._left)
            self._stack.addWidget(self._right)
            self.choose(self.views.value())
        self.card.setFixedWidth(PREVIEW_WIDE if self._wide else PREVIEW)
