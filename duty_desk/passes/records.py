"""Writes passes, one or a thousand: number, code, gates, first event and search tokens."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from db.models import Officer, Pass, PassEvent, PassGate
from db.vocabulary import PassEventKind, PassStatus
from duty_desk import search
from duty_desk.numbering import Number
from duty_desk.passes import quick, tokens
from duty_desk.passes.application import IssuedPass
from duty_desk.passes.judging import Judged
from duty_desk.work import Work

# How many last characters of document and phone numbers can be searched for; the whole ones stay with the person.
TAIL = 6

_PASS: Any = Pass.__table__
_GATE: Any = PassGate.__table__
_EVENT: Any = PassEvent.__table__
ADD_PASS = insert(_PASS)
ADD_GATES = insert(_GATE)
ADD_EVENT = insert(_EVENT)
_DIGITS = re.compile(r"\d+")


def pass_values(work: Work, judged: Judged, *, status: PassStatus) -> dict[str, Any]:
    """Columns of a pass or request except number and code."""
    form, holder = judged.application, judged.holder
    name = holder.name if holder is not None else form.owner or ""
    return {
        "kind": form.kind.value,
        "status": status.value,
        "holder_id": holder.id if holder is not None else None,
        "holder_name": name,
        "holder_sort": holder.name_sort if holder is not None else search.sort_key(name),
        "unit_id": form.unit if form.unit is not None else (holder.unit_id if holder is not None else None),
        "household_id": form.household or (holder.household_id if holder is not None else None),
        "place": judged.place,
        "phone": form.phone or (holder.phone if holder is not None else None),
        "reason_id": judged.reason_id,
        "reason": form.reason_text.strip(),
        "zone": form.zone,
        "valid_from": form.valid_from,
        "valid_until": form.valid_until,
        "hours_from": form.hours_from,
        "hours_until": form.hours_until,
        "entries": form.entries,
        "temperature": form.temperature,
        "history_clear": form.history_clear,
        "remark": form.remark,
        "plate": judged.plate,
        "vehicle_use": form.vehicle_use,
        "owner": form.owner,
        "issuer_name": form.issuer_name,
        "outside_number": form.outside_number,
        "approver_id": judged.approver_id,
        "approver_name": judged.approver_name,
        "approved_at": work.at if judged.approver_name else None,
        "requested_at": work.at,
        "requested_by": work.officer.id,
        "photo_id": form.photo,
        "job_id": form.job,
        "rule": dict(judged.rule),
        "version": 1,
        "from_paper": False,
        "search_doc": "",
    }


def give_number(work: Work, values: dict[str, Any], number: Number, token: str) -> dict[str, Any]:
    """Complete the columns of a pass with its number, its code and who gave it now."""
    values |= number_values(work, number, token)
    values |= {
        "issued_at": work.at,
        "issued_by": work.officer.id,
        "issuing_officer": work.officer.name,
    }
    return values


def number_values(work: Work, number: Number, token: str) -> dict[str, Any]:
    """Columns of a number and a code."""
    return {
        "series": number.kind,
        "year": number.year,
        "sequence": number.sequence,
        "number": number.text,
        **code_columns(work, token),
    }


def code_columns(work: Work, token: str) -> dict[str, Any]:
    """Columns of a code: its fingerprint, its sealed copy and the characters that guards compare."""
    return {
        "token_hash": tokens.fingerprint(token),
        "sealed_token": tokens.seal(work, token),
        "check_code": tokens.check_code(token),
    }


def code_values(work: Work, values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of the code of a pass that comes in from outside: only one that still runs gets a code."""
    if values["status"] != PassStatus.ISSUED or values["valid_until"] <= work.at:
        return {"token_hash": None, "sealed_token": None, "check_code": None}
    return code_columns(work, tokens.new_token(demo=tokens.is_demo(work)))


def officer_name(work: Work, officer: int | None) -> str | None:
    """Name of an officer."""
    return work.session.scalar(select(Officer.name).where(Officer.id == officer))


