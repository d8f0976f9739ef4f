"""Two windows on one shared database: each sees what the other does, and a line that is lost is said, waited for and taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import make_url

from duty_desk import drafts
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import StorageError
from duty_desk.people import units
from tests.conftest import Clock, sign_in_first
from tests.postgres import fresh_database
from tests.ui.conftest import theme, window
from ui.changes import Changes
from ui.kit.tokens import Tone
from ui.main_window import MainWindow
from ui.office.register_page import RegisterPage

__all__ = ["theme", "window"]
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    # What was being read when the connections were cut is never closed.
    pytest.mark.filterwarnings("ignore:Exception ignored in. .function ServerCursorMixin"),
]
LONG = 20_000


@pytest.fixture
def address(template_database: str) -> Iterator[str]:
    """A database of our own: its connections are ended here, and none are let in for a while."""
    with fresh_database(template_database) as url:
        yield url


@pytest.fixture
def shown_desk(address: str, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with closing(open_desk(address, folder=tmp_path / "here", clock=clock)) as desk:
        sign_in_first(desk)
        yield desk


@pytest.fixture
def other_desk(address: str, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with closing(open_desk(address, folder=tmp_path / "there", clock=clock)) as desk:
        sign_in_first(desk)
        yield desk


class Server:
    """The server as its administrator has it, by another database."""

    def __init__(self, url: str) -> None:
        import psycopg

        place = make_url(url)
        self._name = place.database
        self._connection: Any = psycopg.connect(
            host=place.query["host"], user=place.username, dbname="postgres", autocommit=True
        )

    def go_away(self) -> None:
        """Nobody gets in any more, and whoever was in is out."""
        self._connection.execute(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS false')
        self._connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self._name]
        )

    def come_back(self) -> None:
        self._connection.execute(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS true')

    def close(self) -> None:
        self.come_back()
        self._connection.close()


@pytest.fixture
def server(address: str) -> Iterator[Server]:
    with closing(Server(address)) as made:
        yield made


def add_unit(desk: Desk, name: str) -> None:
    with desk.work() as work:
        units.add_unit(work, name=name)


def test_what_one_desk_writes_the_other_hears_by_itself(
    shown_desk: Desk, other_desk: Desk, qtbot: QtBot
) -> None:
    """Product rule X12: by the server's own word, not by asking again and again."""
    shown_desk.poll()
    with closing(Changes(shown_desk)) as changes:
        changes.start()
        with qtbot.waitSignal(changes.written, timeout=LONG):
            add_unit(other_desk, "校医院")


def test_a_lost_line_is_shown_and_taken_up_again_with_what_was_typed(
    window: MainWindow,
    shown_desk: Desk,
    other_desk: Desk,
    server: Server,
    qtbot: QtBot,
) -> None:
    """Product rule X12: a banner, the form as it was, a reason at the form, and afterwards everything as it is now."""
    assert window.office is not None
    office = window.office
    page = office.go("office").show_subject("units")  # type: ignore[attr-defined]
    assert isinstance(page, RegisterPage)
    page.add()
    page.form.control("name").setText("校医院")
    assert not office.notices.isVisible()
    server.go_away()
    qtbot.waitUntil(office.notices.trouble.isVisible, timeout=LONG)
    assert "重连" in office.notices.trouble.body.text()
    assert office.bar.desks.tone is Tone.DANGER
    # Saving is refused in words where it was asked for; the draft waits.
    assert not page.save()
    assert "服务器" in page.form.banner_text()
    page.draft.keep()
    assert page.form.control("name").text() == "校医院"
    server.come_back()
    add_unit(other_desk, "保卫处")
    qtbot.waitUntil(lambda: not office.notices.trouble.isVisible(), timeout=LONG)
    assert office.bar.desks.tone is Tone.OK
    qtbot.waitUntil(lambda: page.count() == 1, timeout=LONG)
    assert page.form.control("name").text() == "校医院"

    def is_kept() -> bool:
        with shown_desk.read() as read:
            return any("校医院" in str(row.content) for row in drafts.list_drafts(read))

    qtbot.waitUntil(is_kept, timeout=LONG)
    assert page.save()
    qtbot.waitUntil(lambda: page.count() == 2, timeout=LONG)


def test_a_desk_without_a_window_goes_on_after_a_failover(shown_desk: Desk, server: Server) -> None:
    """What was under way is refused as not saved; the next act finds the server again by itself."""
    add_unit(shown_desk, "校医院")
    server.go_away()
    with pytest.raises(StorageError) as error:
        add_unit(shown_desk, "保卫处")
    assert error.value.key == "storage.server"
    assert "没有保存" in error.value.text
    server.come_back()
    add_unit(shown_desk, "保卫处")
    with shown_desk.read() as read:
        assert {row.name for row in units.list_units(read)} == {"保卫处", "校医院"}


def test_a_server_that_became_a_standby_is_told_as_one(shown_desk: Desk) -> None:
    shown_desk.engine.dispose()
    with shown_desk.engine.connect() as connection:
        connection.exec_driver_sql("SET default_transaction_read_only = on")
        connection.commit()
        connection.connection.driver_connection.autocommit = False  # type: ignore[union-attr]
    with pytest.raises(StorageError) as error:
        add_unit(shown_desk, "校医院")
    assert error.value.key == "storage.server_standby"
    # That connection is not used again.
    add_unit(shown_desk, "校医院")
