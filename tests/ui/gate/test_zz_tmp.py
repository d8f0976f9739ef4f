from tests.ui.gate.test_visits import *
from tests.ui.gate.conftest import *
from PySide6.QtWidgets import QApplication
from PySide6.QtGui import QShortcut
def test_x(qtbot, view, window, office, sqlite_desk, clock):
    visit = let_in(sqlite_desk, office)
    view.open_record("visit", visit)
    print("STATE", window.isActiveWindow(), QApplication.focusWidget(), QApplication.activeWindow())
    for s in window.findChildren(QShortcut):
        if s.key().toString()=="F9":
            p=s.parent(); print("STATE", p, p.isVisible(), s.context(), s.isEnabled(), getattr(p,'text',lambda:'')())
    qtbot.keyClick(detail(view), Qt.Key.Key_F9)
    print("STATE", state_of(sqlite_desk, visit))
    qtbot.wait(50)
    for s in window.findChildren(QShortcut):
        if s.key().toString()=="F9":
            p=s.parent(); print("STATE", p, p.isVisible(), s.context(), s.isEnabled(), getattr(p,'text',lambda:'')())
    qtbot.keyClick(detail(view), Qt.Key.Key_F9)
    print("STATE", state_of(sqlite_desk, visit))
