"""Backups by hand or by schedule, and bringing one back, also where the office does not open or the copy is sealed."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from duty_desk import formats
from duty_desk.commands.access import ask_password, folder_of, opened
from duty_desk.errors import InputError, StorageError
from duty_desk.strings import t


def add_commands(commands: Any) -> None:
    """backup, restore."""
    make = commands.add_parser("backup", help=t("cli.help.backup"))
    make.add_argument("--list", action="store_true", help=t("cli.help.backup_list"))
    make.add_argument("--scheduled", action="store_true", help=t("cli.help.backup_scheduled"))
    make.set_defaults(run=_backup)
    back = commands.add_parser("restore", help=t("cli.help.restore"))
    back.add_argument("backup", nargs="?", type=Path, metavar="FILE", help=t("cli.help.backup_file"))
    back.add_argument("--yes", action="store_true", help=t("cli.help.yes"))
    back.set_defaults(run=_restore)


def _backup(options: argparse.Namespace) -> int:
    from duty_desk import backup

    if options.list:
        for row in backup.list_backups(folder_of(options)):
            print(_line(row))
        return 0
    with opened(options) as desk:
        row = backup.run(desk, by_hand=not options.scheduled)
        found = backup.status(desk)
    print(_line(row))
    if found.second_error:
        print(t("cli.second_failed", detail=found.second_error), file=sys.stderr)
        return 1
    return 0


def _restore(options: argparse.Namespace) -> int:
    from db import sealing
    from duty_desk import backup

    path = _chosen(options)
    with tempfile.TemporaryDirectory(prefix="duty-desk-") as private:
        if not sealing.is_sealed(path):
            return _bring_back(options, path)
        plain, password = Path(private) / f"{path.stem}.db", ask_password("cli.backup_password")
        backup.unseal_backup(path, plain, password)
        done = _bring_back(options, plain)
        if done == 0 and not options.database:
            count = backup.bring_attachments_back(path.parent, folder_of(options), password)
            print(t("cli.attachments_back", count=count))
        return done


def _bring_back(options: argparse.Namespace, path: Path) -> int:
    from duty_desk import backup
    from duty_desk.backup.copies import look

    row = look(path)
    if not row.is_readable:
        raise InputError("backup", "cli.error.no_backup", file=path.name)
    print(_line(row))
    try:
        with opened(options) as desk:
            loss = backup.preview(desk, path)
            print(
                t("cli.loss", count=loss.entries, since=formats.full_moment(loss.since) or t("cli.nothing"))
            )
            if options.yes:
                backup.restore(desk, path)
                backup.resume(desk)
    except StorageError as error:
        # An office that does not open, or is not there yet, has nothing to lose that could be shown.
        if options.database or error.key not in _CLOSED:
            raise
        print(error.text, file=sys.stderr)
        if options.yes:
            folder_of(options).mkdir(parents=True, exist_ok=True)
            backup.restore_file(folder_of(options), path)
    if not options.yes:
        print(t("cli.say_yes"), file=sys.stderr)
        return 1
    print(t("cli.restored"))
    return 0


_CLOSED = frozenset(
    f"storage.{code}"
    for code in ("missing", "empty", "corrupt", "not_a_database", "not_an_office", "cannot_open")
)


def _chosen(options: argparse.Namespace) -> Path:
    from duty_desk import backup

    if options.backup is None:
        readable = [row for row in backup.list_backups(folder_of(options)) if row.is_readable]
        if not readable:
            raise InputError("backup", "cli.error.no_backups", folder=backup.folder_of(folder_of(options)))
        return readable[0].path
    named = backup.folder_of(folder_of(options)) / options.backup.name
    path = options.backup if options.backup.is_file() else named
    if not path.is_file():
        raise InputError("backup", "cli.error.no_backup", file=options.backup.name)
    return path


def _line(row: Any) -> str:
    if not row.is_readable:
        return t("cli.backup_unreadable", file=row.path.name)
    return t(
        "cli.backup_line",
        file=row.path.name,
        kind=row.kind_text,
        moment=formats.full_moment(row.made_at),
        entries=f"{row.entries:,}",
        people=f"{row.people:,}",
        passes=f"{row.passes:,}",
    )
