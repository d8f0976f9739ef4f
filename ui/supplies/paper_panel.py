"""A posted paper that has no list of its own, beside the stock: its lines, its slip, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duty_desk import formats, ledger
from duty_desk.ledger import Request
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies import books_sheets
from duty_desk.supplies.stock_moves import KIND_TONES, MOVEMENTS
from ui.kit.buttons import Kind
from ui.kit.cells import Cell
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.paint import Mark
from ui.kit.tokens import Tone
from ui.supplies.papers import print_sheet
from ui.supplies.record_panel import RecordPanel
from ui.supplies.reverse import reverse_panel

if TYPE_CHECKING:
    from ui.supplies.stock import StockView


def show_paper(view: StockView, document: int) -> None:
    """Show the paper in place of whatever stands beside the stock."""
    with view.desk.read() as read:
        rows = ledger.page(MOVEMENTS, read, Request(filters={"document": document}), 200).rows
    if not rows:
        return
    row: Any = rows[0]
    panel = RecordPanel(view.shell, parent=view)
    tone, icon = KIND_TONES[row.kind]
    panel.set_head(row.number, "", Mark(t(f"supplies_books.kind.{row.kind}"), Tone(tone), icon))
    panel.show_parts(
        (
            [
                ("at", t("supplies_books.column.at"), formats.moment(row.at)),
                ("reason", t("supplies_books.column.reason"), row.reason),
            ],
            [
                ("officer", t("supplies_books.column.officer"), row.officer),
                ("party", t("supplies_books.column.party"), row.party),
            ],
        ),
        banners=[(Tone.WARN, t("supplies_tab.card.reversed"), "")] if row.reversed else (),
        title=t("supplies_in.lines"),
        columns=(
            Column("item", t("supplies_in.line.item"), width=128, stretch=True),
            Column("lot", t("supplies_in.line.lot"), width=104),
            Column("quantity", t("supplies_tab.item.amount"), width=88, align="right"),
        ),
        rows=rows,
        cell=_cell,
        opened=lambda line: view.open_record("item", getattr(line, "item_id", 0)),
    )
    acts: list[Any] = []
    if row.kind == "disposal":
        acts.append(
            (
                t("supplies_more.print"),
                "printer-outline",
                Kind.DEFAULT,
                "",
                lambda: print_sheet(view.shell, lambda read: books_sheets.disposal_slip(read, document)),
            )
        )
    more: list[Any] = []
    if not row.reversed and row.kind != "reversal" and view.tab.may(Permission.REVERSE_GOODS):
        more.append((t("supplies_tab.reverse.verb"), lambda: _reverse(view, document, row.number)))
    panel.show_acts(acts, more)
    view.put_panel(panel)


def _reverse(view: StockView, document: int, number: str) -> None:
    panel = reverse_panel(view.shell, document, number, view)
    if panel is None:
        return

    def done(posted: Any) -> None:
        view.shell.notify(
            t("supplies_tab.reverse.done", number=posted.number), locked=t("supplies_tab.reverse.locked")
        )
        view.put_panel(None)
        view.reload()

    panel.done.connect(done)
    view.put_panel(panel)
    panel.form.field("reason").take_focus()


def _cell(column: ColumnLike, row: Any) -> Cell:
    match column.key:
        case "item":
            return Cell(row.item)
        case "lot":
            return Cell(row.lot)
        case _:
            return Cell(formats.number(row.quantity), row.unit)
