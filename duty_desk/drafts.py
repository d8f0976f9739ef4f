"""Half-typed forms that outlive a crash, a shift change or a power cut: one for each officer and form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from db.models import Draft
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Read, Work

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What was typed, and when it was last saved."""

    form: str
    content: Mapping[str, Any]
    saved_at: datetime


@requires(Permission.OWN)
def save(work: Work, form: str, content: Mapping[str, Any]) -> None:
    """Keep what the signed-in officer has typed so far; nothing typed is no draft."""
    if not any(content.values()):
        discard(work, form)
        return
    text = json.dumps(content, ensure_ascii=False)
    row = work.session.scalar(_mine(work, form))
    if row is None:
        work.session.add(Draft(officer_id=work.officer.id, form=form, content=text, saved_at=work.at))
    else:
        row.content, row.saved_at = text, work.at


@requires(Permission.OWN)
def discard(work: Work, form: str) -> None:
    """Forget the draft: the form was finished or thrown away."""
    work.session.execute(delete(Draft).where(Draft.officer_id == work.officer.id, Draft.form == form))


def load(read: Read, form: str) -> DraftRow | None:
    """The signed-in officer's draft of a form; None when there is none or it is too old."""
    row = read.session.scalar(_mine(read, form))
    return None if row is None or row.saved_at < read.at - KEPT else _row(row)


def list_drafts(read: Read) -> tuple[DraftRow, ...]:
    """All drafts of the signed-in officer, newest first; what is offered after a crash."""
    query = (
        select(Draft)
        .where(Draft.officer_id == read.officer.id, Draft.saved_at >= read.at - KEPT)
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
    )
    return tuple(_row(row) for row in read.session.scalars(query))


@step
def forget_old(work: Work) -> int:
    """Drop the drafts of everybody that have expired; returns how many."""
    found = work.session.execute(delete(Draft).where(Draft.saved_at < work.at - KEPT))
    return int(found.rowcount)  # pyright: ignore[reportAttributeAccessIssue]


def _mine(read: Read, form: str) -> Any:
    return select(Draft).where(Draft.officer_id == read.officer.id, Draft.form == form)


def _row(row: Draft) -> DraftRow:
    return DraftRow(row.form, json.loads(row.content), row.saved_at)
