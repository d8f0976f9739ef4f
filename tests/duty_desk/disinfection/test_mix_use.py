"""Planned against real use: by area and agent, as a list, and what of the solutions is accounted for."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from db.models import Area, DisinfectionRecord, Mix, Plan, Round
from duty_desk import ledger
from duty_desk.desk import Desk
from duty_desk.disinfection import mix_use
from duty_desk.ledger import Request

DAY = date(2020, 3, 5)
EIGHT = datetime(2020, 3, 5, 8)


def fill(desk: Desk) -> None:
    """Two areas; of the lift two rounds are due, one is done with 4 L of a can of 10; the office is aired only."""
    with desk.work() as work:
        lift = Area(code="A01", name="家属区电梯轿厢", points=24)
        hall = Area(code="A02", name="大厅", surface_m2=Decimal(50), list_order=1)
        office = Area(code="A16", name="办公室", list_order=2)
        work.session.add_all([lift, hall, office])
        work.session.flush()
        plans = [
            Plan(area_id=area.id, valid_from=date(2020, 3, 1), method=method, agent=agent, agent_text="", times=[],
                 weekdays=[])
            for area, method, agent in (
                (lift, "wipe", "chlorine"), (hall, "mop", "chlorine"), (office, "air", "none"),
            )
        ]  # fmt: skip
        can = Mix(number="配字〔2020〕第0001号", at=EIGHT, agent="chlorine", stock_strength=Decimal(50_000),
                  target=Decimal(500), total_ml=Decimal(10_000), stock_amount=Decimal(100), water_ml=Decimal(9_900),
                  made_by="沈岑", good_until=datetime(2020, 3, 6, 8))  # fmt: skip
        work.session.add_all([*plans, can])
        work.session.flush()
        for ordinal, state in ((1, "done"), (2, "open"), (3, "exempt")):
            work.session.add(Round(day=DAY, ordinal=ordinal, area_id=lift.id, plan_id=plans[0].id, due_at=EIGHT,
                                   points=24, state=state))  # fmt: skip
        for plan in plans[1:]:
            work.session.add(
                Round(day=DAY, area_id=plan.area_id, plan_id=plan.id, due_at=EIGHT, state="missed")
            )
        for used, agent, withdrawn in (
            (Decimal(4_000), "chlorine", None),
            (None, "chlorine", None),
            (Decimal(900), "alcohol", None),
            (Decimal(99), "chlorine", EIGHT),
        ):
            work.session.add(
                DisinfectionRecord(day=DAY, area_id=lift.id, started_at=EIGHT, method="wipe", agent=agent,
                                   mix_id=can.id if used == 4_000 else None, used_ml=used, done_by="沈岑",
                                   recorded_at=EIGHT, withdrawn_at=withdrawn, findings=[])
            )  # fmt: skip


def test_planned_and_real_stand_side_by_side(desk: Desk) -> None:
    fill(desk)
    with desk.read() as read:
        rows = mix_use.list_use(read, DAY, DAY)
        assert mix_use.list_use(read, date(2020, 3, 6), date(2020, 3, 6)) == ()
    found = [
        (row.code, row.agent, row.rounds_planned, row.rounds_done, row.planned_l, row.used_l) for row in rows
    ]
    assert found == [
        # Two rounds of 24 points at half a litre; exempt ones are not planned.
        ("A01", "chlorine", 2, 2, 24, 4),
        ("A01", "alcohol", 0, 1, 0, Decimal("0.9")),
        # 50 square metres at 100 mL.
        ("A02", "chlorine", 1, 0, 5, 0),
    ]
    assert [row.unmeasured for row in rows] == [1, 0, 0]
    assert rows[0].difference_l == -20


def test_the_list_has_the_same_rows_and_their_sums(desk: Desk) -> None:
    fill(desk)
    use = mix_use.use_list(DAY, DAY)
    with desk.read() as read:
        page = ledger.page(use, read, Request())
        assert [row.id for row in page.rows] == [row.id for row in mix_use.list_use(read, DAY, DAY)]
        assert [row.code for row in ledger.page(use, read, Request("大厅")).rows] == ["A02"]
        assert use.totals is not None
        assert [total.text for total in use.totals(read, Request())] == ["29", "4.9"]


def test_what_was_mixed_and_not_used_shows(desk: Desk) -> None:
    fill(desk)
    with desk.read() as read:
        (row,) = mix_use.list_mixed(read, DAY, DAY)
    assert (row.agent, row.mixes, row.mixed_l, row.used_l, row.left_l) == ("chlorine", 1, 10, 4, 6)
