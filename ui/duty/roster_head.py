"""What stands over the roster: the month, what proposes shifts, the paper, and the rest in a menu."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from duty_desk import formats
from duty_desk.strings import t
from ui.kit.buttons import Button, icon_button

# Kept in this order in the menu; a line is drawn before those of the second group.
PLANNING = ("pattern", "add", "day", "import")
OUTPUT = ("calendar", "excel", "excel_calendar")


class RosterLine(QWidget):
    """`month_chosen` carries its first day; `asked` what was chosen in the menu."""

    month_chosen = Signal(object)
    rest_asked = Signal()
    print_asked = Signal()
    asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._first = self._today = date.min
        self.back = icon_button("chevron-left", t("duty_roster.back"), "Alt+Left")
        self.month = Button(" ", icon="calendar-month-outline", parent=self)
        self.months = QMenu(self.month)
        self.month.set_popup(self.months)
        self.on = icon_button("chevron-right", t("duty_roster.on"), "Alt+Right")
        self.rest = Button(t("duty_roster.rest"), icon="calendar-account-outline", parent=self)
        self.paper = Button(
            t("duty_roster.print"), icon="printer-outline", key="Ctrl+P", bind=False, parent=self
        )
        self.more = icon_button("dots-horizontal", t("duty_roster.more"))
        self.menu = QMenu(self.more)
        self.more.set_popup(self.menu)
        self.entries: dict[str, QAction] = {}
        for group in (PLANNING, OUTPUT):
            for key in group:
                action = self.menu.addAction(t(f"duty_roster.menu.{key}"))
                action.triggered.connect(lambda _=False, key=key: self.asked.emit(key))
                self.entries[key] = action
            if group is PLANNING:
                self.menu.addSeparator()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for widget in (self.back, self.month, self.on):
            line.addWidget(widget)
        line.addStretch()
        for widget in (self.rest, self.paper, self.more):
            line.addWidget(widget)
        self.back.clicked.connect(lambda: self.step(-1))
        self.on.clicked.connect(lambda: self.step(1))
        self.rest.clicked.connect(self.rest_asked)
        self.paper.clicked.connect(self.print_asked)

    def show_month(self, first: date, today: date) -> None:
        """The month in front; the menu of months has half a year around today."""
        self._first, self._today = first, today
        self.month.set_words(month_words(first))
        self.months.clear()
        for number in range(-6, 7):
            each = shifted(today.replace(day=1), number)
            action = self.months.addAction(month_words(each))
            action.setCheckable(True)
            action.setChecked(each == first)
            action.triggered.connect(lambda _=False, each=each: self.month_chosen.emit(each))

    def allow(self, *, plan: bool, imports: bool, prints: bool, exports: bool) -> None:
        """Only what the officer may do can be pressed."""
        self.rest.refuse("" if plan else t("duty_roster.may_not"))
        self.paper.refuse("" if prints else t("duty_roster.may_not_print"))
        for key, action in self.entries.items():
            able = {"import": imports and plan, "calendar": prints}.get(key, plan)
            action.setEnabled(exports if key.startswith("excel") else able)

    def step(self, by: int) -> None:
        """Another month."""
        self.month_chosen.emit(shifted(self._first, by))


def shifted(first: date, by: int) -> date:
    """The first day of the month so many months later."""
    number = first.year * 12 + first.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def month_words(first: date) -> str:
    """A month as it is called."""
    return t("duty_roster.month", year=first.year, month=formats.month_name(first))


def month_end(first: date) -> date:
    """The last day of a month."""
    return shifted(first, 1) - timedelta(days=1)
