"""For how long a line is put aside: a quarter, half or a whole hour, or until the desk is handed over."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from duty_desk import formats
from duty_desk.agenda.rules import SNOOZES
from duty_desk.strings import t


class SnoozeMenu(QMenu):
    """`chosen` carries minutes, None for until the hand-over. What would go past it is not offered."""

    chosen = Signal(object)

    def __init__(self, now: datetime, hand_over: datetime, parent: QWidget) -> None:
        super().__init__(parent)
        for minutes in SNOOZES:
            if minutes is not None and now + timedelta(minutes=minutes) >= hand_over:
                continue
            if minutes is None:
                words = t("today_tab.snooze.hand_over", time=formats.clock(hand_over))
            else:
                words = t("today_tab.snooze.minutes", minutes=minutes)
            self.addAction(words).triggered.connect(
                lambda _=False, minutes=minutes: self.chosen.emit(minutes)
            )
        self.setActiveAction(self.actions()[0])
