"""Notices under the top line: what is told, and how much of it in a low window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from duty_desk.errors import Refusal, StorageError
from ui.kit.notices import Banner
from ui.shell.notice_strip import NoticeStrip

LOW, HIGH = QSize(1280, 640), QSize(1440, 873)


@pytest.fixture
def strip(qtbot: QtBot) -> NoticeStrip:
    made = NoticeStrip()
    qtbot.addWidget(made)
    made.fit(LOW)
    made.show_trouble(StorageError("storage.read_only"))
    made.show_clock(behind=True, ahead=False)
    made.refuse(Refusal("roles.error.denied"))
    return made


def seen(strip: NoticeStrip) -> list[Banner]:
    return [
        each for each in (strip.trouble, strip.clock, strip.recovery, strip.refusal) if not each.isHidden()
    ]


def test_in_a_low_window_the_newest_is_seen_and_how_many_more_there_are(strip: NoticeStrip) -> None:
    """U-77d."""
    assert seen(strip) == [strip.refusal]
    assert strip.more.text() == "还有 2 条"
    strip.show_clock(behind=True, ahead=False)
    assert seen(strip) == [strip.refusal], "the clock says the same every second"


def test_the_others_are_one_press_away(strip: NoticeStrip, qtbot: QtBot) -> None:
    qtbot.mouseClick(strip.more, Qt.MouseButton.LeftButton)
    assert seen(strip) == [strip.trouble, strip.clock, strip.refusal]
    assert strip.more.isHidden()
    strip.dismiss()
    assert seen(strip) == [strip.trouble, strip.clock], "who unfolded them goes on reading"
    strip.refuse(Refusal("roles.error.denied"))
    assert seen(strip) == [strip.refusal]


def test_what_was_read_makes_room_for_the_one_before(strip: NoticeStrip) -> None:
    strip.dismiss()
    assert seen(strip) == [strip.clock]
    strip.show_clock(behind=False, ahead=False)
    assert seen(strip) == [strip.trouble]
    assert strip.more.isHidden()
    strip.show_trouble(None)
    assert strip.isHidden()


def test_where_there_is_room_all_are_seen(strip: NoticeStrip) -> None:
    strip.fit(HIGH)
    assert seen(strip) == [strip.trouble, strip.clock, strip.refusal]
    assert strip.more.isHidden()
