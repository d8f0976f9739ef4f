"""What a storekeeper types becomes the exact number of base units, or is asked about; nothing is guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from duty_desk.errors import InputError
from duty_desk.supplies.catalogue import PackRow
from duty_desk.supplies.quantities import in_packs, read_quantity, units_of, with_unit


class Masks:
    name, base_unit, net_kg = "一次性使用医用口罩", "个", None
    packs = (PackRow("盒", Decimal(50)), PackRow("箱", Decimal(2000)))


class Bleach:
    name, base_unit, net_kg = "84消毒液", "kg", None
    packs = (PackRow("桶", Decimal(25)),)


class Powder:
    name, base_unit, net_kg = "含氯消毒粉", "kg", None
    packs = (PackRow("包", Decimal("0.02")), PackRow("箱", Decimal(10)))


class Soap:
    name, base_unit, net_kg = "洗手液", "瓶", Decimal("0.5")
    packs = (PackRow("箱", Decimal(24)),)


@pytest.mark.parametrize(
    ("typed", "unit", "item", "entered", "own", "base"),
    [
        ("240", "", Masks, "240", "个", "240"),
        ("1,200", "个", Masks, "1200", "个", "1200"),
        ("１２００", "个", Masks, "1200", "个", "1200"),
        ("60", "盒", Masks, "60", "盒", "3000"),
        ("2箱5盒3个", "", Masks, "4253", "个", "4253"),
        ("2 箱", "个", Masks, "2", "箱", "4000"),
        ("1.5万", "个", Masks, "15000", "个", "15000"),
        ("0.5", "箱", Masks, "0.5", "箱", "1000"),
        ("36", "桶", Bleach, "36", "桶", "900"),
        ("305", "公斤", Bleach, "305", "公斤", "305"),
        ("10千克", "", Bleach, "10", "千克", "10"),
        ("2.85", "kg", Bleach, "2.85", "kg", "2.85"),
        ("3斤", "", Bleach, "3", "斤", "1.5"),
        ("0.3", "吨", Bleach, "0.3", "吨", "300"),
        ("3", "包", Powder, "3", "包", "0.06"),
        ("420", "公斤", Soap, "420", "公斤", "840"),
        ("5kg", "瓶", Soap, "5", "kg", "10"),
    ],
)
def test_a_quantity_in_any_unit_becomes_base_units(
    typed: str, unit: str, item: type, entered: str, own: str, base: str
) -> None:
    found = read_quantity(typed, unit, item())
    assert (str(found.entered), found.unit, str(found.base)) == (entered, own, base)


@pytest.mark.parametrize(
    ("typed", "unit", "item", "key"),
    [
        ("", "个", Masks, "quantity_missing"),
        ("约200", "个", Masks, "quantity_about"),
        ("240余个", "个", Masks, "quantity_about"),
        ("2箱5包3个", "个", Masks, "unit_unknown"),
        ("半桶", "kg", Bleach, "quantity_unclear"),
        ("两箱", "", Masks, "quantity_unclear"),
        ("0", "个", Masks, "quantity_zero"),
        ("-5", "个", Masks, "quantity_negative"),
        ("(5)", "个", Masks, "quantity_negative"),
        ("0.5", "个", Masks, "quantity_fraction"),
        ("19.999999", "个", Masks, "quantity_fraction"),
        ("1.2", "kg", Soap, "quantity_fraction"),
        ("2.8555", "kg", Bleach, "quantity_places"),
        ("3", "吨", Masks, "unit_unknown"),
        ("999999999999", "个", Masks, "quantity_large"),
        ("1e5", "个", Masks, "quantity_unclear"),
        ("1,20", "个", Masks, "quantity_unclear"),
        ("inf", "kg", Bleach, "quantity_unclear"),
    ],
)
def test_what_is_no_exact_quantity_is_asked_about(typed: str, unit: str, item: type, key: str) -> None:
    with pytest.raises(InputError) as refused:
        read_quantity(typed, unit, item(), field="lines.1.quantity")
    assert refused.value.key == f"supplies_receive.error.{key}"
    assert refused.value.field == "lines.1.quantity"
    assert str(refused.value)


def test_a_quantity_is_shown_in_the_packs_that_it_fills() -> None:
    assert in_packs(Decimal(4253), Masks()) == "2箱5盒3个"
    assert in_packs(Decimal(49), Masks()) == "49个"
    assert in_packs(Decimal(0), Masks()) == "0个"
    assert in_packs(Decimal("330.5"), Bleach()) == "13桶5.5kg"
    assert in_packs(Decimal(4000), Masks()) == "2箱"
    assert with_unit(Decimal("1200.500"), "kg") == "1,200.5 kg"


def test_the_units_on_offer_are_those_of_the_item() -> None:
    assert units_of(Masks()) == ("个", "盒", "箱")
    assert units_of(Soap()) == ("瓶", "箱", "kg")
    assert units_of(Bleach()) == ("kg", "桶")
