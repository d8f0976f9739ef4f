"""Fields of the duty screen that take any words and offer those written lately, and how its papers reach the preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from duty_desk import search
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.kit.fields import LineEdit
from ui.kit.printing import Printout
from ui.kit.suggestions import Suggestion
from ui.kit.type_ahead import TypeAhead

if TYPE_CHECKING:
    from duty_desk.work import Read, Work
    from ui.feature_tab import Shell

_MOST = 8


def optional() -> LineEdit:
    """A line that may stay empty."""
    return LineEdit(placeholder=t("duty_log.form.optional"))


def offering(
    shell: Shell,
    known: Mapping[str, str] | Sequence[str],
    picked: Callable[[str], object] | None = None,
    *,
    text: str = "",
    may_be_empty: bool = False,
) -> LineEdit:
    """A line that offers names by hanzi, pinyin or initials; a note may stand beside each. `picked` is told which was taken."""
    notes = known if isinstance(known, Mapping) else dict.fromkeys(known, "")
    line = LineEdit(text, placeholder=t("duty_log.form.optional") if may_be_empty else "")

    def find(typed: str) -> list[Suggestion]:
        found = [
            Suggestion(name, name, matched, note)
            for name, note in notes.items()
            if (matched := search.matched_length(name, typed)) > 0
        ]
        return found[:_MOST]

    def take(chosen: Suggestion) -> None:
        line.setText(str(chosen.key))
        if picked is not None:
            picked(str(chosen.key))

    ahead = TypeAhead(line, find, shell.tasks, preselect=False, width=280)
    ahead.picked.connect(take)
    return line


def show_paper(
    shell: Shell,
    draw: Callable[[Read], bytes],
    title: str,
    record: Callable[[Work, str], object],
    kind: str = "paper",
) -> None:
    """Draw a paper beside the window, show it, and put its print on record once it went somewhere."""

    def drawing() -> bytes:
        with shell.desk.read() as read:
            return draw(read)

    def went(where: str) -> None:
        with shell.desk.work() as work:
            record(work, where)

    def drawn(pdf: bytes) -> None:
        shell.show_paper(
            Printout(pdf, title, f"{title}.pdf", kind), lambda outcome: went(outcome.destination)
        )

    def failed(error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        shell.refuse(error)

    shell.tasks.run(drawing, done=drawn, failed=failed)
