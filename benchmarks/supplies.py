"""How fast goods come in and go out, one line each, beside bare SQLite doing the same writes, and with a hundred times as many movements.

    python -m benchmarks.supplies                 one JSON line for each job
    python -m benchmarks.supplies --count N       with another number of movements to begin with; then a hundred times as many

Every figure carries its check: what was received and handed out is in stock, in the movements and in the chain.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.ground import new_office
from benchmarks.measuring import Took, Turns, in_turns, open_file, say, say_turns, timed, took
from db.models import Item, Lot, Movement, Officer, Stock, StockDocument, Store, Unit
from db.vocabulary import Role, Source
from duty_desk import audit
from duty_desk.desk import Desk
from duty_desk.supplies import allocating, catalogue, dispatch, dispatch_issue, receive
from duty_desk.supplies.allocation_rules import Claim, share_out
from duty_desk.supplies.dispatch_form import Asked
from duty_desk.supplies.receive_form import Delivery, Line
from duty_desk.work import OfficerRef

AT = datetime(2020, 3, 6, 12, 0)
COUNT = 5_000
TIMES = 100
SINGLE = 200
LOTS = 8
# Lots of what is received while measuring.
MINE = 7
CHECKED = "movements are there, balances are their sums, nothing is reserved, chain whole"
UNITS = 31


class Ground:
    """An office with a store, units, one item in some lots, and the three who ask, approve and hand out."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "office.db"
        self.desk: Desk = new_office(folder, AT)
        with self.desk.work() as work:
            catalogue.load_defaults(work)
            store = Store(code="NH1", name="NH1", kind="ordinary")
            units = [Unit(name=f"U{n}", staff=10 + n) for n in range(UNITS)]
            officers = [
                Officer(name=name, login=name, role=role.value, password_hash="x")
                for name, role in (
                    ("ask", Role.GATE),
                    ("yes", Role.LEADER),
                    ("out", Role.KEEPER),
                    ("two", Role.KEEPER),
                )
            ]
            work.session.add_all([store, *units, *officers])
            work.session.flush()
            self.store, self.units = store.id, [unit.id for unit in units]
            self.asks, self.approves, self.issues, self.checks = (
                OfficerRef(one.id, one.name, Role(one.role)) for one in officers
            )
            self.item = work.session.scalar(select(Item.id).where(Item.code == "M01")) or 0
        for n in range(LOTS):
            self.receive(n, "100000")
        # The one that the bare writes hand out again and again.
        self.issue(self.approved(1)[0])

    def receive(self, n: int, quantity: str = "50") -> None:
        line = Line(
            item=self.item, quantity=quantity, unit="", store=self.store, lot=f"L{n}",
            produced_on=date(2020, 1, 1), expires_on=date(2021, 6, 1 + n % 28), price=Decimal("0.85"),
        )  # fmt: skip
        with self.desk.work(self.issues) as work:
            receive.receive(
                work, Delivery(source=Source.PURCHASE, party="P", lines=(line,), checked_by=self.checks.name)
            )

    def approved(self, count: int) -> list[int]:
        """Requests of one line each, approved."""
        made: list[int] = []
        for n in range(count):
            with self.desk.work(self.asks) as work:
                lines = [Asked(self.item, Decimal(10))]
                made.append(
                    dispatch.request(work, unit=self.units[n % UNITS], purpose="duty", lines=lines).id
                )
            with self.desk.work(self.approves) as work:
                dispatch.approve(work, made[-1])
        return made

    def issue(self, request: int) -> None:
        with self.desk.work(self.issues) as work:
            dispatch_issue.issue(work, request)

    def fill(self, count: int) -> int:
        """Movements of the past, until there are so many: papers of ten lines each, in and out of the lots there are."""
        connection = open_file(self.path)
        there = int(connection.execute("SELECT count(*) FROM movement").fetchone()[0])
        first = int(connection.execute("SELECT coalesce(max(id), 0) FROM stock_document").fetchone()[0]) + 1
        papers = max(0, (count - there) // 10)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO stock_document (id, kind, series, year, sequence, edition, number, at, recorded_at, keeper_name, digest) "
            "VALUES (?, 'issue', 'old', 2019, ?, 1, ?, ?, ?, 'x', 'x')",
            ((key, key, f"O{key}", when(key), when(key)) for key in range(first, first + papers)),
        )
        connection.executemany(
            "INSERT INTO movement (document_id, line, kind, at, item_id, lot_id, store_id, quantity) VALUES (?, ?, 'issue', ?, ?, ?, ?, ?)",
            (
                (
                    key,
                    line + 1,
                    when(key),
                    self.item,
                    1 + key % LOTS,
                    self.store,
                    1000 if line % 2 == 0 else -1000,
                )
                for key in range(first, first + papers)
                for line in range(10)
            ),
        )
        connection.execute("COMMIT")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("ANALYZE")
        connection.close()
        return there + papers * 10


