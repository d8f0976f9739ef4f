"""Each list of the settings fits beside its panel on the smallest window, whatever the language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize

from duty_desk.desk import Desk
from duty_desk.strings import LANGUAGES, set_language
from tests.ui.readable import faults
from ui.appearance import Appearance
from ui.kit.ledger_columns import NARROWEST
from ui.kit.ledger_view import LedgerView
from ui.kit.tokens import SMALL, text_width
from ui.main_window import MainWindow
from ui.office.subjects import GROUPS
from ui.start.opening import Opening
from ui.theme import Theme

# Full HD at 150 %, less the task bar; 1366 × 768 has more room.
SMALLEST = QSize(1280, 640)
SUBJECTS = [subject.key for _, subjects in GROUPS for subject in subjects]


@pytest.fixture(params=LANGUAGES)
def spoken_window(request: pytest.FixtureRequest, theme: Theme, sqlite_desk: Desk) -> Iterator[MainWindow]:
    set_language(request.param)
    made = MainWindow(Appearance(theme, None, request.param), Opening(sqlite_desk.folder, sqlite_desk.folder))
    made.setMinimumSize(QSize(0, 0))
    made.enter(sqlite_desk)
    set_language(request.param)
    made.resize(SMALLEST)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_no_list_of_the_settings_scrolls_sideways(spoken_window: MainWindow, qtbot) -> None:
    found: list[str] = []
    assert spoken_window.office is not None
    tab = spoken_window.office.go("office")
    for key in SUBJECTS:
        page = tab.show_subject(key)  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda: not spoken_window.tasks.busy, timeout=20_000)
        qtbot.wait(20)
        found += [f"{key}: {fault}" for fault in faults(page)]
        for view in page.findChildren(LedgerView):
            if view.isVisible():
                found += [f"{key}: {fault}" for fault in squeezed(view)]
    assert not found, "\n" + "\n".join(found)


def squeezed(view: LedgerView) -> Iterator[str]:
    """Columns beyond the right edge, and titles that do not fit their column."""
    table, head = view.table, view.table.head
    # A list of many rows has a bar at its right, one of none has not yet.
    bar = table.verticalScrollBar()
    room = table.viewport().width() - (0 if bar.isVisible() else bar.sizeHint().width())
    wide = sum(
        2 * NARROWEST if view.model.columns[index].stretch else head.sectionSize(index)
        for index in view.columns.shown()
    )
    if wide > room or table.horizontalScrollBar().maximum() > 0:
        yield f"{wide} wide, {room} there"
    for index in view.columns.shown():
        title = view.source.title(view.model.columns[index])
        if text_width(title, SMALL) + 16 > head.sectionSize(index):
            yield f"“{title}” needs {text_width(title, SMALL) + 16}, has {head.sectionSize(index)}"
