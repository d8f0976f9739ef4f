"""Every screen of an office in which every field holds a hostile text: it is shown as it was typed, and no number is shown in full.

The usual run looks at some of the screens; all of them with DUTY_DESK_FAULTS=full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk.strings import set_language
from tests.duty_desk.paper.hostile import HOSTILE
from tests.faults.conftest import rounds
from tests.security.numbers import Numbers
from tests.security.planted import PLANTED_PHONE, open_planted
from tests.security.seen import labels_with_markup, painted, texts_of
from tests.ui.screens.registry import Screen, all_screens, close_everything
from ui.appearance import Appearance
from ui.main_window import MainWindow
from ui.start.opening import Opening
from ui.theme import Mode, install

pytestmark = pytest.mark.slow

EVERY = all_screens()
# Where the number of somebody who is called back stood in full, and where a person's own do: always looked at.
TELLING = re.compile("^(duty-repairs|duty-log|reports-units-missing|settings-people)$")
CHOSEN = [
    screen
    for place, screen in enumerate(EVERY)
    if place % -(-len(EVERY) // rounds(10, len(EVERY))) == 0 or TELLING.search(screen.name)
]
# They look for somebody by a name that was written over.
AT_MOST_UNSHOWN = 0.1
# Where a person's own numbers are typed, brought in, or were asked for with a reason.
TYPED_OR_REVEALED = re.compile(
    "reveal|person-form|^import-|^settings-import$|^passes-form|^crews-form|^settings-people-wrong|^frame-notices"
)


@dataclass
class Seen:
    """What was read of all screens."""

    texts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    marked_up: list[str] = field(default_factory=list)
    unshown: list[str] = field(default_factory=list)
    numbers: Numbers | None = None


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    set_language("zh_CN")
    theme = install(qapp, mode=Mode.LIGHT)
    desk = open_planted(tmp_path_factory.mktemp("planted") / "office")
    made = MainWindow(Appearance(theme, None), Opening(desk.folder, desk.folder, demo=True))
    made.setMinimumSize(QSize(0, 0))
    made.enter(desk)
    made.setWindowState(Qt.WindowState.WindowNoState)
    made.resize(QSize(1366, 697))
    made.show()
    QTest.qWaitForWindowActive(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def seen(window: MainWindow) -> Seen:
    return Seen(numbers=Numbers(window.office.desk) if window.office is not None else None)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("screen", CHOSEN, ids=lambda screen: screen.name)
def test_a_screen_shows_what_was_typed_and_no_number_in_full(
    window: MainWindow, seen: Seen, screen: Screen, qtbot: QtBot
) -> None:
    """Acceptance checks S-33, S-23 and S-46; no defect comes up either, whatever the names are."""
    assert window.office is not None
    assert seen.numbers is not None
    window.pages.setCurrentWidget(window.office)
    with painted() as written:
        try:
            shown = screen.show(window)
        except (AssertionError, StopIteration, IndexError, AttributeError, KeyError, LookupError, ValueError):
            seen.unshown.append(screen.name)
            close_everything(window)
            return
        qtbot.waitUntil(lambda: not window.tasks.busy, timeout=60_000)
        for _turn in range(3):
            QTest.qWait(20)
        shown.repaint()
    texts = [*texts_of(shown), *(("painted", text) for text in written)]
    marked_up = labels_with_markup(shown)
    close_everything(window)
    seen.texts[screen.name] = texts
    assert not marked_up
    assert not [text for kind, text in texts if kind == "title" and seen.numbers.given_away(text)]
    if not TYPED_OR_REVEALED.search(screen.name):
        assert not [(kind, text) for kind, text in texts if seen.numbers.given_away(text)]


def test_all_screens_together_show_of_a_number_what_one_may(seen: Seen) -> None:
    """Acceptance check S-46: the digits of one person, from whatever screens they were put together, are those of the rule."""
    assert seen.numbers is not None
    assert len(seen.numbers.seen[PLANTED_PHONE]) == 7, "the planted person was seen"
    assert not seen.numbers.beyond_the_rule()


def test_the_hostile_texts_were_seen_as_they_were_typed(seen: Seen) -> None:
    """The test above can see: nearly all of the texts stood on some screen, character for character."""
    assert len(seen.unshown) <= AT_MOST_UNSHOWN * len(CHOSEN), seen.unshown
    everything = "\n".join(text for texts in seen.texts.values() for _kind, text in texts)
    found = [text for text in HOSTILE if text in everything]
    assert len(found) >= rounds(30, 57), sorted(set(HOSTILE) - set(found))
