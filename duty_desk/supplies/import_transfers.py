"""Transfers between stores from office workbooks: sent and received as written, what is missing stays open (S6, X4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from db.models import Transfer
from duty_desk import numbering
from duty_desk.errors import DutyDeskError, InputError, Refusal
from duty_desk.imported import JudgedRow, Written
from duty_desk.roles import step
from duty_desk.supplies import posting, transfers
from duty_desk.supplies.import_rows import (
    NOTHING,
    Names,
    Past,
    decimal_of,
    edition_of,
    moment_of,
    number_of,
    read_names,
)
from duty_desk.supplies.posting import quantity_text
from duty_desk.supplies.transfers import SERIES, TransferPart
from duty_desk.work import Work

Part = tuple[TransferPart, Decimal | None]


@step
def write_transfers(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write judged rows as transfers, in the order of their moments; rows with one number are lines of one paper."""
    names, past = read_names(work), Past(work)
    left: dict[int, DutyDeskError] = {}
    papers: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for position, row in enumerate(rows):
        papers.setdefault(str(row.values["no"]), []).append((position, row.values))
    for paper in sorted(papers.values(), key=lambda lines: moment_of(work, lines[0][1])):
        try:
            _write(work, paper, names, past, batch_id)
        except (InputError, Refusal) as error:
            left |= {position: error for position, _ in paper}
    return Written(len(rows) - len(left), tuple(sorted(left.items())))


def _write(
    work: Work, paper: list[tuple[int, Mapping[str, Any]]], names: Names, past: Past, batch_id: int | None
) -> None:
    """Everything is found before anything is written: a paper that is left leaves no half of it."""
    first = paper[0][1]
    at = moment_of(work, first)
    number = number_of(work, SERIES, str(first["no"]))
    edition = edition_of(work, Transfer, number)
    source, target = names.stores[first["src"]], names.stores[first["dst"]]
    if source == target:
        raise InputError("dst", "supplies_books.error.same_store")
    posting.check_moment(work, at, imported=True)
    parts: dict[int, Part] = {}
    for _, row in paper:
        if names.stores[row["src"]] != source or names.stores[row["dst"]] != target:
            raise InputError("no", "supplies_dispatch.error.transfer_mixed", number=number.text)
        for part, received in _parts(work, row, names, past, source, at):
            before = parts.get(part.lot)
            if before is not None:
                part = replace(part, quantity=part.quantity + before[0].quantity)
                received = None if received is None else received + (before[1] or NOTHING)
            parts[part.lot] = part, received
    for part, received in parts.values():
        past.take(part.lot, source, at, part.quantity)
        if received is not None:
            past.take(part.lot, target, at, -received)
    numbering.keep_above(work, SERIES, number.year, number.sequence)
    sent = transfers.dispatch_off(
        work,
        from_store=source,
        to_store=target,
        lines=[part for part, _ in parts.values()],
        at=at,
        number=number,
        edition=edition,
        import_id=batch_id,
    )
    if all(received is not None for _, received in parts.values()):
        came = {part.lot: received or NOTHING for part, received in parts.values()}
        transfers.receive(work, sent.id, received=came, at=at, import_id=batch_id)


def _parts(work: Work, row: Mapping[str, Any], names: Names, past: Past, store: int, at: Any) -> list[Part]:
    """The lots that a row sent; what is missing of it is missing of the last one."""
    quantity = decimal_of(row["sent"]) or NOTHING
    received = decimal_of(row.get("received"))
    if quantity <= 0 or (received is not None and not NOTHING <= received <= quantity):
        raise InputError("received", "supplies_dispatch.error.received_more", sent=quantity_text(quantity))
    found: list[Part] = []
    rest, missing = quantity, NOTHING if received is None else quantity - received
    for lot, place in past.lots(names.items[row["code"]], str(row.get("lot") or ""), store):
        taken = min(past.free(lot.id, place, at), rest)
        if taken > 0:
            rest -= taken
            found.append((TransferPart(lot.id, taken, row.get("remark") or None), None))
    if rest:
        raise InputError(
            "sent",
            "supplies_dispatch.error.not_there_then",
            lot=row.get("lot") or row["code"],
            free=quantity_text(quantity - rest),
            quantity=quantity_text(quantity),
            unit=row.get("unit") or "",
        )
    if received is None:
        return found
    came: list[Part] = []
    for part, _ in reversed(found):
        short = min(missing, part.quantity)
        missing -= short
        came.append((part, part.quantity - short))
    return came[::-1]
