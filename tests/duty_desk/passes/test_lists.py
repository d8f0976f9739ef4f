"""Lists, chips and the type-ahead: what an officer types finds the pass, and every count fits its list."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import text, update

from db.models import Pass
from db.vocabulary import PassKind, PassState, RestrictionKind
from duty_desk import passes
from duty_desk.ledger import cell_text
from duty_desk.people import restrictions
from tests.conftest import on_sqlite
from tests.duty_desk.passes.conftest import Office, add_person, form

pytestmark = pytest.mark.slow

TEMPORARY = PassKind.TEMPORARY


@pytest.fixture
def many(office: Office) -> list[passes.IssuedPass]:
    """Seven passes: five reasons and states of 6 March, one vehicle."""
    given: list[passes.IssuedPass] = []

    def issue(**changes: object) -> None:
        with office.desk.work() as work:
            given.append(passes.issue(work, **form(office, **changes)))

    def person(name: str, **more: object) -> int:
        with office.desk.work() as work:
            return add_person(work, name, **more)

    tomorrow = datetime(2020, 3, 7)
    issue(holder=person("贺志远", phone="19900004216"), reason="teaching", valid_until=tomorrow)
    issue(holder=person("黄振宇"), gates=[office.south, office.east])
    issue(holder=person("洪卓然"), reason="care", valid_from=tomorrow)
    issue(holder=(ill := person("韩志强", staff_number="20200317")))
    issue(holder=person("单雄信"))
    issue(holder=office.resident, reason="care")
    issue(kind=PassKind.VEHICLE, holder=None, owner="西岭鲜蔬配送有限公司", plate="陕ZT0001", reason="supply")
    with office.desk.work() as work:
        restrictions.restrict(
            work,
            person=ill,
            kind=RestrictionKind.ISOLATION,
            starts_on=date(2020, 3, 6),
            ends_on=None,
            reason="密接",
        )
        passes.void(work, given[4].id, reason="写错")
    return given


def listed(office: Office, kind: PassKind = TEMPORARY, **request: object) -> list[str]:
    with office.desk.read() as read:
        page = passes.list_passes(read, kind, passes.Request(**request))  # pyright: ignore[reportArgumentType]
        return [row.holder_name for row in page.rows]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("0001", ["贺志远"]),
        ("通字[2020]第2号", ["黄振宇"]),
        ("hz", ["韩志强", "洪卓然", "黄振宇", "贺志远"]),
        ("hzy", ["黄振宇", "贺志远"]),
        ("志", ["韩志强", "贺志远"]),
        ("sxx", ["单雄信"]),
        ("4216", ["贺志远"]),
        ("19900004216", ["贺志远"]),
        ("0317", ["韩志强"]),
        ("JS12-3-402", ["欧阳珺"]),
        ("%", []),
        ("没有此人", []),
    ],
)
@pytest.mark.usefixtures("many")
def test_a_pass_is_found_as_it_is_typed(office: Office, typed: str, names: list[str]) -> None:
    assert listed(office, search=typed) == names


@pytest.mark.usefixtures("many")
def test_a_vehicle_is_found_by_its_plate(office: Office) -> None:
    assert listed(office, PassKind.VEHICLE, search="ZT0001") == ["西岭鲜蔬配送有限公司"]
    assert listed(office, PassKind.VEHICLE, search="t0001") == ["西岭鲜蔬配送有限公司"]


@pytest.mark.usefixtures("many")
def test_counts_of_chips_and_states_fit_their_lists(office: Office) -> None:
    for filters in ({}, {"reasons": ["care"]}, {"states": [PassState.VALID]}, {"gates": [office.south]}):
        request = passes.Request(filters=filters)
        with office.desk.read() as read:
            counts = passes.count_chips(read, TEMPORARY, request)
            others = {key: value for key, value in filters.items() if key != "states"}
            for state, n in counts.states.items():
                found = passes.list_passes(
                    read, TEMPORARY, passes.Request(filters={**others, "states": [state]})
                )
                assert len(found.rows) == n, (filters, state)
            others = {key: value for key, value in filters.items() if key != "reasons"}
            for code, n in counts.reasons.items():
                found = passes.list_passes(
                    read, TEMPORARY, passes.Request(filters={**others, "reasons": [code]})
                )
                assert len(found.rows) == n, (filters, code)
    with office.desk.read() as read:
        states = passes.count_states(read, TEMPORARY, passes.Request())
        assert {state.value: n for state, n in states.items() if n} == {
            "valid": 2,
            "last_day": 1,
            "not_yet": 1,
            "suspended": 1,
            "voided": 1,
        }
        assert passes.count_kinds(read)[TEMPORARY] == 6
        assert passes.count_kinds(read)[PassKind.VEHICLE] == 1
        head = passes.headline(read)
        assert (head.issued_today, head.ending_today, head.waiting) == (7, 1, 0)


@pytest.mark.usefixtures("many")
def test_lists_sort_by_name_and_end(office: Office) -> None:
    assert listed(office, sort="holder_name") == ["韩志强", "贺志远", "洪卓然", "黄振宇", "欧阳珺", "单雄信"]
    assert listed(office, sort="period")[0] == "贺志远"
    assert listed(office, sort="short_number")[0] == "贺志远"
    assert listed(office, sort="no such column")[0] == "贺志远"


@on_sqlite
@pytest.mark.parametrize("sort", [None, "short_number", "holder_name", "period", "issued_at"])
def test_the_whole_order_is_read_from_an_index(office: Office, sort: str | None) -> None:
    """Acceptance check U-20: 100,000 rows are put in order without looking up one of them."""
    with office.desk.read() as read:
        request = passes.Request(sort=sort)
        statement = passes.LEDGERS[TEMPORARY].statement(read, request)
        bind = read.session.get_bind()
        words = statement.compile(bind, compile_kwargs={"literal_binds": True})
        plan = [row.detail for row in read.session.execute(text(f"EXPLAIN QUERY PLAN {words}"))]
    assert plan[0].startswith("SEARCH pass USING COVERING INDEX")
    assert not any("TEMP B-TREE" in step for step in plan)


@pytest.mark.usefixtures("many")
def test_a_period_of_issue_takes_whole_days(office: Office) -> None:
    with office.desk.work() as work:
        assert passes.count_kinds(work, (date(2020, 3, 6), date(2020, 3, 6)))[TEMPORARY] == 6
    assert len(listed(office, filters={"issued": (date(2020, 3, 6), date(2020, 3, 6))})) == 6
    assert listed(office, filters={"issued": (date(2020, 3, 7), None)}) == []
    assert listed(office, filters={"issued": (None, date(2020, 3, 5))}) == []


@pytest.mark.usefixtures("many")
def test_rows_say_what_the_list_shows_with_names_masked(office: Office) -> None:
    with office.desk.read() as read:
        ledger = passes.ledger_of(TEMPORARY)
        row = passes.list_passes(read, TEMPORARY, passes.Request(search="贺志远")).rows[0]
        shown = [cell_text(column, row) for column in ledger.columns if not column.hidden]
        words = passes.Request(search="hz", filters={"states": [PassState.VALID], "reasons": ["duty"]})
        assert ledger.describe
        assert ledger.describe(read, words) == "搜索“hz”　有效　值班"
    assert shown == ["0001", "贺*远", "", "教学科研", "南湖东大门", "3月6日", "今日到期"]


@pytest.mark.usefixtures("many")
def test_the_type_ahead_shows_each_person_once_with_what_matched(office: Office) -> None:
    with office.desk.work() as work:
        (first,) = passes.list_passes(work, TEMPORARY, passes.Request(search="贺志远")).rows
        passes.void(work, first.id, reason="写错")
        passes.issue(work, **form(office, holder=first.holder_id))
    with office.desk.read() as read:
        found = passes.suggest(read, "hz", kind=TEMPORARY)
        assert [(one.row.holder_name, one.row.short_number, one.matched) for one in found] == [
            ("贺志远", "0007", 2),
            ("韩志强", "0004", 2),
            ("洪卓然", "0003", 2),
            ("黄振宇", "0002", 2),
        ]
        assert [one.row.short_number for one in passes.suggest(read, "2", kind=TEMPORARY)] == ["0002"]
        assert passes.suggest(read, "hz", kind=PassKind.VEHICLE) == ()
        assert passes.suggest(read, "'; --") == ()


def test_a_scanned_code_finds_its_pass_or_says_what_it_is(office: Office) -> None:
    with office.desk.work() as work:
        given = passes.issue(work, **form(office))
    with office.desk.read() as read:
        full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in given.token)
        for scanned in (given.token, f" {given.token}\r", full_width):
            assert passes.find_by_token(read, scanned) == passes.Scanned(passes.Scan.FOUND, given.id)
        altered = given.token[:20] + str((int(given.token[20]) + 1) % 10) + given.token[21:]
        assert passes.find_by_token(read, altered).what == passes.Scan.ALTERED
        assert passes.find_by_token(read, passes.new_token()).what == passes.Scan.UNKNOWN
        assert passes.find_by_token(read, passes.new_token(demo=True)).what == passes.Scan.SAMPLE
        for other in ("任晓慧", "0001", "", "https://example.org/" + "1" * 42, "１" * 9999):
            assert passes.find_by_token(read, other).what == passes.Scan.NOT_A_CODE
        assert passes.find_by_number(read, "通字〔2020〕第1号") == given.id
        assert passes.find_by_number(read, "1", TEMPORARY) == given.id
        assert passes.find_by_number(read, "课字〔2020〕第0001号") is None


def test_an_extended_pass_moves_in_the_list(office: Office, many: list[passes.IssuedPass]) -> None:
    with office.desk.work() as work:
        passes.extend(work, many[0].id, valid_until=datetime(2020, 3, 12), approver=office.leader.id)
        work.session.execute(update(Pass).where(Pass.id == many[1].id).values(remark="改"))
    assert listed(office, sort="period", descending=True)[0] == "贺志远"
