"""What comes before the desk: welcome, sign-in, lock, and data in trouble."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from duty_desk.errors import Refusal, StorageError
from duty_desk.server import Address
from duty_desk.strings import t
from tests.ui.screens.registry import office_of, screen
from ui.main_window import MainWindow
from ui.start.card import CardPage
from ui.start.connect import ConnectPage
from ui.start.lock import LockPage
from ui.start.opening import officers_of
from ui.start.opening_page import OpeningPage
from ui.start.sign_in import NewPasswordPage, SignInPage
from ui.start.trouble import Copy, TroublePage
from ui.start.welcome import WelcomePage


def _put(window: MainWindow, page: CardPage) -> QWidget:
    window.entrance._show(page)
    window.pages.setCurrentWidget(window.entrance)
    return window


def _welcome(step: int) -> None:
    @screen(f"entrance-welcome-{step + 1}")
    def show(window: MainWindow) -> QWidget:
        page = WelcomePage({"name": "西岭理工大学总务处", "campus": "南湖校区", "officer": "周敏"})
        _put(window, page)
        page.go(step)
        if step == 1:
            page.officer.check_all()
        return window


for _step in range(3):
    _welcome(_step)


@screen("entrance-sign-in")
def sign_in(window: MainWindow) -> QWidget:
    page = SignInPage("西岭理工大学总务处")
    shown = _put(window, page)
    page.set_officers(officers_of(office_of(window).desk), 1)
    page.refused(Refusal("officers.error.wrong_password"))
    return shown


@screen("entrance-new-password")
def new_password(window: MainWindow) -> QWidget:
    return _put(window, NewPasswordPage("阿依古丽·买买提"))


@screen("entrance-lock")
def lock(window: MainWindow) -> QWidget:
    page = LockPage("周敏", "17:20")
    page.set_waiting(2)
    return _put(window, page)


@screen("entrance-upgrade")
def upgrade(window: MainWindow) -> QWidget:
    page = OpeningPage()
    page.tell(2, 4, t("start.upgrade.rebuild"))
    return _put(window, page)


@screen("entrance-trouble")
def trouble(window: MainWindow) -> QWidget:
    error = StorageError("storage.corrupt", detail="DatabaseError: database disk image is malformed")
    page = TroublePage(error, "/data/duty-desk")
    page.offer(
        [
            Copy(
                Path("a"),
                f"{datetime(2020, 3, 6, hour):%Y-%m-%d %H:%M}　定时备份　2,263 人，967 张证",
                f"会丢失其后 {count} 条记录：签发通行证 12、放行 9、写值班记录 3等",
            )
            for hour, count in ((17, 24), (16, 118), (15, 1_204), (14, 2_311))
        ]
    )
    return _put(window, page)


@screen("entrance-connect")
def connect(window: MainWindow) -> QWidget:
    page = ConnectPage(
        Address("10.1.2.3", "duty", "desk"),
        StorageError("storage.login", detail="FATAL: password authentication failed"),
    )
    return _put(window, page)
