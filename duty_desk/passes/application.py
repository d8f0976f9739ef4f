"""What an officer fills in for a pass, by the names that services and forms share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TypedDict

from db.vocabulary import PassKind
from duty_desk.errors import DutyDeskError, Refusal


class PassForm(TypedDict, total=False):
    """Keyword arguments of `issue`, `examine` and `request`. What is left out is empty.

    `valid_until` is a moment: 24:00 of a day is midnight of the next. `gates`, `holder`, `approver`, `household`, `unit`, `job`,
    `photo` are identifiers; `reason` is a reason's code. `another` issues although the holder has a valid pass of this kind for
    one of the gates.
    """

    kind: PassKind
    holder: int | None
    household: int | None
    unit: int | None
    plate: str | None
    vehicle_use: str | None
    owner: str | None
    phone: str | None
    reason: str | None
    reason_text: str
    gates: Sequence[int]
    zone: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    hours_from: time | None
    hours_until: time | None
    entries: int | None
    approver: int | None
    approver_name: str | None
    issuer_name: str | None
    outside_number: str | None
    temperature: float | None
    history_clear: bool | None
    remark: str | None
    photo: int | None
    job: int | None
    another: bool


@dataclass(frozen=True, slots=True)
class Application:
    """A filled-in form."""

    kind: PassKind = PassKind.TEMPORARY
    holder: int | None = None
    household: int | None = None
    unit: int | None = None
    plate: str | None = None
    vehicle_use: str | None = None
    owner: str | None = None
    phone: str | None = None
    reason: str | None = None
    reason_text: str = ""
    gates: Sequence[int] = ()
    zone: str | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    hours_from: time | None = None
    hours_until: time | None = None
    entries: int | None = None
    approver: int | None = None
    approver_name: str | None = None
    issuer_name: str | None = None
    outside_number: str | None = None
    temperature: float | None = None
    history_clear: bool | None = None
    remark: str | None = None
    photo: int | None = None
    job: int | None = None
    another: bool = False


@dataclass(frozen=True, slots=True)
class IssuedPass:
    """A pass just given: `token` is the code to print; `repeated` when the same operation had already given it."""

    id: int
    number: str
    check_code: str
    token: str
    repeated: bool = False


class PassRefused(Refusal):
    """A rule of the office forbids the pass. `field` is where the form shows it; `pass_id` the pass already held."""

    def __init__(self, field: str, key: str, pass_id: int | None = None, **values: object) -> None:
        super().__init__(key, **values)
        self.field = field
        self.pass_id = pass_id


@dataclass(frozen=True, slots=True)
class Left:
    """Why one person of many got no pass. `position` counts from 0 in the list that was handed in."""

    position: int
    error: DutyDeskError
