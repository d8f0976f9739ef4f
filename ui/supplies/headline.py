"""What is said about supplies without opening them: live facts after the title, counts on the segments, the badge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from duty_desk import formats, ledger
from duty_desk.ledger import Request
from duty_desk.strings import t
from duty_desk.supplies import catalogue, quantities, stock, stock_rows
from duty_desk.supplies.days import Shortage
from duty_desk.supplies.dispatch_lists import DISPATCHES
from duty_desk.supplies.receipts import RECEIPTS
from duty_desk.work import Read

# So many lines of the summary fit after the title.
MOST = 3


@dataclass(frozen=True, slots=True)
class Headline:
    """`counts` by view; `short` and `low` kinds of goods below their safety days.

    `metrics` are (name, quantity, whether in kg); `moved` says what came and went in one line.
    """

    counts: Mapping[str, int]
    short: int
    low: int
    metrics: tuple[tuple[str, Decimal, bool], ...]
    moved: str


def read_headline(read: Read) -> Headline:
    """Everything at once, from one reading."""
    rows = stock_rows.stock_rows(read).values()
    came = ledger.count(RECEIPTS, read, Request(filters={"state": "posted"}))
    bought = ledger.count(RECEIPTS, read, Request(filters={"state": "posted", "source": "purchase"}))
    issued = ledger.count(DISPATCHES, read, Request(filters={"states": ["issued", "signed"]}))
    return Headline(
        counts={
            "stock": len(rows),
            "receipts": came,
            "dispatches": ledger.count(DISPATCHES, read, Request()),
        },
        short=sum(row.shortage == Shortage.SHORT for row in rows),
        low=sum(row.shortage == Shortage.LOW for row in rows),
        metrics=_metrics(read),
        moved=t(
            "supplies_tab.moved",
            came=formats.number(came),
            bought=formats.number(bought),
            other=formats.number(came - bought),
            issued=formats.number(issued),
        ),
    )


def facts_of(headline: Headline) -> str:
    """The line after the title."""
    said = [
        t(
            "supplies_tab.fact_kg" if heavy else "supplies_tab.fact",
            name=name,
            quantity=formats.number(number),
        )
        for name, number, heavy in headline.metrics
    ]
    return "\N{IDEOGRAPHIC SPACE}".join(said)


def _metrics(read: Read) -> tuple[tuple[str, Decimal, bool], ...]:
    there = stock.totals(read)
    found: dict[str, Decimal] = {}
    for item in catalogue.list_items(read, active_only=False):
        if item.metric is None or not there.get(item.id):
            continue
        weighed = item.metric.endswith("kg")
        number = quantities.kilograms_of(there[item.id], item) if weighed else there[item.id]
        found[item.metric] = found.get(item.metric, Decimal(0)) + (number or Decimal(0))
    largest = sorted(found, key=lambda name: found[name], reverse=True)[:MOST]
    return tuple(
        (name.removesuffix("kg"), round(number, 1) if name.endswith("kg") else number, name.endswith("kg"))
        for name, number in found.items()
        if name in largest
    )
