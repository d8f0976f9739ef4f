"""Registers of issued goods from office workbooks: every slip under its own number, with its lots, at its own moment (S4, X4).

A slip is kept whole or not at all. Void and rejected ones keep their number and move nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from db.models import Dispatch
from db.vocabulary import DispatchState, DocumentKind
from duty_desk import numbering
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.imported import JudgedRow, Written
from duty_desk.numbering import Number
from duty_desk.roles import step
from duty_desk.sheets.words import words
from duty_desk.supplies import dispatch_records, fefo_rules, posting
from duty_desk.supplies.dispatch_records import SERIES
from duty_desk.supplies.fefo_rules import NOTHING, Candidate, Pick, Wish
from duty_desk.supplies.import_rows import (
    Names,
    Past,
    decimal_of,
    edition_of,
    moment_of,
    number_of,
    read_names,
)
from duty_desk.supplies.posting import Move, quantity_text
from duty_desk.work import Work

_STATES = {"rejected": DispatchState.REJECTED, "voided": DispatchState.VOIDED}


@dataclass(slots=True)
class _Slip:
    """The rows of one paper; `picks` by position of the row."""

    number: str
    state: DispatchState
    at: datetime
    rows: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)
    picks: dict[int, tuple[Pick, ...]] = field(default_factory=dict)

    @property
    def first(self) -> Mapping[str, Any]:
        return self.rows[0][1]


@step
def write_issues(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write judged rows as slips, in the order of their moments, and post those that handed something out."""
    names, past = read_names(work), Past(work)
    left: dict[int, DutyDeskError] = {}
    slips = sorted(_slips(work, rows), key=lambda slip: (slip.at, slip.number))
    written: list[tuple[_Slip, Number, int]] = []
    unnumbered: list[_Slip] = []
    for slip in slips:
        error = _prepare(work, slip, names, past)
        if error is not None:
            left |= error
        elif not slip.number:
            unnumbered.append(slip)
        else:
            try:
                number = number_of(work, SERIES, slip.number)
                written.append((slip, number, edition_of(work, Dispatch, number)))
            except InputError as refused:
                _put_back(past, slip)
                left |= {position: refused for position, _ in slip.rows}
    for year in {number.year for _, number, _ in written}:
        highest = max(number.sequence for _, number, _ in written if number.year == year)
        numbering.keep_above(work, SERIES, year, highest)
    written += [(slip, numbering.take(work, SERIES, slip.at.year), 1) for slip in unnumbered]
    for slip, number, edition in sorted(written, key=lambda one: (one[0].at, one[1].sequence)):
        _write(work, slip, number, edition, names, batch_id)
    return Written(len(rows) - len(left), tuple(sorted(left.items())))


def _slips(work: Work, rows: Sequence[JudgedRow]) -> list[_Slip]:
    found: dict[tuple[Any, ...], _Slip] = {}
    for position, row in enumerate(rows):
        values = row.values
        number = str(values.get("no") or "")
        # Without a number, what went to one person at one moment for one purpose is one slip.
        key = (
            (number,)
            if number
            else tuple(values.get(k) for k in ("date", "time", "org", "purpose", "person"))
        )
        state = _STATES.get(str(values.get("status")), DispatchState.ISSUED)
        slip = found.setdefault(key, _Slip(number, state, moment_of(work, values)))
        slip.rows.append((position, values))
    return list(found.values())


def _prepare(work: Work, slip: _Slip, names: Names, past: Past) -> dict[int, DutyDeskError] | None:
    """Find the lots of every row, or say of each why the slip is left."""
    at, error = slip.first, None
    wrong = 0
    try:
        posting.check_moment(work, slip.at, imported=True)
        for position, row in slip.rows:
            wrong = position
            _check_row(slip, row)
            if slip.state is DispatchState.ISSUED:
                slip.picks[position] = _find_lots(work, slip, row, names, past)
    except InputError as refused:
        error = refused
    if error is None:
        return None
    _put_back(past, slip)
    said = InputError("no", "supplies_dispatch.error.slip_left", number=slip.number or at.get("org"))
    return {position: error if position == wrong else said for position, _ in slip.rows}


def _put_back(past: Past, slip: _Slip) -> None:
    for picks in slip.picks.values():
        for pick in picks:
            past.take(pick.lot, pick.store, slip.at, -pick.quantity)
    slip.picks.clear()


def _check_row(slip: _Slip, row: Mapping[str, Any]) -> None:
    first = slip.first
    same = row.get("org") == first.get("org") and row.get("date") == first.get("date")
    if not same or _STATES.get(str(row.get("status")), DispatchState.ISSUED) != slip.state:
        raise InputError("no", "supplies_dispatch.error.slip_mixed", number=slip.number)
    asked, approved, issued = _quantities(row)
    if slip.state is DispatchState.ISSUED and not issued:
        raise InputError("issued", "supplies_receive.error.quantity_missing")
    if not issued <= approved <= asked or not asked:
        raise InputError(
            "approved",
            "supplies_dispatch.error.not_descending",
            asked=quantity_text(asked),
            approved=quantity_text(approved),
            issued=quantity_text(issued),
        )


