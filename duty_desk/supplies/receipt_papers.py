"""The papers of what came in: the receipt in two parts and the slip for goods that were not taken in."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from duty_desk import formats, masking, paper, printing, settings
from duty_desk.errors import StaleError
from duty_desk.paper import dates
from duty_desk.paper.forms import FormColumn
from duty_desk.paper.layout import Align
from duty_desk.paper.pass_card import zh
from duty_desk.roles import Permission, requires
from duty_desk.supplies import refusing
from duty_desk.supplies.quantities import number_text
from duty_desk.supplies.receipt_papers_layout import WIDTH, Slip, layout_slip
from duty_desk.supplies.receipt_rows import ReceiptLineRow, get_receipt
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Layout, Progress

RECEIPT_SLIP, REFUSAL_SLIP = "receipt_slip", "refusal_slip"
_PAPER = "stock_document"
_REFUSED = "refused_goods"
# Left out while no line has anything there.
_OPTIONAL = frozenset({"due", "rejected", "amount", "price", "lot", "expires_on", "basis"})
_RECEIPT_COLUMNS: tuple[tuple[str, float, Align], ...] = (
    ("n", 8, "centre"),
    ("name", 0, "left"),
    ("unit", 10, "centre"),
    ("due", 15, "right"),
    ("counted", 15, "right"),
    ("rejected", 13, "right"),
    ("lot", 23, "left"),
    ("expires_on", 19, "left"),
    ("amount", 19, "right"),
)


def receipt_slip(read: Read, document: int) -> tuple[Layout, ...]:
    """The receipt of goods: a part for the store and one for the accounts."""
    row = get_receipt(read, document)
    first = row.deliveries[0]
    handed = " ".join(
        part for part in (first.delivered_by or "", masking.mask_phone(first.delivered_phone)) if part
    )
    slip = Slip(
        title=zh("supplies_receive.paper.receipt"),
        number=row.number,
        heads=(
            (zh("supplies_receive.paper.source"), zh(f"supplies_receive.source.{row.source}")),
            (zh("supplies_receive.paper.party"), row.party),
            (zh("supplies_receive.paper.on"), _moment(row.at)),
            (zh("supplies_receive.paper.document"), row.paper),
            (zh("supplies_receive.paper.batch"), row.batch),
            (zh("supplies_receive.paper.delivered_by"), handed),
        ),
        **table_of(row.lines, _RECEIPT_COLUMNS),
        under=_receipt_notes(read, row),
        signed=_signed("deliverer", "checker", "keeper", "bookkeeper"),
        seal=zh("supplies_receive.paper.seal"),
        parts=_parts("store", "accounts"),
        **common(read, (_PAPER, document), RECEIPT_SLIP),
    )
    return layout_slip(slip)


def refusal_slip(read: Read, refused: int) -> tuple[Layout, ...]:
    """The slip for goods turned away or unclaimed: a part for the office and one for whoever brought them."""
    found = refusing.fetch_refused(read, [refused])
    if not found:
        raise StaleError("storage.stale")
    row = found[0]
    settled = f"{zh(f'supplies_receive.outcome.{row.state}')} {_day(row.settled_at)}".strip()
    slip = Slip(
        title=zh(f"supplies_receive.paper.{row.kind}"),
        number=row.number,
        heads=(
            (zh("supplies_receive.paper.brought_by"), row.party),
            (zh("supplies_receive.paper.on"), _moment(row.at)),
            (zh("supplies_receive.paper.outcome"), settled),
        ),
        columns=_columns(
            ("n", 9, "centre"), ("name", 67, "left"), ("unit", 12, "centre"), ("quantity", 20, "right"),
            ("lot", 26, "left"), ("produced_on", 20, "left"), ("expires_on", 20, "left"),
        ),
        rows=(
            (
                "1", " ".join(part for part in (row.code or "", row.name) if part), row.unit,
                number_text(row.quantity), row.lot or "", _day(row.produced_on), _day(row.expires_on),
            ),
        ),
        under=(
            zh("supplies_receive.paper.reason", reason=row.reason),
            zh(f"supplies_receive.paper.{row.kind}_note"),
        ),
        signed=_signed("deliverer", "checker", "keeper"),
        seal=zh("supplies_receive.paper.seal"),
        parts=_parts("office", "deliverer"),
        **common(read, (_REFUSED, refused), REFUSAL_SLIP),
    )  # fmt: skip
    return layout_slip(slip)


def draw(layouts: Sequence[Layout], title: str, progress: Progress | None = None) -> bytes:
    """Layouts as one PDF."""
    target = BytesIO()
    paper.write_layouts(target, title, layouts, progress)
    return target.getvalue()


@requires(Permission.PRINT)
def record_receipt(work: Work, document: int, destination: str) -> int:
    """Count a print of a receipt; returns its copy number."""
    return printing.record(work, (_PAPER, document), RECEIPT_SLIP, destination)


@requires(Permission.PRINT)
def record_refusal(work: Work, refused: int, destination: str) -> int:
    """Count a print of a refusal slip; returns its copy number."""
    return printing.record(work, (_REFUSED, refused), REFUSAL_SLIP, destination)


def common(read: Read, subject: tuple[str, int], form: str) -> dict[str, Any]:
    """Who prints it, when and for which time, and the mark of the sample office."""
    return {
        "office": office_name(read),
        "officer": read.officer.name,
        "printed_at": read.at,
        "copy": printing.copies(read, subject, form) + 1,
        "watermark": watermark(read),
    }


def watermark(read: Read) -> str | None:
    """The mark that papers of the sample office carry."""
    return paper.demo_mark() if settings.get(read, "office.demo", False) else None


def office_name(read: Read) -> str:
    """Whose paper it is."""
    return str(settings.get(read, "office.name", "") or "")


def name_of(line: ReceiptLineRow) -> str:
    """A line's goods on paper: name and specification."""
    return f"{line.name} {line.spec}".strip() if line.item_id is not None else line.name


