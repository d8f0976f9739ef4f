"""The register sheet of an incident, drawn beside the window, previewed and counted once it was printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duty_desk.errors import DutyDeskError
from duty_desk.incidents import papers
from duty_desk.strings import t
from ui.kit.printing import Printout

if TYPE_CHECKING:
    from ui.feature_tab import Shell


def print_sheet(shell: Shell, incident: int) -> None:
    """Show the sheet of one incident."""
    title = t("incidents.sheet.title")
    try:
        with shell.desk.read() as read:
            layouts = papers.incident_sheet(read, incident)
    except DutyDeskError as error:
        shell.refuse(error)
        return

    def count(where: str) -> None:
        with shell.desk.work() as work:
            papers.record_sheet(work, incident, where)

    shell.tasks.run(
        lambda: papers.draw(layouts, title),
        done=lambda pdf: shell.show_paper(
            Printout(pdf, title, f"{title}.pdf", "paper"), lambda outcome: count(outcome.destination)
        ),
    )
