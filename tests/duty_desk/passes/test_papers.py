"""Cards, registers and lists for a power cut: what stands on them, who may take them out, what is counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from db.vocabulary import PassKind, RestrictionKind, Role
from duty_desk import audit, passes, settings, strings
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, Refusal
from duty_desk.passes import Member, cards, outage, papers, registers
from duty_desk.people import restrictions
from duty_desk.work import Read
from tests.conftest import Filled, on_sqlite
from tests.duty_desk.paper.reading import codes, image, pdfium_pages
from tests.duty_desk.passes.conftest import Office, add_officer, add_person, form
from tests.duty_desk.passes.sample import add_places, bring_in


def text_of(data: bytes) -> str:
    """All text of a PDF, without gaps: cells may be broken anywhere."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages)


def codes_in(data: bytes) -> list[str]:
    pages = range(len(PdfReader(BytesIO(data)).pages))
    return [code for page in pages for code in codes(image(data, page, 200))]


@pytest.fixture
def given(office: Office) -> passes.IssuedPass:
    with office.desk.work() as work:
        return passes.issue(work, **form(office))


def printed(office: Office, *ids: int, sheet: str = "a6") -> bytes:
    with office.desk.read() as read:
        ready = papers.cards_to_print(read, ids)
    data = papers.draw(ready, sheet)
    with office.desk.work() as work:
        papers.record_prints(work, ids, sheet, "test")
    return data


def test_a_card_carries_the_code_and_a_second_print_says_so(office: Office, given: passes.IssuedPass) -> None:
    first = printed(office, given.id)
    assert codes_in(first) == [given.token]
    assert "补打" not in text_of(first)
    assert given.number in text_of(first).replace("（", "〔")
    assert given.check_code in text_of(first)
    assert "610000197803164216" not in text_of(first)
    second = printed(office, given.id)
    assert codes_in(second) == [given.token]
    assert "补打1" in text_of(second)
    with office.desk.read() as read:
        assert passes.get_pass(read, given.id).prints == 2
        assert "paper.reprint" in [entry.action for entry in audit.history(read, "pass", given.id)]


def test_a_jam_prints_the_same_code_later_it_is_given_anew(
    office: Office, given: passes.IssuedPass, clock: Any
) -> None:
    clock.forward(hours=3)
    printed(office, given.id)
    clock.forward(minutes=10)
    printed(office, given.id)
    clock.forward(minutes=1)
    with pytest.raises(papers.TooLateToReprint) as caught, office.desk.read() as read:
        papers.cards_to_print(read, [given.id])
    assert caught.value.pass_id == given.id
    with office.desk.work() as work:
        new = passes.reissue(work, given.id, reason="补办")
    assert codes_in(printed(office, new.id)) == [new.token]
    with pytest.raises(Refusal), office.desk.read() as read:
        papers.cards_to_print(read, [given.id])
    with office.desk.read() as read:
        old = passes.find_by_token(read, given.token)
        assert passes.get_row(read, old.pass_id or 0).replaced_by == new.number


def test_an_extended_pass_gets_a_new_card_with_its_code(
    office: Office, given: passes.IssuedPass, clock: Any
) -> None:
    printed(office, given.id)
    clock.forward(hours=5)
    with office.desk.work() as work:
        passes.extend(work, given.id, valid_until=datetime(2020, 3, 12), approver=office.leader.id)
    data = printed(office, given.id)
    assert codes_in(data) == [given.token]
    assert "3月11日" in text_of(data)


def test_a_pass_whose_code_is_gone_is_given_anew(office: Office, given: passes.IssuedPass) -> None:
    with office.desk.work() as work:
        passes.void(work, given.id, reason="写错")
        passes.undo_last(work, given.id)
    with pytest.raises(papers.TooLateToReprint), office.desk.read() as read:
        papers.cards_to_print(read, [given.id])


def test_a_batch_prints_in_one_go(office: Office) -> None:
    with office.desk.work() as work:
        people = [Member(add_person(work, f"张{name}")) for name in "一二三四五六"]
        result = passes.issue_batch(work, title="值班", members=people, **form(office, holder=None))
    data = printed(office, *(one.id for one in result.issued), sheet="four_up")
    assert sorted(codes_in(data)) == sorted(one.token for one in result.issued)
    assert len(PdfReader(BytesIO(data)).pages) == 2


@on_sqlite
def test_sample_papers_carry_the_word(office: Office) -> None:
    with office.desk.work() as work:
        settings.store(work, 0, "office.demo", True)
    with office.desk.work() as work:
        sample = passes.issue(work, **form(office))
    data = printed(office, sample.id)
    assert codes_in(data)[0][0] == "9"
    assert "演示" in text_of(data)


