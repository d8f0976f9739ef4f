from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duty_desk.errors import InputError
from duty_desk.people import rules

TODAY = date(2020, 3, 6)


def refused(kind: str, number: str) -> list[str]:
    return [problem.key.rpartition(".")[2] for problem in rules.find_id_problems(kind, number, TODAY)]


def cautions(checked: rules.Checked) -> list[str]:
    return [caution.key.rpartition(".")[2] for caution in checked.cautions]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("resident", "610000197803164216", "610000197803164216"),
        ("resident", "610000198506200035", "610000198506200035"),
        ("resident", "610000199202291518", "610000199202291518"),
        ("resident", "61000019700101008x", "61000019700101008X"),
        ("resident", "６１００００１９９２０２２９１５１８", "610000199202291518"),
        ("resident", "610000 19850620 0035", "610000198506200035"),
        ("resident", "11010519491231002X", "11010519491231002X"),
        ("resident", "\u200b610000197803164216 ", "610000197803164216"),
        ("hkmt_residence", "810000199001011230", "810000199001011230"),
        ("hkmt_residence", "820000199505050067", "820000199505050067"),
        ("hkmt_residence", "830000198812120042", "830000198812120042"),
        ("foreign_permanent", "911124198108030024", "911124198108030024"),
        ("foreign_permanent", "CAN110000000001", "CAN110000000001"),
        ("hkm_permit", "H12345678", "H12345678"),
        ("hkm_permit", "m1234567801", "M1234567801"),
        ("taiwan_permit", "12345678", "12345678"),
        ("passport", "E12345678", "E12345678"),
        ("passport", "EA1234567", "EA1234567"),
        ("passport", "MA0000001", "MA0000001"),
        ("passport", "C0000001", "C0000001"),
        ("military", "南字第12345号", "南字第12345号"),
        ("staff_number", "20201269", "20201269"),
    ],
)
def test_a_good_number_is_kept_in_one_way(kind: str, typed: str, kept: str) -> None:
    assert rules.check_id(kind, typed, today=TODAY).value == kept


@pytest.mark.parametrize(
    ("kind", "number", "problems"),
    [
        ("resident", "", ["id_missing"]),
        ("resident", "   ", ["id_missing"]),
        ("resident", "6.10E+17", ["id_scientific"]),
        ("resident", "610000780316421", ["id_length_old"]),
        ("resident", "61000019780316421", ["id_length"]),
        ("resident", "6100001978031642160", ["id_length"]),
        ("resident", "6100001978031642O6", ["id_characters"]),
        ("resident", "6100001978031642١6", ["id_characters"]),
        ("resident", "X10000197803164216", ["id_characters"]),
        ("resident", "610000197803164210", ["id_check_digit"]),
        ("resident", "610000199002301511", ["id_check_digit", "id_birthdate"]),
        ("resident", "610000185001011017", ["id_birthdate"]),
        ("resident", "610000209912311014", ["id_birthdate"]),
        ("resident", "99000019900101101X", ["id_region"]),
        ("resident", "610000197819164216", ["id_check_digit", "id_birthdate"]),
        ("hkmt_residence", "610000197803164216", ["id_residence_region"]),
        ("foreign_permanent", "811124198108030024", ["id_foreign_permanent"]),
        ("foreign_permanent", "911124198108030025", ["id_check_digit"]),
        ("hkm_permit", "T12345678", ["id_hkm_permit"]),
        ("taiwan_permit", "1234567", ["id_taiwan_permit"]),
        ("staff_number", "2020-1269", ["staff_number"]),
        ("military", "9" * 21, ["id_too_long"]),
    ],
)
def test_a_bad_number_is_refused_for_its_reasons(kind: str, number: str, problems: list[str]) -> None:
    assert refused(kind, number) == problems


