"""A throw-away office filled from sample workbooks, so that everything can be tried without risk (product rule X1).

Its clock starts at 17:20 on 6 March 2020 and runs on; its papers carry a watermark and its codes open no real gate. Filling it takes
seconds, so a filled one is kept in the cache folder until the workbooks or the program change.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path

from db import migrate, snapshot
from db.engine import Unusable
from db.vocabulary import Role
from duty_desk.desk import FILE_NAME, Desk, campus_clock, open_desk
from duty_desk.errors import StorageError
from duty_desk.paths import cache_folder, resources
from duty_desk.people import officers
from duty_desk.strings import writing_in

START = datetime(2020, 3, 6, 17, 20)
_PREFIX = "duty-desk-demo-"
_A_DAY = 86_400


def open_throw_away() -> Desk:
    """The sample office in a private folder that goes when the desk is closed."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    desk = open_demo(folder)
    desk.at_close.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    return desk


def open_demo(folder: Path, *, kept: Path | None = None) -> Desk:
    """The sample office in an empty folder, its duty officer at the desk. `kept` is where a filled one is looked for."""
    shelf = kept or cache_folder() / "demo"
    desk = _from_shelf(shelf, folder)
    if desk is None:
        # Everything that reads workbooks is needed for this alone, and most times not at all.
        from duty_desk.demo import building

        # Its records are those of a Chinese office, in whatever language it is first looked at.
        with writing_in("zh_CN"):
            desk = building.build(folder, START)
        desk.clock = running_clock(START)
        _put_on_shelf(desk, shelf)
    with desk.read() as read:
        desk.officer = min(officers.list_officers(read), key=lambda row: row.id).ref
    return desk


def draw_sample_card(desk: Desk) -> bytes:
    """Give a pass for today to somebody of the sample office and draw its card; for the program's test of itself."""
    from duty_desk import passes
    from duty_desk.passes import PassKind, papers
    from duty_desk.people.finding import find_person

    with desk.work() as work:
        leader = next(row for row in officers.list_officers(work) if row.role == Role.LEADER)
        gate = passes.list_open_gates(work)[0][0]
        holder = next(row.id for row in find_person(work, "wang") if row.restriction is None)
        given = passes.issue(
            work,
            kind=PassKind.TEMPORARY,
            holder=holder,
            reason="other",
            gates=[gate],
            valid_from=work.at,
            valid_until=passes.end_of_day(work.at.date()),
            approver=leader.id,
            another=True,
        )
        return papers.draw(papers.cards_to_print(work, [given.id]), "a6")


def running_clock(start: datetime) -> Callable[[], datetime]:
    """A clock that stands at `start` now and runs on from there."""
    begun = campus_clock()
    return lambda: start + (campus_clock() - begun)


def _from_shelf(shelf: Path, folder: Path) -> Desk | None:
    """A filled office made earlier by this very program from these very workbooks."""
    kept = kept_file(shelf)
    try:
        snapshot.look(kept)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = folder / FILE_NAME
        if target.exists():
            raise StorageError("storage.exists")
        shutil.copyfile(kept, target)
        target.chmod(0o600)
    except (OSError, Unusable, sqlite3.Error):
        return None
    return open_desk(folder, clock=running_clock(START))


def _put_on_shelf(desk: Desk, shelf: Path) -> None:
    """Keep the filled office for the next time; where that is not possible, the next time takes as long as this one."""
    with suppress(OSError, sqlite3.Error):
        shelf.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in shelf.glob("*.db"):
            old.unlink()
        part = shelf / f".{secrets.token_hex(8)}.part"
        snapshot.take(desk.engine, part)
        part.replace(kept_file(shelf))


def kept_file(shelf: Path) -> Path:
    """Where on the shelf the office of this program and these workbooks is kept."""
    return shelf / f"{_key()}.db"


@cache
def _key() -> str:
    """Changes with the workbooks, the schema, the words put on record and every line of the program that reads them."""
    digest = hashlib.sha256(migrate.HEAD.encode())
    for path in _sources():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def _sources() -> Iterator[Path]:
    here = Path(__file__).resolve().parents[1]
    yield from sorted((resources() / "demo").iterdir())
    for folder in ("defaults", "sheets", "strings/zh_CN"):
        yield from sorted((resources() / folder).rglob("*.toml"))
    for folder in (here, here.parent / "db"):
        yield from sorted(folder.rglob("*.py"))


def _sweep() -> None:
    """Remove the sample offices of programs that were killed; those of today may still be open."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _A_DAY:
                shutil.rmtree(folder, ignore_errors=True)
