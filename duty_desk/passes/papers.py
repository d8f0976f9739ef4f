"""Puts passes on paper: which cards may be printed, what a reprint says, and the count of prints (U-37, X5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from db.vocabulary import PassState
from duty_desk import formats, paper, policy, printing
from duty_desk.errors import Refusal
from duty_desk.passes import cards, queries
from duty_desk.passes.rows import PassDetail
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import PassCard, Progress

FORMS = ("a6", "a6_stub", "four_up", "card", "receipt")
# Whatever it is printed on, it is the same paper: its prints are counted together.
_PAPER = "pass"
_PRINTABLE = frozenset({PassState.VALID, PassState.LAST_DAY, PassState.NOT_YET, PassState.SUSPENDED})


class TooLateToReprint(Refusal):
    """A card printed some time ago is given anew instead, so that a card left lying about opens nothing."""

    def __init__(self, pass_id: int, **values: object) -> None:
        super().__init__("passes.refusal.reprint", **values)
        self.pass_id = pass_id


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards ready to be drawn, in the order asked for."""

    ids: tuple[int, ...]
    cards: tuple[PassCard, ...]

    @property
    def title(self) -> str:
        """What the preview calls the paper."""
        if len(self.cards) == 1:
            return self.cards[0].number
        return t("passes.paper.many", count=len(self.cards))


def cards_to_print(read: Read, ids: Sequence[int]) -> Cards:
    """The cards of these passes. Raises Refusal for one that has ended, TooLateToReprint for one printed long ago.

    Within the policy's minutes after a print the same card is printed again and says so; afterwards it is given anew.
    """
    minutes = timedelta(minutes=policy.integer(read, "pass.reprint_minutes"))
    prints = printing.copies_of_many(read, "pass", list(ids), _PAPER)
    made: list[PassCard] = []
    for pass_id in ids:
        detail = queries.get_pass(read, pass_id)
        if detail.row.state not in _PRINTABLE:
            state = t(f"passes.state.{detail.row.state.value}")
            raise Refusal(
                "passes.refusal.not_printable",
                number=detail.row.number or detail.row.holder_name,
                state=state,
            )
        _check_reprint(read, detail, minutes)
        made.append(cards.card_of(read, detail, reprint=prints.get(pass_id, 0)))
    missing = paper.missing_on(made)
    if missing:
        raise Refusal("passes.refusal.missing_characters", characters=t("passes.list_mark").join(missing))
    return Cards(tuple(ids), tuple(made))


def draw(ready: Cards, form: str, *, backs: bool = False, progress: Progress | None = None) -> bytes:
    """The cards as one PDF."""
    target = BytesIO()
    wanted: Any = form
    paper.print_passes(target, ready.cards, wanted, backs=backs, progress=progress)
    return target.getvalue()


@requires(Permission.PRINT)
def record_prints(work: Work, ids: Sequence[int], form: str, destination: str) -> None:
    """Count the prints once they went to a printer or a file."""
    printing.record_many(work, "pass", list(ids), _PAPER, destination, {"form": form})


def _check_reprint(read: Read, detail: PassDetail, minutes: timedelta) -> None:
    rows = printing.list_prints(read, ("pass", detail.id))
    if rows and rows[0].printed_at + minutes < read.at:
        raise TooLateToReprint(
            detail.id,
            number=detail.row.number,
            moment=formats.moment(rows[0].printed_at),
            minutes=int(minutes.total_seconds() // 60),
        )
