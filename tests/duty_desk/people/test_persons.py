"""Each person once: registered, refused a second time, completed but never overwritten."""

from __future__ import annotations

from datetime import date

import pytest

from db.vocabulary import Category, IdKind
from duty_desk import audit
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, StaleError
from duty_desk.people import persons, units
from duty_desk.people.finding import find_person
from tests.duty_desk.people.synthetic import LEADER, id_number, phone

NUMBER = id_number("19850620", 3)


def test_a_person_is_kept_tidy(desk: Desk) -> None:
    with desk.work() as work:
        unit = units.add_unit(work, name="保卫处")
        person = persons.add_person(
            work,
            name=" 王　䶮 ",
            category=Category.STAFF,
            id_number=NUMBER[:6] + " " + NUMBER[6:].lower(),
            phone="+86 199-0000-2032",
            staff_number="gh 0012",
            unit=unit,
        )
    with desk.read() as read:
        card = persons.get_person(read, person)
        assert (card.name, card.sex, card.born_on, card.unit) == ("王䶮", "male", date(1985, 6, 20), "保卫处")
        assert (card.id_number, card.phone) == (f"**************{NUMBER[-4:]}", "199****2032")
        assert card.staff_number == "****0012"


def test_the_same_number_is_refused_and_the_first_person_shown(desk: Desk) -> None:
    with desk.work() as work:
        unit = units.add_unit(work, name="数学学院")
        first = persons.add_person(work, name="李衡", category=Category.STAFF, id_number=NUMBER, unit=unit)
        second = persons.add_person(work, name="王衡", category=Category.STAFF)
    with pytest.raises(InputError) as refused, desk.work() as work:
        persons.add_person(work, name="李衡", category=Category.VISITOR, id_number=NUMBER)
    assert refused.value.values["person"] == first
    assert refused.value.field == "id_number"
    assert "李衡（数学学院）" in refused.value.text
    with pytest.raises(InputError, match="id_taken"), desk.work() as work:
        persons.update_person(work, second, id_number=NUMBER)
    # The same digits as another kind of document are another document.
    with desk.work() as work:
        persons.add_person(
            work, name="李衡", category=Category.VISITOR, id_kind=IdKind.PASSPORT, id_number="E12345678"
        )
        persons.add_person(
            work, name="李衡", category=Category.VISITOR, id_kind=IdKind.OTHER, id_number="E12345678"
        )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"id_number": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")}, "id_number"),
        ({"phone": "1990000"}, "phone"),
        ({"staff_number": "工号一"}, "staff_number"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(desk: Desk, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(InputError) as refused, desk.work() as work:
        persons.add_person(work, **{"name": "李衡", "category": Category.STAFF, **wrong})  # type: ignore[arg-type]
    assert refused.value.field == field


def test_cautions_are_told_before_saving(desk: Desk) -> None:
    child = id_number("20140417", 2)
    with desk.read() as read:
        cautions = persons.examine_person(read, name="龙田筠", sex="male", id_number=child)
        assert [caution.key for caution in cautions] == [
            "identity.caution.sex_mismatch_female",
            "identity.caution.minor",
        ]


def test_two_officers_cannot_overwrite_each_other(desk: Desk) -> None:
    with desk.work() as work:
        person = persons.add_person(work, name="李衡", category=Category.STAFF)
    with desk.work() as work:
        persons.update_person(work, person, version=1, phone=phone(1))
    with pytest.raises(StaleError), desk.work() as work:
        persons.update_person(work, person, version=1, phone=phone(2))
    with desk.work() as work:
        persons.update_person(work, person, version=2, name="李恒")
    with desk.read() as read:
        assert [row.id for row in find_person(read, "李恒")] == [person]
        assert not find_person(read, "李衡")
        assert persons.get_person(read, person).phone == "199****0001"


def test_nothing_personal_enters_the_chain(desk: Desk) -> None:
    with desk.work() as work:
        person = persons.add_person(
            work, name="费可", category=Category.STAFF, id_number=NUMBER, phone=phone(77), note="独居"
        )
        persons.update_person(work, person, name="费克", category=Category.LOGISTICS)
    with desk.read() as read:
        entries = audit.history(read, "person", person)
        assert [entry.action for entry in entries] == ["person.add", "person.change"]
        kept = str([(entry.before, entry.after) for entry in entries])
        for private in ("费可", "费克", NUMBER, "0077", "独居", "1985"):
            assert private not in kept
        assert entries[1].before == {"category": "staff"}
        assert entries[1].after["name"] != entries[1].after["name.before"]


def test_a_form_obtains_the_person_who_is_on_record(desk: Desk) -> None:
    form = {"name": "陆乐洢", "category": Category.STUDENT, "id_number": NUMBER}
    with desk.work() as work:
        first = persons.obtain_person(work, **form)  # type: ignore[arg-type]
        again = persons.obtain_person(work, **form, phone=phone(9369))  # type: ignore[arg-type]
        other = persons.obtain_person(work, **form, phone=phone(1111))  # type: ignore[arg-type]
    assert (first.created, again.created, other.created) == (True, False, False)
    assert first.id == again.id == other.id
    with desk.read() as read:
        # What was missing is filled in, what is there stays.
        assert persons.get_person(read, first.id).phone == "199****9369"


def test_a_number_of_another_name_shows_both(desk: Desk) -> None:
    with desk.work() as work:
        person = persons.add_person(
            work, name="陆乐洢", category=Category.STUDENT, id_number=NUMBER, staff_number="20200244"
        )
    for number in ({"id_number": NUMBER}, {"staff_number": "20200244"}):
        with pytest.raises(InputError) as refused, desk.work() as work:
            persons.obtain_person(work, name="陆乐伊", category=Category.STUDENT, **number)  # type: ignore[arg-type]
        assert "陆乐洢" in refused.value.text
        assert "陆乐伊" in refused.value.text
        assert refused.value.values["person"] == person
        assert refused.value.field in number
    other = id_number("19850620", 5)
    with pytest.raises(InputError, match="staff_other_id"), desk.work() as work:
        persons.obtain_person(
            work, name="陆乐洢", category=Category.STUDENT, id_number=other, staff_number="20200244"
        )


def test_a_staff_number_or_name_and_phone_find_a_person_too(desk: Desk) -> None:
    with desk.work() as work:
        student = persons.obtain_person(
            work, name="陆乐洢", category=Category.STUDENT, staff_number="20200244"
        ).id
        visitor = persons.obtain_person(work, name="张伟", category=Category.VISITOR, phone=phone(5)).id
        found = persons.obtain_person(
            work, name="陆乐洢", category=Category.STUDENT, staff_number="20200244", id_number=NUMBER
        )
        assert found == persons.Obtained(student, False)
        same = persons.obtain_person(work, name="张伟", category=Category.VISITOR, phone="199 0000 0005")
        assert same == persons.Obtained(visitor, False)
        # Of two people of one name without numbers, nobody knows that they are one.
        assert persons.obtain_person(work, name="张伟", category=Category.VISITOR).created
        assert persons.obtain_person(work, name="张伟", category=Category.VISITOR, phone=phone(6)).created
    with desk.read() as read:
        assert persons.get_person(read, student).id_number.endswith(NUMBER[-4:])


def test_a_reader_registers_nobody(desk: Desk) -> None:
    with pytest.raises(Denied), desk.work(LEADER) as work:
        persons.obtain_person(work, name="张伟", category=Category.VISITOR)


def test_a_person_who_is_not_there_is_stale(desk: Desk) -> None:
    with desk.read() as read, pytest.raises(StaleError):
        persons.get_person(read, 999)
    with pytest.raises(StaleError), desk.work() as work:
        persons.update_person(work, 999, name="张伟")
