"""Who is meant by what is scanned or typed: damaged codes, numbers, names, tails, plates, households; and hostile scans (U-12, S-25)."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from db.models import Crossing, Refusal
from db.vocabulary import CrossingKind, CrossingOrigin, PassKind
from duty_desk import passes
from duty_desk.desk import Desk
from duty_desk.gate import Attempt, Direction, Reason, Word, look, scan
from duty_desk.passes import rules
from tests.duty_desk.gate.conftest import Office, go, issue, set_pass
from tests.duty_desk.passes.conftest import add_person, build
from tests.faults.conftest import rounds

TYPED = [
    "任晓慧",
    "rxh",
    "renxiaohui",
    "4216",
    "610000197803164216",
    "６１００００１９７８０３１６４２１６",
    "通字〔2020〕第0001号",
    "通字[2020]第1号",
    "5678",
]


@pytest.mark.parametrize("typed", TYPED)
def test_a_pass_is_found_by_whatever_is_typed(office: Office, typed: str) -> None:
    issued = issue(office)
    asked = go(office, typed)
    assert (asked.word, asked.reason) == (Word.CHECK, Reason.MANUAL)
    assert asked.subject is not None
    assert (asked.subject.pass_id, asked.subject.origin) == (issued.id, CrossingOrigin.TYPED)
    verdict = go(office, subject=asked.subject, confirmed=frozenset({Reason.MANUAL}))
    assert verdict.word is Word.GO
    with office.desk.read() as read:
        assert read.session.get_one(Crossing, verdict.crossing_id).origin == "typed"


@pytest.mark.parametrize("scanned", ["{}\n", "\u3000{}", "{}\r", "\x02{}\x03"])
def test_what_a_scanner_adds_does_not_matter(office: Office, scanned: str) -> None:
    issued = issue(office)
    assert go(office, scanned.format(issued.token)).word is Word.GO
    grouped = " ".join(issued.token[i : i + 6] for i in range(0, 42, 6))
    full_width = grouped.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    with office.desk.read() as read:
        assert look(read, Attempt(office.east, full_width)).reason is not Reason.UNKNOWN


def test_several_people_are_told_apart_and_chosen(office: Office) -> None:
    issue(office)
    with office.desk.work() as work:
        add_person(work, "任晓辉", id_number="610000198506200035", id_kind="resident", place="保卫处")
    asked = go(office, "rxh")
    assert (asked.word, asked.reason, asked.headline) == (Word.CHECK, Reason.AMBIGUOUS, "有 2 位符合")
    told = {choice.name: (choice.document, choice.place) for choice in asked.choices}
    assert told == {
        "任晓慧": ("**************4216", "土木工程学院"),
        "任晓辉": ("**************0035", "保卫处"),
    }
    chosen = next(choice.subject for choice in asked.choices if choice.name == "任晓慧")
    assert go(office, subject=chosen, confirmed=frozenset({Reason.MANUAL})).word is Word.GO
    other = next(choice.subject for choice in asked.choices if choice.name == "任晓辉")
    assert go(office, subject=other).reason is Reason.NO_PASS


def test_who_may_pass_now_is_offered_first(office: Office) -> None:
    today, ended = datetime(2020, 3, 6), datetime(2020, 3, 6, 8)
    for name, begins, days, ends in (
        ("任晓虹", today, 3, ended),
        ("任小红", None, 0, None),
        ("任晓辉", datetime(2020, 3, 7), 3, None),
        ("任向好", today, 1, None),
        ("任心海", today, 3, None),
    ):
        with office.desk.work() as work:
            person = add_person(work, name, place="保卫处")
        if begins is not None:
            until = rules.end_of_day(begins.date()) + timedelta(days=days - 1)
            given = issue(office, holder=person, valid_from=begins, valid_until=until)
            if ends is not None:
                set_pass(office, given.id, valid_until=ends)
    asked = go(office, "rxh")
    names = [choice.name for choice in asked.choices]
    assert names[:3] == ["任心海", "任向好", "任晓辉"]
    assert {*names[3:5]} == {"任晓慧", "任小红"}
    assert names[5:] == ["任晓虹"]


def test_a_plate_means_the_pass_that_runs_now(office: Office) -> None:
    values = {"kind": PassKind.VEHICLE, "holder": None, "plate": "陕Z·T0003", "owner": "市环卫三所"}
    now = issue(office, **values, reason="supply")
    later = {"valid_from": datetime(2020, 3, 9), "valid_until": datetime(2020, 3, 12)}
    issue(office, **values, reason="supply", another=True, **later)
    asked = go(office, "陕zt0003")
    assert asked.subject is not None
    assert asked.subject.pass_id == now.id


def test_a_household_by_its_number_is_its_people(office: Office) -> None:
    with office.desk.work() as work:
        add_person(work, "欧阳海", household_id=office.household)
    asked = go(office, "JS12-3-402")
    assert {choice.name for choice in asked.choices} == {"欧阳珺", "欧阳海"}
    assert {choice.place for choice in asked.choices} == {"12号楼402"} or all(
        "12" in choice.place for choice in asked.choices
    )


def test_a_household_card_stands_for_its_holder(office: Office) -> None:
    issued = issue(office, kind=PassKind.HOUSEHOLD, holder=office.resident, reason="resident")
    verdict = go(office, issued.token)
    assert verdict.subject is not None
    assert (verdict.word, verdict.direction, verdict.subject.kind) == (
        Word.GO,
        Direction.OUT,
        CrossingKind.HOUSEHOLD,
    )
    with office.desk.read() as read:
        assert not passes.household_quota(read, office.household).allowed


def test_a_plate_is_its_vehicle_pass(office: Office) -> None:
    issued = issue(
        office, kind=PassKind.VEHICLE, holder=None, plate="陕Z·T0003", owner="市环卫三所", reason="supply"
    )
    asked = go(office, "陕zt0003")
    assert asked.subject is not None
    assert (asked.subject.pass_id, asked.reason) == (issued.id, Reason.MANUAL)
    assert asked.card is not None
    assert (asked.card.plate, asked.card.place) == ("陕ZT0003", "市环卫三所")


def test_of_several_passes_the_one_that_opens_this_gate_is_taken(office: Office) -> None:
    east = issue(office)
    issue(office, gates=[office.south], another=True)
    asked = go(office, "任晓慧")
    assert asked.subject is not None
    assert asked.subject.pass_id == east.id


def test_personal_numbers_do_not_leave_through_the_card(office: Office) -> None:
    issued = issue(office)
    said = repr(go(office, issued.token))
    assert "610000197803164216" not in said
    assert "19900005678" not in said


# --- hostile scans ---

HOSTILE = [
    "' OR 1=1 --",
    "=cmd|' /C calc'!A0",
    "<img src=x onerror=alert(1)>",
    "\x1b[2J\x1b[31m",
    "\u202e\u2066abc\u2069",
    "https://qr.alipay.example/abc",
    "weixin://dl/business/?t=abc",
    "\ud800\udfff",
    "\ud83d",
    "\0\0\0",
    "😀" * 50,
    "%" * 30,
    '"*" OR NEAR(',
    "9" * 42,
    "1" * 41,
    "-" * 200,
    "{}{0}%s%n",
    "ﷺ" * 300,
    "a" * 10_000_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_scans_are_refused_and_leave_a_digest(office: Office, text: str) -> None:
    begun = time.perf_counter()
    verdict = go(office, text)
    assert verdict.fault is None
    assert verdict.word is Word.STOP
    assert time.perf_counter() - begun < 2
    with office.desk.read() as read:
        row = read.session.get_one(Refusal, verdict.refusal_id)
        assert len(row.scan_digest or "") == 32
        assert text not in (row.name, row.number, row.note)


@pytest.fixture(scope="module")
def open_office(template_office: object, tmp_path_factory: pytest.TempPathFactory) -> Office:
    import shutil

    from duty_desk.desk import open_desk
    from tests.conftest import NOON, Clock, sign_in_first

    folder = tmp_path_factory.mktemp("fuzz") / "office"
    shutil.copytree(str(template_office), folder)
    desk: Desk = open_desk(folder, clock=Clock(NOON))
    sign_in_first(desk)
    office = build(desk)
    issue(office)
    return office


@pytest.mark.slow
@settings(
    max_examples=rounds(400, 10_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(alphabet=st.characters(), max_size=500) | st.text("0123456789", max_size=60))
def test_no_scan_breaks_the_gate_or_opens_it(open_office: Office, text: str) -> None:
    verdict = scan(open_office.desk, Attempt(open_office.east, text, temperature=36.5))
    assert verdict.fault is None
    assert verdict.word is not Word.GO


def test_no_altered_code_opens_the_gate(office: Office) -> None:
    token = issue(office).token
    with office.desk.read() as read:
        for place in range(42):
            for digit in "0123456789":
                other = token[:place] + digit + token[place + 1 :]
                if other != token:
                    assert look(read, Attempt(office.east, other)).word is Word.STOP
        for place in range(41):
            swapped = token[:place] + token[place + 1] + token[place] + token[place + 2 :]
            if swapped != token:
                assert look(read, Attempt(office.east, swapped)).word is Word.STOP
        for _ in range(200):
            assert look(read, Attempt(office.east, passes.new_token())).reason is Reason.UNKNOWN
        assert read.session.scalar(select(func.count()).select_from(Crossing)) == 0
