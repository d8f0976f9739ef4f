"""An error in a method that Qt calls reaches the crash dialog; the process goes on."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

import pytest
from PySide6.QtCore import QObject

import ui
from tests.code_tree import ROOT

PROGRAM = """
import sys
import ui
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

app = QApplication([])
sys.excepthook = lambda kind, error, trace: print("told of", kind.__name__, flush=True)


def fail():
    int("x")

def gone():
    label = QLabel()
    label.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    label.text()

def wrong():
    QLabel(1, 2, 3)

cause = {"fail": fail, "gone": gone, "wrong": wrong}[sys.argv[2]]

class Filter(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.User:
            cause()
        return False

class Page(QWidget):
    def event(self, event):
        if event.type() == QEvent.Type.User:
            cause()
        return super().event(event)

    def paintEvent(self, event):
        cause()

page = Page()
watch = Filter()
where = sys.argv[1]
if where == "filter":
    app.installEventFilter(watch)
if where in ("filter", "event"):
    QCoreApplication.postEvent(page, QEvent(QEvent.Type.User))
if where == "paint":
    page.show()
if where == "slot":
    QTimer.singleShot(0, cause)
QTimer.singleShot(200, app.quit)
app.exec()
print("still there")
"""


@pytest.mark.parametrize("cause", ["fail", "gone", "wrong"])
@pytest.mark.parametrize("where", ["filter", "event", "paint", "slot"])
def test_an_error_is_told_and_the_process_goes_on(where: str, cause: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, where, cause], cwd=ROOT, capture_output=True, text=True, check=False
    )
    kind = {"fail": "ValueError", "gone": "RuntimeError", "wrong": "TypeError"}[cause]
    assert ended.stdout.splitlines()[:1] == [f"told of {kind}"], ended.stderr
    assert (ended.stdout.splitlines()[-1], ended.returncode) == ("still there", 0), ended.stderr


def test_every_override_in_the_window_is_guarded() -> None:
    """What is made of a class of Qt without `QObject` in it has to be guarded by hand."""
    found = []
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        for cls in vars(importlib.import_module(module.name)).values():
            if not isinstance(cls, type(QObject)) or cls.__module__ != module.name:
                continue
            above = [each for each in cls.__mro__ if each.__module__.startswith("PySide6.")]
            for name, method in vars(cls).items():
                if (
                    callable(method)
                    and not name.startswith("__")
                    and any(name in vars(each) for each in above)
                ):
                    found.append((cls, name, hasattr(method, "__wrapped__")))
    assert len(found) > 150
    assert [each for each in found if not each[2]] == []