def when(key: int) -> str:
    return f"2019-{1 + key % 12:02d}-{1 + key % 28:02d} 08:{key % 60:02d}:00.000000"


_MOMENT = "2020-03-06 12:00:00.000000"
_DOCUMENT = (
    "INSERT INTO stock_document (kind, series, year, sequence, edition, number, at, recorded_at, subject_kind, subject_id, keeper_id, "
    "keeper_name, digest) VALUES (?, 'bare', 2020, ?, 1, ?, ?, ?, 'dispatch', 1, 1, 'x', ?)"
)
_MOVEMENT = (
    "INSERT INTO movement (document_id, line, kind, at, item_id, lot_id, store_id, quantity, unit_id) "
    "VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)"
)


def bare(ground: Ground, first: int, many: int, *, out: bool) -> list[Took]:
    """What the same papers cost on SQLite itself: the same rows and indexes, nothing checked, nothing explained."""
    connection = open_file(ground.path)

    def one(n: int) -> None:
        if out:
            _bare_issue(connection, ground, n, 1)
        else:
            _bare_receipt(connection, ground, n)

    times = [took(lambda n=n: one(n))[0] for n in range(first, first + many)]
    connection.close()
    return times


def _bare_issue(connection: sqlite3.Connection, ground: Ground, n: int, lot: int) -> None:
    run = connection.execute
    run("BEGIN IMMEDIATE")
    run("SELECT sequence, digest FROM audit_head WHERE id = 1").fetchone()
    run("SELECT * FROM dispatch WHERE id = 1").fetchone()
    (line,) = run("SELECT id FROM dispatch_line WHERE dispatch_id = 1").fetchone()
    run("SELECT * FROM dispatch_pick WHERE line_id = ?", (line,)).fetchall()
    run("SELECT * FROM stock WHERE item_id = ?", (ground.item,)).fetchall()
    run("UPDATE stock SET reserved = reserved WHERE lot_id = ? AND store_id = ?", (lot, ground.store))
    run("UPDATE stock SET quantity = quantity - 1000 WHERE lot_id = ? AND store_id = ?", (lot, ground.store))
    document = run(_DOCUMENT, ("issue", n, f"B{n}", _MOMENT, _MOMENT, "0" * 64)).lastrowid
    run(_MOVEMENT, (document, "issue", _MOMENT, ground.item, lot, ground.store, -1000, ground.units[0]))
    run("DELETE FROM dispatch_pick WHERE line_id = ?", (line,))
    run(
        "INSERT INTO dispatch_pick (line_id, lot_id, store_id, quantity, is_reserved) VALUES (?, ?, ?, 1000, 0)",
        (line, lot, ground.store),
    )
    run("UPDATE dispatch_line SET issued = approved WHERE id = ?", (line,))
    run("UPDATE dispatch SET state = 'issued', version = version + 1 WHERE id = 1")
    _bare_entry(connection)
    run("COMMIT")


def _bare_receipt(connection: sqlite3.Connection, ground: Ground, n: int) -> None:
    run = connection.execute
    run("BEGIN IMMEDIATE")
    run("SELECT sequence, digest FROM audit_head WHERE id = 1").fetchone()
    run("UPDATE number_series SET last = last WHERE kind = 'receipt' AND year = 2020")
    receipt = run(
        "INSERT INTO receipt (source, at, party, checked_by) VALUES ('purchase', ?, 'P', 'two')", (_MOMENT,)
    ).lastrowid
    lot = run(
        "INSERT INTO lot (item_id, code, source, receipt_id, expires_on, price, version) "
        "VALUES (?, ?, 'purchase', ?, '2021-06-01', 8500, 1)",
        (ground.item, f"B{n}", receipt),
    ).lastrowid
    run(
        "INSERT INTO receipt_line (receipt_id, line, item_id, lot_id, store_id, entered, entered_unit, usable, defective, expired) "
        "VALUES (?, 1, ?, ?, ?, 50000, 'x', 50000, 0, 0)",
        (receipt, ground.item, lot, ground.store),
    )
    # Nothing of it stays there to be handed out.
    run(
        "INSERT INTO stock (lot_id, store_id, item_id, quantity, reserved) VALUES (?, ?, ?, 0, 0)",
        (lot, ground.store, ground.item),
    )
    document = run(_DOCUMENT, ("receipt", n, f"R{n}", _MOMENT, _MOMENT, "0" * 64)).lastrowid
    run(_MOVEMENT, (document, "receipt", _MOMENT, ground.item, lot, ground.store, 50000, None))
    _bare_entry(connection)
    run("COMMIT")


