"""Prints cards of passes: the form is chosen once and remembered, the preview shows the very file that is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from duty_desk.errors import DutyDeskError
from duty_desk.passes import papers
from duty_desk.strings import t
from ui.kit.buttons import Kind
from ui.kit.dialogs import ask
from ui.kit.printing import Printout

if TYPE_CHECKING:
    from ui.passes.tab import PassesTab

REMEMBERED = "passes.paper"


class PassPrinting:
    """One print: choose the form (or take the last one), draw beside the window, preview."""

    def __init__(self, tab: PassesTab) -> None:
        self._tab = tab

    def choose(self, ids: Sequence[int], place: QPoint) -> QMenu:
        """Ask for the form in a small menu, the last one first."""
        menu = QMenu(self._tab)
        last = self._last()
        for form in sorted(papers.FORMS, key=lambda each: each != last):
            action = menu.addAction(t(f"passes_tab.paper.{form}"))
            action.triggered.connect(lambda _=False, form=form: self.start(ids, form))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(place)
        return menu

    def start(self, ids: Sequence[int], form: str = "") -> None:
        """Draw and show the preview; refusals are told, and a late reprint offers the new card."""
        tab = self._tab
        form = form or self._last()
        tab.shell.remember(REMEMBERED, form)
        try:
            with tab.desk.work() as work:
                ready = papers.cards_to_print(work, ids)
        except papers.TooLateToReprint as error:
            self._offer_anew(error)
            return
        except DutyDeskError as error:
            tab.shell.refuse(error)
            return
        tab.shell.tasks.run(
            lambda: papers.draw(ready, form),
            done=lambda document: tab.shell.show_paper(
                Printout(document, ready.title, f"{ready.title}.pdf", f"pass.{form}"),
                lambda outcome: self._count(ready, form, outcome.destination),
            ),
            failed=self._failed,
        )

    def _last(self) -> str:
        last = str(self._tab.shell.recall(REMEMBERED, papers.FORMS[0]))
        return last if last in papers.FORMS else papers.FORMS[0]

    def _count(self, ready: papers.Cards, form: str, where: str) -> None:
        with self._tab.desk.work() as work:
            papers.record_prints(work, ready.ids, form, where)

    def _offer_anew(self, error: papers.TooLateToReprint) -> None:
        ask(
            self._tab.window(),
            t("passes_tab.reprint.question", number=error.values["number"]),
            error.text,
            act=t("passes_tab.act.reissue"),
            keep=t("passes_tab.reprint.keep"),
            on_act=lambda: self._tab.acts.reissue(error.pass_id),
            kind=Kind.PRIMARY,
        )

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self._tab.shell.refuse(error)
