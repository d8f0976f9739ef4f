"""Everything the office knows of one person, for the person who asks: found by links, and by name and number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, Table, cast, or_, select

from db.models import Person, whole
from duty_desk import audit, audit_words, formats
from duty_desk.errors import StaleError
from duty_desk.people.inventory import DataClass, inventory
from duty_desk.people.records import required
from duty_desk.privacy.plan import MARK, RULES
from duty_desk.privacy.plan_rows import links, table_of
from duty_desk.roles import Permission, requires
from duty_desk.strings import has, t
from duty_desk.work import Read, Work

_SPACE = "\N{IDEOGRAPHIC SPACE}"
_PERSON: Any = Person.__table__
# Of the program's own: how something is found and sorted, and what stands for the code on a card.
_INNER = frozenset(
    {"search_doc", "name_sort", "head_sort", "holder_sort", "token_hash", "sealed_token", "check_code", "who"}
)
# Plain columns that say which record it is.
_OF_RECORD = frozenset(
    {"number", "day", "at", "slot", "kind", "status", "state", "valid_from", "valid_until", "direction",
     "issued_at", "admitted_at", "ended_at", "due_on", "requested_at", "made_at", "sampled_at", "coming_from"}
)  # fmt: skip
# What a link to another record is said by.
_NAMES: Mapping[str, str] = {
    "gate": "name", "unit": "name", "household": "code", "room": "code", "pass": "number", "visit": "number",
    "vehicle_run": "number", "vehicle": "plate",
}  # fmt: skip
# Where the words of a code are, beside those that the record uses.
_WORDS: Mapping[str, str] = {
    "stay.state": "isolation.state",
    "stay.diet": "isolation.diet",
    "stay.ending": "isolation.ending",
    "stay_change.kind": "isolation.change",
    "pass_event.kind": "audit.value.step",
    "crossing.kind": "gate.kind",
    "refusal.kind": "gate.kind",
    "refusal.reason": "gate.reason",
    "crossing.finding": "gate.reason",
    "booking.state": "bookings.state",
    "crew_member.decision": "audit.value.decision",
    "reading.slot": "isolation_care.slot",
    "care_entry.kind": "isolation_care.kind",
    "care_entry.outcome": "isolation_care.outcome",
    "care_entry.detail": "isolation_care.meal",
    "dispatch.state": "supplies_dispatch.state",
    "donor.kind": "supplies_receive.donor",
    "log_entry.kind": "duty_log.kind",
    "refused_goods.kind": "supplies_receive.refused",
    "retest.kind": "gate.kind",
    "retest.outcome": "privacy.retest",
    "admission_draft.state": "privacy.draft",
}
# Who answers for the desk is no subject of it, and settings are nobody's.
_APART = frozenset({"officer", "setting", "audit_entry", "import_change", "destruction"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One record that is about the person: label and value of what it says."""

    id: int
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The records of one table. `by_name` ones were found by name or number: they may be about another of that name."""

    table: str
    purpose: str
    entries: tuple[Entry, ...]
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """All of one person."""

    id: int
    name: str
    sections: tuple[Section, ...]

    @property
    def records(self) -> int:
        """How many there are."""
        return sum(len(section.entries) for section in self.sections)


@requires(Permission.SHOW_SUBJECT)
def open_subject(work: Work, person: int, *, reason: str) -> Subject:
    """Everything of one person in full. Who looked, and why, is on record, and in the day's list of who was looked at."""
    reason = required(reason, "reason", "privacy.error.why_missing")
    found = gather(work, person)
    audit.record(
        work,
        action="privacy.subject",
        subject=("person", found.id),
        after={"rows": found.records, "in_full": True},
        reason=reason,
    )
    return found


def gather(read: Read, person: int) -> Subject:
    """Everything of one person, with the records that were merged into theirs. Raises StaleError when there is none."""
    row = read.session.execute(select(_PERSON).where(_PERSON.c.id == person)).mappings().one_or_none()
    if row is None:
        raise StaleError("storage.stale")
    kept = int(row["merged_into_id"] or person)
    mine = [
        int(each)
        for each in read.session.scalars(
            select(_PERSON.c.id).where(or_(_PERSON.c.id == kept, _PERSON.c.merged_into_id == kept))
        )
    ]
    found = {table.name: ids for table, ids in _linked(read, mine)}
    sections = [_section(read, table_of(name), ids, by_name=False) for name, ids in found.items() if ids]
    sections += [
        _section(read, table, ids, by_name=True) for table, ids in _mentioned(read, mine, found) if ids
    ]
    return Subject(kept, str(row["name"]), tuple(sections))


