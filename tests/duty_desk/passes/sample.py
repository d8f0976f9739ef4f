"""The sample office with its places, and the sample workbooks judged and written as the window does it."""

from __future__ import annotations

from datetime import date, time
from functools import cache
from typing import Any

from db.models import Gate, Household, ImportBatch, Unit
from db.vocabulary import HouseholdState
from duty_desk import search
from duty_desk.desk import Desk
from duty_desk.passes.importing import Written, write_rows
from duty_desk.sheets.forms import form
from duty_desk.sheets.judging import judge, read_particulars
from duty_desk.sheets.layout import recognise
from duty_desk.sheets.reading import read_book
from duty_desk.sheets.verdicts import JudgedRow, Verdict
from duty_desk.work import Work
from tests.duty_desk.sheets.sample import DATA, before_import, expected_rows, known_world

BOOKS = {
    "passes": ("临时通行证_0210-0223.xlsx", ("临时通行证",)),
    "material": ("取课件通行证_0224-0306.xlsx", ("2月", "3月")),
    "workers": ("施工人员_复工.xlsx", ("桃苑餐厅", "梅苑餐厅", "天天超市", "凌云超市")),
    "vehicle_passes": ("门岗进出_样例.xlsx", ("车辆通行证",)),
    "blocked": ("门岗进出_样例.xlsx", ("停用名单",)),
}
_STATES = {
    "正常": HouseholdState.NORMAL,
    "居家隔离": HouseholdState.HOME_QUARANTINE,
    "已搬出": HouseholdState.MOVED_OUT,
}


@cache
def judged(key: str) -> tuple[JudgedRow, ...]:
    """All rows of a form in the clean workbooks."""
    name, sheets = BOOKS[key]
    world = known_world() if key == "blocked" else before_import()
    book = read_book(DATA / name)
    rows: list[JudgedRow] = []
    for sheet in book.sheets:
        if sheet.name in sheets:
            table = recognise(book, sheet, form(key))
            assert table is not None
            rows += judge(table, world)
    assert all(row.verdict != Verdict.REFUSE for row in rows)
    return tuple(rows)


@cache
def sheets_of(key: str) -> dict[str, dict[str, Any]]:
    """The lines above the table of each sheet."""
    name, sheets = BOOKS[key]
    book = read_book(DATA / name)
    found: dict[str, dict[str, Any]] = {}
    for sheet in book.sheets:
        if sheet.name in sheets:
            table = recognise(book, sheet, form(key))
            assert table is not None
            found[sheet.name] = dict(read_particulars(table, before_import())[0])
    return found


def add_places(work: Work) -> None:
    """Units, gates and households of the sample office."""
    rows = expected_rows()
    for place, unit in enumerate(rows["units"]):
        work.session.add(
            Unit(
                name=unit["name"],
                name_sort=search.sort_key(unit["name"]),
                aliases=unit["aliases"],
                list_order=place,
            )
        )
    for place, gate in enumerate(rows["gates"]):
        hours = {}
        if gate["name"] in ("文昌正门", "家属区西门"):
            hours = {"opens_at": time(6), "closes_at": time(22)}
        work.session.add(
            Gate(
                code=gate.get("code") or f"G{place}",
                name=gate["name"],
                is_open=gate["state"] == "开放",
                list_order=place,
                **hours,
            )
        )
    for home in rows["households"]:
        work.session.add(
            Household(
                code=home["no"],
                building=home["building"],
                entrance=str(home["entrance"]),
                room=home["room"],
                state=_STATES[home["state"]].value,
                quarantine_from=_day(home["q_from"]),
                quarantine_until=_day(home["q_to"]),
            )
        )
    work.session.flush()


def add_import(work: Work, key: str) -> int:
    batch = ImportBatch(
        form=key,
        file_name=BOOKS[key][0],
        sha256="0" * 64,
        imported_at=work.at,
        accepted=0,
        warned=0,
        refused=0,
    )
    work.session.add(batch)
    work.session.flush()
    return batch.id


def bring_in(desk: Desk, key: str, **more: Any) -> tuple[int, Written]:
    """Import a form of the clean workbooks; returns the import and what was written."""
    rows = judged(key)
    with desk.work() as work:
        batch = add_import(work, key)
        return batch, write_rows(work, key, rows, batch, **more)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
