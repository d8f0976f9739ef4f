"""Copies that are proved before they count, kept by age, and brought back with a look at what would be lost (X14)."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from db import snapshot
from db.vocabulary import Role
from duty_desk import attachments, audit, backup, numbering, settings
from duty_desk.backup.status import Level
from duty_desk.desk import EVERYTHING, Desk, open_desk
from duty_desk.errors import Denied, InputError, Refusal, StorageError
from duty_desk.people import officers, sign_in
from duty_desk.work import OfficerRef
from tests.conftest import Clock

pytestmark = pytest.mark.slow

PHRASE = "天冷了多穿点衣服"


def write(desk: Desk, phone: str) -> None:
    with desk.work() as work:
        settings.put(work, "office.phone", phone)


def phone(desk: Desk) -> str:
    with desk.read() as read:
        return settings.get(read, "office.phone")


def damage(path: Path) -> None:
    """What a failing disk does: many pages are not what was written."""
    content = bytearray(path.read_bytes())
    content[8192:-8192] = b"\xff" * (len(content) - 16384)
    path.write_bytes(content)


# --- making ---


def test_a_backup_holds_everything_and_says_what(desk: Desk, clock: Clock) -> None:
    assert backup.due(desk)
    assert backup.status(desk).level is Level.NONE
    write(desk, "6011")
    row = backup.run(desk)
    with desk.read() as read:
        entries, digest = audit.head_of(read)
    assert (row.entries, row.people, row.passes, row.made_at) == (entries, 0, 0, clock.at)
    assert snapshot.prove(row.path).digest == digest
    assert row.path.stat().st_mode & 0o077 == 0
    assert backup.list_backups(desk.folder) == (row,)
    assert [path.name for path in sorted(row.path.parent.iterdir())] == [row.path.name, "status.json"]
    found = backup.status(desk)
    assert (found.level, found.age, found.count, found.file) == (Level.OK, timedelta(0), 1, row.path)


def test_a_backup_is_due_every_hour_and_the_same_state_is_not_copied_twice(desk: Desk, clock: Clock) -> None:
    first = backup.run(desk)
    assert not backup.due(desk)
    clock.forward(minutes=59)
    assert not backup.due(desk)
    clock.forward(minutes=1)
    assert backup.due(desk)
    assert backup.run(desk) == first
    assert not backup.due(desk)
    write(desk, "6011")
    clock.forward(hours=1)
    second = backup.run(desk)
    assert backup.list_backups(desk.folder) == (second, first)


def test_a_backup_says_whether_somebody_asked_for_it_and_is_kept_like_the_others(
    desk: Desk, clock: Clock
) -> None:
    kinds: list[str] = []
    for by_hand in (True, False, True):
        write(desk, f"60{len(kinds)}")
        row = backup.run(desk, by_hand=by_hand)
        kinds.append(row.kind_text)
        assert backup.run(desk) == row
        assert backup.status(desk).file == row.path
        clock.forward(hours=1)
    assert kinds == ["手工备份", "定时备份", "手工备份"]
    assert [row.kind_text for row in backup.list_backups(desk.folder)] == kinds
    clock.forward(days=400)
    write(desk, "6011")
    backup.run(desk)
    assert len(backup.list_backups(desk.folder)) == 2


def test_what_was_made_while_the_clock_ran_ahead_is_marked_and_never_the_newest(
    sqlite_desk: Desk, clock: Clock
) -> None:
    desk, now = sqlite_desk, clock.at
    clock.forward(days=400)
    write(desk, "6010")
    ahead = backup.run(desk)
    assert not backup.list_backups(desk.folder, desk.now)[0].is_ahead, "nobody knows yet"
    clock.at = now
    desk.accept_clock("主板电池没电")
    write(desk, "6011")
    newest = backup.run(desk)
    first, last = backup.list_backups(desk.folder, desk.now)
    assert (first.path, first.kind_text) == (newest.path, "定时备份")
    assert (last.path, last.kind_text) == (ahead.path, "定时备份（时钟超前）")
    assert backup.status(desk).file == newest.path
    assert backup.run(desk).path == newest.path, "nothing new was written, nothing is copied again"


def test_the_status_turns_amber_after_a_day(desk: Desk, clock: Clock) -> None:
    """Acceptance check U-76."""
    backup.run(desk)
    clock.forward(hours=24)
    assert backup.status(desk).level is Level.OK
    clock.forward(seconds=1)
    assert backup.status(desk).level is Level.OLD


def test_old_backups_are_thinned_out_only_after_a_good_one(sqlite_desk: Desk, clock: Clock) -> None:
    """Acceptance check R-31."""
    write(sqlite_desk, "0")
    first = backup.run(sqlite_desk)
    folder = first.path.parent
    for hours in range(1, 60):
        shutil.copy(first.path, folder / f"office-{clock.at - timedelta(hours=hours):%Y%m%d-%H%M%S}.db")
    before = {path.name for path in folder.glob("*.db")}
    assert sqlite_desk.path is not None
    clock.forward(hours=1)
    write(sqlite_desk, "1")
    with sqlite_desk.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("DROP TRIGGER guard_audit_entry_update"))
        connection.execute(text("UPDATE audit_entry SET action = 'other' WHERE id = 2"))
    clock.forward(days=1)
    write(sqlite_desk, "2")
    with pytest.raises(StorageError) as refused:
        backup.run(sqlite_desk)
    assert refused.value.key == "storage.chain_broken"
    assert {path.name for path in folder.glob("*.db")} == before
    assert not list(folder.glob(".*"))
    found = backup.status(sqlite_desk)
    assert (found.level, found.error) == (Level.FAILED, "storage.chain_broken")
    with sqlite_desk.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE audit_entry SET action = 'officer.add' WHERE id = 2"))
    backup.run(sqlite_desk)
    assert backup.status(sqlite_desk).level is Level.OK
    assert len(list(folder.glob("*.db"))) < len(before)


def test_a_damaged_office_makes_no_backup(sqlite_desk: Desk) -> None:
    good = backup.run(sqlite_desk)
    write(sqlite_desk, "6011")
    assert sqlite_desk.path is not None
    sqlite_desk.engine.dispose()
    damage(sqlite_desk.path)
    with pytest.raises(StorageError):
        backup.run(sqlite_desk)
    assert backup.list_backups(sqlite_desk.folder) == (good,)
    assert backup.status(sqlite_desk).level is Level.FAILED


def test_a_full_disk_stops_the_backup_and_nothing_else(sqlite_desk: Desk) -> None:
    (sqlite_desk.folder / "backups").write_bytes(b"a file where the folder should be")
    with pytest.raises(StorageError) as refused:
        backup.run(sqlite_desk)
    assert refused.value.key == "backup.error.not_written"
    write(sqlite_desk, "6011")


def test_a_file_that_is_no_backup_is_listed_as_such(sqlite_desk: Desk) -> None:
    row = backup.run(sqlite_desk)
    row.path.write_bytes(b"half a backup")
    (row.path.parent / "notes.txt").write_bytes(b"mine")
    found = backup.list_backups(sqlite_desk.folder)
    assert [(other.path, other.is_readable) for other in found] == [(row.path, False)]


# --- restoring ---


def test_bringing_back_shows_the_loss_keeps_what_was_there_and_goes_on(desk: Desk, clock: Clock) -> None:
    """Acceptance check R-33."""
    write(desk, "6011")
    row = backup.run(desk)
    clock.forward(hours=2)
    write(desk, "6012")
    clock.forward(hours=1)
    with desk.work() as work:
        numbering.take(work, "visit")
        settings.put(work, "office.phone", "6013")
    loss = backup.preview(desk, row.path)
    assert (loss.entries, loss.since, loss.until) == (2, clock.at - timedelta(hours=1), clock.at)
    assert loss.by_action == (("setting.change", 2),)

    heard: list[frozenset[str]] = []
    desk.subscribe(heard.append)
    assert backup.restore(desk, row.path) == loss
    assert EVERYTHING in heard
    assert phone(desk) == "6011"
    with desk.read() as read:
        result = audit.verify(read)
        assert (result.entries, result.broken_at) == ((row.entries or 0) + 1, None)
        assert audit.history(read, "officer", 1)
    with desk.work() as work:
        assert numbering.take(work, "visit").sequence == 1
        officers.add_officer(work, name="马文涛", login="mawentao", role=Role.CHIEF, password=PHRASE)
    kept = [other for other in backup.list_backups(desk.folder) if other.kind == "before-restore"]
    assert [other.entries for other in kept] == [(row.entries or 0) + 2]
    assert backup.preview(desk, kept[0].path).entries == 2


def test_backups_pause_until_the_restored_office_was_looked_at(desk: Desk, clock: Clock) -> None:
    row = backup.run(desk)
    backup.restore(desk, row.path)
    clock.forward(hours=2)
    assert not backup.due(desk)
    assert backup.status(desk).level is Level.PAUSED
    backup.resume(desk)
    assert backup.due(desk)
    backup.run(desk)
    assert backup.status(desk).level is Level.OK


def test_bringing_back_takes_a_second_person_where_there_is_one(desk: Desk) -> None:
    """Acceptance check S-13."""
    with desk.work() as work:
        chief = officers.add_officer(
            work, name="马文涛", login="mawentao", role=Role.CHIEF, password=PHRASE, must_change=False
        )
    row = backup.run(desk)
    write(desk, "6011")
    with pytest.raises(Refusal):
        backup.restore(desk, row.path)
    approval = sign_in.approve(desk, chief, PHRASE, backup.restore_act(row.path))
    assert phone(desk) == "6011"
    backup.restore(desk, row.path, approval=approval)
    assert phone(desk) == "6010"


def test_only_an_administrator_brings_back(desk: Desk) -> None:
    row = backup.run(desk)
    desk.officer = OfficerRef(None, "chief", Role.CHIEF)
    with pytest.raises(Denied):
        backup.restore(desk, row.path)


def test_a_backup_that_does_not_prove_is_not_brought_back(sqlite_desk: Desk) -> None:
    row = backup.run(sqlite_desk)
    with sqlite3.connect(row.path) as connection:
        connection.execute("DROP TRIGGER guard_audit_entry_update")
        connection.execute("UPDATE audit_entry SET action = 'other' WHERE id = 2")
    connection.close()
    write(sqlite_desk, "6011")
    with pytest.raises(Refusal) as refused:
        backup.restore(sqlite_desk, row.path)
    assert refused.value.key == "backup.error.chain_broken"
    damage(row.path)
    with pytest.raises(StorageError):
        backup.restore(sqlite_desk, row.path)
    assert phone(sqlite_desk) == "6011"
    assert not list(sqlite_desk.folder.glob("*restoring*"))


@pytest.mark.parametrize("how", ["damaged", "gone", "replaced"])
def test_an_office_that_does_not_open_is_brought_back_and_the_damaged_file_is_kept(
    sqlite_desk: Desk, clock: Clock, how: str
) -> None:
    """Acceptance check R-12: from the screen that says what is wrong."""
    write(sqlite_desk, "6011")
    row = backup.run(sqlite_desk)
    sqlite_desk.close()
    path = sqlite_desk.folder / "office.db"
    match how:
        case "damaged":
            content = bytearray(path.read_bytes())
            content[: 20 * 4096] = b"\xff" * 20 * 4096
            path.write_bytes(content)
        case "gone":
            path.unlink()
        case _:
            path.write_text("a letter", encoding="utf-8")
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(StorageError):
        open_desk(sqlite_desk.folder, clock=clock)
    assert [other.path for other in backup.list_backups(sqlite_desk.folder)] == [row.path]
    backup.restore_file(sqlite_desk.folder, row.path)
    desk = open_desk(sqlite_desk.folder, clock=clock)
    assert phone(desk) == "6011"
    desk.close()
    kept = [other.read_bytes() for other in row.path.parent.glob("*.damaged")]
    assert kept == ([before] if before is not None else [])


def test_a_backup_of_a_file_opens_on_a_server_and_back(sqlite_desk: Desk, postgres_desk: Desk) -> None:
    """Moving an office is bringing its backup back elsewhere."""
    write(sqlite_desk, "6011")
    row = backup.run(sqlite_desk)
    backup.restore(postgres_desk, row.path)
    assert phone(postgres_desk) == "6011"
    write(postgres_desk, "6012")
    backup.resume(postgres_desk)
    again = backup.run(postgres_desk)
    backup.restore(sqlite_desk, again.path)
    assert phone(sqlite_desk) == "6012"
    with sqlite_desk.read() as read:
        assert audit.verify(read).broken_at is None


# --- elsewhere ---


def choose(desk: Desk, folder: Path) -> None:
    with desk.work() as work:
        backup.choose_second(work, folder, PHRASE)


def test_each_backup_goes_to_the_stick_sealed_with_its_attachments(sqlite_desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    choose(sqlite_desk, stick)
    with sqlite_desk.work() as work:
        attachments.add(work, ("pass", 1), "a.pdf", b"%PDF-1.7 notice")
    row = backup.run(sqlite_desk)
    assert backup.status(sqlite_desk).second_level is Level.OK
    sealed = stick / f"{row.path.stem}.ddsealed"
    everything = b"".join(path.read_bytes() for path in stick.rglob("*") if path.is_file())
    assert len(list((stick / "attachments").iterdir())) == 1
    for word in ("SQLite format", "周敏", "notice", PHRASE):
        assert word.encode() not in everything
    with pytest.raises(Refusal):
        backup.unseal_backup(sealed, tmp_path / "plain.db", "another sentence")
    backup.unseal_backup(sealed, tmp_path / "plain.db", PHRASE)
    assert (tmp_path / "plain.db").read_bytes() == row.path.read_bytes()


def test_a_stick_that_is_not_there_disturbs_nothing_and_turns_amber(
    sqlite_desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    """Acceptance check R-34."""
    stick = tmp_path / "stick"
    stick.mkdir()
    choose(sqlite_desk, stick)
    stick.rename(tmp_path / "pulled")
    backup.run(sqlite_desk)
    found = backup.status(sqlite_desk)
    assert (found.level, found.second_level) == (Level.OK, Level.OLD)
    assert found.second_error
    assert not stick.exists()
    (tmp_path / "pulled").rename(stick)
    clock.forward(hours=1)
    write(sqlite_desk, "6011")
    backup.run(sqlite_desk)
    assert backup.status(sqlite_desk).second_level is Level.OK
    clock.forward(hours=25)
    assert backup.status(sqlite_desk).second_level is Level.OLD


def test_the_second_folder_is_another_one_and_its_password_a_good_one(
    sqlite_desk: Desk, tmp_path: Path
) -> None:
    backup.run(sqlite_desk)
    for folder, password, field in (
        (tmp_path / "nowhere", PHRASE, "folder"),
        (sqlite_desk.folder / "backups", PHRASE, "folder"),
        (tmp_path, "12345678", "password"),
    ):
        with pytest.raises(InputError) as refused, sqlite_desk.work() as work:
            backup.choose_second(work, folder, password)
        assert refused.value.field == field
