"""Reads a register's row for changing and says what changed, so that every service treats stale rows alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import select

from db.base import Base
from duty_desk.errors import InputError, StaleError
from duty_desk.work import Work

Record = TypeVar("Record", bound=Base)


def claim(work: Work, model: type[Record], identity: int, version: int | None = None) -> Record:
    """The row, locked for this transaction. Raises StaleError when it is gone or no longer of `version`."""
    row = work.session.scalar(select(model).where(_identity(model) == identity).with_for_update())
    if row is None or (version is not None and getattr(row, "version") != version):  # noqa: B009
        raise StaleError("storage.stale")
    return row


def change(row: Base, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set `values`; returns what differs, before and after. A version counts up when anything did."""
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    after = {name: values[name] for name in before}
    for name, value in after.items():
        setattr(row, name, value)
    if after and hasattr(row, "version"):
        setattr(row, "version", getattr(row, "version") + 1)  # noqa: B009, B010
    return before, after


def text_or_none(text: str | None) -> str | None:
    """What was typed without surrounding space; None when nothing was."""
    return (text or "").strip() or None


def required(text: str | None, field: str, key: str) -> str:
    """What was typed without surrounding space; raises InputError at `field` when nothing was."""
    found = text_or_none(text)
    if found is None:
        raise InputError(field, key)
    return found


def _identity(model: type[Record]) -> Any:
    return getattr(model, "id")  # noqa: B009
