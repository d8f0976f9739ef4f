"""What no column can hold is refused at the field it was typed into, on both engines alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from db.vocabulary import Trade
from duty_desk import drafts
from duty_desk.desk import Desk
from duty_desk.duty import repairs
from duty_desk.errors import InputError
from duty_desk.keepable import check_keepable
from duty_desk.passes import PassKind
from duty_desk.passes.life import extend
from duty_desk.people.persons import add_person, update_person


@dataclass(frozen=True)
class Line:
    """A line of a form."""

    quantity: Decimal
    expires_on: date | None = None


@dataclass(frozen=True)
class Row:
    """What a reader of a workbook made of a line."""

    values: dict[str, Any]


def refused_at(field: str, value: object) -> str:
    with pytest.raises(InputError) as refused:
        check_keepable(field, value)
    assert refused.value.text
    return refused.value.field


@pytest.mark.parametrize(
    "value",
    [
        *("张\x00三", "张\ud800三"),
        *(2**31, -(2**31), Decimal("NaN"), Decimal("1e30"), float("inf"), float("nan")),
        *(date.min, date.max, datetime.min, datetime.max, date(1899, 12, 31), datetime(3000, 1, 1)),
    ],
)
def test_what_cannot_be_kept_is_refused_wherever_it_stands(value: Any) -> None:
    assert refused_at("note", value) == "note"
    assert refused_at("note", (value,)) == "note"
    assert refused_at("form", {"note": [value]}) == "note"
    assert refused_at("lines", [Line(Decimal(1)), Line(value)]) == "quantity"


@pytest.mark.parametrize(
    "value",
    [
        *("", "𠮷", "1\n2\t3", PassKind.TEMPORARY, None, True, b"\x00"),
        *(2**31 - 1, Decimal(10**12), Decimal("0.0001"), -1.5),
        *(date(1900, 1, 1), datetime(2999, 12, 31, 23, 59, 59), (Line(Decimal(2), date(2020, 3, 6)),)),
    ],
)
def test_what_an_office_writes_is_let_through(value: object) -> None:
    check_keepable("note", value)


def test_values_of_an_imported_row_are_its_readers_concern() -> None:
    """A row that was refused on reading goes with its file and must not stop the others."""
    check_keepable("rows", [Row({"born_on": date.max})])


def test_services_refuse_it_at_the_field(desk: Desk) -> None:
    with desk.work() as work:
        person = add_person(work, name="苗宁")
    acts: list[tuple[str, Any]] = [
        ("name", lambda work: add_person(work, name="苗\x00宁")),
        ("person", lambda work: update_person(work, 2**31, name="苗宁")),
        ("note", lambda work: update_person(work, person, note="旧\x00卡")),
        ("valid_until", lambda work: extend(work, 1, valid_until=datetime.min, approver=1)),
        ("what", lambda work: repairs.call(work, trade=Trade.WATER, place="3号楼", what="漏\ud800水")),
        ("remark", lambda work: drafts.save(work, "pass.temporary", {"remark": "\x00"})),
    ]
    for field, act in acts:
        with pytest.raises(InputError) as refused, desk.work() as work:
            act(work)
        assert refused.value.field == field
