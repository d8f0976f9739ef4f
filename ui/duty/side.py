"""Beside the roster of a wide window: the hand-over of the watch that runs, and the latest incidents (interface §7.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from duty_desk import formats, handover, ledger
from duty_desk.incidents import INCIDENTS, IncidentRow
from duty_desk.ledger import Request
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.duty.handover_panel import WIDTH, HandoverPanel, finish
from ui.incidents.record import state_mark
from ui.kit.buttons import Button
from ui.kit.paint import draw_mark, mark_size, smooth, write
from ui.kit.panels import Panel, dismiss
from ui.kit.tokens import BODY, CONTROL, GAP, tokens
from ui.views.columns import short_number

if TYPE_CHECKING:
    from ui.feature_tab import Shell

# What stands in the box without scrolling.
LATEST = 4
_NUMBER, _MOMENT = 48, 112


class DutySide(QWidget):
    """`report_asked`: something has happened."""

    report_asked = Signal()

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setFixedWidth(WIDTH)
        self.panel: HandoverPanel | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.incidents = LatestIncidents(shell, self)
        self.incidents.report_asked.connect(self.report_asked)
        self._column.addStretch()
        self._column.addWidget(self.incidents)

    def reload(self) -> None:
        """Read both again; what is half typed stays."""
        self.incidents.reload()
        with self._shell.desk.read() as read:
            watch = handover.current(read) if may(read, Permission.HAND_OVER) else None
            paper = handover.open_of(read, watch.id) if watch is not None else None
        shown = self.panel
        if shown is not None and shown.paper != paper:
            dismiss(shown, self._column)
            self.panel = None
        if paper is None:
            return
        if self.panel is not None:
            self.panel.reload()
            return
        self.panel = HandoverPanel(self._shell, paper, self)
        self.panel.close_button.hide()
        self.panel.completed.connect(lambda done: finish(self._shell, done))
        self._column.insertWidget(0, self.panel, 1)
        self.panel.show()

    def hand_over(self) -> bool:
        """F10 where the hand-over stands already: go into it, and from within it complete it. False where none is begun."""
        if self.panel is None:
            return False
        focus = self.window().focusWidget()
        if focus is not None and self.panel.isAncestorOf(focus):
            self.panel.ask()
        else:
            self.panel.start()
        return True

    def save_draft(self) -> None:
        """The box goes out of sight."""
        if self.panel is not None:
            self.panel.save_draft()


class LatestIncidents(Panel):
    """The newest few with their state; each opens."""

    report_asked = Signal()

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(t("incidents.title"), " ", parent=parent)
        self._shell = shell
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.report = Button(t("incidents.new_short"), icon="plus", note="F4", parent=self)
        self.report.clicked.connect(self.report_asked)
        self.add_to_head(self.report)
        self._lines = QWidget(self)
        self.body.addWidget(self._lines)

    def reload(self) -> None:
        """Read the newest again."""
        newest = Request(sort="found_at", descending=True)
        with self._shell.desk.read() as read:
            rows: tuple[IncidentRow, ...] = ledger.page(INCIDENTS, read, newest, limit=LATEST).rows
            count = ledger.count(INCIDENTS, read, newest)
            self.report.setVisible(may(read, Permission.REPORT_INCIDENT))
        self.set_head(t("incidents.title"), t("incidents.so_far", count=count))
        fresh = QWidget(self)
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in rows:
            column.addWidget(_Line(row, lambda row=row: self._shell.open_record("incident", row.id), fresh))
        self.body.replaceWidget(self._lines, fresh)
        self._lines.hide()
        self._lines.deleteLater()
        self._lines = fresh
        fresh.show()


class _Line(QPushButton):
    """Number, when, what, and whether it still needs somebody."""

    def __init__(self, row: IncidentRow, go: Callable[[], object], parent: QWidget) -> None:
        super().__init__(row.title, parent)
        self._row, self._mark = row, state_mark(row)
        self.setAutoDefault(False)
        self.setFixedHeight(CONTROL)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(f"{row.number} {row.title} {self._mark.word}")
        self.clicked.connect(lambda _=False: go())

    def sizeHint(self) -> QSize:
        return QSize(240, CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look, high = tokens(), self.height()
        if self.underMouse():
            painter.fillRect(self.rect(), look.hover)
        fore = look.text if self._row.closed_at is None else look.text2
        write(painter, QRectF(0, 0, _NUMBER, high), short_number(self._row.number), fore)
        write(painter, QRectF(_NUMBER, 0, _MOMENT, high), formats.moment(self._row.found_at), fore)
        wide = mark_size(self._mark).width()
        left = _NUMBER + _MOMENT
        write(painter, QRectF(left, 0, self.width() - left - wide - 8, high), self.text(), fore, BODY)
        draw_mark(painter, self.width() - wide, high / 2, self._mark)
