"""Who is inside, place by place, and the lists that are printed of it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.models import AuditEntry
from duty_desk import audit
from tests.duty_desk.gate.conftest import go, issue
from tests.duty_desk.gate.test_visits import register
from tests.duty_desk.passes.conftest import Office
from tests.ui.gate.views_office import settle, shell_of, show
from ui.gate.inside import InsideView, print_inside
from ui.gate.visits_detail import VisitPanel
from ui.kit.ledger_source import GroupRow
from ui.kit.print_preview import PrintPreview
from ui.kit.printing import Outcome
from ui.main_window import MainWindow


@pytest.fixture
def view(qtbot: QtBot, office: Office, window: MainWindow) -> InsideView:
    go(office, issue(office).token)
    go(office, register(office).token)
    shown = show(qtbot, window, "inside")
    assert isinstance(shown, InsideView)
    return shown


def lines(view: InsideView) -> list[str]:
    rows = view.source.rows(view.list.model.ids)
    return [row.title if isinstance(row, GroupRow) else row.row.name for row in rows]


def test_everybody_stands_at_their_place(qtbot: QtBot, view: InsideView) -> None:
    assert lines(view) == ["南湖东大门", "任晓慧", "锅炉房", "谭峻一"]
    assert view.facts() == "在校 2 人　超时 0 条"
    view.chips.choose("visit")
    assert lines(view) == ["锅炉房", "谭峻一"]
    view.list.clear_asked.emit()
    assert len(lines(view)) == 4


def test_enter_opens_what_brought_them_in(qtbot: QtBot, view: InsideView, window: MainWindow) -> None:
    view.chips.choose("visit")
    view.list.opened.emit(view.source.rows(view.list.model.ids)[1])
    settle(qtbot, window)
    assert view.tab.current_view == "visitors"
    assert isinstance(view.tab.view.panel, VisitPanel)  # type: ignore[attr-defined]


@pytest.mark.parametrize("for_fire", [False, True])
def test_the_lists_are_previewed_and_put_on_record(
    qtbot: QtBot, view: InsideView, window: MainWindow, office: Office, for_fire: bool
) -> None:
    print_inside(view.shell, for_fire=for_fire)
    settle(qtbot, window)
    preview = shell_of(window).papers.preview
    assert isinstance(preview, PrintPreview)
    preview.done_with.emit(Outcome("文件", "已保存"))
    preview.close()
    with office.desk.read() as read:
        query = select(AuditEntry.after).where(AuditEntry.action == "gate.print_inside")
        (after,) = read.session.scalars(query).all()
    assert audit.parse(after) == {"rows": 4 if for_fire else 2, "in_full": for_fire}
