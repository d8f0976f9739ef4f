"""Signing in, and what slows down guessing: each wrong password doubles the wait of that account, on disk (check S-11).

The gate's own check needs no sign-in and is never stopped by this. Proving a password takes a quarter of a second, so it
happens between two short transactions: the try is counted before it is known whether it was right, which no restart undoes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from db.models import Officer
from duty_desk import audit
from duty_desk.desk import SYSTEM, Desk
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.people import passwords
from duty_desk.people.approvals import Approval, digest_of
from duty_desk.people.officers import OfficerRow, password_names, row_of
from duty_desk.roles import ALLOWED, Permission
from duty_desk.strings import t
from duty_desk.work import Read

# Two slips of the finger cost nothing; the cap keeps an account usable on the same shift.
FREE_TRIES = 2
LONGEST_WAIT = timedelta(minutes=15)
# A first password told over the telephone is not good for ever.
FIRST_PASSWORD_GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Try:
    """A counted try: what the password is compared with."""

    officer: int | None
    stored: str
    is_active: bool
    expired: bool


def wait_after(failures: int) -> timedelta:
    """How long an account waits after so many wrong passwords in a row: 1, 2, 4 … seconds, at most a quarter of an hour."""
    if failures <= FREE_TRIES:
        return timedelta(0)
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(failures - FREE_TRIES - 1, 20)))


def sign_in(desk: Desk, login: str, password: str) -> OfficerRow:
    """The officer, now at the desk; `must_change` asks for a password of their own first.

    Raises Refusal with the reason and the time to wait. Takes a quarter of a second: not for the window's own thread.
    """
    row = _prove(desk, func.lower(Officer.login) == login.strip().lower(), password, "sign_in", login)
    desk.officer = row.ref
    return row


def verify_password(desk: Desk, officer: int, password: str) -> OfficerRow:
    """Prove that an officer stands here, e.g. the second person of a handover. Raises Refusal as `sign_in` does."""
    return _prove(desk, Officer.id == officer, password, "verify", "")


def approve(
    desk: Desk,
    officer: int,
    password: str,
    content: Mapping[str, object],
    *,
    permission: Permission = Permission.COUNTERSIGN,
) -> Approval:
    """A second person's yes to the act that `content` describes, given with their own password; their role must allow it."""
    if officer == desk.officer.id:
        raise Refusal("officers.error.same_person")
    row = verify_password(desk, officer, password)
    if permission not in ALLOWED[row.ref.role]:
        raise Denied("officers.error.may_not_approve")
    return Approval(row.ref, desk.now, digest_of(content))


def change_password(desk: Desk, old: str, new: str) -> None:
    """Give the officer at the desk another password. Raises InputError at "old" or "password", Refusal while they must wait."""
    officer = desk.officer.id
    if officer is None:
        raise StaleError("storage.stale")
    if old == new:
        raise InputError("password", "officers.password.unchanged")
    with desk.read() as read:
        row = read.session.get_one(Officer, officer)
        passwords.check_password(new, names=password_names(read, row))
    try:
        _prove(desk, Officer.id == officer, old, "verify", "")
    except Refusal as refusal:
        if refusal.key == "officers.error.wrong_password":
            raise InputError("old", refusal.key, **refusal.values) from refusal
        raise
    stored = passwords.hash_password(new)
    with desk.work() as work:
        row = work.session.get_one(Officer, officer)
        row.password_hash, row.password_set_at, row.must_change = stored, work.at, False
        row.version += 1
        audit.record(work, action="officer.password_change", subject=("officer", officer))


def _prove(desk: Desk, which: Any, password: str, purpose: str, login: str) -> OfficerRow:
    attempt = _look(desk, which) if desk.read_only else _count(desk, which, purpose)
    is_right = passwords.matches(attempt.stored, password) and attempt.officer is not None
    reason = _reason(attempt, is_right)
    if reason is not None:
        if not desk.read_only:
            _note_failure(desk, attempt, purpose, login, reason)
        raise Refusal(f"officers.error.{reason}")
    assert attempt.officer is not None
    if desk.read_only:
        with desk.read() as read:
            return row_of(read.session.get_one(Officer, attempt.officer))
    fresh = passwords.hash_password(password) if passwords.needs_rehash(attempt.stored) else None
    with desk.work(SYSTEM) as work:
        row = work.session.get_one(Officer, attempt.officer)
        if row.password_hash != attempt.stored:
            raise StaleError("storage.stale")
        row.failures, row.blocked_until = 0, None
        if fresh is not None:
            row.password_hash = fresh
        if purpose == "sign_in":
            row.last_login_at = work.at
        found = row_of(row)
        # It is they who signed in, not the program.
        work.officer = found.ref
        audit.record(work, action=f"officer.{purpose}", subject=("officer", row.id))
    return found


def _reason(attempt: _Try, is_right: bool) -> str | None:
    """Why this try does not lead in; what is wrong with an account is told only to who knows its password."""
    if not is_right:
        return "wrong_password"
    if not attempt.is_active:
        return "inactive"
    return "first_password_expired" if attempt.expired else None


def _look(desk: Desk, which: Any) -> _Try:
    """In an office that can only be looked at nothing is counted."""
    with desk.read() as read:
        return _try_of(read, read.session.scalar(select(Officer).where(which)))


def _count(desk: Desk, which: Any, purpose: str) -> _Try:
    """Count the try as wrong until it has proved right. Raises Refusal while the account must wait."""
    waiting: timedelta | None = None
    with desk.work(SYSTEM) as work:
        row = work.session.scalar(select(Officer).where(which).with_for_update())
        found = _try_of(work, row)
        if row is not None and row.blocked_until is not None and work.at < row.blocked_until:
            waiting = row.blocked_until - work.at
            audit.record(work, action=f"officer.{purpose}_blocked", subject=("officer", row.id))
        elif row is not None:
            row.failures += 1
            wait = wait_after(row.failures)
            row.blocked_until = work.at + wait if wait else None
    if waiting is not None:
        raise Refusal("officers.error.blocked", wait=_in_words(waiting))
    return found


def _note_failure(desk: Desk, attempt: _Try, purpose: str, login: str, reason: str) -> None:
    with desk.work(SYSTEM) as work:
        audit.record(
            work,
            action=f"officer.{purpose}_failed",
            subject=("officer", attempt.officer) if attempt.officer is not None else None,
            after={"reason": reason},
            # What was typed as a name may be a password; only a digest of it is kept.
            private={"login": login} if attempt.officer is None else None,
        )


def _try_of(read: Read, row: Officer | None) -> _Try:
    if row is None:
        return _Try(None, passwords.nobody(), is_active=False, expired=False)
    return _Try(row.id, row.password_hash, row.is_active, _is_expired(read, row))


def _is_expired(read: Read, row: Officer) -> bool:
    given: datetime | None = row.password_set_at
    return row.must_change and given is not None and read.at > given + FIRST_PASSWORD_GOOD_FOR


def _in_words(wait: timedelta) -> str:
    seconds = max(1, int(wait.total_seconds()))
    if seconds < 60:
        return t("officers.wait.seconds", count=seconds)
    return t("officers.wait.minutes", count=-(-seconds // 60))
