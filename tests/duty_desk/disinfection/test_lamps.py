"""Lamps: hours, the day the limit was passed, what is refused, new tubes, and the office's own log taken in and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from db.models import Building, Campus, ImportBatch, LampUse, Room, RoomEvent, Zone
from db.vocabulary import Role
from duty_desk import ledger
from duty_desk.desk import Desk
from duty_desk.disinfection import import_lamps, lamp_rows, lamps
from duty_desk.disinfection.lamp_rows import LAMP_USES, LAMPS
from duty_desk.disinfection.lamps import LampFinding, LampUsed
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.ledger import Request
from duty_desk.people.import_world import world
from duty_desk.sheets import reading
from duty_desk.sheets.examining import examine
from duty_desk.sheets.forms import form
from tests.conftest import Clock
from tests.duty_desk.passes.conftest import add_officer

DATA = Path(__file__).parents[2] / "data"
UV = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))["disinfection"]["uv"]


@dataclass(frozen=True)
class Row:
    """A row as it was judged."""

    values: dict[str, Any]
    sheet: str = "紫外线灯"


def line(day: int, on: str, off: str | None, hours: float | None, total: float | None, **more: Any) -> Row:
    values = {"date": date(2020, 3, day), "lamp": "UV-03", "place": "书香餐舍二层", "on": on, "off": off}
    return Row({**values, "hours": hours, "total": total, "operator": "唐星烁", **more})


LOG = (
    line(1, "10:00", "11:00", 1, 992.5),
    line(1, "14:30", "15:30", 1, 993.5),
    line(2, "10:00", "11:30", 1.5, 995),
    line(2, "14:30", "16:00", 1.5, 996.5),
    line(3, "10:00", "11:30", 1.5, 998),
    line(4, "10:00", "12:00", 2, 1000),
    line(5, "10:00", "12:00", 2, 1002),
)


def take_in(desk: Desk, rows: Sequence[Row]) -> Any:
    with desk.work() as work:
        batch = ImportBatch(form="uv_log", file_name="f.xlsx", sha256="", imported_at=work.at, accepted=0, warned=0,
                            refused=0)  # fmt: skip
        work.session.add(batch)
        work.session.flush()
        return batch.id, import_lamps.write_uv_log(work, rows, batch.id)


def add(desk: Desk, **more: Any) -> int:
    with desk.work() as work:
        return lamps.add_lamp(work, **{"code": "UV-03", "place": "书香餐舍二层", **more})


def burn(desk: Desk, lamp: int, begin: datetime, minutes: int = 60, **more: Any) -> LampUsed:
    with desk.work() as work:
        return lamps.record_use(
            work,
            lamp=lamp,
            started_at=begin,
            ended_at=begin + timedelta(minutes=minutes),
            operator="唐星烁",
            **more,
        )


def one(desk: Desk, lamp: int) -> lamp_rows.LampRow:
    with desk.read() as read:
        return lamp_rows.get_lamp(read, lamp)


def test_the_log_of_the_office_crosses_its_limit_on_the_fifth(desk: Desk) -> None:
    _, written = take_in(desk, LOG)
    assert (written.count, written.left) == (7, ())
    with desk.read() as read:
        assert dict(lamp_rows.uv_figures(read)) == UV
        assert lamp_rows.uv_figures(read, date(2020, 3, 4))["crosses_1000_on"] is None
        (row,) = lamp_rows.list_lamps(read)
        totals = [use.total for use in ledger.page(LAMP_USES, read, Request()).rows]
        (lamp,) = ledger.page(LAMPS, read, Request()).rows
    assert totals == [Decimal(str(row.values["total"])) for row in LOG]
    assert (row.state, row.left, row.crossed_on) == ("over", 0, date(2020, 3, 5))
    assert ledger.cell_text(LAMPS.column("state"), lamp) == "该换灯管"


@pytest.mark.slow
def test_the_workbook_itself_is_judged_and_written(sqlite_desk: Desk) -> None:
    book = reading.read_book(DATA / "消毒计划.xlsx")
    with sqlite_desk.read() as read:
        found = examine(book, form("uv_log"), world(read))
    _, written = take_in(sqlite_desk, found.rows)
    assert written.count == 7
    with sqlite_desk.read() as read:
        assert dict(lamp_rows.uv_figures(read)) == UV


def test_an_import_is_taken_back_whole_unless_its_lamp_burnt_since(desk: Desk) -> None:
    batch, _ = take_in(desk, LOG)
    with desk.read() as read:
        (lamp,) = lamp_rows.list_lamps(read)
    used = burn(desk, lamp.id, datetime(2020, 3, 6, 8))
    with pytest.raises(Refusal), desk.work() as work:
        import_lamps.undo_uv_log(work, batch)
    with desk.work() as work:
        work.session.execute(delete(LampUse).where(LampUse.id == used.id))
        assert import_lamps.undo_uv_log(work, batch) == 7
    with desk.read() as read:
        assert lamp_rows.list_lamps(read, active_only=False) == ()


def test_lines_that_are_there_already_are_left(sqlite_desk: Desk) -> None:
    take_in(sqlite_desk, LOG[:3])
    _, written = take_in(
        sqlite_desk, [*LOG, line(6, "23:30", None, None, None), line(5, "23:30", "00:30", None, None)]
    )
    assert (written.count, [place for place, _ in written.left]) == (5, [0, 1, 2, 7])
    with sqlite_desk.read() as read:
        (row,) = lamp_rows.list_lamps(read)
    # An hour across midnight on top.
    assert row.hours == 1003


def test_the_use_that_passes_the_limit_says_so(desk: Desk) -> None:
    lamp = add(desk, hours_before=Decimal("998"))
    assert burn(desk, lamp, datetime(2020, 3, 4, 10), 120) == LampUsed(1, Decimal(1000), ())
    crossed = burn(desk, lamp, datetime(2020, 3, 5, 10), 120)
    assert (crossed.total, crossed.findings) == (1002, (LampFinding.OVER_LIMIT,))
    assert one(desk, lamp).state == "over"
    with desk.work() as work:
        lamps.withdraw_use(work, crossed.id, reason="登记重复")
    assert (one(desk, lamp).hours, one(desk, lamp).crossed_on) == (1000, None)
    with pytest.raises(StaleError), desk.work() as work:
        lamps.withdraw_use(work, crossed.id, reason="再撤")


def test_a_new_tube_begins_anew(desk: Desk) -> None:
    lamp = add(desk, hours_before=Decimal(999))
    burn(desk, lamp, datetime(2020, 3, 4, 10), 120)
    with pytest.raises(InputError), desk.work() as work:
        lamps.fit_tube(work, lamp, at=datetime(2020, 3, 4, 11), version=1)
    with desk.work() as work:
        lamps.fit_tube(work, lamp, at=datetime(2020, 3, 5, 9), version=1)
    assert (one(desk, lamp).hours, one(desk, lamp).uses, one(desk, lamp).state) == (0, 0, "good")
    with pytest.raises(InputError) as refused:
        burn(desk, lamp, datetime(2020, 3, 4, 20))
    assert refused.value.field == "started_at"
    assert burn(desk, lamp, datetime(2020, 3, 5, 10)).total == 1
    with desk.read() as read:
        totals = [use.total for use in ledger.page(LAMP_USES, read, Request()).rows]
    assert totals == [None, 1]


def test_weak_short_and_dirty_lamps(desk: Desk, clock: Clock) -> None:
    lamp = add(desk)
    assert burn(desk, lamp, datetime(2020, 3, 5, 8), 29).findings == (LampFinding.TOO_SHORT,)
    assert burn(desk, lamp, datetime(2020, 3, 5, 9), intensity=Decimal(69)).findings == (LampFinding.WEAK,)
    assert one(desk, lamp).state == "weak"
    assert burn(desk, lamp, datetime(2020, 3, 5, 11), intensity=Decimal(70), wiped=True).findings == ()
    assert one(desk, lamp).state == "good"
    clock.forward(days=6)
    assert one(desk, lamp).state == "wipe"


@pytest.mark.parametrize(
    ("begin", "minutes", "field"),
    [
        (datetime(2020, 3, 5, 10), 0, "ended_at"),
        (datetime(2020, 3, 6, 11, 30), 60, "ended_at"),
        (datetime(2020, 3, 5, 8, 30), 60, "started_at"),
    ],
)
def test_times_that_cannot_be(sqlite_desk: Desk, begin: datetime, minutes: int, field: str) -> None:
    lamp = add(sqlite_desk)
    burn(sqlite_desk, lamp, datetime(2020, 3, 5, 9))
    with pytest.raises(InputError) as refused:
        burn(sqlite_desk, lamp, begin, minutes)
    assert refused.value.field == field


def room_of(desk: Desk) -> int:
    with desk.work() as work:
        campus = Campus(code="XX", name="某校区")
        work.session.add(campus)
        work.session.flush()
        building = Building(campus_id=campus.id, code="B2", name="2号楼")
        zone = Zone(site="学术交流中心", name="观察区", kind="observation")
        work.session.add_all([building, zone])
        work.session.flush()
        room = Room(code="2-203", zone_id=zone.id, building="2号楼", floor=2, name="203", state="occupied",
                    state_since=datetime(2020, 3, 6, 9))  # fmt: skip
        work.session.add(room)
        work.session.flush()
        work.session.add(
            RoomEvent(room_id=room.id, at=datetime(2020, 3, 6, 9), before="free", after="occupied")
        )
        return room.id


def test_no_lamp_over_an_occupied_room(desk: Desk) -> None:
    lamp, room = add(desk), room_of(desk)
    for begin in (datetime(2020, 3, 6, 8, 30), datetime(2020, 3, 6, 10)):
        with pytest.raises(Refusal) as refused:
            burn(desk, lamp, begin, room=room)
        assert "2-203" in refused.value.text
    # Before somebody moved in it was empty.
    assert burn(desk, lamp, datetime(2020, 3, 6, 7), room=room).findings == ()


def test_registering_and_changing_a_lamp(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    lamp = add(desk)
    with pytest.raises(InputError) as refused:
        add(desk)
    assert refused.value.field == "code"
    with pytest.raises(InputError) as refused, desk.work() as work:
        lamps.add_lamp(work, code="UV-05", place="大厅", hours_before=Decimal("0.0001"))
    assert refused.value.field == "hours_before"
    with desk.work() as work:
        guard = add_officer(work, "段知衡", Role.GATE)
        lamps.edit_lamp(
            work, lamp, place="三层", watts=Decimal(30), limit_hours=Decimal(5000), is_active=False, version=1
        )
    with pytest.raises(Refusal):
        burn(desk, lamp, datetime(2020, 3, 5, 9))
    with pytest.raises(StaleError), desk.work() as work:
        lamps.edit_lamp(
            work, lamp, place="三层", watts=None, limit_hours=Decimal(1000), is_active=True, version=1
        )
    with pytest.raises(Denied), desk.work(guard) as work:
        lamps.add_lamp(work, code="UV-04", place="大厅")
    with desk.read() as read:
        assert ledger.count(LAMPS, read, Request()) == 0
        assert ledger.count(LAMPS, read, Request(filters={"retired": True})) == 1
