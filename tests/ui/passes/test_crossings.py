"""A pass that has been through a gate opens with its passages."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from duty_desk.desk import Desk
from duty_desk.gate import Attempt, scan
from tests.ui.passes.conftest import Sample, give
from ui.kit.ledger_view import LedgerView
from ui.passes.tab import PassesTab


def test_a_used_pass_shows_where_it_went(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    given = give(sqlite_desk, sample, "贺志远")
    scan(sqlite_desk, Attempt(text=given.token, gate=sample.gates[0], temperature=36.5))
    qtbot.waitUntil(lambda: not tab.shell.tasks.busy)
    assert tab.open_record("pass", given.id)
    assert tab.panel is not None
    (passages,) = [
        view for view in tab.panel.findChildren(LedgerView) if "南湖东大门" in view.model.index(0, 2).data()
    ]
    assert len(passages.model.ids) == 1
