"""Makes one of two records of the same person: everything that pointed to the one points to the other from then on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint, func, select, update

from db.models import Attachment, Person, whole
from duty_desk import audit, search
from duty_desk.errors import Refusal, StaleError
from duty_desk.people.records import claim, required
from duty_desk.roles import Permission, requires
from duty_desk.work import Work

# What the record that stays takes over where it has nothing itself. A number goes with its kind.
_FILLED = ("sex", "born_on", "staff_number", "phone", "unit_id", "household_id", "relation", "place", "note")


@requires(Permission.MERGE)
def merge_persons(work: Work, *, keep: int, remove: int, reason: str) -> Mapping[str, int]:
    """Let `keep` stand for `remove` too; returns how many records of each table were moved.

    Two different numbers of one kind of document are two persons: that is refused.
    """
    reason = required(reason, "reason", "people.error.reason_missing")
    if keep == remove:
        raise Refusal("people.error.merge_same")
    # In the order of their identifiers, so that two officers merging crosswise wait for one another.
    rows = {identity: claim(work, Person, identity) for identity in sorted((keep, remove))}
    kept, removed = rows[keep], rows[remove]
    if kept.merged_into_id is not None or removed.merged_into_id is not None:
        raise StaleError("storage.stale")
    if kept.id_kind == removed.id_kind and kept.id_number and removed.id_number:
        raise Refusal("people.error.merge_two_numbers")
    removed.merged_into_id = keep
    removed.search_doc = ""
    removed.version += 1
    work.session.flush()
    moved = {name: count for name, count in _move_references(work, keep, remove) if count}
    _take_over(work, kept, removed)
    audit.record(
        work,
        action="person.merge",
        subject=("person", keep),
        after={"removed": remove, "moved": moved},
        reason=reason,
    )
    return moved


def _move_references(work: Work, keep: int, remove: int) -> Iterator[tuple[str, int]]:
    for table, column in references("person"):
        _refuse_collision(work, table, column, keep, remove)
        result: Any = work.session.execute(update(table).where(column == remove).values({column: keep}))
        yield table.name, result.rowcount
    attached: Any = work.session.execute(
        update(Attachment)
        .where(Attachment.subject_kind == "person", Attachment.subject_id == remove)
        .values(subject_id=keep)
    )
    yield "attachment", attached.rowcount


def references(target: str) -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that points to a table's rows, by the foreign keys of all tables."""
    for table in whole().sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == target:
                yield table, key.parent


def _refuse_collision(work: Work, table: Table, column: Column[Any], keep: int, remove: int) -> None:
    """Both records in one crew: which papers hold is for a person to say, not for a merge."""
    for rule in table.constraints:
        if isinstance(rule, UniqueConstraint) and column in list(rule.columns):
            mine, theirs = table.alias(), table.alias()
            same = [
                mine.c[other.name] == theirs.c[other.name] for other in rule.columns if other is not column
            ]
            query = select(func.count()).where(
                mine.c[column.name] == keep, theirs.c[column.name] == remove, *same
            )
            if work.session.scalar(query):
                raise Refusal("people.error.merge_collides")
    for index in table.indexes:
        # Among some rows only: nobody is under observation twice at once.
        if index.unique and column in list(index.columns):
            others = [other for other in index.columns if other is not column]
            some = index.dialect_options["sqlite"]["where"]
            query = (
                select(func.count())
                .where(column.in_((keep, remove)), *([] if some is None else [some]))
                .group_by(*others)
                .having(func.count() > 1)
            )
            if work.session.scalar(query):
                raise Refusal("people.error.merge_collides")


def _take_over(work: Work, kept: Person, removed: Person) -> None:
    if not kept.id_number and removed.id_number:
        number = removed.id_kind, removed.id_number
        removed.id_kind = removed.id_number = None
        work.session.flush()
        kept.id_kind, kept.id_number = number
    for name in _FILLED:
        if getattr(kept, name) in (None, ""):
            setattr(kept, name, getattr(removed, name))
    kept.search_doc = search.document(
        names=[kept.name], codes=[kept.id_number, kept.staff_number, kept.phone]
    )
    kept.version += 1
    work.session.flush()
