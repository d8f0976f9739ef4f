"""Ledgers of receipts out of office workbooks: every paper under its own number and at its own moment, refused goods beside them.

A paper is kept whole or not at all. Two deliveries of one batch that share a number are one paper with two source documents. No value
is invented and no lot is lacking a name: goods without a lot number are named by their batch, in brackets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, exists, select, update

from db.models import Donor, Lot, Receipt, RefusedGoods, StockDocument
from db.vocabulary import Basis, DocumentKind, Source
from duty_desk import audit, numbering
from duty_desk.errors import DutyDeskError, InputError, Refusal
from duty_desk.imported import JudgedRow, Written
from duty_desk.numbering import Number
from duty_desk.people.taking_back import run
from duty_desk.roles import step
from duty_desk.supplies import donors, posting, receipt_records, receive, refusing
from duty_desk.supplies.catalogue_rows import ItemRow, find_item
from duty_desk.supplies.import_rows import (
    Names,
    decimal_of,
    edition_of,
    moment_of,
    number_of,
    read_names,
)
from duty_desk.supplies.import_undo import reverse_papers
from duty_desk.supplies.quantities import tidy
from duty_desk.supplies.receipt_records import Head
from duty_desk.supplies.receive_form import CountedLine, Line
from duty_desk.work import Work

_SOURCES = {
    "purchase": Source.PURCHASE,
    "allocation": Source.ALLOCATION,
    "donation": Source.DONATION,
    "transfer": Source.EXCHANGE,
}
_NOTHING = Decimal(0)


@dataclass(slots=True)
class _Paper:
    """The rows of one number."""

    slip: str
    at: datetime
    rows: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)

    @property
    def deliveries(self) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
        """Its rows by who brought them and with which document."""
        found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for _, row in self.rows:
            found.setdefault((row["party"], row.get("doc") or ""), []).append(row)
        return found


@step
def write_receipts(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write judged rows as receipts in the order of their moments, and post them."""
    names = read_names(work)
    left: dict[int, DutyDeskError] = {}
    ready: list[tuple[_Paper, Number | None, int]] = []
    for paper in sorted(_papers(work, rows), key=lambda paper: (paper.at, paper.slip)):
        try:
            posting.check_moment(work, paper.at, imported=True)
            number = number_of(work, receive.SERIES, paper.slip) if paper.slip else None
            edition = edition_of(work, StockDocument, number) if number else 1
            for position, row in paper.rows:
                _check(work, position, row, left)
        except InputError as error:
            left |= {position: error for position, _ in paper.rows}
            continue
        faults = [left[position] for position, _ in paper.rows if position in left]
        if faults:
            left |= {position: left.get(position, faults[0]) for position, _ in paper.rows}
        else:
            ready.append((paper, number, edition))
    for _, number, _ in ready:
        if number is not None:
            numbering.keep_above(work, number.kind, number.year, number.sequence)
    for paper, number, edition in ready:
        _write(work, names, paper, number, edition, batch_id)
    return Written(len(rows) - len(left), tuple(sorted(left.items())))


