"""Prints cards of passes, whose form is chosen once and remembered, and the card that lies at the gate."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.gate import quick_card
from duty_desk.passes import papers
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Kind
from ui.kit.dialogs import ask
from ui.kit.printing import Printout

REMEMBERED = "passes.paper"


class CardPrinting:
    """One print: choose the form (or take the last one), draw beside the window, preview.

    `reissue` gives a pass anew whose card was printed too long ago to be printed again.
    """

    def __init__(self, shell: Shell, parent: QWidget, reissue: Callable[[int], object] | None = None) -> None:
        self._shell, self._parent, self._reissue = shell, parent, reissue

    def choose(self, ids: Sequence[int], place: QPoint) -> QMenu:
        """Ask for the form in a small menu, the last one first."""
        menu = QMenu(self._parent)
        last = self._last()
        for form in sorted(papers.FORMS, key=lambda each: each != last):
            action = menu.addAction(t(f"passes_tab.paper.{form}"))
            action.triggered.connect(lambda _=False, form=form: self.start(ids, form))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(place)
        return menu

    def start(self, ids: Sequence[int], form: str = "") -> None:
        """Draw and show the preview; refusals are told, and a late reprint offers the new card."""
        shell, form = self._shell, form or self._last()
        shell.remember(REMEMBERED, form)

        def make() -> tuple[papers.Cards, bytes]:
            with shell.desk.work() as work:
                papers.give_codes(work, ids)
            with shell.desk.read() as read:
                ready = papers.cards_to_print(read, ids)
            return ready, papers.draw(ready, form)

        shell.tasks.run(make, done=lambda made: self._show(made[0], made[1], form), failed=self._failed)

    def _show(self, ready: papers.Cards, document: bytes, form: str) -> None:
        self._shell.show_paper(
            Printout(document, ready.title, f"{ready.title}.pdf", f"pass.{form}"),
            lambda outcome: self._count(ready, form, outcome.destination),
        )

    def _last(self) -> str:
        last = str(self._shell.recall(REMEMBERED, papers.FORMS[0]))
        return last if last in papers.FORMS else papers.FORMS[0]

    def _count(self, ready: papers.Cards, form: str, where: str) -> None:
        with self._shell.desk.work() as work:
            papers.record_prints(work, ready.ids, form, where)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        if isinstance(error, papers.TooLateToReprint) and self._reissue is not None:
            self._offer_anew(error, self._reissue)
        else:
            self._shell.refuse(error)

    def _offer_anew(self, error: papers.TooLateToReprint, reissue: Callable[[int], object]) -> None:
        ask(
            self._parent.window(),
            t("passes_tab.reprint.question", number=error.values["number"]),
            error.text,
            act=t("passes_tab.act.reissue"),
            keep=t("passes_tab.reprint.keep"),
            on_act=lambda: reissue(error.pass_id),
            kind=Kind.PRIMARY,
        )


def print_gate_card(shell: Shell) -> None:
    """What a guard has to know, on one page, through the preview."""

    def draw() -> bytes:
        with shell.desk.read() as read:
            return quick_card.draw(read)

    title = quick_card.title()
    shell.tasks.run(draw, done=lambda pdf: shell.show_paper(Printout(pdf, title, f"{title}.pdf", "paper")))
