"""Counts of the tiles, figures of the day with those of the day before, who is on duty, and the numbers on the rail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from db.models import Area, Crossing, Duty, Room, RosterPerson, Round, Zone
from db.vocabulary import IncidentKind, Role, RoundState
from duty_desk import agenda, backup, disinfection, incidents, passes
from duty_desk.agenda import badges, day, hands, tiles
from duty_desk.agenda.board import read_board
from duty_desk.agenda.items import MOST
from duty_desk.agenda.rules import Tile
from duty_desk.desk import Desk
from tests.conftest import Clock, Filled
from tests.duty_desk.disinfection.conftest import early
from tests.duty_desk.passes.conftest import Office, add_officer, build, form

AFTERNOON = datetime(2020, 3, 6, 17, 20)
TODAY = date(2020, 3, 6)


@pytest.fixture
def office(filled: Filled, clock: Clock) -> Office:
    desk, made = filled(build)
    clock.at = AFTERNOON
    return replace(made, desk=desk)


def counts(desk: Desk) -> dict[Tile, tuple[int | None, int | None]]:
    with desk.read() as read:
        return {each.tile: (each.number, each.total) for each in tiles.count_all(read)}


def test_an_empty_office_has_nothing_to_do(desk: Desk) -> None:
    backup.run(desk)
    found = counts(desk)
    assert list(found) == list(Tile)
    assert {number for number, _total in found.values()} == {0}
    with desk.read() as read:
        board = read_board(read)
    # What the officer does before a shift is asked of everybody.
    assert [line.what for line in board.queue.lines] == ["routine_due"]
    assert (board.failed, board.open_items, board.inside) == (frozenset(), 1, 0)
    assert [post.names for post in board.posts] == ["周敏"]


def test_rounds_and_passes_are_counted_of_all_there_are(office: Office) -> None:
    with early(office.desk), office.desk.work() as work:
        disinfection.load_usual(work)
    with office.desk.work() as work:
        disinfection.draw_up(work, TODAY)
        every = work.session.query(Round).filter(Round.day == TODAY).count()
        late = work.session.query(Round).filter(Round.day == TODAY, Round.due_at < AFTERNOON).count()
        last = work.session.query(Round).order_by(Round.due_at.desc()).first()
        assert last is not None
        last.state = RoundState.EXEMPT.value
        passes.issue(work, **form(office, valid_from=AFTERNOON, valid_until=datetime(2020, 3, 7)))
        passes.issue(
            work,
            **form(office, holder=office.resident, valid_from=AFTERNOON, valid_until=datetime(2020, 3, 9)),
        )
    found = counts(office.desk)
    # What need not be done counts nowhere.
    assert found[Tile.ROUNDS] == (late, every - 1)
    assert found[Tile.PASSES] == (1, 2)


def test_figures_of_today_stand_beside_those_of_the_day_before(office: Office) -> None:
    with office.desk.work() as work:
        for hours, direction in ((1, "in"), (2, "in"), (3, "out"), (26, "in")):
            at = AFTERNOON - timedelta(hours=hours)
            work.session.add(
                Crossing(
                    gate_id=office.east, at=at, direction=direction, kind="pass",
                    person_id=office.person, origin="scan",
                )
            )  # fmt: skip
        passes.issue(work, **form(office, valid_from=AFTERNOON))
        incidents.report(work, kind=IncidentKind.SAFETY, level=3, title="锅炉房漏水", place="锅炉房",
                         found_at=AFTERNOON - timedelta(days=1))  # fmt: skip
    with office.desk.read() as read:
        found = {each.name: (each.today, each.yesterday) for each in day.list_figures(read)}
    assert tuple(found) == day.NAMES
    assert (found["came"], found["left"]) == ((2, 1), (1, 0))
    assert (found["issued"], found["incidents"], found["fevers"]) == ((1, 0), (0, 1), (0, 0))


def test_who_is_on_duty_by_roster_and_by_post(desk: Desk, clock: Clock) -> None:
    clock.at = AFTERNOON
    with desk.work() as work:
        guard = add_officer(work, "常大伟", Role.GATE)
        add_officer(work, "柯少峰", Role.GATE)
        night = add_officer(work, "韩立军", Role.CHIEF)
        for number, (name, officer, shift) in enumerate(
            (
                ("马文涛", None, "leader"),
                ("常大伟", guard.id, "day"),
                ("姚苓", None, "day"),
                ("韩立军", night.id, "night"),
            )
        ):
            person = RosterPerson(name=name, officer_id=officer, list_order=number, phone=f"600{number}")
            work.session.add(person)
            work.session.flush()
            work.session.add(Duty(roster_person_id=person.id, day=TODAY, shift=shift, set_at=work.at))
    with desk.read() as read:
        posts = {post.post: (post.names, post.phone) for post in hands.list_posts(read)}
        mine = hands.responsible(read)
    assert posts == {
        "带班领导": ("马文涛", "6000"),
        "值班员": ("姚苓", "6002"),
        "门岗": ("常大伟", ""),
        "接班": ("韩立军", "6003"),
    }
    # Of two at the gate the roster names the one who is there.
    assert [hand.name for hand in mine[Role.GATE]] == ["常大伟"]


def test_the_rail_counts_what_the_queue_has_late(office: Office) -> None:
    with early(office.desk), office.desk.work() as work:
        disinfection.load_usual(work)
    with office.desk.work() as work:
        disinfection.draw_up(work, TODAY)
    with office.desk.read() as read:
        board, found = read_board(read), badges.read_badges(read).by_screen
    late = [line for line in board.queue.lines if line.group == "late"]
    assert found["today"].number == sum(len(line.parts) for line in late)
    assert found["disinfection"].number == counts(office.desk)[Tile.ROUNDS][0]
    assert {found[each].tone for each in ("today", "disinfection")} == {"danger"}
    assert found["isolation"].number == found["reports"].number == 0


def test_what_is_open_is_asked_once_in_a_reading_and_anew_in_a_unit_of_work(office: Office) -> None:
    with office.desk.read() as read:
        board = read_board(read)
        assert agenda.gather(read) is agenda.gather(read)
        assert len(agenda.gather(read).items) == board.open_items
    with office.desk.work() as work:
        before = len(agenda.gather(work).items)
        incidents.report(work, kind=IncidentKind.SAFETY, level=3, title="锅炉房漏水", place="锅炉房")
        assert len(agenda.gather(work).items) == before + 1


def test_what_the_list_has_no_room_for_is_counted_all_the_same(office: Office) -> None:
    """So many rounds are late that no room waiting to be cleaned is listed beside them."""
    with office.desk.work() as work:
        run = work.session.execute
        run(insert(Zone), [{"site": "北区", "name": "一区", "kind": "observation"}])
        run(
            insert(Area),
            [
                {
                    "code": "B1",
                    "name": "一教",
                    "kind": "teaching",
                    "team": "一队",
                    "points": 4,
                    "list_order": 1,
                }
            ],
        )
        zone, area = work.session.scalar(select(Zone.id)), work.session.scalar(select(Area.id))
        room = Room(
            code="N-101",
            zone_id=zone or 0,
            building="1",
            floor=1,
            name="101",
            state="to_clean",
            state_since=AFTERNOON,
        )
        work.session.add(room)
        work.session.flush()
        late = {
            "day": TODAY,
            "kind": "preventive",
            "due_at": AFTERNOON - timedelta(hours=9),
            "points": 4,
            "state": "open",
        }
        run(insert(Round), [{**late, "area_id": area, "ordinal": number + 1} for number in range(MOST + 5)])
        run(
            insert(Round),
            [{**late, "kind": "terminal", "room_id": room.id, "ordinal": 1, "due_at": AFTERNOON}],
        )
    found = counts(office.desk)
    assert found[Tile.ROUNDS][0] == MOST + 5
    assert found[Tile.ROOMS] == (1, 1)