@step
def write_refused(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write judged rows as slips for refused and unclaimed goods."""
    left: list[tuple[int, DutyDeskError]] = []
    for position, row in enumerate(rows):
        try:
            _write_refused(work, row.values, batch_id)
        except InputError as error:
            left.append((position, error))
    return Written(len(rows) - len(left), tuple(left))


@step
def undo_receipts(work: Work, batch_id: int) -> int:
    """Take back receipts that came with an import; returns how many. Raises Refusal when goods of theirs went on since."""
    count = reverse_papers(work, batch_id)
    mine = select(Donor.id).where(Donor.import_id == batch_id)
    elsewhere = select(Receipt.id).where(
        Receipt.donor_id == Donor.id, Receipt.import_id.is_distinct_from(batch_id)
    )
    only = work.session.scalars(mine.where(~exists(elsewhere))).all()
    for model in (Receipt, Lot):
        run(work, update(model).where(model.donor_id.in_(only)).values(donor_id=None))
    run(work, delete(Donor).where(Donor.id.in_(only)))
    audit.record(work, action="goods.undo_import", subject=("import_batch", batch_id), after={"count": count})
    return count


@step
def undo_refused(work: Work, batch_id: int) -> int:
    """Remove slips that came with an import. Raises Refusal when one was settled since."""
    settled = work.session.scalar(
        select(RefusedGoods.number)
        .where(RefusedGoods.import_id == batch_id, RefusedGoods.settled_at.is_not(None))
        .limit(1)
    )
    if settled is not None:
        raise Refusal("supplies_receive.refusal.import_used", name=settled)
    count = run(work, delete(RefusedGoods).where(RefusedGoods.import_id == batch_id))
    audit.record(work, action="goods.undo_import", subject=("import_batch", batch_id), after={"count": count})
    return count


def _papers(work: Work, rows: Sequence[JudgedRow]) -> list[_Paper]:
    """Rows of one number, or of one batch, day and party where the sheet has no numbers."""
    found: dict[tuple[Any, ...], _Paper] = {}
    for position, row in enumerate(rows):
        values = row.values
        slip = str(values.get("slip") or "")
        at = moment_of(work, values)
        key = (slip,) if slip else (values["batch"], at, values["party"], values.get("doc"))
        found.setdefault(key, _Paper(slip, at)).rows.append((position, values))
    return list(found.values())


def _check(work: Work, position: int, row: Mapping[str, Any], left: dict[int, DutyDeskError]) -> None:
    """Note what the sheet's own judging lets pass and the books cannot keep."""
    item = find_item(work, str(row["code"]))
    if item is None:
        left[position] = InputError("code", "supplies_receive.error.item_unknown", code=row["code"])
    elif not row.get("base_qty") or row["base_qty"] <= 0:
        left[position] = InputError("qty", "supplies_receive.error.quantity_missing")
    elif row.get("source") not in _SOURCES:
        left[position] = InputError("source", "supplies_receive.error.source")
    elif row.get("basis") == Basis.UNPRICED and (row.get("price") or row.get("amount")):
        left[position] = InputError("amount", "supplies_receive.error.unpriced")


def _write(
    work: Work, names: Names, paper: _Paper, number: Number | None, edition: int, batch_id: int | None
) -> None:
    number = number or numbering.take(work, receive.SERIES, paper.at.year)
    moves: list[posting.Move] = []
    written: list[Head] = []
    for (party, doc), rows in paper.deliveries.items():
        receipt = _receipt(work, paper, party, doc, rows[0], batch_id)
        written.append(receipt)
        moves += receipt_records.write_lines(
            work, receipt, [_line(work, names, row) for row in rows], number.text
        )
    checker, keeper = _signed(paper.rows[0][1])
    posted = posting.post(
        work,
        DocumentKind.RECEIPT,
        moves,
        series=receive.SERIES,
        at=paper.at,
        number=number,
        edition=edition,
        subject=("receipt", written[0].id),
        keeper=keeper or None,
        second_name=checker or None,
        import_id=batch_id,
    )
    for receipt in written:
        receipt_records.set_document(work, receipt, posted.id)


def _receipt(
    work: Work, paper: _Paper, party: str, doc: str, row: Mapping[str, Any], batch_id: int | None
) -> Head:
    source = _SOURCES[row["source"]]
    donor = donation = None
    if source is Source.DONATION:
        donor = _donor(work, party, row.get("uscc") or None, batch_id)
        donation = _donation_number(work, doc, paper.at)
    return receipt_records.write_head(work, {
        "source": source.value,
        "batch": row["batch"] or None,
        "at": paper.at,
        "party": party,
        "donor_id": donor,
        "paper": doc or None if donation is None else None,
        "donation_number": donation,
        "checked_by": _signed(row)[0] or None,
        "import_id": batch_id,
    })  # fmt: skip


def _line(work: Work, names: Names, row: Mapping[str, Any]) -> CountedLine:
    item = find_item(work, str(row["code"]))
    assert item is not None
    base = decimal_of(row["base_qty"]) or _NOTHING
    basis = row.get("basis")
    typed = Line(
        item=item.id,
        store=names.stores[row["store"]],
        lot=row.get("lot") or "",
        produced_on=row.get("prod"),
        expires_on=row.get("expiry"),
        price=_money(row.get("price"), 4),
        basis=Basis(basis) if basis else None,
        purpose=row.get("restricted") or "",
        purpose_unit=names.units.get(row.get("restricted_unit") or ""),
        note=row.get("remark") or "",
    )
    entered = decimal_of(row.get("qty")) or base
    return CountedLine(
        typed=typed,
        item=item,
        entered=tidy(entered),
        unit=row.get("unit") or item.base_unit,
        due=None,
        usable=tidy(base),
        defective=_NOTHING,
        expired=_NOTHING,
        amount=_amount(row, typed, entered),
        product=None,
    )


def _amount(row: Mapping[str, Any], typed: Line, entered: Decimal) -> Decimal | None:
    """What the sheet says; where it says a price only, what that comes to."""
    amount = _money(row.get("amount"), 2)
    if amount is None and typed.price is not None:
        return (typed.price * entered).quantize(Decimal("0.01"))
    return amount


def _money(value: Any, places: int) -> Decimal | None:
    return None if value is None else round(Decimal(str(value)), places)


def _donor(work: Work, name: str, uscc: str | None, batch_id: int | None) -> int:
    known = donors.find_donor(work, name)
    if known is not None:
        return known
    kind = "person" if donors.is_person(name) else "organisation"
    return donors.write_new(work, {"name": name, "kind": kind, "uscc": uscc}, import_id=batch_id)


def _donation_number(work: Work, doc: str, at: datetime) -> str:
    """The number the sheet gives, kept below those given out later; a new one where it has none."""
    number = numbering.parse(work, "donation", doc) if doc else None
    if number is None:
        return doc or numbering.take(work, "donation", at.year).text
    numbering.keep_above(work, number.kind, number.year, number.sequence)
    return number.text


def _signed(row: Mapping[str, Any]) -> tuple[str, str]:
    """Who verified and who keeps it: "one/other"."""
    checker, _, keeper = str(row.get("keeper") or "").partition("/")
    return checker.strip(), keeper.strip()


def _write_refused(work: Work, row: Mapping[str, Any], batch_id: int | None) -> None:
    kind = row["kind"]
    series = refusing.SERIES[kind]
    number = number_of(work, series, row["no"]) if row.get("no") else None
    if number is not None:
        if work.session.scalar(select(exists().where(RefusedGoods.number == number.text))):
            raise InputError("no", "supplies_dispatch.error.number_taken", number=number.text)
        numbering.keep_above(work, series, number.year, number.sequence)
    code = row.get("code") or ""
    item: ItemRow | None = find_item(work, str(code)) if code else None
    if code and item is None:
        raise InputError("code", "supplies_receive.error.item_unknown", code=code)
    quantity = decimal_of(row.get("qty"))
    if not quantity or quantity < 0:
        raise InputError("qty", "supplies_receive.error.quantity_missing")
    refusing.write(
        work,
        kind=kind,
        at=moment_of(work, row),
        party=row["party"],
        item=item.id if item else None,
        quantity=tidy(quantity),
        unit=row.get("unit") or (item.base_unit if item else ""),
        lot=row.get("lot") or "",
        produced_on=row.get("prod"),
        expires_on=row.get("expiry"),
        reason=row["reason"],
        number=number.text if number else None,
        import_id=batch_id,
    )
