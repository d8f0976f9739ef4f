"""Rows of a list of the staff grid by name: who belongs to which team; who is in it already stays as on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from db.models import GridMember, GridTeam, Person
from db.vocabulary import Category, FrontLine, GridKind
from duty_desk.errors import InputError, Refusal
from duty_desk.people import persons
from duty_desk.people.import_forms import Names
from duty_desk.roles import step
from duty_desk.screening import grid_members
from duty_desk.work import Work


@step
def write_member(
    work: Work, values: Mapping[str, Any], names: Names, import_id: int | None, day: date
) -> None:
    """One person of one team. Raises InputError for a team that is not in the grid and for somebody who is in another."""
    query = select(GridTeam.id).where(GridTeam.name == values["team"])
    if values.get("branch"):
        query = query.where(GridTeam.branch == values["branch"])
    team = work.session.scalar(query)
    if team is None:
        raise InputError("team", "screening_grid.error.team_unknown", name=values["team"])
    kind = GridKind(values.get("kind") or GridKind.STAFF)
    person = persons.find_known(
        work, values["name"], None, None, values["staff_no"], values.get("phone") or None
    )
    if person is None:
        person = persons.add_person(
            work,
            import_id=import_id,
            name=values["name"],
            category=Category.LOGISTICS if kind is GridKind.STAFF else Category.CONTRACTOR,
            staff_number=values["staff_no"],
            phone=values.get("phone") or None,
        )
    elif (place := grid_members.team_of(work, person)) is not None and place.team_id == team:
        return
    front = values.get("front_line") or "none"
    grid_members.place(
        work,
        person=person,
        team=team,
        kind=kind,
        front_line=FrontLine.NONE if front == "none" else FrontLine(front),
        lives_on_campus=values.get("lives") is True,
        health_card_until=values.get("card"),
        joined_on=min(values.get("joined") or day, work.at.date()),
        import_id=import_id,
    )


@step
def undo(work: Work, batch_id: int) -> int:
    """Take the members of an import back. Raises Refusal once one of them was moved or changed."""
    query = (
        select(Person.name)
        .join(GridMember, GridMember.person_id == Person.id)
        .where(GridMember.import_id == batch_id, GridMember.version > 1)
    )
    if (name := work.session.scalar(query.limit(1))) is not None:
        raise Refusal("screening_grid.refusal.import_used", name=name)
    result = work.session.execute(
        delete(GridMember).where(GridMember.import_id == batch_id),
        execution_options={"synchronize_session": False},
    )
    return int(result.rowcount)  # pyright: ignore[reportAttributeAccessIssue]
