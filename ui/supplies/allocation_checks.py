"""The checks under an allocation: each in order, to be explained, or in the way."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from duty_desk import formats
from duty_desk.strings import t
from duty_desk.supplies.allocation_rules import NOTHING, Share
from ui.kit.tokens import Tone
from ui.supplies.allocation_form import Terms
from ui.supplies.allocation_reading import Facts
from ui.supplies.allocation_side import Check
from ui.supplies.share_model import Row, signed


def check_all(
    terms: Terms, rows: Sequence[Row], shares: Sequence[Share], facts: Facts | None, short: Decimal
) -> list[Check]:
    """Total, heads, whole packs, locks, bound lots and what is left; nothing before an item is chosen."""
    if facts is None or not shares:
        return []
    return [
        _total(terms, shares),
        _heads(rows, shares),
        _packs(terms, shares, facts),
        _locks(shares, facts),
        _bound(facts),
        _left(shares, facts, short),
    ]


def _total(terms: Terms, shares: Sequence[Share]) -> Check:
    given = _sum(shares)
    tone = Tone.OK if given == terms.total and given > 0 else Tone.DANGER
    figures = f"{formats.number(given)} / {formats.number(terms.total)}"
    count = sum(share.quantity > 0 for share in shares)
    if given < terms.total:
        return Check(tone, t("supplies_out.check.rest", rest=formats.number(terms.total - given)), figures)
    if given > terms.total:
        return Check(tone, t("supplies_out.check.over", over=formats.number(given - terms.total)), figures)
    return Check(tone, t("supplies_out.check.sum", count=count), figures)


def _heads(rows: Sequence[Row], shares: Sequence[Share]) -> Check:
    heads = sum(row.heads for row in rows)
    if not heads:
        return Check(Tone.WARN, t("supplies_out.check.no_heads"), "")
    each = f"{_sum(shares) / heads:.2f}"
    return Check(
        Tone.OK,
        t("supplies_out.check.heads"),
        t("supplies_out.check.heads_figures", heads=formats.number(heads), each=each),
    )


def _packs(terms: Terms, shares: Sequence[Share], facts: Facts) -> Check:
    loose = sum(share.quantity % terms.pack != 0 for share in shares)
    words = t("supplies_out.check.packs", size=formats.number(terms.pack), unit=facts.item.base_unit)
    if loose:
        return Check(Tone.WARN, words, t("supplies_out.check.loose", count=loose))
    packs = formats.number(_sum(shares) / terms.pack)
    up = sum(share.rounded_up for share in shares)
    return Check(Tone.OK, words, t("supplies_out.check.packs_figures", packs=packs, count=up))


def _locks(shares: Sequence[Share], facts: Facts) -> Check:
    locked = [share for share in shares if share.locked]
    words = t("supplies_out.check.locks")
    if not locked:
        return Check(Tone.OK, words, t("supplies_out.check.no_locks"))
    more = sum((share.quantity - share.exact for share in locked), NOTHING)
    figures = t(
        "supplies_out.check.locks_figures",
        count=len(locked),
        more=signed(Decimal(round(more))).removesuffix(".0"),
        unit=facts.item.base_unit,
    )
    return Check(Tone.WARN, words, figures)


def _bound(facts: Facts) -> Check:
    words = t("supplies_out.check.bound")
    if not facts.bound:
        return Check(Tone.OK, words, t("supplies_out.check.no_bound"))
    lots = t("supplies_tab.mark").join(facts.bound_lots[:2])
    quantity = formats.number(facts.bound)
    return Check(
        Tone.OK,
        words,
        t("supplies_out.check.bound_figures", lots=lots, quantity=quantity, unit=facts.item.base_unit),
    )


def _left(shares: Sequence[Share], facts: Facts, short: Decimal) -> Check:
    if short:
        return Check(
            Tone.DANGER,
            t("supplies_out.check.short", free=formats.number(facts.free), unit=facts.item.base_unit),
            t("supplies_out.check.short_figures", short=formats.number(short)),
        )
    left = facts.free - _sum(shares)
    return Check(
        Tone.OK,
        t("supplies_out.check.left"),
        t("supplies_out.check.left_figures", left=formats.number(left), unit=facts.item.base_unit),
    )


def _sum(shares: Sequence[Share]) -> Decimal:
    return sum((share.quantity for share in shares), NOTHING)