def search_document(
    name: str,
    *,
    number: Number | None = None,
    tails: Sequence[str | None] = (),
    codes: Sequence[str | None] = (),
    texts: Sequence[str | None] = (),
) -> str:
    """Tokens by which a pass is found: name, number, tails of document and phone numbers, plate, household."""
    found = list(codes)
    if number is not None:
        found.append(f"{number.year}{number.sequence:04d}")
    ends = ["x" + search.normalise(tail)[-TAIL:][::-1] for tail in tails if tail]
    return " ".join(dict.fromkeys([search.document(names=[name], codes=found, texts=texts), *ends]))


def document_of(values: Mapping[str, Any], judged: Judged, number: Number | None) -> str:
    """The search tokens of a pass about to be written."""
    holder = judged.holder
    if holder is None:
        codes = [values["plate"], values.get("outside_number")]
        return search_document(values["holder_name"], number=number, codes=codes)
    return search_document(
        holder.name,
        number=number,
        tails=[holder.id_number, values["phone"]],
        codes=[holder.staff_number, values["plate"], values.get("outside_number")],
        texts=[holder.household_code],
    )


def write_pass(work: Work, values: Mapping[str, Any], gates: Sequence[int]) -> int:
    """Insert one pass with its gates; returns its identifier."""
    pass_id = quick.add(work, "pass", ADD_PASS, values)
    write_gates(work, [(pass_id, gate) for gate in dict.fromkeys(gates)])
    return pass_id


def write_passes(work: Work, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert numbered passes of one series; returns their identifiers in the same order."""
    quick.write(work, "pass", ADD_PASS, rows)
    series, years = rows[0]["series"], {row["year"] for row in rows}
    numbers = [row["sequence"] for row in rows]
    found = work.session.execute(
        select(Pass.id, Pass.year, Pass.sequence).where(
            Pass.series == series,
            Pass.year.in_(years),
            Pass.sequence.between(min(numbers), max(numbers)),
        )
    )
    by_number = {(year, sequence): key for key, year, sequence in found}
    return [by_number[row["year"], row["sequence"]] for row in rows]


def write_gates(work: Work, pairs: Sequence[tuple[int, int]]) -> None:
    """Insert which gates passes open."""
    if pairs:
        rows = [{"pass_id": key, "gate_id": gate} for key, gate in pairs]
        quick.write(work, "pass_gate", ADD_GATES, rows)


def event_values(
    work: Work, pass_id: int, kind: PassEventKind, *, valid_until: Any = None, reason: str | None = None
) -> dict[str, Any]:
    """One step in the life of a pass, done now by the officer."""
    return {
        "pass_id": pass_id,
        "kind": kind.value,
        "at": work.at,
        "officer_id": work.officer.id,
        "officer_name": work.officer.name,
        "valid_until": valid_until,
        "reason": reason,
    }


def write_events(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add steps to the histories of many passes."""
    if rows:
        quick.write(work, "pass_event", ADD_EVENT, rows)


def write_event(
    work: Work, pass_id: int, kind: PassEventKind, *, valid_until: Any = None, reason: str | None = None
) -> None:
    """Add a step to the history of a pass."""
    values = event_values(work, pass_id, kind, valid_until=valid_until, reason=reason)
    quick.write(work, "pass_event", ADD_EVENT, values)


def write_issued(
    work: Work,
    judged: Judged,
    number: Number,
    token: str,
    *,
    replaces: int | None = None,
    on_paper: tuple[datetime, str | None] | None = None,
) -> IssuedPass:
    """Write one numbered pass with its first event.

    `replaces` is the pass it is given for, `on_paper` when and by whom it was written by hand.
    """
    values = give_number(work, pass_values(work, judged, status=PassStatus.ISSUED), number, token)
    if on_paper is not None:
        moment, officer = on_paper
        values |= {"issued_at": moment, "requested_at": moment, "from_paper": True}
        if officer:
            values |= {"issued_by": None, "issuing_officer": officer}
    values["search_doc"] = document_of(values, judged, number)
    values["replaces_id"] = replaces
    pass_id = write_pass(work, values, judged.application.gates)
    write_event(work, pass_id, PassEventKind.ISSUED, valid_until=values["valid_until"])
    return IssuedPass(pass_id, number.text, values["check_code"], token)
