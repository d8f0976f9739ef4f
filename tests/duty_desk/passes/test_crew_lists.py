"""The list of jobs, and what is put right about the people of a crew afterwards."""

from __future__ import annotations

from datetime import date

import pytest

from db.vocabulary import CrewDecision
from duty_desk import ledger, passes, policy
from duty_desk.errors import Refusal, StaleError
from duty_desk.passes import JobState
from tests.duty_desk.passes.conftest import Office
from tests.duty_desk.passes.test_crews import add, give, job_form


@pytest.fixture
def jobs(office: Office) -> dict[str, int]:
    """One job of each kind: to come, here, ended without a word, left."""
    days = {
        "coming": (date(2020, 3, 9), date(2020, 5, 1)),
        "here": (date(2020, 3, 1), date(2020, 4, 1)),
        "overdue": (date(2020, 2, 1), date(2020, 3, 5)),
        "left": (date(2020, 2, 1), date(2020, 3, 1)),
    }
    names = {"coming": "桃苑装修", "here": "管网抢修", "overdue": "路灯更换", "left": "屋面防水"}
    made: dict[str, int] = {}
    with office.desk.work() as work:
        for key, (start, end) in days.items():
            form = job_form(project=names[key], starts_on=start, ends_on=end)
            made[key] = passes.add_job(work, **form)
        passes.leave(work, made["left"])
    return made


def listed(office: Office, request: passes.Request) -> list[str]:
    with office.desk.read() as read:
        return [row.project for row in ledger.page(passes.JOBS, read, request).rows]


def test_jobs_still_here_come_first_by_their_end(office: Office, jobs: dict[str, int]) -> None:
    assert listed(office, passes.Request()) == ["路灯更换", "管网抢修", "桃苑装修", "屋面防水"]
    with office.desk.read() as read:
        assert {state.value: n for state, n in passes.count_jobs(read).items()} == dict.fromkeys(jobs, 1)
        states = {row.id: row.state.value for row in passes.list_jobs(read)}
    assert states == {identity: key for key, identity in jobs.items()}


def test_jobs_are_found_by_state_name_and_initials(office: Office, jobs: dict[str, int]) -> None:
    assert listed(office, passes.Request(filters={"states": [JobState.OVERDUE]})) == ["路灯更换"]
    assert listed(office, passes.Request(search="抢修")) == ["管网抢修"]
    assert listed(office, passes.Request(search="tyzx")) == ["桃苑装修"]
    down = passes.Request(sort="period", descending=True)
    assert listed(office, down)[0] == "桃苑装修"
    assert passes.JOBS.describe is not None
    with office.desk.read() as read:
        assert passes.JOBS.describe(read, passes.Request(filters={"states": [JobState.LEFT]})) == "已离场"


def test_documents_seen_later_are_noted(office: Office, jobs: dict[str, int]) -> None:
    person, _ = add(office, jobs["here"], "周禾澍", documents=("pledge",))
    with office.desk.work() as work:
        passes.change_member(work, jobs["here"], person, documents=("pledge", "identity"), trade="电工")
    with office.desk.read() as read:
        row = passes.list_members(read, jobs["here"])[0]
    assert (row.documents, row.trade, row.decision) == (("pledge", "identity"), "电工", CrewDecision.WAITING)
    with pytest.raises(StaleError), office.desk.work() as work:
        passes.change_member(work, jobs["coming"], person, trade="木工")


def test_who_is_admitted_cannot_turn_out_to_come_from_a_place_of_risk(
    office: Office, jobs: dict[str, int]
) -> None:
    person, _ = add(office, jobs["here"], "周禾澍")
    with office.desk.work() as work:
        passes.decide_members(work, jobs["here"], [person], admitted=True)
        policy.set_value(
            work, key="risk.regions", value=["温州"], starts_on=date(2020, 3, 6), source="指挥部通告"
        )
    with pytest.raises(Refusal) as caught, office.desk.work() as work:
        passes.change_member(work, jobs["here"], person, travel="2月20日自温州返回")
    assert "温州" in caught.value.text


def test_passes_are_given_to_those_chosen_and_again_to_whoever_handed_theirs_back(
    office: Office, jobs: dict[str, int]
) -> None:
    people = [add(office, jobs["here"], name)[0] for name in ("周禾澍", "范锟")]
    with office.desk.work() as work:
        passes.decide_members(work, jobs["here"], people, admitted=True)
    first = give(office, jobs["here"], people=people[:1])
    assert len(first.issued) == 1
    with office.desk.work() as work:
        passes.undo_issue(work, first.issued[0].id)
    with office.desk.read() as read:
        assert passes.get_job(read, jobs["here"]).passes == 0
        assert [row.lacks_pass for row in passes.list_members(read, jobs["here"])] == [True, True]
    assert len(give(office, jobs["here"]).issued) == 2
