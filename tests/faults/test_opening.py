"""An office is not opened where or how it would be damaged: weakened settings, network shares, folders that are synchronised."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

from db.engine import REQUIRED_PRAGMAS
from duty_desk import moving, storage
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import StorageError
from duty_desk.office import create_office
from tests.conftest import PASSWORD, Clock

WEAKENED = {
    "journal_mode": "DELETE",
    "synchronous": "NORMAL",
    "foreign_keys": "OFF",
    "secure_delete": "OFF",
    "busy_timeout": "0",
}


@pytest.fixture
def office(template_office: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "kept"
    shutil.copytree(template_office, folder)
    return folder


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(StorageError) as refused:
        act()
    assert refused.value.text
    return refused.value.key.removeprefix("storage.")


def make(folder: Path) -> Desk:
    return create_office(folder, name="a", campus="a", officer="a", login="a", password=PASSWORD)


@pytest.fixture(params=WEAKENED, ids=str)
def weakened(request: pytest.FixtureRequest) -> Iterator[str]:
    """Every connection of this program loses one setting after it was made: a system that does not keep it."""

    def weaken(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA {request.param} = {WEAKENED[request.param]}")

    event.listen(Engine, "engine_connect", weaken)
    yield request.param
    event.remove(Engine, "engine_connect", weaken)


def test_every_needed_setting_is_weakened_here() -> None:
    assert set(WEAKENED) == set(REQUIRED_PRAGMAS)


def test_an_office_with_weakened_settings_is_not_opened(office: Path, weakened: str) -> None:
    """Acceptance check R-04: asserted at the start, not only where it is asked for."""
    before = (office / "office.db").read_bytes()
    assert refusal(lambda: open_desk(office)) == "unsafe_settings"
    assert (office / "office.db").read_bytes()[100:] == before[100:]


def test_an_office_with_weakened_settings_is_not_made(tmp_path: Path, weakened: str) -> None:
    assert refusal(lambda: make(tmp_path / "new")) == "unsafe_settings"


@pytest.mark.parametrize(
    "more",
    [
        "?synchronous=OFF",
        "?journal_mode=delete&foreign_keys=0",
        "?mode=ro&immutable=1",
        "?nolock=1&vfs=unix-none",
        "?isolation_level=DEFERRED&timeout=0",
    ],
)
def test_an_address_cannot_weaken_the_settings(office: Path, clock: Clock, more: str) -> None:
    desk = open_desk(f"sqlite:///{office}/office.db{more}", clock=clock)
    with desk.engine.connect() as connection:
        for name, wanted in REQUIRED_PRAGMAS.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == wanted
    assert not desk.read_only
    desk.close()


@pytest.fixture(params=["nfs4", "cifs", "smb3", "fuse.sshfs", "9p"])
def share(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the system says another machine has."""
    mounts = tmp_path / "mounts"
    folder = tmp_path / "a share"
    escaped = str(folder).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {escaped} {request.param} rw 0 0\n")
    monkeypatch.setattr(storage, "MOUNTS", mounts)
    return folder


def test_an_office_on_a_share_is_neither_made_nor_opened_nor_moved_there(
    office: Path, share: Path, sqlite_desk: Desk
) -> None:
    """Acceptance checks R-23, U-84: the reason is said with what to do instead."""
    assert refusal(lambda: make(share / "office")) == "network_folder"
    assert not share.exists()
    shutil.copytree(office, share / "office")
    files = sorted(path.name for path in (share / "office").iterdir())
    with pytest.raises(StorageError) as refused:
        open_desk(share / "office")
    assert refused.value.key == "storage.network_folder"
    for words in (str(share), "本机", "数据库服务器"):
        assert words in refused.value.text
    assert sorted(path.name for path in (share / "office").iterdir()) == files
    assert refusal(lambda: moving.move(sqlite_desk, share / "other")) == "network_folder"


@pytest.mark.parametrize("name", ["OneDrive - 西岭理工大学", "坚果云", "WPS云盘"])
def test_an_office_that_came_into_a_synchronised_folder_is_not_opened(
    office: Path, tmp_path: Path, name: str
) -> None:
    """Acceptance check U-84."""
    place = tmp_path / name / "office"
    shutil.copytree(office, place)
    with pytest.raises(StorageError) as refused:
        open_desk(place)
    assert refused.value.key == "storage.sync_folder"
    assert name in refused.value.text
    assert "备份" in refused.value.text
    (tmp_path / "linked").symlink_to(place)
    assert refusal(lambda: open_desk(tmp_path / "linked")) == "sync_folder"
