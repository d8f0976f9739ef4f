"""Rules that change when the government changes its mind: values with the date they start on (product rule X11)."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import select

from db import prepared
from db.models import Officer, Policy
from duty_desk import audit
from duty_desk.errors import InputError, Refusal
from duty_desk.paths import resources
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work, shelved

# From when the defaults hold.
FIRST_DAY = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """What the program knows about one policy key: its default, type word, source and bounds.

    `later` are values that replaced the default from a day on, newest first; a value of the office goes before all of them.
    """

    key: str
    default: Any
    kind: str
    source: str
    minimum: float | None = None
    maximum: float | None = None
    later: tuple[tuple[date, Any], ...] = ()

    def on(self, day: date) -> Any:
        """What holds on a day where the office has said nothing."""
        return next((value for starts_on, value in self.later if starts_on <= day), self.default)


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One dated value as the settings page lists it."""

    id: int | None
    key: str
    value: Any
    starts_on: date
    source: str | None
    recorded_at: datetime | None
    recorded_by: str | None


_IN_ORDER = select(Policy.key, Policy.starts_on, Policy.value).order_by(
    Policy.starts_on.desc(), Policy.id.desc()
)


@cache
def rules() -> Mapping[str, Rule]:
    """Every policy key that the program reads, by key."""
    path = resources() / "defaults" / "policy.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        key: Rule(
            key,
            row["value"],
            row["kind"],
            row["source"],
            row.get("minimum"),
            row.get("maximum"),
            tuple(
                sorted(((date.fromisoformat(day), new) for day, new in row.get("later", ())), reverse=True)
            ),
        )
        for key, row in table.items()
    }


def value(read: Read, key: str, on: date | None = None) -> Any:
    """The value of `key` in force on a day (today when not given)."""
    return _in_force(read, key, on or read.at.date())


def integer(read: Read, key: str, on: date | None = None) -> int:
    """A whole number in force on a day."""
    return int(value(read, key, on))


def number(read: Read, key: str, on: date | None = None) -> float:
    """A number in force on a day."""
    return float(value(read, key, on))


def text(read: Read, key: str, on: date | None = None) -> str:
    """A word or time of day in force on a day."""
    return str(value(read, key, on))


def items(read: Read, key: str, on: date | None = None) -> tuple[str, ...]:
    """A list of words in force on a day."""
    return tuple(str(item) for item in value(read, key, on))


@requires(Permission.EDIT_POLICY)
def set_value(
    work: Work, *, key: str, value: Any, starts_on: date, source: str, approved_by: int | None = None
) -> int:
    """Add a value from a date on. Two people: the one who enters it and the leader who approved it."""
    rule = rules()[key]
    checked = _check(rule, value)
    if not source.strip():
        raise InputError("source", "policy.error.source_missing")
    if starts_on < work.at.date():
        raise InputError("starts_on", "policy.error.past")
    if approved_by is not None and approved_by == work.officer.id:
        raise Refusal("policy.error.same_officer")
    row = Policy(
        key=key,
        value=json.dumps(checked, ensure_ascii=False),
        starts_on=starts_on,
        source=source.strip(),
        recorded_at=work.at,
        recorded_by=work.officer.id,
        approved_by=approved_by,
    )
    before = _in_force(work, key, starts_on)
    work.session.add(row)
    work.session.flush()
    work.memo.pop("policy", None)
    audit.record(
        work,
        action="policy.change",
        subject=("policy", row.id),
        before={key: before},
        after={key: checked, "starts_on": starts_on},
        reason=row.source,
    )
    return row.id


def list_values(read: Read) -> tuple[PolicyRow, ...]:
    """All dated values and, for keys never changed, the default."""
    query = (
        select(Policy, Officer.name)
        .outerjoin(Officer, Officer.id == Policy.recorded_by)
        .order_by(Policy.key, Policy.starts_on.desc(), Policy.id.desc())
    )
    stored = [
        PolicyRow(row.id, row.key, json.loads(row.value), row.starts_on, row.source, row.recorded_at, name)
        for row, name in read.session.execute(query)
    ]
    known = {row.key for row in stored}
    rest = [
        PolicyRow(None, rule.key, value, starts_on, rule.source, None, None)
        for rule in rules().values()
        if rule.key not in known
        for starts_on, value in (*rule.later, (FIRST_DAY, rule.default))
    ]
    return tuple(sorted([*stored, *rest], key=lambda row: (row.key, -row.starts_on.toordinal())))


def since(read: Read, key: str, on: date | None = None) -> date:
    """The day from which the value in force on a day holds: which version of it that is."""
    day = on or read.at.date()
    days = [
        starts_on for starts_on, _ in (*_rows(read).get(key, ()), *rules()[key].later) if starts_on <= day
    ]
    return max(days, default=FIRST_DAY)


def _in_force(read: Read, key: str, day: date) -> Any:
    for starts_on, content in _rows(read).get(key, ()):
        if starts_on <= day:
            return content
    return rules()[key].on(day)


def _rows(read: Read) -> Mapping[str, list[tuple[date, Any]]]:
    return shelved(read, "policy", lambda: _load(read))


def _load(read: Read) -> Mapping[str, list[tuple[date, Any]]]:
    found: dict[str, list[tuple[date, Any]]] = {}
    # On the bare connection: nearly every act asks, and `set_value` flushes.
    for key, starts_on, content in prepared.ask(read.connection, _IN_ORDER, {}):
        found.setdefault(key, []).append((starts_on, json.loads(content)))
    return found


def _check(rule: Rule, value: Any) -> Any:
    if rule.kind in ("integer", "number"):
        try:
            checked: float | int = int(value) if rule.kind == "integer" else float(value)
        except (TypeError, ValueError) as error:
            raise InputError("value", "policy.error.not_a_number") from error
        low, high = rule.minimum, rule.maximum
        if (low is not None and checked < low) or (high is not None and checked > high):
            raise InputError("value", "policy.error.range", minimum=low, maximum=high)
        return checked
    if rule.kind == "list":
        return [str(item).strip() for item in value if str(item).strip()]
    if rule.kind == "flag":
        return bool(value)
    return str(value).strip()