def packs_notes(read: Read, lines: Sequence[ReceiptLineRow]) -> tuple[str, ...]:
    """What was delivered in packs and is counted in base units, said once in one sentence."""
    said = [
        zh(
            "supplies_receive.paper.conversion",
            name=line.name,
            entered=f"{number_text(line.entered)}{line.entered_unit}",
            base=f"{number_text(line.counted)}{line.base_unit}",
        )
        for line in lines
        if line.item_id is not None and line.entered is not None and line.entered != line.counted
    ]
    return (zh("supplies_receive.paper.conversions", text=_joined(said)),) if said else ()


def table_of(lines: Sequence[ReceiptLineRow], named: Sequence[tuple[str, float, Align]]) -> dict[str, Any]:
    """Columns and rows; the name of the goods has all the room that is left."""
    cells = [_cells(n, line) for n, line in enumerate(lines, start=1)]
    shown = [each for each in named if each[0] not in _OPTIONAL or any(row[each[0]] for row in cells)]
    rest = WIDTH - sum(width for _, width, _ in shown)
    columns = tuple(
        FormColumn(zh(f"supplies_receive.paper.column.{key}"), width or rest, align)
        for key, width, align in shown
    )
    return {"columns": columns, "rows": tuple(tuple(row[key] for key, _, _ in shown) for row in cells)}


def _cells(n: int, line: ReceiptLineRow) -> dict[str, str]:
    rejected = line.defective + line.expired
    itemised = line.item_id is not None
    return {
        "n": str(n),
        "name": name_of(line) if itemised else zh("supplies_receive.paper.total_of", name=line.name),
        "unit": line.base_unit,
        "due": number_text(line.due) if line.due is not None else "",
        "counted": number_text(line.counted),
        "quantity": number_text(line.usable),
        "rejected": number_text(rejected) if rejected else "",
        "lot": line.lot or "",
        "expires_on": _day(line.expires_on),
        "price": _price(line),
        "amount": f"{line.amount:,.2f}" if line.amount is not None else "",
        "basis": zh(f"supplies_receive.basis.{line.basis}") if line.basis else "",
    }


def _price(line: ReceiptLineRow) -> str:
    """For one of what the goods were priced by: a box's price must not stand beside the number of pieces."""
    if line.price is None:
        return ""
    in_packs = line.entered is not None and line.entered != line.counted
    return formats.number(line.price) + (f"/{line.entered_unit}" if in_packs else "")


def _receipt_notes(read: Read, row: Any) -> tuple[str, ...]:
    places = {
        " ".join(part for part in (line.store or "", line.place or "") if part): None
        for line in row.lines
        if line.store
    }
    notes = [zh("supplies_receive.paper.stores", text=_joined(places), count=len(row.lines))]
    if row.amount is not None:
        notes[0] += zh("supplies_receive.paper.sum", amount=f"{row.amount:,.2f}")
    notes += packs_notes(read, row.lines)
    if row.reason:
        notes.append(zh("supplies_receive.paper.answer", text=row.reason))
    if row.checked_by:
        # What came out of an old register says nothing of it: the lines are signed by hand.
        notes.append(zh("supplies_receive.paper.signed_by", checker=row.checked_by, keeper=row.keeper))
    if row.reversed_by:
        notes.append(zh("supplies_receive.paper.reversed", number=row.reversed_by))
    return tuple(notes)


def _columns(*named: tuple[str, float, Align]) -> tuple[FormColumn, ...]:
    return tuple(
        FormColumn(zh(f"supplies_receive.paper.column.{key}"), width, align) for key, width, align in named
    )


def _signed(*who: str) -> tuple[str, ...]:
    return tuple(zh(f"supplies_receive.paper.signed.{each}") for each in who)


def _parts(*names: str) -> tuple[str, ...]:
    return tuple(zh(f"supplies_receive.paper.part.{name}") for name in names)


def _joined(parts: Any) -> str:
    return zh("supplies_receive.list_mark").join(part for part in parts if part)


def _day(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if value is not None else ""


def _moment(value: Any) -> str:
    return f"{dates.full(value.date())} {formats.clock(value)}"
