"""Lists of bookings from the window: drawn beside it, previewed, put on record; with that the orders count as sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from duty_desk import formats
from duty_desk.bookings import FacilityKind, FacilityRow, papers
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from duty_desk.work import Read, Work
from ui.feature_tab import Shell
from ui.kit.printing import Printout


def print_list(shell: Shell, facility: FacilityRow, day: date) -> None:
    """For the door, or for the kitchen."""
    order = facility.kind is FacilityKind.ORDER
    form = papers.KITCHEN if order else papers.DOOR
    key = "kitchen" if order else "door"
    title = f"{t(f'bookings.paper.{key}', facility=facility.name)} {formats.day(day)}"
    _show(
        shell,
        lambda read, target: papers.draw(read, target, facility.id, day),
        title,
        lambda work, where: papers.record_print(work, facility.id, day, form, where),
    )


def print_totals(shell: Shell, day: date) -> None:
    """What all canteens make."""
    _show(
        shell,
        lambda read, target: papers.draw_totals(read, target, day),
        f"{t('bookings.paper.totals')} {formats.day(day)}",
        lambda work, where: papers.record_print(work, papers.ALL, day, papers.KITCHEN, where),
    )


def _show(
    shell: Shell, make: Callable[[Read, Any], object], title: str, record: Callable[[Work, str], object]
) -> None:
    def draw() -> bytes:
        target = BytesIO()
        with shell.desk.read() as read:
            make(read, target)
        return target.getvalue()

    def went(where: str) -> None:
        with shell.desk.work() as work:
            record(work, where)

    def shown(pdf: bytes) -> None:
        shell.show_paper(
            Printout(pdf, title, f"{title}.pdf", "list"), lambda outcome: went(outcome.destination)
        )

    def failed(error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        shell.refuse(error)

    shell.tasks.run(draw, done=shown, failed=failed)
