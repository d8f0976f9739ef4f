"""The gate's sample workbooks judged and written as the window does it, after the places and the passes."""

from __future__ import annotations

from functools import cache

from db.models import ImportBatch
from duty_desk.desk import Desk
from duty_desk.gate.importing import write_rows
from duty_desk.passes.import_rows import Written
from duty_desk.sheets.forms import form
from duty_desk.sheets.judging import judge
from duty_desk.sheets.layout import recognise
from duty_desk.sheets.reading import read_book
from duty_desk.sheets.verdicts import JudgedRow, Verdict
from tests.duty_desk.passes import sample as passes_sample
from tests.duty_desk.sheets.sample import DATA, known_world

BOOKS = {
    "crossings": ("门岗进出_样例.xlsx", ("进出记录",)),
    "visits": ("门岗进出_样例.xlsx", ("来访登记",)),
    "staff_temps": ("门岗进出_样例.xlsx", ("职工体温",)),
    "retests": ("门岗进出_样例.xlsx", ("复测登记",)),
    "morning_checks": ("施工人员_复工.xlsx", ("晨检记录",)),
    "routes": ("车辆_保供2022.xlsx", ("路线",)),
    "vehicles": ("车辆_保供2022.xlsx", ("车辆",)),
    "crew": ("车辆_保供2022.xlsx", ("随车人员",)),
    "trips": ("车辆_保供2022.xlsx", ("趟次登记",)),
}


@cache
def judged(key: str) -> tuple[JudgedRow, ...]:
    """All rows of a form in the clean workbooks."""
    name, sheets = BOOKS[key]
    book = read_book(DATA / name)
    rows: list[JudgedRow] = []
    for sheet in book.sheets:
        if sheet.name in sheets:
            table = recognise(book, sheet, form(key))
            assert table is not None
            rows += judge(table, known_world())
    assert all(row.verdict != Verdict.REFUSE for row in rows)
    return tuple(rows)


def bring_in(desk: Desk, key: str) -> tuple[int, Written]:
    """Import a form of the clean workbooks; returns the import and what was written."""
    rows = judged(key)
    with desk.work() as work:
        batch = ImportBatch(
            form=key,
            file_name=BOOKS[key][0],
            sha256="0" * 64,
            imported_at=work.at,
            accepted=len(rows),
            warned=0,
            refused=0,
        )
        work.session.add(batch)
        work.session.flush()
        return batch.id, write_rows(work, key, rows, batch.id)


def fill(desk: Desk, *keys: str) -> None:
    """Places and passes, then these forms of the gate."""
    with desk.work() as work:
        passes_sample.add_places(work)
    for key in ("passes", "material", "vehicle_passes"):
        passes_sample.bring_in(desk, key)
    passes_sample.bring_in(desk, "workers", particulars=passes_sample.sheets_of("workers"))
    passes_sample.bring_in(desk, "blocked")
    for key in keys:
        _, written = bring_in(desk, key)
        assert written.left == ()


def fill_log(desk: Desk) -> None:
    """Who passed, who came to visit, temperatures."""
    fill(desk, "crossings", "visits", "staff_temps", "retests")


def fill_lists(desk: Desk) -> None:
    """Who passed, who came to visit, vehicle runs."""
    fill(desk, "crossings", "visits", "routes", "vehicles", "crew", "trips")
