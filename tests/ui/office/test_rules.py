"""Rules, numbers, look and the office's own particulars as the settings change them."""

from __future__ import annotations

from datetime import date

from pytestqt.qtbot import QtBot

from duty_desk import numbering, policy, settings
from duty_desk.desk import Desk
from duty_desk.strings import LANGUAGES, set_language
from ui.main_window import MainWindow
from ui.office.numbers_page import NumbersPage
from ui.office.particulars_page import ParticularsPage
from ui.office.policy_page import PolicyPage
from ui.office.policy_values import name_of, options_of


def subject(window: MainWindow, key: str) -> object:
    assert window.office is not None
    return window.office.go("office").show_subject(key)  # type: ignore[attr-defined]


def rule(window: MainWindow, key: str) -> PolicyPage:
    page = subject(window, "policy")
    assert isinstance(page, PolicyPage)
    number = [each.key for each in page.rules].index(key) + 1
    page.list.select_id(number)
    assert page.row is not None
    assert page.row.key == key
    return page


def test_a_rule_holds_from_its_day_and_the_former_value_stays(window: MainWindow, sqlite_desk: Desk) -> None:
    page = rule(window, "pass.max_days")
    page.form.control("value").setText("7")
    page.form.control("starts_on").setText("3-10")
    assert not page.save()
    assert page.form.field("source").remark()
    page.form.control("source").setText("通告第8号")
    page.form.field("source").judge()
    page.form.field("source").set_remark("")
    assert page.save()
    with sqlite_desk.read() as read:
        assert policy.integer(read, "pass.max_days") == 14
        assert policy.integer(read, "pass.max_days", date(2020, 3, 10)) == 7


def test_a_rule_cannot_reach_into_the_past(window: MainWindow) -> None:
    page = rule(window, "pass.max_days")
    page.form.set_values({"starts_on": date(2020, 3, 1), "source": "通告第8号"})
    assert not page.save()
    assert "不能早于今天" in page.form.field("starts_on").remark()


def test_every_rule_can_be_looked_at_and_given_anew(window: MainWindow, sqlite_desk: Desk) -> None:
    refused: dict[str, list[str]] = {}
    page = subject(window, "policy")
    assert isinstance(page, PolicyPage)
    for key in sorted(policy.rules()):
        page.list.select_id([each.key for each in page.rules].index(key) + 1)
        assert page.row is not None
        assert page.row.key == key
        page.form.control("source").setText("照旧")
        if not page.save():
            refused[key] = [page.form.field(name).remark() for name in page.form.names()]
            refused[key].append(page.form.banner_text())
            page.form.mark_saved()
    assert not refused
    with sqlite_desk.read() as read:
        rows = {each.key: each for each in policy.list_values(read) if each.id is not None}
        values = {key: policy.value(read, key) for key in policy.rules()}
    assert {key for key, row in rows.items() if row.source == "照旧"} == set(policy.rules())
    assert values == {key: rule.default for key, rule in policy.rules().items()}


def test_every_rule_has_a_name_in_both_languages() -> None:
    for language in LANGUAGES:
        set_language(language)
        nameless = [each.key for each in policy.rules().values() if name_of(each) == each.source]
        assert not nameless, language
        bare = [
            each.key for each in policy.rules().values() if each.kind == "choice" and not options_of(each.key)
        ]
        assert not bare, language


def test_numbers_are_written_as_the_office_wants_from_now_on(window: MainWindow, sqlite_desk: Desk) -> None:
    page = subject(window, "numbers")
    assert isinstance(page, NumbersPage)
    kind = page.row.kind
    page.form.control("form").setText("临〔{year}〕{sequence:05d}号")
    assert page.panel.note.text() == "临〔2020〕00012号"
    assert page.save()
    with sqlite_desk.work() as work:
        assert numbering.take(work, kind).text == "临〔2020〕00001号"


def test_numbers_that_would_repeat_are_refused(window: MainWindow) -> None:
    page = subject(window, "numbers")
    assert isinstance(page, NumbersPage)
    for form in ("通字第{sequence}号", "{year}{number}", "{0}{year}{sequence}"):
        page.form.control("form").setText(form)
        page.form.field("form").set_remark("")
        assert not page.save(), form
        assert page.form.field("form").remark(), form


def test_the_office_changes_its_name_and_takes_it_back(
    window: MainWindow, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    page = subject(window, "particulars")
    assert isinstance(page, ParticularsPage)
    page.form.control("name").setText("西岭理工大学后勤集团")
    assert page.save()
    with sqlite_desk.read() as read:
        assert settings.get(read, "office.name") == "西岭理工大学后勤集团"
    assert window.office is not None
    window.office.toaster.undo()
    with sqlite_desk.read() as read:
        assert settings.get(read, "office.name") == "西岭理工大学总务处"
    page.form.control("name").setText("")
    assert not page.save()
