"""Sends goods from one store to another: they are on their way until somebody takes them in (product rule S6)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from duty_desk.people.approvals import Approval
from duty_desk.strings import t
from duty_desk.supplies import transfers
from duty_desk.supplies.transfers import TransferPart
from duty_desk.work import Work
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.supplies.lot_sheet import LotSheetView
from ui.views.act_panel import filled


class TransferNewView(LotSheetView):
    """From where, to where, by whom; then how much of which lot."""

    BACK = "transfers"

    def title(self) -> str:
        return t("supplies_moves.transfer.title")

    def verb(self) -> str:
        return t("supplies_moves.transfer.send")

    def store_words(self) -> str:
        return t("supplies_moves.transfer.from")

    def add_fields(self) -> None:
        self.target = ComboBox([], None, placeholder=t("supplies_moves.transfer.to_hint"))
        self.form.add(
            "to_store",
            t("supplies_moves.transfer.to"),
            self.target,
            check=filled(t("supplies_moves.error.to_missing")),
        )
        optional = t("supplies_in.optional")
        self.form.add("carrier", t("supplies_moves.transfer.carrier"), LineEdit(placeholder=optional))
        self.form.add("note", t("supplies_in.note"), LineEdit(placeholder=optional))

    def offer(self, stores: Sequence[tuple[int, str]]) -> None:
        chosen = self.target.value()
        self.target.set_options(stores, chosen if chosen in [row[0] for row in stores] else None)

    def act(
        self,
        work: Work,
        store: int,
        lines: Sequence[tuple[int, Decimal, str | None]],
        second: Approval | None,
    ) -> Any:
        values = self.form.values()
        return transfers.send(
            work,
            from_store=store,
            to_store=int(values["to_store"]),
            lines=[TransferPart(lot, quantity, note) for lot, quantity, note in lines],
            carrier=str(values["carrier"]),
            note=str(values["note"]),
            operation=self._operation,
        )

    def made(self, given: Any) -> None:
        self.form.field("note").set_value(None)
        self.form.mark_saved()
        self.shell.notify(
            t("supplies_moves.transfer.sent", number=given.number), locked=t("supplies_moves.transfer.locked")
        )
        self.tab.open_record("transfer", given.id)
