"""Takes an import of registers back, whole, while nothing was built on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Date, DateTime, Time, delete, exists, select

from db.base import Base
from db.models import (
    Attachment,
    AuditEntry,
    Building,
    Campus,
    Gate,
    GridTeam,
    Household,
    ImportChange,
    Person,
    Store,
    Unit,
)
from duty_desk import audit
from duty_desk.errors import Refusal
from duty_desk.people.importing import plain
from duty_desk.people.merging import references
from duty_desk.roles import Permission, requires
from duty_desk.work import Work

# Those first that point to the others.
_MODELS: tuple[Any, ...] = (Person, Household, Building, Gate, Store, GridTeam, Unit, Campus)
_BY_TABLE: Mapping[str, Any] = {model.__tablename__: model for model in _MODELS}
_READERS: Mapping[type, Any] = {
    DateTime: datetime.fromisoformat,
    Date: date.fromisoformat,
    Time: time.fromisoformat,
}


@requires(Permission.IMPORT)
def undo_import(work: Work, batch_id: int) -> int:
    """Remove what an import added and put back what it changed; returns how many rows. The caller marks the batch as taken back.

    Raises Refusal naming a row that was changed or used meanwhile; nothing is taken back then.
    """
    changes = work.session.scalars(
        select(ImportChange).where(ImportChange.batch_id == batch_id).order_by(ImportChange.id.desc())
    ).all()
    for change in changes:
        _put_back(work, change)
        work.session.delete(change)
    work.session.flush()
    for model in _MODELS:
        _refuse_used(work, model, batch_id)
    for unit in work.session.scalars(select(Unit).where(Unit.import_id == batch_id)):
        unit.reports_through_id = None
    work.session.flush()
    removed = sum(_remove(work, model, batch_id) for model in _MODELS)
    work.memo.pop("people.units", None)
    audit.record(
        work,
        action="people.undo_import",
        subject=("import_batch", batch_id),
        after={"removed": removed, "restored": len(changes)},
    )
    return removed + len(changes)


def _put_back(work: Work, change: ImportChange) -> None:
    model = _BY_TABLE[change.subject_kind]
    row = work.session.get(model, change.subject_id)
    if row is None or any(plain(getattr(row, name)) != value for name, value in change.after.items()):
        raise Refusal("people.error.import_used", name=_named(row))
    for name, value in change.before.items():
        setattr(row, name, _read(model, name, value))
    if hasattr(row, "version"):
        row.version += 1
    # Earlier changes of the same row are compared with what is put back here.
    work.session.flush()


def _read(model: Any, name: str, value: Any) -> Any:
    reader = _READERS.get(type(model.__table__.c[name].type))
    return reader(value) if reader is not None and value is not None else value


def _refuse_used(work: Work, model: Any, batch_id: int) -> None:
    mine = select(model).where(model.import_id == batch_id).order_by(model.id).limit(1)
    for condition in _uses(model, batch_id):
        used = work.session.scalar(mine.where(condition))
        if used is not None:
            raise Refusal("people.error.import_used", name=_named(used))


def _uses(model: Any, batch_id: int) -> Iterator[Any]:
    """Conditions, one for each way in which something can have been built on a row."""
    kind = model.__tablename__
    yield exists().where(
        AuditEntry.subject_kind == kind,
        AuditEntry.subject_id == model.id,
        # A look at what is masked builds nothing.
        ~AuditEntry.action.endswith(".reveal"),
    )
    yield exists().where(
        ImportChange.subject_kind == kind,
        ImportChange.subject_id == model.id,
        ImportChange.batch_id != batch_id,
    )
    yield exists().where(Attachment.subject_kind == kind, Attachment.subject_id == model.id)
    for table, column in references(kind):
        other = table.alias()
        used = other.c[column.name] == model.id
        if "import_id" in other.c:
            # What came with the same import goes with it.
            used &= other.c.import_id.is_distinct_from(batch_id)
        yield exists().where(used)


def _remove(work: Work, model: type[Base], batch_id: int) -> int:
    mine: Any = model
    result: Any = work.session.execute(
        delete(model).where(mine.import_id == batch_id), execution_options={"synchronize_session": False}
    )
    return result.rowcount


def _named(row: Any) -> str:
    return str(getattr(row, "name", None) or getattr(row, "code", "") if row is not None else "")
