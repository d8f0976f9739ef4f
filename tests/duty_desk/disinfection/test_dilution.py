"""What goes into the can: the office's own table, every reading of "2%" and "1:100", and what is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from db.vocabulary import Agent
from duty_desk.disinfection import dilution
from duty_desk.disinfection.dilution import Finding, Form, dilute, findings, readings_of, shown
from duty_desk.errors import InputError

EXPECTED = json.loads((Path(__file__).parents[2] / "data" / "expected.json").read_text(encoding="utf-8"))
RULES = EXPECTED["rule_examples"]
NOTES = RULES["dilution_notes"]
FIVE_PERCENT = Decimal(50_000)


def dec(value: Any) -> Decimal:
    return Decimal(str(value))


@pytest.mark.parametrize(
    "row", RULES["dilution"], ids=lambda row: f"{row['target_mg_l']}of{row['stock_mg_l']}"
)
def test_the_table_of_the_office(row: dict[str, Any]) -> None:
    made = dilute(dec(row["target_mg_l"]), dec(row["stock_mg_l"]), dec(row["total_ml"]))
    assert shown(made.stock_amount) == dec(row["stock_ml"])
    assert shown(made.water_ml) == dec(row["water_ml"])
    assert made.ratio is not None
    assert shown(made.ratio) == dec(row["ratio_1_to"])
    assert made.stock_amount + made.water_ml == dec(row["total_ml"])


def test_two_percent_is_of_the_product_or_of_what_acts() -> None:
    product, content = readings_of("2%", FIVE_PERCENT)
    expected = NOTES["product_2_percent_of_5_percent_84"]
    assert (product.key, product.strength, product.ratio) == ("product", expected["mg_l"], 49)
    assert expected["parts"] == f"1:{product.ratio}"
    assert (content.key, content.strength, content.ratio) == ("content", 20_000, Decimal("1.5"))


def test_one_to_a_hundred_is_of_the_water_or_of_the_whole() -> None:
    plus, total = readings_of("1\N{FULLWIDTH COLON}100", FIVE_PERCENT)
    assert shown(plus.strength) == dec(NOTES["ratio_1_100_read_as_1_plus_100"]["mg_l"])
    assert (total.key, total.strength, total.ratio) == ("total", 500, 99)
    assert abs(plus.strength - total.strength) / total.strength < Decimal("0.05")


def test_one_to_twenty_four_depends_on_the_lot() -> None:
    strong, _ = readings_of("1:24", FIVE_PERCENT)
    weak, _ = readings_of("1:24", Decimal(12_500))
    assert strong.strength == NOTES["ratio_1_24_with_5_percent"]["mg_l"]
    assert weak.strength == NOTES["ratio_1_24_with_1_25_percent"]["mg_l"]


def test_alcohol_from_95_and_peracetic_acid_from_18_percent() -> None:
    alcohol = dilute(Decimal(75), Decimal(95), Decimal(10_000))
    assert shown(alcohol.stock_amount) == dec(NOTES["alcohol_75_from_95_for_10_l_ml"])
    for percent, key in (
        ("0.2", "peracetic_18_to_0_2_for_10_l_ml"),
        ("0.5", "peracetic_18_to_0_5_for_10_l_ml"),
    ):
        made = dilute(Decimal(percent) * 10_000, Decimal(180_000), Decimal(10_000))
        assert shown(made.stock_amount) == dec(NOTES[key])


def test_percent_of_alcohol_is_by_volume_and_means_one_thing() -> None:
    (reading,) = readings_of("75%", Decimal(95), Agent.ALCOHOL)
    assert (reading.key, reading.strength) == ("plain", 75)


def test_tablets_are_whole_and_say_what_they_make() -> None:
    # One tablet of 500 mg in a litre makes 500 mg/L; of 480 mg five litres take six.
    assert dilute(Decimal(500), Decimal(500), Decimal(10_000), Form.TABLET).stock_amount == 10
    made = dilute(Decimal(500), Decimal(480), Decimal(5_000), Form.TABLET)
    assert (made.stock_amount, made.strength, made.ratio) == (6, 576, None)


def test_powder_by_its_content() -> None:
    # A packet of 20 g of 12 % in 4.8 L makes 500 mg/L, as printed on it.
    strength = dilution.stock_strength(Form.POWDER, Decimal(12), "percent", Agent.CHLORINE)
    made = dilute(Decimal(500), strength, Decimal(4_800), Form.POWDER)
    assert (made.stock_amount, made.water_ml) == (20, 4_800)


def test_neat_is_used_as_it_is() -> None:
    made = dilute(Decimal(75), Decimal(75), Decimal(500), Form.NEAT)
    assert (made.stock_amount, made.water_ml, made.strength) == (500, 0, 75)


def test_the_label_counts_in_what_is_mixed() -> None:
    assert dilution.stock_strength(Form.LIQUID, Decimal(5), "percent", Agent.CHLORINE) == FIVE_PERCENT
    assert dilution.stock_strength(Form.LIQUID, Decimal(95), "percent", Agent.ALCOHOL) == 95
    assert dilution.stock_strength(Form.TABLET, Decimal(480), "mg_per_tablet", Agent.CHLORINE) == 480


@pytest.mark.parametrize("form", [Form.LIQUID, Form.POWDER])
def test_nothing_gets_stronger_than_its_stock(form: Form) -> None:
    with pytest.raises(InputError) as refused:
        dilute(Decimal(130_000), Decimal(120), Decimal(1_000), form)
    assert (refused.value.field, refused.value.key) == ("target", "disinfection_mix.error.over_stock")


@pytest.mark.parametrize("typed", ["", "2", "0.2%", "500 mg/L", "1,000", "2\N{FULLWIDTH PERCENT SIGN}"])
def test_what_is_typed_is_understood_or_refused(typed: str) -> None:
    if not typed:
        with pytest.raises(InputError) as refused:
            readings_of(typed, FIVE_PERCENT)
        assert refused.value.field == "target"
    else:
        assert readings_of(typed, FIVE_PERCENT)


@pytest.mark.parametrize("typed", ["0", "0%", "120%", "1:1", "1:0", "strong", "-5"])
def test_what_makes_no_sense_is_refused(typed: str) -> None:
    with pytest.raises(InputError):
        readings_of(typed, FIVE_PERCENT)


def test_findings_say_what_is_off_and_only_that() -> None:
    band = {"least": Decimal(250), "most": Decimal(1_000)}
    assert findings(strength=Decimal(500), **band) == ()
    assert findings(strength=Decimal(250), **band) == findings(strength=Decimal(1_000), **band) == ()
    assert findings(strength=Decimal(200), **band) == (Finding.TOO_WEAK,)
    assert findings(strength=Decimal(2_000), **band) == (Finding.TOO_STRONG,)
    assert findings(strength=Decimal(500), strip=Decimal(400)) == ()
    assert findings(strength=Decimal(500), strip=Decimal(399)) == (Finding.STRIP_OFF,)
    assert findings(strength=Decimal(500), strip=Decimal(601)) == (Finding.STRIP_OFF,)
    assert findings(contact_minutes=10, least_minutes=30) == (Finding.TOO_SHORT,)
    assert findings(contact_minutes=30, least_minutes=30) == ()


def test_lamps_for_a_room() -> None:
    lamps = dilution.lamps_for(dec(RULES["uv"]["room_m2"]), dec(RULES["uv"]["height_m"]))
    assert (lamps.watts, lamps.count) == (RULES["uv"]["watts"], RULES["uv"]["lamps_30w"])
