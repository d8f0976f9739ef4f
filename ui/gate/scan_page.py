"""The scan page: who stands at the gate, may they pass, and what now; beside it what belongs to them, and who is inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from duty_desk import formats, gate
from duty_desk.errors import DutyDeskError
from duty_desk.gate import Context, Direction, Reason
from duty_desk.gate.open_items import EMERGENCY_NOTE
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.gate.acts import Acts
from ui.gate.board import Board
from ui.gate.context_panel import ContextPanel
from ui.gate.inside import print_inside
from ui.gate.inside_panel import InsidePanel
from ui.gate.last_panel import LastPanel
from ui.gate.rest_strip import RestStrip
from ui.gate.session import Shown
from ui.gate.station import Station
from ui.gate.view import GateView
from ui.kit.panels import Scroll, SidePanel
from ui.kit.tokens import GAP

if TYPE_CHECKING:
    from ui.gate.tab import GateTab

RIGHT_WIDTH = 416
LOOK_MS, WRITE_MS = 30_000, 5_000
KEYS = (
    ("Enter", "check"),
    ("F3", "give_up"),
    ("F4", "emergency"),
    ("F5", "missed"),
    ("F6", "exempt"),
    ("F7", "in"),
    ("F8", "out"),
    ("F9", "leave"),
    ("Ctrl+Z", "undo"),
    ("Ctrl+Shift+Enter", "force"),
    ("Space", "tick"),
    ("Esc", "empty"),
)
LEAST = QSize(1060, 480)
IN_STATUS = frozenset({"missed", "leave"})


class ScanPage(GateView):
    """Scan box, verdict, temperature, last crossings; at the right what belongs to the subject, and who is inside."""

    WATCHES: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, tab: GateTab) -> None:
        super().__init__(tab)
        self.station = Station(tab.shell, lambda: tab.gate, self)
        self.head = self.station.row
        self.acts = Acts(self)
        self.rests = RestStrip(tab.shell, self)
        self.last = LastPanel(tab.shell.tasks, self)
        self.context, self.inside = ContextPanel(self), InsidePanel(tab.shell.tasks, self)
        self._left, self._column = QWidget(self), QWidget(self)
        self._beside = Scroll(self._column)
        self.right = QStackedWidget(self)
        # Less would lay the answer over the thermometer.
        self.setMinimumSize(LEAST)
        self._lay_out()
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(self._look_again)
        self._writing = QTimer(self, interval=WRITE_MS)
        self._writing.timeout.connect(self.acts.write_waiting)
        self._pressed = QTimer(self, interval=30)
        self._pressed.timeout.connect(self._come_back)
        self._connect()

    # --- what the tab asks ---

    def facts(self) -> str:
        row = next((each for each in self.tab.gates if each.id == self.gate), None)
        if row is None:
            return t("gate_tab.gate.none")
        hours = formats.hours(row.opens_at, row.closes_at)
        state = t("gate_tab.gate.open", hours=hours) if row.is_open else t("gate_tab.gate.closed")
        return f"{row.name}\N{IDEOGRAPHIC SPACE}{state}"

    def keys(self) -> tuple[KeyHint, ...]:
        return tuple(KeyHint(key, t(f"gate_tab.key.{name}"), name in IN_STATUS) for key, name in KEYS)

    def put(self, board: Board) -> None:
        """Show the log, the sums of the day, who is inside, who rests."""
        self.station.row.put_gates(board.gates, board.gate)
        self.station.put_bands(board.bands)
        incomplete = board.open_items.get(EMERGENCY_NOTE, 0)
        self.last.put(board.rows, board.figures, board.waiting, incomplete)
        self.inside.put(board.inside, board.now)
        self.rests.put(board.rests)
        if board.waiting:
            self._writing.start()
        else:
            self._writing.stop()

    @property
    def is_asked(self) -> bool:
        """Whether an answer is on its way, which nothing may delay."""
        return self.station.verdict.is_checking

    def focus_first(self) -> None:
        self.station.row.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_scan(self, code: str) -> bool:
        self.station.take_scan(code)
        if not self._is_writing():
            self.focus_first()
        return True

    def unsaved(self) -> bool:
        form = getattr(self.right.currentWidget(), "form", None)
        return form is not None and bool(form.dirty)

    # --- what the acts ask ---

    def put_form(self, panel: SidePanel) -> None:
        """Show a form at the right; Esc takes it away."""
        self.close_form(focus=False)
        panel.close_asked.connect(self.close_form)
        self.right.addWidget(panel)
        self.right.setCurrentWidget(panel)

    def close_form(self, *, focus: bool = True) -> None:
        """Back to what belongs to the subject, and who is inside."""
        old = self.form
        if old is not None:
            self.right.setCurrentWidget(self._beside)
            self.right.removeWidget(old)
            old.deleteLater()
        if focus:
            self.focus_first()

    @property
    def form(self) -> QWidget | None:
        """The form at the right, None while there is none."""
        now = self.right.currentWidget()
        return None if now is self._beside else now

    # --- inside ---

    def _lay_out(self) -> None:
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        left.addWidget(self.station.body)
        left.addWidget(self.last, 1)
        beside = QVBoxLayout(self._column)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(12)
        beside.addWidget(self.context)
        beside.addWidget(self.rests)
        beside.addWidget(self.inside, 1)
        self.right.setFixedWidth(RIGHT_WIDTH)
        self.right.addWidget(self._beside)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._left, 1)
        row.addWidget(self.right)

    def _connect(self) -> None:
        station, acts = self.station, self.acts
        station.answered.connect(self._answered)
        station.emptied.connect(self._emptied)
        station.undo_asked.connect(acts.take_back)
        station.force_asked.connect(acts.force)
        station.row.gate_chosen.connect(self.tab.choose_gate)
        self.last.undo_asked.connect(acts.take_back)
        self.last.emergency_asked.connect(acts.emergency)
        self.rests.due.connect(acts.remind)
        self.rests.give_up_asked.connect(acts.give_up)
        self.context.exempt_asked.connect(acts.exempt)
        self.context.checked.connect(acts.record_check)
        self.context.run_asked.connect(lambda run: self.shell.open_record("vehicle_run", run))
        self.inside.sign_out_asked.connect(acts.sign_out)
        self.inside.print_asked.connect(lambda: print_inside(self.shell))
        self.shell.scanner.repeated.connect(self._repeated)
        for host in (station.row, self._left, self._beside):
            for key, act in (
                ("F3", acts.give_up),
                ("F4", acts.emergency),
                ("F5", acts.add_missed),
                ("F6", acts.exempt),
                ("F7", lambda: station.turn(Direction.IN)),
                ("F8", lambda: station.turn(Direction.OUT)),
                ("F9", self.inside.sign_out),
                ("Ctrl+Shift+Return", acts.force),
                ("Ctrl+Shift+Enter", acts.force),
            ):
                shortcut = QShortcut(QKeySequence(key), host)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(act)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        """A press with the mouse on a button leaves the keyboard at the scan box, once the button is let go."""
        pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if pressed and isinstance(now, QAbstractButton) and (self.isAncestorOf(now) or self._is_of_row(now)):
            self._pressed.start()

    def _is_of_row(self, widget: QWidget) -> bool:
        return self.station.row.isAncestorOf(widget)

    def _come_back(self) -> None:
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        self._pressed.stop()
        if self.isVisible() and self.form is None and not self._is_writing():
            self.focus_first()

    def _is_writing(self) -> bool:
        """Whether a form of this page has the keyboard."""
        focus = QApplication.focusWidget()
        form = self.form
        if form is not None and focus is not None and form.isAncestorOf(focus):
            return True
        part = self.context
        return focus is not None and part.isAncestorOf(focus) and part.isVisible() and hasattr(focus, "text")

    def _answered(self, shown: Shown) -> None:
        self.acts.forget_form()
        self._read_context()
        self.last.show_waiting(shown.verdict.waiting)
        if shown.verdict.waiting:
            self.tab.refresh()
            if not self._writing.isActive():
                self._writing.start()

    def _read_context(self) -> None:
        """What belongs to the subject, read beside the window; a later answer makes it void."""
        shown = self.station.shown
        if shown is None or shown.verdict.subject is None:
            self.context.clear()
            return
        desk, subject = self.desk, shown.verdict.subject

        def find() -> Context:
            with desk.read() as read:
                return gate.context_of(read, subject)

        self.shell.tasks.run(
            find, done=lambda found: self._put_context(shown, found), failed=self._no_context
        )

    def _put_context(self, shown: Shown, found: Context) -> None:
        if shown is not self.station.shown:
            return
        self.context.put(shown.verdict, found)
        quota = found.quota
        if quota is None or not shown.passed or shown.verdict.direction is not Direction.OUT:
            return
        next_at = quota.quota.next_at
        self.station.verdict.add_more(
            t("gate_tab.quota.this_one") if shown.verdict.reason is Reason.OK else "",
            t("gate_tab.quota.next_at", moment=formats.moment(next_at)) if next_at else "",
        )

    def _no_context(self, error: Exception) -> None:
        """What cannot be read now is not shown; the answer stands."""
        self.context.clear()
        if not isinstance(error, DutyDeskError):
            raise error

    def _emptied(self) -> None:
        if not self._is_writing() and self.isVisible() and self.form is None:
            self.focus_first()

    def _repeated(self, code: str) -> None:
        if self.isVisible():
            self.station.repeat(code)

    def _look_again(self) -> None:
        """Time passes: who stayed longer, who has rested."""
        if self.isVisible():
            self.tab.refresh()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._looking.start()

    def hideEvent(self, event: object) -> None:
        super().hideEvent(event)  # type: ignore[arg-type]
        self._looking.stop()
