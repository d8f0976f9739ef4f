"""The papers of a donation: the receipt in three parts, the certificate, the letter of thanks, the public notice, the report."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duty_desk import masking, printing, settings
from duty_desk.errors import Refusal
from duty_desk.paper import dates, in_words
from duty_desk.paper.layout import Align
from duty_desk.paper.pass_card import zh
from duty_desk.roles import Permission, requires
from duty_desk.supplies.books_sheets import Sheet, SheetColumn
from duty_desk.supplies.donation_letters import Thanks, layout_certificate, layout_letter
from duty_desk.supplies.donations import Provenance, WentRow, list_donations
from duty_desk.supplies.donors import DonorRow, addressed, get_donor, spoken_to
from duty_desk.supplies.quantities import number_text
from duty_desk.supplies.receipt_papers import common, name_of, office_name, packs_notes, table_of, watermark
from duty_desk.supplies.receipt_papers_layout import Slip, checked, layout_slip
from duty_desk.supplies.receipt_rows import DeliveryRow, get_receipt
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Layout

DONATION_SLIP, CERTIFICATE, LETTER = "donation_slip", "donation_certificate", "thanks_letter"
FORMS = (DONATION_SLIP, CERTIFICATE, LETTER)
_PAPER = "stock_document"
_COLUMNS: tuple[tuple[str, float, Align], ...] = (
    ("n", 7, "centre"),
    ("name", 0, "left"),
    ("unit", 9, "centre"),
    ("quantity", 15, "right"),
    ("lot", 22, "left"),
    ("expires_on", 18, "left"),
    ("price", 16, "right"),
    ("amount", 19, "right"),
    ("basis", 15, "centre"),
)


def donation_slip(read: Read, document: int) -> tuple[Layout, ...]:
    """The receipt for a donation: stub, donor's part, accounts' part. Sums in words stand only where there is a value."""
    delivery, donor, at = _donation(read, document)
    slip = Slip(
        title=zh("supplies_receive.paper.donation"),
        number=delivery.donation_number or "",
        heads=(
            (zh("supplies_receive.paper.donor"), delivery.party),
            (zh("supplies_receive.paper.uscc"), (donor.uscc if donor else None) or ""),
            (zh("supplies_receive.paper.on"), dates.full(at.date())),
            (zh("supplies_receive.paper.contact"), _contact(donor)),
            (zh("supplies_receive.paper.way"), _way(delivery)),
            (zh("supplies_receive.paper.batch"), delivery.batch or ""),
        ),
        **table_of(delivery.lines, _COLUMNS),
        under=_notes(read, delivery),
        signed=tuple(
            zh(f"supplies_receive.paper.signed.{who}") for who in ("donor", "handler", "checker", "keeper")
        ),
        seal=zh("supplies_receive.paper.receiver_seal"),
        parts=tuple(
            zh(f"supplies_receive.paper.part.{name}") for name in ("stub", "donor", "accounts_third")
        ),
        **common(read, (_PAPER, document), DONATION_SLIP),
    )
    return layout_slip(slip)


def certificate(read: Read, document: int) -> tuple[Layout, ...]:
    """The certificate for the donor, A4 across."""
    return checked(layout_certificate(_thanks(read, document)))


def letter(read: Read, document: int) -> tuple[Layout, ...]:
    """The letter of thanks, A4."""
    return checked(layout_letter(_thanks(read, document)))


@requires(Permission.PRINT)
def record(work: Work, document: int, form: str, destination: str) -> int:
    """Count a print of one of FORMS; returns its copy number."""
    return printing.record(work, (_PAPER, document), form, destination)


def public_notice(read: Read, first: date, last: date) -> Sheet:
    """The list of donations that is put up; who does not want to be named is not."""
    rows: list[tuple[Any, ...]] = []
    for receipt in list_donations(read, first, last):
        for delivery in receipt.deliveries:
            name = (
                get_donor(read, delivery.donor_id).published
                if delivery.donor_id is not None
                else delivery.party
            )
            for line in delivery.lines:
                bound = line.purpose or zh("supplies_receive.paper.unbound")
                rows.append(
                    (
                        len(rows) + 1, receipt.at.date(), name, line.name, line.spec, line.usable, line.base_unit,
                        bound, delivery.donation_number,
                    )
                )  # fmt: skip
    return Sheet(
        chinese=True,
        title=zh("supplies_receive.paper.notice"),
        columns=_sheet_columns(
            ("n", 10, "number"), ("date", 20, "date"), ("donor", 48, "text"), ("goods", 42, "text"),
            ("spec", 38, "text"), ("quantity", 18, "number"), ("unit", 12, "text"), ("purpose", 30, "text"),
            ("number", 36, "text"),
        ),
        rows=tuple(rows),
        about=zh("supplies_receive.paper.notice_about", first=dates.full(first), last=dates.full(last)),
        signatures=tuple(zh(f"supplies_receive.paper.signed.{who}") for who in ("compiler", "reviewer")),
    )  # fmt: skip


def went_report(read: Read, found: Provenance) -> Sheet:
    """Where a donor's goods went, down to who has them, and what is left; names of persons are shortened."""
    rows: list[tuple[Any, ...]] = []
    for receipt in found.receipts:
        for line in receipt.lines:
            given = zh("supplies_receive.went.given")
            rows.append(
                (receipt.at.date(), line.name, line.lot or "", given, "", line.usable, line.base_unit,
                 line.purpose or "", receipt.paper, "")
            )  # fmt: skip
    rows += [_went_cells(row) for row in found.went]
    for left in found.left:
        place = left.store or zh("supplies_receive.went.travelling")
        word = zh("supplies_receive.went.left")
        rows.append((None, left.name, left.lot, word, place, left.quantity, left.base_unit, "", "", ""))
    return Sheet(
        chinese=True,
        title=zh("supplies_receive.paper.went", donor=found.donor),
        columns=_sheet_columns(
            ("date", 20, "date"), ("goods", 44, "text"), ("lot", 24, "text"), ("step", 18, "text"),
            ("where", 40, "text"), ("quantity", 18, "number"), ("unit", 12, "text"), ("use", 34, "text"),
            ("number", 36, "text"), ("receiver", 18, "text"),
        ),
        rows=tuple(rows),
        about=zh(
            "supplies_receive.paper.went_about", donor=found.donor, count=len(found.receipts), units=len(found.units)
        ),
        cut_off=read.at,
        signatures=tuple(zh(f"supplies_receive.paper.signed.{who}") for who in ("compiler", "reviewer")),
    )  # fmt: skip


