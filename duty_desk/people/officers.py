"""Who works at the desk: officers, their roles, who is still there and how they are found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from db.models import Officer
from db.vocabulary import Role
from duty_desk import audit, search, settings
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.people.passwords import check_password, first_password, hash_password
from duty_desk.roles import Permission, requires
from duty_desk.work import OfficerRef, Read, Work


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """An officer as lists and the sign-in box show them."""

    id: int
    name: str
    login: str
    role: str
    title: str | None
    phone: str | None
    is_active: bool
    must_change: bool
    last_login_at: datetime | None = None
    version: int = 1

    @property
    def ref(self) -> OfficerRef:
        """Who acts when this officer is signed in."""
        return OfficerRef(self.id, self.name, Role(self.role))


@requires(Permission.MANAGE_OFFICERS)
def add_officer(
    work: Work,
    *,
    name: str,
    login: str,
    role: Role,
    password: str,
    title: str | None = None,
    phone: str | None = None,
    must_change: bool = True,
) -> int:
    """Register an officer with a first password, which is to be changed at the first sign-in."""
    name, login = _checked(work, name, login)
    check_password(password, names=_names(work, name, login))
    officer = Officer(
        name=name,
        login=login,
        role=role.value,
        title=title,
        phone=phone,
        password_hash=hash_password(password),
        password_set_at=work.at,
        must_change=must_change,
        search_doc=search.document(names=[name], codes=[login, phone], texts=[title]),
    )
    work.session.add(officer)
    work.session.flush()
    audit.record(
        work, action="officer.add", subject=("officer", officer.id), after={"login": login, "role": role}
    )
    return officer.id


@requires(Permission.MANAGE_OFFICERS)
def update_officer(
    work: Work,
    officer: int,
    *,
    name: str,
    login: str,
    title: str | None = None,
    phone: str | None = None,
    version: int | None = None,
) -> None:
    """Correct name, login, title and telephone."""
    row = _claim(work, officer, version)
    name, login = _checked(work, name, login, row.id)
    before = {"login": row.login, "title": row.title}
    row.name, row.login, row.title, row.phone = name, login, title, phone
    row.search_doc = search.document(names=[name], codes=[login, phone], texts=[title])
    _record(work, row, "officer.update", before, {"login": login, "title": title})


@requires(Permission.MANAGE_OFFICERS)
def change_role(work: Work, officer: int, role: Role, *, approval: Approval | None = None) -> None:
    """Give an officer another role. Where there is a second person who may countersign, one must (check S-13).

    The approval is for `role_change(officer, role)`. The last administrator stays one.
    """
    row = _claim(work, officer)
    if row.role == role:
        return
    if row.role == Role.ADMINISTRATOR:
        _keep_one_administrator(work, row)
    approvals.insist(work, approval, role_change(officer, role))
    before = row.role
    row.role = role.value
    after: dict[str, Any] = {"role": role.value, "approved_by": approval.officer.id if approval else None}
    _record(work, row, "officer.role", {"role": before}, after)


def role_change(officer: int, role: Role) -> dict[str, object]:
    """What a second person approves."""
    return {"act": "officer.role", "officer": officer, "role": role.value}


@requires(Permission.MANAGE_OFFICERS)
def deactivate(work: Work, officer: int) -> None:
    """Let an officer sign in no more; what they did keeps their name."""
    row = _claim(work, officer)
    if row.id == work.officer.id:
        raise Refusal("officers.error.oneself")
    if row.role == Role.ADMINISTRATOR:
        _keep_one_administrator(work, row)
    if row.is_active:
        row.is_active = False
        _record(work, row, "officer.deactivate", None, None)


@requires(Permission.MANAGE_OFFICERS)
def reactivate(work: Work, officer: int) -> None:
    """Let an officer sign in again."""
    row = _claim(work, officer)
    if not row.is_active:
        row.is_active = True
        _record(work, row, "officer.reactivate", None, None)


@requires(Permission.MANAGE_OFFICERS)
def reset_password(work: Work, officer: int) -> str:
    """A new random first password, to be told to the officer; good for a week and for one sign-in."""
    row = _claim(work, officer)
    password = first_password()
    row.password_hash, row.password_set_at = hash_password(password), work.at
    row.must_change, row.failures, row.blocked_until = True, 0, None
    _record(work, row, "officer.password_reset", None, None)
    return password


def list_officers(read: Read, *, active_only: bool = False) -> tuple[OfficerRow, ...]:
    """All officers by name."""
    query = select(Officer)
    if active_only:
        query = query.where(Officer.is_active)
    rows = [row_of(officer) for officer in read.session.scalars(query)]
    return tuple(sorted(rows, key=lambda row: (row.name, row.id)))


def find_officers(read: Read, typed: str) -> tuple[OfficerRow, ...]:
    """Active officers by hanzi, pinyin, initials, login or telephone; nothing typed finds all."""
    groups = search.terms(typed)
    found = [
        row_of(officer)
        for officer in read.session.scalars(select(Officer).where(Officer.is_active))
        if _has_all(officer.search_doc.split(), groups)
    ]
    return tuple(sorted(found, key=lambda row: (row.name, row.id)))


def get_officer(read: Read, officer: int) -> OfficerRow:
    """One officer. Raises StaleError when there is none."""
    return row_of(_claim(read, officer))


def row_of(officer: Officer) -> OfficerRow:
    """The officer as others see them, without anything about the password."""
    return OfficerRow(
        officer.id,
        officer.name,
        officer.login,
        officer.role,
        officer.title,
        officer.phone,
        officer.is_active,
        officer.must_change,
        officer.last_login_at,
        officer.version,
    )


def password_names(read: Read, officer: Officer) -> tuple[str, ...]:
    """Names that a password may not be made of."""
    return _names(read, officer.name, officer.login)


def _names(read: Read, name: str, login: str) -> tuple[str, ...]:
    office = (str(settings.get(read, f"office.{key}", "")) for key in ("name", "campus"))
    return tuple(text for text in (*office, name, login) if text)


def _checked(work: Work, name: str, login: str, own: int | None = None) -> tuple[str, str]:
    name, login = name.strip(), login.strip()
    if not name:
        raise InputError("name", "officers.error.name_missing")
    if not login:
        raise InputError("login", "officers.error.login_missing")
    # Nobody remembers how their login was capitalised.
    taken = select(Officer.id).where(func.lower(Officer.login) == login.lower(), Officer.id != (own or 0))
    if work.session.scalar(taken) is not None:
        raise InputError("login", "officers.error.login_taken", login=login)
    return name, login


def _claim(read: Read, officer: int, version: int | None = None) -> Officer:
    row = read.session.get(Officer, officer)
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    return row


def _keep_one_administrator(work: Work, row: Officer) -> None:
    others = select(func.count()).where(
        Officer.role == Role.ADMINISTRATOR, Officer.is_active, Officer.id != row.id
    )
    if not work.session.scalar(others):
        raise Refusal("officers.error.last_administrator")


def _record(
    work: Work, row: Officer, action: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    row.version += 1
    work.session.flush()
    audit.record(work, action=action, subject=("officer", row.id), before=before, after=after)


def _has_all(tokens: list[str], groups: tuple[tuple[str, ...], ...]) -> bool:
    return all(
        any(
            token.startswith(term[:-1]) if term.endswith("*") else token == term
            for term in group
            for token in tokens
        )
        for group in groups
    )
