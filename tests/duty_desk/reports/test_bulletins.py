"""From draft to issue: words and figures, numbers without gaps, nothing of an issue changes, late entries are told (R4)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from duty_desk import audit
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.ledger import Request, page
from duty_desk.reports import bulletin_rows, drafting, issuing, placing
from duty_desk.reports.history import BULLETINS
from tests.duty_desk.reports.conftest import Office, at

pytestmark = pytest.mark.slow

INCIDENTS = {"key": "incidents.found"}
ONE = ("今日突发事件{n}起。", {"n": INCIDENTS})


def issue(office: Office, bulletin: int) -> str:
    with office.desk.work(office.leader) as work:
        return issuing.issue(work, bulletin)


def numbers(office: Office) -> list[int | None]:
    with office.desk.read() as read:
        rows = page(BULLETINS, read, Request(sort="day")).rows
    return [office.detail(row.id).issue for row in rows]


# --- drafts ---


def test_a_first_draft_has_the_usual_sections_counted(office: Office) -> None:
    office.incident(office.desk.now)
    with office.desk.work(office.guard) as work:
        draft = drafting.new_bulletin(work)
    found = office.detail(draft)
    assert found.sections[0].heading == "【今日要情】"
    assert found.day == date(2020, 3, 6)
    assert found.editor == "西岭理工大学总务处"
    assert all(each.value is not None for each in found.figures)
    incidents = next(each for each in found.figures if each.key == "incidents.found")
    assert (incidents.value, incidents.text) == (1, "1")


def test_the_next_draft_begins_with_the_last_issue(office: Office) -> None:
    closed = {"key": "incidents.found", "from_on": date(2020, 3, 1), "cutoff": datetime(2020, 3, 4)}
    moving = {"key": "incidents.found", "cutoff": datetime(2020, 3, 6)}
    first = office.draft(("旧{a}，新{b}，今{c}。", {"a": closed, "b": moving, "c": INCIDENTS}))
    with office.desk.work(office.guard) as work:
        placing.replace_figure(work, first, 3, version=1, text="9", reason="待核")
    issue(office, first)
    office.forward(days=1)
    office.incident(office.desk.now)
    with office.desk.work(office.guard) as work:
        second = drafting.new_bulletin(work)
    found = office.detail(second)
    a, b, c = found.figures
    assert a.cutoff == datetime(2020, 3, 4), "a closed period stays"
    assert b.cutoff == datetime(2020, 3, 7), "a cut-off of its own moves on with the bulletin"
    assert (c.value, c.text, c.replaced_by) == (1, "1", None), "what was typed by hand is not carried on"
    assert found.sections[0].text == "旧{1}，新{2}，今{3}。"


def test_there_is_one_draft_at_a_time(office: Office) -> None:
    office.draft(ONE)
    with pytest.raises(Refusal), office.desk.work(office.guard) as work:
        drafting.new_bulletin(work)
    with office.desk.work(office.guard) as work:
        assert drafting.new_bulletin(work, is_special=True), "a special issue has a draft of its own"


def test_words_are_written_and_figures_without_a_place_go(office: Office) -> None:
    draft = office.draft(("{a}和{b}。", {"a": INCIDENTS, "b": INCIDENTS}))
    with office.desk.work(office.guard) as work:
        drafting.write_sections(
            work, draft, [("【要情】", "  只有{2}。\n\n第二段。"), ("【安排】", "")], version=1
        )
    found = office.detail(draft)
    assert [(section.heading, section.text) for section in found.sections] == [
        ("【要情】", "只有{2}。\n第二段。"),
        ("【安排】", ""),
    ]
    assert [each.ordinal for each in found.placed] == [2]
    with office.desk.work(office.guard) as work:
        drafting.write_sections(work, draft, [("【要情】", "{1}和{2}。")], version=2)
    assert [each.text for each in office.detail(draft).placed] == ["0", "0"], "what was taken out comes back"
    with office.desk.work(office.guard) as work:
        drafting.write_sections(work, draft, [("【要情】", "只有{2}。")], version=3)
    issue(office, draft)
    assert [each.ordinal for each in office.detail(draft).figures] == [2]


@pytest.mark.parametrize(
    ("sections", "field"),
    [([("", "字")], "heading"), ([("【要情】", "{7}")], "text"), ([], "heading")],
    ids=["no heading", "no such figure", "nothing left"],
)
def test_what_cannot_be_written_is_refused(
    office: Office, sections: list[tuple[str, str]], field: str
) -> None:
    draft = office.draft(ONE)
    with pytest.raises(InputError) as error, office.desk.work(office.guard) as work:
        drafting.write_sections(work, draft, sections, version=1)
    assert error.value.field == field
    assert office.detail(draft).sections[0].text == "今日突发事件{1}起。"


def test_two_desks_do_not_write_over_one_another(office: Office) -> None:
    draft = office.draft(ONE)
    with office.desk.work(office.guard) as work:
        drafting.write_sections(work, draft, [("【一】", "甲{1}")], version=1)
    with pytest.raises(StaleError), office.desk.work(office.chief) as work:
        drafting.write_sections(work, draft, [("【一】", "乙{1}")], version=1)
    assert office.detail(draft).sections[0].text == "甲{1}"


def test_a_draft_thrown_away_leaves_no_gap(office: Office) -> None:
    draft = office.draft(ONE)
    with office.desk.work(office.guard) as work:
        drafting.discard(work, draft)
    with pytest.raises(StaleError):
        office.detail(draft)
    assert issue(office, office.draft(ONE)) == "2020年第1期"


# --- figures in it ---


def test_counting_anew_says_what_changed(office: Office) -> None:
    draft = office.draft(("{a}、{b}", {"a": INCIDENTS, "b": {"key": "units.due"}}))
    office.forward(minutes=10)
    office.incident(office.desk.now)
    with office.desk.work(office.guard) as work:
        assert placing.refresh(work, draft) == (), "the cut-off stays, so nothing changes"
        (change,) = placing.refresh(work, draft, cutoff=work.at)
    assert (change.ordinal, change.before, change.after) == (1, 0, 1)
    assert office.detail(draft).cutoff_at == office.desk.now
    with pytest.raises(InputError), office.desk.work(office.guard) as work:
        placing.refresh(work, draft, cutoff=datetime(2020, 3, 9))


def test_a_word_must_be_true_when_it_is_chosen(office: Office) -> None:
    for _ in range(12):
        office.incident(office.desk.now)
    draft = office.draft(ONE)
    with office.desk.work(office.guard) as work:
        placing.change_figure(work, draft, 1, version=1, precision="more", scale="ten")
    assert office.detail(draft).figures[0].text == "10余"
    with pytest.raises(InputError) as error, office.desk.work(office.guard) as work:
        placing.change_figure(work, draft, 1, version=2, precision="nearly", scale="hundred")
    assert error.value.field == "precision"
    assert "12 起" in error.value.text


def test_a_word_that_is_true_no_more_stops_the_issue(office: Office) -> None:
    for _ in range(12):
        office.incident(office.desk.now)
    draft = office.draft(("{n}", {"n": {**INCIDENTS, "precision": "nearly", "scale": "ten"}}))
    found = office.detail(draft)
    assert found.figures[0].untrue, "12 are not nearly 20"
    with pytest.raises(Refusal) as error:
        issue(office, draft)
    assert "12 起" in error.value.text
    assert office.detail(draft).is_draft


def test_another_number_needs_a_reason_and_is_told(office: Office) -> None:
    draft = office.draft(ONE)
    for text, reason in (("", "漏登"), ("若干", "漏登"), ("2", " ")):
        with pytest.raises(InputError), office.desk.work(office.guard) as work:
            placing.replace_figure(work, draft, 1, version=1, text=text, reason=reason)
    with office.desk.work(office.guard) as work:
        placing.replace_figure(work, draft, 1, version=1, text="2", reason="一起还没有登记")
    (found,) = office.detail(draft).figures
    assert (found.text, found.value, found.replaced_reason) == ("2", 0, "一起还没有登记")
    with office.desk.read() as read:
        entry = audit.history(read, "bulletin", draft)[-1]
    assert (entry.before["value"], entry.after["value"], entry.reason) == ("0", "2", "一起还没有登记")
    with office.desk.work(office.guard) as work:
        placing.restore_figure(work, draft, 1, version=2)
    assert office.detail(draft).figures[0].text == "0"


def test_a_total_that_is_not_the_sum_of_its_parts_is_not_issued(office: Office) -> None:
    """Acceptance check I-12: a report never prints a headline that its rows do not come to."""
    office.close(office.incident(office.desk.now))
    office.incident(office.desk.now)
    parts = {
        "all": INCIDENTS,
        "open": {**INCIDENTS, "choices": {"state": "open"}},
        "closed": {**INCIDENTS, "choices": {"state": "closed"}},
    }
    draft = office.draft(("{all}起：处置中{open}，办结{closed}。", parts))
    with office.desk.work(office.guard) as work:
        placing.replace_figure(work, draft, 2, version=1, text="2", reason="看错")
    with pytest.raises(Refusal) as error:
        issue(office, draft)
    assert "合计 3" in error.value.text
    with office.desk.work(office.guard) as work:
        placing.restore_figure(work, draft, 2, version=2)
    assert issue(office, draft) == "2020年第1期"


# --- issues ---


def test_numbers_have_no_gap_and_the_year_begins_with_one(office: Office) -> None:
    assert [issue(office, office.draft(ONE)) for _ in range(2)] == ["2020年第1期", "2020年第2期"]
    with pytest.raises(Refusal):
        issue(office, office.draft(("", {})))
    with office.desk.work(office.guard) as work:
        drafting.discard(work, bulletin_rows.current_draft(work) or 0)
        special = drafting.new_bulletin(work, is_special=True)
    assert issue(office, special) == "2020年增刊第1期"
    at(office.desk, datetime(2021, 1, 4, 9, 0))
    last = office.draft(ONE)
    assert issue(office, last) == "2021年第1期"
    assert office.detail(last).total_issue == 3


def test_numbers_go_on_from_issues_on_paper(office: Office) -> None:
    with office.desk.work(office.leader) as work:
        for number in range(1, 20):
            issuing.register_past(work, issue=number, day=date(2020, 2, number))
        with pytest.raises(InputError) as error:
            issuing.register_past(work, issue=19, day=date(2020, 2, 20))
    assert error.value.field == "issue"
    draft = office.draft(ONE)
    assert issue(office, draft) == "2020年第20期"
    assert numbers(office) == list(range(1, 21))
    with office.desk.work(office.guard) as work:
        assert drafting.new_bulletin(work)


def test_nothing_of_an_issue_changes(office: Office) -> None:
    draft = office.draft(ONE)
    issue(office, draft)
    before = office.detail(draft)
    acts: list[Any] = [
        lambda work: drafting.write_sections(work, draft, [("【一】", "改")], version=before.version),
        lambda work: placing.refresh(work, draft, cutoff=work.at),
        lambda work: placing.replace_figure(work, draft, 1, version=before.version, text="9", reason="改"),
        lambda work: placing.change_figure(work, draft, 1, version=before.version),
        lambda work: placing.place_figure(work, draft, version=before.version, key="units.due"),
        lambda work: drafting.discard(work, draft),
        lambda work: issuing.issue(work, draft),
        lambda work: drafting.set_head(
            work, draft, version=before.version, masthead="简报", editor="处", day=before.day
        ),
    ]
    for act in acts:
        with pytest.raises(Refusal), office.desk.work() as work:
            act(work)
    assert office.detail(draft) == before
    assert len(before.anchor) == 8
    with office.desk.read() as read:
        assert audit.find_anchor(read, before.anchor) is not None


def test_late_entries_are_told_and_change_nothing(office: Office) -> None:
    draft = office.draft(ONE)
    cutoff = office.desk.now
    issue(office, draft)
    office.forward(hours=1)
    office.incident(office.desk.now)
    detail = office.detail(draft)
    with office.desk.read() as read:
        assert issuing.changed_since(read, detail) == (), "what happens later is of the next issue"
    office.incident(cutoff)
    with office.desk.read() as read:
        (drift,) = issuing.changed_since(read, detail)
    assert (drift.figure.ordinal, drift.frozen, drift.now) == (1, 0, 1)
    assert office.detail(draft).figures[0].value == Decimal(0)


def test_a_withdrawn_issue_keeps_its_number(office: Office) -> None:
    first = office.draft(ONE)
    issue(office, first)
    with pytest.raises(InputError), office.desk.work(office.leader) as work:
        issuing.withdraw(work, first, reason=" ")
    with office.desk.work(office.leader) as work:
        issuing.withdraw(work, first, reason="数字有误")
    assert (office.detail(first).issue, office.detail(first).withdrawn_reason) == (1, "数字有误")
    with pytest.raises(Refusal), office.desk.work(office.leader) as work:
        issuing.withdraw(work, first, reason="再来")
    assert issue(office, office.draft(ONE)) == "2020年第2期"


def test_who_may_write_and_who_may_issue(office: Office) -> None:
    draft = office.draft(ONE)
    with pytest.raises(Denied), office.desk.work(office.keeper) as work:
        drafting.new_bulletin(work, is_special=True)
    with pytest.raises(Denied), office.desk.work(office.leader) as work:
        drafting.write_sections(work, draft, [("【一】", "{1}")], version=1)
    with pytest.raises(Denied), office.desk.work(office.guard) as work:
        issuing.issue(work, draft)
    assert issue(office, draft)


def test_an_issue_is_found_by_its_number(office: Office) -> None:
    draft = office.draft(ONE)
    issue(office, draft)
    with office.desk.read() as read:
        assert bulletin_rows.find_bulletin(read, "1") == draft
        assert bulletin_rows.find_bulletin(read, "2020-1") == draft
        assert bulletin_rows.find_bulletin(read, "2019-1") is None
        assert bulletin_rows.find_bulletin(read, "第一期") is None
        assert page(BULLETINS, read, Request(search=office.detail(draft).anchor)).rows[0].id == draft


def test_the_bulletin_of_6_march_says_what_was_published(sample: Desk) -> None:
    import tomllib

    from duty_desk.paths import resources

    script = tomllib.loads((resources() / "demo" / "bulletin.toml").read_text(encoding="utf-8"))
    with sample.work() as work:
        draft = drafting.compose(work, script)
    with sample.read() as read:
        detail = bulletin_rows.get_bulletin(read, draft)
        assert issuing.findings(read, detail) == ()
    written = ["".join(_said(detail, section.text)) for section in detail.sections]
    assert "湖北籍教职工119人、学生458人；在湖北教职工35人、学生436人。返校在校内居住29人" in written[1]
    assert "观察室102间，在观察26人" in written[2]
    assert "协助疾控隔离累计12人次" in written[2]
    assert "累计筹备消毒物资超过7吨，口罩3.5万个，体温计2.4万支（截至3月5日）" in written[3]
    assert "发放消毒物资2.4吨，口罩1.3万个，体温计400余支（截至3月6日）" in written[3]
    assert "办理临时通行证430张：值班227、教学科研18、就医照护185；2月24日起取课件证537张" in written[4]
    assert "连续在岗38天5人，超过20天13人" in written[5]


def _said(detail: bulletin_rows.BulletinDetail, text: str) -> list[str]:
    said: list[str] = []
    for part in bulletin_rows.parts_of(text):
        if isinstance(part, str):
            said.append(part)
        else:
            placed = detail.figure(part)
            assert placed is not None
            said.append(placed.text)
    return said


def test_every_act_has_its_one_entry(office: Office) -> None:
    draft = office.draft(ONE)

    def head() -> int:
        with office.desk.read() as read:
            return audit.head_of(read)[0]

    acts: list[Any] = [
        lambda work, version: placing.place_figure(work, draft, version=version, key="units.due"),
        lambda work, version: placing.change_figure(work, draft, 1, version=version, precision="about"),
        lambda work, version: placing.replace_figure(work, draft, 1, version=version, text="1", reason="核"),
        lambda work, version: placing.restore_figure(work, draft, 1, version=version),
        lambda work, version: placing.refresh(work, draft, cutoff=work.at),
        lambda work, version: drafting.write_sections(work, draft, [("【一】", "共{2}个")], version=version),
        lambda work, version: drafting.set_head(
            work, draft, version=version, masthead="简报", editor="处", day=date(2020, 3, 6)
        ),
        lambda work, version: issuing.issue(work, draft),
        lambda work, version: issuing.withdraw(work, draft, reason="有误"),
        lambda work, version: issuing.register_past(work, issue=7, day=date(2020, 3, 1)),
    ]
    for act in acts:
        before, version = head(), office.detail(draft).version
        with office.desk.work() as work:
            act(work, version)
        assert head() == before + 1
    with office.desk.read() as read:
        assert audit.verify(read).broken_at is None