def test_a_wrong_check_digit_names_the_right_one() -> None:
    with pytest.raises(InputError) as error:
        rules.check_id("resident", "610000197803164210", today=TODAY)
    assert error.value.text == "第 18 位校验码应为 6，请对照证件原件。"
    assert error.value.field == "id_number"
    assert rules.check_digit("61000019700101008") == "X"


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))
def test_every_single_wrong_digit_is_noticed(born: date, order: int) -> None:
    first = f"610000{born:%Y%m%d}{order:03d}"
    number = first + rules.check_digit(first)
    assert refused("resident", number) == []
    for place in range(6, 17):
        changed = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert refused("resident", changed)


def test_birth_sex_and_age_come_from_the_number() -> None:
    assert rules.birth_date("610000199202291518") == date(1992, 2, 29)
    assert rules.birth_date("610000199002301511") is None
    assert rules.birth_date("E12345678") is None
    assert rules.sex_of("610000199202291518") == "male"
    assert rules.sex_of("610000199006011021") == "female"
    assert rules.age_on(date(2012, 2, 29), date(2026, 2, 28)) == 13
    assert rules.age_on(date(2012, 2, 29), date(2026, 3, 1)) == 14
    assert rules.is_minor(date(2006, 3, 7), TODAY)
    assert not rules.is_minor(date(2006, 3, 6), TODAY)


def test_sex_age_and_odd_passports_are_left_to_a_person() -> None:
    woman = rules.check_id("resident", "610000199006011021", today=TODAY, sex="male")
    assert cautions(woman) == ["sex_mismatch_female"]
    assert woman.cautions[0].field == "sex"
    assert "女" in woman.cautions[0].text
    assert cautions(rules.check_id("resident", "61000020120901103X", today=TODAY)) == ["minor"]
    assert cautions(rules.check_id("passport", "AB-1", today=TODAY)) == ["passport_format"]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("610000197803164216", "resident"),
        ("810000199001011230", "hkmt_residence"),
        ("911124198108030024", "foreign_permanent"),
        ("CAN110000000001", "foreign_permanent"),
        ("H12345678", "hkm_permit"),
        ("E12345678", "passport"),
        ("61000078031642", "resident"),
    ],
)
def test_the_kind_can_be_guessed(number: str, kind: str) -> None:
    assert rules.guess_kind(number) == kind


@pytest.mark.parametrize(
    ("typed", "kept", "told"),
    [
        ("王䶮", "王䶮", []),
        ("欧阳𬱖", "欧阳𬱖", []),
        ("张㛃", "张㛃", []),
        ("李鿍", "李鿍", []),
        ("刘𣲘", "刘𣲘", []),
        ("李", "李", []),
        ("陈　澍", "陈澍", []),
        (" 尉迟 恭礼 ", "尉迟恭礼", []),
        ("何\t昊", "何昊", []),
        ("阿不都•买买提", "阿不都·买买提", ["name_interpunct"]),
        ("古丽娜尔・艾合买提", "古丽娜尔·艾合买提", ["name_interpunct"]),
        ("阿不都.买买提", "阿不都·买买提", ["name_interpunct"]),
        ("阿卜杜拉．买买提", "阿卜杜拉·买买提", ["name_interpunct"]),
        ("侯\u200b岭", "侯岭", ["name_invisible"]),
        ("贾\n墨", "贾墨", ["name_line_break"]),
        ("李\ue001", "李\ue001", ["name_pua"]),
        ("O'Brien Mary", "O'Brien Mary", []),
        ("Nguyễn Thị Hương", "Nguyễn Thị Hương", []),
        ("José  Ángel García-López", "José Ángel García-López", []),
        ("Jose\u0301", "José", []),
        ("ＭＡＲＹ", "MARY", []),
    ],
)
def test_names_are_kept_as_on_the_document(typed: str, kept: str, told: list[str]) -> None:
    checked = rules.check_name(typed)
    assert checked.value == kept
    assert cautions(checked) == told
    assert rules.normalise_name(typed) == kept


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("", "name_missing"),
        ("　", "name_missing"),
        ("佐" * 51, "name_too_long"),
        ("张3", "name_characters"),
        ("张３", "name_characters"),
        ("=cmd|' /C calc'!A0", "name_characters"),
        ("<b>张</b>", "name_characters"),
        ("张三(综合科)", "name_characters"),
        ("张😀", "name_characters"),
    ],
)
def test_what_is_no_name_is_refused(name: str, key: str) -> None:
    with pytest.raises(InputError) as error:
        rules.check_name(name)
    assert error.value.key == f"identity.error.{key}"
    assert error.value.text


