"""Every way a pass can be no good at the gate: red, with why and what now, and kept in the log (checks U-04, U-05, U-06, S-24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Gate, Household, Refusal
from db.vocabulary import HouseholdState, PassKind, PassStatus, RestrictionKind
from duty_desk import passes
from duty_desk.gate import Answer, Direction, Reason, Verdict, Word
from duty_desk.people import restrict
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import Office, go, issue, set_pass
from tests.duty_desk.passes.conftest import add_person

Stage = Callable[[Office], Verdict]


def _lost(office: Office) -> Verdict:
    issued = issue(office)
    with office.desk.work(office.chief) as work:
        passes.report_lost(work, issued.id)
    return go(office, issued.token)


def _voided(office: Office) -> Verdict:
    issued = issue(office)
    with office.desk.work(office.chief) as work:
        passes.void(work, issued.id, reason="写错")
    return go(office, issued.token)


def _returned(office: Office) -> Verdict:
    issued = issue(office)
    with office.desk.work(office.chief) as work:
        passes.take_in(work, issued.id)
    return go(office, issued.token)


def _replaced(office: Office) -> Verdict:
    issued = issue(office)
    with office.desk.work(office.chief) as work:
        passes.reissue(work, issued.id)
    return go(office, issued.token)


def _stored(**values: Any) -> Stage:
    def stage(office: Office) -> Verdict:
        issued = issue(office)
        set_pass(office, issued.id, **values)
        return go(office, issued.token)

    return stage


def _gate(**values: Any) -> Stage:
    def stage(office: Office) -> Verdict:
        issued = issue(office)
        with office.desk.work() as work:
            gate = work.session.get_one(Gate, office.east)
            for key, value in values.items():
                setattr(gate, key, value)
        return go(office, issued.token)

    return stage


def _restricted(kind: RestrictionKind) -> Stage:
    def stage(office: Office) -> Verdict:
        issued = issue(office)
        with office.desk.work(office.chief) as work:
            restrict(
                work,
                person=office.person,
                kind=kind,
                starts_on=date(2020, 3, 1),
                ends_on=date(2020, 3, 11),
                reason="x",
            )
        return go(office, issued.token)

    return stage


def _at_home(office: Office, state: HouseholdState) -> Verdict:
    with office.desk.work() as work:
        home = work.session.get_one(Household, office.household)
        home.state = state.value
        home.quarantine_until = date(2020, 3, 11) if state is HouseholdState.HOME_QUARANTINE else None
    return go(office, "欧阳珺", direction=Direction.OUT)


def _inside(office: Office) -> Verdict:
    issued = issue(office)
    assert go(office, issued.token).word is Word.GO
    assert isinstance(office.desk.clock, Clock)
    office.desk.clock.forward(minutes=5)
    return go(office, issued.token, direction=Direction.IN)


def _outside(office: Office) -> Verdict:
    issued = issue(office)
    assert go(office, issued.token, direction=Direction.OUT).word is Word.GO
    assert isinstance(office.desk.clock, Clock)
    office.desk.clock.forward(minutes=5)
    return go(office, issued.token, direction=Direction.OUT)


def _altered(office: Office) -> Verdict:
    token = issue(office).token
    return go(office, token[:20] + str((int(token[20]) + 1) % 10) + token[21:])


def _cut(office: Office) -> Verdict:
    token = issue(office).token
    return go(office, token[:20] + token[21:])


def _wrong_plate(office: Office) -> Verdict:
    issued = issue(
        office, kind=PassKind.VEHICLE, holder=None, plate="陕ZT0003", owner="市环卫三所", reason="supply"
    )
    return go(office, issued.token, plate="陕ZT0033", temperature=None)


def _wrong_person(office: Office) -> Verdict:
    return go(office, issue(office).token, person=office.resident)


def _waiting(office: Office) -> Verdict:
    issued = issue(office)
    set_pass(office, issued.id, status=PassStatus.REQUESTED.value)
    return go(office, issued.token)


def _no_pass(office: Office) -> Verdict:
    with office.desk.work() as work:
        add_person(work, "无证人")
    return go(office, "无证人")


CASES: list[tuple[Reason, Stage, str, str]] = [
    (Reason.UNKNOWN, lambda o: go(o, passes.new_token()), "查无此证", "按姓名、证件号或车牌查"),
    (Reason.ALTERED, _altered, "二维码校验失败", "扣留此证，报值班室"),
    (Reason.INCOMPLETE, _cut, "码没有读全", "再扫一次；仍读不全就按姓名查，并检测扫码枪"),
    (Reason.SAMPLE, lambda o: go(o, passes.new_token(demo=True)), "演示证，不能通行", "扣留此证，报值班室"),
    (
        Reason.FOREIGN,
        lambda o: go(o, "https://qr.example.org/x?1"),
        "不是本校的证件码",
        "请出示本校通行证，或按姓名查",
    ),
    (Reason.NO_PASS, _no_pass, "没有有效通行证", "到值班室办证，或登记来访"),
    (Reason.NOT_APPROVED, _waiting, "申请还没有批准", "报值班室催批"),
    (Reason.LOST, _lost, "已挂失", "收回此证"),
    (Reason.VOIDED, _voided, "已作废", "收回此证"),
    (Reason.RETURNED, _returned, "已收回", "收回此证"),
    (Reason.REPLACED, _replaced, "已补办新证", "收回旧证，请出示新证"),
    (Reason.EXPIRED, _stored(valid_until=datetime(2020, 3, 6, 9)), "已到期（09:00）", "到值班室延期"),
    (
        Reason.OUT_OF_HOURS,
        _stored(hours_from=time(14), hours_until=time(18)),
        "不在时段，14:00 起",
        "到时再来；急事由值班长放行",
    ),
    (Reason.GATE_CLOSED, _gate(is_open=False), "本门已封闭", "报值班室"),
    (
        Reason.GATE_HOURS,
        _gate(opens_at=time(14), closes_at=time(22)),
        "校门已关，14:00 开",
        "到时再来；急事由值班长放行",
    ),
    (Reason.WRONG_GATE, lambda o: go(o, issue(o, gates=[o.south]).token), "不在本门", "可走南湖南门"),
    (Reason.INSIDE, _inside, "已在校内（12:00 进）", "改为“出”，或登记漏扫 F5"),
    (Reason.OUTSIDE, _outside, "已离校（12:00 出）", "改为“进”，或登记漏扫 F5"),
    (Reason.ISOLATION, _restricted(RestrictionKind.ISOLATION), "在隔离观察，至 3月11日", "报隔离点"),
    (Reason.FEVER_OPEN, _restricted(RestrictionKind.FEVER), "体温异常未解除，至 3月11日", "转校医院"),
    (Reason.BLOCKED, _restricted(RestrictionKind.BLOCKED), "已列入停用名单，至 3月11日", "不放行，报值班室"),
    (Reason.PLATE_MISMATCH, _wrong_plate, "车牌与证不符", "不放行，报值班室"),
    (Reason.PERSON_MISMATCH, _wrong_person, "人证不符", "扣留此证，报值班室"),
    (Reason.MOVED_OUT, lambda o: _at_home(o, HouseholdState.MOVED_OUT), "该户已搬出", "报值班室"),
    (
        Reason.HOME_QUARANTINE,
        lambda o: _at_home(o, HouseholdState.HOME_QUARANTINE),
        "居家隔离，至 3月11日",
        "劝返，报值班室",
    ),
]


@pytest.mark.parametrize(
    ("reason", "stage", "headline", "next_step"), CASES, ids=[case[0].value for case in CASES]
)
def test_each_refusal_is_red_says_why_and_what_now_and_is_kept(
    office: Office, reason: Reason, stage: Stage, headline: str, next_step: str
) -> None:
    verdict = stage(office)
    assert verdict.fault is None
    assert (verdict.reason, verdict.word, verdict.answer) == (reason, Word.STOP, Answer.STOP)
    assert (verdict.headline, verdict.next_step) == (headline, next_step)
    assert verdict.crossing_id is None
    with office.desk.read() as read:
        row = read.session.get_one(Refusal, verdict.refusal_id)
        assert (row.reason, row.answer, row.gate_id) == (reason.value, "stop", office.east)
        assert len(row.scan_digest or "") == 32
        assert row.officer_id == office.guard.id


def test_a_pass_that_begins_tomorrow(office: Office) -> None:
    issued = issue(office, valid_from=datetime(2020, 3, 7))
    verdict = go(office, issued.token)
    assert (verdict.reason, verdict.detail) == (Reason.NOT_YET, "3月7日 00:00 起有效")


def test_a_pass_that_ended_yesterday_at_midnight_says_so(office: Office, clock: Clock) -> None:
    issued = issue(office, valid_until=datetime(2020, 3, 7))
    clock.at = datetime(2020, 3, 6, 23, 59)
    assert go(office, issued.token).word is Word.GO
    clock.at = datetime(2020, 3, 7, 0, 0)
    verdict = go(office, issued.token)
    assert (verdict.reason, verdict.headline) == (Reason.EXPIRED, "已到期（昨日 24:00）")
    clock.at = datetime(2020, 3, 9)
    assert go(office, issued.token).headline == "已到期（3月6日）"


def test_hours_across_midnight(office: Office, clock: Clock) -> None:
    issued = issue(office, hours_from=time(22), hours_until=time(6))
    for at, allowed in (
        ("21:59", False),
        ("22:00", True),
        ("23:59", True),
        ("06:00", True),
        ("06:01", False),
    ):
        hour, minute = map(int, at.split(":"))
        clock.at = max(clock.at, datetime(2020, 3, 6 if hour > 12 else 7, hour, minute))
        verdict = go(office, issued.token, direction=Direction.IN, temperature=36.5)
        assert (verdict.reason is not Reason.OUT_OF_HOURS) == allowed, at


def test_who_came_in_before_is_named(office: Office, clock: Clock) -> None:
    issued = issue(office, gates=[office.east, office.south])
    assert go(office, issued.token).word is Word.GO
    clock.forward(minutes=1)
    twin = go(office, issued.token, gate=office.south, direction=Direction.IN)
    assert twin.reason is Reason.INSIDE
    assert twin.detail == "3月6日 12:00 南湖东大门进，经办 段知衡"


def test_the_new_pass_is_named_to_who_shows_the_old_one(office: Office) -> None:
    verdict = _replaced(office)
    assert verdict.detail == "3月6日 12:00 补办新证 通字〔2020〕第0002号"


def test_what_was_typed_is_kept_as_a_digest_only(office: Office) -> None:
    typed = "610000199202291518"
    verdict = go(office, typed)
    assert verdict.reason is Reason.UNKNOWN
    go(office, "张三丰的证件")
    with office.desk.read() as read:
        rows = read.session.scalars(select(Refusal)).all()
        words = [str(value) for row in rows for value in vars(row).values()]
    assert not any(typed in word or "张三丰" in word for word in words)
    assert [row.scan_class for row in rows] == ["document", "words"]
    assert rows[0].scan_digest != rows[1].scan_digest


def test_the_same_refused_scan_twice_at_once_is_one_row(office: Office, clock: Clock) -> None:
    token = passes.new_token()
    first = go(office, token)
    clock.forward(seconds=3)
    assert go(office, token).refusal_id == first.refusal_id
    clock.forward(seconds=4)
    assert go(office, token).refusal_id != first.refusal_id


def test_a_fever_of_yesterday_still_stands(office: Office, clock: Clock) -> None:
    verdict = _restricted(RestrictionKind.FEVER)(office)
    clock.at += timedelta(days=6)
    assert verdict.reason is Reason.FEVER_OPEN
