"""The workbook of the sample office's places, judged and written as the window does it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from db.models import ImportBatch
from duty_desk.desk import Desk
from duty_desk.imported import JudgedRow
from duty_desk.people.import_world import world
from duty_desk.people.importing import FORMS, Written, write_rows
from duty_desk.sheets.book import Book
from duty_desk.sheets.examining import examine
from duty_desk.sheets.forms import form
from duty_desk.sheets.reading import read_book
from duty_desk.sheets.verdicts import Verdict
from duty_desk.work import Work
from tests.duty_desk.sheets.sample import DATA

PLACES = DATA / "机构与场所.xlsx"
SHEETS = tuple(key for key in FORMS if key != "people")


@cache
def the_book() -> Book:
    return read_book(PLACES)


def judged(desk: Desk, key: str) -> tuple[JudgedRow, ...]:
    """All rows of one sheet, judged against what the office knows by now."""
    with desk.read() as read:
        found = examine(the_book(), form(key), world(read))
    assert found.count(Verdict.ACCEPT) == len(found.rows), [row.reasons for row in found.rows if row.reasons]
    return found.rows


def add_batch(work: Work, key: str) -> int:
    batch = ImportBatch(
        form=key,
        file_name=PLACES.name,
        sha256="0" * 64,
        imported_at=work.at,
        accepted=0,
        warned=0,
        refused=0,
    )
    work.session.add(batch)
    work.session.flush()
    return batch.id


def bring_in(desk: Desk, key: str, rows: Sequence[JudgedRow] | None = None) -> tuple[int, Written]:
    """Import one sheet; gives the batch and what was written."""
    found = judged(desk, key) if rows is None else rows
    with desk.work() as work:
        batch = add_batch(work, key)
        return batch, write_rows(work, key, found, batch)


def bring_in_all(desk: Desk) -> dict[str, tuple[int, Written]]:
    """Import the whole workbook in the order in which the sheets build upon one another."""
    return {key: bring_in(desk, key) for key in SHEETS}