def _donation(read: Read, document: int) -> tuple[DeliveryRow, DonorRow | None, datetime]:
    row = get_receipt(read, document)
    delivery = row.deliveries[0]
    if delivery.donation_number is None:
        raise Refusal("supplies_receive.refusal.no_donation", number=row.number)
    donor = get_donor(read, delivery.donor_id) if delivery.donor_id is not None else None
    return delivery, donor, row.at


def _thanks(read: Read, document: int) -> Thanks:
    delivery, donor, at = _donation(read, document)
    unbound = zh("supplies_receive.paper.unbound")
    return Thanks(
        office=office_name(read),
        phone=str(settings.get(read, "office.phone", "") or ""),
        number=delivery.certificate or delivery.donation_number or "",
        donor=addressed(delivery.party),
        spoken_to=spoken_to(delivery.party, donor.kind if donor else ""),
        given_on=at.date(),
        dated=read.at.date(),
        rows=_together(delivery, unbound),
        watermark=watermark(read),
    )


def _together(delivery: DeliveryRow, unbound: str) -> tuple[tuple[str, str, str, str], ...]:
    """What was given, without the lots it came in: whoever gave it thinks of masks, not of two lots of masks."""
    sums: dict[tuple[str, str, str], Decimal] = {}
    for line in delivery.lines:
        kind = name_of(line), line.base_unit, line.purpose or unbound
        sums[kind] = sums.get(kind, Decimal(0)) + line.usable
    return tuple((name, number_text(usable), unit, purpose) for (name, unit, purpose), usable in sums.items())


def _contact(donor: DonorRow | None) -> str:
    if donor is None:
        return ""
    parts = (masking.mask_name(donor.contact), masking.mask_phone(donor.phone))
    return " ".join(part for part in parts if part)


def _way(delivery: DeliveryRow) -> str:
    return zh(f"supplies_receive.way.{delivery.donation_way}") if delivery.donation_way else ""


def _notes(read: Read, delivery: DeliveryRow) -> tuple[str, ...]:
    known = [line.amount for line in delivery.lines if line.amount is not None]
    if known:
        total = sum(known)
        words = in_words(total, prefix=True)  # pyright: ignore[reportArgumentType]
        notes = [zh("supplies_receive.paper.total", amount=f"{total:,.2f}", words=words)]
        if lacking := len(delivery.lines) - len(known):
            notes[0] += zh("supplies_receive.paper.lacking", count=lacking)
    else:
        notes = [zh("supplies_receive.paper.no_value")]
    bound = [
        zh(
            "supplies_receive.paper.bound_to",
            name=line.name,
            purpose=line.purpose,
            unit=line.purpose_unit or "",
        )
        for line in delivery.lines
        if line.purpose
    ]
    if bound:
        text = zh("supplies_receive.list_mark").join(dict.fromkeys(bound))
        notes.append(zh("supplies_receive.paper.bound", text=text))
    notes += packs_notes(read, delivery.lines)
    notes.append(zh("supplies_receive.paper.quality"))
    fiscal = delivery.fiscal_paper
    said = (
        zh("supplies_receive.paper.fiscal", number=fiscal)
        if fiscal
        else zh("supplies_receive.paper.no_fiscal")
    )
    notes.append(said + zh("supplies_receive.paper.no_tax"))
    return tuple(notes)


def _went_cells(row: WentRow) -> tuple[Any, ...]:
    where = row.unit or (zh("supplies_receive.went.into", name=row.into) if row.into else "")
    return (
        row.at.date(), row.name, row.lot, zh(f"supplies_receive.went.{row.kind}"), where, row.quantity, row.base_unit,
        row.purpose or "", row.number, masking.mask_name(row.receiver),
    )  # fmt: skip


def _sheet_columns(*named: tuple[str, float, str]) -> tuple[SheetColumn, ...]:
    return tuple(
        SheetColumn(zh(f"supplies_receive.paper.column.{key}"), width, kind) for key, width, kind in named
    )
