"""Every list of the office, found in the program itself: what is typed is text, what is sorted by is a column (S-35, U-52)."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import duty_desk
from duty_desk import check, demo, ledger
from duty_desk.desk import Desk
from duty_desk.ledger import Ledger, Request

pytestmark = pytest.mark.slow

PAYLOADS = (
    "' OR 1=1 --",
    "'; DROP TABLE person; --",
    '" OR ""="',
    "%",
    "_",
    "\\",
    "*",
    'x" OR name:*',
    "NEAR(a b)",
    "^",
    "-",
    "(",
    "{}",
    ":id",
    "?1",
    "${x}",
    "<b>",
    "\x00",
    "\ud800",
    "😀",
    "a" * 5000,
)


def ledgers() -> Iterator[Ledger]:
    """All lists that the modules of the core define."""
    seen: dict[int, Ledger] = {}
    for found in pkgutil.walk_packages(duty_desk.__path__, "duty_desk."):
        if found.name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(found.name)).values():
            for each in value.values() if isinstance(value, dict) else [value]:
                if isinstance(each, Ledger):
                    seen[id(each)] = each
    yield from seen.values()


LEDGERS = sorted(ledgers(), key=lambda each: each.key)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The sample office, full of everything."""
    desk = demo.open_demo(tmp_path_factory.mktemp("lists") / "office")
    yield desk
    desk.close()


def test_the_lists_are_found() -> None:
    assert {"people.persons", "passes.temporary", "gate.log", "audit.log"} < {each.key for each in LEDGERS}
    assert len(LEDGERS) >= 14


@pytest.mark.parametrize("what", LEDGERS, ids=lambda what: what.key)
def test_nothing_typed_is_a_command(office: Desk, what: Ledger) -> None:
    with office.read() as read:
        everything = ledger.count(what, read, Request())
        usual = ledger.identifiers(what, read, Request(sort=what.default_sort))
        for payload in PAYLOADS:
            found = ledger.count(what, read, Request(search=payload))
            # Words that the payload contains may be there; never more than that, and never all of a list.
            assert found < max(everything, 1) or not payload.strip("%_\\*^-({}?:'\" "), (payload, found)
            assert ledger.count(what, read, Request(filters={payload: payload})) == everything
            assert ledger.identifiers(what, read, Request(sort=payload)) == usual, "no column, no order"
    with office.read() as read:
        assert ledger.count(what, read, Request()) == everything


@pytest.mark.parametrize("what", LEDGERS, ids=lambda what: what.key)
def test_every_column_sorts_and_loses_no_row(office: Desk, what: Ledger) -> None:
    with office.read() as read:
        everything = sorted(ledger.identifiers(what, read, Request()))
        for column in what.columns:
            if column.sortable:
                for descending in (False, True):
                    request = Request(sort=column.key, descending=descending)
                    assert sorted(ledger.identifiers(what, read, request)) == everything, column.key


def test_reading_wrote_nothing(office: Desk) -> None:
    assert check.run(office) == ()
