"""What is brought, said and done for those under observation, and the course of a stay in one list (product rule I6).

Entries are append-only. Meals have a module of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from db.models import CareEntry, Stay
from db.vocabulary import StayState
from duty_desk import audit
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.isolation import decisions, reading_rows
from duty_desk.roles import Permission, may, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

MEAL = "meal"
KINDS = ("delivery", "call", "linen", "medicine", "support", "other")
# What is brought to the door says nothing of how somebody is.
_BROUGHT = frozenset({MEAL, "delivery", "linen"})
DIETS = ("regular", "halal", "vegetarian", "soft", "child")


@dataclass(frozen=True, slots=True)
class CareRow:
    """One entry. `detail` is the meal of a meal, `outcome` what became of it: given, declined, away."""

    id: int
    stay: int
    kind: str
    at: datetime
    detail: str | None
    outcome: str | None
    text: str
    officer: str | None


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One line of the course of a stay. `kind` is reading, meal, or one of KINDS; `loud` where something was wrong."""

    at: datetime
    kind: str
    text: str
    officer: str | None
    loud: bool = False


@requires(Permission.WORK_SITE)
def record_care(
    work: Work,
    *,
    stay: int,
    kind: str,
    text: str,
    detail: str | None = None,
    outcome: str | None = None,
    at: datetime | None = None,
) -> int:
    """Write what was done for one person; `kind` is one of KINDS. Raises InputError for what is missing or still to come."""
    (entry,) = _enter(work, (stay,), kind, text, detail, outcome, at)
    return entry


@requires(Permission.WORK_SITE)
def record_care_of(
    work: Work, *, stays: Sequence[int], kind: str, text: str, at: datetime | None = None
) -> int:
    """Write the same for many, such as linen changed along a corridor; returns for how many."""
    return len(_enter(work, tuple(dict.fromkeys(stays)), kind, text, None, None, at))


@requires(Permission.WORK_SITE)
def set_diet(
    work: Work, stay: int, *, diet: str, note: str | None = None, version: int | None = None
) -> None:
    """Change what somebody eats, from the next meal on; `diet` is one of DIETS."""
    row = work.session.scalar(select(Stay).where(Stay.id == stay).with_for_update())
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    if diet not in DIETS:
        raise InputError("diet", "isolation_care.error.diet")
    if row.state in (StayState.ENDED, StayState.DROPPED):
        raise Refusal("isolation_care.refusal.ended")
    before, said = row.diet, (note or "").strip() or None
    if (before, row.diet_note) == (diet, said):
        return
    row.diet, row.diet_note = diet, said
    row.version += 1
    audit.record(
        work,
        action="care.diet",
        subject=("stay", stay),
        before={"diet": before},
        after={"diet": diet},
        private={"note": said},
    )


def list_care(read: Read, stay: int, *, kind: str | None = None, limit: int = 200) -> tuple[CareRow, ...]:
    """What was done for one person, the last first."""
    query = select(CareEntry).where(CareEntry.stay_id == stay)
    if kind is not None:
        query = query.where(CareEntry.kind == kind)
    query = query.order_by(CareEntry.at.desc(), CareEntry.id.desc()).limit(limit)
    return tuple(
        CareRow(row.id, row.stay_id, row.kind, row.at, row.detail, row.outcome, row.text, row.officer_name)
        for row in read.session.scalars(query)
    )


def course(read: Read, stay: int, *, limit: int = 50) -> tuple[CourseLine, ...]:
    """Readings, care and decisions of a stay in words, the last first; what was brought alone for who may not see health (check S-56)."""
    if not may(read, Permission.SEE_HEALTH):
        return tuple(_care_line(row) for row in list_care(read, stay, limit=limit) if row.kind in _BROUGHT)
    lines = [_reading_line(row) for row in reading_rows.list_readings(read, stay, limit=limit)]
    lines += [_care_line(row) for row in list_care(read, stay, limit=limit)]
    lines += [
        CourseLine(row.at, row.kind, row.words, row.officer)
        for row in decisions.list_decisions(read, stay, limit=limit)
    ]
    lines.sort(key=lambda line: line.at, reverse=True)
    return tuple(lines[:limit])


