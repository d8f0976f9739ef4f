"""Proves the whole office by night, counts what is kept too long, and once a week brings the newest backup back on trial."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from db import snapshot
from duty_desk import check, housekeeping, settings
from duty_desk.backup import copies as backups
from duty_desk.desk import FILE_NAME, SYSTEM, Desk, open_desk, told_plainly
from duty_desk.errors import StorageError
from duty_desk.upkeep import kept
from duty_desk.upkeep.kept import CHECKED, PAST, TRIED
from duty_desk.work import Read

NIGHTLY, WEEKLY = timedelta(days=1), timedelta(days=7)
# When a long proof is in nobody's way.
NIGHT = range(1, 6)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the last proof of the whole office found, or the last trial of bringing a backup back."""

    at: datetime
    findings: tuple[check.Finding, ...]
    # Of a trial: which backup, and what kept it from being read.
    file: str = ""
    error: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What does not fit, in sentences."""
        found = tuple(f"{finding.invariant}\u3000{finding.text}" for finding in self.findings)
        return (*found, self.error) if self.error else found

    @property
    def is_good(self) -> bool:
        """Whether everything fitted."""
        return not self.findings and not self.error


def last_check(read: Read) -> Proof | None:
    """The last proof of everything, by whichever desk."""
    return _proof(settings.get(read, CHECKED))


def last_trial(read: Read) -> Proof | None:
    """The last trial of bringing the newest backup back."""
    return _proof(settings.get(read, TRIED))


def prove_by_night(desk: Desk, *, stopped: Callable[[], bool] | None = None) -> bool:
    """Prove everything once a night, and once a week bring the newest backup back on trial; by day only what was missed at night.

    Whether all that was tried now was good. Minutes in a big office. Raises check.Stopped.
    """
    if desk.read_only or desk.is_demo:
        return True
    housekeeping.settle_files(desk)
    with desk.read() as read:
        checked, tried, at = last_check(read), last_trial(read), read.at
        stale = kept.is_stale(read)
    good = True
    if _is_due(checked, at, NIGHTLY):
        good = prove_now(desk, stopped=stopped).is_good
    if stale:
        count_past(desk)
    if _is_due(tried, at, WEEKLY):
        trial = try_backup(desk, stopped=stopped)
        good = good and (trial is None or trial.is_good)
    return good


def prove_now(
    desk: Desk, *, told: check.Told | None = None, stopped: Callable[[], bool] | None = None
) -> Proof:
    """Prove everything and remember what was found."""
    found = check.run(desk, full=True, told=told, stopped=stopped)
    return _remember(desk, CHECKED, Proof(desk.now, found))


def count_past(desk: Desk) -> None:
    """Count what is past its time and remember how much it is, for Today: too long a look for every reading."""
    with desk.read() as read:
        found, windows = kept.count(read), kept.windows(read)
    value = {"at": found.at.isoformat(), "rows": found.rows, "people": found.people, "windows": windows}
    with desk.work(SYSTEM) as work:
        settings.store(work, 0, PAST, value)


def try_backup(desk: Desk, *, stopped: Callable[[], bool] | None = None) -> Proof | None:
    """Bring the newest backup back into a folder of its own, prove it and throw it away; None while there is no backup."""
    for _, path in backups.files(backups.folder_of(desk.folder), backups.CURRENT, desk.now)[:1]:
        try:
            with TemporaryDirectory(prefix=".trial-", dir=desk.folder) as folder:
                found = _try_in(Path(folder), path, stopped)
        except StorageError as error:
            return _remember(desk, TRIED, Proof(desk.now, (), path.name, error.text))
        return _remember(desk, TRIED, Proof(desk.now, found, path.name))
    return None


def _try_in(folder: Path, backup: Path, stopped: Callable[[], bool] | None) -> tuple[check.Finding, ...]:
    fresh = folder / FILE_NAME
    with told_plainly():
        snapshot.prove(backup)
        snapshot.bring_up(backup, fresh)
        with closing(open_desk(fresh)) as restored:
            return check.run(restored, full=True, stopped=stopped)


def _is_due(last: Proof | None, at: datetime, every: timedelta) -> bool:
    """By night when it was not done in this one; by day when a whole night more has passed. After a clock was put back it says nothing."""
    if last is None or last.at > at:
        return True
    since = at - last.at
    return since >= every + timedelta(hours=2) or (at.hour in NIGHT and since >= every - timedelta(hours=12))


def _remember(desk: Desk, key: str, proof: Proof) -> Proof:
    findings = [[each.invariant, each.code, dict(each.values)] for each in proof.findings]
    value = {"at": proof.at.isoformat(), "findings": findings, "file": proof.file, "error": proof.error}
    with desk.work(SYSTEM) as work:
        # In words and numbers, as it is told in whichever language.
        settings.store(work, 0, key, json.loads(json.dumps(value, default=str)))
    return proof


def _proof(stored: Any) -> Proof | None:
    if not stored:
        return None
    found = tuple(
        check.Finding(invariant, code, tuple(values.items()))
        for invariant, code, values in stored["findings"]
    )
    return Proof(datetime.fromisoformat(stored["at"]), found, stored["file"], stored["error"])
