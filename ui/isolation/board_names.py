"""Names on the board in full: for five minutes, for a reason, and on record before they are shown."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from duty_desk.isolation import board as board_rows
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Work
from ui.views.act_panel import ActPanel

if TYPE_CHECKING:
    from ui.isolation.board import BoardView


class Names(QObject):
    """Whether names stand in full, and until when."""

    def __init__(self, view: BoardView) -> None:
        super().__init__(view)
        self._view = view
        self._until: datetime | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._over)

    @property
    def shown(self) -> bool:
        """Whether names stand in full now."""
        return self._until is not None

    def ask(self) -> ActPanel | None:
        """Ask why; where names are shown already, they are hidden at once."""
        view = self._view
        if self.shown:
            self._until = None
            view.reload()
            return None
        site = view.site

        def act(work: Work, values: dict[str, Any], _second: object) -> datetime:
            return board_rows.reveal_names(work, site=site, reason=str(values["reason"]))

        panel = ActPanel(
            view.shell,
            t("isolation_tab.names.title"),
            t("isolation_tab.names.note"),
            t("isolation_tab.names.show"),
            act,
            width=view.panel_width,
            parent=view,
        )
        panel.explain(t("isolation_tab.names.explain"))
        field = panel.ask_reason(missing=t("isolation_tab.names.missing"))
        # The card that was looked at comes back with the name in full.
        card = getattr(view.panel, "stay_id", 0)
        view.put_panel(panel)
        panel.done.connect(lambda until: self._show(until, card))
        field.setFocus()
        return panel

    def hide_in_time(self) -> None:
        """Names are hidden at the minute, and for an officer who may not see them at once."""
        over = self._until is not None and self._view.desk.now >= self._until
        if over or not self._view.tab.may(Permission.REVEAL):
            self._until = None

    def _show(self, until: object, card: int) -> None:
        assert isinstance(until, datetime)
        self._until = until
        wait = max(0, int((until - self._view.desk.now).total_seconds() * 1000))
        self._timer.start(wait)
        self._view.close_panel()
        self._view.reload()
        if card:
            self._view.show_person(card)

    def _over(self) -> None:
        if self.shown:
            self._until = None
            self._view.reload()
