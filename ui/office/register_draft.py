"""What is half typed in a register is there again after a crash or a change of shift, at the record it was typed for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ui.kit.draft import DraftKeeper, type_in, typed_in

if TYPE_CHECKING:
    from ui.office.register_page import RegisterPage


class RegisterDraft(DraftKeeper):
    """Keeps what differs from the record that stands in the form of a register."""

    def __init__(self, page: RegisterPage, key: str) -> None:
        super().__init__(page.desk, key, page.form, self._changed)
        self._page, self._fields = page, page.form
        self._plain: Mapping[str, Any] = {}
        self._filling = False
        self._left = self.load()

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show a record as it is stored, which is not typing."""
        self._filling = True
        self._fields.set_values(values)
        self._filling = False
        self._plain = typed_in(self._fields)

    def look(self) -> None:
        if self._filling:
            return
        if self._form.dirty:
            # Something else was begun before what was left could be shown.
            self._left = None
        if self._left is None:
            super().look()

    def take_up(self) -> None:
        """Go on where the program or the shift ended; in a long list its record may come later."""
        left = self._left
        if (
            left is not None
            and not self._form.dirty
            and self._page.take_up(left.content["record"], left.saved_at)
        ):
            self._left = None
            type_in(self._fields, left.content["typed"])

    def _changed(self) -> Mapping[str, Any]:
        typed, page = typed_in(self._fields), self._page
        return {
            "record": 0 if page.adding or page.row is None else page.row.id,
            "typed": {name: value for name, value in typed.items() if self._plain.get(name) != value},
        }
