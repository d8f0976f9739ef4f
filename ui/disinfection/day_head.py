"""What stands over the day: one day back and on, a whole route at once, the sheet for the teams."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk.strings import t
from ui.kit.buttons import Button, icon_button
from ui.kit.date_fields import DateField

WIDTH = 132


class DayHead(QWidget):
    """`day_chosen` carries the day."""

    day_chosen = Signal(object)
    route_asked = Signal()
    print_asked = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget) -> None:
        super().__init__(parent)
        self._now = now
        self.back = icon_button("chevron-left", t("disinfection_tab.day.back"), "Alt+Left")
        self.field = DateField(now, now().date(), name=t("disinfection_tab.day.day"))
        self.field.setFixedWidth(WIDTH)
        self.on = icon_button("chevron-right", t("disinfection_tab.day.on"), "Alt+Right")
        self.today = Button(t("disinfection_tab.day.today"), parent=self)
        self.route = Button(t("disinfection_tab.day.route"), icon="playlist-check", parent=self)
        self.paper = icon_button("printer-outline", t("disinfection_tab.day.print"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for widget in (self.back, self.field, self.on, self.today):
            line.addWidget(widget)
        line.addStretch()
        for widget in (self.route, self.paper):
            line.addWidget(widget)
        self.back.clicked.connect(lambda: self._step(-1))
        self.on.clicked.connect(lambda: self._step(1))
        self.today.clicked.connect(lambda: self.day_chosen.emit(self._now().date()))
        self.field.returnPressed.connect(self._typed)
        self.field.left.connect(self._typed)
        self.route.clicked.connect(self.route_asked)
        self.paper.clicked.connect(self.print_asked)
        self.show_day(now().date())

    def show_day(self, day: date) -> None:
        """The day in front."""
        self._day = day
        self.field.set_value(day)
        self.today.setVisible(day != self._now().date())

    def _step(self, by: int) -> None:
        self.day_chosen.emit(self._day + timedelta(days=by))

    def _typed(self) -> None:
        value = self.field.value()
        if isinstance(value, date) and value != self._day:
            self.day_chosen.emit(value)