def _bare_entry(connection: sqlite3.Connection) -> None:
    """As heavy as an entry of the chain, which itself must stay whole: a draft of the same size and the head as it was."""
    connection.execute(
        "INSERT OR REPLACE INTO operation (id, at, result) VALUES ('bench', ?, ?)", (_MOMENT, "0" * 300)
    )
    connection.execute("UPDATE audit_head SET seen_at = seen_at WHERE id = 1")


def measure(ground: Ground, act: Callable[[int], None], bases: Sequence[int], *, out: bool) -> Turns:
    """Ours and the bare writes in turn, so that both meet the same disk."""
    return in_turns(
        lambda many: bare(ground, measure_from(ground), many, out=out), lambda n: act(bases[n]), len(bases)
    )


def measure_from(ground: Ground) -> int:
    """A number for bare papers that none has yet."""
    connection = open_file(ground.path)
    last = connection.execute(
        "SELECT coalesce(max(sequence), 0) FROM stock_document WHERE series = 'bare'"
    ).fetchone()[0]
    connection.close()
    return int(last) + 1


def check(ground: Ground, received: int, issued: int) -> None:
    """What was received and handed out by us is in the movements, every lot's balance is their sum, and the chain is whole."""
    with ground.desk.read() as read:
        for kind, quantity, wanted in (("receipt", 50, received), ("issue", -10, issued)):
            mine = select(func.count()).join(Officer, Officer.id == StockDocument.keeper_id)
            mine = mine.join(Movement, Movement.document_id == StockDocument.id).select_from(StockDocument)
            mine = mine.where(Movement.kind == kind, Movement.quantity == quantity, Officer.login == "out")
            assert read.session.scalar(mine) == wanted
        assert not read.session.scalar(select(func.sum(Stock.reserved)))
        ours = select(Lot.id).where(Lot.code.like(f"L{MINE}%"))
        moved = select(func.sum(Movement.quantity)).where(Movement.lot_id.in_(ours))
        kept = select(func.sum(Stock.quantity)).where(Stock.lot_id.in_(ours))
        assert read.session.scalar(moved) == read.session.scalar(kept)
        assert audit.verify(read).broken_at is None


def allocate(ground: Ground) -> None:
    """An allocation over all units: asked, approved and handed out, each in one transaction."""
    claims = [Claim(unit, Decimal(1)) for unit in ground.units]
    shares = share_out(Decimal(3100), claims, Decimal(50))
    with ground.desk.work(ground.asks) as work:
        asked, made = timed(lambda: allocating.accept(
            work, item=ground.item, total=Decimal(3100), basis="equal", pack=Decimal(50), shares=shares, purpose="duty"
        ))  # fmt: skip
    with ground.desk.work(ground.approves) as work:
        approved, _ = timed(lambda: allocating.approve_all(work, made.id))
    with ground.desk.work(ground.issues) as work:
        issued, _ = timed(lambda: allocating.issue_all(work, made.id))
    with ground.desk.read() as read:
        out = select(func.sum(Movement.quantity)).where(
            Movement.kind == "issue", Movement.unit_id.is_not(None)
        )
        assert -(read.session.scalar(out.where(Movement.quantity == -100)) or 0) == 3100
    say(
        "allocation to all units",
        n=UNITS,
        value=asked + approved + issued,
        ask=round(asked),
        approve=round(approved),
        issue=round(issued),
        checked="3,100 handed out",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    count = parser.parse_args().count
    run((count, count * TIMES))


def run(sizes: Sequence[int], single: int = SINGLE, jobs: Sequence[str] = ("J4", "J5")) -> None:
    """Build and measure, with more and more movements."""
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(Path(folder) / "office")
        received, issued = 0, 1
        for movements in sizes:
            there = ground.fill(movements)
            found: dict[str, Turns] = {}
            if "J4" in jobs:
                first = int(f"{MINE}0000") + received
                found["J4"] = measure(ground, ground.receive, range(first, first + single), out=False)
                received += single
            if "J5" in jobs:
                found["J5"] = measure(ground, ground.issue, ground.approved(single), out=True)
                issued += single
            check(ground, received, issued)
            for job, turns in found.items():
                say_turns(job, there, turns, checked=CHECKED)
        if "J5" in jobs:
            allocate(ground)
        ground.desk.close()


if __name__ == "__main__":
    main()