def fill(desk: Desk) -> None:
    with desk.work() as work:
        add_places(work)
    for key in ("passes", "material", "vehicle_passes"):
        bring_in(desk, key)


@pytest.fixture
def campaign(filled: Filled) -> Desk:
    return filled(fill)[0]


@pytest.mark.slow
@on_sqlite
def test_a_pass_out_of_a_register_gets_its_code_with_its_first_print(
    campaign: Desk, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Acceptance check U-37 for passes that were written down before this program was there."""
    with campaign.work() as work:
        leader = add_officer(work, "马文涛", Role.LEADER)
        page = passes.list_passes(work, PassKind.TEMPORARY, limit=500)
        old = next(row for row in page.rows if row.valid_until == datetime(2020, 2, 24) and row.gates)
        assert looks(work, old.id) == "已不能打印"
        passes.extend(work, old.id, valid_until=datetime(2020, 3, 9), approver=leader.id)
        assert looks(work, old.id) == "首次打印时生成"
    monkeypatch.setitem(strings._chosen, "language", "en")
    with campaign.read() as read:
        assert looks(read, old.id) == "made at the first print"
    monkeypatch.undo()
    (code,) = print_once(campaign, old.id)
    with campaign.read() as read:
        assert passes.find_by_token(read, code).pass_id == old.id
        assert [entry.action for entry in audit.history(read, "pass", old.id)].count("pass.give_code") == 1
        assert passes.get_pass(read, old.id).prints == 1
        assert looks(read, old.id) is None
    clock.forward(minutes=10)
    assert print_once(campaign, old.id) == [code]
    clock.forward(minutes=1)
    with pytest.raises(papers.TooLateToReprint):
        print_once(campaign, old.id)
    with campaign.work() as work:
        new = passes.reissue(work, old.id)
    assert print_once(campaign, new.id) == [new.token]
    with campaign.read() as read:
        found = passes.find_by_token(read, code)
        assert passes.get_row(read, found.pass_id or 0).replaced_by == new.number


def print_once(desk: Desk, pass_id: int) -> list[str]:
    with desk.work() as work:
        papers.give_codes(work, [pass_id])
        data = papers.draw(papers.cards_to_print(work, [pass_id]), "a6")
        papers.record_prints(work, [pass_id], "a6", "test")
    return codes_in(data)


def looks(read: Read, pass_id: int) -> str | None:
    """What the card on the screen says in the place of a code; None when the code is there."""
    card = cards.card_of(read, passes.get_pass(read, pass_id))
    return None if card.payload else card.code_later


@pytest.mark.slow
@on_sqlite
def test_the_register_of_issue_prints_its_sums(campaign: Desk) -> None:
    target = BytesIO()
    with campaign.work() as work:
        done = registers.print_register(
            work, target, PassKind.TEMPORARY, date(2020, 2, 10), date(2020, 2, 23)
        )
    assert done.rows == 430
    text = text_of(target.getvalue())
    assert "共430张，其中值班227、处理教学科研事务18、就医及照顾老人等185" in text
    assert "2020年2月10日—2020年2月23日" in text
    assert "610000" not in text, "document numbers are shortened"
    pages = pdfium_pages(target.getvalue())
    assert "共 430 张，其中值班 227、处理教学科研事务 18、就医及照顾老人等 185" in pages[-1].splitlines()
    assert done.pages <= 30
    for words in ("2月10日", "宋清和", "段知衡", "199****6971", "证件编号", "已到期"):
        assert words in pages[0], "no day, name or number breaks where it should not"
    with campaign.read() as read:
        assert audit.verify(read).broken_at is None


@pytest.mark.slow
@on_sqlite
def test_the_register_is_a_workbook_too(campaign: Desk, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    with campaign.work() as work:
        assert registers.export_register(work, path, PassKind.MATERIAL) == 537
    sheet = load_workbook(path).active
    assert sheet is not None
    cells = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(i for i, row in enumerate(cells) if row[0] == "序号")
    first = cells[head + 1]
    assert first[1:4] == ["课字〔2020〕第0001号", datetime(2020, 2, 24), "张*"]
    assert first[8:10] == ["08:31", "09:37"]
    assert any("537" in str(row[0]) for row in cells[:head])


@pytest.mark.slow
@on_sqlite
def test_full_numbers_are_for_those_who_may(campaign: Desk) -> None:
    with campaign.work() as work:
        guard = add_officer(work, "段知衡", Role.GATE)
    with pytest.raises(Denied), campaign.work(guard) as work:
        registers.print_register(work, BytesIO(), PassKind.TEMPORARY, reveal=True)
    with pytest.raises(InputError), campaign.work() as work:
        registers.print_register(work, BytesIO(), PassKind.TEMPORARY, reveal=True, purpose=" ")
    target = BytesIO()
    with campaign.work() as work:
        registers.print_register(
            work,
            target,
            PassKind.TEMPORARY,
            date(2020, 2, 10),
            date(2020, 2, 10),
            reveal=True,
            purpose="移交档案",
        )
    assert "610000198005034155" in text_of(target.getvalue())
    assert "周敏" in text_of(target.getvalue())


@pytest.mark.slow
@on_sqlite
def test_the_figures_print_with_their_chart(campaign: Desk) -> None:
    target = BytesIO()
    with campaign.work() as work:
        done = registers.print_figures(work, target, [PassKind.TEMPORARY, PassKind.MATERIAL])
        assert done is not None
        assert registers.print_figures(work, BytesIO(), [PassKind.EXTERNAL]) is None
    text = text_of(target.getvalue())
    for figure in ("227", "185", "537", "967"):
        assert figure in text


@on_sqlite
def test_lists_for_a_power_cut_tell_valid_from_taken_away(office: Office, given: passes.IssuedPass) -> None:
    with office.desk.work() as work:
        others = [add_person(work, name) for name in ("贺志远", "黄振宇", "洪卓然")]
        lost = passes.issue(work, **form(office, holder=others[0]))
        passes.report_lost(work, lost.id, reason="丢失")
        ill = passes.issue(work, **form(office, holder=others[1]))
        restrictions.restrict(
            work,
            person=others[1],
            kind=RestrictionKind.ISOLATION,
            starts_on=date(2020, 3, 6),
            ends_on=date(2020, 3, 20),
            reason="密接",
        )
        over = passes.issue(work, **form(office, holder=others[2], valid_until=datetime(2020, 3, 6, 12, 30)))
    with office.desk.work() as work:
        valid, revoked = BytesIO(), BytesIO()
        assert outage.print_valid(work, valid).rows == 2
        assert outage.print_revoked(work, revoked).rows == 2
    assert given.check_code in text_of(valid.getvalue())
    assert "任晓慧" in text_of(valid.getvalue())
    assert over.check_code in text_of(valid.getvalue())
    for one, words in ((lost, "丢失"), (ill, "在隔离观察，至3月20日")):
        assert one.check_code in text_of(revoked.getvalue())
        assert words in text_of(revoked.getvalue())
        assert one.check_code not in text_of(valid.getvalue())


@on_sqlite
def test_blank_slips_carry_their_numbers(office: Office) -> None:
    target = BytesIO()
    with office.desk.work() as work:
        numbers = passes.reserve_slips(work, PassKind.TEMPORARY, 4)
        assert outage.print_slips(work, target, numbers) == 2
    text = text_of(target.getvalue())
    assert all(number in text for number in numbers)
    assert "车牌" not in text
    with office.desk.work() as work:
        lorries = passes.reserve_slips(work, PassKind.VEHICLE, 1)
        target = BytesIO()
        outage.print_slips(work, target, lorries)
    assert all(words in text_of(target.getvalue()) for words in ("手工车辆通行单", "车牌号", "驾驶员"))


def test_what_waits_and_what_ends_soon_is_on_the_list_of_things_to_do(office: Office, clock: Any) -> None:
    from duty_desk.passes import open_items

    with office.desk.work() as work:
        other = add_person(work, "贺志远")
        passes.issue(work, **form(office, valid_until=datetime(2020, 3, 15)))
        ending = passes.issue(work, **form(office, holder=other, valid_until=datetime(2020, 3, 8)))
        waiting = passes.request(work, **form(office, gates=[office.south], approver=None))
        passes.reserve_slips(work, PassKind.TEMPORARY, 1)
    with office.desk.read() as read:
        found = open_items.list_open_items(read)
        assert [(item.what, item.pass_id) for item in found] == [
            ("pass_waiting", waiting),
            ("pass_expiring", ending.id),
            ("pass_slip", None),
        ]
        assert open_items.count_open_items(read) == {"pass_waiting": 1, "pass_expiring": 1, "pass_slip": 1}
    clock.at = datetime(2020, 3, 8) + timedelta(hours=1)
    with office.desk.read() as read:
        assert "pass_expiring" not in [item.what for item in open_items.list_open_items(read)]


@on_sqlite
def test_the_card_of_a_vehicle_names_its_owner_once(office: Office) -> None:
    with office.desk.work() as work:
        given = passes.issue(
            work,
            **form(
                office,
                kind=PassKind.VEHICLE,
                holder=None,
                plate="陕ZA1234",
                owner="西岭鲜蔬配送有限公司",
                vehicle_use="保供",
                reason="supply",
            ),
        )
    with office.desk.work() as work:
        (card,) = papers.cards_to_print(work, [given.id]).cards
    assert (card.holder, card.holder_line) == ("陕ZA1234", "西岭鲜蔬配送有限公司")
