"""Goods asked for, approved, handed out and signed for: never more than approved, never from a lot that may not go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update

from db.models import Dispatch, DispatchLine, DispatchPick, Lot, Movement, Stock, StockDocument
from duty_desk.errors import Denied, DutyDeskError, InputError, Problems, Refusal, StaleError
from duty_desk.people.approvals import Approval, digest_of
from duty_desk.supplies import dispatch, dispatch_issue
from duty_desk.supplies.dispatch_form import Asked
from duty_desk.supplies.fefo_rules import Pick
from duty_desk.work import OfficerRef, Work
from tests.conftest import NOON
from tests.duty_desk.supplies.conftest import Goods, stock_in

D = Decimal
COLLEGE, GATE_OFFICE = "土木工程学院", "保卫处"


def asked(goods: Goods, *lines: tuple[str, str] | tuple[str, str, str]) -> list[Asked]:
    return [Asked(goods.items[line[0]], *line[1:]) for line in lines]


def ask_for(goods: Goods, *lines: Any, unit: str = COLLEGE, purpose: str = "学院值班", **form: Any) -> int:
    with goods.desk.work(goods.guard) as work:
        made = dispatch.request(
            work, unit=goods.units[unit], purpose=purpose, lines=asked(goods, *lines), **form
        )
    return made.id


def approve(goods: Goods, request: int, **more: Any) -> None:
    with goods.desk.work(goods.approver) as work:
        dispatch.approve(work, request, **more)


def issue(goods: Goods, request: int, *, by: OfficerRef | None = None, **more: Any) -> dispatch_issue.Issued:
    with goods.desk.work(by or goods.keeper) as work:
        return dispatch_issue.issue(work, request, **more)


def approved(goods: Goods, *lines: Any, **more: Any) -> int:
    request = ask_for(goods, *lines, **more)
    approve(goods, request)
    return request


def lines_of(goods: Goods, request: int) -> list[DispatchLine]:
    with goods.desk.read() as read:
        query = select(DispatchLine).where(DispatchLine.dispatch_id == request).order_by(DispatchLine.line)
        return list(read.session.scalars(query))


def taken(goods: Goods, request: int) -> list[tuple[str, Decimal]]:
    names = {identity: name for name, identity in goods.lots.items()}
    with goods.desk.read() as read:
        query = (
            select(DispatchPick.lot_id, DispatchPick.quantity)
            .join(DispatchLine, DispatchLine.id == DispatchPick.line_id)
            .where(DispatchLine.dispatch_id == request)
            .order_by(DispatchPick.id)
        )
        return [(names[lot], quantity) for lot, quantity in read.session.execute(query)]


def stock(goods: Goods, lot: str, store: str = "NH1") -> tuple[Decimal, Decimal]:
    with goods.desk.read() as read:
        row = read.session.get_one(Stock, (goods.lots[lot], goods.stores[store]))
        return row.quantity, row.reserved


def reserved(goods: Goods) -> Decimal:
    with goods.desk.read() as read:
        return read.session.scalar(select(func.sum(Stock.reserved))) or D(0)


def head(goods: Goods, request: int) -> Dispatch:
    with goods.desk.read() as read:
        return read.session.get_one(Dispatch, request)


def test_from_the_request_to_the_signature(goods: Goods) -> None:
    request = ask_for(
        goods, ("M01", "60", "盒"), ("D02", "12.5"), receiver="龙吟", receiver_phone="199 0000 6219"
    )
    row = head(goods, request)
    assert (row.state, row.number, row.receiver_phone) == ("requested", "出字〔2020〕第0001号", "19900006219")
    assert [(line.asked, line.entered, line.entered_unit) for line in lines_of(goods, request)] == [
        (D(3000), D(60), "盒"),
        (D("12.5"), D("12.5"), "kg"),
    ]
    approve(goods, request)
    assert stock(goods, "masks early") == (3000, 3000)
    paper = issue(goods, request)
    assert paper.number == row.number
    assert taken(goods, request) == [("masks early", D(3000)), ("bleach", D("12.5"))]
    assert (stock(goods, "masks early"), stock(goods, "bleach")) == ((0, 0), (D("237.5"), 0))
    with goods.desk.read() as read:
        document = read.session.get_one(StockDocument, paper.document)
        moved = read.session.execute(
            select(Movement.quantity, Movement.unit_id).where(Movement.document_id == paper.document)
        ).all()
    assert (document.subject_kind, document.subject_id, document.keeper_name) == ("dispatch", request, "陶墨")
    assert [tuple(row) for row in moved] == [
        (-3000, goods.units[COLLEGE]),
        (D("-12.5"), goods.units[COLLEGE]),
    ]
    with goods.desk.work(goods.keeper) as work:
        dispatch.sign(work, request, receiver="龙吟")
    signed = head(goods, request)
    assert (signed.state, signed.signed_by, signed.signed_at, signed.keeper_name) == (
        "signed",
        "龙吟",
        NOON,
        "陶墨",
    )


def test_lots_go_by_expiry_and_leave_out_what_is_bound_or_expired(goods: Goods) -> None:
    request = approved(goods, ("M01", "4000"))
    assert taken(goods, request) == [("masks early", D(3000)), ("masks late", D(1000))]
    own = approved(goods, ("M01", "1200"), unit=GATE_OFFICE)
    assert taken(goods, own) == [("masks gate", D(1000)), ("masks late", D(200))]


def test_all_lines_of_one_item_are_counted_together_and_the_refusal_says_what_there_is(goods: Goods) -> None:
    request = ask_for(goods, ("M01", "9000"), ("M01", "6001"))
    with pytest.raises(Refusal) as refused:
        approve(goods, request)
    assert refused.value.text == (
        "“一次性使用医用口罩”只能发 15,000 个，这张单要 15,001 个（另有过期 100、定向其他单位 1,000）。请减少数量。"
    )
    assert reserved(goods) == 0
    approve(goods, request, quantities={lines_of(goods, request)[1].id: D(6000)})
    assert reserved(goods) == 15_000


def test_what_is_promised_to_one_unit_is_not_promised_to_another(goods: Goods) -> None:
    approved(goods, ("D13", "200"))
    other = ask_for(goods, ("D13", "41"), unit="建筑学院")
    with pytest.raises(Refusal, match="too_little_of") as refused:
        approve(goods, other)
    assert "已留给其他单据 200" in refused.value.text


def test_only_the_stores_named_are_taken_from(goods: Goods) -> None:
    request = ask_for(goods, ("M01", "2000"))
    approve(goods, request, stores=[goods.stores["WCF"]])
    assert stock(goods, "masks late", "WCF") == (2000, 2000)


def test_less_may_be_approved_and_handed_out_and_the_rest_is_free_again(goods: Goods) -> None:
    request = ask_for(goods, ("M01", "3500"))
    line = lines_of(goods, request)[0].id
    with pytest.raises(InputError) as over:
        approve(goods, request, quantities={line: D(3501)})
    assert over.value.field == f"approved.{line}"
    approve(goods, request, quantities={line: D(3400)})
    with pytest.raises(InputError, match="over_approved"):
        issue(goods, request, quantities={line: D(3401)})
    issue(goods, request, quantities={line: D(3100)})
    row = lines_of(goods, request)[0]
    assert (row.asked, row.approved, row.issued) == (3500, 3400, 3100)
    assert (stock(goods, "masks early"), stock(goods, "masks late")) == ((0, 0), (9900, 0))


@pytest.mark.parametrize("end", ["reject", "void", "withdraw", "change"])
def test_an_approval_that_ends_leaves_no_trace_in_stock(goods: Goods, end: str) -> None:
    request = ask_for(goods, ("D13", "40"))
    if end != "reject":
        approve(goods, request)
        assert reserved(goods) == 40
    with goods.desk.work(goods.approver if end in ("reject", "withdraw") else goods.keeper) as work:
        if end == "reject":
            dispatch.reject(work, request, reason="库存先保一线")
        elif end == "void":
            dispatch.void(work, request, reason="重复申请")
        elif end == "withdraw":
            dispatch.withdraw_approval(work, request, reason="先发校医院")
        else:
            unit = goods.units[COLLEGE]
            dispatch.change(work, request, unit=unit, purpose="学院值班", lines=asked(goods, ("D13", "30")))
    states = {"reject": "rejected", "void": "voided", "withdraw": "requested", "change": "requested"}
    assert (head(goods, request).state, reserved(goods)) == (states[end], 0)
    assert taken(goods, request) == []
    with goods.desk.read() as read:
        assert read.session.scalar(select(func.count()).where(StockDocument.kind == "issue")) == 0
    with pytest.raises(Refusal):
        issue(goods, request)
    assert head(goods, ask_for(goods, ("D13", "1"))).number == "出字〔2020〕第0002号"


def test_changed_lines_need_a_new_approval(goods: Goods) -> None:
    request = approved(goods, ("D13", "40"))
    with goods.desk.work() as work:
        # Somebody with the file in hand, past every service.
        work.session.execute(update(DispatchLine).values(item_id=goods.items["M10"]))
    with pytest.raises(Refusal, match="changed_since"):
        issue(goods, request)


Act = Callable[[Work, int], Any]


@pytest.mark.parametrize(
    ("who", "act", "kind", "key"),
    [
        ("guard", lambda w, r: dispatch.approve(w, r), Denied, "roles.error.denied"),
        ("guard", lambda w, r: dispatch_issue.issue(w, r), Denied, "roles.error.denied"),
        ("keeper", lambda w, r: dispatch_issue.issue(w, r), Refusal, "supplies_dispatch.refusal.state"),
        ("keeper", lambda w, r: dispatch.sign(w, r, receiver="龙吟"), Refusal, "supplies_dispatch.refusal.state"),
        ("approver", lambda w, r: dispatch.reject(w, r, reason=" "), InputError, "supplies_dispatch.error.reason_missing"),
        ("approver", lambda w, r: dispatch.approve(w, r, version=7), StaleError, "storage.stale"),
        ("keeper", lambda w, r: dispatch.void(w, r + 99, reason="x"), StaleError, "storage.stale"),
        ("guard", lambda w, r: dispatch.void(w, r, reason=""), InputError, "supplies_dispatch.error.reason_missing"),
    ],
)  # fmt: skip
def test_what_is_refused_while_it_waits(
    goods: Goods, who: str, act: Act, kind: type[DutyDeskError], key: str
) -> None:
    request = ask_for(goods, ("D13", "1"))
    with pytest.raises(kind) as refused, goods.desk.work(getattr(goods, who)) as work:
        act(work, request)
    assert refused.value.key == key


def test_who_asks_approves_and_hands_out_are_not_the_same(goods: Goods) -> None:
    with goods.desk.work(goods.chief) as work:
        made = dispatch.request(
            work, unit=goods.units[COLLEGE], purpose="值班", lines=asked(goods, ("D13", "5"))
        )
    with pytest.raises(Refusal, match="approver_asked"), goods.desk.work(goods.chief) as work:
        dispatch.approve(work, made.id)
    other = ask_for(goods, ("D13", "5"))
    with goods.desk.work(goods.chief) as work:
        dispatch.approve(work, other)
    with pytest.raises(Refusal, match="handler_approved"):
        issue(goods, other, by=goods.chief)
    with pytest.raises(Denied, match="not_yours"), goods.desk.work(replace_role(goods)) as work:
        dispatch.void(work, other, reason="不要了")


def replace_role(goods: Goods) -> OfficerRef:
    """Another guard than the one who asked."""
    return OfficerRef(goods.second.id, "姜嘉岩", goods.guard.role)


@pytest.mark.parametrize(
    ("lines", "unit", "purpose", "form", "fields"),
    [
        ([], COLLEGE, "值班", {}, ["lines"]),
        ([("D13", "0")], COLLEGE, "值班", {}, ["lines.0.quantity"]),
        ([("D13", "1"), ("M01", "0.5"), ("M01", "3", "桶")], COLLEGE, "值班", {}, ["lines.1.quantity", "lines.2.quantity"]),
        ([("D13", "1")], None, " ", {"receiver_phone": "1234567890123"}, ["unit", "purpose", "receiver_phone"]),
    ],
)  # fmt: skip
def test_every_wrong_field_is_named(
    goods: Goods,
    lines: Sequence[Any],
    unit: str | None,
    purpose: str,
    form: Mapping[str, Any],
    fields: list[str],
) -> None:
    with pytest.raises(DutyDeskError) as found, goods.desk.work(goods.guard) as work:
        dispatch.request(
            work,
            unit=goods.units[unit] if unit else 0,
            purpose=purpose,
            lines=asked(goods, *lines),
            **form,
        )
    error = found.value
    assert [each.field for each in (error.errors if isinstance(error, Problems) else [error])] == fields  # pyright: ignore[reportAttributeAccessIssue]
    assert error.text


def test_dangerous_goods_go_only_before_a_second_officer(goods: Goods) -> None:
    request = approved(goods, ("D09", "20"), unit="校医院")
    version = head(goods, request).version
    with pytest.raises(Refusal) as missing:
        issue(goods, request)
    assert missing.value.text == "过氧乙酸(二元A/B)要两人发放。请第二人输入自己的密码。"

    def yes(officer: OfficerRef, version: int, at: Any = NOON) -> Approval:
        return Approval(officer, at, digest_of(dispatch_issue.countersigned(request, version)))

    for approval, key in (
        (yes(goods.keeper, version), "same_person"),
        (yes(goods.second, version + 1), "approval_void"),
        (yes(goods.second, version, NOON - timedelta(hours=1)), "approval_old"),
    ):
        with pytest.raises(Refusal, match=key):
            issue(goods, request, second=approval)
    paper = issue(goods, request, second=yes(goods.second, version))
    with goods.desk.read() as read:
        assert read.session.get_one(StockDocument, paper.document).second_name == "贺小满"
    assert head(goods, request).second_name == "贺小满"


@pytest.mark.parametrize(
    ("lot", "key", "words"),
    [
        ("masks expired", "supplies_dispatch.refusal.lot", "已过期"),
        ("masks gate", "supplies_dispatch.refusal.lot", "定向其他单位"),
        ("masks late", "supplies_dispatch.error.earlier_lot", "请写明原因"),
    ],
)
def test_a_lot_chosen_by_hand_must_be_allowed_and_explained(
    goods: Goods, lot: str, key: str, words: str
) -> None:
    request = approved(goods, ("M01", "50"))
    line = lines_of(goods, request)[0].id
    store = goods.stores["NH1"]
    with pytest.raises(DutyDeskError) as refused:
        issue(goods, request, picks={line: [Pick(goods.lots[lot], store, D(50))]})
    assert refused.value.key == key
    assert words in refused.value.text


def test_a_lot_passed_over_for_a_reason_stays_and_the_reason_is_kept(goods: Goods) -> None:
    request = approved(goods, ("M01", "50"))
    line = lines_of(goods, request)[0].id
    pick = Pick(goods.lots["masks late"], goods.stores["NH1"], D(50), "外箱受潮待检，改发后批")
    with pytest.raises(InputError, match="picks_differ"):
        issue(goods, request, picks={line: [Pick(pick.lot, pick.store, D(49), pick.reason)]})
    issue(goods, request, picks={line: [pick]})
    assert stock(goods, "masks early") == (3000, 0)
    assert taken(goods, request) == [("masks late", D(50))]
    with goods.desk.read() as read:
        assert read.session.scalar(select(DispatchPick.reason)) == pick.reason
        assert read.session.scalar(select(Movement.note).where(Movement.quantity == -50)) == pick.reason


@pytest.mark.parametrize("change", [{"held_reason": "外箱受潮"}, {"expires_on": date(2020, 3, 5)}])
def test_what_may_no_longer_go_when_it_is_handed_out_is_replaced(
    goods: Goods, change: dict[str, Any]
) -> None:
    request = approved(goods, ("M01", "50"))
    with goods.desk.work() as work:
        work.session.execute(update(Lot).where(Lot.id == goods.lots["masks early"]).values(**change))
    issue(goods, request)
    assert taken(goods, request) == [("masks late", D(50))]
    assert reserved(goods) == 0


def test_pressing_twice_hands_out_once(goods: Goods) -> None:
    made = []
    for _ in range(2):
        with goods.desk.work(goods.guard) as work:
            lines = asked(goods, ("D13", "24"))
            made.append(
                dispatch.request(
                    work, unit=goods.units[COLLEGE], purpose="值班", lines=lines, operation="form-1"
                )
            )
    assert made[0] == made[1]
    approve(goods, made[0].id)
    first = issue(goods, made[0].id, operation="press-1")
    assert issue(goods, made[0].id, operation="press-1") == first
    assert stock(goods, "gel") == (216, 0)
    with pytest.raises(Refusal, match=r"refusal\.state"):
        issue(goods, made[0].id, operation="press-2")


def test_after_the_goods_went_out_the_paper_is_reversed_not_voided(goods: Goods) -> None:
    request = approved(goods, ("D13", "24"))
    issue(goods, request)
    with pytest.raises(Refusal) as refused, goods.desk.work(goods.keeper) as work:
        dispatch.void(work, request, reason="领用单位填错")
    assert refused.value.text == "出字〔2020〕第0001号 已出库，不能作废。请冲销这张出库单。"


def test_goods_that_come_meanwhile_do_not_move_what_was_reserved(goods: Goods) -> None:
    request = approved(goods, ("M02", "1500"))
    with goods.desk.work(goods.keeper) as work:
        stock_in(
            work, goods, item="M02", code="MS180101", expires_on=date(2020, 4, 1), quantities={"NH1": "10"}
        )
    issue(goods, request)
    assert taken(goods, request) == [("surgical", D(1500))]
