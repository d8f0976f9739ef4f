"""A power cut from the window: lists before it, slips by hand during it, keyed in or made void after it."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.vocabulary import PassKind
from duty_desk import audit, drafts, passes
from duty_desk.desk import Desk
from duty_desk.passes.paper_slips import SlipState, count_slips
from tests.duty_desk.paper.reading import pdfium_pages, squeezed
from tests.ui.passes.conftest import Sample, give
from tests.ui.passes.test_issue import settle
from ui.kit.printing import Printout
from ui.passes.more import entries
from ui.passes.outage import OutagePanel
from ui.passes.outage_form import FORM, KeyInPanel
from ui.passes.tab import PassesTab


@pytest.fixture
def panel(qtbot: QtBot, tab: PassesTab) -> OutagePanel:
    assert [entry.key for entry in entries()] == ["figures", "outage", "register"]
    made = entries()[1].make(tab)
    assert isinstance(made, OutagePanel)
    tab.put_panel(made)
    settle(qtbot, tab)
    return made


def previewed(qtbot: QtBot, tab: PassesTab) -> Printout:
    papers = tab.shell.papers  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: papers.preview is not None, timeout=10_000)
    printout = papers.preview._printout
    papers.preview.close()
    qtbot.waitUntil(lambda: papers.preview is None)
    return printout


def text_of(pdf: bytes) -> str:
    return squeezed("".join(pdfium_pages(pdf)))


def reserve(desk: Desk, count: int = 3) -> tuple[str, ...]:
    with desk.work() as work:
        return passes.reserve_slips(work, PassKind.TEMPORARY, count)


def fill(panel: KeyInPanel, sample: Sample, moment: datetime) -> None:
    panel.head.field("issued_at").set_value(moment)
    panel.head.field("issued_by").set_value("段知衡")
    panel.form.set_values(
        {
            "reason": "duty",
            "name": sample.people["贺志远"],
            "reason_text": "停电抢修",
            "gates": [str(sample.gates[0])],
            "period": (moment, datetime(2020, 3, 8)),
            "approver": sample.leader,
        }
    )


def test_both_lists_print_with_their_moment(
    qtbot: QtBot, panel: OutagePanel, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    good, lost = give(sqlite_desk, sample, "贺志远"), give(sqlite_desk, sample, "单雄信")
    with sqlite_desk.work() as work:
        passes.report_lost(work, lost.id)
    panel.print_valid()
    valid = text_of(previewed(qtbot, tab).pdf)
    panel.print_revoked()
    revoked = text_of(previewed(qtbot, tab).pdf)
    assert good.check_code in valid
    assert lost.check_code not in valid
    assert lost.check_code in revoked
    moment = f"{sqlite_desk.now:%H:%M}"
    assert moment in valid
    assert moment in revoked


def test_reserved_slips_print_and_wait_in_the_list(
    qtbot: QtBot, panel: OutagePanel, tab: PassesTab, sqlite_desk: Desk
) -> None:
    panel.count.set_value(4)
    panel.reserve()
    printout = previewed(qtbot, tab)
    assert len(pdfium_pages(printout.pdf)) == 2
    assert [row.number[-5:-1] for row in passes_out(sqlite_desk)] == ["0001", "0002", "0003", "0004"]
    assert len(panel.list.model.ids) == 4
    panel.list.select_id(panel.list.model.ids[1])
    panel.print_again()
    again = text_of(previewed(qtbot, tab).pdf)
    assert "0002" in again
    assert "0001" not in again


def passes_out(desk: Desk) -> tuple[passes.SlipRow, ...]:
    with desk.read() as read:
        return passes.list_slips(read)


def test_too_many_slips_are_refused_where_they_were_asked(panel: OutagePanel, sqlite_desk: Desk) -> None:
    panel.count.set_value(999)
    panel.reserve()
    assert panel._remark.isVisible()
    assert "300" in panel._remark.text()
    assert not passes_out(sqlite_desk)


def test_a_slip_is_keyed_in_under_its_number_and_the_next_follows(
    qtbot: QtBot, panel: OutagePanel, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    numbers = reserve(sqlite_desk)
    settle(qtbot, tab)
    panel.refresh()
    panel.list.select_id(panel.list.model.ids[0])
    panel.list.setFocus()
    qtbot.keyClick(panel.list.table, Qt.Key.Key_Return)
    form = tab.panel
    assert isinstance(form, KeyInPanel)
    assert form.slip.number == numbers[0]
    moment = sqlite_desk.now.replace(hour=8, minute=30, second=0)
    assert not form.submit()
    assert form.form.problem_count or form.head.problem_count
    fill(form, sample, moment)
    assert form.submit(), form.form.banner_text()
    with sqlite_desk.read() as read:
        found = passes.find_by_number(read, numbers[0])
        assert found is not None
        detail = passes.get_pass(read, found)
    assert detail.from_paper
    assert (detail.row.issued_at, detail.row.issuing_officer) == (moment, "段知衡")
    assert form.slip.number == numbers[1]
    assert form.form.holder.text() == ""
    settle(qtbot, tab)


def test_after_the_last_slip_the_list_is_there_and_nothing_is_kept_as_half_typed(
    qtbot: QtBot, panel: OutagePanel, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    reserve(sqlite_desk, 1)
    panel.refresh()
    panel.list.select_id(panel.list.model.ids[0])
    panel.key_in()
    form = tab.panel
    assert isinstance(form, KeyInPanel)
    fill(form, sample, sqlite_desk.now.replace(hour=8, minute=30, second=0))
    form.form.mark_typed()
    form.form.changed.emit()
    assert form.submit(), form.form.banner_text()
    assert isinstance(tab.panel, OutagePanel)
    with sqlite_desk.read() as read:
        assert drafts.load(read, FORM) is None
    settle(qtbot, tab)


def test_a_slip_from_the_future_is_refused_at_its_field(
    qtbot: QtBot, panel: OutagePanel, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    reserve(sqlite_desk, 1)
    panel.refresh()
    panel.list.select_id(panel.list.model.ids[0])
    panel.key_in()
    form = tab.panel
    assert isinstance(form, KeyInPanel)
    fill(form, sample, datetime(2020, 3, 7, 23))
    assert not form.submit()
    assert form.head.field("issued_at").remark() == "手写时间晚于现在，请核对"
    assert form.form.holder.text() == "贺志远"
    settle(qtbot, tab)


def test_a_half_typed_slip_is_there_again(
    qtbot: QtBot, panel: OutagePanel, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    numbers = reserve(sqlite_desk, 2)
    panel.refresh()
    panel.list.select_id(panel.list.model.ids[1])
    panel.key_in()
    form = tab.panel
    assert isinstance(form, KeyInPanel)
    moment = sqlite_desk.now.replace(hour=9, minute=5, second=0)
    fill(form, sample, moment)
    form.form.changed.emit()
    form.form._dirty = True
    form.save_draft()
    tab.close_panel()
    again = KeyInPanel(tab, passes_out(sqlite_desk)[0])
    assert again.slip.number == numbers[1]
    assert again.head.control("issued_at").value() == moment
    assert again.form.holder.text() == "贺志远"
    again.deleteLater()
    settle(qtbot, tab)


def test_unused_slips_are_made_void_and_stay_in_sight(
    qtbot: QtBot, panel: OutagePanel, tab: PassesTab, sqlite_desk: Desk
) -> None:
    reserve(sqlite_desk)
    panel.refresh()
    panel.list.select_id(panel.list.model.ids[2])
    dialog = panel.ask_void()
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.keep_button.hasFocus())
    dialog.act_button.click()
    settle(qtbot, tab)
    with sqlite_desk.read() as read:
        assert count_slips(read) == {SlipState.OPEN: 2, SlipState.KEYED: 0, SlipState.VOIDED: 1}
        assert audit.verify(read).broken_at is None
    panel.states.choose("voided")
    assert len(panel.list.model.ids) == 1
    assert not panel.void_button.isEnabled()
