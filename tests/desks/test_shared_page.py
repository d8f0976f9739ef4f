"""The page of the shared database and the first start of another desk, as an officer goes through them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from duty_desk import server, settings, whereabouts
from duty_desk.desk import Desk
from duty_desk.errors import StorageError
from duty_desk.server import Address
from tests.postgres import fresh_database
from tests.ui.conftest import shown_desk, theme, window
from ui.appearance import Appearance
from ui.kit.buttons import Button
from ui.main_window import MainWindow
from ui.office.shared_page import SharedPage
from ui.start.connect import ConnectPage
from ui.start.opening import Opening
from ui.start.sign_in import SignInPage
from ui.start.welcome import WelcomePage
from ui.theme import Theme

__all__ = ["shown_desk", "theme", "window"]
pytestmark = pytest.mark.slow
LONG = 60_000


@pytest.fixture
def page(window: MainWindow) -> SharedPage:
    assert window.office is not None
    found = window.office.go("office").show_subject("shared")  # type: ignore[attr-defined]
    assert isinstance(found, SharedPage)
    return found


def fill(page: SharedPage | ConnectPage, address: Address) -> None:
    page.form.put(address)
    page.form.mark_typed()


def test_what_is_wrong_stands_at_the_field_or_under_the_form(page: SharedPage, qtbot: QtBot) -> None:
    page.try_button.click()
    assert page.form.problem_count == 1
    fill(page, Address("127.0.0.1", "duty", "desk", "secret word", 1))
    page.try_button.click()
    qtbot.waitUntil(lambda: page.task is None, timeout=LONG)
    assert "5432" not in page.result.title.text()
    assert "端口" in page.result.title.text()
    assert "secret word" not in page.result.body.text()
    assert not page.move_button.isVisible()
    assert page.form.field("password").value() == "secret word"


@pytest.mark.postgres
def test_an_office_moves_by_the_page_and_takes_no_more_work_where_it_was(
    page: SharedPage, sqlite_desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    """Product rule X12."""
    with sqlite_desk.work() as work:
        settings.put(work, "office.phone", "6011")
    with fresh_database() as url:
        fill(page, server.address_of(url))
        page.try_button.click()
        qtbot.waitUntil(page.move_button.isVisible, timeout=LONG)
        page.move_button.click()
        qtbot.waitUntil(lambda: page.task is None, timeout=LONG)
        assert "核对一致" in page.result.title.text()
        assert sqlite_desk.read_only
        assert server.address_of(str(whereabouts.chosen(sqlite_desk.folder))) == server.address_of(url)
        with pytest.raises(StorageError) as error, sqlite_desk.work():
            pass
        assert error.value.key == "storage.moved"
        assert server.try_out(url).has_office
        assert page.open_button.hasFocus()
        assert window.office is not None
        with qtbot.waitSignal(window.moved):
            page.open_button.click()


@pytest.fixture
def fresh(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[MainWindow]:
    """The window on a PC that has no office yet."""
    folder = tmp_path / "second"
    made = MainWindow(Appearance(theme, folder), Opening(folder, folder))
    qtbot.addWidget(made)
    made.show()
    made.start()
    yield made
    made.close()


def press(window: MainWindow) -> ConnectPage:
    welcome = window.entrance.page
    assert isinstance(welcome, WelcomePage)
    button: Button = welcome.connect_button
    button.click()
    found = window.entrance.page
    assert isinstance(found, ConnectPage)
    return found


@pytest.mark.postgres
def test_another_desk_joins_at_its_first_start(
    fresh: MainWindow, postgres_desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: isinstance(fresh.entrance.page, WelcomePage), timeout=LONG)
    page = press(fresh)
    url = postgres_desk.engine.url.render_as_string(hide_password=False)
    address = server.address_of(url)
    fill(page, Address(address.server, "nothing", address.user))
    page.give()
    qtbot.waitUntil(lambda: bool(page.form.banner_text()), timeout=LONG)
    assert "没有这个数据库" in page.form.banner_text()
    fill(page, address)
    page.give()
    qtbot.waitUntil(lambda: isinstance(fresh.entrance.page, SignInPage), timeout=LONG)
    assert server.address_of(str(whereabouts.chosen(tmp_path / "second"))) == address
