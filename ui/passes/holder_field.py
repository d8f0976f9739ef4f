"""Who gets the pass: somebody of the register, or a new name that is registered with the pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duty_desk.strings import t
from ui.kit.person_field import PersonField
from ui.kit.tasks import Tasks

if TYPE_CHECKING:
    from duty_desk.desk import Desk


class HolderField(PersonField):
    """A `PersonField` with the words of the pass form."""

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        super().__init__(
            desk,
            tasks,
            name=t("passes_tab.field.holder"),
            placeholder=t("passes_tab.field.holder_hint"),
            nothing=t("passes_tab.field.holder_new"),
        )
