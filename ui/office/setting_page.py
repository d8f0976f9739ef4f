"""What one subject of the settings is: built when first looked at, read again when something it watches was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.feature_tab import KeyHint, Shell

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from duty_desk.roles import Permission


class SettingPage(QWidget):
    """Base of every subject. Override what differs."""

    WATCHES: ClassVar[frozenset[str]] = frozenset()

    # The facts line of the settings has changed.
    facts_changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self.shell = shell

    @property
    def desk(self) -> Desk:
        return self.shell.desk

    def may(self, permission: Permission) -> bool:
        """Whether the signed-in officer's role allows it; what it does not is left out."""
        from duty_desk.roles import ALLOWED

        return permission in ALLOWED[self.desk.officer.role] and not self.desk.read_only

    def facts(self) -> str:
        """One line after the title while this subject is shown."""
        return ""

    def keys(self) -> tuple[KeyHint, ...]:
        """Keys of this subject."""
        return ()

    def reload(self) -> None:
        """Read again, keeping what is half typed."""

    def focus_first(self) -> None:
        """Put the focus where work starts."""
        self.setFocus()

    def open_record(self, kind: str, record_id: int) -> bool:
        """Show one record; False when it is not one of this subject's."""
        return False

    def show_matches(self, text: str) -> None:
        """Filter the list of this subject."""

    def take_scan(self, code: str) -> bool:
        """Use a scanned code."""
        return False

    def unsaved(self) -> bool:
        """Whether something half typed would be lost."""
        return False
