"""What the registers of issue say of each pass, column by column, the same on paper and in a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    """One column of a register: title, width on paper (mm), its value, its kind and width (characters) in a workbook."""

    title: str
    width: float
    value: Callable[[Entry], Any]
    kind: str = "text"
    characters: float = 0.0


def _column(
    key: str, width: float, value: Callable[[Entry], Any], kind: str = "text", characters: float = 0.0
) -> RegisterColumn:
    return RegisterColumn(f"passes.register.{key}", width, value, kind, characters)


def _wide(column: RegisterColumn, width: float) -> RegisterColumn:
    """The same column where there is more or less room."""
    return replace(column, width=width, characters=column.characters or round(column.width / 2, 1))


# Widths are so chosen that on a sheet of A4 no name of three characters, no day and no number breaks where it should not.
_PLACE = _column("place", 9, lambda e: e.place, "number", 5)
_NUMBER = _column("number", 21.4, lambda e: e.row.number, characters=22)
_DAY = _column("day", 15.2, lambda e: e.row.issued_at.date() if e.row.issued_at else None, "date", 12)
_NAME = _column("name", 13.5, lambda e: e.shortened(masking.mask_name, e.row.holder_name), characters=12)
_PHONE = _column("phone", 20, lambda e: e.shortened(masking.mask_phone, e.more.phone), characters=13)
_GATES = _column("gates", 20.6, lambda e: e.row.gates, characters=20)
_TEMPERATURE = _column(
    "temperature",
    10,
    lambda e: "" if e.more.temperature is None else f"{e.more.temperature:.1f}",
    characters=6,
)
_APPROVER = _column("approver", 11.7, lambda e: e.row.approver_name or "", characters=9)
_OFFICER = _column("officer", 11.7, lambda e: e.row.issuing_officer or "", characters=9)
_STATE = _column("state", 11.7, lambda e: t(f"passes.state.{e.row.state.value}"), characters=9)
_REMARK = _column("remark", 12, lambda e: e.row.remark or "", characters=14)
_FROM = _column("from", 16, lambda e: e.row.valid_from.date(), "date", 12)
_UNTIL = _column("until", 16, lambda e: rules.last_day_of(e.row.valid_until), "date", 12)
_PERIOD = _column(
    "period_column",
    18.2,
    lambda e: formats.period(e.row.valid_from.date(), rules.last_day_of(e.row.valid_until)),
)
_GENERAL = (
    _PLACE,
    _NUMBER,
    _DAY,
    _column("group", 14.6, lambda e: e.more.report_group, characters=16),
    _NAME,
    _column("document", 27, lambda e: e.shortened(masking.mask_id, e.more.id_number), characters=20),
    _PHONE,
    _column("unit", 21.5, lambda e: e.row.place, characters=18),
    _column("reason", 20.5, lambda e: e.row.reason_text, characters=18),
    _GATES,
    _FROM,
    _UNTIL,
    _TEMPERATURE,
    _column("histories", 8.7, lambda e: _histories(e.more.history_clear), characters=6),
    _APPROVER,
    _OFFICER,
    _STATE,
    _REMARK,
)
_MATERIAL = (
    _PLACE,
    _wide(_NUMBER, 36),
    _wide(_DAY, 17),
    _wide(_NAME, 16),
    _column(
        "staff", 18, lambda e: e.shortened(masking.mask_staff_number, e.more.staff_number), characters=12
    ),
    _column("college", 40, lambda e: e.row.place, characters=24),
    _wide(_PHONE, 23),
    _column("collect", 20, lambda e: e.more.zone or "", characters=14),
    _column("came", 16, lambda e: formats.clock(e.more.came_at), characters=9),
    _column("left", 16, lambda e: formats.clock(e.more.left_at), characters=9),
    _wide(_GATES, 22),
    _TEMPERATURE,
    _wide(_OFFICER, 14),
    _wide(_REMARK, 17),
)
_VEHICLE = (
    _PLACE,
    _wide(_NUMBER, 36),
    _column("plate", 20, lambda e: e.shortened(masking.mask_plate, e.row.plate), characters=12),
    _column("use", 18, lambda e: e.row.vehicle_use or "", characters=12),
    _column("owner", 40, lambda e: e.row.owner or "", characters=24),
    _column("driver", 16, lambda e: e.shortened(masking.mask_name, e.row.holder_name), characters=12),
    _wide(_PHONE, 23),
    _wide(_GATES, 24),
    _wide(_FROM, 17),
    _wide(_UNTIL, 17),
    _wide(_APPROVER, 14),
    _wide(_OFFICER, 14),
    _wide(_STATE, 14),
    _wide(_REMARK, 16),
)
_COLUMNS: Mapping[PassKind, tuple[RegisterColumn, ...]] = {
    PassKind.MATERIAL: _MATERIAL,
    PassKind.VEHICLE: _VEHICLE,
}


def columns_of(kind: PassKind) -> tuple[RegisterColumn, ...]:
    """The columns of a kind's register in a workbook, where each day is a cell of its own."""
    return _COLUMNS.get(kind, _GENERAL)


def paper_columns_of(kind: PassKind) -> tuple[RegisterColumn, ...]:
    """The columns on paper: the widest register writes its two days in one column, for want of room."""
    columns = columns_of(kind)
    if columns is not _GENERAL:
        return columns
    return tuple(_PERIOD if column is _FROM else column for column in columns if column is not _UNTIL)


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
