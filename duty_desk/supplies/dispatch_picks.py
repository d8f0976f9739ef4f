"""From which lots a dispatch is taken: proposed at approval, kept or chosen otherwise when it is handed out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from db.models import Lot
from duty_desk.errors import InputError, Refusal
from duty_desk.roles import step
from duty_desk.strings import t
from duty_desk.supplies import dispatch_records, fefo_rules, reserving
from duty_desk.supplies.fefo_rules import NOTHING, Candidate, Pick, Skip, Wish
from duty_desk.supplies.posting import not_enough, quantity_text
from duty_desk.work import Read, Work

Picked = Mapping[int, Sequence[Pick]]


def wish_of(row: Any, day: date, stores: Collection[int] | None = None) -> Wish:
    """For whom and what for a dispatch is."""
    return Wish(row.unit_id, row.purpose, day, frozenset(stores) if stores is not None else None)


@step
def plan(
    work: Work,
    wish: Wish,
    lines: Sequence[Any],
    wanted: Mapping[int, Decimal],
    *,
    own: Mapping[tuple[int, int], Decimal] | None = None,
    kept: Picked | None = None,
) -> dict[int, tuple[Pick, ...]]:
    """The picks of each line, in the order of issue. Raises Refusal when there is too little of an item.

    `own` is what this dispatch has reserved already; `kept` picks stand as long as they are allowed and there.
    """
    found: dict[int, tuple[Pick, ...]] = {}
    for item in dict.fromkeys(line.item_id for line in lines):
        mine = [line for line in lines if line.item_id == item and wanted[line.id] > 0]
        if not mine:
            continue
        stands = _standing(work, item, mine, wish, wanted, own or {}, kept or {})
        if stands is not None:
            found |= stands
            continue
        lying = reserving.candidates(work, item, home=mine[0].store_id, own=own, hold=True)
        left = lying
        short = NOTHING
        for line in mine:
            picks = _still_good(left, wish, (kept or {}).get(line.id, ()), wanted[line.id])
            if picks is None:
                proposal = fefo_rules.propose(left, wanted[line.id], wish)
                picks, short = proposal.picks, short + proposal.short
            found[line.id] = picks
            left = _without(left, picks)
        if short:
            raise _too_little(mine, lying, wish, sum((wanted[line.id] for line in mine), NOTHING))
    return found


def _standing(
    work: Work,
    item: int,
    lines: Sequence[Any],
    wish: Wish,
    wanted: Mapping[int, Decimal],
    own: Mapping[tuple[int, int], Decimal],
    kept: Picked,
) -> dict[int, tuple[Pick, ...]] | None:
    """The kept picks of all lines of an item when every one of them may still go; the usual case, and the quick one."""
    if any(line.id not in kept for line in lines):
        return None
    places = {(pick.lot, pick.store) for line in lines for pick in kept[line.id]}
    left = reserving.candidates_at(work, item, places, own)
    found: dict[int, tuple[Pick, ...]] = {}
    for line in lines:
        picks = _still_good(left, wish, kept[line.id], wanted[line.id])
        if picks is None:
            return None
        found[line.id] = picks
        left = _without(left, picks)
    return found


@step
def check(
    work: Work,
    wish: Wish,
    lines: Sequence[Any],
    wanted: Mapping[int, Decimal],
    chosen: Picked,
    *,
    own: Mapping[tuple[int, int], Decimal],
) -> None:
    """Raise InputError or Refusal unless the chosen lots may go, are there, and those that pass an earlier one over say why."""
    for item in dict.fromkeys(line.item_id for line in lines if line.id in chosen):
        mine = [line for line in lines if line.item_id == item and line.id in chosen]
        lying = reserving.candidates(work, item, home=mine[0].store_id, own=own, hold=True)
        known = {(one.lot, one.store): one for one in lying}
        for line in mine:
            if sum((pick.quantity for pick in chosen[line.id]), NOTHING) != wanted[line.id]:
                raise InputError(
                    f"picks.{line.id}",
                    "supplies_dispatch.error.picks_differ",
                    name=line.name,
                    quantity=quantity_text(wanted[line.id]),
                    unit=line.base_unit,
                )
        together = _together([pick for line in mine for pick in chosen[line.id]])
        for pick in together:
            _check_one(work, mine[0], known.get((pick.lot, pick.store)), pick, wish)
        for pick in fefo_rules.passed_over(lying, together, wish):
            if not (pick.reason or "").strip():
                raise InputError(
                    f"picks.{mine[0].id}",
                    "supplies_dispatch.error.earlier_lot",
                    name=mine[0].name,
                    lot=_code(work, pick.lot),
                )


@step
def keep(work: Work, picked: Picked, *, reserved: bool) -> None:
    """Write down where each line is taken from."""
    dispatch_records.add_picks(
        work,
        [
            {
                "line_id": line,
                "lot_id": pick.lot,
                "store_id": pick.store,
                "quantity": pick.quantity,
                "is_reserved": reserved,
                "reason": (pick.reason or "").strip() or None,
            }
            for line, picks in picked.items()
            for pick in picks
        ],
    )


def trimmed(picks: Sequence[Any], wanted: Mapping[int, Decimal]) -> dict[int, list[Pick]]:
    """What was reserved, as far as it is handed out now."""
    left = dict(wanted)
    found: dict[int, list[Pick]] = {}
    for pick in picks:
        taken = min(pick.quantity, left.get(pick.line_id, NOTHING))
        if taken > 0:
            left[pick.line_id] -= taken
            found.setdefault(pick.line_id, []).append(Pick(pick.lot_id, pick.store_id, taken))
    return found


def _still_good(
    lying: Sequence[Candidate], wish: Wish, picks: Sequence[Pick], quantity: Decimal
) -> tuple[Pick, ...] | None:
    if sum((pick.quantity for pick in picks), NOTHING) != quantity:
        return None
    known = {(one.lot, one.store): one for one in lying}
    for pick in picks:
        one = known.get((pick.lot, pick.store))
        if one is None or pick.quantity > one.free or fefo_rules.why_not(one, wish) is not None:
            return None
    return tuple(picks)


def _without(lying: Sequence[Candidate], picks: Sequence[Pick]) -> list[Candidate]:
    taken = {(pick.lot, pick.store): pick.quantity for pick in picks}
    return [
        replace(one, reserved=one.reserved + taken[one.lot, one.store])
        if (one.lot, one.store) in taken
        else one
        for one in lying
    ]


def _together(picks: Sequence[Pick]) -> list[Pick]:
    found: dict[tuple[int, int], Pick] = {}
    for pick in picks:
        before = found.get((pick.lot, pick.store))
        found[pick.lot, pick.store] = (
            replace(
                pick,
                quantity=before.quantity + pick.quantity,
                reason="".join(filter(None, (before.reason, pick.reason))),
            )
            if before
            else pick
        )
    return list(found.values())


def _check_one(read: Read, line: Any, one: Candidate | None, pick: Pick, wish: Wish) -> None:
    if one is None or pick.quantity > one.free:
        raise not_enough(
            read, pick.lot, pick.store, wanted=pick.quantity, free=max(one.free, NOTHING) if one else NOTHING
        )
    reason = fefo_rules.why_not(one, wish)
    if reason is not None:
        words = t(f"supplies_dispatch.skip.{reason.value}")
        raise Refusal(
            "supplies_dispatch.refusal.lot", name=line.name, lot=_code(read, pick.lot), reason=words
        )


def _code(read: Read, lot: int) -> str:
    return str(read.session.scalar(select(Lot.code).where(Lot.id == lot)) or "")


def _too_little(lines: Sequence[Any], lying: Sequence[Candidate], wish: Wish, wanted: Decimal) -> Refusal:
    """How much there is for this unit, and why the rest that lies there is not for it."""
    free = sum((max(one.free, NOTHING) for one in lying if fefo_rules.why_not(one, wish) is None), NOTHING)
    line = lines[0]
    shown: dict[str, object] = {
        "name": line.name,
        "unit": line.base_unit,
        "wanted": quantity_text(wanted),
        "free": quantity_text(free),
    }
    kept: dict[Skip, Decimal] = {}
    for one in lying:
        reason = fefo_rules.why_not(one, wish)
        if reason is not None:
            kept[reason] = kept.get(reason, NOTHING) + one.quantity
        elif one.reserved > 0:
            kept[Skip.RESERVED] = kept.get(Skip.RESERVED, NOTHING) + one.reserved
    if not kept:
        return Refusal("supplies_dispatch.refusal.too_little", **shown)
    rest = t("supplies_dispatch.list_mark").join(
        t(f"supplies_dispatch.kept.{reason.value}", quantity=quantity_text(kept[reason]))
        for reason in Skip
        if reason in kept
    )
    return Refusal("supplies_dispatch.refusal.too_little_of", rest=rest, **shown)
