"""The PC's clock stands before the last record: an administrator who knows it to be right says why, and the office goes on by it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.panels import Panel
from ui.office.setting_page import SettingPage

LOOK_EVERY_MS = 1000


class ClockPanel(Panel):
    """There only while it can be acted on: the clock is put right, or goes wrong, while the page is open."""

    def __init__(self, page: SettingPage, parent: QWidget) -> None:
        super().__init__(t("office.clock.title"), parent=parent)
        self._page = page
        self._told = Label(bold=True, wrap=True, parent=self)
        self.form = Form(parent=self)
        self.form.add("reason", t("office.clock.reason"), LineEdit(), help=t("office.clock.reason_help"))
        self.accept_button = Button(t("office.clock.accept"), icon="clock-outline", key="Ctrl+Return")
        self.accept_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.accept_button)
        self.body.addWidget(self._told)
        self.body.addWidget(Label(t("office.clock.next"), wrap=True, parent=self))
        self.body.addWidget(self.form)
        self.body.addLayout(foot)
        self._looking = QTimer(self, interval=LOOK_EVERY_MS)
        self._looking.timeout.connect(self.look)
        self._looking.start()
        self.look()

    @property
    def _shell(self) -> Shell:
        return self._page.shell

    def look(self) -> None:
        """Whether there is something to accept."""
        desk = self._page.desk
        behind = desk.clock_is_behind and self._page.may(Permission.EDIT_SETTINGS)
        if behind:
            moments = {"recorded": formats.full_moment(desk.now), "clock": formats.full_moment(desk.clock())}
            self._told.setText(t("office.clock.told", **moments))
        self.setVisible(behind)

    def accept(self) -> None:
        """Go on by the clock of the PC; a refusal stands at the reason."""
        desk = self._page.desk
        try:
            desk.accept_clock(str(self.form.values()["reason"]))
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self.form.set_values({"reason": ""})
        self.look()
        self._page.focus_first()
        self._shell.notify(t("office.clock.accepted", clock=formats.full_moment(desk.now)))
