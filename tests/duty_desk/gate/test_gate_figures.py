"""The gates' figures add up in every direction, and the chips over the lists count what they show (product rules G4, G8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from db.vocabulary import VisitOutcome
from duty_desk import ledger
from duty_desk.desk import Desk
from duty_desk.errors import StaleError
from duty_desk.gate import chips, figure_report, visit_queries, visits
from duty_desk.gate.ledgers import LEDGERS, RUNS, VISITS
from duty_desk.gate.log import LOG
from duty_desk.housekeeping import tidy
from duty_desk.ledger import Request
from tests.conftest import Clock, Filled, on_sqlite
from tests.duty_desk.gate import sample
from tests.duty_desk.gate.conftest import Office, go
from tests.duty_desk.gate.test_papers import says, text_of
from tests.duty_desk.gate.test_visits import register
from tests.duty_desk.sheets.sample import expected

pytestmark = pytest.mark.slow

FIRST, LAST = date(2020, 2, 20), date(2020, 3, 4)


@pytest.fixture
def gates(filled: Filled) -> Desk:
    return filled(sample.fill_lists)[0]


def test_the_report_gives_the_published_figures(gates: Desk) -> None:
    wanted = expected()["gate"]
    with gates.read() as read:
        found = figure_report.report(read, FIRST, LAST)
    total = found.whole.total
    assert total.came + total.left + total.withdrawn == wanted["crossings_by_result"]["放行"]
    assert total.refusals == sum(wanted["crossings_by_result"][word] for word in ("劝返", "留观"))
    assert total.visitors_in == wanted["visits_admitted"]
    assert total.household_exits + total.withdrawn == wanted["household_exits"] - len(
        wanted["household_exits_denied_rows"]
    )
    by_day = {
        day.isoformat(): each.total.came + each.total.left + each.total.withdrawn + each.total.refusals
        for day, each in found.days.items()
    }
    assert by_day == wanted["by_day"]


def test_gates_and_days_add_up_to_the_total(gates: Desk) -> None:
    with gates.read() as read:
        found = figure_report.report(read, FIRST, LAST)
    total = figure_report.numbers_of(found.whole.total)
    for lines in (found.whole.gates, [each.total for each in found.days.values()]):
        assert tuple(map(sum, zip(*map(figure_report.numbers_of, lines), strict=True))) == total
    assert figure_report.name_of(found.whole.gates[-1]) == "纸质登记", "visitors of a register without gates"
    _, heights = figure_report.columns_of(found)
    assert sum(map(sum, heights.values())) == sum(expected()["gate"]["by_day"].values()) - 1


@on_sqlite
def test_a_long_period_has_a_chart_that_can_be_read(gates: Desk) -> None:
    with gates.read() as read:
        found = figure_report.report(read, LAST - timedelta(days=99), LAST)
    labels, heights = figure_report.columns_of(found)
    assert len(labels) == 15
    assert sum(heights["came"]) == found.whole.total.came


@on_sqlite
def test_the_report_on_paper_and_as_a_workbook(gates: Desk, tmp_path: Path) -> None:
    target, path = BytesIO(), tmp_path / "figures.xlsx"
    with gates.read() as read:
        found = figure_report.report(read, FIRST, LAST)
        assert figure_report.draw_figures(read, target, found).missing == ()
        rows = figure_report.write_workbook(read, path, found)
    says(
        text_of(target.getvalue()), ["门岗进出统计表", "2月20日", "南湖东大门", "额度已用", "合计", "值班长"]
    )
    sheet = load_workbook(path).active
    assert sheet is not None
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    sums = cells[-1]
    assert sums[0] == "合计"
    assert tuple(sums[2:]) == figure_report.numbers_of(found.whole.total)
    assert rows == sum(len(each.gates) for each in found.days.values())
    with gates.work() as work:
        figure_report.record_figures(work, found, "excel")


def test_chips_count_what_they_show(gates: Desk) -> None:
    with gates.read() as read:
        counted = {each.key: chips.count_choices(read, each, Request()) for each in LEDGERS}
        assert counted[VISITS.key] == {
            "all": 480,
            "inside": 4,
            "overdue": 4,
            "today": 0,
            "undecided": 4,
            "unknown": 0,
        }
        assert counted[RUNS.key] == {"all": 168, "open": 0, "overlong": 0, "tonight": 0, "abnormal": 4}
        assert counted[LOG.key]["all"] == sum(counted[LOG.key].values()) - counted[LOG.key]["all"] == 720
        only = Request(filters={"period": (FIRST, FIRST), "results": ("refused",)})
        assert chips.count_choices(read, LOG, only)["all"] == expected()["gate"]["by_day"]["2020-02-20"]
        for shown in LEDGERS:
            for filters in chips.CHOICES[shown.key](read).values():
                assert shown.describe is not None
                shown.describe(read, chips.narrowed(Request(), filters))


def test_what_was_decided_can_be_taken_back(office: Office, clock: Clock) -> None:
    slip = register(office)
    go(office, slip.token)
    clock.at = datetime(2020, 3, 6, 22, 5)
    with office.desk.read() as read:
        before = visit_queries.get_visit(read, slip.id)
        assert ledger.count(VISITS, read, Request(filters={"undecided": date(2020, 3, 6)})) == 1
    for outcome in VisitOutcome:
        with office.desk.work() as work:
            visits.decide(work, slip.id, outcome, left_at=datetime(2020, 3, 6, 15), note="电话确认")
        with office.desk.work() as work:
            visits.undo_decision(work, slip.id)
        with office.desk.read() as read:
            after = visit_queries.get_visit(read, slip.id)
            assert (after.state, after.outcome, after.left_at) == ("overdue", None, None)
            assert (after.open_until, after.decided_at) == (before.open_until, None)
            assert ledger.count(VISITS, read, Request(filters={"undecided": date(2020, 3, 6)})) == 1
    with pytest.raises(StaleError), office.desk.work() as work:
        visits.undo_decision(work, slip.id)


def test_a_scanned_way_out_is_no_decision(office: Office, clock: Clock) -> None:
    slip = register(office)
    go(office, slip.token)
    clock.forward(minutes=10)
    go(office, slip.token, temperature=None)
    with pytest.raises(StaleError), office.desk.work() as work:
        visits.undo_decision(work, slip.id)


def test_the_desk_itself_marks_what_nobody_decided_the_day_before(office: Office, clock: Clock) -> None:
    slip = register(office)
    go(office, slip.token)
    clock.at = datetime(2020, 3, 6, 23, 30)
    tidy(office.desk)
    with office.desk.read() as read:
        assert visit_queries.get_visit(read, slip.id).state == "overdue", "the officer may still decide"
    clock.at = datetime(2020, 3, 7, 0, 30)
    tidy(office.desk)
    with office.desk.read() as read:
        row = visit_queries.get_visit(read, slip.id)
        assert (row.state, row.decided_automatically) == ("unknown", True)


def test_nobody_who_came_today_is_decided_about_before_the_day_is_over(office: Office, clock: Clock) -> None:
    yesterday = register(office)
    go(office, yesterday.token)
    clock.at = datetime(2020, 3, 7, 9)
    today = register(office, name="肖知峥", id_number="610000199003070114")
    go(office, today.token)
    with office.desk.work() as work:
        assert visits.decide_rest(work) == 1
    with office.desk.read() as read:
        row = visit_queries.get_visit(read, yesterday.id)
        assert (row.state, row.decided_automatically, row.decided_by) == ("unknown", True, None)
        assert visit_queries.get_visit(read, today.id).state == "inside"
