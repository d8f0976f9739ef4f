"""The second person: another officer says yes with their own password, to exactly this and nothing else (check S-13)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Officer
from duty_desk.errors import Denied, Refusal
from duty_desk.roles import ALLOWED, Permission
from duty_desk.work import OfficerRef, Read

# An approval is for the act at hand, not for later.
GOOD_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who said yes, when, and to what: `digest` changes with every detail of the act."""

    officer: OfficerRef
    at: datetime
    digest: str


def digest_of(content: Mapping[str, object]) -> str:
    """The same for the same act, another for any other."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def is_needed(read: Read, permission: Permission = Permission.COUNTERSIGN) -> bool:
    """Whether there is anybody else who may say yes; an office of one decides alone, and so does the command line."""
    if read.officer.id is None:
        return False
    others = select(Officer.id).where(
        Officer.is_active,
        Officer.id != read.officer.id,
        Officer.role.in_([role for role, allowed in ALLOWED.items() if permission in allowed]),
    )
    return read.session.scalar(others.limit(1)) is not None


def insist(
    read: Read,
    approval: Approval | None,
    content: Mapping[str, object],
    *,
    permission: Permission = Permission.COUNTERSIGN,
) -> None:
    """Raise Refusal unless a second person who may approved this very act just now, or nobody else could."""
    if approval is None:
        if is_needed(read, permission):
            raise Refusal("officers.error.second_person")
        return
    if approval.officer.id == read.officer.id:
        raise Refusal("officers.error.same_person")
    if permission not in ALLOWED[approval.officer.role]:
        raise Denied("officers.error.may_not_approve")
    if approval.digest != digest_of(content):
        raise Refusal("officers.error.approval_void")
    if not timedelta(0) <= read.at - approval.at <= GOOD_FOR:
        raise Refusal("officers.error.approval_old")
