"""What a screen of the window is: a title, live facts, what it watches, and how it is reloaded, opened and remembered.

A new screen is one class derived from `FeatureTab` and one line in `ui/tabs.py`:

    class PassesTab(FeatureTab):
        WATCHES = frozenset({"pass", "pass_event", "person", "restriction"})

        def __init__(self, shell: Shell) -> None:
            super().__init__(shell)
            ...                                   # build widgets; read nothing yet

        def reload(self) -> None:                 # called when shown first, and whenever a watched table was written
            with self.desk.read() as read: ...    # keep selection, sort and scroll
            self.facts_changed.emit()

The window calls `reload` only while the screen is in front; a hidden screen becomes stale and is reloaded when it is shown.
Screens never know one another: `shell.open_record("person", 12)` goes to whichever screen opens that kind of record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from duty_desk.errors import DutyDeskError
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from duty_desk.ledger import Column, Ledger, Request
    from duty_desk.work import OfficerRef
    from ui.appearance import Appearance
    from ui.kit.panels import SidePanel
    from ui.kit.printing import Outcome, Printout
    from ui.kit.scanner import Scanner
    from ui.kit.tasks import Tasks
    from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class KeyHint:
    """One key of a screen, for the sheet of F1 and the hints at the bottom right: `key` as Qt writes it, `what` ready to read."""

    key: str
    what: str
    # Whether it is also written in the status bar; about three fit.
    in_status: bool = False


class Shell(Protocol):
    """What a screen may ask of the window around it."""

    @property
    def desk(self) -> Desk:
        """The open office."""
        ...

    @property
    def stack(self) -> QStackedWidget:
        """Where the screens stand, one before the others."""
        ...

    @property
    def theme(self) -> Theme:
        """The look of the program; its `changed` signal says when painted things must be rebuilt."""
        ...

    @property
    def scanner(self) -> Scanner:
        """The scanner that types like a keyboard; its scans reach a screen through `take_scan`."""
        ...

    @property
    def appearance(self) -> Appearance:
        """Theme, size, language, sounds and key hints as the officer chose them."""
        ...

    @property
    def tasks(self) -> Tasks:
        """Work beside the window; closed with it."""
        ...

    def notify(self, text: str, *, undo: Callable[[], object] | None = None, locked: str = "") -> None:
        """Say that something was done; `undo` takes it back (10 s on the notice, then by Ctrl+Z, 20 steps).

        `locked` is said when Ctrl+Z meets an act that cannot be taken back: what to do instead.
        """
        ...

    def refuse(self, error: DutyDeskError) -> None:
        """Show a refusal that belongs to no field and no form: a notice with what to do next."""
        ...

    def open_record(self, kind: str, record_id: int) -> bool:
        """Go to the screen that opens such records and open it there; False when there is none for this officer."""
        ...

    def open_place(self, tab: str, name: str) -> bool:
        """Go to a named place of a screen, such as the subject "printing" of the settings."""
        ...

    def form_of(self, kind: str, record_id: int, parent: QWidget) -> SidePanel | None:
        """The form of one record of another screen, to be held by this one; None where that screen lends none.

        It has a signal `saved`; what is half typed in it is kept by its `save_draft`.
        """
        ...

    def export(
        self, ledger: Ledger, request: Request, what: str, columns: Sequence[Column] | None = None
    ) -> object:
        """Write a list as it is shown: `what` is export_excel, export_pdf or print, as the ⋯ menu of a list tells it.

        `columns` are those shown, in their order. It runs beside the window, can be stopped, and is put on record.
        """
        ...

    def show_paper(self, printout: Printout, done: Callable[[Outcome], object] | None = None) -> None:
        """Preview a paper, or print it at once where that was chosen for its kind; `done` is told where it went.

        Printers are remembered for the PC by `printout.kind`: "pass.a6" and the like, "list", "paper".
        """
        ...

    def sign_in_again(self, *, elsewhere: bool = False) -> None:
        """The office was put back to another state: whoever is at the desk proves again who they are.

        `elsewhere`: this PC works on another office from now on, and that one is opened.
        """
        ...

    def hand_to(self, officer: OfficerRef, then: Callable[[Shell], object]) -> None:
        """The desk belongs to another officer, who has just proved who they are: the window is theirs, and `then` is asked of it."""
        ...

    def open_import(self, form: str) -> None:
        """Open the import of an office workbook for one register or ledger."""
        ...

    def recall(self, key: str, default: Any = None) -> Any:
        """What was remembered for the signed-in officer on this screen size."""
        ...

    def remember(self, key: str, value: Any) -> None:
        """Remember widths, filters, splitters for the signed-in officer on this screen size; written a moment later."""
        ...


class LockedPart(QWidget):
    """What of a screen goes on beside the locked desk's password, without names and lists (check S-14)."""

    # The keyboard goes back to the password.
    done = Signal()

    def take_scan(self, code: str) -> None:
        """Use a code scanned while the desk is locked."""


class FeatureTab(QWidget):
    """Base of every screen. Override what differs; the defaults do nothing."""

    # Names of the tables whose changes concern this screen.
    WATCHES: ClassVar[frozenset[str]] = frozenset()
    # Whether this screen reads the numbers of the whole rail with its own; then it tells them by `rail_read`.
    READS_RAIL: ClassVar[bool] = False

    # The facts line, the badge or the title has changed.
    facts_changed = Signal()
    # The numbers of the rail, of a screen that reads them.
    rail_read = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        # Made where it stays: what moves with all its parts in it is dressed once more for each move.
        super().__init__(parent or shell.stack)
        self.shell = shell

    @property
    def views_place(self) -> QWidget:
        """The parent for views, which is where they stay."""
        return self

    @property
    def desk(self) -> Desk:
        """The open office."""
        return self.shell.desk

    def facts(self) -> str:
        """One line of live facts after the title, not a slogan; counts kept from the last `reload`."""
        return ""

    def badge(self) -> tuple[int, Tone]:
        """How many things of this screen need a hand, and how urgently; 0 hides it."""
        return 0, Tone.NEUTRAL

    def keys(self) -> tuple[KeyHint, ...]:
        """Keys of this screen beyond those that work everywhere."""
        return ()

    def help_key(self, key: str) -> str:
        """Which page of the help belongs to what is shown: `key` is the screen's own, "office.policy" one of a part."""
        return key

    def reload(self) -> None:
        """Read again, keeping selection, sort, scroll and anything half typed."""

    def focus_first(self) -> None:
        """Put the focus where work on this screen starts."""
        self.setFocus()

    def open_record(self, kind: str, record_id: int) -> bool:
        """Show one record; False when it is not one of this screen's or is gone."""
        return False

    def open_place(self, name: str) -> bool:
        """Show a named part of this screen; False when there is none of that name."""
        return False

    def show_matches(self, text: str) -> None:
        """Filter the list of this screen by `text` (Ctrl+Enter in the search box)."""

    def take_scan(self, code: str) -> bool:
        """Use a scanned code; False lets the window open what was scanned."""
        return False

    def take_foreign(self, code: str) -> bool:
        """Answer a scan that is none of our codes, or was not read whole; False lets the window say so."""
        return False

    def while_locked(self) -> LockedPart | None:
        """What of this screen goes on while the desk is locked; None hides everything and lets scans wait."""
        return None

    def state(self) -> Mapping[str, Any]:
        """What to remember of this screen: splitters, widths, filters. Plain values only."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take back what `state` gave earlier; ignore what no longer fits."""

    def unsaved(self) -> bool:
        """Whether something half typed would be lost by closing the window."""
        return False
