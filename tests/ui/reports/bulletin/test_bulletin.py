"""The bulletin on the screen: from number to number, what stands behind one, other words, and the way to an issue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.vocabulary import BulletinState
from duty_desk.reports import issuing
from duty_desk.reports.bulletin_rows import ordinals_in
from tests.ui.questions import Questions
from tests.ui.reports.bulletin.conftest import Place, Settle
from ui.kit.dialogs import Dialog
from ui.kit.notices import Banner
from ui.kit.print_preview import PrintPreview
from ui.main_window import MainWindow
from ui.reports.bulletin import BulletinView
from ui.reports.bulletin_editor import EditorPanel
from ui.reports.bulletin_figure import FigurePanel
from ui.reports.tab import ReportsTab

pytestmark = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)


@pytest.fixture
def view(show: Callable[[str], Any]) -> BulletinView:
    made = show("bulletin")
    assert isinstance(made, BulletinView)
    return made


def of(place: Place, key: str) -> int:
    """The ordinal of the first figure of a kind."""
    return next(each.ordinal for each in place.detail().figures if each.key == key)


def keys(widget: Any, *pressed: Qt.Key) -> None:
    for key in pressed:
        QTest.keyClick(widget, key)


# --- reading ---


def test_the_arrow_keys_go_from_number_to_number(view: BulletinView, place: Place) -> None:
    order = [each.ordinal for each in place.detail().placed]
    assert view.paper.hasFocus()
    assert view.paper.current == order[0]
    keys(view.paper, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert view.paper.current == order[2]
    keys(view.paper, Qt.Key.Key_Left)
    assert view.paper.current == order[1]
    keys(view.paper, Qt.Key.Key_End)
    assert view.paper.current == order[-1]
    named = place.detail().figure(order[-1])
    assert named is not None
    assert named.name in view.paper.accessibleDescription()


def test_enter_opens_cutoff_and_rows(view: BulletinView, place: Place, settle: Settle) -> None:
    view.paper.point_at(of(place, "incidents.found"))
    keys(view.paper, Qt.Key.Key_Return)
    settle()
    panel = view.panel
    assert isinstance(panel, FigurePanel)
    assert panel.title.text() == "突发事件"
    assert "3月6日 17:20" in panel.note.text()
    assert len(panel.list.model.ids) == 4, "as many rows as the number says"


def test_a_click_on_a_number_opens_it(view: BulletinView, qtbot: QtBot) -> None:
    ordinal = view.paper.ordinals[0]
    seen: list[Any] = []
    view.paper.moved.connect(seen.append)
    view.paper.point_at(ordinal)
    at: QPoint = seen[-1].center()
    view.paper.point_at(view.paper.ordinals[1])
    qtbot.mouseClick(view.paper, Qt.MouseButton.LeftButton, pos=at)
    assert isinstance(view.panel, FigurePanel)
    assert view.panel.ordinal == ordinal


def test_a_row_leads_to_its_record(
    view: BulletinView, place: Place, window: MainWindow, settle: Settle
) -> None:
    panel = view.show_figure(of(place, "incidents.found"))
    assert panel is not None
    settle()
    panel.list.opened.emit(panel.list.source.rows(list(panel.list.model.ids))[0])
    settle()
    assert window.office is not None
    assert window.office.current_key != "reports", "the incident is shown where incidents are"


def test_the_rows_are_exported_and_that_is_on_record(
    view: BulletinView, place: Place, settle: Settle, tmp_path: Any
) -> None:
    panel = view.show_figure(of(place, "incidents.found"))
    assert panel is not None
    panel.save_rows(tmp_path / "rows.xlsx")
    settle()
    assert (tmp_path / "rows.xlsx").stat().st_size > 0


# --- writing ---


def test_a_word_is_chosen_and_an_untrue_one_refused(view: BulletinView, place: Place) -> None:
    ordinal = of(place, "incidents.found")
    panel = view.show_figure(ordinal)
    assert panel is not None
    assert panel.fields is not None
    panel.fields.form.set_values({"precision": "more", "scale": "ten"})
    assert not panel.save(), "4 are not ten-odd"
    assert panel.fields.form.problem_count
    panel.fields.form.set_values({"precision": "about", "scale": ""})
    assert panel.save()
    found = place.detail().figure(ordinal)
    assert found is not None
    assert found.text == "约4"


def test_another_number_asks_for_a_reason(view: BulletinView, place: Place) -> None:
    ordinal = of(place, "incidents.found")
    panel = view.show_figure(ordinal)
    assert panel is not None
    assert panel.replacement is not None
    panel.ask_replacement()
    panel.replacement.set_values({"text": "5", "reason": ""})
    assert not panel.replace()
    panel.replacement.set_values({"text": "5", "reason": "一起还没有登记"})
    assert panel.replace()
    found = place.detail().figure(ordinal)
    assert found is not None
    assert (found.text, found.value) == ("5", 4)
    assert isinstance(view.panel, FigurePanel)
    view.panel.restore()
    found = place.detail().figure(ordinal)
    assert found is not None
    assert found.replaced_by is None


def test_f2_writes_words_around_the_numbers(view: BulletinView, place: Place, qtbot: QtBot) -> None:
    qtbot.keyClick(view.paper, Qt.Key.Key_F2)
    editor = view.panel
    assert isinstance(editor, EditorPanel)
    before = place.detail().sections[0].text
    text = editor.parts[0].text
    assert text.hasFocus()
    assert text.text() == before, "what is shown is what is kept"
    QTest.keyClicks(text, "END")
    assert editor.unsaved
    assert editor.save()
    assert place.detail().sections[0].text == before + "END"
    assert view.panel is None
    qtbot.keyClick(view.paper, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert place.detail().sections[0].text == before, "and taken back"


def test_a_number_is_taken_out_whole_and_another_put_in(view: BulletinView, place: Place) -> None:
    editor = view.edit()
    assert editor is not None
    part = editor.parts[-1]
    gone = ordinals_in(part.text.text())
    part.text.selectAll()
    keys(part.text, Qt.Key.Key_Delete)
    editor.enter(part)
    editor.open_place()
    assert editor.fields.list is not None
    assert not editor.place(), "nothing is chosen yet"
    editor.fields.build("incidents.found")
    assert editor.place()
    QTest.keyClicks(part.text, "!")
    assert editor.save()
    found = place.detail()
    (ordinal,) = ordinals_in(found.sections[-1].text)
    assert found.sections[-1].text == f"{{{ordinal}}}!"
    placed = found.figure(ordinal)
    assert placed is not None
    assert (placed.key, placed.text) == ("incidents.found", "4")
    assert not {each.ordinal for each in found.placed} & set(gone)


def test_sections_are_moved_added_and_left_out(view: BulletinView, place: Place) -> None:
    headings = [section.heading for section in place.detail().sections]
    editor = view.edit()
    assert editor is not None
    editor.move(editor.parts[0], 1)
    editor.drop(editor.parts[2])
    editor.add_section()
    editor.parts[-1].heading.setText("【其他】")
    assert editor.save()
    now = [section.heading for section in place.detail().sections]
    assert now == [headings[1], headings[0], *headings[3:], "【其他】"]


def test_half_typed_words_are_asked_about(view: BulletinView, place: Place) -> None:
    before = place.detail()
    editor = view.edit()
    assert editor is not None
    QTest.keyClicks(editor.parts[0].text, "x")
    assert view.unsaved()
    view.close_panel()
    assert editor.offering, "nothing is lost by a slip"
    view.reload()
    assert "x" in editor.parts[0].text.text()
    view._leave()
    assert view.panel is None
    assert place.detail() == before


def test_half_typed_words_outlive_the_program(view: BulletinView, place: Place) -> None:
    """U-31: kept every two seconds for its officer, found again as they stood, gone once they are thrown away or saved."""
    editor = view.edit()
    assert editor is not None
    kept = editor.parts[0].text.text()
    QTest.keyClicks(editor.parts[0].text, "x")
    editor.keeper.keep()
    view.put_panel(None)  # as after a crash: neither saved nor thrown away
    again = view.edit()
    assert again is not None
    assert again.parts[0].text.text() == kept + "x"
    assert again.unsaved
    assert "没写完的内容" in again.banner.title.text()
    view._leave()
    fresh = view.edit()
    assert fresh is not None
    assert (fresh.parts[0].text.text(), fresh.unsaved) == (kept, False)


def test_head_and_foot_are_changed(view: BulletinView, place: Place) -> None:
    view.edit_head()
    panel: Any = view.panel
    panel.form.set_values({**panel.form.values(), "copies": 40, "given_to": "各学院"})
    assert panel.submit()
    assert (place.detail().copies, place.detail().given_to) == (40, "各学院")


def test_refreshing_says_what_changed(view: BulletinView, place: Place, window: MainWindow) -> None:
    place.later(minutes=30)
    place.incident(place.desk.now)
    view.refresh_data()
    assert place.detail().cutoff_at == place.desk.now
    assert not view.sheet.banner.isHidden()
    assert "突发事件 4 → 5" in view.sheet.banner.accessibleName()


def test_another_cutoff_counts_to_it(view: BulletinView, place: Place) -> None:
    view.ask_cutoff()
    panel: Any = view.panel
    panel.form.set_values({"cutoff": place.desk.now - timedelta(hours=4, minutes=30)})
    assert panel.submit()
    found = place.detail().figure(of(place, "incidents.found"))
    assert found is not None
    assert found.value == 2


# --- issuing ---


def test_the_issue_is_asked_about_and_then_frozen(
    view: BulletinView, place: Place, questions: Questions, settle: Settle
) -> None:
    view.sheet.issue_button.click()
    dialog = _dialog()
    assert "第 20 期" in dialog.windowTitle() + dialog.accessibleName() + _words(dialog)
    dialog.acted.emit()
    settle()
    found = place.detail()
    assert (found.state, found.issue) == (BulletinState.ISSUED, 20)
    assert view.sheet.issue_button.isHidden()
    assert view.sheet.edit_button.isHidden()
    assert not view.sheet.new_button.isHidden()
    assert view.edit() is None
    panel = view.show_figure(view.paper.ordinals[0])
    assert panel is not None
    assert panel.fields is None, "nothing can be written any more"


def test_what_is_wrong_is_shown_instead_of_the_question(view: BulletinView, place: Place) -> None:
    ordinal = of(place, "incidents.found")
    with place.desk.work() as work:
        from duty_desk.reports import placing

        placing.change_figure(work, place.draft, ordinal, version=1, precision="more")
        placing.refresh(work, place.draft, cutoff=work.at - timedelta(days=20))
    view.reload()
    view.ask_issue()
    assert not [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, Dialog) and widget.isVisible()
    ]
    assert isinstance(view.panel, FigurePanel)
    assert view.panel.ordinal == ordinal


def test_late_entries_are_told_over_the_issue(view: BulletinView, place: Place, settle: Settle) -> None:
    with place.desk.work() as work:
        issuing.issue(work, place.draft)
    place.incident(place.desk.now - timedelta(hours=1))
    view.choose(place.draft)
    settle()
    assert "突发事件 4 → 5" in view.sheet.banner.accessibleName()
    panel = view.show_figure(of(place, "incidents.found"))
    assert panel is not None
    said = [banner.accessibleName() for banner in panel.findChildren(Banner)]
    assert any("定稿时是 4，现在明细合计 5" in words for words in said), (
        "rows and number part, and it says why"
    )


def test_a_new_issue_begins_where_the_last_ended(view: BulletinView, place: Place, settle: Settle) -> None:
    with place.desk.work() as work:
        issuing.issue(work, place.draft)
    view.choose(0)
    settle()
    view.edit_or_begin()
    settle()
    assert view.detail is not None
    assert view.detail.is_draft
    assert view.detail.id != place.draft
    assert "第 21 期" in view.facts()


def test_a_draft_is_thrown_away_after_a_question(view: BulletinView, place: Place, settle: Settle) -> None:
    view.ask_discard()
    _dialog().acted.emit()
    settle()
    assert view.detail is not None
    assert view.detail.issue == 19, "the last issue is shown instead"


def test_the_paper_is_previewed(
    view: BulletinView, window: MainWindow, settle: Settle, questions: Questions
) -> None:
    view.print()
    settle()
    preview = window.findChild(PrintPreview)
    assert preview is not None
    assert preview.page_count == len(view.paper.pages)
    preview.close()


def test_an_issue_is_opened_from_elsewhere(tab: ReportsTab, place: Place, settle: Settle) -> None:
    assert tab.open_record("bulletin", place.draft)
    settle()
    assert tab.current_view == "bulletin"


def _dialog() -> Dialog:
    QApplication.processEvents()
    return next(
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, Dialog) and widget.isVisible()
    )


def _words(dialog: Dialog) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(label.text() for label in dialog.findChildren(QLabel))
