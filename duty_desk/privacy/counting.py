"""Counts what an act of destruction would take, without changing anything: what two officers look at before they agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, select

from db.models import Attachment, Household
from duty_desk.privacy import people
from duty_desk.privacy.plan import DROPPED, MARK, RULES
from duty_desk.privacy.plan_rows import must_link, past, something_left, table_of
from duty_desk.privacy.windows import Act, Cuts, Window, cuts
from duty_desk.work import Read

_ATTACHMENT: Any = Attachment.__table__
_HOUSEHOLD: Any = Household.__table__


@dataclass(frozen=True, slots=True)
class Line:
    """How many rows of one table lose what they say of a person, or go altogether."""

    table: str
    window: Window
    rows: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would destroy, as of now."""

    act: Act
    ended_on: date | None
    cuts: Cuts
    lines: tuple[Line, ...]
    people: int

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(line.rows for line in self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to destroy."""
        return not self.lines and not self.people

    @property
    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return {line.table: line.rows for line in self.lines}

    @property
    def windows(self) -> dict[str, str]:
        """The day before which each kind goes."""
        return {window.value: day.isoformat() for window, day in self.cuts.items()}


def preview(read: Read, act: Act, ended_on: date | None = None) -> Preview:
    """What would go. Raises InputError at "ended_on"."""
    until = cuts(read, act, ended_on)
    leaving = people.going(read, act, until)
    lines = tuple(Line(*found) for found in _counted(read, act, until, leaving) if found[2])
    return Preview(act, ended_on, until, lines, _count(read, leaving.subquery(), True))


def approval_content(found: Preview, reason: str) -> Mapping[str, object]:
    """What a second person approves: these windows and these counts, for this reason."""
    return {
        "act": "privacy.destroy",
        "kind": found.act.value,
        "ended_on": found.ended_on,
        "windows": found.windows,
        "counts": found.counts,
        "people": found.people,
        "reason": reason.strip(),
    }


def files_going(until: Cuts, leaving: Any) -> Any:
    """Condition: the files kept with rows that go and with people who go, but for those destroyed before."""
    # File by file: there are few of them, and of what is past its time a million rows.
    belongs = [
        (_ATTACHMENT.c.subject_kind == rule.table)
        & exists().where(table_of(rule.table).c.id == _ATTACHMENT.c.subject_id, past(rule, until))
        for rule in RULES
    ]
    belongs.append((_ATTACHMENT.c.subject_kind == "person") & _ATTACHMENT.c.subject_id.in_(leaving))
    return or_(*belongs) & (_ATTACHMENT.c.name != MARK)


def _counted(read: Read, act: Act, until: Cuts, leaving: Any) -> Iterator[tuple[str, Window, int]]:
    for rule in RULES:
        table = table_of(rule.table)
        link = must_link(table)
        named = people.is_somebody(read, link) if link is not None else None
        yield rule.table, rule.window, _count(read, table, past(rule, until) & something_left(rule, named))
    for dropped in DROPPED:
        yield dropped.table, dropped.window, _count(read, table_of(dropped.table), past(dropped, until))
    flats = people.flats(act, until, leaving)
    yield "household", Window.REGISTER, _count(read, _HOUSEHOLD, flats)
    yield "attachment", Window.PASS, _count(read, _ATTACHMENT, files_going(until, leaving))


def _count(read: Read, table: Any, condition: Any) -> int:
    return int(read.session.scalar(select(func.count()).select_from(table).where(condition)) or 0)
