"""While an office is opened: that it is being opened, and what an upgrade of an older one is doing, with a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal

from duty_desk.strings import t
from ui.kit.buttons import Button
from ui.kit.progress import Bar
from ui.start.card import CardPage


class OpeningPage(CardPage):
    """Emits `stop_asked` when the upgrade is not wanted now; the office then stays as it was."""

    stop_asked = Signal()

    def __init__(self) -> None:
        super().__init__(t("shell.program"), t("start.opening"))
        self.bar = Bar()
        self.bar.put(0, 0)
        self.body.addWidget(self.bar)
        self.stop = Button(t("start.upgrade.stop"), key="Esc")
        self.stop.clicked.connect(self._stop)
        self.stop.hide()
        self.foot.addStretch()
        self.foot.addWidget(self.stop)

    def tell(self, done: int, total: int, step: str) -> None:
        """An older office is brought to this program's shape: `done` steps of `total` are done, `step` has begun."""
        self.say(t("start.upgrade.title"), t("start.upgrade.step", step=done + 1, steps=total, what=step))
        self.stop.show()

    def _stop(self) -> None:
        self.stop.refuse(t("start.upgrade.stopping"))
        self.stop_asked.emit()
