"""What was measured and found is seen by whose work it is; the others see the rooms (acceptance check S-56)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from db.models import Person, Stay
from db.vocabulary import ReadingSlot, Role
from duty_desk import isolation, ledger
from duty_desk.errors import Denied
from duty_desk.isolation import (
    board,
    care,
    floor_sheet,
    nucleic,
    open_items,
    papers,
    papers_lists,
    reading_rows,
    readings,
)
from duty_desk.isolation.board import Mark
from duty_desk.ledger import Request
from duty_desk.paper.layout import Text
from duty_desk.roles import ALLOWED, Permission
from duty_desk.work import OfficerRef, Read
from tests.conftest import Filled, on_sqlite
from tests.duty_desk.isolation import wards
from tests.duty_desk.isolation.wards import NAMES, SITE, TODAY, Ward
from tests.duty_desk.paper.reading import pypdf_pages

SEES = {Role.ADMINISTRATOR, Role.CHIEF, Role.SITE, Role.LEADER}
FEVERISH = NAMES[0]
pytestmark = on_sqlite


def fill(desk: Any) -> Ward:
    """Somebody with a fever, a negative test, a cough and a medicine; somebody of thirteen in another room."""
    ward = wards.build(desk)
    stay = ward.stays[FEVERISH]
    with desk.work(ward.manager) as work:
        readings.record_reading(
            work,
            stay=stay,
            day=TODAY,
            slot=ReadingSlot.AM,
            temperature=37.9,
            symptoms=("dry_cough",),
            at=work.at,
        )
        test = nucleic.record_sample(work, stay=stay)
        nucleic.record_result(work, test, result="negative")
        care.record_care(work, stay=stay, kind="medicine", text="布洛芬一片")
        care.record_care(work, stay=stay, kind="delivery", text="送热水")
        work.session.get_one(Stay, stay).assessment = "密切接触者，低热"
        work.session.get_one(Person, ward.people[NAMES[1]]).born_on = date(2006, 3, 7)
        work.session.get_one(Person, ward.people[NAMES[2]]).born_on = date(2006, 3, 6)
    return ward


@pytest.fixture
def ward(filled: Filled) -> Ward:
    desk, made = filled(fill)
    return made.on(desk)


def by(ward: Ward, role: Role) -> Any:
    return ward.desk.read(OfficerRef(None, "somebody", role))


def said(read: Read, ward: Ward) -> str:
    """Everything that the screens of the desk say of the person with the fever, and the papers that anybody may print."""
    stay = ward.stays[FEVERISH]
    found = board.board(read, site=SITE)
    tile = next(one for one in found.tiles() if one.room.id == ward.rooms["203"])
    parts: list[object] = [tile, found.problems[Mark.FEVER], isolation.get_stay(read, stay).assessment]
    parts += [
        reading_rows.curve(read, stay),
        reading_rows.slots(read, stay, TODAY),
        nucleic.tests_of(read, stay),
    ]
    parts += [care.course(read, stay), isolation.conditions(read, stay), open_items.list_open_items(read)]
    parts += [item.text for page in papers.board(read) for item in page.items if isinstance(item, Text)]
    return str(parts)


@pytest.mark.parametrize("role", Role)
def test_values_are_for_whose_work_it_is_and_rooms_for_all(ward: Ward, role: Role) -> None:
    """S-56: the rows of the matrix, role by role."""
    assert (Permission.SEE_HEALTH in ALLOWED[role]) == (role in SEES)
    with by(ward, role) as read:
        words = said(read, ward)
        (row,) = [one for one in board.board(read).tiles() if one.room.id == ward.rooms["203"]]
    assert row.occupants[0].day == 4, "the room and the days are seen by all"
    assert "送热水" in words
    for told in ("37.9", "低热", "干咳", "布洛芬", "NEGATIVE", "negative"):
        assert (told in words) == (role in SEES), told
    assert (row.mark is Mark.FEVER) == (role in SEES)


def _readings(read: Read, ward: Ward) -> object:
    return reading_rows.list_readings(read, ward.stays[FEVERISH])


def _sheet(read: Read, ward: Ward) -> object:
    return floor_sheet.floor_sheet(read, building="2号楼", floor=2, day=TODAY, slot=ReadingSlot.AM)


def _reading_list(read: Read, ward: Ward) -> object:
    return ledger.page(isolation.READINGS, read, Request())


def _care_list(read: Read, ward: Ward) -> object:
    return ledger.page(isolation.CARE, read, Request())


def _monitor(read: Read, ward: Ward) -> object:
    return papers.monitor_sheet(read, ward.stays[FEVERISH])


@pytest.mark.parametrize("look", [_readings, _sheet, _reading_list, _care_list, _monitor])
def test_what_is_nothing_but_values_is_refused(ward: Ward, look: Callable[[Read, Ward], object]) -> None:
    """S-56."""
    for role in Role:
        with by(ward, role) as read:
            if role in SEES:
                assert look(read, ward)
            else:
                with pytest.raises(Denied):
                    look(read, ward)


def test_the_sheet_for_the_corridor_stays_empty_for_who_may_not_see(ward: Ward) -> None:
    """S-56: it can still be printed, to be filled in by hand."""
    sheets = {}
    for role in (Role.SITE, Role.KEEPER):
        target = BytesIO()
        with by(ward, role) as read:
            papers_lists.draw_corridor(read, target, TODAY)
        sheets[role] = "".join(pypdf_pages(target.getvalue()))
    assert "37.9" in sheets[Role.SITE]
    assert "37.9" not in sheets[Role.KEEPER]
    assert "203" in sheets[Role.KEEPER]


def test_who_is_under_fourteen_is_marked_until_the_birthday(ward: Ward) -> None:
    """S-56: thirteen until today's end, and fourteen from today."""
    with by(ward, Role.DISINFECTION) as read:
        found = {one.name: one.child for tile in board.board(read).tiles() for one in tile.occupants}
        marked = [tile for tile in board.board(read).tiles() if "未满 14 周岁" in tile.spoken]
        stays = [isolation.get_stay(read, ward.stays[name]).child for name in NAMES[:3]]
    assert [name for name, child in found.items() if child] == ["樊*"]
    assert [tile.room.name for tile in marked] == ["204"]
    assert stays == [False, True, False]
