"""What is masked is shown for a reason, and who looked is known (acceptance check S-44)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.vocabulary import Category
from duty_desk import audit
from duty_desk.desk import Desk
from duty_desk.duty import Trade, repairs
from duty_desk.errors import Denied, InputError, StaleError
from duty_desk.people import persons, revealing, units
from duty_desk.people.revealing import list_reveals, reveal
from duty_desk.work import Work
from tests.conftest import NOON, Clock
from tests.duty_desk.people.synthetic import GATE, KEEPER, LEADER, SITE, id_number, phone

NUMBER = id_number("19900203", 11)


def a_person(work: Work) -> int:
    return persons.add_person(work, name="李衡", category=Category.STAFF, id_number=NUMBER, phone=phone(1234))


def test_the_full_value_is_shown_and_the_look_is_on_record(desk: Desk, clock: Clock) -> None:
    with desk.work() as work:
        person = a_person(work)
    with desk.work(GATE) as work:
        assert reveal(work, person, ("id_number", "phone"), reason="核对证件") == {
            "id_number": NUMBER,
            "phone": phone(1234),
        }
    clock.forward(days=1)
    with desk.work() as work:
        assert reveal(work, person, ("staff_number",), reason="补登工号") == {"staff_number": ""}
    with desk.read() as read:
        [look] = list_reveals(read, NOON.date())
        assert (look.officer, look.role, look.person_id) == ("gate", "gate", person)
        assert (look.fields, look.reason, look.at) == (("id_number", "phone"), "核对证件", NOON)
        assert len(list_reveals(read, NOON.date() + timedelta(days=1))) == 1
        assert not list_reveals(read, NOON.date() + timedelta(days=2))
        assert NUMBER not in str(audit.history(read, "person", person))


def test_no_look_without_a_reason_or_beyond_what_is_masked(desk: Desk) -> None:
    with desk.work() as work:
        person = a_person(work)
    with pytest.raises(InputError, match="reveal_reason"), desk.work() as work:
        reveal(work, person, reason="  ")
    with pytest.raises(InputError, match="reveal_fields"), desk.work() as work:
        reveal(work, person, ("search_doc",), reason="x")
    with pytest.raises(StaleError), desk.work() as work:
        reveal(work, 999, reason="x")
    with desk.read() as read:
        assert not list_reveals(read, NOON.date())


def test_only_some_may_look_and_only_some_may_see_who_did(desk: Desk) -> None:
    with desk.work() as work:
        person = a_person(work)
    for officer in (KEEPER, LEADER):
        with pytest.raises(Denied), desk.work(officer) as work:
            reveal(work, person, reason="好奇")
    with desk.read(LEADER) as read:
        assert list_reveals(read, NOON.date()) == ()
    with desk.read(GATE) as read, pytest.raises(Denied):
        list_reveals(read, NOON.date())


def test_a_list_taken_out_in_full_is_a_look_too(desk: Desk) -> None:
    with desk.work() as work:
        for in_full in (False, True):
            audit.record(
                work,
                action="ledger.export",
                after={"ledger": "people.persons", "kind": "workbook", "rows": 12, "in_full": in_full},
                reason="上级核查",
            )
    with desk.read() as read:
        [look] = list_reveals(read, NOON.date())
        assert (look.ledger, look.rows, look.person, look.reason) == ("people.persons", 12, None, "上级核查")


CALLER = phone(5678)


def test_who_is_called_back_is_shown_in_full_by_an_act_on_record(desk: Desk) -> None:
    """Acceptance checks S-44 and S-46: the caller of a repair, and who answers for a unit."""
    with desk.work() as work:
        unit = units.add_unit(work, name="土木工程学院", contact="李衡", phone=CALLER)
        repair = repairs.call(
            work, trade=Trade.WATER, place="3号楼", what="漏水", caller="李衡", phone=CALLER
        )
    with desk.work(GATE) as work:
        assert revealing.dial(work, "repair", repair) == CALLER
        assert revealing.dial(work, "unit", unit) == CALLER
    with pytest.raises(Denied), desk.work(KEEPER) as work:
        revealing.dial(work, "unit", unit)
    with pytest.raises(StaleError), desk.work() as work:
        revealing.dial(work, "log_entry", 999)
    with desk.read() as read:
        looks = list_reveals(read, NOON.date())
        assert [(look.officer, look.fields) for look in looks] == [("gate", ("phone",))] * 2
        assert CALLER not in str(audit.history(read, "repair", repair))


def test_the_numbers_of_a_child_take_a_right_of_their_own(desk: Desk) -> None:
    """Acceptance check S-56."""
    with desk.work() as work:
        child = persons.add_person(
            work, name="李小满", category=Category.FAMILY, id_number=id_number("20120203", 3)
        )
        grown = a_person(work)
    with desk.read() as read:
        assert persons.get_person(read, child).is_child
        assert not persons.get_person(read, grown).is_child
    with pytest.raises(Denied), desk.work(GATE) as work:
        reveal(work, child, reason="核对证件")
    for officer in (SITE, desk.officer):
        with desk.work(officer) as work:
            assert reveal(work, child, ("id_number",), reason="联系监护人")["id_number"]
