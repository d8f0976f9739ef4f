"""The board of a site: state and words of every room, people masked, what is wrong first, in a few statements (rule I2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event

from db.models import Person, Room, Stay, Zone
from db.vocabulary import IncidentKind, ReadingSlot, RoomState
from duty_desk import incidents
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError
from duty_desk.isolation import readings
from duty_desk.isolation.board import Board, Mark, Tile, board, reveal_names
from duty_desk.isolation.slot_rules import SlotState
from duty_desk.people.revealing import list_reveals
from tests.conftest import Clock, Filled, on_sqlite
from tests.duty_desk.isolation import wards
from tests.duty_desk.isolation.wards import NAMES, SITE, TODAY, Ward

AM, PM = ReadingSlot.AM, ReadingSlot.PM
EVENING = datetime(2020, 3, 6, 17, 20)


@pytest.fixture
def ward(filled: Filled, clock: Clock) -> Ward:
    desk, made = filled(wards.build)
    clock.at = EVENING
    return made.on(desk)


def look(ward: Ward) -> Board:
    with ward.desk.read() as read:
        return board(read, site=SITE)


def tile(ward: Ward, room: str) -> Tile:
    return next(one for one in look(ward).tiles() if one.room.id == ward.rooms[room])


def take(ward: Ward, name: str, am: float | None = 36.4, pm: float | None = 36.6, **more: float) -> None:
    with ward.desk.work() as work:
        for slot, value, hour in ((AM, am, 9), (PM, pm, 16)):
            if value is not None:
                at = datetime(2020, 3, 6, hour)
                readings.record_reading(
                    work, stay=ward.stays[name], day=TODAY, slot=slot, temperature=value, at=at, **more
                )


def set_room(
    ward: Ward, room: str, state: RoomState, until: datetime | None = None, reason: str = ""
) -> None:
    with ward.desk.work() as work:
        row = work.session.get_one(Room, ward.rooms[room])
        row.state, row.until, row.reason = state.value, until, reason or None


def test_buildings_floors_and_rooms_stand_in_order(ward: Ward) -> None:
    found = look(ward)
    assert [building.name for building in found.buildings] == ["2号楼", "5号楼"]
    assert [(floor.floor, [one.room.name for one in floor.tiles]) for floor in found.buildings[0].floors] == [
        (3, ["301", "302"]),
        (2, ["201", "203", "204", "205"]),
    ]
    assert (found.counts[RoomState.OCCUPIED], found.counts[RoomState.FREE]) == (5, 1)
    assert found.buildings[0].rooms == 6


@on_sqlite
def test_another_site_is_not_on_it(ward: Ward) -> None:
    with ward.desk.read() as read:
        assert board(read, site="校医院").buildings == ()
        assert len(list(board(read).tiles())) == 7


@on_sqlite
def test_a_person_with_both_readings(ward: Ward) -> None:
    take(ward, NAMES[0])
    one = tile(ward, "203")
    (who,) = one.occupants
    assert (who.name, who.day, who.days, who.due_on) == ("苗*宁", 4, 14, date(2020, 3, 16))
    assert (who.am.temperature, who.pm.temperature) == (36.4, 36.6)
    assert (one.mark, one.line, one.short) == (Mark.NONE, "早36.4 晚36.6", "苗*宁")
    assert one.spoken == "203，在住，第 4 天，早36.4 晚36.6"


@on_sqlite
def test_missing_is_said_first(ward: Ward) -> None:
    take(ward, NAMES[0], pm=None)
    one = tile(ward, "203")
    assert (one.mark, one.line, one.short) == (Mark.MISSING, "早36.4 晚未测", "晚未测")
    assert "晚未测" in one.spoken


@on_sqlite
def test_due_is_no_alarm(ward: Ward, clock: Clock) -> None:
    take(ward, NAMES[0], pm=None)
    clock.at = datetime(2020, 3, 6, 17, 25)
    with ward.desk.work() as work:
        work.session.get_one(Stay, ward.stays[NAMES[0]]).admitted_at = datetime(2020, 3, 6, 16, 0)
    one = tile(ward, "203")
    assert (one.mark, one.line) == (Mark.DUE, "早36.4 晚待测")


@on_sqlite
def test_fever_is_the_gravest(ward: Ward) -> None:
    take(ward, NAMES[0], am=36.5, pm=None)
    with ward.desk.work() as work:
        readings.record_reading(
            work,
            stay=ward.stays[NAMES[0]],
            day=TODAY,
            slot=PM,
            temperature=37.5,
            at=datetime(2020, 3, 6, 16),
        )
    one = tile(ward, "203")
    assert (one.mark, one.line, one.short) == (Mark.FEVER, "晚37.5", "37.5")
    with ward.desk.work() as work:
        row = one.occupants[0]
        assert row.pm.reading_id is not None
        readings.add_retest(work, row.pm.reading_id, retest=37.6)
    one = tile(ward, "203")
    assert (one.line, one.short, one.occupants[0].referral) == ("晚37.6 已报医", "37.6", True)
    assert look(ward).problems[Mark.FEVER] == 1


@on_sqlite
def test_a_case_that_is_over_marks_nobody(ward: Ward) -> None:
    with ward.desk.work(ward.chief) as work:
        incident = incidents.open_incident(
            work, kind=IncidentKind.FEVER, level=3, title="异常", place="203", source=("reading", 1)
        )
        work.session.get_one(Stay, ward.stays[NAMES[0]]).incident_id = incident
    assert (tile(ward, "203").mark, tile(ward, "203").line) == (Mark.FEVER, "待转诊")
    with ward.desk.work(ward.chief) as work:
        incidents.add_entry(work, incident, kind="told", text="报疾控", told="疾控中心")
        incidents.close(work, incident, outcome="排除")
    assert tile(ward, "203").mark is Mark.MISSING


@on_sqlite
def test_the_last_day_is_said(ward: Ward) -> None:
    for name in NAMES:
        take(ward, name)
    with ward.desk.work() as work:
        work.session.get_one(Stay, ward.stays[NAMES[2]]).due_on = TODAY
    one = tile(ward, "205")
    assert (one.mark, one.line, one.short) == (Mark.RELEASE_TODAY, "今日解除", "今解除")
    assert look(ward).problems == {
        Mark.FEVER: 0, Mark.MISSING: 0, Mark.DUE: 0, Mark.RELEASE_TODAY: 1, Mark.NONE: 5,
    }  # fmt: skip


@on_sqlite
def test_a_shared_room_says_how_many_and_the_worst_inside(ward: Ward) -> None:
    take(ward, NAMES[4])
    assert (tile(ward, "T1").mark, tile(ward, "T1").line) == (Mark.MISSING, "早未测 晚未测")
    take(ward, NAMES[5])
    one = tile(ward, "T1")
    assert [who.bed for who in one.occupants] == [1, 2]
    assert (one.mark, one.line, one.short) == (Mark.NONE, "2/4 人", "2/4 人")


@on_sqlite
@pytest.mark.parametrize(
    ("state", "until", "words"),
    [
        (RoomState.FREE, None, ("可用", "可用")),
        (RoomState.RESERVED, None, ("预留", "预留")),
        (RoomState.TO_CLEAN, None, ("已等 32 小时", "待消毒")),
        (RoomState.CLEANING, datetime(2020, 3, 6, 17, 40), ("到 17:40", "消毒中")),
        (RoomState.TO_CHECK, datetime(2020, 3, 6, 17, 50), ("通风到 17:50", "待复核")),
        (RoomState.TO_CHECK, datetime(2020, 3, 6, 17, 0), ("待复核", "待复核")),
        (RoomState.CLOSED, None, ("水管漏水", "停用")),
    ],
)
def test_the_words_of_empty_rooms(
    ward: Ward, state: RoomState, until: datetime | None, words: tuple[str, str]
) -> None:
    set_room(ward, "302", state, until, "水管漏水" if state is RoomState.CLOSED else "")
    one = tile(ward, "302")
    assert (one.line, one.short) == words
    assert (one.occupants, one.mark) == ((), Mark.NONE)


@on_sqlite
def test_a_reserved_room_says_for_which_approval(ward: Ward) -> None:
    set_room(ward, "302", RoomState.RESERVED)
    with ward.desk.work() as work:
        person = work.session.get_one(Person, ward.people[NAMES[1]])
        work.session.add(
            Stay(
                person_id=person.id,
                state="approved",
                origin="student",
                category="other",
                requested_at=work.at,
                approval_number="0306-1",
                room_id=ward.rooms["302"],
            )
        )
    one = tile(ward, "302")
    assert (one.line, one.short) == ("批准 0306-1", "预留")
    assert one.promised is not None
    assert one.promised.name == "樊*"


def test_names_are_shown_to_those_who_may_and_it_is_on_record(ward: Ward) -> None:
    with ward.desk.work() as work:
        assert reveal_names(work, site=SITE, reason="核对床位") == EVENING + timedelta(minutes=5)
    with ward.desk.read() as read:
        (one,) = next(
            one for one in board(read, site=SITE, revealed=True).tiles() if one.room.name == "203"
        ).occupants
    assert one.name == NAMES[0]
    with ward.desk.read(ward.chief) as read:
        (look,) = list_reveals(read, TODAY)
    assert (look.officer, look.rows, look.fields, look.reason) == ("沈薇", 6, ("name",), "核对床位")
    with pytest.raises(Denied), ward.desk.read(ward.cleaner) as read:
        board(read, site=SITE, revealed=True)
    with pytest.raises(InputError), ward.desk.work() as work:
        reveal_names(work, site=SITE, reason=" ")


@on_sqlite
def test_who_was_missed_twice_running_is_to_be_reported(ward: Ward, clock: Clock) -> None:
    clock.at = datetime(2020, 3, 6, 9, 0)
    (who,) = tile(ward, "204").occupants
    # Came yesterday at half past three: only that evening is over.
    assert (who.missed_in_row, who.escalates, who.am.state) == (1, False, SlotState.DUE)
    clock.at = EVENING
    (who,) = tile(ward, "204").occupants
    assert (who.missed_in_row, who.escalates) == (3, True)
    take(ward, NAMES[1], am=None)
    (who,) = tile(ward, "204").occupants
    assert (who.missed_in_row, who.escalates) == (0, False)


@contextmanager
def counted(desk: Desk) -> Iterator[list[str]]:
    """The statements that a reading sends."""
    asked: list[str] = []
    with desk.read() as read:
        engine = read.session.get_bind()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.slow
@on_sqlite
def test_a_thousand_rooms_cost_no_more_statements(ward: Ward) -> None:
    with ward.desk.read() as read:
        board(read, site=SITE)
    with counted(ward.desk) as few:
        look(ward)
    fill(ward, 1000)
    with counted(ward.desk) as many:
        assert len(list(look(ward).tiles())) == 1007
    assert len(many) == len(few) <= 6


def fill(ward: Ward, rooms: int) -> None:
    """As many rooms more, each with somebody in it."""
    with ward.desk.work() as work:
        zone = work.session.get_one(Zone, 1)
        for number in range(rooms):
            name = f"{number // 100 + 3}{number % 100:02}"
            room = wards.add_room(work, zone, name, RoomState.OCCUPIED, building="9号楼")
            person = wards.add_person(work, "李四" + "一二三"[number % 3])
            wards.add_stay(work, person, room, datetime(2020, 3, 1, 9, 0))
