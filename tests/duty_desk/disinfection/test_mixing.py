"""Solutions: what leaves the shelf, what is refused and why, what the list says, and how one is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Area, DisinfectionRecord, Item, Mix, Plan, StockDocument
from db.vocabulary import Agent, DocumentKind, Role, Source
from duty_desk import ledger
from duty_desk.desk import Desk
from duty_desk.disinfection import clash, mix_rows, mix_stock, mixing
from duty_desk.disinfection.dilution import Finding, Form
from duty_desk.disinfection.mix_rows import MIXES
from duty_desk.errors import Denied, InputError, Refusal
from duty_desk.ledger import Request
from duty_desk.people.approvals import Approval, digest_of
from duty_desk.strings import t
from duty_desk.supplies import reversing, stock
from duty_desk.work import OfficerRef
from tests.conftest import NOON, Clock, Filled, on_sqlite
from tests.duty_desk.passes.conftest import add_officer
from tests.duty_desk.supplies.conftest import Goods, build_goods, stock_in


class Mixers:
    """The goods of an office, a disinfection lead, and an area with a plan."""

    def __init__(self, goods: Goods, lead: OfficerRef, area: int) -> None:
        self.goods, self.lead, self.area = goods, lead, area

    def __getattr__(self, name: str) -> Any:
        return getattr(self.goods, name)


def build(desk: Desk) -> tuple[Goods, OfficerRef, int]:
    goods = build_goods(desk)
    with desk.work() as work:
        lead = add_officer(work, "段知衡二", Role.DISINFECTION)
        area = Area(code="A01", name="家属区电梯轿厢", kind="dormitory")
        work.session.add(area)
        work.session.flush()
        work.session.add(
            Plan(area_id=area.id, valid_from=date(2020, 3, 1), method="wipe", agent="chlorine", agent_text="",
                 target=Decimal(500), least=Decimal(250), most=Decimal(1000), times=[], weekdays=[])
        )  # fmt: skip
        key = area.id
    return goods, lead, key


@pytest.fixture
def mixers(filled: Filled) -> Mixers:
    desk, (goods, lead, area) = filled(build)
    return Mixers(replace(goods, desk=desk), lead, area)


def make(mixers: Mixers, lot: str = "bleach", store: str = "NH1", **more: Any) -> mixing.Mixed:
    fields: dict[str, Any] = {"target": Decimal(500), "total_ml": Decimal(10_000), "made_by": "沈岑"}
    with mixers.desk.work(mixers.lead) as work:
        return mixing.mix(work, lot=mixers.lots[lot], store=mixers.stores[store], **(fields | more))


def there(mixers: Mixers, lot: str = "bleach", store: str = "NH1") -> Decimal:
    with mixers.desk.read() as read:
        (held,) = stock.on_hand(read, lot=mixers.lots[lot], store=mixers.stores[store], merged=False)
    return held.quantity


def shown(mixers: Mixers, made: mixing.Mixed) -> mix_rows.MixRow:
    with mixers.desk.read() as read:
        return mix_rows.get_mix(read, made.id)


def test_mixing_takes_the_stock_from_the_shelf_by_its_density(mixers: Mixers) -> None:
    made = make(mixers)
    # 100 mL of 1.15 kg a litre.
    assert there(mixers) == Decimal(250) - Decimal("0.115")
    row = shown(mixers, made)
    assert (row.number, row.document) == (made.number, made.number)
    assert made.number == "配字〔2020〕第0001号"
    assert (row.stock_amount, row.water_ml, row.target) == (100, 9_900, 500)
    assert (row.taken, row.base_unit, row.left_ml) == (Decimal("0.115"), "kg", 10_000)
    assert made.good_until == datetime(2020, 3, 7, 12, 0)
    with mixers.desk.read() as read:
        paper = read.session.scalars(select(StockDocument).where(StockDocument.series == "mix")).one()
    assert (paper.kind, paper.subject_kind, paper.subject_id) == (DocumentKind.ISSUE, "mix", made.id)


def test_more_than_there_is_leaves_no_trace(mixers: Mixers) -> None:
    with pytest.raises(Refusal):
        make(mixers, total_ml=Decimal(100_000_000))
    assert there(mixers) == 250
    with mixers.desk.read() as read:
        assert read.session.scalars(select(Mix.id)).all() == []
    # The number that was refused is given to the next one.
    assert make(mixers).number == "配字〔2020〕第0001号"


def test_expired_held_and_bound_lots_are_refused(mixers: Mixers) -> None:
    with mixers.desk.work(mixers.keeper) as work:
        old = stock_in(work, mixers.goods, item="D02", code="84-190201", quantities={"NH1": "25"},
                       expires_on=date(2020, 2, 29), strength=Decimal(5))  # fmt: skip
        bound = stock_in(work, mixers.goods, item="D02", code="84-G", quantities={"NH1": "25"}, source=Source.DONATION,
                         expires_on=date(2021, 2, 1), strength=Decimal(5), purpose="门岗")  # fmt: skip
    for lot in (old, bound):
        with pytest.raises(Refusal), mixers.desk.work(mixers.lead) as work:
            mixing.mix(work, lot=lot, store=mixers.stores["NH1"], target=Decimal(500), total_ml=Decimal(1000),
                       made_by="沈岑")  # fmt: skip
    with mixers.desk.read() as read:
        found = {offer.lot: offer for offer in mix_stock.offers(read, agent=Agent.CHLORINE)}
    assert found[old].why_not == "2020年2月29日过期"
    assert found[bound].why_not == "定向：门岗"
    # What may be taken comes first, the earliest last day at its head.
    assert next(iter(found)) == mixers.lots["bleach"]


def test_outside_the_band_of_the_area_a_reason_is_asked(mixers: Mixers) -> None:
    strong = {"area": mixers.area, "target": Decimal(2_000)}
    with pytest.raises(InputError) as refused:
        make(mixers, **strong)
    assert refused.value.field == "reason"
    assert "过度消毒" in refused.value.text
    made = make(mixers, **strong, reason="呕吐物处理")
    assert made.findings == (Finding.TOO_STRONG,)
    assert shown(mixers, made).note == "呕吐物处理"
    with pytest.raises(InputError):
        make(mixers, area=mixers.area, target=Decimal(200))
    # 1 : 100 and 1 : 99 are one strength to the office.
    assert make(mixers, area=mixers.area, target=Decimal(245)).findings == ()


def test_a_strip_far_off_is_explained(mixers: Mixers) -> None:
    with pytest.raises(InputError) as refused:
        make(mixers, strip=Decimal(300))
    assert refused.value.field == "strip_note"
    assert make(mixers, strip=Decimal(400)).findings == ()
    made = make(mixers, strip=Decimal(300), strip_note="试纸受潮")
    assert (made.findings, shown(mixers, made).strip_note) == ((Finding.STRIP_OFF,), "试纸受潮")


@pytest.mark.parametrize("other", ["acid", "alcohol", "peracetic", "ammonia"])
@on_sqlite
def test_nothing_that_gives_off_gas_goes_into_one_can(mixers: Mixers, other: str) -> None:
    with pytest.raises(InputError) as refused:
        make(mixers, mixed_with=(other,))
    assert refused.value.field == "mixed_with"
    assert clash.name_of(other) in refused.value.text
    assert there(mixers) == 250


@on_sqlite
def test_over_the_stock_and_without_a_label_is_refused(mixers: Mixers) -> None:
    with pytest.raises(InputError) as refused:
        make(mixers, target=Decimal(60_000))
    assert (refused.value.field, refused.value.key) == ("target", "disinfection_mix.error.over_stock")
    with mixers.desk.work(mixers.keeper) as work:
        mixers.lots["plain"] = stock_in(work, mixers.goods, item="D02", quantities={"NH1": "25"})  # type: ignore[index]
    with pytest.raises(InputError) as refused:
        make(mixers, lot="plain")
    assert refused.value.field == "label"
    assert shown(mixers, make(mixers, lot="plain", label=Decimal("1.25"))).stock_amount == 400


def test_peracetic_acid_needs_a_second_officer(mixers: Mixers) -> None:
    fields: dict[str, Any] = {"target": Decimal(2_000), "total_ml": Decimal(10_000)}
    with pytest.raises(Refusal):
        make(mixers, lot="peracetic", store="WH", **fields)
    content = mixing.countersigned(
        mixers.lots["peracetic"], mixers.stores["WH"], Decimal(2_000), Decimal(10_000)
    )
    yes = Approval(mixers.second, mixers.desk.now, digest_of(content))
    with pytest.raises(Refusal):
        make(mixers, lot="peracetic", store="WH", second=yes, **{**fields, "total_ml": Decimal(20_000)})
    made = make(mixers, lot="peracetic", store="WH", second=yes, **fields)
    # 111.1 mL of 1.12 kg a litre.
    assert there(mixers, "peracetic", "WH") == Decimal(100) - Decimal("0.124")
    assert shown(mixers, made).document_id is not None


def test_alcohol_is_used_neat_and_keeps_as_long_as_its_lot(mixers: Mixers) -> None:
    made = make(mixers, lot="alcohol", store="WH", target=Decimal(75), total_ml=Decimal(500))
    row = shown(mixers, made)
    assert (row.form, row.water_ml, row.strength_text) == (Form.NEAT, 0, "75%")
    assert row.taken == Decimal("0.438")
    assert made.good_until == datetime(2022, 1, 15)


def test_tablets_ask_how_much_left_the_shelf(mixers: Mixers) -> None:
    with mixers.desk.work(mixers.keeper) as work:
        item = work.session.get_one(Item, mixers.items["M10"])
        item.name, item.base_unit, item.strength_unit = "含氯泡腾片", "kg", "mg_per_tablet"
        mixers.lots["tablets"] = stock_in(  # type: ignore[index]
            work, mixers.goods, item="M10", quantities={"NH1": "5"}, strength=Decimal(480)
        )
    with pytest.raises(InputError) as refused:
        make(mixers, lot="tablets", total_ml=Decimal(5_000))
    assert refused.value.field == "taken"
    made = make(mixers, lot="tablets", total_ml=Decimal(5_000), taken=Decimal("0.006"))
    row = shown(mixers, made)
    assert (row.form, row.stock_text, row.strength_text, row.taken) == (
        Form.TABLET,
        "6 片",
        "576 mg/L",
        Decimal("0.006"),
    )


def test_withdrawn_it_goes_back_to_the_shelf(mixers: Mixers) -> None:
    made = make(mixers)
    with mixers.desk.work(mixers.lead) as work:
        mixing.withdraw(work, made.id, reason="登记错批次")
    assert there(mixers) == 250
    assert shown(mixers, made).state == "withdrawn"
    with pytest.raises(Refusal), mixers.desk.work(mixers.lead) as work:
        mixing.withdraw(work, made.id, reason="再撤一次")
    with mixers.desk.read() as read, pytest.raises(Refusal) as refused:
        mix_rows.check_usable(read, made.id, read.at)
    assert made.number in refused.value.text


def test_a_paper_reversed_in_the_stores_withdraws_it_too(mixers: Mixers) -> None:
    made = make(mixers)
    row = shown(mixers, made)
    assert row.document_id is not None
    with mixers.desk.work(mixers.keeper) as work:
        content = reversing.asked(work, row.document_id)
        yes = Approval(mixers.second, work.at, digest_of(content))
        reversing.reverse(work, row.document_id, reason="配制登记重复", approval=yes)
    assert shown(mixers, made).state == "withdrawn"
    with mixers.desk.read() as read:
        assert mix_rows.list_usable(read) == ()
        assert ledger.count(MIXES, read, Request(filters={"state": "withdrawn"})) == 1


def test_what_was_used_cannot_be_withdrawn(mixers: Mixers) -> None:
    made = make(mixers)
    with mixers.desk.work(mixers.lead) as work:
        work.session.add(
            DisinfectionRecord(day=date(2020, 3, 6), area_id=mixers.area, started_at=NOON, method="wipe",
                               agent="chlorine", mix_id=made.id, used_ml=Decimal(4_000), done_by="沈岑",
                               recorded_at=NOON, findings=[])
        )  # fmt: skip
    assert shown(mixers, made).left_ml == 6_000
    with pytest.raises(Refusal) as refused, mixers.desk.work(mixers.lead) as work:
        mixing.withdraw(work, made.id, reason="登记错批次")
    assert refused.value.key == "disinfection_mix.refusal.mix_used"


def test_an_old_solution_is_refused(mixers: Mixers, clock: Clock) -> None:
    made = make(mixers)
    clock.forward(hours=23, minutes=59)
    with mixers.desk.read() as read:
        assert [row.id for row in mix_rows.list_usable(read)] == [made.id]
        assert mix_rows.check_usable(read, made.id, read.at).number == made.number
    clock.forward(minutes=1)
    with mixers.desk.read() as read:
        assert mix_rows.list_usable(read) == ()
        with pytest.raises(Refusal):
            mix_rows.check_usable(read, made.id, read.at)


def test_the_same_press_makes_one_solution(mixers: Mixers) -> None:
    first, again = make(mixers, operation="press"), make(mixers, operation="press")
    assert first.id == again.id
    assert there(mixers) == Decimal(250) - Decimal("0.115")


@on_sqlite
def test_who_may_not_record_may_not_mix(mixers: Mixers) -> None:
    with pytest.raises(Denied), mixers.desk.work(mixers.guard) as work:
        mixing.mix(work, lot=mixers.lots["bleach"], store=mixers.stores["NH1"], target=Decimal(500),
                   total_ml=Decimal(1000), made_by="沈岑")  # fmt: skip


@on_sqlite
def test_the_list_finds_by_number_hand_and_state(mixers: Mixers) -> None:
    make(mixers)
    make(mixers, lot="alcohol", store="WH", target=Decimal(75), total_ml=Decimal(500), made_by="韩之野")
    with mixers.desk.read() as read:

        def numbers(search: str = "", **filters: Any) -> list[str]:
            found = ledger.page(MIXES, read, Request(search, filters, "number"))
            return [row.number[-5:-1] for row in found.rows]

        assert numbers() == ["0001", "0002"]
        assert numbers("韩之野") == numbers(agent="alcohol") == ["0002"]
        assert numbers("84-191120") == ["0001"]
        assert numbers(state="good") == ["0001", "0002"]
        assert numbers(to=date(2020, 3, 5)) == []
        (row, *_) = ledger.page(MIXES, read, Request(sort="number")).rows
        texts = [ledger.cell_text(column, row) for column in MIXES.columns]
    assert t("disinfection_mix.state.good") in texts
    assert "100 毫升" in texts
