"""The papers goods go out with: slips of one or of many dispatches in one file, the register to sign, the table of an allocation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from db.models import Allocation, Movement, Stock, StockDocument, Unit
from db.vocabulary import DispatchState, DocumentKind
from duty_desk import formats, ledger, masking, paper, printing, settings
from duty_desk.errors import Refusal, StaleError
from duty_desk.ledger import Request
from duty_desk.paper import dates
from duty_desk.paper.layout import Text
from duty_desk.paper.pass_card import zh
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.supplies import catalogue_rows, quantities
from duty_desk.supplies.books_sheets import Sheet, SheetColumn
from duty_desk.supplies.dispatch_lists import ISSUE_LINES
from duty_desk.supplies.dispatch_rows import CODE, DispatchLineRow, DispatchRow, fetch_dispatches
from duty_desk.supplies.issue_papers_layout import IssueSlip, layout_slip
from duty_desk.supplies.quantities import number_text
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Layout, Progress

SLIP = "issue_slip"
PRINTABLE = (DispatchState.APPROVED, DispatchState.ISSUED, DispatchState.SIGNED)
_GAP = "\N{IDEOGRAPHIC SPACE}"


def slips(read: Read, ids: Sequence[int], *, parts: int = 2) -> tuple[Layout, ...]:
    """The slips of these dispatches in their order, `parts` of each (store, unit, accounts).

    Raises Refusal for one that waits, was rejected or is void, and for characters that no font of ours has.
    """
    found = {row.id: row for row in fetch_dispatches(read, ids)}
    if len(found) < len(set(ids)):
        raise StaleError("storage.stale")
    copies = printing.copies_of_many(read, "dispatch", list(ids), SLIP)
    layouts: list[Layout] = []
    for dispatch in ids:
        row = found[dispatch]
        if row.state not in PRINTABLE:
            state = t(f"supplies_dispatch.state.{row.state}")
            raise Refusal("supplies_dispatch.refusal.not_printable", number=row.number, state=state)
        layouts += layout_slip(_slip(read, row, copies.get(dispatch, 0) + 1), parts)
    words = "".join(item.text for layout in layouts for item in layout.items if isinstance(item, Text))
    if missing := paper.missing_characters(words):
        characters = t("supplies_dispatch.list_mark").join(missing)
        raise Refusal("supplies_dispatch.refusal.missing_characters", characters=characters)
    return tuple(layouts)


def draw(layouts: Sequence[Layout], title: str, progress: Progress | None = None) -> bytes:
    """Layouts as one PDF."""
    target = BytesIO()
    paper.write_layouts(target, title, layouts, progress)
    return target.getvalue()


@requires(Permission.PRINT)
def record_slips(work: Work, ids: Sequence[int], destination: str) -> dict[int, int]:
    """Count the prints once they went to a printer or a file; copy number by dispatch."""
    return printing.record_many(work, "dispatch", list(ids), SLIP, destination)


def register(read: Read, request: Request) -> Sheet:
    """The register of issued goods, oldest line first, with a column to sign in."""
    oldest = Request(request.search, request.filters, ISSUE_LINES.default_sort, descending=False)
    rows = [
        (
            n,
            row.issued_at.date(),
            row.unit,
            _GAP.join(part for part in (row.item, row.spec) if part),
            row.issued,
            row.base_unit,
            row.purpose,
            masking.mask_name(row.receiver),
            row.keeper,
            row.note,
        )
        for n, row in enumerate(ledger.iterate(ISSUE_LINES, read, oldest), start=1)
    ]
    sums = ISSUE_LINES.totals(read, oldest) if ISSUE_LINES.totals is not None else ()
    said = [f"{total.title} {total.text}" for total in sums]
    filtered = ISSUE_LINES.describe(read, oldest) if ISSUE_LINES.describe is not None else ""
    keys = ("n", "day", "unit", "item", "issued", "base_unit", "purpose", "signed", "keeper", "note")
    widths = (9, 20, 30, 68, 18, 11, 34, 26, 20, 32)
    kinds = ("number", "date", "text", "text", "number", *["text"] * 5)
    return Sheet(
        title=t("supplies_dispatch.ledger.issue_lines"),
        columns=tuple(
            SheetColumn(t(f"supplies_dispatch.register.{key}"), width, kind)
            for key, width, kind in zip(keys, widths, kinds, strict=True)
        ),
        rows=tuple(rows),
        about=filtered,
        note=_GAP.join(said),
        signatures=tuple(t(f"supplies_dispatch.register.{who}") for who in ("maker", "checker", "head")),
    )


def allocation_table(read: Read, allocation: int) -> Sheet:
    """An accepted allocation: each unit's heads, share and quantity, as it was accepted."""
    row = read.session.get(Allocation, allocation)
    if row is None:
        raise StaleError("storage.stale")
    item = catalogue_rows.get_item(read, row.item_id)
    names = {unit.id: unit.name for unit in read.session.execute(select(Unit.id, Unit.name))}
    lines = [
        (
            n,
            names.get(share["unit"], ""),
            share["heads"] or "",
            _tenths(share["exact"]),
            Decimal(share["quantity"]),
            _tenths(Decimal(share["quantity"]) - Decimal(share["exact"])),
            t("supplies_dispatch.table.locked") if share["locked"]
            else t("supplies_dispatch.table.rounded") if share["rounded_up"] else "",
        )
        for n, share in enumerate(row.rows, start=1)
    ]  # fmt: skip
    exact = sum((Decimal(share["exact"]) for share in row.rows), Decimal(0))
    given = sum((Decimal(share["quantity"]) for share in row.rows), Decimal(0))
    keys = ("n", "unit", "heads", "exact", "given", "difference", "note")
    widths = (10, 52, 20, 28, 28, 22, 26)
    kinds = ("number", "text", *["number"] * 4, "text")
    return Sheet(
        title=t("supplies_dispatch.table.title", item=item.name),
        columns=tuple(
            SheetColumn(t(f"supplies_dispatch.table.{key}"), width, kind)
            for key, width, kind in zip(keys, widths, kinds, strict=True)
        ),
        rows=tuple(lines),
        about=t(
            "supplies_dispatch.table.about",
            total=number_text(row.total),
            unit=item.base_unit,
            basis=t(f"supplies_dispatch.basis.{row.basis}"),
            purpose=row.purpose,
        ),
        cut_off=row.accepted_at,
        total=(
            "",
            t("supplies_dispatch.table.sum"),
            sum(share["heads"] or 0 for share in row.rows) or "",
            _tenths(exact),
            given,
            _tenths(given - exact),
            "",
        ),
        signatures=tuple(t(f"supplies_dispatch.register.{who}") for who in ("maker", "checker", "head")),
        subject=("allocation", allocation),
        form="allocation_table",
    )  # fmt: skip


