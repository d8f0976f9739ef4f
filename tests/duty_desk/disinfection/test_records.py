"""Records: what they take from plan and round, what the rules say against them, who accepts them, how they are taken back (D2)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from duty_desk import disinfection
from duty_desk.disinfection import Finding, Shown
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.people.approvals import Approval, digest_of
from duty_desk.work import OfficerRef
from tests.duty_desk.disinfection.conftest import TODAY, Site, at


@pytest.fixture(autouse=True)
def drawn(site: Site) -> None:
    with site.desk.work() as work:
        disinfection.draw_up(work, TODAY)


def test_a_record_takes_what_was_not_said_from_the_plan(site: Site) -> None:
    made = site.record(round=site.round("A02").id)
    with site.desk.read() as read:
        (row,) = disinfection.list_records(read, TODAY)
    assert made.findings == ()
    assert (row.id, row.area_code, row.strength, row.points, row.minutes) == (made.id, "A02", 500, 24, 40)
    assert (row.agent_text, row.state, row.is_late) == ("含氯 500 mg/L", "unchecked", False)
    assert site.round("A02").shown is Shown.DONE


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"ended_at": at(8, 20)}, Finding.TOO_SHORT),
        ({"contact_minutes": 10}, Finding.TOO_SHORT),
        ({"strength": Decimal(2000)}, Finding.TOO_STRONG),
        ({"strength": Decimal(500), "strip": Decimal(100)}, Finding.TOO_WEAK),
    ],
)
def test_what_the_rules_say_against_it_is_explained(
    site: Site, values: dict[str, object], finding: Finding
) -> None:
    with pytest.raises(InputError) as refused:
        site.record(round=site.round("A02").id, **values)
    assert refused.value.field == "reason"
    assert site.round("A02").shown is Shown.OVERDUE
    assert site.record(round=site.round("A02").id, reason="配比偏差，已提醒", **values).findings == (finding,)


def test_two_ways_to_read_a_ratio_are_no_finding(site: Site) -> None:
    # 1 + 100 parts give 495 mg/L, and a band is no razor.
    assert site.record(area=site.areas["A24"], method="spray", strength=Decimal(495)).findings == ()


def test_too_often_is_a_finding_too(site: Site) -> None:
    for ordinal in (1, 2):
        site.record(round=site.round("A05", ordinal).id)
    assert site.record(area=site.areas["A05"], started_at=at(9), ended_at=at(9, 40)).findings == ()
    with pytest.raises(InputError, match="explain"):
        site.record(area=site.areas["A05"], started_at=at(10), ended_at=at(10, 40))
    made = site.record(area=site.areas["A05"], started_at=at(10), ended_at=at(10, 40), reason="有人呕吐")
    assert made.findings == (Finding.OVER_CEILING,)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"done_by": " "}, "done_by"),
        ({"started_at": at(12, 30), "ended_at": None}, "started_at"),
        ({"ended_at": at(7, 30)}, "ended_at"),
        ({"ended_at": at(13)}, "ended_at"),
        ({"strength": Decimal(0)}, "strength"),
        ({"checked_by": "沈 岑"}, "checked_by"),
    ],
)
def test_a_wrong_field_is_named(site: Site, values: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as refused:
        site.record(round=site.round("A02").id, **values)
    assert refused.value.field == field


def test_a_round_is_done_once(site: Site) -> None:
    key = site.round("A02").id
    site.record(round=key)
    with pytest.raises(StaleError):
        site.record(round=key)
    with pytest.raises(Denied):
        site.record(site.guard, round=site.round("A03").id)


def test_a_route_is_ticked_off_whole_or_not_at_all(site: Site) -> None:
    keys = [site.round(code).id for code in ("A01", "A02", "A16")]
    with site.desk.work(site.keeper) as work:
        made = disinfection.tick(work, keys, done_by="韩之野")
    assert [each.findings for each in made] == [(), (), ()]
    assert [site.round(code).shown for code in ("A01", "A02", "A16")] == [Shown.DONE] * 3
    with pytest.raises(StaleError), site.desk.work(site.keeper) as work:
        disinfection.tick(work, [site.round("A03").id, keys[0]], done_by="韩之野")
    assert site.round("A03").shown is Shown.OVERDUE


def test_another_person_accepts(site: Site) -> None:
    made = site.record(round=site.round("A02").id, done_by="唐 星烁")
    with pytest.raises(InputError, match="same_person"), site.desk.work(site.keeper) as work:
        disinfection.accept(work, made.id, verdict="passed")
    with site.desk.work(site.second) as work:
        disinfection.accept(work, made.id, verdict="passed")
    with pytest.raises(StaleError), site.desk.work(site.second) as work:
        disinfection.accept(work, made.id, verdict="failed", note="太湿")
    with site.desk.read() as read:
        (row,) = disinfection.list_records(read, TODAY)
    assert (row.verdict, row.checked_by, row.state) == ("passed", "段知衡", "passed")


def test_the_slower_of_two_desks_looks_again(site: Site) -> None:
    made = site.record(round=site.round("A02").id)
    with site.desk.read() as read:
        (seen,) = disinfection.list_records(read, TODAY)
    with site.desk.work(site.second) as work:
        disinfection.accept(work, made.id, verdict="passed", seen=seen)
    with pytest.raises(StaleError), site.desk.work(site.keeper) as work:
        disinfection.withdraw(work, made.id, reason="写错了", seen=seen)
    with site.desk.read() as read:
        (now,) = disinfection.list_records(read, TODAY)
    with site.desk.work(site.keeper) as work:
        disinfection.withdraw(work, made.id, reason="写错了", seen=now)
    for again in (now, None):
        with pytest.raises(StaleError), site.desk.work(site.second) as work:
            disinfection.accept(work, made.id, verdict="passed", seen=again)


def test_a_colleague_says_at_this_desk_that_they_looked_at_exactly_this(site: Site) -> None:
    made, other = (site.record(round=site.round(code).id) for code in ("A02", "A28"))

    def accept(second: Approval, note: str | None = None) -> None:
        with site.desk.work(site.keeper) as work:
            disinfection.accept(work, made.id, verdict="passed", note=note, second=second)

    with site.desk.read() as read:
        recorded_at = {row.id: row.recorded_at for row in disinfection.list_records(read, TODAY)}

    def yes(officer: OfficerRef, record: int, verdict: str = "passed", ago: int = 0) -> Approval:
        content = disinfection.checked(record, recorded_at[record], verdict, None)
        return Approval(officer, site.desk.now - timedelta(minutes=ago), digest_of(content))

    for second, why in (
        (yes(site.keeper, made.id), "same_person"),
        (yes(site.second, other.id), "approval_void"),
        (yes(site.second, made.id, "failed"), "approval_void"),
        (yes(site.second, made.id, ago=11), "approval_old"),
    ):
        with pytest.raises(Refusal, match=why):
            accept(second)
    with pytest.raises(Refusal, match="approval_void"):
        accept(yes(site.second, made.id), "另加一句")
    accept(yes(site.second, made.id))
    with site.desk.read() as read:
        kept = next(row for row in disinfection.list_records(read, TODAY) if row.id == made.id)
    assert (kept.verdict, kept.checked_by) == ("passed", site.second.name)


def test_what_failed_is_due_again(site: Site) -> None:
    key = site.round("A28").id
    made = site.record(round=key, method="mop", ended_at=at(8, 10), reason="作用时间不足")
    with pytest.raises(InputError, match="what_is_wrong"), site.desk.work(site.second) as work:
        disinfection.accept(work, made.id, verdict="failed")
    with site.desk.work(site.second) as work:
        disinfection.accept(work, made.id, verdict="failed", note="作用时间不足，重做")
    assert site.round("A28").shown is Shown.OVERDUE
    again = site.record(
        round=key, method="mop", started_at=at(8, 44), ended_at=at(9, 17), checked_by="段知衡"
    )
    row = site.round("A28").record
    assert row is not None
    assert (row.id, row.verdict) == (again.id, "passed")


def test_a_wrong_record_is_taken_back_with_a_reason(site: Site) -> None:
    made = site.record(round=site.round("A02").id)
    with pytest.raises(InputError, match="reason_missing"), site.desk.work(site.keeper) as work:
        disinfection.withdraw(work, made.id, reason="")
    with site.desk.work(site.keeper) as work:
        disinfection.withdraw(work, made.id, reason="记错区域")
    assert site.round("A02").shown is Shown.OVERDUE
    with site.desk.read() as read:
        assert disinfection.list_records(read, TODAY) == ()
        (row,) = disinfection.list_records(read, TODAY, withdrawn=True)
    assert (row.state, row.withdrawn_reason) == ("withdrawn", "记错区域")


def test_products_that_clash_are_refused_until_the_place_was_rinsed(site: Site) -> None:
    site.record(area=site.areas["A29"], agent="alcohol", strength=Decimal(75))
    later = {"started_at": at(9), "ended_at": at(9, 40), "area": site.areas["A29"], "strength": Decimal(500)}
    with pytest.raises(Refusal):
        site.record(**later)
    assert site.record(**later, rinsed=True).id


def test_a_record_of_an_earlier_day_is_marked_late(site: Site) -> None:
    yesterday = at(8) - timedelta(days=1)
    made = site.record(
        area=site.areas["A24"],
        method="spray",
        started_at=yesterday,
        ended_at=yesterday + timedelta(minutes=30),
    )
    with site.desk.read() as read:
        (row,) = disinfection.list_records(read, TODAY - timedelta(days=1))
    assert (row.id, row.is_late) == (made.id, True)
