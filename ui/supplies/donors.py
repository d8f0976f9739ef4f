"""Donors: who gave what, where it went down to who has it, and the list that is put up (product rule S3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats, masking
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies import donation_papers, donations, donors
from duty_desk.supplies.books_sheets import Sheet
from duty_desk.supplies.donors import DONORS, DonorRow
from duty_desk.supplies.quantities import with_unit
from duty_desk.work import Read, Work
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.checks import CheckBox
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.notices import EmptyState
from ui.kit.period_filter import PeriodFilter
from ui.supplies.papers import print_sheet, save_sheet
from ui.supplies.record_panel import RecordPanel
from ui.views.act_panel import ActPanel, filled
from ui.views.list_view import ALL, Chip, ListView

_FIELDS = ("contact", "phone", "uscc", "address", "note")


class DonorsView(ListView):
    """Enter opens a donor with where it all went."""

    SEARCHES = "supplies_more.donor.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"donor", "receipt", "movement"})
    LEDGER = DONORS
    STRONG = "name"

    def controls(self) -> Sequence[QWidget]:
        self.period = PeriodFilter(lambda: self.desk.now, t("supplies_more.donor.notice_days"))
        return (self.period,)

    def buttons(self) -> Sequence[QWidget]:
        notice = Button(t("supplies_more.donor.notice"), icon="printer-outline", parent=self.head)
        notice.clicked.connect(lambda: print_sheet(self.shell, self._notice))
        made: list[QWidget] = [notice]
        if self.tab.may(Permission.RECEIVE_GOODS):
            new = Button(t("supplies_more.donor.new"), icon="plus", kind=Kind.PRIMARY, parent=self.head)
            new.clicked.connect(lambda: self.edit(None))
            made.append(new)
        return made

    def choices(self, read: Any) -> Mapping[str, Chip]:
        return {
            ALL: Chip(t("views.all")),
            "given": Chip(t("supplies_receive.filter.given"), {"given": True}, "hand-heart-outline"),
            "anonymous": Chip(t("supplies_receive.filter.anonymous"), {"anonymous": True}, "eye-off-outline"),
        }

    def empty(self) -> QWidget:
        return EmptyState(
            t("supplies_more.donor.empty"),
            t("supplies_more.donor.empty_next"),
            icon="hand-heart-outline",
            tone=None,
        )

    def show_row(self, row_id: int) -> None:
        try:
            with self.desk.read() as read:
                row = donors.get_donor(read, row_id)
                found = donations.of_donor(read, row_id)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        panel = self.panel
        if not isinstance(panel, RecordPanel):
            panel = RecordPanel(self.shell, parent=self)
            self.put_panel(panel)
        panel.record_id = row_id
        panel.set_head(row.name, t(f"supplies_receive.donor.{row.kind}"))
        panel.show_parts(
            _facts(row),
            title=t("supplies_more.donor.went"),
            columns=_columns(),
            rows=[_Went(n, each) for n, each in enumerate(found.went, 1)],
            cell=_cell,
        )

        def report(read: Read) -> Sheet:
            return donation_papers.went_report(read, donations.of_donor(read, row_id))

        acts: list[Any] = [
            (
                t("supplies_more.donor.report"),
                "printer-outline",
                Kind.DEFAULT,
                "",
                lambda: print_sheet(self.shell, report),
            )
        ]
        more: list[Any] = [
            (
                t("supplies_more.export"),
                lambda: save_sheet(self.shell, report, self, t("supplies_more.donor.report")),
            )
        ]
        if self.tab.may(Permission.RECEIVE_GOODS):
            more.append((t("supplies_more.donor.edit"), lambda: self.edit(row)))
        panel.show_acts(acts, more)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, RecordPanel) and self.panel.record_id:
            self.show_row(self.panel.record_id)

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    def edit(self, row: DonorRow | None) -> ActPanel:
        """A new donor, or another phone of a known one."""

        def act(work: Work, values: dict[str, Any], _second: object) -> int:
            form: Any = {name: values[name] for name in ("name", "kind", "is_anonymous", *_FIELDS)}
            form["phone"] = masking.kept_phone(form["phone"], row.phone if row else None)
            if row is None:
                return donors.add_donor(work, **form)
            donors.change_donor(work, row.id, version=row.version, **form)
            return row.id

        panel = ActPanel(
            self.shell,
            t("supplies_more.donor.new") if row is None else row.name,
            "" if row is None else t("supplies_more.donor.edit"),
            t("supplies_more.save"),
            act,
            parent=self,
        )
        form = panel.form
        form.add(
            "name",
            t("supplies_receive.column.donor"),
            LineEdit(row.name if row else ""),
            check=filled(t("supplies_receive.error.donor_missing")),
        )
        kinds = [(each, t(f"supplies_receive.donor.{each}")) for each in ("organisation", "person")]
        chosen = row.kind if row else "organisation"
        form.add("kind", t("supplies_receive.column.donor_kind"), ComboBox(kinds, chosen))
        for name in _FIELDS:
            label = (
                t("supplies_more.donor.address")
                if name == "address"
                else t(f"supplies_receive.column.{name}")
            )
            text = (getattr(row, name) or "") if row else ""
            text = masking.mask_phone(text) if name == "phone" else text
            form.add(name, label, LineEdit(text, placeholder=t("supplies_in.optional")))
        form.add(
            "is_anonymous",
            t("supplies_more.donor.public"),
            CheckBox(t("supplies_more.donor.anonymous"), row.is_anonymous if row else False),
        )
        panel.done.connect(self._saved)
        self.put_panel(panel)
        form.field("name").take_focus()
        return panel

    def _saved(self, donor: Any) -> None:
        self.put_panel(None)
        self.shell.notify(t("supplies_more.donor.saved"), locked=t("supplies_more.donor.locked"))
        self.open_record("donor", int(donor))

    def _notice(self, read: Read) -> Sheet:
        first, last = self.period.value()
        today = self.desk.now.date()
        return donation_papers.public_notice(read, first or date(today.year, 1, 1), last or today)


class _Went:
    """A step of goods out of the stock, under a number of its own."""

    def __init__(self, number: int, row: donations.WentRow) -> None:
        self.id, self.row = number, row


def _facts(row: DonorRow) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    hidden = t("supplies_more.donor.anonymous") if row.is_anonymous else ""
    left = [
        ("contact", t("supplies_receive.column.contact"), masking.mask_name(row.contact)),
        ("phone", t("supplies_receive.column.phone"), masking.mask_phone(row.phone)),
        ("uscc", t("supplies_receive.column.uscc"), row.uscc or ""),
        ("note", t("supplies_receive.column.note"), row.note or ""),
    ]
    right = [
        ("receipts", t("supplies_receive.column.receipts"), formats.number(row.receipts)),
        ("value", t("supplies_receive.column.value"), f"¥{row.value:,.2f}" if row.value else ""),
        ("last_at", t("supplies_receive.column.last_at"), formats.moment(row.last_at)),
        ("public", t("supplies_more.donor.public"), hidden),
    ]
    return left, right


def _columns() -> tuple[Column, ...]:
    return (
        Column("at", t("supplies_tab.item.date"), width=60),
        Column("item", t("supplies_in.line.item"), width=104, stretch=True),
        Column("quantity", t("supplies_tab.item.amount"), width=80, align="right"),
        Column("unit", t("supplies_more.donor.to"), width=104),
    )


def _cell(column: ColumnLike, each: Any) -> Cell:
    row: donations.WentRow = each.row
    match column.key:
        case "at":
            return Cell(formats.day(row.at.date()), tip=row.number)
        case "item":
            return Cell(row.name)
        case "quantity":
            return Cell(with_unit(row.quantity, row.base_unit))
        case _:
            return Cell(row.unit or t(f"supplies_books.kind.{row.kind}"))