def _linked(read: Read, mine: Sequence[int]) -> Iterator[tuple[Table, list[int]]]:
    """By table: the rows that name the person, and what belongs to those rows."""
    yield _PERSON, list(mine)
    found: dict[str, list[int]] = {}
    for table, column in links():
        found.setdefault(table.name, []).extend(_ids(read, table, column.in_(mine)))
    children = [(rule.table, *rule.parent) for rule in RULES if rule.parent is not None]
    for child, column, parent in (*children, ("stay_room", "stay_id", "stay")):
        if child not in found and found.get(parent):
            table = table_of(child)
            found[child] = _ids(read, table, table.c[column].in_(found[parent]))
    for name, ids in found.items():
        yield table_of(name), sorted(set(ids))


def _mentioned(
    read: Read, mine: Sequence[int], found: Mapping[str, Sequence[int]]
) -> Iterator[tuple[Table, list[int]]]:
    """By table: other rows that hold the name alone in a field, or one of the numbers anywhere in a text."""
    rows = read.session.execute(
        select(_PERSON.c.name, _PERSON.c.id_number, _PERSON.c.phone).where(_PERSON.c.id.in_(mine))
    ).all()
    names = {row.name for row in rows if row.name != MARK}
    numbers = {number for row in rows for number in (row.id_number, row.phone) if number}
    for table in whole().sorted_tables:
        if table.name in _APART or "id" not in table.c:
            continue
        conditions: list[Any] = []
        for column in _told(table):
            if isinstance(column.type, String | JSON):
                text = cast(column, String)
                conditions += [text.contains(number, autoescape=True) for number in numbers]
                if isinstance(column.type, String):
                    conditions.append(column.in_(names))
        if conditions:
            known = set(found.get(table.name, ()))
            yield table, [each for each in _ids(read, table, or_(*conditions)) if each not in known]


def _section(read: Read, table: Table, ids: Sequence[int], *, by_name: bool) -> Section:
    purpose = next(entry.purpose for entry in inventory() if entry.table == table.name)
    rows = read.session.execute(select(table).where(table.c.id.in_(ids)).order_by(table.c.id)).mappings()
    entries = tuple(Entry(int(row["id"]), tuple(_facts(read, table, row))) for row in rows)
    return Section(table.name, purpose, entries, by_name)


def _facts(read: Read, table: Table, row: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    shown = {column.name for column in _told(table)} | (_OF_RECORD & set(table.c.keys()))
    for column in table.columns:
        if column.name in shown and column.name not in _INNER and row[column.name] not in (None, "", [], {}):
            words = _value(read, table, column, row[column.name])
            if words:
                yield label(table.name, column.name), words


def label(table: str, column: str) -> str:
    """What a column is called."""
    key = f"privacy.column.{column}"
    return t(key) if has(key) else audit_words.label(f"{table}.show", column)


def _value(read: Read, table: Table, column: Any, value: Any) -> str:
    for key in column.foreign_keys:
        target = key.column.table
        if target.name not in _NAMES:
            return ""
        named = target.c[_NAMES[target.name]]
        return str(read.session.scalar(select(named).where(target.c.id == value)) or "")
    if isinstance(value, datetime):
        return formats.full_moment(value)
    if isinstance(value, date):
        return formats.full_day(value)
    if isinstance(value, dict):
        pairs = value.items()  # pyright: ignore[reportUnknownMemberType]
        return _SPACE.join(
            f"{label(table.name, str(name))} {audit_words.value('stay.show', str(name), each, {})}"
            for name, each in pairs
        )
    key = f"{_WORDS.get(f'{table.name}.{column.name}')}.{value}"
    return t(key) if has(key) else audit_words.value(f"{table.name}.show", column.name, value, {})


def _told(table: Table) -> list[Any]:
    """The columns that the inventory calls personal or sensitive."""
    named = {
        entry.column
        for entry in inventory()
        if entry.table == table.name and entry.data_class is not DataClass.PLAIN
    }
    return [column for column in table.columns if column.name in named]


def _ids(read: Read, table: Table, condition: Any) -> list[int]:
    return [int(each) for each in read.session.scalars(select(table.c.id).where(condition))]
