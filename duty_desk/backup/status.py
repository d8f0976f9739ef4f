"""How the backups stand: when the last good one was made, whether anything went wrong, whether the copy elsewhere is current."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from duty_desk.backup.copies import CURRENT, files, folder_of
from duty_desk.desk import Desk

FILE = "status.json"
# From here on the status line turns amber (acceptance checks U-76, R-34).
OLD_AFTER = timedelta(hours=24)


class Level(StrEnum):
    """What colour the status line shows."""

    OK = "ok"
    OLD = "old"
    FAILED = "failed"
    NONE = "none"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Notes:
    """What is remembered between runs, beside the backups."""

    # When the newest backup was last known to hold everything.
    good_at: str | None = None
    error: str | None = None
    failed_at: str | None = None
    paused: bool = False
    second_good_at: str | None = None
    second_error: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """For the status line and the backup page. `error` and `second_error` are catalogue keys of what went wrong."""

    level: Level
    good_at: datetime | None
    age: timedelta | None
    file: Path | None
    count: int
    error: str | None
    failed_at: datetime | None
    second_level: Level
    second_good_at: datetime | None
    second_error: str | None


def status(desk: Desk) -> Status:
    """How the backups of this office stand now."""
    return standing(desk.folder, desk.now)


def standing(office: Path, now: datetime) -> Status:
    """The same, given the folder of the office and the moment."""
    folder = folder_of(office)
    notes, found = read_notes(folder), files(folder, CURRENT, now)
    good_at = _moment(notes.good_at)
    age = now - good_at if good_at else None
    if notes.paused:
        level = Level.PAUSED
    elif notes.error:
        level = Level.FAILED
    elif age is None or not found:
        level = Level.NONE
    else:
        level = Level.OLD if age > OLD_AFTER else Level.OK
    second = _moment(notes.second_good_at)
    return Status(
        level,
        good_at,
        age,
        found[0][1] if found else None,
        len(found),
        notes.error,
        _moment(notes.failed_at),
        _second_level(notes, second, now),
        second,
        notes.second_error,
    )


def read_notes(folder: Path) -> Notes:
    """What was remembered; nothing when the file is missing or not ours."""
    try:
        content: Any = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Notes(**content)
    except (OSError, ValueError, TypeError):
        return Notes()


def note(folder: Path, **changes: Any) -> None:
    """Remember something."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    notes = replace(read_notes(folder), **changes)
    part = folder / f".{FILE}.part"
    try:
        part.write_text(json.dumps(asdict(notes)), encoding="utf-8")
        part.replace(folder / FILE)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _second_level(notes: Notes, good_at: datetime | None, now: datetime) -> Level:
    if good_at is not None and now - good_at <= OLD_AFTER:
        return Level.OK
    return Level.OLD if good_at is not None or notes.second_error else Level.NONE


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
