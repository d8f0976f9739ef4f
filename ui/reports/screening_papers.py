"""Lists of screening from the window: drawn beside it, previewed, put on record once they went to a printer or a file."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from duty_desk.errors import DutyDeskError
from duty_desk.screening import papers
from duty_desk.work import Read
from ui.feature_tab import Shell
from ui.kit.printing import Outcome, Printout


def print_list(
    shell: Shell, form: str, make: Callable[[Read, Any], Any], title: str, *, in_full: bool = False
) -> None:
    """A list that `make` draws into a buffer."""
    drawn: list[Any] = []

    def draw() -> bytes:
        target = BytesIO()
        with shell.desk.read() as read:
            drawn.append(make(read, target))
        if in_full:
            # On record before anybody sees it.
            record()
        return target.getvalue()

    def record() -> None:
        with shell.desk.work() as work:
            papers.record_print(work, form, drawn[-1].rows, in_full=in_full)

    def went(_outcome: Outcome) -> None:
        if not in_full:
            record()

    def failed(error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        shell.refuse(error)

    shell.tasks.run(
        draw,
        done=lambda pdf: shell.show_paper(Printout(pdf, title, f"{title}.pdf", "list"), went),
        failed=failed,
    )
