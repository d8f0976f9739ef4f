"""What incidents put on the list of things to do: the two hours first, then everything without an outcome."""

from __future__ import annotations

from datetime import timedelta

from db.vocabulary import IncidentKind
from duty_desk import incidents
from duty_desk.desk import Desk
from duty_desk.incidents import open_items
from tests.conftest import NOON, Clock
from tests.duty_desk.incidents.test_incidents import report


def open_now(desk: Desk) -> list[tuple[str, str]]:
    with desk.read() as read:
        items = open_items.list_open_items(read)
        counts = open_items.count_open_items(read)
    assert counts == {what: sum(item.what == what for item in items) for what in open_items.WHATS}
    return [(item.what, item.name) for item in items]


def test_from_the_two_hours_to_the_outcome(desk: Desk, clock: Clock) -> None:
    report(desk)
    clock.forward(minutes=10)
    fever = report(desk, kind=IncidentKind.FEVER, level=2, title="门岗体温异常", place="南湖东大门")
    assert open_now(desk) == [("incident_untold", "门岗体温异常"), ("incident_open", "锅炉房漏水")]
    with desk.read() as read:
        untold, other = open_items.list_open_items(read)
    assert untold.due_at == clock.at + timedelta(hours=2)
    assert (other.due_at, other.place, other.subject[0]) == (NOON, "锅炉房", "incident")
    with desk.work() as work:
        incidents.add_entry(work, fever, kind="told", text="电话报告", told="区疾控中心")
    assert open_now(desk) == [("incident_open", "锅炉房漏水"), ("incident_open", "门岗体温异常")]
    with desk.work() as work:
        incidents.close(work, fever, outcome="排除")
    assert open_now(desk) == [("incident_open", "锅炉房漏水")]
