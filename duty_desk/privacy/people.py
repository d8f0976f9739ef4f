"""Who goes from the register: nobody whom a record still names that is in use or within its time."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, bindparam, cast, exists, func, insert, literal, or_, select, update

from db.models import GridMember, Household, Person
from db.vocabulary import Category
from duty_desk import settings
from duty_desk.privacy.plan import IN_USE, MARK
from duty_desk.privacy.plan_rows import blank, links, must_link, past, rule_of, start
from duty_desk.privacy.windows import Act, Cuts, Window
from duty_desk.roles import step
from duty_desk.work import Read, Work

# Who only comes from outside goes while a response lasts; students and staff stay in the register until it has ended.
OUTSIDE = (Category.VISITOR, Category.CONTRACTOR)
_NOBODY = "privacy.nobody"
_PIECE = 500
_PERSON: Any = Person.__table__
_HOUSEHOLD: Any = Household.__table__
_GRID: Any = GridMember.__table__
_KEPT = ("id", "version", "created_at", "import_id", "merged_into_id", "category", "name")
_AT_HOME = ("head_name", "head_sort", "note", "search_doc", "quarantine_from", "quarantine_until")


def nobody(read: Read) -> int:
    """The record that stands for all who are gone; 0 while there is none."""
    return int(settings.get(read, _NOBODY, 0))


def going(read: Read, act: Act, cuts: Cuts) -> Any:
    """Select: the records that go, with those that were merged into them."""
    cut = cuts[Window.REGISTER]
    condition = [
        _PERSON.c.merged_into_id.is_(None),
        _PERSON.c.id != nobody(read),
        _PERSON.c.created_at < start(cut),
        *(~exists().where(used) for used in _uses(act, cuts)),
    ]
    if act is Act.RETENTION:
        condition.append(_PERSON.c.category.in_(OUTSIDE))
    found = select(_PERSON.c.id).where(*condition).cte("going", recursive=True)
    merged = _PERSON.alias()
    found = found.union(select(merged.c.id).where(merged.c.merged_into_id == found.c.id))
    return select(found.c.id)


def is_somebody(read: Read, column: Any) -> Any:
    """That a link leads to a record that still says who it is."""
    gone = select(_PERSON.c.id).where(_PERSON.c.merged_into_id == nobody(read))
    return column.not_in(gone)


def flats(act: Act, cuts: Cuts, leaving: Any) -> Any:
    """Condition: the flats that nobody is known of who stays, and that still say who lived there."""
    table = _HOUSEHOLD
    standing = exists().where(
        _PERSON.c.household_id == table.c.id,
        _PERSON.c.merged_into_id.is_(None),
        _PERSON.c.id.not_in(leaving),
    )
    left = or_(*(_left(table.c[name]) for name in _AT_HOME))
    if act is Act.RETENTION:
        return ~standing & left & (table.c.moved_out_on < cuts[Window.REGISTER])
    return ~standing & left


@step
def erase(work: Work, people: Sequence[int]) -> None:
    """Empty the records of people: a pseudonym stays, so that what counts them still does."""
    values = {column.name: blank(column) for column in _PERSON.columns if column.name not in _KEPT}
    mine = _PERSON.c.id == bindparam("whom")
    statement = (
        update(_PERSON)
        .where(mine)
        .values(
            **values,
            name=literal("P").concat(cast(_PERSON.c.id, String)),
            merged_into_id=_obtain_nobody(work),
            version=_PERSON.c.version + 1,
        )
    )
    cards = update(_GRID).where(_GRID.c.person_id == bindparam("whom")).values(health_card_until=None)
    for piece in _pieces(people):
        work.session.execute(statement, [{"whom": each} for each in piece])
        work.session.execute(cards, [{"whom": each} for each in piece])


@step
def empty_flats(work: Work, condition: Any) -> None:
    """Empty what flats say of those who lived there; the flat stays."""
    values = {name: blank(_HOUSEHOLD.c[name]) for name in _AT_HOME}
    work.session.execute(update(_HOUSEHOLD).where(condition).values(**values))


@step
def unlink(work: Work, rows: Sequence[tuple[Any, Any]]) -> None:
    """Let rows that must name a person name one who is nobody, a different one for each; `rows` are tables with conditions."""
    stand_ins: dict[int, int] = {}
    for table, condition in rows:
        column = must_link(table)
        if column is None:
            continue
        named = is_somebody(work, column)
        query = select(column).where(condition, named).distinct()
        people = [int(each) for each in work.session.scalars(query)]
        _stand_in(work, [each for each in people if each not in stand_ins], stand_ins)
        if people:
            statement = (
                update(table)
                .where(condition, column == bindparam("whom"))
                .values({column.name: bindparam("who")})
            )
            pairs = [{"whom": each, "who": stand_ins[each]} for each in people]
            work.session.execute(statement, pairs)


def _stand_in(work: Work, people: Sequence[int], known: dict[int, int]) -> None:
    """A record without anything for each of these people, in an order that tells nobody which is whose."""
    shuffled = list(people)
    secrets.SystemRandom().shuffle(shuffled)
    gone = _obtain_nobody(work)
    for person in shuffled:
        row = Person(
            name="", category=Category.VISITOR, merged_into_id=gone, created_at=work.at, search_doc=""
        )
        work.session.add(row)
        work.session.flush()
        row.name = f"P{row.id}"
        known[person] = row.id
    work.session.flush()


def _obtain_nobody(work: Work) -> int:
    known = nobody(work)
    if known:
        return known
    work.session.execute(
        insert(_PERSON).values(
            name=MARK,
            name_sort="",
            category=Category.VISITOR,
            foreign_holder=False,
            search_doc="",
            version=1,
            created_at=work.at,
        )
    )
    made = int(work.session.scalar(select(func.max(_PERSON.c.id))) or 0)
    settings.store(work, 0, _NOBODY, made)
    work.session.flush()
    return made


def _uses(act: Act, cuts: Cuts) -> list[Any]:
    """Conditions on rows that keep the person they name."""
    found: list[Any] = []
    for table, column in links():
        used = column == _PERSON.c.id
        rule = rule_of(table.name)
        if rule is not None:
            found.append(used & past(rule, cuts).is_not(True))
        elif table.name in IN_USE and not (act is Act.END and table.name == "grid_member"):
            found.append(used & IN_USE[table.name](table))
    return found


def _left(column: Any) -> Any:
    return column.is_not(None) if column.nullable else column != ""


def _pieces(items: Sequence[int]) -> list[Sequence[int]]:
    return [items[index : index + _PIECE] for index in range(0, len(items), _PIECE)]
