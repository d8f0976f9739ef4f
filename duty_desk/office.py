"""Sets up a new office: schema, first officer, reasons, secrets. All or nothing."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select

from db import migrate
from db.engine import Unusable, open_engine
from db.models import AuditHead, PassReason
from db.vocabulary import Role
from duty_desk import audit, settings
from duty_desk.desk import Desk, campus_clock
from duty_desk.errors import StorageError
from duty_desk.paths import resources
from duty_desk.people import officers
from duty_desk.work import Work


def create_office(
    target: Path | str,
    *,
    name: str,
    campus: str,
    officer: str,
    login: str,
    password: str,
    phone: str = "",
    folder: Path | None = None,
    clock: Callable[[], datetime] = campus_clock,
) -> Desk:
    """Make a new office in a folder (Path) or an empty database (URL) and open it.

    The first officer is the administrator. Raises StorageError("storage.exists") when there is already an office.
    """
    path = target / "office.db" if isinstance(target, Path) else target
    if isinstance(path, Path):
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = open_engine(path)
    try:
        if migrate.revision_of(engine) is not None:
            raise StorageError("storage.exists")
        migrate.upgrade(engine)
    except Unusable as error:
        engine.dispose()
        raise StorageError(f"storage.{error.code}", detail=error.detail) from error
    home = folder or (path.parent if isinstance(path, Path) else Path.cwd())
    desk = Desk(engine, home, clock)
    with desk.work() as work:
        work.session.add(AuditHead(id=1, sequence=0, digest=audit.GENESIS, seen_at=None))
        settings.store(work, 0, "audit.key", secrets.token_hex(32))
        settings.store(work, 0, "token.key", secrets.token_hex(32))
        settings.store(work, 0, "office.name", name)
        settings.store(work, 0, "office.campus", campus)
        settings.store(work, 0, "office.phone", phone)
        work.session.flush()
        audit.record(work, action="office.create", after={"name": name})
        add_default_reasons(work)
        officers.add_officer(
            work, name=officer, login=login, role=Role.ADMINISTRATOR, password=password, must_change=False
        )
    return desk


def add_default_reasons(work: Work) -> None:
    """The pass reasons an office starts with; they sum to the groups of the bulletin (product rule P1)."""
    if work.session.scalar(select(PassReason.id).limit(1)) is not None:
        return
    path = resources() / "defaults" / "pass_reasons.toml"
    reasons = tomllib.loads(path.read_text(encoding="utf-8"))["reason"]
    rows = [{**row, "list_order": order, "is_active": True} for order, row in enumerate(reasons)]
    work.session.execute(insert(PassReason), rows)
