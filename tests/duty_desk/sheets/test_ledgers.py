"""A list leaves as a workbook of exactly what is shown, with personal data shortened."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from db.vocabulary import Category
from duty_desk.desk import Desk
from duty_desk.ledger import Request
from duty_desk.people import persons
from duty_desk.people.ledgers import PERSONS
from duty_desk.sheets.ledgers import write_ledger
from tests.duty_desk.people.synthetic import id_number

NUMBER = id_number("19850620", 3)


def rows_of(path: Path) -> list[list[Any]]:
    sheet: Any = openpyxl.load_workbook(path).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_workbook_shows_what_the_list_shows(sqlite_desk: Desk, tmp_path: Path) -> None:
    with sqlite_desk.work() as work:
        persons.add_person(work, name="王䶮", category=Category.STAFF, id_number=NUMBER, phone="19900002032")
        persons.add_person(work, name="赵以筠", category=Category.VISITOR)
    path = tmp_path / "people.xlsx"
    with sqlite_desk.read() as read:
        columns = [PERSONS.column(key) for key in ("name", "id_number", "phone")]
        request = Request(filters={"category": "staff"})
        count = write_ledger(path, PERSONS, read, request, columns=columns, filter_text="教工")
        written = rows_of(path)
        assert count == 1
        assert written[1][0] == "筛选：教工"
        assert str(written[2][0]).startswith("截至 2020年3月6日")
        assert written[4] == ["王*", f"**************{NUMBER[-4:]}", "199****2032"]
        write_ledger(path, PERSONS, read, request, columns=columns, reveal=True)
        assert rows_of(path)[3] == ["王䶮", NUMBER, "19900002032"]


def test_moments_stay_moments_and_hidden_columns_stay_out(sqlite_desk: Desk, tmp_path: Path) -> None:
    with sqlite_desk.work() as work:
        persons.add_person(work, name="王䶮", category=Category.STAFF)
    path = tmp_path / "people.xlsx"
    with sqlite_desk.read() as read:
        shown = write_ledger(path, PERSONS, read, Request())
        assert shown == 1
        assert len(rows_of(path)[2]) == sum(not column.hidden for column in PERSONS.columns)
        write_ledger(path, PERSONS, read, Request(), columns=[PERSONS.column("created_at")])
        assert rows_of(path)[3][0].date() == date(2020, 3, 6)
