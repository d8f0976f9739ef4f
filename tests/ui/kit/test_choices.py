"""Segments and filter chips: new choices never disturb who is typing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from tests.ui.readable import faults
from ui.kit.choices import Choice, FilterChips, Segmented
from ui.kit.form import Form
from ui.kit.panels import SidePanel
from ui.kit.tokens import CONTROL


def test_other_choices_open_no_window_and_the_same_ones_keep_the_focus(qtbot) -> None:
    class Shown(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.windows: list[str] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.windows.append(type(watched).__name__)
            return False

    holder = QWidget()
    chips = FilterChips([Choice("all", "全部", 1), Choice("duty", "值班", 1)], parent=holder)
    QVBoxLayout(holder).addWidget(chips)
    qtbot.addWidget(holder)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    spy = Shown()
    QApplication.instance().installEventFilter(spy)
    chips.setFocus()
    first = holder.focusWidget()
    chips.set_choices([Choice("all", "全部", 2), Choice("duty", "值班", 2)])
    assert holder.focusWidget() is first
    chips.set_choices([Choice("all", "全部", 3), Choice("care", "就医照护", 3)])
    chips.set_choices([Choice("all", "全部", 3)])
    qtbot.wait(20)
    QApplication.instance().removeEventFilter(spy)
    assert spy.windows == []
    assert holder.isActiveWindow()


def test_segments_of_a_form_break_into_lines_where_the_column_is_narrow(qtbot, shown) -> None:
    words = ("Normal", "Home quarantine", "Moved out")
    form = Form()
    field = form.add("state", "State", Segmented([Choice(word, word) for word in words]), help="Whole days")
    panel = SidePanel(280)
    panel.set_body(form)
    qtbot.addWidget(panel)
    panel.resize(280, 400)
    shown(panel)
    pieces = field.control._pieces
    assert not faults(panel)
    first, last = pieces[0].geometry(), pieces[-1].geometry()
    assert last.top() > first.bottom()
    # Each line is round at both its ends, like one that was not broken.
    assert [(piece._begins, piece._ends) for piece in pieces] == [(True, True)] * 3
    panel.setFixedWidth(560)
    qtbot.waitUntil(lambda: pieces[-1].y() == pieces[0].y())
    assert [(piece._begins, piece._ends) for piece in pieces] == [
        (True, False),
        (False, False),
        (False, True),
    ]


def test_segments_of_a_head_keep_their_line(qtbot, shown) -> None:
    bar = Segmented([Choice(word, word) for word in ("临时通行证", "取课件证", "车辆通行证")])
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.addWidget(bar)
    row.addStretch()
    qtbot.addWidget(holder)
    holder.resize(100, 60)
    shown(holder)
    assert bar.height() == CONTROL
    assert bar.width() == bar.sizeHint().width()
