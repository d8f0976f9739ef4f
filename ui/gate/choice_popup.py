"""Under the scan box: the few people that what was typed may mean, each with unit and the end of the number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit

from duty_desk import masking
from duty_desk.gate import Choice
from duty_desk.strings import t
from ui.kit.suggestions import Answer, Suggestion, SuggestionList

WIDTH = 560


class ChoicePopup(QObject):
    """`picked` carries the choice taken with Enter or a click."""

    picked = Signal(object)

    def __init__(self, box: QLineEdit) -> None:
        super().__init__(box)
        self.list = SuggestionList(box, WIDTH)
        self.list.pressed.connect(self._take)
        self._offered: tuple[Choice, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a choice is to be made."""
        return self.list.isVisible()

    def offer(self, choices: Sequence[Choice], *, hidden: bool = False) -> None:
        """Show who is meant, the first one chosen; names are shortened on a locked desk."""
        self._offered = tuple(choices)
        rows = tuple(
            Suggestion(
                number,
                masking.mask_name(one.name) if hidden else one.name,
                note=_note(one),
                number=one.number or one.document,
            )
            for number, one in enumerate(self._offered)
        )
        self.list.show_answer(Answer(rows, len(rows)), t("gate_tab.scan.choose", count=len(rows)), 0)

    def step(self, by: int) -> None:
        """The arrows of the scan box."""
        if self.is_open:
            self.list.step(by)

    def take(self) -> None:
        """Enter takes the current one."""
        chosen = self.list.current()
        if chosen is not None:
            self._take(chosen)

    def close(self) -> None:
        """Take the list away."""
        self.list.hide()

    def _take(self, chosen: Suggestion) -> None:
        self.close()
        assert isinstance(chosen.key, int)
        self.picked.emit(self._offered[chosen.key])


def _note(choice: Choice) -> str:
    """Where they belong, and as what they would pass."""
    kind = t(f"gate.kind.{choice.subject.kind.value}")
    return f"{choice.place}\N{IDEOGRAPHIC SPACE}{kind}".strip("\N{IDEOGRAPHIC SPACE}")
