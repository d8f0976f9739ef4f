"""What is opened, what is refused, and what an officer is told about it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from db import migrate
from duty_desk import settings, storage
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import StaleError, StorageError
from duty_desk.office import create_office
from tests.conftest import PASSWORD

pytestmark = pytest.mark.slow


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(StorageError) as refused:
        act()
    assert refused.value.text
    return refused.value.key.removeprefix("storage.")


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")
    connection.execute("INSERT INTO notes (text) VALUES ('mine')")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (foreign, "not_an_office"),
        (lambda path: path.write_text("a letter\n" * 100, encoding="utf-8"), "not_a_database"),
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(b"SQLite format 3\x00" + b"\x00" * 4080), "not_a_database"),
    ],
    ids=["foreign", "text", "nothing", "zeros"],
)
def test_a_file_that_is_no_office_is_refused_and_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    """Acceptance check R-43."""
    path = tmp_path / "office.db"
    make(path)
    before = path.read_bytes()
    assert refusal(lambda: open_desk(tmp_path)) == said
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["office.db"]


def test_nothing_is_made_where_nothing_was(tmp_path: Path) -> None:
    assert refusal(lambda: open_desk(tmp_path)) == "missing"
    assert list(tmp_path.iterdir()) == []


def test_an_office_of_a_newer_program_is_refused_and_left_as_it_is(
    template_office: Path, tmp_path: Path
) -> None:
    """Acceptance check R-43."""
    path = tmp_path / "office.db"
    shutil.copy(template_office / "office.db", path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    assert refusal(lambda: open_desk(tmp_path)) == "too_new"
    assert path.read_bytes() == before


def test_a_second_office_is_not_made_over_the_first(sqlite_desk: Desk) -> None:
    sqlite_desk.close()

    def again() -> Desk:
        return create_office(
            sqlite_desk.folder, name="b", campus="b", officer="b", login="b", password=PASSWORD
        )

    assert refusal(again) == "exists"
    with open_desk(sqlite_desk.folder).read() as read:
        assert settings.get(read, "office.name") == "西岭理工大学总务处"


def test_an_office_whose_making_was_interrupted_can_be_made_again(tmp_path: Path) -> None:
    (tmp_path / "office.db").touch()
    desk = create_office(tmp_path, name="a", campus="a", officer="a", login="a", password=PASSWORD)
    desk.close()
    assert (tmp_path / "office.db").stat().st_mode & 0o077 == 0


def test_work_is_refused_when_the_file_is_gone_and_goes_on_when_it_is_back(
    sqlite_desk: Desk, tmp_path: Path
) -> None:
    """Acceptance check R-11: the folder was renamed, or the stick it is on was pulled out."""

    def write() -> None:
        with sqlite_desk.work() as work:
            settings.put(work, "office.phone", "6011")

    away = tmp_path / "away"
    sqlite_desk.folder.rename(away)
    assert refusal(write) == "vanished"
    away.rename(sqlite_desk.folder)
    write()
    with sqlite_desk.read() as read:
        assert settings.get(read, "office.phone") == "6011"


def test_nothing_is_called_saved_that_went_into_a_removed_file(sqlite_desk: Desk) -> None:
    """Acceptance check R-11: removed in the middle of an act."""
    assert sqlite_desk.path is not None

    def write() -> None:
        with sqlite_desk.work() as work:
            settings.put(work, "office.phone", "6011")
            sqlite_desk.path.unlink()  # type: ignore[union-attr]

    assert refusal(write) == "vanished"


def test_work_is_refused_when_another_file_lies_in_its_place(
    sqlite_desk: Desk, template_office: Path
) -> None:
    """Acceptance check R-11: a copy was put there under the program."""
    assert sqlite_desk.path is not None
    sqlite_desk.path.unlink()
    shutil.copy(template_office / "office.db", sqlite_desk.path)

    def write() -> None:
        with sqlite_desk.work() as work:
            settings.put(work, "office.phone", "6011")

    assert refusal(write) == "replaced"


def test_a_full_disk_is_said_and_work_goes_on_when_there_is_room(sqlite_desk: Desk) -> None:
    """Acceptance check R-10 (a)."""
    room = {"pages": 0}

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        if room["pages"]:
            connection.execute(f"PRAGMA max_page_count = {room['pages']}")

    def write() -> None:
        with sqlite_desk.work() as work:
            settings.put(work, "office.note", "x" * 500_000)

    with sqlite_desk.engine.connect() as connection:
        room["pages"] = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    event.listen(sqlite_desk.engine, "connect", limit)
    sqlite_desk.engine.dispose()
    assert refusal(write) == "full"
    assert refusal(write) == "full"
    room["pages"] = 0
    sqlite_desk.engine.dispose()
    write()
    with sqlite_desk.read() as read:
        assert len(settings.get(read, "office.note")) == 500_000


def test_a_connection_with_weakened_settings_is_refused(sqlite_desk: Desk) -> None:
    """Acceptance check R-04."""
    from db.engine import REQUIRED_PRAGMAS, Unusable, assert_settings

    weakened = {"journal_mode": "DELETE", "synchronous": "NORMAL", "foreign_keys": "OFF"}
    weakened |= {"secure_delete": "OFF", "busy_timeout": "0"}
    assert set(weakened) == set(REQUIRED_PRAGMAS)
    assert_settings(sqlite_desk.engine)
    for name, value in weakened.items():

        def weaken(
            connection: sqlite3.Connection, _record: object, name: str = name, value: str = value
        ) -> None:
            connection.execute(f"PRAGMA {name} = {value}")

        event.listen(sqlite_desk.engine, "connect", weaken)
        sqlite_desk.engine.dispose()
        with pytest.raises(Unusable) as refused:
            assert_settings(sqlite_desk.engine)
        assert refused.value.code == "unsafe_settings"
        event.remove(sqlite_desk.engine, "connect", weaken)
        sqlite_desk.engine.dispose()
    assert_settings(sqlite_desk.engine)


def test_the_address_of_a_server_is_checked_before_anything_is_tried() -> None:
    for url in ("mysql://a/b", "not an address", "sqlite://", "postgresql+pg8000://a/b"):
        assert refusal(lambda url=url: open_desk(url)) == "bad_url"


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://duty@/office?host={tmp_path}"
    assert refusal(lambda: open_desk(url, folder=tmp_path)) == "server_refused"


MOUNTS = r"""
/dev/sda1 / ext4 rw 0 0
server:/export /mnt/share nfs4 rw 0 0
//nas/office /mnt/with\040space cifs rw 0 0
host /media/laptop fuse.sshfs rw 0 0
/dev/sdb1 /media/usb fuseblk rw 0 0
/dev/sdc1 /mnt/share/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/duty", None),
        ("/mnt/share/office", "nfs4"),
        ("/mnt/share", "nfs4"),
        ("/mnt/shared", None),
        ("/mnt/with space/office", "cifs"),
        ("/media/laptop/x", "fuse.sshfs"),
        ("/media/usb/office", None),
        ("/mnt/share/local/office", None),
        ("//server/share/office", "UNC"),
        (r"\\server\share", "UNC"),
    ],
)
def test_network_places_are_known(place: str, kind: str | None) -> None:
    """Acceptance checks U-84, R-23."""
    assert storage.network_kind(Path(place), MOUNTS) == kind


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("OneDrive - 西岭理工大学", True),
        ("onedrive", True),
        ("坚果云", True),
        ("WPS云盘", True),
        ("dropbox", True),
        ("值班台", False),
        ("Dropboxes", False),
    ],
)
def test_synchronised_folders_are_known(tmp_path: Path, name: str, is_one: bool) -> None:
    place = tmp_path / name / "后勤" / "data"
    assert (storage.sync_folder(place) == name) is is_one


def test_no_office_is_made_in_a_synchronised_folder_or_in_the_program(tmp_path: Path) -> None:
    def make(folder: Path) -> Desk:
        return create_office(folder, name="a", campus="a", officer="a", login="a", password=PASSWORD)

    assert refusal(lambda: make(tmp_path / "坚果云" / "office")) == "sync_folder"
    assert refusal(lambda: make(Path(migrate.__file__).parent / "data")) == "program_folder"
    assert not (tmp_path / "坚果云").exists()


def test_a_rule_of_the_database_is_told_as_a_change_elsewhere(desk: Desk) -> None:
    from db.models import Campus

    with desk.work() as work:
        work.session.add(Campus(code="A", name="A"))
    with pytest.raises(StaleError), desk.work() as work:
        work.session.add(Campus(code="A", name="B"))
