"""The list of lost, withdrawn and void passes, out of an office workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import insert, select, update

from db.models import Pass, PassEvent
from db.vocabulary import PassEventKind, PassKind, PassStatus, RestrictionKind
from duty_desk import numbering
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.imported import JudgedRow
from duty_desk.passes.import_rows import Written
from duty_desk.people import restrictions
from duty_desk.work import Read, Work

_EVENTS = {
    PassStatus.LOST: PassEventKind.LOST,
    PassStatus.RETURNED: PassEventKind.RETURNED,
    PassStatus.VOIDED: PassEventKind.VOIDED,
}
SUSPENDED = "suspended"


def write_ended(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """End the passes named. One that the register already has as ended gets the day and the reason; "suspended" blocks the holder."""
    left: dict[int, DutyDeskError] = {}
    for position, row in enumerate(rows):
        found = _find(work, row.values["no"])
        if found is None:
            left[position] = InputError("no", "passes.error.number_unknown", number=row.values["no"])
        elif found.holder_name != row.values["name"]:
            left[position] = InputError(
                "name", "passes.error.other_name", typed=row.values["name"], name=found.holder_name
            )
        else:
            _end(work, found, row, batch_id)
    return Written(len(rows) - len(left), 0, tuple(left.items()))


def _end(work: Work, found: Pass, row: JudgedRow, batch_id: int | None) -> None:
    day: date = row.values["date"]
    reason = str(row.values.get("reason") or "").strip() or None
    if row.values["state"] == SUSPENDED:
        if found.holder_id is not None:
            restrictions.impose(
                work,
                person=found.holder_id,
                kind=RestrictionKind.BLOCKED,
                starts_on=day,
                reason=reason or found.number or "",
                source=("pass", found.id),
            )
        return
    status = PassStatus(row.values["state"])
    values: dict[str, Any] = {"ended_at": datetime.combine(day, time()), "end_reason": reason}
    if found.status == PassStatus.ISSUED:
        values |= {"status": status.value, "sealed_token": None}
        work.session.execute(
            insert(PassEvent.__table__),  # pyright: ignore[reportArgumentType]
            {
                "pass_id": found.id,
                "kind": _EVENTS[status].value,
                "at": work.at,
                "officer_id": work.officer.id,
                "officer_name": work.officer.name,
                "reason": reason,
                "import_id": batch_id,
            },
        )
    work.session.execute(
        update(Pass).where(Pass.id == found.id).values(**values),
        execution_options={"synchronize_session": False},
    )


def _find(read: Read, text: str) -> Pass | None:
    for kind in PassKind:
        number = numbering.parse(read, f"pass.{kind.value}", text)
        if number is not None:
            return read.session.scalar(select(Pass).where(Pass.number == number.text))
    return None
