"""What the registers of issue say of each pass, column by column, the same on paper and in a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from db.models import Pass, PassReason, Person
from db.vocabulary import PassKind
from duty_desk import formats, masking
from duty_desk.passes import figures, queries, rules
from duty_desk.passes.rows import PassRow
from duty_desk.strings import t
from duty_desk.work import Read

_AT_ONCE = 500
_MORE = (
    select(
        Pass.id,
        Pass.temperature,
        Pass.history_clear,
        Pass.phone,
        Pass.zone,
        Pass.check_code,
        Pass.came_at,
        Pass.left_at,
        Pass.ended_at,
        Pass.end_reason,
        PassReason.report_group,
        Person.id_number,
        Person.staff_number,
    )
    .join(PassReason, PassReason.id == Pass.reason_id)
    .outerjoin(Person, Person.id == Pass.holder_id)
    .where(Pass.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the register before it is written: the pass, what only the register asks for, its running number."""

    place: int
    row: PassRow
    more: Any
    reveal: bool

    def shortened(self, mask: Callable[[str | None], str], text: str | None) -> str:
        """Personal data shortened unless it was asked for in full."""
        return (text or "") if self.reveal else mask(text)


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """One column of a register: title, width on paper (mm), kind in a workbook, and its value."""

    title: str
    width: float
    value: Callable[[Entry], Any]
    kind: str = "text"


def _column(key: str, width: float, value: Callable[[Entry], Any], kind: str = "text") -> RegisterColumn:
    return RegisterColumn(f"passes.register.{key}", width, value, kind)


_PLACE = _column("place", 9, lambda e: e.place, "number")
_NUMBER = _column("number", 30, lambda e: e.row.number)
_DAY = _column("day", 16, lambda e: e.row.issued_at.date() if e.row.issued_at else None, "date")
_NAME = _column("name", 18, lambda e: e.shortened(masking.mask_name, e.row.holder_name))
_PHONE = _column("phone", 22, lambda e: e.shortened(masking.mask_phone, e.more.phone))
_GATES = _column("gates", 26, lambda e: e.row.gates)
_TEMPERATURE = _column(
    "temperature", 11, lambda e: "" if e.more.temperature is None else f"{e.more.temperature:.1f}"
)
_APPROVER = _column("approver", 14, lambda e: e.row.approver_name or "")
_OFFICER = _column("officer", 14, lambda e: e.row.issuing_officer or "")
_STATE = _column("state", 14, lambda e: t(f"passes.state.{e.row.state.value}"))
_REMARK = _column("remark", 18, lambda e: e.row.remark or "")
_FROM = _column("from", 16, lambda e: e.row.valid_from.date(), "date")
_UNTIL = _column("until", 16, lambda e: rules.last_day_of(e.row.valid_until), "date")
_GENERAL = (
    _PLACE,
    _NUMBER,
    _DAY,
    _column("group", 18, lambda e: e.more.report_group),
    _NAME,
    _column("document", 30, lambda e: e.shortened(masking.mask_id, e.more.id_number)),
    _PHONE,
    _column("unit", 30, lambda e: e.row.place),
    _column("reason", 24, lambda e: e.row.reason_text),
    _GATES,
    _FROM,
    _UNTIL,
    _TEMPERATURE,
    _column("histories", 9, lambda e: _histories(e.more.history_clear)),
    _APPROVER,
    _OFFICER,
    _STATE,
    _REMARK,
)
_MATERIAL = (
    _PLACE,
    _NUMBER,
    _DAY,
    _NAME,
    _column("staff", 20, lambda e: e.shortened(masking.mask_staff_number, e.more.staff_number)),
    _column("college", 34, lambda e: e.row.place),
    _PHONE,
    _column("collect", 26, lambda e: e.more.zone or ""),
    _column("came", 13, lambda e: formats.clock(e.more.came_at)),
    _column("left", 13, lambda e: formats.clock(e.more.left_at)),
    _GATES,
    _TEMPERATURE,
    _OFFICER,
    _REMARK,
)
_VEHICLE = (
    _PLACE,
    _NUMBER,
    _column("plate", 22, lambda e: e.shortened(masking.mask_plate, e.row.plate)),
    _column("use", 20, lambda e: e.row.vehicle_use or ""),
    _column("owner", 40, lambda e: e.row.owner or ""),
    _column("driver", 18, lambda e: e.shortened(masking.mask_name, e.row.holder_name)),
    _PHONE,
    _GATES,
    _FROM,
    _UNTIL,
    _APPROVER,
    _OFFICER,
    _STATE,
    _REMARK,
)
_COLUMNS: Mapping[PassKind, tuple[RegisterColumn, ...]] = {
    PassKind.MATERIAL: _MATERIAL,
    PassKind.VEHICLE: _VEHICLE,
}


def columns_of(kind: PassKind) -> tuple[RegisterColumn, ...]:
    """The columns of a kind's register."""
    return _COLUMNS.get(kind, _GENERAL)


def entries(
    read: Read, kind: PassKind, first: date | None, last: date | None, reveal: bool
) -> Iterator[Entry]:
    """The lines of a register in the order of their numbers, fetched in pieces."""
    query = (
        select(Pass.id).where(*figures.issued_within([kind], first, last)).order_by(Pass.year, Pass.sequence)
    )
    ids = list(read.session.scalars(query))
    for place, (row, more) in enumerate(fetched(read, ids), 1):
        yield Entry(place, row, more, reveal)


def fetched(read: Read, ids: Sequence[int]) -> Iterator[tuple[PassRow, Any]]:
    for start in range(0, len(ids), _AT_ONCE):
        piece = list(ids[start : start + _AT_ONCE])
        rows = {row.id: row for row in queries.fetch(read, piece)}
        more = {row.id: row for row in read.session.execute(_MORE, {"ids": piece})}
        for key in piece:
            yield rows[key], more[key]


def _histories(clear: bool | None) -> str:
    return "" if clear is None else t(f"passes.register.histories_{'clear' if clear else 'found'}")
