"""The type-ahead: hanzi, pinyin, initials, tails; and that what is typed is taken as it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from db.vocabulary import Category, HouseholdState, RestrictionKind
from duty_desk import ledger
from duty_desk.desk import Desk
from duty_desk.ledger import Request
from duty_desk.people import households, persons, restrictions, units
from duty_desk.people.finding import find_person
from duty_desk.people.ledgers import PERSONS
from tests.conftest import NOON
from tests.duty_desk.people.synthetic import id_number, phone

Finder = Callable[[str], list[str]]
NAMES = (
    "单雄信",
    "仇和",
    "查良镛",
    "翟志刚",
    "尉迟恭礼",
    "长孙无忌",
    "欧阳𬱖",
    "阿卜杜拉·买买提",
    "O'Brien Mary",
    "Nguyễn Thị Hương",
    "José Ángel García-López",
    "Иванов Пётр",
    "张㛃",
    "王䶮",
    "张三",
    "李张三",
    "曾立",
)


@pytest.fixture
def found(desk: Desk) -> Finder:
    """Names found for what is typed, in an office where NAMES are on record."""
    with desk.work() as work:
        for name in NAMES:
            persons.add_person(work, name=name, category=Category.STAFF)

    def find(typed: str) -> list[str]:
        with desk.read() as read:
            return [row.name for row in find_person(read, typed)]

    return find


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("sxx", "单雄信"),
        ("dxx", "单雄信"),
        ("shanxiongxin", "单雄信"),
        ("shan xiongxin", "单雄信"),
        ("qh", "仇和"),
        ("ch", "仇和"),
        ("zly", "查良镛"),
        ("zzg", "翟志刚"),
        ("ycgl", "尉迟恭礼"),
        ("yuchi", "尉迟恭礼"),
        ("zswj", "长孙无忌"),
        ("zhangsun", "长孙无忌"),
        ("oyd", "欧阳𬱖"),
        ("欧阳𬱖", "欧阳𬱖"),
        ("𬱖", "欧阳𬱖"),
        ("abdl", "阿卜杜拉·买买提"),
        ("mmt", "阿卜杜拉·买买提"),
        ("阿卜杜拉买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("买买提", "阿卜杜拉·买买提"),
        ("obr", "O'Brien Mary"),
        ("mary", "O'Brien Mary"),
        ("nguyen", "Nguyễn Thị Hương"),
        ("HUONG", "Nguyễn Thị Hương"),
        ("angel", "José Ángel García-López"),
        ("иван", "Иванов Пётр"),
        ("петр", "Иванов Пётр"),
        ("ＺＬＹ", "查良镛"),
        ("zeng", "曾立"),
        ("曾 立", "曾立"),
        ("曾l", "曾立"),
    ],
)
def test_a_name_is_found_however_it_is_typed(found: Finder, typed: str, name: str) -> None:
    assert name in found(typed)


def test_the_whole_name_stands_before_names_that_contain_it(found: Finder) -> None:
    assert found("张三") == ["张三", "李张三"]
    assert found("zhangsan")[0] == "张三"


def test_one_letter_lists_names_from_it_on(found: Finder) -> None:
    assert found("z") == ["曾立", "翟志刚", "查良镛", "张㛃", "张三", "长孙无忌"] or found("z")[0] == "曾立"
    assert all(name[0] in "曾翟查张长" for name in found("z"))
    assert found("o")[0] in ("O'Brien Mary", "欧阳𬱖")
    assert found("i") == []


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "'", '"', "*", "<", "--", "()", "NEAR", "1", "·"])
def test_marks_find_nobody_and_break_nothing(found: Finder, typed: str) -> None:
    assert found(typed) == []


def test_numbers_are_found_by_their_tail_and_their_beginning(desk: Desk) -> None:
    number = id_number("19571003", 973)
    with desk.work() as work:
        person = persons.add_person(
            work,
            name="曹清昊",
            category=Category.FAMILY,
            id_number=number,
            phone=phone(8229),
            staff_number="GH20171",
        )
        persons.add_person(work, name="贺茉文", category=Category.FAMILY, phone=phone(160))
    with desk.read() as read:
        for typed in (
            number,
            number[-4:],
            number[-6:].lower(),
            "8229",
            phone(8229),
            "GH20171",
            "0171",
            "gh2017",
        ):
            assert [row.id for row in find_person(read, typed)] == [person], typed
        assert [row.id for row in find_person(read, f"曹 {number[-4:]}")] == [person]
        assert [row.id for row in find_person(read, "cqh 8229")] == [person]
        assert not find_person(read, "cqh 0160")


def test_the_newest_record_comes_first_and_the_whole_initials_before_longer_ones(desk: Desk) -> None:
    with desk.work() as work:
        for name in ("张敏", "赵明", "张明珠", "周敏华"):
            persons.add_person(work, name=name, category=Category.STAFF)
    with desk.read() as read:
        assert [row.name for row in find_person(read, "zm")] == ["赵明", "张敏", "周敏华", "张明珠"]
        assert [row.name for row in find_person(read, "zm", 3)] == ["赵明", "张敏", "周敏华"]
        assert [row.matched for row in find_person(read, "zm")] == [2, 2, 2, 2]


def test_people_of_one_name_are_told_apart(desk: Desk) -> None:
    with desk.work() as work:
        offices = [units.add_unit(work, name=name) for name in ("综合科", "动力科")]
        for order, office in enumerate(offices):
            persons.add_person(
                work, name="周予澍", category=Category.STAFF, unit=office, phone=phone(7000 + order)
            )
    with desk.read() as read:
        rows = find_person(read, "zys")
        assert [(row.unit, row.tail4) for row in rows] == [("动力科", "7001"), ("综合科", "7000")]


def test_a_suggestion_says_who_may_not_pass(desk: Desk) -> None:
    with desk.work() as work:
        home = households.add_household(work, code="JS12-3-102", building="12", entrance="3", room="102")
        person = persons.add_person(work, name="苗宁", category=Category.FAMILY, household=home)
        patient = persons.add_person(work, name="苗安", category=Category.FAMILY, household=home)
        restrictions.restrict(
            work, person=patient, kind=RestrictionKind.ISOLATION, starts_on=NOON.date(), reason="密接"
        )
        households.set_state(work, home, state=HouseholdState.HOME_QUARANTINE, reason="返回")
    with desk.read() as read:
        rows = {row.id: row for row in find_person(read, "苗")}
        assert rows[person].household == "12号楼 3-102"
        assert rows[person].restriction is not None
        assert rows[person].restriction.kind is RestrictionKind.HOME_QUARANTINE
        assert rows[patient].restriction is not None
        assert rows[patient].restriction.kind is RestrictionKind.ISOLATION


ALPHABET = st.sampled_from([*"张三李四王五买提·• 　%_'\"<>*()-+:^", "𬱖", "䶮", "；", "（"])


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, template_office: object
) -> Iterator[tuple[Desk, list[str]]]:
    """One office for all examples: names of few characters, so that many contain one another."""
    import shutil

    from duty_desk.desk import open_desk

    folder = tmp_path_factory.mktemp("literal") / "office"
    shutil.copytree(str(template_office), folder)
    desk = open_desk(folder, clock=lambda: NOON)
    names = [
        "张三",
        "张三李",
        "三张",
        "三张三",
        "李四王",
        "王五",
        "五张三四",
        "买·买提",
        "买提买",
        "张䶮",
        "欧阳𬱖",
        "提买买提",
    ]
    with desk.work() as work:
        for name in names:
            persons.add_person(work, name=name, category=Category.STAFF)
    yield desk, names
    desk.close()


def plain(text: str) -> str:
    """What search compares: half width, without marks and spaces."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def words_of(typed: str) -> list[str]:
    """Marks and spaces between hanzi separate nothing; a bracket or quote between two words makes two of them, both wanted."""
    joined = "".join(
        c if c.isalnum() else "" if c.isspace() or unicodedata.category(c) in ("Po", "Pd", "Sm") else "|"
        for c in unicodedata.normalize("NFKC", typed)
    )
    return [word for word in joined.split("|") if word]


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(ALPHABET, min_size=1, max_size=6))
@example(typed="张三张")
@example(typed="%")
@example(typed="张%")
@example(typed="' OR 1=1 --")
def test_exactly_the_names_that_contain_what_was_typed(office: tuple[Desk, list[str]], typed: str) -> None:
    desk, names = office
    wanted = words_of(typed)
    expected = {name for name in names if wanted and all(word in plain(name) for word in wanted)}
    if not typed.strip():
        expected = set(names)
    with desk.read() as read:
        rows = ledger.page(PERSONS, read, Request(search=typed)).rows
    assert {row.name for row in rows} == expected


def test_the_usual_reading_of_a_surname_comes_before_a_rare_one(desk: Desk) -> None:
    with desk.work() as work:
        for name in ("王安", "汪平", "王宁"):
            persons.add_person(work, name=name, category=Category.STAFF)
        # 方 can be read wang, too; there are more of them than a list of suggestions holds.
        for number in range(30):
            persons.add_person(
                work, name="方柏" + "一二三四五六七八九十"[number % 10], category=Category.STAFF
            )
        persons.add_person(work, name="李旺", category=Category.STAFF)
    with desk.read() as read:
        first = [row.name for row in find_person(read, "wang")]
        assert set(first[:3]) == {"王安", "汪平", "王宁"}
        assert len(first) == 8
        assert first[3].startswith("方柏")
        assert [row.name for row in find_person(read, "wangan")] == ["王安"]
        # Who means the rare reading still finds it.
        assert {row.name[:2] for row in find_person(read, "wangbai")} == {"方柏"}
