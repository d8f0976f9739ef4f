"""An office that can only be looked at says so on every screen, and a PC whose clock is wrong says so too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from db.engine import Mode, open_engine
from duty_desk import settings
from duty_desk.desk import Desk
from duty_desk.errors import StorageError
from tests.conftest import Clock, sign_in_first
from ui.kit.tokens import Tone
from ui.main_window import MainWindow

pytestmark = pytest.mark.slow


@pytest.fixture
def shown_desk(request: pytest.FixtureRequest, sqlite_desk: Desk, clock: Clock) -> Iterator[Desk]:
    if not getattr(request, "param", False):
        yield sqlite_desk
        return
    sqlite_desk.close()
    path = sqlite_desk.folder / "office.db"
    looked = Desk(open_engine(path, Mode.READ), path.parent, clock, path=path, mode=Mode.READ)
    sign_in_first(looked)
    yield looked
    looked.close()


@pytest.mark.parametrize("shown_desk", [True], indirect=True)
def test_every_screen_of_a_read_only_office_can_be_looked_at(
    window: MainWindow, shown_desk: Desk, qtbot: QtBot
) -> None:
    """Acceptance check R-11: the banner with its reason; nothing is claimed to be saved."""
    office = window.office
    assert office is not None
    office._tick()
    assert office.notices.trouble.isVisible()
    assert "只读" in office.notices.trouble.body.text()
    for key in office.tab_keys():
        office.go(key)
        qtbot.waitUntil(lambda: not office.tasks.busy, timeout=20_000)
        assert office.notices.trouble.isVisible(), key
        assert office.bar.saved.tone is Tone.DANGER, key
    with pytest.raises(StorageError), shown_desk.work() as work:
        settings.put(work, "office.phone", "6011")


def test_a_clock_that_stands_before_the_last_record_is_said(
    window: MainWindow, sqlite_desk: Desk, clock: Clock
) -> None:
    """Acceptance check R-45: behind, far ahead, and right again."""
    office = window.office
    assert office is not None
    with sqlite_desk.work() as work:
        settings.put(work, "office.phone", "6011")
    right = clock.at
    for days, word in ((-1, "慢了"), (365, "快了")):
        clock.forward(days=days)
        office._tick()
        assert office.notices.clock.isVisible()
        assert word in office.notices.clock.title.text()
        clock.at = right
        office._tick()
        assert not office.notices.clock.isVisible()
