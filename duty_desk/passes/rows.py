"""Passes as lists, panels and papers get them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from db.vocabulary import PassKind, PassState
from duty_desk import formats
from duty_desk.passes import rules


@dataclass(frozen=True, slots=True)
class PassRow:
    """One pass or request in a list. `gates` are names, `suspended_by` says why it is suspended."""

    id: int
    kind: PassKind
    state: PassState
    number: str | None
    sequence: int | None
    holder_id: int | None
    holder_name: str
    place: str
    reason_code: str
    reason_label: str
    reason_text: str
    report_group: str
    gates: str
    valid_from: datetime
    valid_until: datetime
    hours_from: time | None
    hours_until: time | None
    issued_at: datetime | None
    issuing_officer: str | None
    approver_name: str | None
    plate: str | None
    owner: str | None
    vehicle_use: str | None
    remark: str | None
    suspended_by: str | None
    replaced_by: str | None
    batch_id: int | None
    job_id: int | None
    # Of a pass that the government gave: who gave it and its number there.
    issuer_name: str | None
    outside_number: str | None

    @property
    def short_number(self) -> str:
        """The running number, as lists show it: 0412."""
        return "" if self.sequence is None else f"{self.sequence:04d}"

    @property
    def period(self) -> str:
        """First and last day, a single day only once."""
        return formats.period(self.valid_from.date(), rules.last_day_of(self.valid_until))


@dataclass(frozen=True, slots=True)
class EventRow:
    """One step in the life of a pass."""

    kind: str
    at: datetime
    officer_name: str | None
    valid_until: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class CrossingRow:
    """One passage through a gate with this pass."""

    id: int
    at: datetime
    direction: str
    gate: str
    temperature: float | None


@dataclass(frozen=True, slots=True)
class PassDetail:
    """Everything about one pass. Personal numbers are whole; the window masks them until they are revealed."""

    row: PassRow
    sex: str | None
    id_kind: str | None
    id_number: str | None
    staff_number: str | None
    phone: str | None
    foreign_holder: bool
    household_id: int | None
    unit_id: int | None
    gate_ids: tuple[int, ...]
    zone: str | None
    entries: int | None
    temperature: float | None
    history_clear: bool | None
    check_code: str | None
    issuer_name: str | None
    outside_number: str | None
    requested_at: datetime
    approved_at: datetime | None
    end_reason: str | None
    ended_at: datetime | None
    from_paper: bool
    replaces_id: int | None
    replaces: str | None
    replaced_by_id: int | None
    came_at: datetime | None
    left_at: datetime | None
    photo_id: int | None
    rule: Mapping[str, Any]
    version: int
    crossings: tuple[CrossingRow, ...]
    times_in: int
    times_out: int
    prints: int
    events: tuple[EventRow, ...]

    @property
    def id(self) -> int:
        """The pass."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pass that what was typed may mean. `matched` leading characters of the name are shown bold."""

    row: PassRow
    matched: int
