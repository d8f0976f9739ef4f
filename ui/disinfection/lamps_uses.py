"""Every use of every lamp, as the log of the office has it; a wrong one is taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.disinfection import lamp_rows, lamps
from duty_desk.disinfection.lamp_rows import LAMP_USES, LampUseRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Read
from ui.kit.buttons import Kind
from ui.kit.notices import EmptyState
from ui.kit.period_filter import PeriodFilter
from ui.views.act_panel import ActPanel
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView


class LampUsesView(ListView):
    """Every use of every lamp; W takes one back."""

    SEARCHES = "disinfection_mix.lamp.search_uses"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"lamp", "lamp_use"})
    LEDGER = fitted(LAMP_USES, {"place": 136}, ("ended_at",))
    STRONG = "code"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("↑↓", "views.hint.choose"),
        ("W", "disinfection_mix.panel.withdraw"),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (("W", "disinfection_mix.panel.withdraw"),)

    def controls(self) -> Sequence[QWidget]:
        self.period = PeriodFilter(lambda: self.desk.now, t("disinfection_mix.view.day"))
        self.period.picked.connect(self._choose_days)
        return (self.period,)

    def choices(self, read: Read) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        for row in lamp_rows.list_lamps(read):
            found[row.code] = Chip(row.code, {"lamp": row.id})
        return found

    def faint(self, row: Any) -> bool:
        return row.state == "withdrawn"

    def empty(self) -> QWidget:
        return EmptyState(
            t("disinfection_mix.lamp.no_uses"),
            t("disinfection_mix.lamp.no_uses_next"),
            icon="spray-bottle",
            tone=None,
        )

    def clear_filters(self) -> None:
        self.period.put((None, None))

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if letter == "W" and isinstance(row, LampUseRow) and row.state != "withdrawn":
            self.withdraw(row)

    def show_row(self, row_id: int) -> None:
        row = self.list.current_row()
        if isinstance(row, LampUseRow):
            self.shell.open_record("lamp", row.lamp_id)

    def follow(self, row: Any) -> None:
        """The form that is open is about the use it was opened for."""

    def withdraw(self, row: LampUseRow) -> ActPanel | None:
        """A use was written down wrongly."""
        if not self.tab.may(Permission.RECORD_DISINFECTION):
            return None
        panel = ActPanel(
            self.shell,
            t("disinfection_mix.lamp.withdraw_title", code=row.code, at=formats.moment(row.started_at)),
            t("disinfection_mix.lamp.withdraw_note"),
            t("disinfection_mix.panel.withdraw"),
            lambda work, values, _second: lamps.withdraw_use(work, row.id, reason=values["reason"]),
            icon="undo",
            kind=Kind.DANGER,
            parent=self,
        )
        panel.ask_reason()
        panel.done.connect(lambda _given: self._withdrawn())
        self.put_panel(panel)
        panel.form.field("reason").take_focus()
        return panel

    def _withdrawn(self) -> None:
        self.shell.notify(t("disinfection_mix.lamp.withdrawn"))
        self.put_panel(None)
        self.reload()
        self.list.setFocus()

    def _choose_days(self) -> None:
        first, last = self.period.value()
        self.narrow(**{"from": first, "to": last})
