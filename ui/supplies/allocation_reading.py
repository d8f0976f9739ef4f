"""What the allocation screen knows of one item: what may go, what is bound, how long the rest lasts, and who gets which lots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from duty_desk import formats
from duty_desk.people.units import UnitRow, list_units
from duty_desk.strings import t
from duty_desk.supplies import allocating, catalogue, days, fefo_rules, reserving, stock
from duty_desk.supplies.allocation_rules import NOTHING, Share
from duty_desk.supplies.catalogue import ItemRow
from duty_desk.supplies.fefo_rules import Candidate, Wish
from duty_desk.supplies.stock import Holding
from duty_desk.work import Read
from ui.supplies.allocation_form import BOTH, COLLEGE, COLLEGES, FRONT, FRONT_LINE, Terms
from ui.supplies.allocation_side import LotLine
from ui.supplies.share_model import Row


@dataclass(frozen=True, slots=True)
class Facts:
    """`free` may go to anybody today; `bound` lies for a purpose or a unit of its own; `last` is what each unit got last."""

    item: ItemRow
    free: Decimal
    bound: Decimal
    bound_lots: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    holdings: Mapping[tuple[int, int], Holding]
    daily: Decimal
    last: Mapping[int, Decimal]
    today: date

    def days_left(self, after: Decimal) -> days.Cover:
        """How long what is left lasts."""
        return days.cover(after, self.daily, self.today, days.UseBasis.LAST_7)


@dataclass(frozen=True, slots=True)
class Preview:
    """The lots in the order in which they go, and how much is missing."""

    lines: tuple[LotLine, ...]
    short: Decimal


def units_of(read: Read) -> tuple[UnitRow, ...]:
    """Active units in their order."""
    return tuple(list_units(read))


def rows_of(units: Sequence[UnitRow], chosen: str, *, everybody: bool) -> list[Row]:
    """The units of a range, the front line after the others; heads are the staff, or staff and students."""
    kinds = {BOTH: (COLLEGE, FRONT_LINE), COLLEGES: (COLLEGE,), FRONT: (FRONT_LINE,)}.get(chosen)
    rows = [
        Row(unit.id, unit.name, unit.headcount if everybody else unit.staff or 0, unit.kind == FRONT_LINE)
        for unit in units
        if kinds is None or unit.kind in kinds
    ]
    return sorted(rows, key=lambda row: row.front_line)


def weight_of(row: Row, terms: Terms, last: Mapping[int, Decimal]) -> Decimal:
    """What a unit's share is reckoned by; nothing where every amount is typed."""
    match terms.basis:
        case "headcount":
            weight = Decimal(row.heads)
        case "equal":
            weight = Decimal(1)
        case "last":
            weight = last.get(row.unit, NOTHING)
        case _:
            return NOTHING
    return weight * terms.factor if row.front_line else weight


def read_facts(read: Read, item: int) -> Facts:
    """Everything about one item that the shares and checks need."""
    row = catalogue.get_item(read, item)
    candidates = tuple(reserving.candidates(read, item, home=row.store_id))
    holdings = {(each.lots[0], each.store_id): each for each in stock.on_hand(read, item=item, merged=False)}
    today = read.at.date()
    nobody = Wish(-1, "", today)
    free = sum((one.free for one in candidates if fefo_rules.why_not(one, nobody) is None), NOTHING)
    bound = [
        one
        for one in candidates
        if fefo_rules.why_not(one, nobody) in (fefo_rules.Skip.OTHER_UNIT, fefo_rules.Skip.OTHER_PURPOSE)
    ]
    basis = days.usual_basis(read)
    return Facts(
        item=row,
        free=free,
        bound=sum((one.quantity for one in bound), NOTHING),
        bound_lots=tuple(
            dict.fromkeys(
                holdings[one.lot, one.store].lot for one in bound if (one.lot, one.store) in holdings
            )
        ),
        candidates=candidates,
        holdings=holdings,
        daily=days.daily_use(read, basis).get(item, NOTHING),
        last=allocating.last_given(read, item),
        today=today,
    )


def preview(facts: Facts, shares: Sequence[Share], purpose: str) -> Preview:
    """From which lots the shares would be taken, unit by unit in the order of the list."""
    left = list(facts.candidates)
    taken: dict[tuple[int, int], Decimal] = {}
    short = NOTHING
    for share in shares:
        if share.quantity <= 0:
            continue
        found = fefo_rules.propose(left, share.quantity, Wish(share.unit, purpose, facts.today))
        short += found.short
        for pick in found.picks:
            key = pick.lot, pick.store
            taken[key] = taken.get(key, NOTHING) + pick.quantity
        left = [
            replace(one, reserved=one.reserved + mine)
            if (
                mine := sum(
                    (p.quantity for p in found.picks if (p.lot, p.store) == (one.lot, one.store)), NOTHING
                )
            )
            else one
            for one in left
        ]
    ordered = sorted(
        (one for one in facts.candidates if one.quantity > 0),
        key=lambda one: (one.expires_on or date.max, one.rank, one.lot, one.store),
    )
    lines: list[LotLine] = []
    for one in ordered:
        holding = facts.holdings.get((one.lot, one.store))
        mine = taken.get((one.lot, one.store), NOTHING)
        if holding is None or (not mine and fefo_rules.why_not(one, Wish(-1, "", facts.today)) is not None):
            continue
        lines.append(
            LotLine(
                id=one.lot * stock.PLACES + one.store,
                lot=holding.lot,
                source=source_words(holding),
                taken=formats.number(mine),
                left=formats.number(one.quantity - one.reserved - mine),
                expires=holding.expires_on.isoformat() if holding.expires_on else "\N{EM DASH}",
            )
        )
    return Preview(tuple(lines), short)


def source_words(holding: Holding) -> str:
    """Where a lot came from in a few words."""
    word = t(f"supplies_books.source.{holding.source}")
    return f"{word} {holding.party}".strip()
