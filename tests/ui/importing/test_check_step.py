"""The rows of an import as they are checked, in either language."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from duty_desk.desk import Desk
from duty_desk.strings import LANGUAGES, set_language, t
from ui.importing.check_step import CheckStep
from ui.importing.source import Corrections, judge, read_file
from ui.kit.tokens import text_width
from ui.theme import Theme

DIRTY = Path(__file__).parents[2] / "data" / "dirty" / "02_通行证_UTF8无BOM.csv"


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_each_verdict_is_read_whole(spoken: str, theme: Theme, sqlite_desk: Desk, qtbot: QtBot) -> None:
    set_language(spoken)
    step = CheckStep()
    qtbot.addWidget(step)
    step.show_judged(judge(sqlite_desk, read_file(DIRTY), "passes", Corrections()))
    assert step.grid is not None
    assert isinstance(step.grid, QTableView)
    words = [t(f"sheets.verdict.{name}") for name in ("accept", "warn", "refuse")]
    assert step.grid.columnWidth(1) >= max(map(text_width, words)) + 16
