"""The window: what comes before an office is open, and the office itself once an officer has signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget
from shiboken6 import isValid

from duty_desk import codes
from duty_desk.strings import t
from ui.appearance import Appearance
from ui.kit.dialogs import CrashDialog, Dialog
from ui.kit.room import Screens
from ui.kit.scanner import Scanner
from ui.kit.tasks import Tasks
from ui.start.entrance import Entrance
from ui.start.lock import LockPage
from ui.start.opening import Opening

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from duty_desk.work import OfficerRef
    from ui.shell.ahead import Ahead
    from ui.shell.office_page import OfficePage

SMALLEST = QSize(1280, 640)
USUAL = QSize(1366, 697)
# What a task bar and a title take of a small screen, and the title alone.
TASK_BAR, TITLE_BAR = 96, 32
PLACE = "window"


class MainWindow(QWidget):
    """One window for the whole program: the entrance, and behind it the office, which stays as it was while locked."""

    # This PC has another office from now on; whoever started the program opens it.
    moved = Signal()

    def __init__(self, appearance: Appearance, opening: Opening) -> None:
        super().__init__()
        self.appearance = appearance
        self.tasks = Tasks(parent=self)
        self.office: OfficePage | None = None
        self._ahead: Ahead | None = None
        # What stood over the office when it was locked.
        self._put_away: list[QWidget] = []
        # What had the keyboard then.
        self._typed_in: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.scanner = Scanner(application, codes.is_scannable, held=self._holds_scans)
        self.scanner.scanned.connect(self._scanned)
        self.scanner.waiting_changed.connect(self._scans_waiting)
        self.entrance = Entrance(
            opening,
            self.tasks,
            typed=dict(appearance.choices.welcome),
            last_officer=appearance.choices.officer,
        )
        self.entrance.entered.connect(lambda desk: self.enter(desk).routine.offer_soon())
        self.entrance.typed.connect(lambda typed: appearance.choose(welcome=typed))
        self.pages = Screens()
        self.pages.addWidget(self.entrance)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.pages)
        self.setWindowTitle(t("shell.program"))
        self._place_first()
        appearance.changed.connect(self._look_changed)

    def start(self) -> None:
        """Open the office."""
        self.entrance.start()

    def load_ahead(self, desk: Desk) -> None:
        """Load what the office will need, as long as nobody has signed in."""
        if self._ahead is None:
            from ui.shell.ahead import Ahead

            self._ahead = Ahead(desk, self.tasks, self)

    @property
    def loads_ahead(self) -> bool:
        """Whether screens are being imported that nobody has asked for yet."""
        return self._ahead is not None and self._ahead.imports

    def enter(self, desk: Desk) -> OfficePage:
        """Show the office of the officer who is signed in at `desk`: where it was left, or as that officer left it."""
        if self.office is None or self.office.desk is not desk or self.office.officer != desk.officer:
            if self._ahead is not None:
                self._ahead.stop()
            from ui.shell.office_page import OfficePage

            self._leave()
            self.office = OfficePage(desk, self.appearance, self.tasks, self.scanner)
            self.office.lock_asked.connect(self.lock)
            self.office.switch_asked.connect(self.switch)
            self.office.left.connect(self._sign_in_again)
            self.office.handed.connect(self._hand_to)
            self.pages.addWidget(self.office)
            self.office.start()
            self._place_as_left()
        self.entrance.take(desk, self.office.office_name)
        self.appearance.choose(officer=desk.officer.id or 0)
        self.pages.setCurrentWidget(self.office)
        self.office.resume()
        self._bring_back()
        self.scanner.release()
        self.setWindowTitle(self._title(desk))
        return self.office

    def lock(self) -> None:
        """Hide the office, keep its state, and ask for the password."""
        if self.office is not None and self.pages.currentWidget() is self.office:
            going_on = self.office.current.while_locked()
            self._typed_in = self.office.focusWidget()
            self.office.pause()
            self._hide_others()
            self.entrance.lock(going_on)
            self.pages.setCurrentWidget(self.entrance)

    def switch(self) -> None:
        """Another officer takes the desk."""
        if self.office is not None:
            self._typed_in = self.office.focusWidget()
            self.office.pause()
            self._hide_others()
            self.entrance.ask_who()
            self.pages.setCurrentWidget(self.entrance)

    def _hide_others(self) -> None:
        """A locked desk shows nothing beside its lock: questions, previews, walls and menus over the office go out of sight too."""
        for widget in QApplication.topLevelWidgets():
            if widget is self or not widget.isVisible():
                continue
            if widget.windowType() in (Qt.WindowType.Popup, Qt.WindowType.ToolTip):
                widget.close()
            elif not isinstance(widget, CrashDialog):
                widget.hide()
                self._put_away.append(widget)

    def _bring_back(self) -> None:
        """The same officer finds what stood over the office as it was, and goes on typing; a colleague finds the desk without it."""
        for widget in self._put_away:
            if isValid(widget):
                widget.show()
        self._put_away.clear()
        typed_in, self._typed_in = self._typed_in, None
        if typed_in is not None and isValid(typed_in) and typed_in.isVisible():
            typed_in.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sign_in_again(self, elsewhere: bool) -> None:
        """The office is another one than before: nothing of the old one stays on the screen."""
        if elsewhere:
            self.moved.emit()
            return
        self._leave()
        self.pages.setCurrentWidget(self.entrance)
        self.entrance.ask_who()

    def _hand_to(self, officer: OfficerRef, then: Callable[[OfficePage], object]) -> None:
        """Whoever took the desk over works on at once: they have just given their password."""
        if self.office is None:
            return
        desk = self.office.desk
        desk.officer = officer
        office = self.enter(desk)
        office.routine.offer_soon()
        then(office)

    def come_forward(self) -> None:
        """A second start of the program asks for this window."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def _holds_scans(self) -> bool:
        """While locked or while a question is open, scans wait and run in order afterwards."""
        if QApplication.activeModalWidget() is not None:
            return True
        return self.pages.currentWidget() is self.entrance and self.entrance.going_on is None

    def _scanned(self, code: str) -> None:
        if self.pages.currentWidget() is self.entrance and self.entrance.going_on is not None:
            self.entrance.going_on.take_scan(code)
        elif self.office is not None:
            self.office.take_scan(code)

    def _scans_waiting(self, count: int) -> None:
        page = self.entrance.page
        if isinstance(page, LockPage):
            page.set_waiting(count)
        question = QApplication.activeModalWidget()
        if isinstance(question, Dialog):
            question.show_waiting_scans(count)

    def _place_first(self) -> None:
        """Where nothing is remembered: the usual size, or the whole of a small screen."""
        room = self.screen().availableGeometry()
        self.setMinimumSize(SMALLEST.boundedTo(room.size() - QSize(0, TITLE_BAR)))
        self.resize(USUAL.boundedTo(room.size()))
        self.move(room.center() - self.rect().center())
        if room.width() <= USUAL.width() and room.height() <= USUAL.height() + TASK_BAR:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def _place_as_left(self) -> None:
        """As this officer left it on a screen of this size; never where no screen is."""
        assert self.office is not None
        kept = self.office.recall(PLACE)
        if not isinstance(kept, dict):
            return
        place = QRect(*(int(kept.get(key, 0)) for key in ("x", "y", "width", "height")))
        screen = QGuiApplication.screenAt(place.center())
        if screen is None or place.width() <= 0:
            return
        room = screen.availableGeometry()
        size = place.size().boundedTo(room.size()).expandedTo(self.minimumSize())
        corner = QPoint(
            max(room.left(), min(place.x(), room.right() + 1 - size.width())),
            max(room.top(), min(place.y(), room.bottom() + 1 - size.height())),
        )
        self.setWindowState(Qt.WindowState.WindowNoState)
        self.setGeometry(QRect(corner, size))
        if kept.get("maximised"):
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def _keep_place(self) -> None:
        if self.office is None or self.isMinimized():
            return
        place = self.normalGeometry()
        if not place.isValid():
            place = self.geometry()
        self.office.remember(
            PLACE,
            {
                "x": place.x(),
                "y": place.y(),
                "width": place.width(),
                "height": place.height(),
                "maximised": self.isMaximized(),
            },
        )

    def _title(self, desk: Desk) -> str:
        office = self.office.office_name if self.office is not None else ""
        demo = t("shell.demo") if desk.is_demo else ""
        return "  ".join(part for part in (office, t("shell.program"), demo) if part)

    def _leave(self) -> None:
        for widget in self._put_away:
            if isValid(widget):
                # A dialog that is out of sight does not hear that it is closed.
                widget.reject() if isinstance(widget, QDialog) else widget.close()
        self._put_away.clear()
        if self.office is not None:
            self._keep_place()
            self.tasks.tell_nobody()
            self.office.close_office()
            self.pages.removeWidget(self.office)
            self.office.deleteLater()
            self.office = None

    def _look_changed(self, name: str) -> None:
        if name == "language" and self.office is not None:
            key, desk = self.office.current_key, self.office.desk
            self.office.remembered.keep_look(self.appearance.personal())
            self._leave()
            self.enter(desk).go(key)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave()
        self.scanner.close()
        self.tasks.close()
        if self.entrance.desk is not None:
            self.entrance.desk.close()
        super().closeEvent(event)
