"""The kit is tested in the real look; no worker thread may outlive its test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import Mode, Theme, install


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = install(qapp, mode=Mode.LIGHT)
    yield made
    install(qapp, mode=Mode.LIGHT)


@pytest.fixture(autouse=True)
def _dressed(theme: Theme) -> Iterator[None]:
    yield
    assert QThreadPool.globalInstance().activeThreadCount() == 0, "a worker thread outlived its window"


@pytest.fixture
def shown(qtbot) -> Callable[[QWidget], None]:
    """Show a window and give it the keyboard."""

    def show(widget: QWidget) -> None:
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()

    return show
