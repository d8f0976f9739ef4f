"""Every kind of pass through its form: the fields it needs, who it is for, and what is refused at the field."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk import passes
from duty_desk.desk import Desk
from duty_desk.passes import PassKind
from duty_desk.people import households
from duty_desk.people.finding import find_person
from tests.ui.passes.conftest import Sample, id_number
from tests.ui.passes.test_issue import settle
from tests.ui.typing import type_text
from ui.kit.print_preview import PrintPreview
from ui.passes.crews_issue import CrewIssuePanel
from ui.passes.detail import DetailPanel
from ui.passes.form_photo import PhotoView
from ui.passes.issue_panel import IssuePanel
from ui.passes.tab import PassesTab


def form_of(qtbot: QtBot, tab: PassesTab, kind: PassKind) -> IssuePanel:
    tab.header.kind_chosen.emit(kind.value)
    panel = tab.issue(kind)
    assert isinstance(panel, IssuePanel)
    qtbot.waitUntil(panel.isVisible)
    return panel


def listed(desk: Desk, kind: PassKind) -> list[passes.PassRow]:
    with desk.read() as read:
        return list(passes.list_passes(read, kind).rows)


def shown(panel: IssuePanel) -> list[str]:
    return [name for name in panel.form.names() if panel.form.field(name).isVisible()]


def test_a_vehicle_is_asked_for_its_plate_first(qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk) -> None:
    panel = form_of(qtbot, tab, PassKind.VEHICLE)
    assert panel.form.field("plate").has_focus()
    assert shown(panel)[:4] == ["reason", "plate", "vehicle_use", "owner"]
    assert "health" not in shown(panel)
    panel.form.control("plate").setText("")
    assert not panel.submit()
    assert panel.form.field("plate").wrong
    panel.form.control("plate").setText("陕ZT0001")
    panel.form.control("owner").setText("西岭鲜蔬")
    panel.form.control("gates").boxes()[0].click()
    assert panel.submit(print_it=False), panel.form.problem_count
    settle(qtbot, tab)
    (row,) = listed(sqlite_desk, PassKind.VEHICLE)
    assert (row.plate, row.owner, row.vehicle_use, row.holder_id) == ("陕ZT0001", "西岭鲜蔬", "保供", None)
    # Typed once more, the pass it has is named at once.
    panel.form.control("plate").setText("陕ZT0001")
    panel.form.control("plate").left.emit()
    assert row.number is not None
    assert row.number in panel.held_text()


def test_a_card_for_the_family_quarter_begins_with_the_household(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    panel = form_of(qtbot, tab, PassKind.HOUSEHOLD)
    assert panel.form.field("household").has_focus()
    with sqlite_desk.read() as read:
        home = households.get_household(read, sample.household)
    panel.form.control("household").take(home)
    assert not panel.use.isHidden(), "the exits of the household stand below the form"
    members = panel.form.control("household").members
    members.choose(str(sample.people["欧阳珺"]))
    assert panel.form.holder.text() == "欧阳珺"
    panel.form.control("gates").boxes()[0].click()
    assert panel.submit(print_it=False)
    settle(qtbot, tab)
    (row,) = listed(sqlite_desk, PassKind.HOUSEHOLD)
    assert row.holder_name == "欧阳珺"
    with sqlite_desk.read() as read:
        assert passes.get_pass(read, row.id).household_id == sample.household


def test_somebody_new_in_the_family_is_registered_with_the_card(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    panel = form_of(qtbot, tab, PassKind.HOUSEHOLD)
    panel.form.control("household").set_value(sample.household)
    panel.form.holder.line.setText("欧阳新")
    panel.form.field("id_number").set_value(id_number(40))
    panel.form.field("phone").set_value("19900007777")
    panel.form.control("gates").boxes()[0].click()
    assert panel.submit(print_it=False)
    with sqlite_desk.read() as read:
        (person,) = find_person(read, "欧阳新")
    assert (person.household_id, person.category) == (sample.household, "family")


def test_a_pass_given_by_others_is_recorded_without_gates_or_card(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk
) -> None:
    panel = form_of(qtbot, tab, PassKind.EXTERNAL)
    assert "gates" not in shown(panel)
    assert "approver" not in shown(panel)
    assert not panel.submit()
    assert panel.form.field("issuer_name").wrong
    type_text(panel.form.control("issuer_name"), "区防控办")
    panel.form.control("outside_number").setText("XL-0007")
    panel.form.control("plate").setText("陕ZT0002")
    assert panel.submit(), "what was missing is there, whichever field it was said at"
    (row,) = listed(sqlite_desk, PassKind.EXTERNAL)
    assert (row.issuer_name, row.outside_number, row.plate) == ("区防控办", "XL-0007", "陕ZT0002")
    qtbot.waitUntil(lambda: not tab.shell.tasks.busy)
    previews = [each for each in QApplication.topLevelWidgets() if isinstance(each, PrintPreview)]
    assert not any(each.isVisible() for each in previews), "no card of ours is drawn"


def test_another_kind_is_chosen_in_the_head(qtbot: QtBot, tab: PassesTab) -> None:
    panel = tab.start_new()
    assert isinstance(panel, IssuePanel)
    panel.kind_asked.emit(PassKind.VEHICLE.value)
    assert isinstance(tab.panel, IssuePanel)
    assert tab.panel.kind is PassKind.VEHICLE
    assert tab.kind is PassKind.VEHICLE
    tab.panel.kind_asked.emit(PassKind.CREW.value)
    assert isinstance(tab.panel, CrewIssuePanel)


def test_course_material_is_a_reason_of_the_usual_form(qtbot: QtBot, tab: PassesTab) -> None:
    panel = form_of(qtbot, tab, PassKind.TEMPORARY)
    panel.form.control("reason").chips.choose("material")
    assert panel.kind is PassKind.MATERIAL


def test_what_is_seldom_needed_is_folded_away(qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk) -> None:
    panel = form_of(qtbot, tab, PassKind.TEMPORARY)
    assert "entries" not in shown(panel)
    panel.form.more.click()
    assert {"entries", "zone", "photo", "remark"} <= set(shown(panel))
    assert panel.form.field("entries").has_focus()


def test_presets_end_where_the_rule_ends(qtbot: QtBot, tab: PassesTab) -> None:
    panel = form_of(qtbot, tab, PassKind.TEMPORARY)
    period = panel.form.control("period")
    for days, reached in ((3, 2), (30, 13), (1, 0), (14, 13)):
        period.take_days(days)
        since, until = period.value()
        assert since is not None
        assert until is not None
        assert passes.last_day_of(until).toordinal() - since.date().toordinal() == reached, days


def test_f7_shows_the_card(qtbot: QtBot, tab: PassesTab) -> None:
    panel = form_of(qtbot, tab, PassKind.TEMPORARY)
    settle(qtbot, tab)
    qtbot.keyClick(panel, Qt.Key.Key_F7)
    assert panel.sides.views.value() == "card"


def test_a_photo_is_kept_with_the_pass_and_shown_beside_it(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample, tmp_path: Path
) -> None:
    picture = tmp_path / "p.png"
    image = QImage(60, 80, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    image.save(str(picture))
    panel = form_of(qtbot, tab, PassKind.TEMPORARY)
    panel.form.control("name").set_value(sample.people["贺志远"])
    panel.form.control("photo").take(picture)
    panel.form.control("gates").boxes()[0].click()
    assert panel.submit(print_it=False)
    (row,) = listed(sqlite_desk, PassKind.TEMPORARY)
    tab.open_record("pass", row.id)
    assert isinstance(tab.panel, DetailPanel)
    assert tab.panel.findChild(PhotoView) is not None