def symptom_words(symptoms: Sequence[str]) -> str:
    """Symptoms in words; that there are none is said too."""
    if not symptoms:
        return t("isolation_care.symptom.none")
    return t("isolation_care.list_mark").join(t(f"isolation_care.symptom.{word}") for word in symptoms)


def meal_words(detail: str | None, outcome: str | None) -> str:
    """A meal and what became of it in words."""
    return t(
        "isolation_care.meal_line",
        meal=t(f"isolation_care.meal.{detail}"),
        outcome=t(f"isolation_care.outcome.{outcome}"),
    )


def _enter(
    work: Work,
    stays: Sequence[int],
    kind: str,
    text: str,
    detail: str | None,
    outcome: str | None,
    at: datetime | None,
) -> tuple[int, ...]:
    if kind not in KINDS:
        raise InputError("kind", "isolation_care.error.kind")
    if not text.strip():
        raise InputError("text", "isolation_care.error.text_missing")
    moment = at or work.at
    if moment > work.at:
        raise InputError("at", "isolation_care.error.later")
    if not stays:
        raise InputError("stays", "isolation_care.error.nobody")
    known = {
        row.id: row
        for row in work.session.execute(
            select(Stay.id, Stay.admitted_at, Stay.ended_at).where(Stay.id.in_(stays))
        )
    }
    for stay in stays:
        row = known.get(stay)
        if row is None:
            raise StaleError("storage.stale")
        # To the minute, as it is typed.
        if row.admitted_at is None or moment < row.admitted_at.replace(second=0):
            raise InputError("at", "isolation_care.error.before")
        if row.ended_at is not None and moment > row.ended_at:
            raise Refusal("isolation_care.refusal.ended")
    values = {
        "kind": kind,
        "day": moment.date(),
        "at": moment,
        "detail": detail,
        "outcome": outcome,
        "text": text.strip(),
        "officer_id": work.officer.id,
        "officer_name": work.officer.name,
    }
    entries = tuple(
        work.session.scalars(
            insert(CareEntry).returning(CareEntry.id), [{"stay_id": stay, **values} for stay in stays]
        )
    )
    subject = ("stay", stays[0]) if len(stays) == 1 else None
    audit.record(
        work,
        action="care.record",
        subject=subject,
        after={"care": kind, "day": moment.date(), "count": len(entries)},
        private={"text": text.strip()},
    )
    return entries


def _reading_line(row: reading_rows.ReadingRow) -> CourseLine:
    slot = t(f"isolation_care.slot.{row.slot.value}")
    if row.temperature is None:
        words = t("isolation_care.course.not_taken", slot=slot, reason=row.not_taken or "")
        return CourseLine(row.at, "reading", words, row.officer, loud=True)
    symptoms = symptom_words(row.symptoms)
    value = f"{row.temperature:.1f}"
    if row.retest is None:
        words = t("isolation_care.course.reading", slot=slot, value=value, symptoms=symptoms)
    else:
        words = t(
            "isolation_care.course.retest",
            slot=slot,
            value=value,
            retest=f"{row.retest:.1f}",
            symptoms=symptoms,
        )
    return CourseLine(row.at, "reading", words, row.officer, loud=row.abnormal or bool(row.symptoms))


def _care_line(row: CareRow) -> CourseLine:
    if row.kind == MEAL:
        words = meal_words(row.detail, row.outcome)
        if row.text:
            words = t("isolation_care.course.care", kind=words, text=row.text)
        return CourseLine(row.at, row.kind, words, row.officer, loud=row.outcome == "declined")
    words = t("isolation_care.course.care", kind=t(f"isolation_care.kind.{row.kind}"), text=row.text)
    return CourseLine(row.at, row.kind, words, row.officer)
