"""Moves an office from its file to a server and back (product rule X12): all rows, the chain proved, attachments with it.

Compared afterwards, table by table; what does not compare leaves nothing behind. The office it came from stays as it is.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from db import copying, migrate, snapshot
from db.copying import Told
from db.engine import Unusable, open_engine, parse_target, reading, writing
from db.models import Attachment
from db.server import survey_server
from duty_desk import audit
from duty_desk.attachments.stores import store_of
from duty_desk.desk import FILE_NAME, SYSTEM, Desk, told_plainly
from duty_desk.errors import StorageError
from duty_desk.storage import check_place
from duty_desk.work import Read, Work

# Copied by way of the stores, because a file has them in a folder.
_CONTENTS = frozenset({"attachment_content"})


@dataclass(frozen=True, slots=True)
class Moved:
    """What arrived: rows by table, files of attachments, and the code of the chain where both offices part."""

    counts: dict[str, int]
    files: int
    code: str

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


def move(desk: Desk, to: Path | str, *, told: Told | None = None) -> Moved:
    """Copy the office to an empty database (URL) or a folder without one. Nobody can save meanwhile; `told` hears of the progress.

    Raises StorageError when there is something already, or when the copy is not the same as the original.
    """
    with told_plainly():
        place = parse_target(to)
        try:
            if isinstance(place, Path):
                return _to_folder(desk, place, told)
            return _to_server(desk, place, told)
        except (IntegrityError, DataError) as error:
            raise Unusable("copy_differs", str(error.orig)) from error


def _to_folder(desk: Desk, folder: Path, told: Told | None) -> Moved:
    check_place(folder)
    check_place(folder.resolve())
    path = folder / FILE_NAME
    if path.exists():
        raise StorageError("storage.exists")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f".{FILE_NAME}.part"
    try:
        with copying.held(desk.engine):
            snapshot.take(desk.engine, part)
            engine = open_engine(part)
            try:
                moved = _bring(desk, engine, folder, told, is_filled=True)
            finally:
                engine.dispose()
        snapshot.prove(part)
        snapshot.fsync(part)
        part.replace(path)
        snapshot.fsync_folder(folder)
    finally:
        snapshot.discard(part)
    return moved


def _to_server(desk: Desk, url: URL, told: Told | None) -> Moved:
    engine = open_engine(url)
    try:
        if not survey_server(engine).is_empty:
            raise StorageError("storage.exists")
        with copying.held(desk.engine):
            return _bring(desk, engine, desk.folder, told)
    finally:
        engine.dispose()


def _bring(desk: Desk, engine: Engine, folder: Path, told: Told | None, *, is_filled: bool = False) -> Moved:
    """All in one transaction of the target: it is there whole, or nothing is."""
    with reading(desk.engine).connect() as old, writing(engine).begin() as new:
        if migrate.revision_in(old) != migrate.HEAD:
            raise Unusable("too_new")
        if not is_filled:
            migrate.apply(new)
        pairs = copying.Pairs(old, new, _CONTENTS, told)
        if not is_filled:
            pairs.copy()
        counts = pairs.compare()
        with Session(old) as source, Session(new, expire_on_commit=False) as target:
            read = Read(source, desk.now, SYSTEM, desk.name, desk.folder)
            work = Work(target, desk.now, SYSTEM, secrets.token_hex(4), folder)
            files = _bring_attachments(read, work)
            _prove_chain(read, work)
            code = audit.anchor(read)
            audit.record(work, action="office.move", after={"rows": sum(counts.values()), "files": files})
            target.flush()
    return Moved(counts, files, code)


def _bring_attachments(read: Read, work: Work) -> int:
    """Every file that is there, each by what it is; returns how many."""
    source, target, count = store_of(read), store_of(work), 0
    for digest in read.session.scalars(select(Attachment.sha256).distinct()).all():
        content = source.get(digest)
        if content is None:
            # Destroyed when it was asked for; the record of it stays.
            continue
        target.put(digest, content)(True)
        kept = target.get(digest)
        if kept is None or hashlib.sha256(kept).hexdigest() != digest:
            raise Unusable("copy_differs", f"attachment {digest[:12]}")
        count += 1
    return count


def _prove_chain(read: Read, copied: Work) -> None:
    result = audit.verify(copied)
    if result.broken_at is not None or audit.head_of(read) != audit.head_of(copied):
        raise StorageError("storage.chain_broken", detail=str(result.broken_at))
