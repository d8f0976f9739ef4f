"""Goods between stores: what is on its way, what came, and what is still to be explained (product rule S6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies import books_sheets, transfers, transfers_rows
from duty_desk.supplies.transfers import Fate
from duty_desk.supplies.transfers_rows import STATE_TONES, TRANSFERS, TransferLineRow, TransferRow
from duty_desk.work import Work
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.combo import ComboBox
from ui.kit.desk_source import CellMaker
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.notices import EmptyState
from ui.kit.number_fields import NumberField
from ui.kit.paint import Mark
from ui.kit.tokens import Tone
from ui.supplies.papers import print_sheet
from ui.supplies.record_panel import RecordPanel
from ui.views.act_panel import ActPanel
from ui.views.columns import fitted, number_cell
from ui.views.list_view import ALL, Chip, ListView


class TransfersView(ListView):
    """Enter opens a transfer, to take it in or to say what became of what is missing."""

    SEARCHES = "supplies_tab.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"transfer", "transfer_line"})
    LEDGER = fitted(TRANSFERS, {"number": 64, "goods": 184, "missing": 112}, ("received_at",))
    STRONG = "number"

    def buttons(self) -> Sequence[QWidget]:
        if not self.tab.may(Permission.ISSUE_GOODS):
            return ()
        send = Button(
            t("supplies_moves.transfer.new"), icon="swap-horizontal", kind=Kind.PRIMARY, parent=self.head
        )
        send.clicked.connect(lambda: self.tab.show_view("transfer"))
        return (send,)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        for state, (tone, icon) in STATE_TONES.items():
            found[state] = Chip(
                t(f"supplies_books.transfer_state.{state}"), {"state": state}, icon, Tone(tone)
            )
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {"number": number_cell}

    def faint(self, row: Any) -> bool:
        return row.state in ("settled", "voided")

    def empty(self) -> QWidget:
        return EmptyState(
            t("supplies_moves.transfer.empty"),
            t("supplies_moves.transfer.empty_next"),
            icon="swap-horizontal",
            tone=None,
        )

    def show_row(self, row_id: int) -> None:
        try:
            with self.desk.read() as read:
                row = transfers_rows.get_transfer(read, row_id)
                lines = transfers_rows.list_transfer_lines(read, [row_id]).get(row_id, ())
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        panel = self.panel
        if not isinstance(panel, RecordPanel):
            panel = RecordPanel(self.shell, parent=self)
            self.put_panel(panel)
        panel.record_id = row_id
        tone, icon = STATE_TONES[row.state]
        way = t("supplies_moves.transfer.way", source=row.from_store, target=row.to_store)
        panel.set_head(
            way, row.number, Mark(t(f"supplies_books.transfer_state.{row.state}"), Tone(tone), icon)
        )
        banners = []
        if row.state == "short":
            banners.append(
                (
                    Tone.DANGER,
                    t("supplies_moves.transfer.short", what=row.missing),
                    t("supplies_moves.transfer.short_next"),
                )
            )
        panel.show_parts(
            _facts(row),
            banners=banners,
            title=t("supplies_in.lines"),
            columns=_columns(),
            rows=lines,
            cell=_cell,
        )
        acts = []
        if self.tab.may(Permission.RECEIVE_GOODS):
            if row.state == "sent":
                acts.append(
                    (
                        t("supplies_moves.transfer.receive"),
                        "login",
                        Kind.PRIMARY,
                        "",
                        lambda: self.receive(row, lines),
                    )
                )
            if row.state == "short":
                acts.append(
                    (t("supplies_moves.transfer.settle"), "check", Kind.PRIMARY, "", lambda: self.settle(row))
                )
        slip = lambda read: books_sheets.transfer_slip(read, row_id)  # noqa: E731
        acts.append(
            (
                t("supplies_more.print"),
                "printer-outline",
                Kind.DEFAULT,
                "",
                lambda: print_sheet(self.shell, slip),
            )
        )
        panel.show_acts(acts, ())

    def refresh_panel(self) -> None:
        if isinstance(self.panel, RecordPanel) and self.panel.record_id:
            self.show_row(self.panel.record_id)

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    def receive(self, row: TransferRow, lines: Sequence[TransferLineRow]) -> ActPanel:
        """Take in what came, lot by lot; what is less than was sent stays open."""

        def act(work: Work, values: dict[str, Any], _second: object) -> object:
            came = {line.lot_id: _decimal(values[f"received.{line.lot_id}"]) for line in lines}
            return transfers.receive(work, row.id, version=row.version, received=came)

        panel = ActPanel(
            self.shell,
            t("supplies_moves.transfer.receive_title", number=row.number),
            t("supplies_moves.transfer.receive_note"),
            t("supplies_moves.transfer.receive"),
            act,
            icon="login",
            parent=self,
        )
        for line in lines:
            field = NumberField(line.sent, unit=line.unit, least=0, most=line.sent, whole=False)
            panel.form.add(
                f"received.{line.lot_id}",
                line.item,
                field,
                help=t("supplies_moves.transfer.line", lot=line.lot, sent=formats.number(line.sent)),
                check=lambda value, field=field: (
                    None if value is not None else field.problem() or t("supplies_moves.error.count_missing")
                ),
            )
        self._open(panel, row, t("supplies_moves.transfer.received", number=row.number))
        return panel

    def settle(self, row: TransferRow) -> ActPanel:
        """Say what became of what did not arrive."""
        panel = ActPanel(
            self.shell,
            t("supplies_moves.transfer.settle_title", number=row.number),
            row.missing,
            t("supplies_moves.transfer.settle"),
            lambda work, values, second: transfers.settle(
                work,
                row.id,
                fate=Fate(values["fate"]),
                explanation=values["explanation"],
                version=row.version,
                approval=second,
            ),
            parent=self,
        )
        fates = ComboBox(
            [(each.value, t(f"supplies_books.fate.{each.value}")) for each in Fate], Fate.FOUND.value
        )
        panel.form.add("fate", t("supplies_moves.transfer.fate"), fates)
        panel.ask_reason("explanation", t("supplies_moves.transfer.explanation"))
        second = panel.ask_second(
            lambda values: transfers.settling(row.id, row.version, Fate(values["fate"]))
        )
        fit = lambda: second.set_needed(fates.value() == Fate.LOST.value)  # noqa: E731
        fates.changed.connect(fit)
        fit()
        self._open(panel, row, t("supplies_moves.transfer.settled", number=row.number))
        return panel

    def _open(self, panel: ActPanel, row: TransferRow, said: str) -> None:
        def done(_given: object) -> None:
            self.shell.notify(said, locked=t("supplies_tab.reverse.locked_paper"))
            self.put_panel(None)
            self.show_row(row.id)

        panel.done.connect(done)
        self.put_panel(panel)
        panel.form.field(panel.form.names()[0]).take_focus()


def _decimal(value: object) -> Decimal:
    assert isinstance(value, Decimal)
    return value


def _facts(row: TransferRow) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    left = [
        ("sent_at", t("supplies_books.column.sent_at"), formats.moment(row.sent_at)),
        ("sent_by", t("supplies_moves.transfer.sent_by"), row.sent_by),
        ("carrier", t("supplies_moves.transfer.carrier"), row.carrier),
        ("note", t("supplies_in.note"), row.note),
    ]
    right = [
        ("received_at", t("supplies_books.column.received_at"), formats.moment(row.received_at)),
        ("received_by", t("supplies_moves.transfer.received_by"), row.received_by),
        ("settlement", t("supplies_books.column.settlement"), row.settlement),
    ]
    return left, right


def _columns() -> tuple[Column, ...]:
    return (
        Column("item", t("supplies_in.line.item"), width=112, stretch=True),
        Column("lot", t("supplies_in.line.lot"), width=88),
        Column("sent", t("supplies_moves.transfer.out"), width=64, align="right"),
        Column("received", t("supplies_moves.transfer.in"), width=64, align="right"),
    )


def _cell(column: ColumnLike, row: Any) -> Cell:
    match column.key:
        case "item":
            return Cell(row.item, row.spec)
        case "lot":
            return Cell(row.lot)
        case "sent":
            return Cell(formats.number(row.sent))
        case _:
            short = bool(row.difference)
            return Cell(formats.number(row.received), bold=short, tone=Tone.DANGER if short else None)
