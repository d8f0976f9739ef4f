"""What is at hand: telephone numbers in their order, plans and rules in force on a day, each with its files."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from db.vocabulary import ReferenceKind
from duty_desk import attachments, ledger
from duty_desk.desk import Desk
from duty_desk.duty import references
from duty_desk.duty.references import REFERENCES
from duty_desk.errors import InputError, StaleError
from duty_desk.ledger import Request

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def add(desk: Desk, kind: ReferenceKind = ReferenceKind.PHONE, title: str = "校医院", **more: Any) -> int:
    fields = {"phone": "6120"} if kind is ReferenceKind.PHONE else {}
    with desk.work() as work:
        return references.add(work, kind=kind, title=title, **(fields | more))


def test_the_telephone_list_keeps_its_order(desk: Desk) -> None:
    add(desk)
    add(desk, title="保卫处")
    last = add(desk, title="水电值班")
    with desk.work() as work:
        references.move(work, last, up=True)
    with desk.read() as read:
        assert [row.title for row in references.list_phones(read)] == ["校医院", "水电值班", "保卫处"]
    with pytest.raises(InputError, match="there"):
        add(desk)


def test_rules_are_in_force_on_a_day(desk: Desk) -> None:
    add(
        desk, ReferenceKind.RULE, "家属区出入办法", valid_from=date(2020, 2, 10), valid_until=date(2020, 3, 6)
    )
    add(desk, ReferenceKind.PLAN, "突发疫情应急预案", valid_from=date(2020, 3, 7))
    add(desk, ReferenceKind.GUIDE, "消毒剂配制指南")
    add(desk)
    with desk.read() as read:
        shown = {
            day: sorted(row.title for row in references.in_force(read, date(2020, 3, day))) for day in (6, 7)
        }
        rows = ledger.page(REFERENCES, read, Request(filters={"on": date(2020, 3, 6)})).rows
    assert shown == {6: ["家属区出入办法", "消毒剂配制指南"], 7: ["消毒剂配制指南", "突发疫情应急预案"]}
    assert {row.title for row in rows} == {"家属区出入办法", "消毒剂配制指南", "校医院"}


def test_files_are_kept_with_it(desk: Desk) -> None:
    key = add(desk, ReferenceKind.PLAN, "突发疫情应急预案")
    with desk.work() as work:
        kept = attachments.add(work, (references.SUBJECT, key), "预案.pdf", PDF)
    with desk.read() as read:
        assert references.get_reference(read, key).files == 1
        assert [row.id for row in references.list_files(read, key)] == [kept]
        assert attachments.content(read, kept).startswith(b"%PDF")


def test_what_is_retired_comes_back(desk: Desk) -> None:
    key = add(desk)
    with desk.work() as work:
        references.retire(work, key)
    with desk.read() as read:
        assert references.list_phones(read) == ()
        assert references.get_reference(read, key).state == "retired"
    with desk.work() as work:
        references.retire(work, key, active=True)
    with desk.read() as read:
        assert [row.title for row in references.list_phones(read)] == ["校医院"]


def test_a_change_is_not_made_over_another_s(sqlite_desk: Desk) -> None:
    key = add(sqlite_desk)
    with sqlite_desk.work() as work:
        references.edit(work, key, title="校医院", phone="6121", version=1)
    with pytest.raises(StaleError), sqlite_desk.work() as work:
        references.edit(work, key, title="校医院", phone="6122", version=1)
    with sqlite_desk.read() as read:
        assert references.get_reference(read, key).phone == "6121"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"phone": ""}, "phone"),
        ({"phone": "请转总机"}, "phone"),
        ({"valid_from": date(2020, 3, 6), "valid_until": date(2020, 3, 5)}, "valid_until"),
    ],
)
def test_what_is_missing_or_cannot_be(sqlite_desk: Desk, more: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        add(sqlite_desk, **more)
    assert refused.value.field == field
