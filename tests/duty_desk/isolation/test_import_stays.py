"""The office's own register of observation comes in without touching it, and the published figures come out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import NumberSeries, Person, Restriction, Room, Stay, StayChange, StayRoom
from db.vocabulary import Ending, StayState
from duty_desk import check, importing, isolation
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import Refusal
from duty_desk.isolation import figures
from duty_desk.people import restrictions
from duty_desk.sheets.reading import read_book
from tests.conftest import Clock, new_office, sign_in_first
from tests.duty_desk.supplies.test_figures import differing

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[2] / "data"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))["isolation"]
# 24:00 of 5 March.
EVENING = datetime(2020, 3, 6)
FILES = ("机构与场所", "隔离点房间", "隔离人员")


def take_in(desk: Desk, *names: str) -> list[importing.Imported]:
    done: list[importing.Imported] = []
    for name in names:
        path = DATA / f"{name}.xlsx"
        with desk.work() as work:
            done += importing.write_file(work, read_book(path), file_name=path.name)
    return done


def open_office(folder: Path) -> Desk:
    new_office(folder, Clock(EVENING)).close()
    desk = open_desk(folder, clock=Clock(EVENING))
    sign_in_first(desk)
    return desk


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = open_office(tmp_path_factory.mktemp("stays"))
    for done in take_in(desk, *FILES):
        assert done.left == 0, done
    yield desk
    desk.close()


def stays(desk: Desk, number: int) -> isolation.StayRow:
    with desk.read() as read:
        stay = read.session.scalar(select(Stay.id).where(Stay.number == f"观字〔2020〕第{number:04}号"))
        assert stay is not None
        return isolation.get_stay(read, stay)


def test_the_figures_are_the_published_ones(office: Desk) -> None:
    with office.read() as read:
        found = json.loads(json.dumps(figures.figures(read)))
    assert differing(EXPECTED, found) == []


def test_all_of_it_fits_together(office: Desk) -> None:
    assert check.run(office, full=True) == ()


def test_a_child_and_the_carer(office: Desk) -> None:
    child, carer = stays(office, 1), stays(office, 2)
    assert (child.carer_for_id, carer.carer_for_id) == (None, child.id)
    assert (child.bed, carer.bed) == (1, 2)
    assert child.ending is Ending.RELEASED


def test_another_first_day_and_who_decided_it(office: Desk) -> None:
    row = stays(office, 12)
    assert (row.exposure_on, row.counted_from, row.due_on) == (
        date(2020, 2, 22),
        date(2020, 2, 25),
        date(2020, 3, 10),
    )
    with office.read() as read:
        change = read.session.scalars(select(StayChange)).one()
    assert (change.stay_id, change.kind, change.before) == (row.id, "rebase", {"counted_from": "2020-02-22"})


def test_who_would_not_sign_has_two_witnesses(office: Desk) -> None:
    row = stays(office, 19)
    assert (row.notice, row.witness_one, row.witness_two) == ("refused", "段知衡", "贺清岚")


def test_categories_and_what_is_counted_from(office: Desk) -> None:
    found = {stays(office, n).category: stays(office, n).anchor for n in (1, 4, 6, 8, 19)}
    assert found == {
        "hubei": "leave_risk_area",
        "fever_excluded": "last_exposure",
        "close_contact": "last_exposure",
        "entry": "leave_risk_area",
        "risk_region": "leave_risk_area",
    }


def test_who_is_there_is_kept_in_and_who_has_left_is_not(office: Desk) -> None:
    with office.read() as read:
        there = [row.person_id for row in isolation.list_staying(read)]
        kept = restrictions.active(read, there)
        assert {row.kind.value for row in kept.values()} == {"isolation"}
        assert len(kept) == len(there) == 26
        assert read.session.scalar(select(func.count()).select_from(Restriction)) == 26


def test_whoever_waits_cannot_be_admitted(office: Desk) -> None:
    with office.read() as read:
        (row,) = isolation.list_waiting(read)
    assert (row.name, row.state, row.lacks) == ("梁以彧", StayState.APPROVED, ("notice",))


def test_the_next_number_follows(office: Desk) -> None:
    with office.read() as read:
        assert read.session.scalar(select(NumberSeries.last).where(NumberSeries.kind == "stay")) == 38


@pytest.fixture
def fresh(desk: Desk) -> Desk:
    """An office on each engine that has its registers and rooms, and nobody under observation."""
    take_in(desk, "机构与场所", "隔离点房间")
    return desk


def counts(desk: Desk) -> dict[str, Any]:
    with desk.read() as read:
        return {
            model.__tablename__: read.session.scalar(select(func.count()).select_from(model))
            for model in (Stay, StayRoom, StayChange, Restriction, Person)
        } | {"rooms": dict(read.session.execute(select(Room.state, func.count()).group_by(Room.state)).all())}


def test_an_import_is_taken_back_whole_and_comes_in_again(fresh: Desk) -> None:
    before = counts(fresh)
    first = take_in(fresh, "隔离人员")
    own = [one for one in first if one.form_key in ("episodes", "pending")]
    # Twice the same is once.
    again = [one for one in take_in(fresh, "隔离人员") if one.form_key in ("episodes", "pending")]
    assert [one.left for one in again] == [0, 0]
    after = counts(fresh)
    # Eleven live in the family quarter and are on record with their households.
    assert (after["stay"], after["person"]) == (39, before["person"] + 27)
    for one in reversed([*first, *again]):
        if one.form_key == "iso_temps":
            with fresh.work() as work:
                importing.undo(work, one.batch_id)
    for one in reversed([*own, *again]):
        with fresh.work() as work:
            importing.undo(work, one.batch_id)
    assert counts(fresh) == before
    assert check.run(fresh, full=True) == ()
    take_in(fresh, "隔离人员")
    assert counts(fresh) == after


def test_an_import_that_was_worked_with_stays(fresh: Desk) -> None:
    done = {one.form_key: one for one in take_in(fresh, "隔离人员")}
    row = stays(fresh, 20)
    with fresh.work() as work:
        isolation.refer(work, row.id, place="市定点医院", version=row.version)
    if "iso_temps" in done:
        with fresh.work() as work:
            importing.undo(work, done["iso_temps"].batch_id)
    with pytest.raises(Refusal) as refused, fresh.work() as work:
        importing.undo(work, done["episodes"].batch_id)
    assert (refused.value.key, refused.value.values) == ("isolation.refusal.import_used", {"name": "方子澜"})


def test_without_its_rooms_a_register_is_left(sqlite_desk: Desk) -> None:
    left = {one.form_key: one.left for one in take_in(sqlite_desk, "隔离人员")}
    assert (left["episodes"], left["pending"]) == (38, 0)
