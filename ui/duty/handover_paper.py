"""The paper of a hand-over from the window: drawn beside it, previewed, counted once it went somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duty_desk.errors import DutyDeskError
from duty_desk.handover import papers
from duty_desk.strings import t
from ui.kit.printing import Printout

if TYPE_CHECKING:
    from ui.feature_tab import Shell


def print_handover(shell: Shell, paper: int) -> None:
    """Preview the paper of one hand-over."""
    title = t("handover.sheet.title")

    def draw() -> bytes:
        with shell.desk.read() as read:
            layouts = papers.handover_sheet(read, paper)
        return papers.draw(layouts, title)

    def went(where: str) -> None:
        with shell.desk.work() as work:
            papers.record_sheet(work, paper, where)

    def failed(error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        shell.refuse(error)

    shell.tasks.run(
        draw,
        done=lambda pdf: shell.show_paper(
            Printout(pdf, title, f"{title}.pdf", "paper"), lambda outcome: went(outcome.destination)
        ),
        failed=failed,
    )
