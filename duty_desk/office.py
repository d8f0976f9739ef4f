"""Sets up a new office: schema, first officer, reasons, secrets. All or nothing."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db import migrate
from db.engine import Mode, Unusable, assert_settings, open_engine, parse_target, writing
from db.models import AuditHead, PassReason
from db.survey import survey
from db.vocabulary import Role
from duty_desk import audit, settings
from duty_desk.desk import FILE_NAME, SYSTEM, Desk, campus_clock, told_plainly
from duty_desk.errors import StorageError
from duty_desk.paths import default_data_folder, resources
from duty_desk.people import officers
from duty_desk.roles import step
from duty_desk.storage import check_place
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
    with told_plainly():
        place = parse_target(target)
        path = place / FILE_NAME if isinstance(place, Path) else None
        if path is not None:
            _prepare_folder(path)
        home = folder or (path.parent if path is not None else default_data_folder())
        engine = open_engine(path or place, Mode.CREATE)
        try:
            assert_settings(engine)
            with writing(engine).begin() as connection:
                if migrate.revision_in(connection) is not None:
                    raise StorageError("storage.exists")
                migrate.apply(connection)
                with Session(connection, expire_on_commit=False) as session:
                    work = Work(session, clock(), SYSTEM, secrets.token_hex(4), home)
                    _begin(work, {"name": name, "campus": campus, "phone": phone})
                    officers.add_officer(
                        work,
                        name=officer,
                        login=login,
                        role=Role.ADMINISTRATOR,
                        password=password,
                        must_change=False,
                    )
                    session.flush()
        except BaseException:
            engine.dispose()
            raise
    return Desk(engine, home, clock, path=path)


def _prepare_folder(path: Path) -> None:
    """The folder, readable by its owner alone, with nothing in the place of the office."""
    check_place(path.parent)
    if not path.parent.exists():
        path.parent.mkdir(parents=True, mode=0o700)
    if path.exists():
        try:
            survey(path)
        except Unusable as found:
            # What an earlier attempt left when it was interrupted.
            if found.code != "empty":
                raise
        else:
            raise StorageError("storage.exists")
    path.touch()
    path.chmod(0o600)


def _begin(work: Work, particulars: Mapping[str, str]) -> None:
    """The first rows: head of the chain, secrets, name, reasons, what is gone through before a shift."""
    work.session.add(AuditHead(id=1, sequence=0, digest=audit.GENESIS, seen_at=None))
    settings.store(work, 0, "audit.key", secrets.token_hex(32))
    settings.store(work, 0, "token.key", secrets.token_hex(32))
    for key, value in particulars.items():
        settings.store(work, 0, f"office.{key}", value)
    work.session.flush()
    audit.record(work, action="office.create", after={"name": particulars["name"]})
    add_default_reasons(work)
    from duty_desk.duty import routine

    routine.add_usual_steps(work)


@step
def add_default_reasons(work: Work) -> None:
    """The pass reasons an office starts with; they sum to the groups of the bulletin (product rule P1)."""
    if work.session.scalar(select(PassReason.id).limit(1)) is not None:
        return
    path = resources() / "defaults" / "pass_reasons.toml"
    reasons = tomllib.loads(path.read_text(encoding="utf-8"))["reason"]
    rows = [{**row, "list_order": order, "is_active": True} for order, row in enumerate(reasons)]
    work.session.execute(insert(PassReason), rows)
