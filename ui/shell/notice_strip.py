"""Lines under the top line: what keeps the office from saving, and refusals that belong to no form."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.errors import DutyDeskError, StorageError
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.notices import Banner
from ui.kit.tokens import MARGIN, Tone

# Below this a screen needs its room more than a second notice does.
LOW_WINDOW = 740


class NoticeStrip(QWidget):
    """Takes no room while there is nothing to say. In a low window only the newest is seen, with how many more there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trouble = Banner(Tone.DANGER, "")
        self.clock = Banner(Tone.WARN, "")
        self.recovery = Banner(Tone.OK, "")
        self.refusal = Banner(Tone.DANGER, "")
        for banner, put_away in ((self.refusal, self.dismiss), (self.recovery, self._recovery_read)):
            close = icon_button("close", t("kit.panel.close"))
            close.clicked.connect(put_away)
            banner.add_button(close)
        self.reminder: Banner | None = None
        # What is said now, the newest last.
        self._said: list[Banner] = []
        self._low = self._all = False
        self.more = Button(t("shell.trouble.more", count=0), kind=Kind.TEXT, icon="chevron-down")
        self.more.clicked.connect(self._unfold)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 8, MARGIN, 0)
        row.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(8)
        row.addLayout(column, 1)
        row.addWidget(self.more)
        for banner in (self.trouble, self.clock, self.recovery, self.refusal):
            banner.hide()
            column.addWidget(banner)
        self._column = column
        self.hide()

    def fit(self, window: QSize) -> None:
        """To the size of the window."""
        low = window.height() < LOW_WINDOW
        if low is not self._low:
            self._low = low
            self._fit()

    def show_trouble(self, trouble: StorageError | None) -> None:
        """Why nothing can be saved at present."""
        if trouble is not None:
            self.trouble.say(t("shell.trouble.not_saving"), trouble.text)
        self._put(self.trouble, trouble is not None)

    def show_lost(self) -> None:
        """The line to the shared database is gone; it comes back by itself."""
        self.trouble.say(t("shell.trouble.lost"), t("shell.trouble.lost_remedy"))
        self._put(self.trouble, True)

    def show_clock(self, behind: bool, ahead: bool) -> None:
        """The PC's clock can hardly be right."""
        if behind or ahead:
            which = "behind" if behind else "ahead"
            self.clock.say(t(f"shell.trouble.clock_{which}"), t(f"shell.trouble.clock_{which}_remedy"))
        self._put(self.clock, behind or ahead)

    def show_recovery(self, fact: str, remedy: str) -> None:
        """The program ended badly the last time, and how the office is now."""
        self.recovery.say(fact, remedy)
        self._put(self.recovery, True)

    def refuse(self, error: DutyDeskError) -> None:
        """Why something was not done, and what to do instead."""
        self.say(error.text)

    def say(self, fact: str, remedy: str = "") -> None:
        """Something that needs the officer's eye, told like a refusal."""
        self.refusal.say(fact, remedy)
        self._put(self.refusal, False)
        self._put(self.refusal, True)

    def remind(self, fact: str, remedy: str, button: Button) -> None:
        """Something to be done first; the cross puts it off."""
        self.forget()
        self.reminder = Banner(Tone.WARN, fact, remedy)
        close = icon_button("close", t("kit.panel.close"))
        close.clicked.connect(self.forget)
        for each in (button, close):
            self.reminder.add_button(each)
        self._column.addWidget(self.reminder)
        self._put(self.reminder, True)

    def forget(self) -> None:
        """The reminder was followed or put off."""
        reminder, self.reminder = self.reminder, None
        if reminder is not None:
            self._put(reminder, False)
            self._column.removeWidget(reminder)
            reminder.deleteLater()

    def dismiss(self) -> None:
        """The refusal was read."""
        self._put(self.refusal, False)

    def _recovery_read(self) -> None:
        self._put(self.recovery, False)

    def _unfold(self) -> None:
        self._all = True
        self._fit()

    def _put(self, banner: Banner, on: bool) -> None:
        if on is (banner in self._said):
            return
        if on:
            self._said.append(banner)
        else:
            self._said.remove(banner)
            banner.hide()
        self._all = self._all and not on and len(self._said) > 1
        self._fit()

    def _fit(self) -> None:
        folded = self._said[:-1] if self._low and not self._all else []
        for banner in self._said:
            banner.setVisible(banner not in folded)
        self.more.setVisible(bool(folded))
        if folded:
            self.more.setText(t("shell.trouble.more", count=len(folded)))
        self.setVisible(bool(self._said))
