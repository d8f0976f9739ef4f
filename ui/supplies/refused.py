"""Goods that were not taken in, or that nobody has claimed: the slip, and what became of them (product rule S2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies import catalogue, receipt_papers, refusing
from duty_desk.supplies.quantities import with_unit
from duty_desk.supplies.refusing import OUTCOMES, REFUSED, RefusedRow
from duty_desk.work import Work
from ui.kit.buttons import Button, Kind
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField
from ui.kit.desk_source import CellMaker
from ui.kit.fields import LineEdit
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.tokens import Tone
from ui.supplies.papers import print_layouts
from ui.supplies.record_panel import RecordPanel
from ui.views.act_panel import ActPanel, filled
from ui.views.columns import fitted, number_cell
from ui.views.list_view import ALL, Chip, ListView

KINDS = ("refused", "unclaimed")


class RefusedView(ListView):
    """Enter opens a slip; Ctrl+P prints it."""

    SEARCHES = "supplies_tab.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"refused_goods"})
    LEDGER = fitted(REFUSED, {"number": 64, "reason": 144, "party": 136}, ("lot", "expires_on"))
    STRONG = "number"

    def buttons(self) -> Sequence[QWidget]:
        if not self.tab.may(Permission.RECEIVE_GOODS):
            return ()
        new = Button(t("supplies_more.refused.new"), icon="cancel", kind=Kind.PRIMARY, parent=self.head)
        new.clicked.connect(self.start)
        return (new,)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        waiting = t("supplies_receive.filter.open")
        found = {
            ALL: Chip(t("views.all")),
            "open": Chip(waiting, {"open": True}, "account-clock-outline", Tone.WARN),
        }
        for kind in KINDS:
            found[kind] = Chip(t(f"supplies_receive.refused.{kind}"), {"kind": kind})
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {"number": number_cell}

    def empty(self) -> QWidget:
        return EmptyState(
            t("supplies_more.refused.empty"), t("supplies_more.refused.empty_next"), icon="cancel", tone=None
        )

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            found = refusing.fetch_refused(read, [row_id])
        if not found:
            return
        row = found[0]
        panel = self.panel
        if not isinstance(panel, RecordPanel):
            panel = RecordPanel(self.shell, parent=self)
            self.put_panel(panel)
        panel.record_id = row_id
        is_open = row.outcome is None
        tone, icon = (Tone.WARN, "account-clock-outline") if is_open else (Tone.NEUTRAL, "history")
        panel.set_head(row.name, row.number, Mark(t(f"supplies_receive.outcome.{row.state}"), tone, icon))
        panel.show_parts(_facts(row))
        acts: list[Any] = []
        if is_open and self.tab.may(Permission.RECEIVE_GOODS):
            acts.append(
                (t("supplies_more.refused.settle"), "check", Kind.PRIMARY, "", lambda: self.settle(row))
            )
        acts.append(
            (
                t("supplies_more.refused.slip"),
                "printer-outline",
                Kind.DEFAULT,
                "",
                lambda: self._slip(row_id),
            )
        )
        panel.show_acts(acts, ())

    def refresh_panel(self) -> None:
        if isinstance(self.panel, RecordPanel) and self.panel.record_id:
            self.show_row(self.panel.record_id)

    def print_current(self) -> None:
        row = self.list.current_row()
        if row is not None:
            self._slip(row.id)
        else:
            super().print_current()

    def start(self) -> ActPanel:
        """Write the slip for goods that are turned away or found."""

        def act(work: Work, values: dict[str, Any], _second: object) -> object:
            typed = str(values["item"])
            item = catalogue.find_item(work, typed) or next(
                (row for row in catalogue.list_items(work) if typed in (row.name, row.title)), None
            )
            return refusing.refuse(
                work,
                kind=str(values["kind"]),
                party=str(values["party"]),
                quantity=str(values["quantity"]),
                unit=str(values["unit"]),
                item=item.id if item is not None else None,
                description=typed,
                reason=str(values["reason"]),
                lot=str(values["lot"]),
                expires_on=values["expires_on"],
            )

        panel = ActPanel(
            self.shell,
            t("supplies_more.refused.new"),
            t("supplies_more.refused.note"),
            t("supplies_more.refused.verb"),
            act,
            icon="cancel",
            parent=self,
        )
        form, optional = panel.form, t("supplies_in.optional")
        kinds = [(each, t(f"supplies_receive.refused.{each}")) for each in KINDS]
        form.add("kind", t("supplies_receive.column.refused_kind"), ComboBox(kinds, KINDS[0]))
        form.add(
            "party",
            t("supplies_more.refused.party"),
            LineEdit(),
            check=filled(t("supplies_in.error.party_missing")),
        )
        form.add(
            "item",
            t("supplies_receive.column.item"),
            LineEdit(),
            check=filled(t("supplies_in.error.item_missing")),
        )
        form.add(
            "quantity",
            t("supplies_receive.column.quantity"),
            LineEdit(),
            check=filled(t("supplies_moves.error.count_missing")),
        )
        form.add("unit", t("supplies_receive.column.unit"), LineEdit(placeholder=optional))
        form.add("lot", t("supplies_receive.column.lot"), LineEdit(placeholder=optional))
        form.add("expires_on", t("supplies_receive.column.expires_on"), DateField(lambda: self.desk.now))
        panel.ask_reason()
        panel.done.connect(self._written)
        self.put_panel(panel)
        form.field("party").take_focus()
        return panel

    def settle(self, row: RefusedRow) -> ActPanel:
        """Say what became of the goods."""
        panel = ActPanel(
            self.shell,
            t("supplies_more.refused.settle"),
            row.number,
            t("supplies_more.refused.settle"),
            lambda work, values, second: refusing.settle(
                work, row.id, outcome=str(values["outcome"]), note=str(values["note"])
            ),
            parent=self,
        )
        options = [(each, t(f"supplies_receive.outcome.{each}")) for each in OUTCOMES]
        panel.form.add("outcome", t("supplies_receive.column.outcome"), ComboBox(options, OUTCOMES[0]))
        panel.form.add("note", t("supplies_in.note"), LineEdit(placeholder=t("supplies_in.optional")))
        panel.done.connect(lambda _given: self._settled(row))
        self.put_panel(panel)
        panel.form.field("outcome").take_focus()
        return panel

    def _written(self, made: Any) -> None:
        self.put_panel(None)
        self.shell.notify(
            t("supplies_more.refused.written", number=made.number), locked=t("supplies_more.refused.locked")
        )
        self.show_only(made.id)
        self.show_row(made.id)

    def _settled(self, row: RefusedRow) -> None:
        self.put_panel(None)
        self.shell.notify(
            t("supplies_more.refused.settled", number=row.number), locked=t("supplies_more.refused.locked")
        )
        self.show_row(row.id)

    def _slip(self, row_id: int) -> None:
        print_layouts(
            self.shell,
            lambda read: receipt_papers.refusal_slip(read, row_id),
            t("supplies_more.refused.slip"),
            lambda work, where: receipt_papers.record_refusal(work, row_id, where),
        )


def _facts(row: RefusedRow) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    left = [
        ("kind", t("supplies_receive.column.refused_kind"), t(f"supplies_receive.refused.{row.kind}")),
        ("party", t("supplies_more.refused.party"), row.party),
        ("quantity", t("supplies_receive.column.quantity"), with_unit(row.quantity, row.unit)),
        ("reason", t("supplies_receive.column.refused_reason"), row.reason),
    ]
    right = [
        ("at", t("supplies_receive.column.at"), formats.moment(row.at)),
        ("lot", t("supplies_receive.column.lot"), row.lot or ""),
        ("expires_on", t("supplies_receive.column.expires_on"), formats.full_day(row.expires_on)),
        ("settled_at", t("supplies_receive.column.settled_at"), formats.moment(row.settled_at)),
    ]
    return left, right
