"""The backup files of an office: their names, what is in them, which are too old."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from db import migrate, rotation, snapshot
from db.engine import Unusable
from duty_desk.desk import BACKUPS, CAMPUS_OFFSET, campus_clock
from duty_desk.strings import t

REGULAR, BY_HAND = "office", "by-hand"
BEFORE_UPGRADE, BEFORE_RESTORE = "before-upgrade", "before-restore"
# Whoever asked for them, these hold the days of the office and are thinned out together.
CURRENT = (REGULAR, BY_HAND)
ALL = (*CURRENT, BEFORE_UPGRADE, BEFORE_RESTORE)
# Copies made before something was changed are few, and looked for long afterwards.
KEPT_BEFORE = 5
_NAME = re.compile(
    rf"({REGULAR}|{BY_HAND}|{BEFORE_UPGRADE}|{BEFORE_RESTORE})-(\d{{8}}-\d{{6}})\.(db|ddsealed)"
)
_MOMENT = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup as it is offered. The counts are None when it cannot be read."""

    path: Path
    kind: str
    made_at: datetime
    size: int
    entries: int | None
    people: int | None
    passes: int | None
    revision: str | None = None
    # Made while the clock ran ahead: it says a later moment than it is now.
    is_ahead: bool = False

    @property
    def is_readable(self) -> bool:
        """Whether it holds an office."""
        return self.entries is not None

    @property
    def is_for_us(self) -> bool:
        """Whether this program can bring it back: it holds an office, and not that of a later program."""
        return self.is_readable and self.revision in migrate.known_revisions()

    @property
    def kind_text(self) -> str:
        """What it was made for, and that its moment is not to be believed."""
        made_for = t(f"backup.kind.{self.kind.replace('-', '_')}")
        return t("backup.kind.ahead", kind=made_for) if self.is_ahead else made_for


def folder_of(office: Path) -> Path:
    """Where the backups of an office lie, given its folder."""
    return office / BACKUPS


def name_of(kind: str, at: datetime, ending: str = "db") -> str:
    """The name of a backup: what for, and when by the office's clock."""
    return f"{kind}-{at.strftime(_MOMENT)}.{ending}"


def parse_name(name: str) -> tuple[str, datetime] | None:
    """What a name says; None for other files."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        return match[1], datetime.strptime(match[2], _MOMENT)
    except ValueError:
        return None


def files(folder: Path, kinds: Collection[str], now: datetime) -> list[tuple[datetime, Path]]:
    """Backups in a folder without looking into them, newest first; those of a clock that ran ahead are not newest, they come last."""
    found: list[tuple[datetime, Path]] = []
    for path in folder.glob("*"):
        named = parse_name(path.name)
        if named is not None and named[0] in kinds:
            found.append((named[1], path))
    return sorted(found, key=lambda each: (each[0] <= now, each), reverse=True)


def list_backups(office: Path, now: datetime | None = None) -> tuple[BackupRow, ...]:
    """All backups of the office in a folder with what is in them, in the order of `files`.

    Works when the office itself does not open; then the PC's clock tells what is ahead.
    """
    now = now or campus_clock()
    found = files(folder_of(office), ALL, now)
    # With every one of them ahead it is the clock that is behind.
    behind = all(made_at > now for made_at, _ in found)
    rows: list[BackupRow] = []
    for made_at, path in found:
        # A file may go while one looks: rotation runs beside.
        with contextlib.suppress(FileNotFoundError):
            rows.append(replace(look(path, made_at), is_ahead=made_at > now and not behind))
    return tuple(rows)


def look(path: Path, made_at: datetime | None = None) -> BackupRow:
    """What is in a backup, whatever its name."""
    named = parse_name(path.name)
    at = made_at or (named[1] if named else written_at(path))
    kind = named[0] if named else REGULAR
    size = path.stat().st_size
    try:
        facts = snapshot.look(path)
    except (Unusable, sqlite3.Error):
        return BackupRow(path, kind, at, size, None, None, None)
    counts = facts.counts
    people, passes = counts.get("person", 0), counts.get("pass", 0)
    return BackupRow(path, kind, at, size, facts.entries, people, passes, facts.revision)


def written_at(path: Path) -> datetime:
    """When a file was last written, in campus time."""
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC) + CAMPUS_OFFSET
    return at.replace(tzinfo=None, microsecond=0)


def rotate(folder: Path, now: datetime) -> int:
    """Remove the backups that are too old; returns how many. Called only after a new one was proved."""
    found = files(folder, CURRENT, now)
    keep = rotation.kept([moment for moment, _ in found], now)
    old = [path for moment, path in found if moment not in keep]
    for kind in (BEFORE_UPGRADE, BEFORE_RESTORE):
        old += [path for _, path in files(folder, (kind,), now)[KEPT_BEFORE:]]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
