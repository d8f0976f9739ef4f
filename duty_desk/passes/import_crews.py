"""A crew's approval form becomes its job, its people with what was decided, and their passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import insert, select

from db.models import CrewJob, CrewMember, Gate
from db.vocabulary import Category, CrewDecision, PassKind, PassStatus
from duty_desk import search
from duty_desk.errors import InputError
from duty_desk.passes import crews, rules
from duty_desk.passes.arrivals import Named
from duty_desk.passes.import_rows import Draft, Registers
from duty_desk.people import units
from duty_desk.work import Read, Work


def add_jobs(
    work: Work,
    known: Registers,
    sheets: Sequence[str],
    particulars: Mapping[str, Mapping[str, Any]],
    batch_id: int | None,
) -> Mapping[str, CrewJob]:
    """A job for each sheet, from the lines above its table; a sheet without them is a job of its own name."""
    jobs: dict[str, CrewJob] = {}
    for sheet in dict.fromkeys(sheets):
        about = particulars.get(sheet, {})
        start: date = about.get("start") or work.at.date()
        department = str(about.get("dept") or "")
        row = CrewJob(
            company=about.get("firm") or sheet,
            credit_code=about.get("uscc") or None,
            project=about.get("name") or sheet,
            place=about.get("place") or sheet,
            department=department or None,
            department_id=known.units.get(units.name_key(department)),
            leader=about.get("boss") or "",
            leader_phone=about.get("boss_phone") or None,
            living=about.get("lodging") or None,
            # Written as signed or not; anything but a plain no is a signature.
            pledge_signed=bool(about.get("pledge")) and not str(about["pledge"]).startswith(_NOT),
            starts_on=start,
            ends_on=about.get("end") or start,
            created_at=work.at,
            import_id=batch_id,
        )
        work.session.add(row)
        jobs[sheet] = row
    work.session.flush()
    return jobs


_NOT = ("\N{CJK UNIFIED IDEOGRAPH-672A}", "\N{CJK UNIFIED IDEOGRAPH-5426}", "\N{CJK UNIFIED IDEOGRAPH-65E0}")


def worker_draft(known: Registers, job: CrewJob, row: Mapping[str, Any], gates: Sequence[int]) -> Draft:
    """A row of a crew's form. One without a number is a person without a pass."""
    holder = Named(
        name=row["name"],
        category=Category.CONTRACTOR,
        id_number=row.get("id_no") or None,
        phone=row.get("phone") or None,
        place=job.company,
    )
    at = datetime.combine(job.starts_on, time())
    return Draft(
        kind=PassKind.CREW,
        number=row.get("permit") or "",
        issued_at=at,
        holder=holder,
        gates=tuple(gates),
        household_code=None,
        values={
            "kind": PassKind.CREW.value,
            "status": PassStatus.ISSUED.value,
            "holder_name": holder.name,
            "holder_sort": search.sort_key(holder.name),
            "unit_id": job.department_id,
            "household_id": None,
            "place": job.company,
            "phone": holder.phone,
            "reason_id": known.reasons[crews.REASON],
            "reason": job.project,
            "zone": job.place,
            "plate": None,
            "vehicle_use": None,
            "owner": job.company,
            "valid_from": at,
            "valid_until": rules.end_of_day(job.ends_on),
            "temperature": row.get("temp"),
            "history_clear": None,
            "remark": row.get("remark") or None,
            "approver_id": None,
            "approver_name": None,
            "approved_at": None,
            "requested_at": at,
            "issued_at": at,
            "issuing_officer": None,
            "came_at": None,
            "left_at": None,
            "from_paper": False,
            "version": 1,
            "job_id": job.id,
        },
        trouble=None,
    )


def open_gates(read: Read) -> tuple[int, ...]:
    """Crews' forms name no gate: their passes open every gate that is open."""
    return tuple(read.session.scalars(select(Gate.id).where(Gate.is_open).order_by(Gate.id)))


def is_refused(row: Mapping[str, Any]) -> bool:
    """Whether the form says that the person may not come in."""
    return row.get("approved") == CrewDecision.REFUSED.value


def find_trouble(row: Mapping[str, Any]) -> InputError | None:
    """A refused person with a number contradicts itself."""
    if is_refused(row) and row.get("permit"):
        return InputError("permit", "passes.error.refused_with_number", number=row["permit"])
    return None


def add_members(work: Work, members: Sequence[tuple[CrewJob, int, Mapping[str, Any], int | None]]) -> None:
    """Write the people of crews: job, person, row, pass."""
    rows: list[dict[str, Any]] = []
    seen: set[tuple[int, int]] = set()
    for job, person, row, pass_id in members:
        if (job.id, person) in seen:
            continue
        seen.add((job.id, person))
        decision = CrewDecision.REFUSED if is_refused(row) else CrewDecision.ADMITTED
        rows.append(
            {
                "job_id": job.id,
                "person_id": person,
                "trade": row.get("trade") or None,
                "residence": row.get("home") or None,
                "travel": row.get("travel") or None,
                "arrived_on": row.get("arrived"),
                "transport": row.get("transport") or None,
                "temperature": row.get("temp"),
                "decision": decision.value,
                "documents": [],
                "pass_id": pass_id,
                "note": row.get("remark") or None,
            }
        )
    if rows:
        work.session.execute(insert(CrewMember.__table__), rows)  # pyright: ignore[reportArgumentType]
