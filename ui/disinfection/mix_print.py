"""Papers laid out in millimetres: drawn beside the window, shown, counted once they went to a printer or a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from duty_desk.disinfection import papers
from duty_desk.errors import DutyDeskError
from duty_desk.work import Read, Work
from ui.feature_tab import Shell
from ui.kit.printing import Printout


def print_layouts(
    shell: Shell,
    make: Callable[[Read], Sequence[Any]],
    title: str,
    record: Callable[[Work, str], object],
    *,
    kind: str = "paper",
) -> None:
    """Draw what `make` lays out and show it. Printers are remembered by `kind`: labels go to another one than sheets."""

    def draw() -> bytes:
        with shell.desk.read() as read:
            layouts = make(read)
        return papers.draw(layouts, title)

    def went(where: str) -> None:
        with shell.desk.work() as work:
            record(work, where)

    def drawn(pdf: bytes) -> None:
        printout = Printout(pdf, title, f"{title}.pdf", kind)
        shell.show_paper(printout, lambda outcome: went(outcome.destination))

    def failed(error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        shell.refuse(error)

    shell.tasks.run(draw, done=drawn, failed=failed)
