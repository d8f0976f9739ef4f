"""Everything before an officer is at the desk: opening, welcome, sign-in, a new password, lock, and storage in trouble."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError, StorageError
from duty_desk.strings import t
from ui.kit.tasks import Tasks
from ui.start import opening as doors
from ui.start.lock import LockedDesk, LockPage
from ui.start.opening import Arrival, Opening
from ui.start.opening_page import OpeningPage
from ui.start.sign_in import NewPasswordPage, SignInPage
from ui.start.trouble import Copy, TroublePage
from ui.start.welcome import WelcomePage

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from duty_desk.server import Address
    from ui.feature_tab import LockedPart
    from ui.start.connect import ConnectPage

# Nothing is said about an office that opens at once.
OPENING_SHOWN_MS = 300


class Entrance(QStackedWidget):
    """One page at a time. `entered` hands over the desk with its officer signed in."""

    entered = Signal(object)
    # The desk is open and somebody is about to sign in: what they will need can be loaded meanwhile.
    asked = Signal(object)
    # An office in another folder is wanted; whoever started the program sees to it.
    folder_chosen = Signal(Path)
    # What was typed of the welcome steps so far.
    typed = Signal(dict)

    def __init__(
        self, opening: Opening, tasks: Tasks, *, typed: dict[str, str] | None = None, last_officer: int = 0
    ) -> None:
        super().__init__()
        self.opening, self.tasks = opening, tasks
        self.last_officer = last_officer
        self.desk: Desk | None = None
        # What goes on while the desk is locked.
        self.going_on: LockedPart | None = None
        self._typed = typed or {}
        self._office = ""
        self._waiting = QTimer(self, singleShot=True, interval=OPENING_SHOWN_MS)
        self._waiting.timeout.connect(self._say_opening)
        self._show(QWidget())

    @property
    def page(self) -> QWidget | None:
        """The page shown now."""
        return self.currentWidget()

    def start(self) -> None:
        """Open the office; the window answers meanwhile."""
        self._waiting.start()
        stop = Event()
        self.tasks.run(
            partial(doors.open_office, self.opening, stopped=stop.is_set),
            done=self._arrived,
            failed=self._not_opened,
            progress=partial(self._tell_upgrade, stop),
        )

    def ask_who(self) -> None:
        """The desk is open and nobody, or somebody else, is to sign in."""
        assert self.desk is not None
        note = t("start.sign_in.demo_note") if self.desk.is_demo else ""
        page = SignInPage(self._office, note, asks_password=not self.desk.is_demo)
        desk = self.desk
        page.entered.connect(
            lambda officer, password: self._try(
                page, partial(doors.sign_in, desk, officer, password), officer, password
            )
        )
        self._show(page)
        page.set_officers(doors.officers_of(self.desk), self.last_officer)
        self.asked.emit(desk)

    def lock(self, going_on: LockedPart | None = None) -> LockPage:
        """Hide the desk until its officer, or a colleague, comes back; `going_on` is what is still worked with meanwhile."""
        assert self.desk is not None
        page = LockPage(
            self.desk.officer.name, formats.clock(self.desk.now), asks_password=not self.desk.is_demo
        )
        desk = self.desk
        page.entered.connect(
            lambda password: self._try(
                page, partial(doors.unlock, desk, password), self._officer_id(), password
            )
        )
        page.other_asked.connect(self.ask_who)
        self._show(page if going_on is None else LockedDesk(page, going_on))
        self.going_on = going_on
        page.start()
        return page

    def take(self, desk: Desk, office: str) -> None:
        """Take over a desk that is already open."""
        self.desk, self._office = desk, office

    def _officer_id(self) -> int:
        assert self.desk is not None
        return self.desk.officer.id or 0

    def _show(self, page: QWidget) -> None:
        self._waiting.stop()
        self.going_on = None
        old = self.currentWidget()
        self.addWidget(page)
        self.setCurrentWidget(page)
        if old is not None:
            self.removeWidget(old)
            old.deleteLater()

    def _say_opening(self) -> OpeningPage:
        page = OpeningPage()
        self._show(page)
        return page

    def _tell_upgrade(self, stop: Event, done: int, total: int, step: str) -> None:
        page = self.page
        if not isinstance(page, OpeningPage):
            page = self._say_opening()
        if done == 0:
            page.stop_asked.connect(stop.set)
        page.tell(done, total, step)

    def _arrived(self, arrival: Arrival) -> None:
        self.take(arrival.desk, arrival.office)
        if self.opening.demo:
            doors.sign_in_first(arrival.desk)
            self.entered.emit(arrival.desk)
        else:
            self.ask_who()

    def _not_opened(self, error: Exception) -> None:
        if not isinstance(error, StorageError):
            raise error
        if error.key == "storage.missing":
            self._welcome()
        elif error.key == "storage.login" and isinstance(self.opening.target, str):
            self._connect(doors.address_of(self.opening.target), error)
        else:
            self._trouble(error)

    def _welcome(self) -> None:
        page = WelcomePage(self._typed)
        page.typed.connect(self.typed)
        page.finished.connect(partial(self._make, page))
        page.demo_asked.connect(self._try_sample)
        page.connect_asked.connect(lambda: self._connect())
        self._show(page)
        page.go(0)

    def _connect(self, address: Address | None = None, error: StorageError | None = None) -> None:
        """This desk joins an office on a server, or its password is not kept here."""
        # What speaks to servers is not loaded for a start that needs none.
        from ui.start.connect import ConnectPage

        page = ConnectPage(address, error)
        page.address_given.connect(partial(self._try_server, page))
        page.back_asked.connect(self.start if address is not None else self._welcome)
        self._show(page)
        page.start()

    def _try_server(self, page: ConnectPage, address: Address, remembered: str) -> None:
        def found(has_office: bool) -> None:
            self.opening = Opening(address.url, self.opening.folder)
            if has_office:
                self.start()
            else:
                # An empty database: the first office is made there.
                self._welcome()

        def failed(error: Exception) -> None:
            if not isinstance(error, DutyDeskError):
                raise error
            page.refused(error)

        self.tasks.run(partial(doors.join, self.opening, address.url, remembered), done=found, failed=failed)

    def _make(self, page: WelcomePage, values: dict[str, Any], sample: bool) -> None:
        page.busy(True)

        def made(arrival: Arrival) -> None:
            self.typed.emit({})
            self.take(arrival.desk, arrival.office)
            if sample:
                arrival.desk.close()
                self._try_sample()
            else:
                self.entered.emit(arrival.desk)

        def failed(error: Exception) -> None:
            page.busy(False)
            if not isinstance(error, DutyDeskError):
                raise error
            page.refused(error)

        self.tasks.run(partial(doors.make_office, self.opening, values), done=made, failed=failed)

    def _try_sample(self) -> None:
        self.opening = Opening(self.opening.target, self.opening.folder, demo=True)
        self.start()

    def _try(
        self, page: SignInPage | LockPage, proof: Callable[[], bool], officer: int, password: str
    ) -> None:
        desk = self.desk
        assert desk is not None
        page.set_busy(True)

        def known(must_change: bool) -> None:
            self.last_officer = officer
            if must_change:
                self._new_password(password)
            else:
                self.entered.emit(desk)

        def failed(error: Exception) -> None:
            page.set_busy(False)
            if not isinstance(error, DutyDeskError):
                raise error
            page.refused(error)

        self.tasks.run(proof, done=known, failed=failed)

    def _new_password(self, old: str) -> None:
        desk = self.desk
        assert desk is not None
        page = NewPasswordPage(desk.officer.name)

        def failed(error: Exception) -> None:
            if not isinstance(error, DutyDeskError):
                raise error
            page.refused(error)

        page.chosen.connect(
            lambda fresh: self.tasks.run(
                partial(doors.change_password, desk, old, fresh),
                done=lambda _result: self.entered.emit(desk),
                failed=failed,
            )
        )
        self._show(page)
        page.password.setFocus()

    def _trouble(self, error: StorageError) -> None:
        where = (
            str(self.opening.target) if isinstance(self.opening.target, Path) else t("start.trouble.server")
        )
        page = TroublePage(error, where)
        page.retry_asked.connect(self.start)
        page.folder_asked.connect(self._choose_folder)
        page.restore_asked.connect(partial(self._restore, page))
        self._show(page)
        page.retry.setFocus()
        if isinstance(self.opening.target, Path):
            self.tasks.run(partial(doors.copies_of, self.opening.target), done=page.offer)

    def _restore(self, page: TroublePage, copy: Copy) -> None:
        def failed(error: Exception) -> None:
            if not isinstance(error, DutyDeskError):
                raise error
            page.refused(error)

        assert isinstance(self.opening.target, Path)
        self.tasks.run(
            partial(doors.bring_back, self.opening.target, copy.path),
            done=lambda _result: self.start(),
            failed=failed,
        )

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, t("start.trouble.other_folder"))
        if chosen:
            self.folder_chosen.emit(Path(chosen))
