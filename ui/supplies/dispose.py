"""Writes goods off before a witness: expired, broken, lost (product rule S6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.strings import t
from duty_desk.supplies import disposing
from duty_desk.supplies.disposing import Cause, Waste
from duty_desk.work import Work
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.supplies.lot_sheet import LotSheetView
from ui.views.act_panel import filled
from ui.views.second_officer import SecondOfficer


class DisposeView(LotSheetView):
    """Why, what was done with it, and who saw it; then how much of which lot."""

    BACK = "stock"

    def title(self) -> str:
        return t("supplies_moves.dispose.title")

    def verb(self) -> str:
        return t("supplies_moves.dispose.verb")

    def taken_words(self) -> str:
        return t("supplies_moves.dispose.taken")

    def add_fields(self) -> None:
        causes = [(each.value, t(f"supplies_books.cause.{each.value}")) for each in Cause]
        self.form.add("cause", t("supplies_moves.dispose.cause"), ComboBox(causes, Cause.EXPIRED.value))
        self.form.add(
            "how",
            t("supplies_moves.dispose.how"),
            LineEdit(placeholder=t("supplies_moves.dispose.how_hint")),
            check=filled(t("supplies_moves.error.how_missing")),
        )
        with self.desk.read() as read:
            witness = approvals.is_needed(read)
        if witness:
            title = t("supplies_moves.dispose.witness")
            self.second = SecondOfficer(self.shell, self.form, self.submit, title=title)

    def content(
        self, store: int, lines: Sequence[tuple[int, Decimal, str | None]]
    ) -> Mapping[str, object] | None:
        if self.second is None:
            return None
        return disposing.witnessed(store, self._cause(), self._how(), self._wastes(lines))

    def act(
        self,
        work: Work,
        store: int,
        lines: Sequence[tuple[int, Decimal, str | None]],
        second: Approval | None,
    ) -> Any:
        return disposing.dispose(
            work,
            store=store,
            lines=self._wastes(lines),
            cause=self._cause(),
            how=self._how(),
            witness=second,
            operation=self._operation,
        )

    def made(self, given: Any) -> None:
        for name in ("how", "password"):
            if name in self.form.names():
                self.form.field(name).set_value(None)
        self.form.mark_saved()
        self.shell.notify(
            t("supplies_moves.dispose.done", number=given.number),
            locked=t("supplies_tab.reverse.locked_paper"),
        )
        self.tab.show_view("stock")

    def _cause(self) -> Cause:
        return Cause(str(self.form.field("cause").value()))

    def _how(self) -> str:
        return str(self.form.field("how").value())

    def _wastes(self, lines: Sequence[tuple[int, Decimal, str | None]]) -> list[Waste]:
        return [Waste(lot, quantity, note) for lot, quantity, note in lines]
