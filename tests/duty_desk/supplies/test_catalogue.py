"""The catalogue: the usual goods are ready, the office's own are added, and nothing that was counted changes its unit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from db.models import Store
from db.vocabulary import Role
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.supplies import catalogue
from duty_desk.supplies.catalogue_figures import catalogue_figures
from tests.duty_desk.sheets.sample import expected, expected_rows
from tests.duty_desk.supplies.conftest import Goods


def test_the_sixty_four_usual_goods_are_ready_to_take(desk: Desk) -> None:
    with desk.work() as work:
        work.session.add_all(
            [
                Store(code="A", name="一库", kind="ordinary"),
                Store(code="B", name="危化品库", kind="hazardous"),
            ]
        )
        work.session.flush()
        assert catalogue.load_defaults(work) == 64
    with desk.work() as work:
        assert catalogue.load_defaults(work) == 0, "what is there stays as it is"
    with desk.read() as read:
        rows = {row.code: row for row in catalogue.list_items(read)}
        figures = catalogue_figures(read)
    assert figures == expected()["catalogue"]
    for item in expected_rows()["items"]:
        row = rows[item["code"]]
        assert (row.name, row.spec, row.base_unit) == (item["name"], item["spec"], item["unit"])
        assert row.net_kg == (None if item["netkg"] is None else Decimal(str(item["netkg"])))
    assert rows["D09"].needs_two, "peracetic acid takes two signatures"
    assert rows["D07"].store_id != rows["M01"].store_id
    assert rows["M01"].packs_text == "盒50 箱2,000"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("N95", "M03"),
        ("ycx", "M01"),
        ("口罩", "M01"),
        ("d13", "D13"),
        ("ningjiao", "D13"),
        ("84", "D02"),
        ("gyys", "D09"),
        ("kz", "M02"),
        ("wkkz", "M02"),
    ],
)
def test_an_item_is_found_as_one_types_it(goods: Goods, typed: str, code: str) -> None:
    with goods.desk.read() as read:
        found = catalogue.search_items(read, typed)
    assert code in [row.code for row in found]
    if typed == "d13":
        assert found[0].code == code


def test_nothing_typed_finds_nothing(goods: Goods) -> None:
    with goods.desk.read() as read:
        assert catalogue.search_items(read, " ") == ()
        assert catalogue.search_items(read, "%") == ()


def test_an_item_is_added_changed_and_taken_out_of_use(goods: Goods) -> None:
    desk = goods.desk
    with desk.work(goods.keeper) as work:
        item = catalogue.add_item(
            work,
            code="X01",
            name="橡胶手套(家用)",
            base_unit="双",
            packs=[("包", Decimal(10)), ("双", Decimal(1))],
        )
    with desk.read() as read:
        row = catalogue.get_item(read, item)
        assert [pack.name for pack in row.packs] == ["包"]
        assert catalogue.search_items(read, "xjst")[0].id == item
    with desk.work(goods.keeper) as work:
        catalogue.change_item(work, item, version=row.version, packs=[("箱", Decimal(200))], base_unit="副")
    with pytest.raises(StaleError), desk.work(goods.keeper) as work:
        catalogue.change_item(work, item, version=row.version, name="手套")
    with desk.work(goods.keeper) as work:
        catalogue.retire_item(work, item)
    with desk.read() as read:
        row = catalogue.get_item(read, item)
        assert (row.packs_text, row.base_unit, row.is_active) == ("箱200", "副", False)
        assert catalogue.search_items(read, "xjst") == ()


def test_what_was_counted_in_a_unit_keeps_it(goods: Goods) -> None:
    masks = goods.items["M01"]
    with pytest.raises(InputError) as refused, goods.desk.work(goods.keeper) as work:
        catalogue.change_item(work, masks, base_unit="只")
    assert refused.value.field == "base_unit"
    with pytest.raises(Refusal) as left, goods.desk.work(goods.keeper) as work:
        catalogue.retire_item(work, masks)
    assert "16,100 个" in left.value.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": " "}, "code"),
        ({"code": "m01"}, "code"),
        ({"name": ""}, "name"),
        ({"base_unit": ""}, "base_unit"),
        ({"net_kg": Decimal(0)}, "net_kg"),
        ({"safety_days": -1}, "safety_days"),
        ({"packs": [("盒", Decimal(0))]}, "packs"),
        ({"packs": [("盒", Decimal(5)), ("盒", Decimal(6))]}, "packs"),
        ({"packs": [("个", Decimal(5))]}, "packs"),
        ({"strength_unit": "ppm"}, "strength_unit"),
    ],
)
def test_a_form_that_cannot_be_kept_says_where(goods: Goods, changes: dict[str, object], field: str) -> None:
    form = {"code": "X02", "name": "口哨", "base_unit": "个", **changes}
    with pytest.raises(InputError) as refused, goods.desk.work(goods.keeper) as work:
        catalogue.add_item(work, **form)  # pyright: ignore[reportArgumentType]
    assert refused.value.field == field


def test_who_may_not_edit_the_catalogue_is_refused(goods: Goods) -> None:
    assert goods.guard.role == Role.GATE
    with pytest.raises(Denied), goods.desk.work(goods.guard) as work:
        catalogue.add_item(work, code="X03", name="口哨", base_unit="个")
