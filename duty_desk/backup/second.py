"""The copy elsewhere: a USB stick or another folder gets each backup encrypted with a password; its failure disturbs nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from db import sealing
from duty_desk import audit, settings
from duty_desk.attachments.stores import FOLDER as ATTACHMENTS
from duty_desk.backup.copies import folder_of, rotate
from duty_desk.backup.status import note
from duty_desk.desk import Desk
from duty_desk.errors import InputError, Refusal, StorageError
from duty_desk.people.passwords import check_password
from duty_desk.roles import Permission, requires
from duty_desk.work import Work

ENDING = "ddsealed"
SETTING = "backup.second"


@requires(Permission.EDIT_SETTINGS)
def choose_second(work: Work, folder: Path, password: str) -> None:
    """Copy each backup to `folder` from now on, readable only with the password, which nobody can bring back.

    The office keeps the key made from it, so that it need not be typed again; the copies do not.
    """
    if not folder.is_dir():
        raise InputError("folder", "backup.error.folder_missing", folder=str(folder))
    if folder.resolve() == folder_of(work.folder).resolve():
        raise InputError("folder", "backup.error.same_folder")
    check_password(password, names=(str(settings.get(work, "office.name", "")),))
    key = sealing.key_from_password(password)
    value = {"folder": str(folder), "salt": key.salt.hex(), "key": key.key.hex(), "cost": key.cost}
    settings.store(work, 0, SETTING, value)
    audit.record(work, action="backup.second", after={"folder": str(folder)})


@requires(Permission.EDIT_SETTINGS)
def forget_second(work: Work) -> None:
    """Copy nowhere else any more; the copies that are there stay."""
    settings.store(work, 0, SETTING, None)
    audit.record(work, action="backup.second", after={"folder": None})


def bring(desk: Desk, backup: Path, at: datetime) -> None:
    """Bring a backup, and the attachments that are not there yet, to the second folder. Never raises: what failed is noted."""
    with desk.read() as read:
        chosen: Any = settings.get(read, SETTING)
    if not chosen:
        return
    notes = folder_of(desk.folder)
    try:
        _bring(desk.folder, backup, Path(chosen["folder"]), _key(chosen))
    except OSError as error:
        note(notes, second_error=f"{type(error).__name__}: {error.strerror or error}")
        return
    note(notes, second_good_at=at.isoformat(), second_error=None)
    rotate(Path(chosen["folder"]), at)


def unseal_backup(source: Path, target: Path, password: str) -> None:
    """Make a plain backup of a sealed one. Raises Refusal when the password is wrong or the file was altered."""
    try:
        sealing.unseal(source, target, password)
    except sealing.SealBroken as error:
        raise Refusal("backup.error.not_unsealed", file=source.name) from error
    except OSError as error:
        raise StorageError(
            "backup.error.not_written", detail=str(error), folder=str(target.parent)
        ) from error


def bring_attachments_back(folder: Path, office: Path, password: str) -> int:
    """Open the sealed attachments beside a sealed backup that the office has not; how many. Raises Refusal, StorageError."""
    count = 0
    for sealed in sorted((folder / ATTACHMENTS).glob(f"*.{ENDING}")):
        name = sealed.name.removesuffix(f".{ENDING}")
        target = office / ATTACHMENTS / name[:2] / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            unseal_backup(sealed, target, password)
            count += 1
    return count


def _bring(office: Path, backup: Path, folder: Path, key: sealing.SealingKey) -> None:
    if not folder.is_dir():
        # A stick that is not there must not be made up as a folder of the disk.
        raise FileNotFoundError(2, "No such folder", str(folder))
    target = folder / f"{backup.stem}.{ENDING}"
    if not target.exists():
        sealing.seal(backup, target, key)
    for file in sorted((office / ATTACHMENTS).glob("??/*")):
        copy = folder / ATTACHMENTS / f"{file.name}.{ENDING}"
        if not copy.exists() and not file.name.startswith("."):
            copy.parent.mkdir(exist_ok=True)
            sealing.seal(file, copy, key)


def _key(chosen: dict[str, Any]) -> sealing.SealingKey:
    return sealing.SealingKey(
        bytes.fromhex(chosen["salt"]), bytes.fromhex(chosen["key"]), int(chosen["cost"])
    )
