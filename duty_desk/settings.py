"""What the office or an officer has set: name, phone, printers, column widths."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, select

from db.models import Setting
from duty_desk import audit
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Read, Work

_VALUE = select(Setting.value).where(Setting.owner == bindparam("owner"), Setting.key == bindparam("key"))


def get(read: Read, key: str, default: Any = None) -> Any:
    """The office's value of `key`."""
    return _load(read, 0, key, default)


def own(read: Read, key: str, default: Any = None) -> Any:
    """The signed-in officer's value of `key`."""
    return _load(read, read.officer.id or 0, key, default)


@requires(Permission.EDIT_SETTINGS)
def put(work: Work, key: str, value: Any) -> None:
    """Set the office's value; recorded in the audit chain."""
    before = get(work, key)
    store(work, 0, key, value)
    audit.record(work, action="setting.change", before={key: before}, after={key: value})


@requires(Permission.OWN)
def put_own(work: Work, key: str, value: Any) -> None:
    """Remember something for the signed-in officer (widths, filters); not an act of the office, so not audited."""
    store(work, work.officer.id or 0, key, value)


@step
def store(work: Work, owner: int, key: str, value: Any) -> None:
    """Write a value without permission or audit: for the two services above and the set-up of an office."""
    row = work.session.scalar(select(Setting).where(Setting.owner == owner, Setting.key == key))
    text = value if key == "audit.key" else json.dumps(value, ensure_ascii=False)
    if row is None:
        work.session.add(Setting(owner=owner, key=key, value=text))
    else:
        row.value = text


def _load(read: Read, owner: int, key: str, default: Any) -> Any:
    # On the bare connection, since every paper asks; what this session holds back is written first.
    if read.session.autoflush:
        read.session.flush()
    value = read.connection.execute(_VALUE, {"owner": owner, "key": key}).scalar()
    return default if value is None else json.loads(value)
