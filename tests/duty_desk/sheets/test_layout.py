"""The table is found wherever it stands and whatever its columns are called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duty_desk.sheets.examining import Examination, examine
from duty_desk.sheets.forms import FIGURES, build_form, form, form_keys
from duty_desk.sheets.layout import Table, best_forms, recognise
from duty_desk.sheets.reading import FileRefused, read_book, read_clipboard
from duty_desk.sheets.verdicts import Verdict
from duty_desk.sheets.words import heading_key
from tests.duty_desk.sheets.sample import DATA, known_world

GOOD = "610000197803164216"


def table(text: str, key: str, **more: object) -> Table:
    book = read_clipboard(text)
    found = recognise(book, book.sheets[0], form(key), **more)  # pyright: ignore[reportArgumentType]
    assert found is not None
    return found


def examined(text: str, key: str) -> Examination:
    return examine(read_clipboard(text), form(key), known_world())


def test_titles_mean_the_same_however_they_are_spaced_or_marked() -> None:
    assert (
        len({heading_key(title) for title in ("姓名", "姓 名", "姓　名", "*姓名", "姓名：", "姓名 * ")}) == 1
    )
    assert heading_key("体温(℃)") == heading_key("体温") == heading_key("体温（℃）")


def test_two_level_headers_are_found_without_merged_cells() -> None:
    found = table(
        "日期\t校门\t方向\t首测\t\t复测\t\t处置\n\t\t\t体温\t方式\t体温\t方式\t\n2020-02-10\t南湖东大门\t进\t36.5\t额温\t\t\t放行\n",
        "crossings",
    )
    assert (found.fields["temp"], found.fields["retemp"]) == ((4,), (6,))
    assert (found.header_row, found.first_row, len(found.rows)) == (1, 3, 1)


def test_a_person_can_overrule_the_header_and_every_column() -> None:
    text = "名单\n甲\t乙\t丙\n丁峻\t610000197803164216\t19900009501\n"
    book = read_clipboard(text)
    assert recognise(book, book.sheets[0], form("people")) is None
    found = table(text, "people", header_row=2, mapping={1: "name", 2: "id_no", 3: "phone"})
    assert found.missing == ()
    judged = examine(book, form("people"), known_world(), tables=[found]).rows
    assert [(row.row, row.verdict, row.values["name"]) for row in judged] == [(3, Verdict.ACCEPT, "丁峻")]
    assert found.mapping == {1: "name", 2: "id_no", 3: "phone"}


def test_a_block_without_any_header_can_be_mapped() -> None:
    found = table(
        f"丁峻\t{GOOD}\t19900009501\n", "people", header_row=0, mapping={1: "name", 2: "id_no", 3: "phone"}
    )
    assert [row.number for row in found.rows] == [1]


def test_headers_repeated_on_every_page_are_skipped() -> None:
    header = "姓名\t证件号码\t手机号码\n"
    examination = examined(f"{header}丁峻\t{GOOD}\t19900009501\n{header}注：以上为值班人员\n", "people")
    assert len(examination.rows) == 1
    assert [(row.row, row.reason) for row in examination.left_out] == [(3, "HEADER_ROW"), (4, "NOTE_ROW")]
    assert all(row.text for row in examination.left_out)


def test_a_signature_line_in_several_cells_is_no_data() -> None:
    examination = examined(
        f"姓名\t证件号码\t手机号码\n丁峻\t{GOOD}\t19900009501\n制表：陶墨\t审核：段知衡\t\n", "people"
    )
    assert [row.reason for row in examination.left_out] == ["NOTE_ROW"]


def test_totals_are_told_from_names_that_contain_the_word() -> None:
    text = "班组\t支部\t人数\n一班组\t合计组\t3\n二班组\t总务\t4\n小计\t\t7\n总务合计（2个）\t\t7\n"
    examination = examined(text, "grid")
    assert [row.row for row in examination.left_out] == [4, 5]


def test_a_file_of_another_kind_is_refused_by_name() -> None:
    with pytest.raises(FileRefused) as refused:
        examined("甲\t乙\n1\t2\n", "passes")
    assert refused.value.reason == "NOT_THIS_FORM"
    assert "临时通行证" in refused.value.text


def test_too_many_fields_in_a_pasted_row_are_refused() -> None:
    examination = examined(f"姓名\t证件号码\t手机号码\n丁峻\t{GOOD}\t19900009501\t多\n", "people")
    assert examination.rows[0].codes == ("COLUMN_COUNT",)


def test_defaults_fill_blank_cells_too() -> None:
    text = f"姓名\t证件号码\t手机号码\t单位\n丁峻\t{GOOD}\t19900009501\t\n"
    book = read_clipboard(text)
    examination = examine(book, form("people"), known_world(), defaults={"unit": "物业"})
    assert examination.rows[0].values["unit"] == "物业服务部(外包)"


def test_choices_of_the_office_overrule_those_of_the_form() -> None:
    world = replace(known_world(), choices={"people.category": {"返聘": "retired"}})
    text = f"姓名\t证件号码\t手机号码\t人员类别\n丁峻\t{GOOD}\t19900009501\t返聘\n丁峻\t{GOOD}\t19900009501\t学生\n"
    rows = examine(read_clipboard(text), form("people"), world).rows
    assert rows[0].values["category"] == "retired"
    assert "CATEGORY_UNKNOWN" in rows[1].codes


def test_every_form_is_sound() -> None:
    for key in form_keys():
        each = form(key)
        assert each.required, key
        titles = [title for field in each.fields.values() for title in field.titles]
        double = {title for title in titles if titles.count(title) > 1}
        assert double <= {"单位", "日期", "备注"}, (key, double)
        for field in (*each.fields.values(), *each.particulars.values()):
            assert field.unknown in ("refuse", "warn", "keep")
            assert bool(field.choices) == (field.type == "choice"), (key, field.key)
            assert not field.soft or field.type in FIGURES


def test_an_unknown_field_type_is_a_defect() -> None:
    with pytest.raises(ValueError, match="no field type"):
        build_form("x", {"title": "x", "fields": {"a": {"title": "a", "type": "colour"}}})


def test_the_likeliest_form_comes_first() -> None:
    book = read_clipboard("姓名\t性别\t证件类型\t证件号码\t手机号码\n")
    assert best_forms(book, book.sheets[0], map(form, form_keys()))[0].key == "people"


def test_a_sheet_headed_with_a_title_is_that_form_and_one_with_hardly_a_column_is_none() -> None:
    known = [form(key) for key in form_keys()]
    headed = read_book(DATA / "dirty" / "06_通行证_表头错位.xlsx")
    assert best_forms(headed, headed.sheets[0], known)[0].key == "passes"
    plan = read_book(DATA / "消毒计划.xlsx")
    recipe = next(sheet for sheet in plan.sheets if sheet.name == "配制对照")
    assert best_forms(plan, recipe, known) == []
