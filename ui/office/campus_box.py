"""In which campus or quarter something lies; offered as the register has them now."""

from __future__ import annotations

from duty_desk.desk import Desk
from duty_desk.people import places
from duty_desk.strings import t
from ui.kit.combo import ComboBox


class CampusBox(ComboBox):
    """`value()` is the identifier of the campus, None while none is chosen."""

    def __init__(self) -> None:
        super().__init__(placeholder=t("office.not_chosen"))

    def offer(self, desk: Desk) -> None:
        """Read the campuses anew; what is chosen stays."""
        with desk.read() as read:
            campuses = places.list_campuses(read)
        self.set_options([(campus.id, campus.name) for campus in campuses], self.value())
