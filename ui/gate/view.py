"""One view of the gate screen beside the scan page: what it shows, what it watches, and what it does with a scan.

A further view is one class derived from `GateView` and one line in `ui/gate/views.py`:

    class VisitorsView(GateView):
        WATCHES = frozenset({"visit"})

        def __init__(self, tab: GateTab) -> None:
            super().__init__(tab)
            self.head = ...      # controls for the line of the switch, built with `parent=self`; may stay None
            ...                  # build widgets; read nothing yet

        def reload(self) -> None: ...
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QWidget

from ui.feature_tab import KeyHint

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from ui.feature_tab import Shell
    from ui.gate.tab import GateTab


class GateView(QWidget):
    """Base of every view. Override what differs; the defaults do nothing."""

    # Names of the tables whose changes concern this view.
    WATCHES: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, tab: GateTab) -> None:
        super().__init__(tab)
        self.tab = tab
        # What stands left of the switch of views, 32 or 48 high.
        self.head: QWidget | None = None

    @property
    def desk(self) -> Desk:
        """The open office."""
        return self.tab.shell.desk

    @property
    def shell(self) -> Shell:
        """What may be asked of the window around it."""
        return self.tab.shell

    @property
    def gate(self) -> int:
        """The gate this desk stands at; 0 while the office has none."""
        return self.tab.gate

    def facts(self) -> str:
        """One line of live facts after the title; empty leaves those of the gate."""
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
        """Use a scanned code; False leaves it to the scan page, which then comes to the front."""
        return False

    def state(self) -> Mapping[str, Any]:
        """What to remember of this view. Plain values only."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take back what `state` gave earlier; ignore what no longer fits."""

    def unsaved(self) -> bool:
        """Whether something half typed would be lost by closing the window."""
        return False
