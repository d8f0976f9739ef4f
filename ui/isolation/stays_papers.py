"""Papers of isolation from the window: drawn beside it, previewed, counted once they went to a printer or a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from duty_desk.errors import DutyDeskError
from duty_desk.isolation import papers
from duty_desk.masking import mask_name
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from duty_desk.work import Read, Work
from ui.feature_tab import Shell
from ui.kit.printing import Printout

_MAKERS = {
    papers.NOTICE: papers.notice,
    papers.RELEASE: papers.release_notice,
    papers.MONITOR: papers.monitor_sheet,
}


def print_stay(shell: Shell, stay: int, form: str, name: str) -> None:
    """One of the papers of a stay."""

    def draw() -> bytes:
        with shell.desk.read() as read:
            return papers.draw(_MAKERS[form](read, stay), form)

    # The title is also the name of the file and of the print job, which others see.
    paper = t(f"isolation_forms.paper.{form}")
    title = t("isolation_forms.paper.named", paper=paper, name=mask_name(name))
    _show(shell, draw, title, lambda work, where: papers.record_print(work, stay, form, where))


def print_list(shell: Shell, name: str, make: Callable[[Read, Any], Any], title: str) -> None:
    """A list that `make` draws into a buffer."""
    drawn: list[Any] = []

    def draw() -> bytes:
        target = BytesIO()
        with shell.desk.read() as read:
            drawn.append(make(read, target))
        return target.getvalue()

    def record(work: Work, where: str) -> None:
        papers.record_list(work, name, drawn[-1].rows)

    _show(shell, draw, title, record, "list")


def paper_acts(shell: Shell, row: Any) -> Sequence[tuple[str, Callable[[], object]]]:
    """The papers that a stay has as far as it has come, as words and acts."""
    with shell.desk.read() as read:
        sees_health = may(read, Permission.SEE_HEALTH)
    forms: list[str] = []
    if row.state.value in ("approved", "admitted", "ended"):
        forms.append(papers.NOTICE)
    if row.admitted_at is not None and sees_health:
        forms.append(papers.MONITOR)
    if row.release_number and sees_health:
        forms.append(papers.RELEASE)
    return [
        (
            t("isolation_forms.paper.print", paper=t(f"isolation_forms.paper.{form}")),
            lambda form=form: print_stay(shell, row.id, form, row.name),
        )
        for form in forms
    ]


def _show(
    shell: Shell,
    draw: Callable[[], bytes],
    title: str,
    record: Callable[[Work, str], object],
    kind: str = "paper",
) -> None:
    def went(where: str) -> None:
        with shell.desk.work() as work:
            record(work, where)

    def drawn(pdf: bytes) -> None:
        shell.show_paper(
            Printout(pdf, title, f"{title}.pdf", kind), lambda outcome: went(outcome.destination)
        )

    shell.tasks.run(draw, done=drawn, failed=lambda error: _failed(shell, error))


def _failed(shell: Shell, error: Exception) -> None:
    if not isinstance(error, DutyDeskError):
        raise error
    shell.refuse(error)