def test_a_name_of_fifty_characters_is_allowed() -> None:
    assert rules.check_name("佐" * 50).value == "佐" * 50
    assert rules.check_name("𬱖" * 50).value == "𬱖" * 50


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("19900009001", "19900009001"),
        ("199 0000 9002", "19900009002"),
        ("199-0000-9599", "19900009599"),
        ("+86 199-0000-9599", "19900009599"),
        ("8619900009599", "19900009599"),
        ("１９９００００９００１", "19900009001"),
        ("029-82201234", "029-82201234"),
        ("02982201234-801", "02982201234-801"),
        ("0000-12345678", "0000-12345678"),
        ("029—82201234", "029-82201234"),
        ("80110", "80110"),
        ("+1 (555) 010-9999", "+15550109999"),
    ],
)
def test_phones_are_kept_in_one_way(typed: str, kept: str) -> None:
    assert rules.check_phone(typed) == kept


@pytest.mark.parametrize("typed", ["199000093122", "1990000", "29900009001", "+861990000", "abc", "+12345"])
def test_what_is_no_phone_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="phone_format"):
        rules.check_phone(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("陕ZB1007", "陕ZB1007"),
        ("陕z·d00001", "陕ZD00001"),
        ("陕Z·D00016", "陕ZD00016"),
        ("陕Z 12345", "陕Z12345"),
        ("陕Ｚ１２３４５", "陕Z12345"),
        ("陕Z12345D", "陕Z12345D"),
        ("陕ZF12345", "陕ZF12345"),
        ("陕Z1234警", "陕Z1234警"),
        ("陕Z1234挂", "陕Z1234挂"),
        ("粤ZAB12港", "粤ZAB12港"),
        ("陕X1234应急", "陕X1234应急"),
        ("WJ陕1234B", "WJ陕1234B"),
        ("陕Z临12345", "陕Z临12345"),
    ],
)
def test_plates_are_kept_in_one_way(typed: str, kept: str) -> None:
    assert rules.check_plate(typed) == rules.Checked(kept)


@pytest.mark.parametrize("typed", ["陕ZO1234", "陕ZI1234", "陕Z123", "京AD123456", "三轮车"])
def test_an_unusual_plate_is_only_a_caution(typed: str) -> None:
    assert cautions(rules.check_plate(typed)) == ["plate_format"]


def test_a_missing_or_endless_plate_is_refused() -> None:
    with pytest.raises(InputError, match="plate_missing"):
        rules.check_plate(" · ")
    with pytest.raises(InputError, match="plate_too_long"):
        rules.check_plate("陕" * 21)


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",
        "91110000101623741K",
        "12610000400000018C",
        "53610000MJU0000045",
        "51610000500000015D",
    ],
)
def test_a_credit_code_that_agrees_is_kept(code: str) -> None:
    assert rules.check_uscc(code.lower()) == rules.Checked(code)


def test_a_credit_code_that_does_not_agree_is_only_a_caution() -> None:
    wrong = rules.check_uscc("91350100M000100Y44")
    assert cautions(wrong) == ["uscc_check_digit"]
    assert "3" in wrong.cautions[0].text
    assert cautions(rules.check_uscc("9135")) == ["uscc_format"]
    assert cautions(rules.check_uscc("91350100MIOSVZ0Y44")) == ["uscc_format"]
