"""Two records of one person become one, whatever pointed to either."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from db import guards
from db.models import Attachment, CrewJob, CrewMember, Pass, PassReason, Person
from db.vocabulary import Category, IdKind, RestrictionKind
from duty_desk import audit
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.people import persons, restrictions
from duty_desk.people.finding import find_person
from duty_desk.people.merging import merge_persons, references
from duty_desk.work import OfficerRef, Work
from tests.conftest import NOON
from tests.duty_desk.people.synthetic import GATE, id_number, phone

NUMBER = id_number("19900203", 11)


def a_pass(work: Work, holder: int, number: str) -> int:
    reason = work.session.scalars(select(PassReason.id)).first()
    row = Pass(
        kind="temporary",
        status="issued",
        number=number,
        series="t",
        year=2020,
        sequence=int(number),
        holder_id=holder,
        holder_name="李衡",
        reason_id=reason,
        valid_from=NOON,
        valid_until=datetime(2020, 3, 10),
        requested_at=NOON,
        issued_at=NOON,
    )
    work.session.add(row)
    work.session.flush()
    return row.id


def two_records(work: Work) -> tuple[int, int]:
    keep = persons.add_person(work, name="李衡", category=Category.STAFF, staff_number="GH001")
    remove = persons.add_person(
        work, name="李衡", category=Category.VISITOR, id_number=NUMBER, phone=phone(1)
    )
    return keep, remove


def test_everything_points_to_the_record_that_stays(desk: Desk) -> None:
    with desk.work() as work:
        keep, remove = two_records(work)
        numbered = a_pass(work, remove, "1")
        restrictions.restrict(
            work, person=remove, kind=RestrictionKind.BLOCKED, starts_on=NOON.date(), reason="转借"
        )
        work.session.add(
            Attachment(
                subject_kind="person",
                subject_id=remove,
                name="photo.jpg",
                media_type="image/jpeg",
                size=1,
                sha256="0",
                added_at=NOON,
            )
        )
        moved = merge_persons(work, keep=keep, remove=remove, reason="同一人登记两次")
    assert moved == {"pass": 1, "restriction": 1, "attachment": 1}
    with desk.read() as read:
        assert read.session.scalar(select(Pass.holder_id).where(Pass.id == numbered)) == keep
        assert keep in restrictions.active(read, [keep, remove])
        card = persons.get_person(read, remove)
        assert (card.id, card.phone) == (keep, "199****0001")
        assert card.id_number.endswith(NUMBER[-4:])
        # The one that stays is found by the numbers of both, and only once.
        for typed in ("lh", "李衡", NUMBER[-4:], "0001", "H001"):
            assert [row.id for row in find_person(read, typed)] == [keep], typed
        entry = audit.history(read, "person", keep)[-1]
        assert (entry.action, entry.reason) == ("person.merge", "同一人登记两次")


def test_forms_obtain_the_record_that_stays(desk: Desk) -> None:
    passport = {"id_kind": IdKind.PASSPORT, "id_number": "E12345678"}
    with desk.work() as work:
        keep = persons.add_person(work, name="李衡", category=Category.STAFF, id_number=NUMBER)
        remove = persons.add_person(work, name="李衡", category=Category.VISITOR, **passport)  # type: ignore[arg-type]
        third = persons.add_person(work, name="李衡", category=Category.VISITOR, phone=phone(3))
        merge_persons(work, keep=remove, remove=third, reason="同一人")
        merge_persons(work, keep=keep, remove=remove, reason="同一人")
        obtained = persons.obtain_person(work, name="李衡", category=Category.VISITOR, **passport)  # type: ignore[arg-type]
        assert obtained == persons.Obtained(keep, False)
        assert persons.get_person(work, third).id == keep
    with pytest.raises(InputError) as refused, desk.work() as work:
        persons.add_person(work, name="李衡", category=Category.VISITOR, **passport)  # type: ignore[arg-type]
    assert refused.value.values["person"] == keep


def test_two_numbers_of_one_kind_are_two_persons(desk: Desk) -> None:
    with desk.work() as work:
        keep, remove = two_records(work)
        persons.update_person(work, keep, id_number=id_number("19900203", 13))
    with pytest.raises(Refusal, match="merge_two_numbers"), desk.work() as work:
        merge_persons(work, keep=keep, remove=remove, reason="同一人")
    with desk.work() as work:
        persons.update_person(work, keep, id_number="")
        merge_persons(work, keep=keep, remove=remove, reason="同一人")
    with desk.read() as read:
        assert read.session.get_one(Person, keep).id_number == NUMBER


def test_what_would_collide_is_refused_and_nothing_moves(desk: Desk) -> None:
    with desk.work() as work:
        keep, remove = two_records(work)
        job = CrewJob(
            company="甲公司",
            project="装修",
            place="桃苑餐厅",
            leader="王",
            starts_on=NOON.date(),
            ends_on=NOON.date(),
            created_at=NOON,
        )
        work.session.add(job)
        work.session.flush()
        for person in (keep, remove):
            work.session.add(CrewMember(job_id=job.id, person_id=person, decision="admitted"))
        a_pass(work, remove, "1")
    with pytest.raises(Refusal, match="merge_collides"), desk.work() as work:
        merge_persons(work, keep=keep, remove=remove, reason="同一人")
    with desk.read() as read:
        assert set(read.session.scalars(select(Pass.holder_id))) == {remove}


def test_a_merge_is_for_administrators_once_and_with_a_reason(desk: Desk) -> None:
    with desk.work() as work:
        keep, remove = two_records(work)
    with pytest.raises(Denied), desk.work(GATE) as work:
        merge_persons(work, keep=keep, remove=remove, reason="同一人")
    with pytest.raises(InputError, match="reason_missing"), desk.work() as work:
        merge_persons(work, keep=keep, remove=remove, reason="")
    with pytest.raises(Refusal, match="merge_same"), desk.work() as work:
        merge_persons(work, keep=keep, remove=keep, reason="同一人")
    with desk.work() as work:
        merge_persons(work, keep=keep, remove=remove, reason="同一人")
    for pair in ({"keep": keep, "remove": remove}, {"keep": remove, "remove": keep}):
        with pytest.raises(StaleError), desk.work() as work:
            merge_persons(work, **pair, reason="同一人")
    with pytest.raises(StaleError), desk.work() as work:
        persons.update_person(work, remove, name="李恒")


def test_nobody_else_moves_a_numbered_pass_to_another_person(desk: Desk) -> None:
    with desk.work() as work:
        keep, remove = two_records(work)
        a_pass(work, remove, "1")
    with (
        pytest.raises(IntegrityError, match="frozen"),
        desk.engine.execution_options(writes=True).begin() as raw,
    ):
        raw.execute(text("UPDATE pass SET holder_id = :keep").bindparams(keep=keep))


def test_every_table_that_names_a_person_is_known() -> None:
    assert {(table.name, column.name) for table, column in references("person")} >= {
        ("pass", "holder_id"),
        ("restriction", "person_id"),
        ("crew_member", "person_id"),
        ("crossing", "person_id"),
        ("person", "merged_into_id"),
    }


def test_no_guard_stands_in_the_way_of_a_merge() -> None:
    for table, column in references("person"):
        assert table.name not in guards.APPEND_ONLY, f"{table.name}.{column.name} cannot follow a merge"
        assert column.name not in guards.FROZEN.get(table.name, ()), f"{table.name}.{column.name} is frozen"


def test_the_officer_of_a_merge_is_on_record(desk: Desk) -> None:
    chief = OfficerRef(None, "chief", desk.officer.role)
    with desk.work(chief) as work:
        keep, remove = two_records(work)
        merge_persons(work, keep=keep, remove=remove, reason="同一人")
    with desk.read() as read:
        assert audit.history(read, "person", keep)[-1].officer_name == "chief"
        assert audit.verify(read).broken_at is None
