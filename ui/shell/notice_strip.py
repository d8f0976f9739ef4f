"""Lines under the top line: what keeps the office from saving, and refusals that belong to no form."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk.errors import DutyDeskError, StorageError
from duty_desk.strings import t
from ui.kit.buttons import Button, icon_button
from ui.kit.notices import Banner
from ui.kit.tokens import MARGIN, Tone


class NoticeStrip(QWidget):
    """Takes no room while there is nothing to say."""

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
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 8, MARGIN, 0)
        column.setSpacing(8)
        for banner in (self.trouble, self.clock, self.recovery, self.refusal):
            banner.hide()
            column.addWidget(banner)
        self._column = column
        self.hide()

    def show_trouble(self, trouble: StorageError | None) -> None:
        """Why nothing can be saved at present."""
        if trouble is not None:
            self.trouble.say(t("shell.trouble.not_saving"), trouble.text)
        self.trouble.setVisible(trouble is not None)
        self._fit()

    def show_lost(self) -> None:
        """The line to the shared database is gone; it comes back by itself."""
        self.trouble.say(t("shell.trouble.lost"), t("shell.trouble.lost_remedy"))
        self.trouble.show()
        self._fit()

    def show_clock(self, behind: bool, ahead: bool) -> None:
        """The PC's clock can hardly be right."""
        if behind or ahead:
            which = "behind" if behind else "ahead"
            self.clock.say(t(f"shell.trouble.clock_{which}"), t(f"shell.trouble.clock_{which}_remedy"))
        self.clock.setVisible(behind or ahead)
        self._fit()

    def show_recovery(self, fact: str, remedy: str) -> None:
        """The program ended badly the last time, and how the office is now."""
        self.recovery.say(fact, remedy)
        self.recovery.show()
        self._fit()

    def refuse(self, error: DutyDeskError) -> None:
        """Why something was not done, and what to do instead."""
        self.say(error.text)

    def say(self, fact: str, remedy: str = "") -> None:
        """Something that needs the officer's eye, told like a refusal."""
        self.refusal.say(fact, remedy)
        self.refusal.show()
        self._fit()

    def remind(self, fact: str, remedy: str, button: Button) -> None:
        """Something to be done first; the cross puts it off."""
        self.forget()
        self.reminder = Banner(Tone.WARN, fact, remedy)
        close = icon_button("close", t("kit.panel.close"))
        close.clicked.connect(self.forget)
        for each in (button, close):
            self.reminder.add_button(each)
        self._column.addWidget(self.reminder)
        self._fit()

    def forget(self) -> None:
        """The reminder was followed or put off."""
        if self.reminder is not None:
            self._column.removeWidget(self.reminder)
            self.reminder.hide()
            self.reminder.deleteLater()
            self.reminder = None
        self._fit()

    def dismiss(self) -> None:
        """The refusal was read."""
        self.refusal.hide()
        self._fit()

    def _recovery_read(self) -> None:
        self.recovery.hide()
        self._fit()

    def _fit(self) -> None:
        quiet = all(each.isHidden() for each in (self.trouble, self.clock, self.recovery, self.refusal))
        self.setVisible(not quiet or self.reminder is not None)
