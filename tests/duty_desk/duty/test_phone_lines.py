"""A telephone list pasted in: cells of a workbook, lines of a message, what is incomplete is given back."""

from __future__ import annotations

import pytest

from duty_desk.desk import Desk
from duty_desk.duty import phone_lines, references
from duty_desk.errors import InputError


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("校医院\t值班医生\t6120", ("校医院", "值班医生", "6120")),
        ("1\t保卫处\t\t6110", ("保卫处", "", "6110")),
        ("水电班，24 小时，６１３０", ("水电班", "24 小时", "6130")),
        ("维修中心：029-0000 1234", ("维修中心", "", "029-0000 1234")),
        ("3、区疾控中心 值班室 02900001234", ("区疾控中心", "值班室", "02900001234")),
        ("校医院 6120", ("校医院", "", "6120")),
        ("19900001234", ("", "", "19900001234")),
        ("第 2 食堂", ("", "", "")),
    ],
)
def test_a_line_is_read_as_it_is_written(line: str, read: tuple[str, str, str]) -> None:
    (found,) = phone_lines.read_lines(line)
    assert (found.title, found.issuer, found.phone) == read


def test_a_list_is_kept_whole_and_taken_back(desk: Desk) -> None:
    text = "名称\t联系人\t电话\n校医院\t值班医生\t6120\n保卫处\t\t6110\n校医院\t\t6121\n食堂\t\t\n2 号门\n"
    with desk.work() as work:
        added = phone_lines.add_lines(work, text=text)
    with desk.read() as read:
        assert [(row.title, row.phone) for row in references.list_phones(read)] == [
            ("校医院", "6120"),
            ("保卫处", "6110"),
        ]
    # There already, and without a number.
    assert added.left == ("校医院\t\t6121", "2 号门")
    with desk.work() as work:
        phone_lines.take_back(work, added.ids)
    with desk.read() as read:
        assert references.list_phones(read) == ()


@pytest.mark.parametrize("text", ["", "名称 电话", "2 号门"])
def test_nothing_to_dial_is_said(sqlite_desk: Desk, text: str) -> None:
    with pytest.raises(InputError) as refused, sqlite_desk.work() as work:
        phone_lines.add_lines(work, text=text)
    assert refused.value.field == "text"
