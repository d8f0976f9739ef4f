"""Moves an office from its file to a server and back (product rule X12): all rows, the chain proved, attachments with it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from db import copying, migrate, snapshot
from db.engine import Unusable, open_engine, parse_target
from db.models import Attachment
from duty_desk import audit
from duty_desk.attachments.stores import store_of
from duty_desk.desk import FILE_NAME, SYSTEM, Desk, open_desk, told_plainly
from duty_desk.errors import StorageError
from duty_desk.storage import check_place


def move(desk: Desk, to: Path | str) -> dict[str, int]:
    """Copy the office to an empty database (URL) or an empty folder; rows by table. The one it came from stays as it is.

    Raises StorageError when there is something already, or when the copy does not prove.
    """
    with told_plainly():
        place = parse_target(to)
        counts = _to_folder(desk, place) if isinstance(place, Path) else _to_server(desk, place)
        there = open_desk(to, folder=desk.folder)
        try:
            _bring_attachments(desk, there)
            with desk.read() as read, there.read() as copied:
                result = audit.verify(copied)
                if result.broken_at is not None or audit.head_of(read) != audit.head_of(copied):
                    raise StorageError("storage.chain_broken", detail=str(result.broken_at))
            with there.work(SYSTEM) as work:
                audit.record(work, action="office.move", after={"rows": sum(counts.values())})
        finally:
            there.close()
    return counts


def _to_folder(desk: Desk, folder: Path) -> dict[str, int]:
    path = folder / FILE_NAME
    check_place(folder)
    if path.exists():
        raise StorageError("storage.exists")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f".{FILE_NAME}.part"
    try:
        snapshot.take(desk.engine, part)
        facts = snapshot.prove(part)
        part.replace(path)
    finally:
        snapshot.discard(part)
    return {"audit_entry": facts.entries, **facts.counts}


def _to_server(desk: Desk, url: object) -> dict[str, int]:
    engine = open_engine(url)  # pyright: ignore[reportArgumentType]
    try:
        if migrate.revision_of(engine) is not None:
            raise StorageError("storage.exists")
        migrate.upgrade(engine)
        if migrate.revision_of(desk.engine) != migrate.HEAD:
            raise Unusable("too_new")
        return copying.copy_rows(desk.engine, engine, leave_out={"attachment_content"})
    finally:
        engine.dispose()


def _bring_attachments(desk: Desk, there: Desk) -> None:
    with desk.read() as read, there.work(SYSTEM) as work:
        source, target = store_of(read), store_of(work)
        for digest in read.session.scalars(select(Attachment.sha256).distinct()):
            content = source.get(digest)
            if content is not None:
                target.put(digest, content)
