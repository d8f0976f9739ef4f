"""The list of reasons: added, renamed, retired, put in order; forms, figures, imports and quota follow it at once."""

from __future__ import annotations

from typing import Any

import pytest

from db.vocabulary import PassKind
from duty_desk import audit, passes
from duty_desk.audit_names import names_of
from duty_desk.audit_words import act
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, Problems, Refusal
from duty_desk.passes import reasons
from tests.duty_desk.passes.conftest import Office, form


def row_of(desk: Desk, code: str) -> reasons.ReasonRow:
    with desk.read() as read:
        return next(row for row in reasons.list_reason_rows(read) if row.code == code)


def offered(desk: Desk) -> list[str]:
    with desk.read() as read:
        return [code for code, _ in passes.list_reasons(read)]


def groups(desk: Desk) -> dict[str, int]:
    with desk.read() as read:
        found = passes.period_figures(read, [PassKind.TEMPORARY])
        assert found is not None
        return dict(found.by_group)


def issue(office: Office, reason: str, **more: Any) -> int:
    with office.desk.work() as work:
        return passes.issue(work, **form(office, reason=reason, another=True, **more)).id


def test_a_new_reason_is_offered_given_and_counted_at_once(office: Office) -> None:
    desk = office.desk
    issue(office, "duty")
    with desk.work() as work:
        key = reasons.add_reason(work, label="毕业返校", synonyms=["返校", " 返校 ", ""])
    row = row_of(desk, "byfx")
    assert (row.id, row.mark, row.report_group, row.synonyms) == (key, "毕", "毕业返校", ("返校",))
    assert not row.keeps_code
    assert offered(desk)[-1] == "byfx"
    given = issue(office, "byfx")
    assert groups(desk) == {"值班": 1, "毕业返校": 1}
    with desk.work() as work:
        reasons.change_reason(work, key, label="毕业生返校", report_group="其他")
    assert groups(desk) == {"值班": 1, "其他": 1}
    with desk.read() as read:
        assert passes.get_pass(read, given).row.reason_label == "毕业生返校"
        assert reasons.category_words(read)["返校"] == "byfx"
        assert reasons.category_words(read)["教职工家属外出"] == "family"
    assert row_of(desk, "byfx").keeps_code


def test_a_retired_reason_stays_on_passes_and_with_who_asked_before(office: Office) -> None:
    desk = office.desk
    given = issue(office, "teaching")
    with desk.work() as work:
        waiting = passes.request(work, **form(office, reason="teaching", holder=office.resident))
        reasons.retire_reason(work, row_of(desk, "teaching").id)
    assert "teaching" not in offered(desk)
    with pytest.raises(Problems) as caught, desk.work() as work:
        passes.issue(work, **form(office, reason="teaching", another=True))
    assert [(one.field, one.key) for one in caught.value.errors if isinstance(one, InputError)] == [
        ("reason", "passes.error.reason_retired")
    ]
    desk.officer = office.leader
    with desk.work() as work:
        assert len(passes.approve(work, [waiting]).issued) == 1
    with desk.read() as read:
        assert passes.get_pass(read, given).row.reason_label == "教学科研"
    assert groups(desk) == {"处理教学科研事务": 2}
    desk.officer = office.chief
    with desk.work() as work:
        reasons.restore_reason(work, row_of(desk, "teaching").id)
    assert offered(desk)[1] == "teaching"


def test_the_order_of_the_list_is_that_of_forms_and_figures(office: Office) -> None:
    desk = office.desk
    for code in ("duty", "care"):
        issue(office, code)
    assert list(groups(desk)) == ["值班", "就医及照顾老人等"]
    with desk.work() as work:
        assert reasons.move_reason(work, row_of(desk, "duty").id, by=2)
        assert not reasons.move_reason(work, row_of(desk, "other").id, by=1)
    assert offered(desk)[:3] == ["teaching", "care", "duty"]
    assert list(groups(desk)) == ["就医及照顾老人等", "值班"]
    with desk.read() as read:
        [entry] = audit.history(read, "pass_reason", row_of(desk, "duty").id)
        assert (entry.before, entry.after) == ({"position": 1}, {"position": 3})
        assert act(entry.action) == "调整通行证事由次序"
        assert names_of(read, [entry])["pass_reason", row_of(desk, "duty").id] == "值班"


@pytest.mark.parametrize(
    ("changes", "field", "key"),
    [
        ({"label": " "}, "label", "reason_label"),
        ({"label": "值班"}, "label", "reason_word_taken"),
        ({"label": "就医"}, "label", "reason_word_taken"),
        ({"label": "一二三四五六七八九十一二三"}, "label", "reason_long"),
        ({"synonyms": ["返校", "科研"]}, "synonyms", "reason_word_taken"),
        ({"mark": "返校"}, "mark", "reason_mark"),
        ({"mark": "\U0001f600"}, "mark", "reason_mark"),
        ({"code": "9x"}, "code", "reason_code_form"),
        ({"code": "Duty"}, "code", "reason_code_taken"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_could_not_be_told_apart_or_printed_is_refused_at_its_field(
    sqlite_desk: Desk, changes: Any, field: str, key: str
) -> None:
    filled: Any = {"label": "返校", **changes}
    with pytest.raises(InputError) as caught, sqlite_desk.work() as work:
        reasons.add_reason(work, **filled)
    assert (caught.value.field, caught.value.key) == (field, f"passes.error.{key}")
    assert len(offered(sqlite_desk)) == 9


def test_codes_are_fixed_once_used_and_what_forms_choose_is_never_retired(office: Office) -> None:
    desk = office.desk
    with desk.work() as work:
        first = reasons.add_reason(work, label="返校")
        second = reasons.add_reason(work, label="防汛")
        third = reasons.add_reason(work, label="访学")
    assert offered(desk)[-3:] == ["fx", "fx2", "fx3"]
    with desk.work() as work:
        reasons.change_reason(work, first, code="back", label="返校")
        reasons.change_reason(work, third, code="", exempt=True)
    assert offered(desk)[-3:] == ["back", "fx2", "fx3"]
    issue(office, "back")
    for reason, code in ((first, "again"), (row_of(desk, "care").id, "clinic")):
        with pytest.raises(InputError, match="code_fixed"), desk.work() as work:
            reasons.change_reason(work, reason, code=code)
    for code in ("other", "construction", "material", "supply", "resident"):
        with pytest.raises(Refusal, match="reason_needed"), desk.work() as work:
            reasons.retire_reason(work, row_of(desk, code).id)
    with desk.work() as work:
        reasons.retire_reason(work, second)
        reasons.retire_reason(work, second)
    with desk.read() as read:
        assert [entry.action for entry in audit.history(read, "pass_reason", second)] == [
            "pass_reason.add",
            "pass_reason.retire",
        ]
        assert audit.verify(read).broken_at is None
    desk.officer = office.guard
    with pytest.raises(Denied), desk.work() as work:
        reasons.add_reason(work, label="探亲")
