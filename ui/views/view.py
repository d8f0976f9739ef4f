"""One view of a screen that has several: what it shows, what it watches, and what it does with the records it opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from PySide6.QtWidgets import QWidget

from duty_desk.errors import DutyDeskError
from ui.feature_tab import FeatureTab, KeyHint

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from duty_desk.work import Work
    from ui.feature_tab import Shell

Result = TypeVar("Result")


class View(QWidget):
    """Base of every view. Override what differs; the defaults do nothing."""

    # Names of the tables whose changes concern this view.
    WATCHES: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, tab: FeatureTab) -> None:
        super().__init__(tab.views_place)
        # Of the class that the screen has made of it.
        self.tab: Any = tab
        # What stands right of the switch of views, 32 high; built with `parent=self`. May stay None.
        self.head: QWidget | None = None

    @property
    def desk(self) -> Desk:
        """The open office."""
        return self.tab.shell.desk

    @property
    def shell(self) -> Shell:
        """What may be asked of the window around it."""
        return self.tab.shell

    def facts(self) -> str:
        """One line of live facts after the title; empty leaves those of the screen."""
        return ""

    def keys(self) -> tuple[KeyHint, ...]:
        """Keys of this view."""
        return ()

    def reload(self) -> None:
        """Read again, keeping selection, sort, scroll and anything half typed."""

    def focus_first(self) -> None:
        """Put the focus where work in this view starts."""
        self.setFocus()

    def open_record(self, kind: str, record_id: int) -> bool:
        """Show one record; False when it is not one of this view's or is gone."""
        return False

    def take_scan(self, code: str) -> bool:
        """Use a scanned code; False leaves it to the screen."""
        return False

    def show_matches(self, text: str) -> None:
        """Filter the list by `text`."""

    def state(self) -> Mapping[str, Any]:
        """What to remember of this view. Plain values only."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take back what `state` gave earlier; ignore what no longer fits."""

    def unsaved(self) -> bool:
        """Whether something half typed would be lost by closing the window."""
        return False

    def attempt(self, act: Callable[[Work], Result]) -> Result | None:
        """Run an act as one transaction; a refusal is shown as a notice and gives None."""
        try:
            with self.desk.work() as work:
                return act(work)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return None
