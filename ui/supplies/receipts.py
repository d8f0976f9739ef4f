"""What came in: every receipt, by source, and one of them beside the list with its lines, its papers and its taking back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats, masking
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies import donation_papers, donations, receipt_papers, receipt_rows, refusing
from duty_desk.supplies.quantities import with_unit
from duty_desk.supplies.receipt_rows import REVERSED, ReceiptLineRow, ReceiptRow
from duty_desk.supplies.receipts import RECEIPTS
from duty_desk.supplies.receive_form import SOURCES
from duty_desk.work import Read, Work
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.desk_source import CellMaker
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.tokens import Tone
from ui.supplies.papers import print_layouts, print_sheet
from ui.supplies.record_panel import Act, RecordPanel
from ui.supplies.reverse import reverse_panel
from ui.views.columns import fitted, number_cell
from ui.views.list_view import ALL, Chip, ListView

# The name of each form of donation_papers.
PAPERS = {"donation_slip": "donation", "certificate": "certificate", "letter": "letter"}


class ReceiptsView(ListView):
    """Enter opens a receipt; F2 begins a new one; Ctrl+P prints its paper."""

    SEARCHES = "supplies_in.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"receipt", "stock_document"})
    LEDGER = fitted(
        RECEIPTS, {"number": 64, "goods": 200, "party": 144}, ("keeper", "checked_by", "restricted")
    )
    STRONG = "number"

    def buttons(self) -> Sequence[QWidget]:
        if not self.tab.may(Permission.RECEIVE_GOODS):
            return ()
        bring_in = Button(t("supplies_in.import"), icon="upload", parent=self.head)
        bring_in.clicked.connect(lambda: self.shell.open_import("receipts"))
        bring_in.setVisible(self.tab.may(Permission.IMPORT))
        come = Button(
            t("supplies_tab.receive"),
            icon="archive-arrow-down-outline",
            key="F2",
            kind=Kind.PRIMARY,
            bind=False,
            parent=self.head,
        )
        come.clicked.connect(self.tab.start_receipt)
        return bring_in, come

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        for source in SOURCES:
            found[source.value] = Chip(t(f"supplies_receive.source.{source.value}"), {"source": source.value})
        found["restricted"] = Chip(t("supplies_in.restricted"), {"restricted": True}, "lock-outline")
        found["unthanked"] = Chip(t("supplies_in.unthanked"), {"unthanked": True}, "hand-heart-outline")
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {"number": number_cell}

    def faint(self, row: Any) -> bool:
        return row.state == REVERSED

    def empty(self) -> QWidget:
        button = None
        if self.tab.may(Permission.RECEIVE_GOODS):
            button = Button(t("supplies_tab.receive"), icon="plus", kind=Kind.PRIMARY)
            button.clicked.connect(self.tab.start_receipt)
        return EmptyState(
            t("supplies_in.empty"),
            t("supplies_in.empty_next"),
            icon="archive-arrow-down-outline",
            tone=None,
            button=button,
        )

    def show_row(self, row_id: int) -> None:
        try:
            with self.desk.read() as read:
                row = receipt_rows.get_receipt(read, row_id)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        panel = self.panel
        if not isinstance(panel, RecordPanel):
            panel = RecordPanel(self.shell, parent=self)
            self.put_panel(panel)
        panel.record_id = row_id
        tone, icon = (Tone.NEUTRAL, "undo") if row.state == REVERSED else (Tone.OK, "check-circle")
        panel.set_head(row.party, row.number, Mark(t(f"supplies_receive.state.{row.state}"), tone, icon))
        banners = []
        if row.reversed_by:
            banners.append((Tone.WARN, t("supplies_in.reversed_by", number=row.reversed_by), ""))
        panel.show_parts(
            _facts(row),
            banners=banners,
            title=t("supplies_in.lines"),
            columns=_columns(),
            rows=row.lines,
            cell=_cell,
            opened=self._open_line,
        )
        self._acts(panel, row)

    def _open_line(self, line: Any) -> None:
        if line.item_id is not None:
            self.tab.open_record("item", line.item_id)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, RecordPanel) and self.panel.record_id:
            self.show_row(self.panel.record_id)

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    def reverse(self, document: int, number: str) -> None:
        """Ask for the reason beside the list."""
        panel = reverse_panel(self.shell, document, number, self)
        if panel is not None:
            panel.done.connect(lambda posted: self._reversed(document, posted.number))
            self.put_panel(panel)
            panel.form.field("reason").take_focus()

    def _reversed(self, document: int, number: str) -> None:
        self.shell.notify(
            t("supplies_tab.reverse.done", number=number), locked=t("supplies_tab.reverse.locked")
        )
        self.put_panel(None)
        self.show_row(document)

    def print_current(self) -> None:
        row = self.list.current_row()
        if row is not None:
            self._slip(row.id)
        else:
            super().print_current()

    def _acts(self, panel: RecordPanel, row: ReceiptRow) -> None:
        acts: list[tuple[str, str, Kind, str, Callable[[], object]]] = [
            (t("supplies_in.paper.receipt"), "printer-outline", Kind.DEFAULT, "", lambda: self._slip(row.id))
        ]
        more: list[Act] = []
        if row.source == "donation":
            acts.append(
                (
                    t("supplies_in.paper.donation"),
                    "hand-heart-outline",
                    Kind.DEFAULT,
                    "",
                    lambda: self._donation(row.id, "donation_slip", donation_papers.donation_slip),
                )
            )
            more.append(
                (
                    t("supplies_in.paper.certificate"),
                    lambda: self._donation(row.id, "certificate", donation_papers.certificate),
                )
            )
            more.append((t("supplies_in.paper.letter"), lambda: self._thank(row.id)))
            more.append(
                (
                    t("supplies_in.paper.went"),
                    lambda: print_sheet(self.shell, lambda read: _went(read, row.id)),
                )
            )
        with self.desk.read() as read:
            slips = refusing.list_of_receipt(read, row.id)
        for slip in slips:
            more.append(
                (t("supplies_in.paper.refused", number=slip.number), lambda slip=slip: self._refusal(slip.id))
            )
        if row.state != REVERSED and self.tab.may(Permission.REVERSE_GOODS):
            more.append((t("supplies_tab.reverse.verb"), lambda: self.reverse(row.id, row.number)))
        panel.show_acts(acts, more)

    def _slip(self, document: int) -> None:
        print_layouts(
            self.shell,
            lambda read: receipt_papers.receipt_slip(read, document),
            t("supplies_in.paper.receipt"),
            lambda work, where: receipt_papers.record_receipt(work, document, where),
        )

    def _refusal(self, refused: int) -> None:
        print_layouts(
            self.shell,
            lambda read: receipt_papers.refusal_slip(read, refused),
            t("supplies_more.refused.slip"),
            lambda work, where: receipt_papers.record_refusal(work, refused, where),
        )

    def _donation(self, document: int, form: str, make: Callable[[Read, int], Sequence[Any]]) -> None:
        print_layouts(
            self.shell,
            lambda read: make(read, document),
            t(f"supplies_in.paper.{PAPERS[form]}"),
            lambda work, where: donation_papers.record(work, document, form, where),
        )

    def _thank(self, document: int) -> None:
        """The letter; once it went out, the donor counts as thanked."""

        def counted(work: Work, where: str) -> None:
            donation_papers.record(work, document, "letter", where)
            donations.mark_thanked(work, document)

        print_layouts(
            self.shell,
            lambda read: donation_papers.letter(read, document),
            t("supplies_in.paper.letter"),
            counted,
        )


def _went(read: Read, document: int) -> Any:
    return donation_papers.went_report(read, donations.of_receipt(read, document))


def _facts(row: ReceiptRow) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    first = row.deliveries[0]
    left = [
        ("source", t("supplies_receive.column.source"), t(f"supplies_receive.source.{row.source}")),
        ("paper", t("supplies_receive.column.paper"), row.paper),
        ("batch", t("supplies_receive.column.batch"), row.batch),
        ("delivered", t("supplies_in.delivered_by"), first.delivered_by or ""),
        ("phone", t("supplies_in.phone"), masking.mask_phone(first.delivered_phone)),
        ("note", t("supplies_receive.column.note"), first.note or ""),
    ]
    right = [
        ("at", t("supplies_receive.column.at"), formats.moment(row.at)),
        ("keeper", t("supplies_receive.column.keeper"), row.keeper),
        ("checked", t("supplies_receive.column.checked_by"), row.second or row.checked_by),
        (
            "amount",
            t("supplies_receive.column.amount"),
            f"¥{row.amount:,.2f}" if row.amount is not None else "",
        ),
        ("reason", t("supplies_in.answered"), row.reason or ""),
    ]
    return left, right


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", t("supplies_in.line.item"), width=128, stretch=True),
        Column("usable", t("supplies_in.line.quantity"), width=88, align="right"),
        Column("lot", t("supplies_in.line.lot"), width=112),
    )


def _cell(column: ColumnLike, row: Any) -> Cell:
    line: ReceiptLineRow = row
    match column.key:
        case "name":
            return Cell(
                line.name, line.spec or "", tip=" ".join(p for p in (line.name, line.spec, line.note) if p)
            )
        case "usable":
            lost = line.defective + line.expired
            tip = t("supplies_in.line.lost", quantity=with_unit(lost, line.base_unit)) if lost else ""
            return Cell(
                formats.number(line.usable), line.base_unit, tone=Tone.WARN if lost else None, tip=tip
            )
        case _:
            bound = line.purpose_unit or line.purpose or ""
            said = [
                line.lot or "",
                line.expires_on.isoformat() if line.expires_on else "",
                bound,
                line.store or "",
            ]
            return Cell(
                line.lot or "",
                icon="lock-outline" if bound else "",
                tip="  ".join(part for part in said if part),
            )
