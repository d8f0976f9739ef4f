"""What goes with an import that is taken back: rows that nothing refers to, whichever table could."""

from __future__ import annotations

from sqlalchemy import delete, select

from db.models import Person
from db.vocabulary import Category, RestrictionKind
from duty_desk.desk import Desk
from duty_desk.people import persons, restrictions
from duty_desk.people.taking_back import run, unreferenced


def test_who_is_named_anywhere_stays(desk: Desk) -> None:
    with desk.work() as work:
        named, alone = (
            persons.add_person(work, name=name, category=Category.FAMILY) for name in ("苗宁宁", "万里行")
        )
        restrictions.restrict(
            work,
            person=named,
            kind=RestrictionKind.ISOLATION,
            starts_on=work.at.date(),
            ends_on=None,
            reason="密接",
        )
        mine = Person.id.in_([named, alone])
        assert run(work, delete(Person).where(mine, unreferenced(Person))) == 1
        assert list(work.session.scalars(select(Person.id).where(mine))) == [named]
