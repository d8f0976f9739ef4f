"""Who belongs to which team of the staff grid: exactly one at a time, in one of two classes (product rule R2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from db.models import GridMember, GridTeam, Person
from db.vocabulary import FrontLine, GridKind
from duty_desk import audit, masking
from duty_desk.errors import InputError, StaleError
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work

# Front-line work that nobody begins without the morning check of that day.
BLOCKS = frozenset({FrontLine.CANTEEN, FrontLine.SUPPLY, FrontLine.ISOLATION})


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody's place in the grid. `name` is whole where revealed, else shortened."""

    id: int
    person_id: int
    name: str
    staff_number: str
    phone: str
    team_id: int
    team: str
    branch: str
    kind: GridKind
    front_line: FrontLine
    lives_on_campus: bool
    health_card_until: date | None
    joined_on: date
    left_on: date | None
    version: int

    def card_is_over(self, day: date) -> bool:
        """Whether the health card of somebody in a canteen is missing or has run out."""
        return self.front_line is FrontLine.CANTEEN and (
            self.health_card_until is None or self.health_card_until < day
        )


@requires(Permission.EDIT_REPORTING)
def place(
    work: Work,
    *,
    person: int,
    team: int,
    kind: GridKind = GridKind.STAFF,
    front_line: FrontLine = FrontLine.NONE,
    lives_on_campus: bool = False,
    health_card_until: date | None = None,
    joined_on: date | None = None,
    import_id: int | None = None,
) -> int:
    """Put somebody into a team. Raises InputError naming the team they are in already: nobody is counted twice."""
    known = work.session.get(Person, person)
    if known is None or known.merged_into_id is not None:
        raise StaleError("storage.stale")
    _team(work, team)
    if (other := team_of(work, person)) is not None:
        raise InputError("person", "screening_grid.error.in_team", team=other.team)
    day = joined_on or work.at.date()
    if day > work.at.date():
        raise InputError("joined_on", "screening_grid.error.future")
    row = GridMember(
        team_id=team,
        person_id=person,
        kind=kind.value,
        front_line=front_line.value,
        lives_on_campus=lives_on_campus,
        health_card_until=health_card_until,
        joined_on=day,
        import_id=import_id,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="grid_member.place",
        subject=("person", person),
        after={"team_id": team, "kind": kind, "front_line": front_line, "joined_on": day},
    )
    return row.id


@requires(Permission.EDIT_REPORTING)
def change(
    work: Work,
    member: int,
    *,
    kind: GridKind,
    front_line: FrontLine,
    lives_on_campus: bool,
    health_card_until: date | None,
    version: int | None = None,
) -> None:
    """Put right what somebody does and how they live."""
    row = _claim(work, member, version)
    before = {"kind": row.kind, "front_line": row.front_line, "lives_on_campus": row.lives_on_campus}
    row.kind, row.front_line = kind.value, front_line.value
    row.lives_on_campus, row.health_card_until = lives_on_campus, health_card_until
    row.version += 1
    audit.record(
        work,
        action="grid_member.change",
        subject=("person", row.person_id),
        before=before,
        after={"kind": row.kind, "front_line": row.front_line, "lives_on_campus": lives_on_campus},
        private={"health_card_until": str(health_card_until or "")},
    )


@requires(Permission.EDIT_REPORTING)
def move(work: Work, member: int, *, team: int, version: int | None = None) -> int:
    """Move somebody to another team from today on; the old place ends. Returns the new one."""
    row = _claim(work, member, version)
    _team(work, team)
    if row.team_id == team:
        raise InputError("team", "screening_grid.error.same_team")
    row.left_on = work.at.date()
    row.version += 1
    work.session.flush()
    new = GridMember(
        team_id=team,
        person_id=row.person_id,
        kind=row.kind,
        front_line=row.front_line,
        lives_on_campus=row.lives_on_campus,
        health_card_until=row.health_card_until,
        joined_on=work.at.date(),
    )
    work.session.add(new)
    work.session.flush()
    audit.record(
        work,
        action="grid_member.move",
        subject=("person", row.person_id),
        before={"team_id": row.team_id},
        after={"team_id": team, "joined_on": new.joined_on},
    )
    return new.id


@requires(Permission.EDIT_REPORTING)
def leave(work: Work, member: int, *, version: int | None = None) -> None:
    """Somebody is not of the staff any more, from today on."""
    row = _claim(work, member, version)
    row.left_on = work.at.date()
    row.version += 1
    audit.record(
        work,
        action="grid_member.leave",
        subject=("person", row.person_id),
        before={"team_id": row.team_id},
        after={"left_on": row.left_on},
    )


def team_of(read: Read, person: int) -> MemberRow | None:
    """The place somebody has now."""
    query = _rows().where(GridMember.person_id == person, GridMember.left_on.is_(None))
    found = read.session.execute(query).first()
    return _row(*found, revealed=True) if found is not None else None


def list_members(
    read: Read, team: int | None = None, *, day: date | None = None, revealed: bool = False
) -> tuple[MemberRow, ...]:
    """Who belongs to a team, or to the grid, on a day (today); by name."""
    on = day or read.at.date()
    query = _rows().where(
        GridMember.joined_on <= on, GridMember.left_on.is_(None) | (GridMember.left_on > on)
    )
    if team is not None:
        query = query.where(GridMember.team_id == team)
    query = query.order_by(GridTeam.list_order, Person.name_sort, GridMember.id)
    return tuple(_row(*found, revealed=revealed) for found in read.session.execute(query))


def member_rows(read: Read, ids: Sequence[int], *, revealed: bool = False) -> tuple[MemberRow, ...]:
    """These places, whatever became of them."""
    query = _rows().where(GridMember.id.in_(ids))
    return tuple(_row(*found, revealed=revealed) for found in read.session.execute(query))


def _rows() -> Any:
    return (
        select(GridMember, Person.name, Person.staff_number, Person.phone, GridTeam.name, GridTeam.branch)
        .join(Person, Person.id == GridMember.person_id)
        .join(GridTeam, GridTeam.id == GridMember.team_id)
    )


def _row(
    row: GridMember,
    name: str,
    number: str | None,
    phone: str | None,
    team: str,
    branch: str,
    *,
    revealed: bool,
) -> MemberRow:
    return MemberRow(
        id=row.id,
        person_id=row.person_id,
        name=name if revealed else masking.mask_name(name),
        staff_number=(number or "") if revealed else masking.mask_staff_number(number),
        phone=(phone or "") if revealed else masking.mask_phone(phone),
        team_id=row.team_id,
        team=team,
        branch=branch,
        kind=GridKind(row.kind),
        front_line=FrontLine(row.front_line),
        lives_on_campus=row.lives_on_campus,
        health_card_until=row.health_card_until,
        joined_on=row.joined_on,
        left_on=row.left_on,
        version=row.version,
    )


def _team(work: Work, team: int) -> GridTeam:
    row = work.session.get(GridTeam, team)
    if row is None:
        raise StaleError("storage.stale")
    return row


def _claim(work: Work, member: int, version: int | None) -> GridMember:
    row = work.session.scalar(select(GridMember).where(GridMember.id == member).with_for_update())
    if row is None or row.left_on is not None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    return row
