"""How fast the stores answer: stock on hand (J6) and a stock card (J7), beside bare sqlite3 in the same run (limit, desk, limit).

    python -m benchmarks.stock                       one JSON line for each job
    python -m benchmarks.stock --count N             with another number of movements
    python -m benchmarks.stock --folder DIR          keep the office in DIR and use it again

200 items in 5 stores, a million movements behind them, one item with 10,000. Each answer is checked: the balances against the sum
of all movements, every page of the card against one window query over the whole of it.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks.ground import new_office
from benchmarks.measuring import in_turns, open_file, say_turns, took
from db.models import Item, Lot, Movement, Stock, StockDocument, Store
from db.vocabulary import StoreKind
from duty_desk.desk import Desk, open_desk
from duty_desk.people.officers import list_officers
from duty_desk.supplies import stock
from duty_desk.supplies.stock_moves import card, card_page

COUNT = 1_000_000
AT_ONCE = 50_000
ITEMS, STORES, LINES = 200, 5, 10
LONG = 10_000
AT = datetime(2020, 3, 6, 17, 20)
TURNS = 30


def build(folder: Path, count: int) -> Desk:
    """An office with `count` movements; item 1 has LONG of them, the others share the rest."""
    target = folder / f"stock-{count}"
    if (target / "built").exists():
        return open_desk(target, clock=lambda: AT)
    desk = new_office(target, AT)
    with desk.work() as work:
        run = work.session.execute
        run(
            insert(Store),
            [
                {"code": f"S{n}", "name": f"Store {n}", "kind": StoreKind.ORDINARY.value}
                for n in range(STORES)
            ],
        )
        run(
            insert(Item),
            [
                {"code": f"I{n:03d}", "name": f"Item {n}", "base_unit": "kg", "list_order": n}
                for n in range(ITEMS)
            ],
        )
        run(insert(Lot), [{"item_id": n + 1, "code": f"L{n}", "source": "purchase"} for n in range(ITEMS)])
    begin = AT - timedelta(days=900)
    balance: dict[tuple[int, int], int] = {}
    for start in range(0, count, AT_ONCE):
        documents: list[dict[str, Any]] = []
        moves: list[dict[str, Any]] = []
        for n in range(start, min(start + AT_ONCE, count)):
            if n % LINES == 0:
                documents.append(_document(n // LINES + 1, begin + timedelta(seconds=n * 70)))
            item = 1 if n % max(10, count // LONG) == 0 else 2 + n % (ITEMS - 1)
            store = 1 + n % STORES
            # Two in for every one out: never below nothing.
            quantity = 3 if n // ITEMS % 2 == 0 or balance.get((item, store), 0) < 1 else -1
            balance[item, store] = balance.get((item, store), 0) + quantity
            moves.append(
                {"document_id": n // LINES + 1, "line": n % LINES + 1, "kind": "receipt" if quantity > 0 else "issue",
                 "at": begin + timedelta(seconds=n // LINES * LINES * 70), "item_id": item, "lot_id": item,
                 "store_id": store, "quantity": Decimal(quantity)}
            )  # fmt: skip
        with desk.work() as work:
            work.session.execute(insert(StockDocument), documents)
            work.session.execute(insert(Movement), moves)
    with desk.work() as work:
        work.session.execute(
            insert(Stock),
            [
                {"lot_id": i, "store_id": s, "item_id": i, "quantity": Decimal(q)}
                for (i, s), q in balance.items()
            ],
        )
    (target / "built").touch()
    return desk


def _document(n: int, at: datetime) -> dict[str, Any]:
    return {"kind": "receipt", "series": "receipt", "year": 2020, "sequence": n, "number": f"R{n}", "at": at,
            "recorded_at": at, "digest": "x"}  # fmt: skip


def measure(
    job: str, n: int, desk: Callable[[], Any], limit: Callable[[], Any], turns: int, checked: str
) -> None:
    """Limit, desk, limit, and so on."""
    say_turns(
        job,
        n,
        in_turns(lambda many: [took(limit)[0] for _ in range(many)], lambda _: desk(), turns, 5),
        checked=checked,
    )


def main() -> None:
    """Build, measure, check."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        run(options.folder or Path(temporary), options.count)


def run(folder: Path, count: int, jobs: Sequence[str] = ("J6", "J7")) -> None:
    """Build where it is not there yet, and measure."""
    desk = build(folder, count)
    with desk.read() as read:
        desk.officer = list_officers(read)[0].ref
    assert desk.path is not None
    bare = open_file(desk.path)
    if "J6" in jobs:
        on_hand(desk, bare, count)
    if "J7" in jobs:
        one_card(desk, bare, count)
    bare.close()
    desk.close()


def on_hand(desk: Desk, bare: sqlite3.Connection, count: int) -> None:
    """Stock on hand of all items in all stores (J6)."""

    def ours() -> Any:
        with desk.read() as read:
            return stock.balances(read)

    def limit() -> Any:
        kept = "SELECT item_id, store_id, sum(quantity) FROM stock GROUP BY item_id, store_id"
        return bare.execute(kept).fetchall()

    wanted = bare.execute("SELECT item_id, store_id, sum(quantity) FROM movement GROUP BY 1, 2").fetchall()
    assert {(item, store): int(q * 1000) for (item, store), q in ours().items()} == {
        (item, store): q for item, store, q in wanted
    }
    measure("J6", count, ours, limit, TURNS, f"{len(wanted)} balances are the sums of all movements")


def one_card(desk: Desk, bare: sqlite3.Connection, count: int) -> None:
    """The card of the item with most movements (J7)."""
    joins = (
        "SELECT m.id, m.document_id, m.at, m.kind, m.quantity, m.note, d.number, l.code, s.name, "
        "sum(m.quantity) OVER (ORDER BY m.at, m.id ROWS UNBOUNDED PRECEDING) FROM movement m "
        "JOIN stock_document d ON d.id = m.document_id JOIN lot l ON l.id = m.lot_id JOIN store s ON s.id = m.store_id "
        "WHERE m.item_id = 1 ORDER BY m.at, m.id"
    )

    def limit() -> Any:
        return bare.execute(joins).fetchall()

    def whole() -> Any:
        with desk.read() as read:
            return card(read, 1)

    lines = limit()
    with desk.read() as read:
        middle = card_page(read, 1)
        for _ in range(len(lines) // 200 - 1):
            assert middle.after is not None
            middle = card_page(read, 1, after=middle.after)

    def page() -> Any:
        with desk.read() as read:
            return card_page(read, 1, after=middle.after)

    here = {line[0]: line[-1] for line in lines}
    rows = page().rows
    assert rows
    assert all(int(row.balance * 1000) == here[row.id] for row in rows)
    assert [int(row.balance * 1000) for row in whole()[1]] == [line[-1] for line in lines]
    right = "every balance is that of the window query"
    measure(f"J7 page, of {len(lines)} movements", count, page, limit, 15, right)
    measure(f"J7 whole, {len(lines)} movements", count, whole, limit, 10, right)


if __name__ == "__main__":
    main()
