"""What was changed behind the program's back is found, and said in a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from duty_desk import check
from duty_desk.supplies import books
from tests.duty_desk.supplies.conftest import Goods
from tests.duty_desk.supplies.test_moves import given, send

pytestmark = pytest.mark.slow

# Which tables are opened, what is done to them, and which sentence must come of it.
DAMAGE = {
    "a balance": ((), "UPDATE stock SET quantity = quantity + 1000 WHERE lot_id = 2", "stock_differs"),
    "a promise": (
        (),
        "UPDATE stock SET reserved = 1000 WHERE lot_id = 2 AND store_id = 1",
        "reserved_differs",
    ),
    "a line": (
        ("movement",),
        "UPDATE movement SET quantity = quantity + 1000 WHERE id = 2",
        "paper_changed",
    ),
    "a name": (
        ("stock_document",),
        "UPDATE stock_document SET keeper_name = 'x' WHERE id = 1",
        "paper_changed",
    ),
    "a paper without lines": (
        ("movement",),
        "DELETE FROM movement WHERE document_id = 1",
        "paper_without_lines",
    ),
    "a moment": (("movement",), "UPDATE movement SET at = '2020-03-01 08:00:00' WHERE id = 1", "line_apart"),
    "a dispatch": ((), "UPDATE dispatch SET state = 'approved'", "dispatch_differs"),
    "a line of a dispatch": ((), "UPDATE dispatch_line SET issued = issued - 1000", "dispatch_differs"),
    "a transfer": ((), "UPDATE transfer_line SET sent = sent + 1000", "transfer_differs"),
    "a receipt": (("receipt_line",), "UPDATE receipt_line SET usable = 1000 WHERE id = 1", "receipt_differs"),
    "closed books": (("sealed_period",), "UPDATE sealed_period SET totals = '{}'", "sealed_differs"),
    "a missing paper": (
        ("stock_document", "movement"),
        "UPDATE stock_document SET sequence = 99 WHERE id = 2",
        "gap",
    ),
}


def codes(goods: Goods, *, full: bool = True) -> list[str]:
    return [finding.code for finding in check.run(goods.desk, full=full) if finding.code != "guards"]


@pytest.fixture
def busy(goods: Goods) -> Goods:
    given(goods)
    send(goods, "300")
    with goods.desk.work(goods.approver) as work:
        books.seal(work, until=date(2020, 3, 4))
    return goods


def test_books_that_nobody_touched_fit_together(busy: Goods) -> None:
    assert check.run(busy.desk, full=True) == ()
    assert check.run(busy.desk) == ()


@pytest.mark.parametrize(("tables", "damage", "code"), DAMAGE.values(), ids=DAMAGE)
def test_whatever_was_changed_behind_our_back_is_found(
    busy: Goods, tables: tuple[str, ...], damage: str, code: str
) -> None:
    server = busy.desk.path is None
    with busy.desk.engine.execution_options(writes=True).begin() as connection:
        for name in tables:
            if server:
                connection.exec_driver_sql(f"DROP TRIGGER guard_{name} ON {name}")
            else:
                connection.exec_driver_sql(f"DROP TRIGGER guard_{name}_update")
                connection.exec_driver_sql(f"DROP TRIGGER guard_{name}_delete")
        connection.exec_driver_sql(damage)
    found = codes(busy)
    assert code in found
    assert all("{" not in finding.text for finding in check.run(busy.desk, full=True))
    if code in ("stock_differs", "paper_changed", "dispatch_differs"):
        assert code in codes(busy, full=False), "a start sees it too"
