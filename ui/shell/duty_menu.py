"""The menu under the officer's name: routine, another officer, hand-over, lock, look and language of the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from duty_desk.strings import LANGUAGES, t, text_in
from ui.appearance import Appearance
from ui.kit import icons
from ui.theme import SCALES, Mode


class DutyMenu(QMenu):
    """Choices are ticked; what an officer may do without a password stands below the line."""

    switch_asked = Signal()
    handover_asked = Signal()
    routine_asked = Signal()
    lock_asked = Signal()

    def __init__(
        self, appearance: Appearance, parent: QWidget, *, is_due: Callable[[], bool] | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance, self._is_due = appearance, is_due
        self.routine = self._add(t("duty.reminder.menu"), "playlist-check")
        self.routine.triggered.connect(self.routine_asked)
        self.aboutToShow.connect(self._look)
        self._add(t("shell.duty.switch"), "account-switch-outline").triggered.connect(self.switch_asked)
        hand_over = self._add(t("shell.duty.handover"), "swap-horizontal")
        hand_over.setText(f"{hand_over.text()}\tF10")
        hand_over.triggered.connect(self.handover_asked)
        lock = self._add(t("shell.duty.lock"), "lock-outline")
        # The keys themselves belong to the page; here they are only told.
        lock.setText(f"{lock.text()}\tCtrl+L")
        lock.triggered.connect(self.lock_asked)
        self.addSeparator()
        self._choices(
            t("shell.duty.look"),
            "theme-light-dark",
            "mode",
            [(mode.value, t(f"shell.mode.{mode}")) for mode in Mode],
        )
        self._choices(
            t("shell.duty.size"), "magnify-plus-outline", "scale", [(scale, f"{scale}%") for scale in SCALES]
        )
        self._choices(
            t("shell.duty.language"),
            "",
            "language",
            [(name, text_in(name, "shell.language")) for name in LANGUAGES],
        )

    def _look(self) -> None:
        """Whether the routine before the shift is still to be done; asked when the menu is opened."""
        due = self._is_due is not None and self._is_due()
        self.routine.setText(t("duty.reminder.menu_due" if due else "duty.reminder.menu"))

    def _add(self, text: str, icon: str) -> QAction:
        return self.addAction(icons.icon(icon), text)

    def _choices(self, text: str, icon: str, name: str, options: list[tuple[object, str]]) -> None:
        menu = self.addMenu(icons.icon(icon), text) if icon else self.addMenu(text)
        group = QActionGroup(menu)
        for value, words in options:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(getattr(self._appearance.choices, name) == value)
            action.triggered.connect(lambda _=False, value=value: self._appearance.choose(**{name: value}))
            group.addAction(action)
