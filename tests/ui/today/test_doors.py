"""Every open thing leads to its record on a screen, and the rail says what the screens say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk import demo
from duty_desk.agenda import gather
from duty_desk.agenda.badges import read_badges
from duty_desk.agenda.items import SOURCES, Item, sources
from duty_desk.desk import Desk
from duty_desk.strings import LANGUAGES, catalogue
from ui.appearance import Appearance
from ui.kit.tokens import Tone
from ui.main_window import MainWindow
from ui.start.opening import Opening
from ui.tabs import TABS
from ui.theme import Theme
from ui.today import acts
from ui.today.tab import TodayTab


def subjects_of(feature: str) -> set[str]:
    """The kinds of records that a feature names in its open items: ("visit", …)."""
    path = Path(str(sources()[feature].__file__))
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            first, second = node.elts
            if (
                isinstance(first, ast.Constant)
                and isinstance(first.value, str)
                and not isinstance(second, ast.Constant)
            ):
                found.add(first.value)
    return found


@pytest.mark.parametrize("feature", sorted(sources()))
def test_every_kind_of_record_is_opened_by_a_screen(feature: str) -> None:
    opened = {kind for entry in TABS for kind in entry.opens} | set(acts.PLACES)
    kinds = subjects_of(feature) or {"pass", "pass_slip"}
    assert kinds <= opened


@pytest.mark.parametrize(
    ("kind", "subject"), [("proof", "status"), ("backup", "backup"), ("retention", "privacy")]
)
def test_what_is_wrong_with_the_data_opens_the_page_where_one_acts(
    window: MainWindow, kind: str, subject: str
) -> None:
    assert window.office is not None
    assert acts.open_item(window.office, Item("upkeep", "", None, (kind, 0), "", "", ""))
    assert window.office.current_key == "office"
    assert window.office.current.state() == {"subject": subject}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_desk_has_a_name_for_when_it_cannot_be_read(language: str) -> None:
    assert {f"today_tab.source.{feature}" for feature in SOURCES} <= set(catalogue(language))


def test_what_a_screen_says_it_opens_one_of_its_views_shows() -> None:
    for entry in TABS:
        module, _, _name = entry.target.rpartition(".")
        try:
            views = import_module(f"{module}.views").VIEWS
        except ModuleNotFoundError:
            continue
        shown = {kind for view in views for kind in view.opens}
        # What is shown on the page where everybody is scanned has no list of its own.
        assert set(entry.opens) - {"retest"} <= shown, entry.key


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Desk]:
    desk = demo.open_demo(tmp_path / "sample")
    yield desk
    desk.close()


@pytest.fixture
def sample_window(qtbot: QtBot, theme: Theme, sample: Desk) -> Iterator[MainWindow]:
    made = MainWindow(Appearance(theme, None), Opening(sample.folder, sample.folder, demo=True))
    qtbot.addWidget(made)
    made.enter(sample)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.close()


@pytest.mark.slow
def test_in_the_sample_office_every_line_opens_and_every_number_is_the_same(
    qtbot: QtBot, sample_window: MainWindow, sample: Desk
) -> None:
    office = sample_window.office
    assert office is not None

    def settle() -> None:
        QApplication.processEvents()
        today = office.current
        qtbot.waitUntil(
            lambda: not office.tasks.busy and (not isinstance(today, TodayTab) or today.is_settled),
            timeout=30_000,
        )
        QApplication.processEvents()

    with sample.read() as read:
        said = read_badges(read).by_screen
        items = gather(read).items
    for key in office.tab_keys():
        screen = office.go(key)
        settle()
        number, tone = screen.badge()
        if key in said:
            assert (number, tone) == (said[key].number, Tone(said[key].tone)) or number == said[
                key
            ].number == 0, key
        else:
            assert number == 0, f"{key} has a number that the rail does not know of"
    seen: set[tuple[str, str, str]] = set()
    for item in items:
        kind = (item.feature, item.what, item.subject[0])
        if kind not in seen:
            seen.add(kind)
            assert acts.open_item(office, item), kind
            settle()
    assert len(seen) > 12
