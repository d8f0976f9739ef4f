"""The office's own registers become passes: every number as written, every person once, the published sums, and back again."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from db.models import AuditEntry, Crossing, NumberSeries, Pass, PassGate, Person, Policy
from db.vocabulary import Direction, PassKind, PassState
from duty_desk import audit, passes
from duty_desk.desk import Desk
from duty_desk.errors import Refusal
from duty_desk.passes.import_undo import undo_import
from duty_desk.passes.importing import write_rows
from tests.conftest import Filled
from tests.duty_desk.passes.sample import add_import, add_places, bring_in, judged, sheets_of
from tests.duty_desk.sheets.sample import expected, expected_rows

pytestmark = pytest.mark.slow


def fill(desk: Desk) -> None:
    with desk.work() as work:
        add_places(work)


@pytest.fixture
def places(filled: Filled) -> Desk:
    return filled(fill)[0]


def test_the_register_of_temporary_passes_comes_in_as_it_is_written(places: Desk) -> None:
    _, written = bring_in(places, "passes")
    wanted = expected()["passes"]["temporary"]
    assert (written.count, written.left) == (430, ())
    assert written.people_created == wanted["distinct_persons"] == 313
    rows = {row["no"]: row for row in expected_rows()["passes"]}
    with places.read() as read:
        stored = read.session.execute(
            select(
                Pass.number, Pass.holder_name, Pass.phone, Pass.temperature, Pass.valid_from, Person.id_number
            )
            .join(Person, Person.id == Pass.holder_id)
            .where(Pass.kind == PassKind.TEMPORARY)
        ).all()
        assert {row.number for row in stored} == set(rows)
        for row in stored:
            source = rows[row.number or ""]
            assert (row.holder_name, row.phone, row.id_number) == (
                source["name"],
                source["phone"],
                source["id_no"],
            )
        page = passes.list_passes(read, PassKind.TEMPORARY, limit=500)
        assert len(page.rows) == 430
        assert (page.rows[0].number, page.rows[-1].number) == (wanted["last"], wanted["first"])
        households = read.session.scalar(
            select(func.count()).select_from(Pass).where(Pass.household_id.is_not(None))
        )
        assert households == wanted["household_passes"]
        assert audit.verify(read).broken_at is None
        detail = passes.get_pass(read, page.rows[0].id)
        assert [event.kind for event in detail.events] == ["issued"]
    with places.work() as work:
        from duty_desk import numbering

        assert numbering.take(work, "pass.temporary", 2020).text == "通字〔2020〕第0431号"


def test_a_pass_of_a_register_keeps_the_notice_of_the_day_it_was_given(places: Desk) -> None:
    """Acceptance check S-54: the version, not the text, which stands with the policies."""
    changed = date(2020, 2, 20)
    with places.work() as work:
        work.session.add(
            Policy(
                key="privacy.notice",
                value='"另有告知"',
                starts_on=changed,
                source="通知",
                recorded_at=work.at,
                recorded_by=work.officer.id,
            )
        )
    bring_in(places, "workers")
    bring_in(places, "passes")
    with places.read() as read:
        rows = read.session.execute(select(Pass.issued_at, Pass.kind, Pass.rule)).all()
    assert {row.kind for row in rows} == {"temporary", "crew"}
    assert {row.rule["notice"] for row in rows} == {"2020-01-01", "2020-02-20"}
    for row in rows:
        assert row.issued_at is not None
        early = row.issued_at.date() < changed
        assert row.rule == {"notice": "2020-01-01" if early else "2020-02-20"}


def test_material_passes_know_the_people_of_the_other_register(places: Desk) -> None:
    bring_in(places, "passes")
    _, written = bring_in(places, "material")
    assert (written.count, written.left) == (537, ())
    with places.read() as read:
        people = read.session.scalar(
            select(func.count(Pass.holder_id.distinct())).where(Pass.kind == PassKind.MATERIAL)
        )
        assert people == expected()["passes"]["material"]["distinct_persons"]
        row = passes.list_passes(read, PassKind.MATERIAL, passes.Request(search="课字〔2020〕第0001号")).rows[
            0
        ]
        detail = passes.get_pass(read, row.id)
        assert (row.holder_name, detail.came_at.hour, detail.left_at.minute) == ("张㛃", 8, 37)  # pyright: ignore[reportOptionalMemberAccess]


def test_vehicles_and_the_list_of_ended_passes_come_in(places: Desk) -> None:
    bring_in(places, "passes")
    _, vehicles = bring_in(places, "vehicle_passes")
    assert (vehicles.count, vehicles.left) == (8, ())
    ended, blocked = bring_in(places, "blocked")
    assert (blocked.count, blocked.left) == (4, ())
    with places.read() as read:
        (lost,) = passes.list_passes(read, PassKind.TEMPORARY, passes.Request(search="0256")).rows
        detail = passes.get_pass(read, lost.id)
        assert (lost.state, str(detail.ended_at), detail.end_reason) == (
            PassState.LOST,
            "2020-02-24 00:00:00",
            "2月24日挂失,未补办",
        )
        car = passes.list_passes(read, PassKind.VEHICLE, passes.Request(search="陕ZT0003")).rows[0]
        assert (car.vehicle_use, car.owner, car.holder_name) == ("垃圾清运", "市环卫三所", "王予舟")
    with places.work() as work:
        undo_import(work, ended)


def test_crews_come_in_with_their_jobs_and_decisions(places: Desk) -> None:
    particulars = sheets_of("workers")
    batch, written = bring_in(places, "workers", particulars=particulars)
    wanted = expected()["construction"]
    assert (written.count, written.left) == (wanted["workers"], ())
    with places.read() as read:
        jobs = passes.list_jobs(read)
        assert {job.project: (job.people, job.passes) for job in jobs} == {
            name: (job["workers"], job["permits"]) for name, job in wanted["by_job"].items()
        }
        assert {job.credit_code for job in jobs} == set(wanted["uscc"])
        assert all(job.pledge_signed and job.ends_on == date(2020, 4, 30) for job in jobs)
        assert {job.department for job in jobs} == {"后勤服务中心", "资产经营公司"}
        members = [member for job in jobs for member in passes.list_members(read, job.id)]
        notes = Counter(member.note for member in members if member.decision == "refused")
        assert dict(notes) == wanted["refused_reasons"]
        assert all((member.number is None) == (member.decision == "refused") for member in members)
        one = passes.list_passes(read, PassKind.CREW, passes.Request(search="施字〔2020〕第0017号")).rows[0]
        assert (one.period, one.state, one.reason_label) == ("2月26日—4月30日", PassState.VALID, "施工")
        assert passes.get_pass(read, one.id).zone == "梅苑餐厅一层"
    with places.work() as work:
        assert undo_import(work, batch) == 40
    with places.read() as read:
        assert passes.list_jobs(read) == ()
        assert read.session.scalar(select(func.count()).select_from(Person)) == 0


def test_an_import_is_taken_back_whole(places: Desk) -> None:
    def figures() -> dict[str, Any]:
        with places.read() as read:
            return {
                table.__tablename__: read.session.scalar(select(func.count()).select_from(table))
                for table in (Pass, PassGate, Person)
            } | {"last": read.session.scalar(select(func.max(NumberSeries.last)))}

    bring_in(places, "passes")
    before = figures()
    batch, _ = bring_in(places, "material")
    with places.work() as work:
        assert undo_import(work, batch) == 537
    assert figures() == before
    _, again = bring_in(places, "material")
    assert again.count == 537
    with places.read() as read:
        assert passes.list_passes(read, PassKind.MATERIAL, passes.Request(search="张㛃")).rows
        actions = read.session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.like("pass.%import")).order_by(AuditEntry.id)
        ).all()
    assert actions == ["pass.import", "pass.import", "pass.undo_import", "pass.import"]


def test_an_import_that_was_built_upon_stays(places: Desk) -> None:
    batch, _ = bring_in(places, "passes")
    with places.work() as work:
        used = work.session.execute(select(Pass.id, Pass.number).limit(1)).one()
        gate = work.session.scalar(select(PassGate.gate_id).where(PassGate.pass_id == used.id))
        work.session.add(
            Crossing(at=work.at, gate_id=gate, direction=Direction.IN.value, pass_id=used.id, exempt=False)
        )
    with pytest.raises(Refusal) as caught, places.work() as work:
        undo_import(work, batch)
    assert used.number in caught.value.text
    with places.work() as work:
        work.session.execute(delete(Crossing))
        passes.void(work, used.id, reason="写错")
    with pytest.raises(Refusal), places.work() as work:
        undo_import(work, batch)


def test_what_is_there_already_is_left_out_with_the_reason(places: Desk) -> None:
    bring_in(places, "passes")
    _, again = bring_in(places, "passes")
    assert again.count == 0
    assert {error.key for _, error in again.left} == {"passes.error.number_taken"}


class Row:
    """A judged row with other values."""

    def __init__(self, source: Any, **changes: Any) -> None:
        self.sheet = source.sheet
        self.values = {**source.values, **changes}


def test_a_row_without_a_number_never_takes_one_that_is_written_below_it(places: Desk) -> None:
    first, second, third = judged("passes")[:3]
    rows = [Row(first, no=""), Row(second, no="通字〔2020〕第0001号"), Row(third, no="")]
    with places.work() as work:
        written = write_rows(work, "passes", rows, add_import(work, "passes"))
    assert not written.left
    with places.read() as read:
        found = read.session.execute(select(Pass.number, Pass.holder_name).order_by(Pass.sequence)).all()
    assert [number[-2] for number, _ in found] == ["1", "2", "3"]
    assert [name for _, name in found] == [row.values["name"] for row in (second, first, third)]


def test_rows_without_a_number_get_the_next_ones_and_foreign_numbers_are_left(places: Desk) -> None:
    first, second, third = judged("passes")[:3]
    rows = [
        Row(first, no="通字[2020]第7号"),
        Row(second, no=""),
        Row(third, no="LS-20200210-3"),
        Row(third, name="别人", no=""),
    ]
    with places.work() as work:
        written = write_rows(work, "passes", rows, add_import(work, "passes"))
    assert [(position, error.key) for position, error in written.left] == [
        (2, "passes.error.number_format"),
        (3, "passes.error.other_name"),
    ]
    with places.read() as read:
        numbers = read.session.scalars(select(Pass.number).order_by(Pass.sequence)).all()
    assert numbers == ["通字〔2020〕第0007号", "通字〔2020〕第0008号"]
