"""Dispatches as they lie in the tables: read and written by statements made beforehand, since a keeper does it all day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from db import changes, prepared
from db.models import Dispatch, DispatchLine, DispatchPick, Item, Unit
from db.vocabulary import DispatchState
from duty_desk.errors import Refusal, StaleError
from duty_desk.numbering import Number
from duty_desk.roles import step
from duty_desk.strings import t
from duty_desk.supplies.posting import quantity_text
from duty_desk.work import Read, Work

SERIES = "dispatch"
_DISPATCH: Any = Dispatch.__table__
_LINE: Any = DispatchLine.__table__
_PICK: Any = DispatchPick.__table__
_HEAD = (
    select(
        _DISPATCH.c.id,
        _DISPATCH.c.series,
        _DISPATCH.c.year,
        _DISPATCH.c.sequence,
        _DISPATCH.c.edition,
        _DISPATCH.c.number,
        _DISPATCH.c.state,
        _DISPATCH.c.unit_id,
        _DISPATCH.c.purpose,
        _DISPATCH.c.requested_at,
        _DISPATCH.c.requested_by,
        _DISPATCH.c.approved_by,
        _DISPATCH.c.approved_digest,
        _DISPATCH.c.allocation_id,
        _DISPATCH.c.version,
    )
    .where(_DISPATCH.c.id == bindparam("dispatch"))
    .with_for_update()
)
_LINES = (
    select(
        _LINE.c.id,
        _LINE.c.line,
        _LINE.c.item_id,
        _LINE.c.asked,
        _LINE.c.approved,
        _LINE.c.issued,
        Item.name,
        Item.base_unit,
        Item.needs_two,
        Item.store_id,
    )
    .join(Item, Item.id == _LINE.c.item_id)
    .where(_LINE.c.dispatch_id == bindparam("dispatch"))
    .order_by(_LINE.c.line)
)
_PICKS = (
    select(
        _PICK.c.id, _PICK.c.line_id, _PICK.c.lot_id, _PICK.c.store_id, _PICK.c.quantity, _PICK.c.is_reserved,
        _PICK.c.reason,
    )
    .join(_LINE, _LINE.c.id == _PICK.c.line_id)
    .where(_LINE.c.dispatch_id == bindparam("dispatch"))
    .order_by(_PICK.c.id)
)  # fmt: skip
_ADD = insert(_DISPATCH)
_ADD_LINE = insert(_LINE)
_ADD_PICK = insert(_PICK)
_DROP_LINES = delete(_LINE).where(_LINE.c.dispatch_id == bindparam("dispatch"))
_DROP_PICKS = delete(_PICK).where(
    _PICK.c.line_id.in_(select(_LINE.c.id).where(_LINE.c.dispatch_id == bindparam("dispatch")))
)
_CHANGED: dict[tuple[str, ...], Any] = {}
_UNIT_NAME = select(Unit.name).where(Unit.id == bindparam("unit"))
_NOTHING: Mapping[str, Any] = {
    "edition": 1, "state": DispatchState.REQUESTED.value, "purpose": "", "place": None, "receiver": None,
    "receiver_phone": None, "approved_at": None, "approved_by": None, "approver_name": None,
    "approved_digest": None, "issued_at": None, "issued_by": None, "keeper_name": None, "second_id": None,
    "second_name": None, "signed_at": None, "signed_by": None, "ended_reason": None, "allocation_id": None,
    "note": None, "version": 1, "import_id": None,
}  # fmt: skip


@step
def claim(work: Work, dispatch: int, version: int | None, *states: DispatchState) -> Any:
    """The dispatch, held for this transaction.

    Raises StaleError when it is gone or changed meanwhile, Refusal when it is past the states in which this can be done.
    """
    row = ask(work, _HEAD, {"dispatch": dispatch}).one_or_none()
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    if states and row.state not in states:
        state = t(f"supplies_dispatch.state.{row.state}")
        raise Refusal("supplies_dispatch.refusal.state", number=row.number, state=state)
    return row


def lines_of(read: Read, dispatch: int) -> Sequence[Any]:
    """Its lines with what the item asks for, in their order."""
    return ask(read, _LINES, {"dispatch": dispatch}).all()


def picks_of(read: Read, dispatch: int) -> Sequence[Any]:
    """From where its lines are taken."""
    return ask(read, _PICKS, {"dispatch": dispatch}).all()


def unit_name(read: Read, unit: int) -> str:
    """The name of a unit."""
    return str(ask(read, _UNIT_NAME, {"unit": unit}).scalar() or "")


@step
def add(work: Work, number: Number, values: Mapping[str, Any]) -> int:
    """Write a dispatch under its number."""
    row = {**_NOTHING, "series": number.kind, "year": number.year, "sequence": number.sequence,
           "number": number.text, **values}  # fmt: skip
    key = prepared.add(_connection(work), _ADD, row)
    changes.note(work.session, "dispatch")
    return key


@step
def add_line(work: Work, dispatch: int, line: int, values: Mapping[str, Any]) -> int:
    """Write one line of it."""
    row = {"dispatch_id": dispatch, "line": line, "entered": None, "entered_unit": None, "approved": None,
           "issued": None, "note": None, **values}  # fmt: skip
    key = prepared.add(_connection(work), _ADD_LINE, row)
    changes.note(work.session, "dispatch_line")
    return key


@step
def add_picks(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write where lines are taken from."""
    prepared.write(_connection(work), _ADD_PICK, rows)
    changes.note(work.session, "dispatch_pick")


@step
def drop_picks(work: Work, dispatch: int) -> None:
    """Forget where its lines were to be taken from."""
    prepared.write(_connection(work), _DROP_PICKS, {"dispatch": dispatch})
    changes.note(work.session, "dispatch_pick")


@step
def drop_lines(work: Work, dispatch: int) -> None:
    """Make place for other lines."""
    drop_picks(work, dispatch)
    prepared.write(_connection(work), _DROP_LINES, {"dispatch": dispatch})
    changes.note(work.session, "dispatch_line")


@step
def set_values(work: Work, row: Any, **values: Any) -> None:
    """Change a claimed dispatch; whoever looked at it before must look again."""
    _set(work, _DISPATCH, row.id, {**values, "version": row.version + 1})
    changes.note(work.session, "dispatch")


@step
def set_line(work: Work, line: int, **values: Any) -> None:
    """Change one line."""
    _set(work, _LINE, line, values)
    changes.note(work.session, "dispatch_line")


def digest_of(row: Any, lines: Sequence[tuple[int, Any]]) -> str:
    """SHA-256 over what an approval is for: unit, purpose, and how much of which item."""
    content = [row.number, row.unit_id, row.purpose, [[item, quantity_text(q)] for item, q in lines]]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def ask(read: Read, statement: Any, values: Mapping[str, Any]) -> prepared.Rows:
    """Rows of a statement made beforehand."""
    return prepared.ask(_connection(read), statement, values)


def _set(work: Work, table: Any, key: int, values: Mapping[str, Any]) -> None:
    names = (table.name, *values)
    if names not in _CHANGED:
        _CHANGED[names] = (
            update(table)
            .where(table.c.id == bindparam("key"))
            .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in values})
        )
    given = {f"new_{name}": value for name, value in values.items()}
    prepared.write(_connection(work), _CHANGED[names], {"key": key, **given})


def _connection(read: Read) -> Any:
    return read.connection
