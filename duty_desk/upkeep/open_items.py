"""What the program puts on the list of things to do about the data itself. Each opens the page where one acts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import select

from db.models import AuditEntry
from duty_desk import formats, settings
from duty_desk.backup import second
from duty_desk.backup.status import OLD_AFTER, Level, Status, standing
from duty_desk.open_item import OpenItem
from duty_desk.strings import t
from duty_desk.upkeep.kept import CHECKED, TRIED, outcome, past
from duty_desk.work import Read

CHECK_FAILED, TRIAL_FAILED = "check_failed", "trial_failed"
BACKUP_FAILED, BACKUP_LATE, BACKUP_PAUSED = "backup_failed", "backup_late", "backup_paused"
COPY_LATE, RETENTION_ENDED = "copy_late", "retention_ended"
WHATS = (
    CHECK_FAILED,
    TRIAL_FAILED,
    BACKUP_FAILED,
    BACKUP_LATE,
    BACKUP_PAUSED,
    COPY_LATE,
    RETENTION_ENDED,
)
# None of these is a record: there is one of each, and its page is what opens.
_ONE: Final = 0


def list_open_items(read: Read) -> tuple[OpenItem, ...]:
    """Everything of this office and of the backups of this PC; nothing in the sample office, which has neither nights nor backups."""
    if settings.get(read, "office.demo"):
        return ()
    return (*_proofs(read), *_backups(read), *_retention(read))


def count_open_items(read: Read) -> dict[str, int]:
    """How many there are of each."""
    found = Counter(item.what for item in list_open_items(read))
    return {what: found[what] for what in WHATS}


def _proofs(read: Read) -> Iterator[OpenItem]:
    checked, tried = outcome(read, CHECKED), outcome(read, TRIED)
    if checked is not None and checked.count:
        name = t("upkeep.places", count=formats.number(checked.count))
        broken = t("agenda.list_mark").join(checked.invariants)
        yield OpenItem(CHECK_FAILED, checked.at, ("proof", _ONE), name, "", broken)
    if tried is not None and tried.count:
        yield OpenItem(TRIAL_FAILED, tried.at, ("proof", _ONE), tried.file, "", "")


def _backups(read: Read) -> Iterator[OpenItem]:
    found = standing(read.folder, read.at)
    if what := _what(found.level):
        since = _since(read, found)
        # A new office has its first day to get one.
        if what != BACKUP_LATE or since <= read.at:
            yield OpenItem(what, since, ("backup", _ONE), _last(found.good_at), "", "")
    if found.second_level is Level.OLD and settings.get(read, second.SETTING):
        since = (found.second_good_at + OLD_AFTER) if found.second_good_at else read.at
        yield OpenItem(COPY_LATE, since, ("backup", _ONE), _last(found.second_good_at), "", "")


def _what(level: Level) -> str:
    words = {
        Level.FAILED: BACKUP_FAILED,
        Level.OLD: BACKUP_LATE,
        Level.NONE: BACKUP_LATE,
        Level.PAUSED: BACKUP_PAUSED,
    }
    return words.get(level, "")


def _since(read: Read, found: Status) -> datetime:
    if found.level is Level.FAILED and found.failed_at is not None:
        return found.failed_at
    if found.good_at is not None:
        return min(found.good_at + OLD_AFTER, read.at)
    first = read.session.scalar(select(AuditEntry.at).order_by(AuditEntry.id).limit(1))
    return (first or read.at) + OLD_AFTER


def _last(good_at: datetime | None) -> str:
    return t("upkeep.last", moment=formats.moment(good_at)) if good_at is not None else t("upkeep.none")


def _retention(read: Read) -> Iterator[OpenItem]:
    found = past(read)
    if found is not None:
        name = t(
            "upkeep.records" if found.rows else "upkeep.people",
            count=formats.number(found.rows or found.people),
        )
        yield OpenItem(RETENTION_ENDED, found.at, ("retention", _ONE), name, "", "")
