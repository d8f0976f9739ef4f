"""A widget that nobody holds any more never ends on a worker's thread."""

from __future__ import annotations

import gc
import weakref
from threading import current_thread, main_thread

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.kit.garbage import Collecting, collect_if_due
from ui.kit.tasks import Tasks


@pytest.fixture(autouse=True)
def _only_these() -> None:
    """What earlier tests left is none of these tests' business."""
    gc.freeze()


def test_rings_are_collected_on_the_window_thread(qtbot: QtBot) -> None:
    ended: list[bool] = []
    for _ in range(20):
        widget = QWidget()
        widget.ring = widget  # type: ignore[attr-defined]
        weakref.finalize(widget, lambda: ended.append(current_thread() is main_thread()))
    del widget
    tasks = Tasks()
    tasks.run(lambda: [[number] for number in range(300_000)])
    qtbot.waitUntil(lambda: not tasks.busy, timeout=10_000)
    assert tasks.close()
    for _ in range(500):
        collect_if_due()
        rings = [[number] for number in range(gc.get_threshold()[0] + 1)]
        del rings
    gc.collect()
    assert ended == [True] * 20


def test_the_program_looks_by_itself_once_it_stands(qtbot: QtBot) -> None:
    holder = QObject()
    before = gc.get_stats()[2]["collections"]
    Collecting(holder, first_ms=0)
    assert not gc.isenabled()
    frozen = gc.get_freeze_count()
    made = [[number] for number in range(1_000)]
    # What the program consists of is left out, and nobody waits for a look through it.
    qtbot.waitUntil(lambda: gc.get_freeze_count() >= frozen + len(made))
    assert gc.get_stats()[2]["collections"] == before
    before = gc.get_stats()[0]["collections"]
    kept = [[number] for number in range(gc.get_threshold()[0] + 5_000)]
    qtbot.waitUntil(lambda: gc.get_stats()[0]["collections"] > before, timeout=5_000)
    assert kept