def _quantities(row: Mapping[str, Any]) -> tuple[Decimal, Decimal, Decimal]:
    """Asked, approved, issued; what a register does not keep is what was handed out."""
    issued = decimal_of(row.get("issued")) or NOTHING
    approved, asked = decimal_of(row.get("approved")), decimal_of(row.get("asked"))
    approved = issued if approved is None else approved
    return (approved if asked is None else asked), approved, issued


def _find_lots(work: Work, slip: _Slip, row: Mapping[str, Any], names: Names, past: Past) -> tuple[Pick, ...]:
    item, unit = names.items[row["code"]], names.units[row["org"]]
    quantity = _quantities(row)[2]
    store = names.stores.get(str(row.get("store") or ""))
    source = row.get("source") or None
    named = str(row.get("lot") or "")
    candidates = [
        Candidate(
            lot.id,
            place,
            past.free(lot.id, place, slip.at),
            expires_on=lot.expires_on,
            unit=lot.purpose_unit_id,
            purpose=lot.purpose,
            # Of goods without a number on them the source says which they were.
            rank=0 if source is None or lot.source == source else 1,
        )
        for lot, place in past.lots(item, named, store)
    ]
    if not named and source is not None:
        candidates = [one for one in candidates if not one.rank] or candidates
    wish = Wish(unit, str(row.get("purpose") or ""), slip.at.date())
    found = fefo_rules.propose(candidates, quantity, wish)
    if found.short:
        raise InputError(
            "issued",
            "supplies_dispatch.error.not_there_then",
            lot=named or row["code"],
            free=quantity_text(quantity - found.short),
            quantity=quantity_text(quantity),
            unit=row.get("uom") or "",
        )
    for pick in found.picks:
        past.take(pick.lot, pick.store, slip.at, pick.quantity)
    return found.picks


def _write(work: Work, slip: _Slip, number: Number, edition: int, names: Names, batch_id: int | None) -> None:
    first, at = slip.first, slip.at
    receiver = first.get("person") or None
    approver, keeper, second = _signers(slip)
    remarks = list(dict.fromkeys(str(row["remark"]) for _, row in slip.rows if row.get("remark")))
    issued = slip.state is DispatchState.ISSUED
    dispatch = dispatch_records.add(
        work,
        number,
        {
            "edition": edition,
            "state": (DispatchState.SIGNED if issued and receiver else slip.state).value,
            "unit_id": names.units[first["org"]],
            "purpose": str(first.get("purpose") or ""),
            "requested_at": at,
            "requested_by": None,
            "receiver": receiver,
            "receiver_phone": first.get("phone") or None,
            "approved_at": None if slip.state is DispatchState.VOIDED else at,
            "approver_name": approver,
            "issued_at": at if issued else None,
            "keeper_name": keeper,
            "second_name": second,
            "signed_at": at if issued and receiver else None,
            "signed_by": receiver if issued else None,
            "ended_reason": None if issued else "\n".join(remarks) or None,
            "import_id": batch_id,
        },
    )
    moves: list[Move] = []
    for line, (position, row) in enumerate(slip.rows, start=1):
        asked, approved, given = _quantities(row)
        key = dispatch_records.add_line(
            work,
            dispatch,
            line,
            {
                "item_id": names.items[row["code"]],
                "entered": decimal_of(row.get("entered_qty")),
                "entered_unit": row.get("entered_unit") or None,
                "asked": asked,
                "approved": approved,
                # What a void slip says was handed out never was.
                "issued": given if issued else None,
                "note": row.get("remark") or None,
            },
        )
        picks = slip.picks.get(position, ())
        dispatch_records.add_picks(
            work,
            [
                {"line_id": key, "lot_id": pick.lot, "store_id": pick.store, "quantity": pick.quantity,
                 "is_reserved": False, "reason": None}
                for pick in picks
            ],
        )  # fmt: skip
        moves += [
            Move(
                pick.lot,
                pick.store,
                -pick.quantity,
                unit=names.units[row["org"]],
                note=row.get("remark") or None,
            )
            for pick in picks
        ]
    if moves:
        posting.post(
            work,
            DocumentKind.ISSUE,
            moves,
            series=SERIES,
            at=at,
            number=number,
            edition=edition,
            subject=("dispatch", dispatch),
            keeper=keeper,
            second_name=second,
            import_id=batch_id,
        )


def _signers(slip: _Slip) -> tuple[str | None, str | None, str | None]:
    """Approver and keeper as "A/B" writes them, and the other one of two who handed out dangerous goods."""
    approver, _, keeper = str(slip.first.get("signers") or "").partition("/")
    second = None
    for _, row in slip.rows:
        remark = str(row.get("remark") or "")
        if words().two_people.search(remark):
            both = words().list_separators.split(_after_colon(remark))
            second = next((name.strip() for name in both if name.strip() not in ("", keeper.strip())), None)
    return approver.strip() or None, keeper.strip() or None, second


def _after_colon(text: str) -> str:
    return text.replace("\N{FULLWIDTH COLON}", ":").partition(":")[2]
