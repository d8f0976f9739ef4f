"""The register of persons in the window: masked numbers, twins, merging, restrictions, officers."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from db.vocabulary import Category, Role
from duty_desk import audit
from duty_desk.desk import Desk
from duty_desk.people import officers, persons, restrictions, sign_in
from tests.conftest import PASSWORD
from tests.duty_desk.people.synthetic import id_number
from tests.security.seen import texts_of
from ui.main_window import MainWindow
from ui.office.officers_page import OfficersPage
from ui.office.people_page import PeoplePage


@pytest.fixture
def wen(sqlite_desk: Desk) -> int:
    with sqlite_desk.work() as work:
        return persons.add_person(
            work, name="温建平", category=Category.STAFF, phone="19900001234", staff_number="20010317"
        )


def people(window: MainWindow) -> PeoplePage:
    assert window.office is not None
    assert window.office.open_record("person", 0)
    page = window.office.current.page  # type: ignore[attr-defined]
    assert isinstance(page, PeoplePage)
    return page


def test_numbers_are_masked_and_survive_a_save(window: MainWindow, sqlite_desk: Desk, wen: int) -> None:
    page = people(window)
    assert page.form.control("phone").text() == "199****1234"
    page.form.control("note").setPlainText("夜班")
    assert page.save()
    with sqlite_desk.work() as work:
        from duty_desk.people import reveal

        assert reveal(work, wen, ("phone", "staff_number"), reason="核对") == {
            "phone": "19900001234",
            "staff_number": "20010317",
        }


def test_numbers_are_shown_for_a_reason_and_masked_again(
    window: MainWindow, sqlite_desk: Desk, wen: int, qtbot: QtBot
) -> None:
    page = people(window)
    page.reveal_button.click()
    page.reveal.submit()
    assert page.reveal.form.field("reason").remark() or page.reveal.form.banner_text()
    page.reveal.form.control("reason").setText("联系本人")
    page.reveal.submit()
    assert page.form.control("phone").text() == "19900001234"
    assert page.save()
    with sqlite_desk.read() as read:
        assert persons.get_person(read, wen).phone == "199****1234"
        assert "联系本人" in [entry.reason for entry in audit.history(read, "person", wen)]
    page.reveal.timer.timeout.emit()
    assert page.form.control("phone").text() == "199****1234"


def head_of(page: PeoplePage) -> str:
    """What stands over the form."""
    return " ".join(text for _, text in texts_of(page.panel))


def test_one_question_at_a_time(window: MainWindow, wen: int) -> None:
    page = people(window)
    for button, open_ in (
        (page.reveal_button, page.reveal),
        (page.subject_button, page.subject),
        (page.merge_button, page.merge),
    ):
        button.click()
        assert [part for part in (page.reveal, page.subject, page.merge) if part.isVisible()] == [open_]


def test_a_child_is_marked_and_only_some_may_see_the_numbers(
    window: MainWindow, sqlite_desk: Desk, wen: int
) -> None:
    """Acceptance check S-56."""
    page = people(window)
    assert "未满" not in head_of(page)
    with sqlite_desk.work() as work:
        persons.add_person(work, name="阿小满", category=Category.FAMILY, id_number=id_number("20120203", 3))
    page.reload()
    page.list.select_id(wen + 1)
    assert "未满 14 周岁" in head_of(page)
    assert page.reveal_button.isVisible(), "the administrator may"


@pytest.mark.parametrize("part", ["reveal", "merge"])
def test_what_is_asked_below_a_long_form_is_scrolled_into_sight(
    window: MainWindow, wen: int, qtbot: QtBot, part: str
) -> None:
    page = people(window)
    asked = getattr(page, part)
    getattr(page, f"{part}_button").click()
    area = asked.parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()

    def in_sight() -> bool:
        spot = asked.mapTo(area.viewport(), asked.rect().topLeft())
        return spot.y() >= 0 and spot.y() + asked.height() <= area.viewport().height()

    qtbot.waitUntil(in_sight, timeout=2000)


def test_a_wrong_check_digit_is_said_with_the_right_one(window: MainWindow, wen: int) -> None:
    page = people(window)
    page.add()
    page.form.set_values({"name": "欧阳珺", "id_number": "610000198506200034"})
    assert not page.save()
    assert "校验码应为" in page.form.field("id_number").remark()


def test_a_twin_is_refused_and_the_first_one_named(window: MainWindow, sqlite_desk: Desk, wen: int) -> None:
    with sqlite_desk.read() as read:
        digit = _right_digit(read)
    number = "61000019850620003" + digit
    with sqlite_desk.work() as work:
        persons.update_person(work, wen, id_number=number)
    page = people(window)
    page.add()
    page.form.set_values({"name": "温健平", "id_number": number})
    assert not page.save()
    assert "温建平" in page.form.field("id_number").remark()


def _right_digit(_read: object) -> str:
    from duty_desk.people import rules

    return rules.check_digit("61000019850620003")


def test_two_records_become_one(window: MainWindow, sqlite_desk: Desk, wen: int, qtbot: QtBot) -> None:
    with sqlite_desk.work() as work:
        twin = persons.add_person(work, name="温建平", category=Category.VISITOR)
    page = people(window)
    page.open_record("person", wen)
    page.merge_button.click()
    page.merge.other.set_value((twin, "温建平"))
    page.merge.form.control("reason").setText("重复登记")
    page.merge.submit()
    with sqlite_desk.read() as read:
        assert persons.get_person(read, twin).id == wen
    assert page.count() == 1


def test_a_person_is_restricted_and_it_can_be_taken_back(
    window: MainWindow, sqlite_desk: Desk, wen: int, qtbot: QtBot
) -> None:
    page = people(window)
    box = page.restrictions
    box.add_button.click()
    assert box.form.field("reason").remark() or box.form.banner_text()
    box.form.control("reason").setText("证件借给他人")
    box.add_button.click()
    with sqlite_desk.read() as read:
        assert restrictions.active(read, [wen])
    assert window.office is not None
    window.office.toaster.undo()
    with sqlite_desk.read() as read:
        assert not restrictions.active(read, [wen])


def officer_page(window: MainWindow) -> OfficersPage:
    assert window.office is not None
    page = window.office.go("office").show_subject("officers")  # type: ignore[attr-defined]
    assert isinstance(page, OfficersPage)
    return page


def test_a_new_officer_gets_a_first_password_that_works(window: MainWindow, sqlite_desk: Desk) -> None:
    page = officer_page(window)
    page.add()
    page.form.set_values({"name": "常大伟", "login": "changdw", "role": "gate"})
    assert page.save()
    assert not page.password_note.isHidden()
    password = page._password
    assert password in page.password_note.body.text()
    row = sign_in.sign_in(sqlite_desk, "changdw", password)
    assert row.must_change


def test_a_change_of_role_asks_a_colleague(window: MainWindow, sqlite_desk: Desk, qtbot: QtBot) -> None:
    with sqlite_desk.work() as work:
        for name, login, role in (("韩立军", "hanlj", Role.CHIEF), ("常大伟", "changdw", Role.GATE)):
            officers.add_officer(
                work, name=name, login=login, role=role, password=PASSWORD, must_change=False
            )
    page = officer_page(window)
    with sqlite_desk.read() as read:
        gate = next(row for row in officers.list_officers(read) if row.login == "changdw")
    page.open_record("officer", gate.id)
    roles = page.form.control("role")
    roles.setCurrentIndex(roles.findData("keeper"))
    assert not page.save()
    assert not page.second.isHidden()
    page.second.second.password.setText("wrong horse battery")
    page.second.submit()
    qtbot.waitUntil(lambda: bool(page.second.form.field("password").remark()), timeout=5000)
    page.second.second.password.setText(PASSWORD)
    page.second.submit()
    qtbot.waitUntil(lambda: page.second.isHidden(), timeout=5000)
    with sqlite_desk.read() as read:
        assert officers.get_officer(read, gate.id).role == Role.KEEPER


def test_an_officer_is_deactivated_and_brought_back(window: MainWindow, sqlite_desk: Desk) -> None:
    with sqlite_desk.work() as work:
        gate = officers.add_officer(work, name="常大伟", login="changdw", role=Role.GATE, password=PASSWORD)
    page = officer_page(window)
    page.open_record("officer", gate)
    page.active_button.click()
    with sqlite_desk.read() as read:
        assert not officers.get_officer(read, gate).is_active
    assert window.office is not None
    window.office.toaster.undo()
    with sqlite_desk.read() as read:
        assert officers.get_officer(read, gate).is_active


def test_the_last_administrator_cannot_lock_themselves_out(window: MainWindow, sqlite_desk: Desk) -> None:
    page = officer_page(window)
    assert page.row.id == sqlite_desk.officer.id
    assert page.active_button.isHidden()
