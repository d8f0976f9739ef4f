"""What the duty office wrote down, in numbers: entries by kind, repairs with their times, rounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from db.models import LogEntry, Patrol, PatrolFinding
from db.vocabulary import LogKind
from duty_desk.duty import repair_rows
from duty_desk.work import Read

_FROM: Final = date(2000, 1, 1)


def figures(read: Read, first: date | None = None, last: date | None = None) -> Mapping[str, Any]:
    """From one day to another, of everything where no days are named; what is struck out counts apart."""
    since, until = first or _FROM, last or read.at.date()
    begin, end = datetime.combine(since, time()), datetime.combine(until + timedelta(days=1), time())
    query = (
        select(LogEntry.kind, func.count().label("number"))
        .where(LogEntry.at >= begin, LogEntry.at < end, LogEntry.struck_at.is_(None))
        .group_by(LogEntry.kind)
    )
    kinds = {row.kind: row.number for row in read.session.execute(query)}
    struck = select(func.count()).select_from(LogEntry).where(
        LogEntry.at >= begin, LogEntry.at < end, LogEntry.struck_at.is_not(None)
    )  # fmt: skip
    made = repair_rows.figures(read, since, until)
    walks = (
        select(func.count()).select_from(Patrol).where(Patrol.started_at >= begin, Patrol.started_at < end)
    )
    abnormal = (
        select(func.count(PatrolFinding.point_id.distinct()))
        .join(Patrol, Patrol.id == PatrolFinding.patrol_id)
        .where(Patrol.started_at >= begin, Patrol.started_at < end, PatrolFinding.normal.is_(False))
    )
    return {
        "log": {kind.value: kinds.get(kind.value, 0) for kind in LogKind},
        "log_struck": read.session.scalar(struck) or 0,
        "repairs": {
            "called": made.called,
            "done": made.done,
            "in_time": made.in_time,
            "dropped": made.dropped,
            "waiting": made.waiting,
            "overdue": made.overdue,
            "median_hours": made.median_hours,
            "by_trade": {each.trade: each.called for each in made.trades},
        },
        "patrols": read.session.scalar(walks) or 0,
        "patrol_points_abnormal": read.session.scalar(abnormal) or 0,
    }