def _tenths(value: Any) -> Decimal:
    return round(Decimal(value), 1)


def _slip(read: Read, row: DispatchRow, copy: int) -> IssueSlip:
    taker = " ".join(part for part in (row.receiver, masking.mask_phone(row.receiver_phone)) if part)
    stores = dict.fromkeys(pick.store for line in row.lines for pick in line.picks)
    day = (row.issued_at or row.approved_at or row.requested_at).date()
    return IssueSlip(
        office=str(settings.get(read, "office.name", "") or ""),
        number=row.number,
        code=f"{CODE}{row.year}-{row.sequence:04d}",
        day=dates.full(day),
        unit=row.unit,
        purpose=_GAP.join(part for part in (row.purpose, row.place) if part),
        receiver=taker,
        store=t("supplies_dispatch.list_mark").join(stores),
        rows=tuple(_numbered(cells for line in row.lines for cells in _cells(read, line))),
        balance=_balance(read, row),
        done=_done(row),
        needs_two=row.needs_two,
        officer=read.officer.name,
        printed_at=read.at,
        copy=copy,
        watermark=paper.demo_mark() if settings.get(read, "office.demo", False) else None,
    )


def _numbered(rows: Any) -> list[tuple[str, ...]]:
    return [(str(n), *cells) for n, cells in enumerate(rows, start=1)]


def _cells(read: Read, line: DispatchLineRow) -> list[tuple[str, ...]]:
    """A row for each lot; what was asked and approved stands in the first."""
    item = catalogue_rows.get_item(read, line.item_id)
    name = " ".join(part for part in (line.item, line.spec) if part)
    approved = "" if line.approved is None else number_text(line.approved)
    rows: list[tuple[str, ...]] = []
    for n, pick in enumerate(line.picks):
        given = number_text(pick.quantity) if line.issued is not None else ""
        packs = quantities.in_packs(pick.quantity, item)
        plain = f"{number_text(pick.quantity)}{line.unit}"
        note = line.note or (packs if packs != plain else "") or pick.reason
        asked = (number_text(line.asked), approved) if n == 0 else ("", "")
        rows.append((name, line.unit, *asked, given, pick.lot, note))
    if not rows:
        given = "" if line.issued is None else number_text(line.issued)
        rows.append((name, line.unit, number_text(line.asked), approved, given, "", line.note))
    return rows


def _done(row: DispatchRow) -> str:
    """Who approved and handed out, and when, beside the lines that they sign on."""
    said: list[str] = []
    for key, name, at in (
        ("approved_by", row.approver, row.approved_at),
        (
            "issued_by",
            zh("supplies_dispatch.list_mark").join(filter(None, (row.keeper, row.second))),
            row.issued_at,
        ),
    ):
        if name and at is not None:
            said.append(
                f"{zh(f'supplies_dispatch.slip.{key}')} {name} {dates.day(at.date())} {formats.clock(at)}"
            )
    return _GAP.join(said)


def _balance(read: Read, row: DispatchRow) -> str:
    """How many kinds went, and what was left of each afterwards; that goods are free stands there too."""
    if row.issued_at is None:
        return zh("supplies_dispatch.slip.to_issue", count=len(row.lines))
    items = dict.fromkeys(line.item_id for line in row.lines if line.issued)
    left = [
        f"{line.item} {number_text(_left_after(read, line.item_id, row))} {line.unit}"
        for line in {line.item_id: line for line in row.lines if line.issued}.values()
    ]
    return zh(
        "supplies_dispatch.slip.balance", count=len(items), left=zh("supplies_dispatch.slip.mark").join(left)
    )


def _left_after(read: Read, item: int, row: DispatchRow) -> Decimal:
    """What is there now less what moved after this paper: costs what lies between, however long the past is."""
    at: datetime | None = row.issued_at
    paper_id = read.session.scalar(
        select(StockDocument.id)
        .where(
            StockDocument.subject_kind == "dispatch",
            StockDocument.subject_id == row.id,
            StockDocument.kind == DocumentKind.ISSUE.value,
        )
        .order_by(StockDocument.id.desc())
        .limit(1)
    )
    now = read.session.scalar(select(func.sum(Stock.quantity)).where(Stock.item_id == item)) or Decimal(0)
    later = select(func.sum(Movement.quantity)).where(
        Movement.item_id == item,
        or_(Movement.at > at, and_(Movement.at == at, Movement.document_id > (paper_id or 0))),
    )
    return now - (read.session.scalar(later) or Decimal(0))
