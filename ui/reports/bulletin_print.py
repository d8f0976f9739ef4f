"""Takes a bulletin to the preview, and counts its prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duty_desk.reports import bulletin_papers
from duty_desk.reports.bulletin_rows import BulletinDetail
from ui.kit.printing import Outcome, Printout

if TYPE_CHECKING:
    from ui.views.view import View


def print_bulletin(view: View, detail: BulletinDetail) -> None:
    """Draw it beside the window and show it; a draft is marked as one and not counted."""
    desk, shell = view.desk, view.shell
    with desk.read() as read:
        title = bulletin_papers.file_title(read, detail)

    def drawing() -> bytes:
        with desk.read() as read:
            return bulletin_papers.draw(read, detail.id)

    def went(outcome: Outcome) -> None:
        if not detail.is_draft:
            with desk.work() as work:
                bulletin_papers.record_print(work, detail.id, outcome.destination)

    def failed(error: Exception) -> None:
        from duty_desk.errors import DutyDeskError

        if not isinstance(error, DutyDeskError):
            raise error
        shell.refuse(error)

    shell.tasks.run(
        drawing,
        done=lambda pdf: shell.show_paper(Printout(pdf, title, f"{title}.pdf", "paper"), went),
        failed=failed,
    )
