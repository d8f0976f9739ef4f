"""Crews: nobody from a place of risk, no pass without the pledge, all passes back when they leave."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from db.vocabulary import CrewDecision, PassKind, PassState
from duty_desk import passes, policy
from duty_desk.errors import InputError, Problems, Refusal
from tests.duty_desk.passes.conftest import Office, add_person


def job_form(**changes: Any) -> Any:
    values: dict[str, Any] = {
        "company": "岭上建工集团有限公司",
        "credit_code": "91610000MA0000201H",
        "project": "桃苑餐厅装修改造工程",
        "place": "桃苑餐厅",
        "leader": "黄新岑",
        "leader_phone": "199 0000 5494",
        "living": "民工公寓1号楼，独立生活区",
        "pledge_signed": True,
        "starts_on": date(2020, 3, 6),
        "ends_on": date(2020, 4, 30),
    }
    return {**values, **changes}


@pytest.fixture
def job(office: Office) -> int:
    with office.desk.work() as work:
        return passes.add_job(work, **job_form())


def add(office: Office, job: int, name: str, **more: Any) -> tuple[int, CrewDecision]:
    with office.desk.work() as work:
        person = add_person(work, name)
        return person, passes.add_member(work, job, person, trade="木工", **more)


def give(office: Office, job: int, **more: Any) -> passes.CrewPasses:
    with office.desk.work() as work:
        return passes.issue_crew_passes(work, job, gates=[office.east], approver=office.leader.id, **more)


def test_a_job_is_told_everything_that_is_missing(office: Office) -> None:
    with pytest.raises(Problems) as caught, office.desk.work() as work:
        passes.add_job(work, **job_form(company=" ", place="", ends_on=date(2020, 3, 1), leader_phone="12"))
    assert {error.field for error in caught.value.errors} == {"company", "place", "ends_on", "leader_phone"}


def test_admitted_people_get_passes_for_the_site_until_the_job_ends(office: Office, job: int) -> None:
    people = [add(office, job, name, documents=("pledge", "identity"))[0] for name in ("周禾澍", "范锟")]
    waiting, _ = add(office, job, "陈宁珂")
    with office.desk.work() as work:
        passes.decide_members(work, job, people, admitted=True)
    given = give(office, job)
    assert [one.number for one in given.issued] == ["施字〔2020〕第0001号", "施字〔2020〕第0002号"]
    with office.desk.read() as read:
        found = passes.get_pass(read, given.issued[0].id)
        assert (found.zone, found.row.owner, found.row.valid_until) == (
            "桃苑餐厅",
            "岭上建工集团有限公司",
            datetime(2020, 5, 1),
        )
        members = {member.person_id: member for member in passes.list_members(read, job)}
        assert members[people[0]].number == "施字〔2020〕第0001号"
        assert members[people[0]].documents == ("pledge", "identity")
        assert (members[waiting].decision, members[waiting].number) == (CrewDecision.WAITING, None)
        row = passes.get_job(read, job)
        assert (row.people, row.admitted, row.refused, row.passes) == (3, 2, 0, 2)
        assert len(passes.list_passes(read, PassKind.CREW, passes.Request(filters={"job": job})).rows) == 2
    with pytest.raises(Refusal):
        give(office, job)


def test_a_pass_does_not_outlast_the_job(office: Office, job: int) -> None:
    person, _ = add(office, job, "周禾澍")
    with office.desk.work() as work:
        passes.decide_members(work, job, [person], admitted=True)
    with pytest.raises(Problems) as caught:
        give(office, job, valid_until=datetime(2020, 5, 2))
    assert [error.key for error in caught.value.errors] == ["passes.error.past_policy_end"]


def test_who_comes_from_a_place_of_risk_is_refused(office: Office, job: int) -> None:
    with office.desk.work() as work:
        policy.set_value(
            work, key="risk.regions", value=["湖北", "温州"], starts_on=date(2020, 3, 6), source="指挥部通告"
        )
    person, decision = add(office, job, "龙岩", travel="1月28日自湖北返回")
    assert decision == CrewDecision.REFUSED
    with pytest.raises(Refusal) as caught, office.desk.work() as work:
        passes.decide_members(work, job, [person], admitted=True)
    assert "湖北" in caught.value.text
    with office.desk.read() as read:
        assert passes.list_members(read, job)[0].note == "来自湖北，按现行规定不予入校"


def test_no_pledge_no_passes(office: Office, job: int) -> None:
    with office.desk.work() as work:
        passes.change_job(work, job, pledge_signed=False)
    with pytest.raises(Refusal):
        give(office, job)


def test_a_refused_person_hands_the_pass_back(office: Office, job: int) -> None:
    person, _ = add(office, job, "周禾澍")
    with office.desk.work() as work:
        passes.decide_members(work, job, [person], admitted=True)
    given = give(office, job)
    with pytest.raises(InputError), office.desk.work() as work:
        passes.decide_members(work, job, [person], admitted=False)
    with office.desk.work() as work:
        passes.decide_members(work, job, [person], admitted=False, reason="健康证明过期")
    with office.desk.read() as read:
        assert passes.get_row(read, given.issued[0].id).state == PassState.RETURNED


def test_when_the_crew_leaves_its_passes_are_taken_in(office: Office, job: int) -> None:
    person, _ = add(office, job, "周禾澍")
    with office.desk.work() as work:
        passes.decide_members(work, job, [person], admitted=True)
    given = give(office, job)
    with office.desk.work() as work:
        assert passes.leave(work, job) == 1
    with office.desk.read() as read:
        found = passes.get_pass(read, given.issued[0].id)
        assert (found.row.state, found.end_reason) == (PassState.RETURNED, "项目离场收回")
        assert passes.get_job(read, job).left_on == date(2020, 3, 6)
        assert passes.list_jobs(read, with_left=False) == ()
    with pytest.raises(Refusal), office.desk.work() as work:
        passes.leave(work, job)


def test_nobody_is_on_a_crew_twice(office: Office, job: int) -> None:
    person, _ = add(office, job, "周禾澍")
    with pytest.raises(InputError), office.desk.work() as work:
        passes.add_member(work, job, person)
    with pytest.raises(InputError), office.desk.work() as work:
        passes.add_member(work, job, add_person(work, "范锟"), documents=("驾照",))
