"""What stands right of the switch of views: the filter, the site, and what can be started from the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.paint import set_tip

if TYPE_CHECKING:
    from ui.isolation.board import BoardView

SEARCH = 152
LEAST = 400


class BoardHead(QWidget):
    """Buttons lead where the keys lead."""

    def __init__(self, view: BoardView) -> None:
        super().__init__(view)
        self._view = view
        self._sites: list[str] = []
        # What goes first where there is no room; their keys stay.
        self._spare: list[Button] = []
        self.setMinimumWidth(LEAST)
        tab = view.tab
        self.search = LineEdit(
            placeholder=t("isolation_tab.board.search"), icon="magnify", hint="/", width=SEARCH, parent=self
        )
        self.search.textChanged.connect(lambda _text: view.filter_now())
        self.search.returnPressed.connect(view.focus_first)
        self.site = ComboBox([("", "")], "", name=t("isolation_tab.board.site"), parent=self)
        self.site.changed.connect(self._chosen)
        self.site.hide()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.search)
        line.addWidget(self.site)
        line.addStretch()
        self.eye: Button | None = None
        if tab.may(Permission.REVEAL):
            self.eye = icon_button("eye-off-outline", t("isolation_tab.names.show"), kind=Kind.DEFAULT)
            self.eye.setParent(self)
            self.eye.clicked.connect(lambda: view.reveal())
            line.addWidget(self.eye)
        if tab.may(Permission.PRINT):
            paper = Button(t("isolation_tab.board.print"), icon="printer-outline", parent=self)
            paper.clicked.connect(view.print_board)
            line.addWidget(paper)
            self._spare.append(paper)
        if tab.may(Permission.WORK_SITE):
            sheet = Button(
                t("isolation_tab.board.sheet"), icon="thermometer", key="T", bind=False, parent=self
            )
            sheet.clicked.connect(view.start_sheet)
            line.addWidget(sheet)
            self._spare.append(sheet)
        self.come: Button | None = None
        if tab.may(Permission.REQUEST_STAY):
            self.come = come = Button(
                t("isolation_tab.key.admit"),
                icon="plus",
                key="F2",
                kind=Kind.PRIMARY,
                bind=False,
                parent=self,
            )
            come.clicked.connect(lambda: tab.start_admission())
            line.addWidget(come)

    def show_sites(self, sites: list[str], current: str) -> None:
        """The sites there are; with one there is nothing to choose."""
        if sites != self._sites or self.site.value() != current:
            self._sites = list(sites)
            self.site.blockSignals(True)
            self.site.set_options([(name, name) for name in sites], current or (sites[0] if sites else ""))
            self.site.blockSignals(False)
        self.site.setVisible(len(sites) > 1)
        self._fit()

    def show_revealed(self, revealed: bool) -> None:
        """The eye says what pressing it does."""
        if self.eye is not None:
            show_eye(self.eye, revealed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        # Another size of type makes the buttons wider and leaves this as wide as it was.
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Leave out as many of the spare buttons as there is no room for."""
        shown = [
            each for each in (self.site, self.eye, self.come) if each is not None and not each.isHidden()
        ]
        room = self.width() - SEARCH - sum(each.sizeHint().width() + 8 for each in shown)
        for button in reversed(self._spare):
            room -= button.sizeHint().width() + 8
            button.setVisible(room >= 0)

    def _chosen(self) -> None:
        value = self.site.value()
        if isinstance(value, str) and value:
            self._view.choose_site(value)


def show_eye(eye: Button, revealed: bool) -> None:
    """An eye that says what pressing it does."""
    said = t("isolation_tab.names.hide") if revealed else t("isolation_tab.names.show")
    eye.set_icon("eye-outline" if revealed else "eye-off-outline")
    set_tip(eye, said)
    eye.setAccessibleName(said)
