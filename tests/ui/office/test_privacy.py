"""Destroying personal data at the desk, and printing all that is known of a person (acceptance checks S-51, S-53)."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.models import AuditEntry, Person, Visit
from db.vocabulary import Category
from duty_desk.desk import Desk
from duty_desk.people import persons
from tests.conftest import Clock
from ui.main_window import MainWindow
from ui.office.people_page import PeoplePage
from ui.office.privacy_page import PrivacyPage


@pytest.fixture
def shown_desk(sqlite_desk: Desk, clock: Clock) -> Desk:
    """One visitor, half a year ago; nobody else is there to agree."""
    with sqlite_desk.work() as work:
        person = persons.add_person(
            work, name="诸葛晚", category=Category.VISITOR, id_number="610000199003074238"
        )
        work.session.add(Visit(person_id=person, came_at=work.at, left_at=work.at, limit_hours=4))
    clock.forward(days=180)
    return sqlite_desk


def test_what_is_counted_is_destroyed_and_has_its_certificate(
    window: MainWindow, shown_desk: Desk, qtbot: QtBot
) -> None:
    """S-51: nothing is asked before it was counted; the dialog names how many; afterwards the list has the certificate."""
    page = window.office.go("office").show_subject("privacy")  # type: ignore[attr-defined,union-attr]
    assert isinstance(page, PrivacyPage)
    panel = page.panel
    qtbot.waitUntil(lambda: "1 条记录和 1 人" in page.standing.title.text())
    assert not panel.destroy_button.isEnabled()
    panel.form.set_values({"act": "retention", "ended_on": None, "reason": "到期"})
    panel.count_button.click()
    qtbot.waitUntil(panel.destroy_button.isEnabled)
    assert panel.told.text() == "1 条记录，1 人"
    panel.destroy_button.click()
    assert page.dialog is not None
    assert page.dialog.question.text() == "销毁 1 条记录和 1 人的个人信息？"
    page.dialog.act_button.click()
    qtbot.waitUntil(lambda: len(page.list.model.ids) == 1, timeout=20_000)
    qtbot.waitUntil(lambda: page.standing.title.text() == "没有到期的个人信息")
    with shown_desk.read() as read:
        assert read.session.scalars(select(Person.id).where(Person.id_number.is_not(None))).all() == []


def test_the_day_of_the_end_is_asked_and_must_be_past(window: MainWindow, qtbot: QtBot) -> None:
    page = window.office.go("office").show_subject("privacy")  # type: ignore[attr-defined,union-attr]
    panel = page.panel
    assert not panel.form.field("ended_on").isVisible()
    panel.act.choose("end")
    assert panel.form.field("ended_on").isVisible()
    panel.form.set_values({"act": "end", "ended_on": date(2020, 9, 1), "reason": "结束"})
    panel.count_button.click()
    qtbot.waitUntil(lambda: "满 30 天" in panel.form.field("ended_on").remark())
    assert not panel.destroy_button.isEnabled()


def test_a_persons_page_is_printed_for_a_reason(window: MainWindow, shown_desk: Desk, qtbot: QtBot) -> None:
    """S-53: from the panel of the person, with the reason on record."""
    page = window.office.go("office").show_subject("people")  # type: ignore[attr-defined,union-attr]
    assert isinstance(page, PeoplePage)
    qtbot.waitUntil(lambda: page.row is not None)
    page.subject_button.click()
    page.subject.submit()
    qtbot.waitUntil(lambda: "事由" in page.subject.form.field("reason").remark())
    page.subject.form.set_values({"reason": "本人书面申请"})
    page.subject.submit()
    papers = window.office.papers  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: papers.preview is not None, timeout=20_000)
    papers.preview.close()
    with shown_desk.read() as read:
        query = select(AuditEntry.reason).where(AuditEntry.action == "privacy.subject")
        assert read.session.scalar(query) == "本人书面申请"
