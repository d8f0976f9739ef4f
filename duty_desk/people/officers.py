"""Who signs in at the desk: officers, their roles, passwords and the delay after wrong ones."""

from __future__ import annotations

from dataclasses import dataclass

from argon2 import PasswordHasher
from sqlalchemy import select

from db.models import Officer
from db.vocabulary import Role
from duty_desk import audit, search
from duty_desk.errors import InputError
from duty_desk.roles import Permission, requires
from duty_desk.work import OfficerRef, Read, Work

# RFC 9106's low-memory recommendation rounded to what a slow gate PC does in a quarter of a second.
HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)


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
    if not name.strip():
        raise InputError("name", "officers.error.name_missing")
    login = login.strip()
    if not login:
        raise InputError("login", "officers.error.login_missing")
    if work.session.scalar(select(Officer.id).where(Officer.login == login)) is not None:
        raise InputError("login", "officers.error.login_taken", login=login)
    officer = Officer(
        name=name.strip(),
        login=login,
        role=role.value,
        title=title,
        phone=phone,
        password_hash=HASHER.hash(password),
        must_change=must_change,
        search_doc=search.document(names=[name], codes=[login]),
    )
    work.session.add(officer)
    work.session.flush()
    audit.record(
        work, action="officer.add", subject=("officer", officer.id), after={"login": login, "role": role}
    )
    return officer.id


def list_officers(read: Read, *, active_only: bool = False) -> tuple[OfficerRow, ...]:
    """All officers by name."""
    query = select(Officer).order_by(Officer.name, Officer.id)
    if active_only:
        query = query.where(Officer.is_active)
    return tuple(
        OfficerRow(o.id, o.name, o.login, o.role, o.title, o.phone, o.is_active, o.must_change)
        for o in read.session.scalars(query)
    )
