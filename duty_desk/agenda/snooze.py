"""Puts a line of Today aside for a while, for one officer; the hand-over shows it all the same (design 7.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from db.models import Snooze
from duty_desk.agenda import rules
from duty_desk.agenda.items import Item
from duty_desk.errors import InputError
from duty_desk.roles import Permission, requires
from duty_desk.spans import span_at
from duty_desk.work import Read, Work

Key = tuple[str, str, str, int]


def key_of(item: Item) -> Key:
    """What tells one open thing from all others."""
    return item.feature, item.what, *item.subject


@requires(Permission.OWN)
def snooze(work: Work, items: Sequence[Item], minutes: int | None) -> datetime:
    """Hide these for the officer at the desk; gives until when. No act of the office, so it is not in the chain."""
    if minutes not in rules.SNOOZES:
        raise InputError("minutes", "agenda.error.minutes")
    if not items:
        raise InputError("items", "agenda.error.nothing")
    until = rules.snoozed_until(work.at, minutes, span_at(work, work.at).end)
    mine = work.officer.id or 0
    # What has come back is of no use any more.
    work.session.execute(delete(Snooze).where(Snooze.officer_id == mine, Snooze.until <= work.at))
    by_line: dict[str, list[list[str | int]]] = {}
    for item in items:
        by_line.setdefault(f"{item.feature}.{item.what}", []).append([*item.subject])
    for line, subjects in by_line.items():
        work.session.add(
            Snooze(officer_id=mine, line=line, until=until, at=work.at, details={"items": subjects})
        )
    return until


@requires(Permission.OWN)
def wake(work: Work, keys: Iterable[Key] | None = None) -> None:
    """Show again what was put aside: these, or everything of the officer at the desk."""
    wanted = None if keys is None else set(keys)
    for row in work.session.scalars(select(Snooze).where(Snooze.officer_id == (work.officer.id or 0))):
        if wanted is None or wanted & set(_keys(row)):
            work.session.delete(row)


def put_aside(read: Read) -> frozenset[Key]:
    """What the officer at the desk does not want to see now."""
    query = select(Snooze).where(Snooze.officer_id == (read.officer.id or 0), Snooze.until > read.at)
    return frozenset(key for row in read.session.scalars(query) for key in _keys(row))


def _keys(row: Snooze) -> list[Key]:
    feature, _, what = row.line.partition(".")
    return [(feature, what, str(kind), int(number)) for kind, number in row.details.get("items", ())]
