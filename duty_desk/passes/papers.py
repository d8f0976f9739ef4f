"""Puts passes on paper: which cards may be printed, what a reprint says, and the count of prints (U-37, X5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, update

from db.models import Pass, PassEvent, Printing
from db.vocabulary import PassEventKind
from duty_desk import audit, formats, paper, policy, printing
from duty_desk.errors import Refusal, StaleError
from duty_desk.passes import cards, queries, records, tokens
from duty_desk.passes.rows import PassRow
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import PassCard, Progress

FORMS = ("a6", "a6_stub", "four_up", "card", "receipt")
# Whatever it is printed on, it is the same paper: its prints are counted together.
_PAPER = "pass"
_AT_ONCE = 500
# A card stands for the pass as it was given or last extended.
_BEGUN = select(func.max(PassEvent.at)).where(
    PassEvent.pass_id == bindparam("pass_id"),
    PassEvent.kind.in_((PassEventKind.ISSUED, PassEventKind.EXTENDED)),
)
_FIRST_PRINT = select(func.min(Printing.printed_at)).where(
    Printing.subject_kind == "pass",
    Printing.subject_id == bindparam("pass_id"),
    Printing.form == _PAPER,
    Printing.printed_at >= bindparam("since"),
)


_WITHOUT_CODE = (
    select(Pass.id)
    .where(Pass.id.in_(bindparam("ids", expanding=True)), Pass.token_hash.is_(None))
    .order_by(Pass.id)
    .with_for_update()
)
_TABLE: Any = Pass.__table__
_GIVE_CODE = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("pass_id"))
    .values({name: bindparam(name) for name in ("token_hash", "sealed_token", "check_code")})
)


class TooLateToReprint(Refusal):
    """A card printed some time ago is given anew instead, so that a card left lying about opens nothing."""

    def __init__(self, pass_id: int, key: str = "passes.refusal.reprint", **values: object) -> None:
        super().__init__(key, **values)
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


@requires(Permission.PRINT)
def give_codes(work: Work, ids: Sequence[int]) -> None:
    """A code for each that never had one, which is a pass that came in with a register; before its card is printed.

    One entry in the record for all of them. Raises Refusal for one that has ended.
    """
    lacking: list[int] = []
    for start in range(0, len(ids), _AT_ONCE):
        lacking += work.session.scalars(_WITHOUT_CODE, {"ids": list(ids[start : start + _AT_ONCE])})
    if not lacking:
        return
    _check_states(_rows(work, lacking))
    demo = tokens.is_demo(work)
    given = [{"pass_id": key, **records.code_columns(work, tokens.new_token(demo=demo))} for key in lacking]
    work.session.connection().execute(_GIVE_CODE, given)
    audit.record(
        work,
        action="pass.give_code",
        subject=("pass", lacking[0]) if len(lacking) == 1 else None,
        after={"count": len(lacking)},
    )


def cards_to_print(read: Read, ids: Sequence[int]) -> Cards:
    """The cards of these passes. Raises Refusal for one that has ended, TooLateToReprint for one printed long ago.

    Within the policy's minutes after its first print the same card is printed again and says so; afterwards it is given anew. An
    extension begins a new card, which is printed with the same code. A thousand cards take a while: nothing is written meanwhile,
    so that nobody at a gate waits for them.
    """
    require(read, Permission.PRINT)
    prints = printing.copies_of_many(read, "pass", list(ids), _PAPER)
    rows = _rows(read, ids)
    _check_states(rows)
    _check_reprints(read, [row for row in rows if row.id in prints])
    made = cards.cards_of(read, rows, prints)
    for row, card in zip(rows, made, strict=True):
        if card.payload is None:
            raise TooLateToReprint(row.id, "passes.refusal.no_code", number=row.number)
    missing = paper.missing_on(made)
    if missing:
        raise Refusal("passes.refusal.missing_characters", characters=t("passes.list_mark").join(missing))
    return Cards(tuple(ids), made)


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


def _rows(read: Read, ids: Sequence[int]) -> list[PassRow]:
    found: dict[int, PassRow] = {}
    for start in range(0, len(ids), _AT_ONCE):
        found |= {row.id: row for row in queries.fetch(read, list(ids[start : start + _AT_ONCE]))}
    if len(found) < len(set(ids)):
        raise StaleError("storage.stale")
    return [found[i] for i in ids]


def _check_states(rows: Sequence[PassRow]) -> None:
    for row in rows:
        if row.state not in cards.PRINTABLE:
            state = t(f"passes.state.{row.state.value}")
            number = row.number or row.holder_name
            raise Refusal("passes.refusal.not_printable", number=number, state=state)


def _check_reprints(read: Read, rows: Sequence[PassRow]) -> None:
    minutes = policy.integer(read, "pass.reprint_minutes")
    latest = read.at - timedelta(minutes=minutes)
    for row in rows:
        begun = read.session.scalar(_BEGUN, {"pass_id": row.id}) or row.issued_at
        first = read.session.scalar(_FIRST_PRINT, {"pass_id": row.id, "since": begun})
        if first is not None and first < latest:
            raise TooLateToReprint(row.id, number=row.number, moment=formats.moment(first), minutes=minutes)
