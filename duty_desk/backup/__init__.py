"""Copies of the office that are proved before they count: made by themselves, kept by age, brought back with a look first (X14)."""

from duty_desk.backup.copies import BackupRow, folder_of, list_backups
from duty_desk.backup.making import due, run
from duty_desk.backup.restoring import (
    Loss,
    preview,
    preview_file,
    restore,
    restore_act,
    restore_file,
    resume,
)
from duty_desk.backup.second import (
    bring_attachments_back,
    choose_second,
    forget_second,
    unseal_backup,
)
from duty_desk.backup.status import Level, Status, status

__all__ = [
    "BackupRow",
    "Level",
    "Loss",
    "Status",
    "bring_attachments_back",
    "choose_second",
    "due",
    "folder_of",
    "forget_second",
    "list_backups",
    "preview",
    "preview_file",
    "restore",
    "restore_act",
    "restore_file",
    "resume",
    "run",
    "status",
    "unseal_backup",
]
