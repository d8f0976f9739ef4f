"""Prints a visitor's slip through the preview, on the roll or as a card, and counts the print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.gate import papers
from duty_desk.strings import t
from ui.kit.printing import Printout

if TYPE_CHECKING:
    from ui.gate.visits import VisitsView

REMEMBERED = "gate.slip"


class SlipPrinting:
    """One print: the form is chosen once and remembered."""

    def __init__(self, view: VisitsView) -> None:
        self._view = view

    def choose(self, visit: int, button: QWidget) -> QMenu:
        """Ask for the form in a small menu."""
        menu = QMenu(button)
        for form in papers.SLIP_FORMS:
            menu.addAction(t(f"gate_views.slip.{form}")).triggered.connect(
                lambda _=False, form=form: self.start(visit, form)
            )
        menu.popup(button.mapToGlobal(button.rect().topLeft()))
        return menu

    def start(self, visit: int, form: str = "") -> None:
        """Draw and show the preview; a refusal is told."""
        shell = self._view.shell
        last = str(shell.recall(REMEMBERED, papers.SLIP_FORMS[0]))
        form = form or (last if last in papers.SLIP_FORMS else papers.SLIP_FORMS[0])
        shell.remember(REMEMBERED, form)
        try:
            with self._view.desk.read() as read:
                layout = papers.slip_layout(read, visit, form)
        except DutyDeskError as error:
            shell.refuse(error)
            return
        title = t("gate.slip.title")
        shell.tasks.run(
            lambda: papers.draw([layout], title),
            done=lambda pdf: shell.show_paper(
                Printout(pdf, title, f"{title}.pdf", f"visit.{form}"),
                lambda outcome: self._count(visit, form, outcome.destination),
            ),
        )

    def _count(self, visit: int, form: str, where: str) -> None:
        with self._view.desk.work() as work:
            papers.record_slip(work, visit, form, where)
