"""The log, visitors and runs as lists, and the day's figures: counted and found as they were written (product rules G3, G8)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from db.models import Crossing, Gate
from db.vocabulary import CrossingKind
from duty_desk import gate, ledger
from duty_desk.desk import Desk
from duty_desk.gate import Reason, figures
from duty_desk.gate.ledgers import LEDGERS, RUNS, VISITS
from duty_desk.gate.log import LOG, crossing_row_id
from duty_desk.ledger import Request, cell_text
from tests.conftest import Clock, Filled
from tests.duty_desk.gate import sample
from tests.duty_desk.gate.conftest import Office, go, issue
from tests.duty_desk.gate.test_overruling import force
from tests.duty_desk.sheets.sample import expected, expected_rows

pytestmark = pytest.mark.slow


@pytest.fixture
def gates(filled: Filled) -> Desk:
    return filled(sample.fill_lists)[0]


def test_the_log_has_passages_and_refusals_in_one_order(gates: Desk) -> None:
    with gates.read() as read:
        ids = ledger.identifiers(LOG, read, Request())
        assert len(ids) == len(set(ids)) == ledger.count(LOG, read, Request()) == 720
        rows = list(ledger.iterate(LOG, read, Request()))
        assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)
        oldest = ledger.page(LOG, read, Request(sort="at"), 3)
        assert [row.at for row in oldest.rows] == sorted(row.at for row in rows)[:3]
        assert oldest.more
        source = {row["seq"]: row for row in expected_rows()["crossings"]}
        first = oldest.rows[0]
        assert (first.at, first.gate, first.direction, first.name, first.temperature) == (
            datetime(2020, 2, 20, 6, 20),
            source[1]["gate"],
            "in",
            source[1]["name"],
            "36.5",
        )
        assert cell_text(LOG.column("name"), first) == "阿*提"


def test_who_is_inside_is_who_came_last_and_did_not_go(gates: Desk) -> None:
    """Check U-13: counted anew over the whole log; a person with two passes is one person."""
    with gates.read() as read:
        last: dict[object, Crossing] = {}
        query = select(Crossing).where(
            Crossing.withdrawn_at.is_(None),
            Crossing.visit_id.is_(None),
            Crossing.run_id.is_(None),
            Crossing.kind != CrossingKind.HOUSEHOLD.value,
            # An ambulance in an old register whose plate nobody wrote is nobody in particular.
            Crossing.person_id.is_not(None) | Crossing.pass_id.is_not(None),
        )
        for row in read.session.scalars(query.order_by(Crossing.at, Crossing.id)):
            last[("person", row.person_id) if row.person_id else row.pass_id] = row
        inside = {row.id for row in last.values() if row.direction == "in"}
        listed = {row.id for row in gate.list_inside(read) if row.id is not None}
    assert len(inside) > 5
    assert listed == inside


def test_filters_narrow_the_log(gates: Desk) -> None:
    with gates.read() as read:

        def count(search: str = "", **filters: object) -> int:
            return ledger.count(LOG, read, Request(search, filters))

        wanted = expected()["gate"]
        assert count(period=(date(2020, 2, 24), date(2020, 2, 24))) == wanted["by_day"]["2020-02-24"]
        assert count(kinds=[CrossingKind.HOUSEHOLD]) == 319
        assert count(results=["refused"]) == 41
        assert count(results=["held"]) == 2
        assert count(results=["withdrawn"]) == 1
        assert count(results=["passed", "exempt"]) == 676
        assert count(reasons=[Reason.QUOTA]) == 26
        assert count(direction="in") == 355
        west = read.session.scalar(select(Gate.id).where(Gate.name == "家属区西门"))
        assert count(gates=[west]) == 318
        assert count("通字〔2020〕第0080号") == sum(
            row["permit"] == "通字〔2020〕第0080号" for row in expected_rows()["crossings"]
        )
        assert count("阿不都") == count("abd") == 5
        assert count("陕ZT0003") == 1
        assert count("查无此人") == 0
        said = LOG.describe
        assert said is not None
        request = Request(
            "王",
            {"period": (date(2020, 2, 24), date(2020, 2, 25)), "gates": [west], "results": ["refused"]},
        )
        assert said(read, request) == "查找：王，2月24日—2月25日，家属区西门，劝返"


def test_a_refusal_says_why(gates: Desk) -> None:
    with gates.read() as read:
        (row,) = ledger.page(LOG, read, Request(filters={"reasons": [Reason.PLATE_MISMATCH]})).rows
        assert (row.result, row.reason, row.plate, row.number) == (
            "refused",
            "车证不符",
            "陕ZT0033",
            "车字〔2020〕第0003号",
        )
        assert cell_text(LOG.column("result"), row) == "劝返"
        cleared = next(
            row for row in ledger.iterate(LOG, read, Request()) if row.temperature == "37.3 → 36.8"
        )
        assert cleared.result == "passed"


def test_every_list_shows_every_cell_in_both_languages(gates: Desk) -> None:
    with gates.read() as read:
        for each in LEDGERS:
            page = ledger.page(each, read, Request(), 50)
            assert len(page.rows) == 50
            for row in page.rows:
                assert all(isinstance(cell_text(column, row), str) for column in each.columns)


def test_visitors_by_state_host_and_name(gates: Desk, clock: Clock) -> None:
    with gates.read() as read:

        def count(search: str = "", **filters: object) -> int:
            return ledger.count(VISITS, read, Request(search, filters))

        assert count() == 480
        assert (count(states=["overdue"]), count(states=["refused"]), count(states=["left"])) == (4, 2, 474)
        assert count(states=["inside"]) == count(states=["unknown"]) == count(states=["registered"]) == 0
        assert count(period=(date(2020, 2, 24), date(2020, 2, 24))) == sum(
            row["date"] == "2020-02-24" for row in expected_rows()["visits"]
        )
        assert count("陕ZB5361") == sum(row["plate"] == "陕ZB5361" for row in expected_rows()["visits"])
        assert count("谭峻一") == sum(row["name"] == "谭峻一" for row in expected_rows()["visits"])


def test_runs_by_night_and_state(gates: Desk) -> None:
    with gates.read() as read:
        night = date(2022, 11, 13)
        page = ledger.page(RUNS, read, Request(filters={"period": (night, night)}, sort="number"))
        assert [row.number for row in page.rows] == [f"1113-{n:02d}" for n in range(1, 13)]
        third = page.rows[2]
        assert (third.faults, third.state, third.entered) == ("司乘不符", "abnormal", "23:50")
        assert ledger.count(RUNS, read, Request(filters={"states": ["abnormal"]})) == 4
        assert ledger.count(RUNS, read, Request("陕ZB1056")) == sum(
            row["plate"] == "陕ZB1056" for row in expected_rows()["trips"]
        )


def test_the_figures_of_a_day(gates: Desk) -> None:
    day = date(2020, 2, 24)
    rows = [row for row in expected_rows()["crossings"] if row["date"] == day.isoformat()]
    passed = [row for row in rows if row["result"] == "放行"]
    visits = [row for row in expected_rows()["visits"] if row["date"] == day.isoformat()]
    with gates.read() as read:
        found = figures.gate_figures(read, day)
        assert found.total.came == sum(row["direction"] == "进" for row in passed)
        assert found.total.left == sum(row["direction"] == "出" for row in passed)
        assert found.total.visitors_in == len(visits)
        assert found.total.refused == {Reason.QUOTA: 1, Reason.WRONG_GATE: 1}
        by_gate = {row.gate: row.came + row.left for row in found.gates}
        assert by_gate["南湖东大门"] == sum(row["gate"] == "南湖东大门" for row in passed)
        whole = figures.gate_figures(read, date(2020, 2, 20), date(2020, 3, 4))
        assert whole.total.came + whole.total.left + whole.total.withdrawn == 677
        assert whole.total.refusals == 43
        assert whole.total.fevers == 2
        assert whole.total.measured_again == 12
        assert whole.total.household_exits == 175 - 30 - 1
        assert whole.total.exempt_exits == 49
        days = figures.daily_totals(read, date(2020, 2, 20), date(2020, 3, 4))
        assert sum(total.came for total in days.values()) == whole.total.came


def test_a_reporting_day_may_start_in_the_afternoon(office: Office, clock: Clock) -> None:
    from duty_desk import policy

    with office.desk.work(office.chief) as work:
        policy.set_value(
            work, key="gate.day_starts", value="16:30", starts_on=date(2020, 3, 6), source="通知"
        )
    issued = issue(office)
    for minute in (29, 30):
        clock.at = datetime.combine(date(2020, 3, 6), time(16, minute))
        go(office, issued.token)
    with office.desk.read() as read:
        today, tomorrow = (figures.gate_figures(read, date(2020, 3, day)).total for day in (6, 7))
        assert (today.came, today.left, tomorrow.came, tomorrow.left) == (1, 0, 0, 1)


@pytest.mark.parametrize("last", [date(2020, 3, 6), date(2020, 3, 31), date(2020, 12, 31), date(2024, 2, 29)])
def test_midnight_belongs_to_the_right_day(office: Office, clock: Clock, last: date) -> None:
    """Check R-46: an ordinary day, the end of a month, of a year, and a leap day."""
    midnight = datetime.combine(last + timedelta(days=1), time())
    clock.at = midnight - timedelta(seconds=1)
    issued = issue(office, valid_from=midnight - timedelta(days=1), valid_until=midnight + timedelta(days=1))
    go(office, issued.token, gate=office.east)
    # Once more within three seconds is the trigger pulled twice; after it the way out, on the next day.
    for second in (1, 4):
        clock.at = midnight + timedelta(seconds=second)
        go(office, issued.token, gate=office.east)
    with office.desk.read() as read:
        totals = figures.daily_totals(read, last, last + timedelta(days=1))
    assert [(each.came, each.left) for each in totals.values()] == [(1, 0), (0, 1)]


def test_what_was_forced_stands_out_in_the_log(office: Office) -> None:
    refused = go(office, issue(office, gates=[office.south]).token)
    verdict = force(office, refused, "抢修泵房")
    with office.desk.read() as read:
        rows = {row.id: row for row in ledger.page(LOG, read, Request()).rows}
        row = rows[crossing_row_id(verdict.crossing_id or 0)]
        assert (row.result, row.reason, row.note, row.officer) == ("forced", "不在本门", "抢修泵房", "段知衡")
        assert ledger.count(LOG, read, Request(filters={"results": ["forced"]})) == 1
        total = figures.gate_figures(read, date(2020, 3, 6)).total
        assert (total.forced, total.refused) == (1, {Reason.WRONG_GATE: 1})
        assert gate.list_inside(read)[0].name == "任晓慧"
