"""Decisions about a stay in words: more or fewer days, another day to count from, a condition waived (product rules I4 and I7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from db.models import Officer, StayChange
from duty_desk import formats
from duty_desk.strings import t
from duty_desk.work import Read

_approver, _writer = aliased(Officer), aliased(Officer)


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision: `words` say what, until when and why, `officer` wrote it down."""

    id: int
    at: datetime
    kind: str
    words: str
    officer: str | None


def list_decisions(read: Read, stay: int, *, limit: int = 50) -> tuple[DecisionRow, ...]:
    """What was decided about a stay, the last first."""
    query = (
        select(StayChange, _approver.name, _writer.name)
        .outerjoin(_approver, _approver.id == StayChange.approved_by)
        .outerjoin(_writer, _writer.id == StayChange.officer_id)
        .where(StayChange.stay_id == stay)
        .order_by(StayChange.at.desc(), StayChange.id.desc())
        .limit(limit)
    )
    return tuple(
        DecisionRow(row.id, row.at, row.kind, _words(row.kind, row.after, row.reason, approved), written)
        for row, approved, written in read.session.execute(query)
    )


def _words(kind: str, after: Mapping[str, Any], reason: str, approver: str | None) -> str:
    said = [t(f"isolation.change.{kind}")]
    if after.get("counted_from") and kind == "rebase":
        day = formats.day(date.fromisoformat(after["counted_from"]))
        said.append(t("isolation.decision.from", day=day))
    if after.get("due_on"):
        said.append(t("isolation.decision.until", day=formats.day(date.fromisoformat(after["due_on"]))))
    if approver:
        said.append(t("isolation.decision.by", name=approver))
    return t("isolation.decision.line", what=t("isolation.decision.comma").join(said), reason=reason)
