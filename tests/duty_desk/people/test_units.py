"""Units: one name, one meaning; whole words only."""

from __future__ import annotations

import pytest

from db.vocabulary import UnitKind
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, StaleError
from duty_desk.people import units
from duty_desk.work import Work
from tests.duty_desk.people.synthetic import GATE


def fill(work: Work) -> dict[str, int]:
    return {
        name: units.add_unit(work, name=name, aliases=aliases, kind=UnitKind.COLLEGE, code=code)
        for code, name, aliases in (
            ("X02", "建筑学院", ["建筑"]),
            ("X04", "建筑设备科学与工程学院", ["建筑设备学院", "建筑设备"]),
            ("X17", "管理学院", ["管理"]),
            ("X18", "公共管理学院", ["公管学院", "公管"]),
            ("Y07", "物业服务部(外包)", ["物业", "物业(外包)"]),
        )
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("管理", "管理学院"),
        ("公管", "公共管理学院"),
        ("建筑", "建筑学院"),
        ("建筑设备", "建筑设备科学与工程学院"),
        ("  管理学院 ", "管理学院"),
        ("物业（外包）", "物业服务部(外包)"),
        ("物业服务部（外包）", "物业服务部(外包)"),
        ("x17", "管理学院"),
        ("公共", None),
        ("管", None),
        ("", None),
    ],
)
def test_a_name_means_a_unit_only_as_a_whole(desk: Desk, typed: str, meant: str | None) -> None:
    with desk.work() as work:
        known = fill(work)
    with desk.read() as read:
        assert units.find_unit(read, typed) == (known[meant] if meant else None)


@pytest.mark.parametrize("taken", ["公管", "管理学院", " 物业 ", "Ｘ１７"])
def test_a_short_name_cannot_mean_two_units(desk: Desk, taken: str) -> None:
    with desk.work() as work:
        fill(work)
    with pytest.raises(InputError, match="unit_name_taken") as refused, desk.work() as work:
        units.add_unit(work, name="马克思主义学院", aliases=["马院", taken])
    assert refused.value.field == "aliases"
    assert taken.strip() in refused.value.text


def test_a_unit_may_keep_its_own_names(desk: Desk) -> None:
    with desk.work() as work:
        unit = units.add_unit(work, name="管理学院", aliases=["管理", "管理", "管理学院"])
        units.update_unit(work, unit, name="管理科学学院", aliases=["管理", "管理学院"])
        assert units.find_unit(work, "管理学院") == unit
    with desk.read() as read:
        assert units.get_unit(read, unit).short_names == "管理、管理学院"


def test_units_are_found_by_pinyin_and_initials(desk: Desk) -> None:
    with desk.work() as work:
        fill(work)
    with desk.read() as read:

        def found(typed: str) -> list[str]:
            return [unit.name for unit in units.search_units(read, typed)]

        assert found("glxy") == ["管理学院"]
        assert found("gg") == [
            "公共管理学院",
        ]
        assert found("jianzhu") == ["建筑学院", "建筑设备科学与工程学院"]
        assert found("建筑") == ["建筑学院", "建筑设备科学与工程学院"]
        assert found("管理")[0] == "管理学院"
        assert found("w") == ["物业服务部(外包)"]
        assert found("%") == []


def test_two_officers_cannot_overwrite_each_other(desk: Desk) -> None:
    with desk.work() as work:
        unit = units.add_unit(work, name="数学学院", staff=92)
    with desk.work() as work:
        units.update_unit(work, unit, version=1, staff=93)
    with pytest.raises(StaleError), desk.work() as work:
        units.update_unit(work, unit, version=1, staff=94)
    with desk.read() as read:
        row = units.get_unit(read, unit)
        assert (row.staff, row.headcount, row.version) == (93, 93, 2)


def test_the_gate_does_not_edit_the_register(desk: Desk) -> None:
    with pytest.raises(Denied), desk.work(GATE) as work:
        units.add_unit(work, name="数学学院")


def test_a_unit_without_a_name_or_with_fewer_than_no_people_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="unit_name_missing"), desk.work() as work:
        units.add_unit(work, name="　")
    with pytest.raises(InputError, match="negative"), desk.work() as work:
        units.add_unit(work, name="数学学院", staff=-1)
