"""A list taken out is what the screen shows, by window and command line alike, on record, and keeps nobody from working."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from db.models import AuditEntry
from db.vocabulary import PassKind, Role
from duty_desk import exporting, passes, settings
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import Denied, DutyDeskError, InputError
from duty_desk.exporting import Shown, as_shown
from duty_desk.isolation.stay_ledger import STAYS
from duty_desk.ledger import Ledger, Request
from duty_desk.screening.key_ledger import KEY_PEOPLE
from duty_desk.sheets.reading import read_book
from duty_desk.work import OfficerRef
from tests.duty_desk.passes.conftest import add_officer
from tests.duty_desk.passes.sample import add_places, bring_in
from tests.duty_desk.test_every_list import LEDGERS

pytestmark = pytest.mark.slow

DUTY = Request(filters={"groups": ["值班"]})


@pytest.fixture
def filled(sqlite_desk: Desk) -> Desk:
    with sqlite_desk.work() as work:
        add_places(work)
    bring_in(sqlite_desk, "passes")
    return sqlite_desk


def text_of(data: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages)


def shown(**more: object) -> Shown:
    return as_shown(passes.LEDGERS[PassKind.TEMPORARY], DUTY, **more)  # type: ignore[arg-type]


def recorded(desk: Desk) -> list[str]:
    with desk.read() as read:
        found = read.session.scalars(select(AuditEntry).where(AuditEntry.action == "ledger.export"))
        return [str(entry.after) for entry in found]


def test_paper_and_workbook_hold_the_same_rows_and_are_on_record(filled: Desk, tmp_path: Path) -> None:
    book, paper = tmp_path / "值班.xlsx", tmp_path / "值班.pdf"
    assert exporting.write_excel(filled, shown(), book) == 227
    assert exporting.write_pdf(filled, shown(), paper) == 227
    drawn = exporting.draw_pdf(filled, shown())
    assert text_of(drawn) == text_of(paper.read_bytes())
    assert "共227条" in text_of(drawn)
    rows = read_book(book).sheets[0].rows
    cells = [str(cell.value) for row in rows for cell in row.cells.values()]
    assert sum(len(row.cells) > 4 for row in rows) == 1 + 227
    assert "610000" not in "".join(cells), "numbers are shortened"
    assert [entry.count("227") for entry in recorded(filled)] == [1, 1, 1]


def test_in_full_is_for_those_who_may_and_says_what_for(filled: Desk, tmp_path: Path) -> None:
    with filled.work() as work:
        guard = add_officer(work, "段知衡", Role.GATE)
    full = shown(reveal=True, purpose="移交档案")
    chief, filled.officer = filled.officer, guard
    for write in (exporting.write_excel, exporting.write_pdf):
        with pytest.raises(Denied):
            write(filled, full, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()
    filled.officer = chief
    assert exporting.write_pdf(filled, full, tmp_path / "a.pdf") == 227
    assert "移交档案" in text_of((tmp_path / "a.pdf").read_bytes())
    assert "in_full" in recorded(filled)[-1]


def test_every_sheet_of_persons_says_who_when_and_what_for(filled: Desk, tmp_path: Path) -> None:
    """Acceptance check S-52: in the workbook, on the paper, in the record; the office's name is no filter."""
    with filled.work() as work:
        settings.put(work, "office.name", "西岭理工大学总务处")
    book, paper = tmp_path / "a.xlsx", tmp_path / "a.pdf"
    exporting.write_excel(filled, shown(), book)
    heads = [
        str(cell.value)
        for row in read_book(book).sheets[0].rows[:6]
        for cell in row.cells.values()
        if len(row.cells) == 1
    ]
    assert "西岭理工大学总务处" in heads
    assert any(head.startswith("筛选：") and "西岭" not in head for head in heads)
    with filled.read() as read:
        who = read.officer.name
    assert any(f"制表 {who}" in head and "2020年3月6日" in head and "用途 值班工作" in head for head in heads)
    exporting.write_pdf(filled, shown(purpose="报区防控办"), paper)
    words = text_of(paper.read_bytes())
    assert f"制表人{who}" in words
    assert words.count("用途报区防控办") == len(PdfReader(paper).pages), "on every page"


@pytest.mark.parametrize("which", [STAYS, KEY_PEOPLE], ids=lambda which: which.key)
def test_what_tells_of_somebodys_health_leaves_for_a_purpose_by_those_who_may(
    sqlite_desk: Desk, tmp_path: Path, which: Ledger
) -> None:
    """Acceptance checks S-52 and S-56."""
    desk, path = sqlite_desk, tmp_path / "a.pdf"
    for write in (exporting.write_excel, exporting.write_pdf):
        with pytest.raises(InputError, match="purpose"):
            write(desk, as_shown(which, Request()), path)
    with pytest.raises(InputError, match="purpose"):
        exporting.draw_pdf(desk, as_shown(which, Request()))
    told = as_shown(which, Request(), purpose="报区防控办")
    exporting.write_pdf(desk, told, path)
    words = text_of(path.read_bytes())
    assert "含健康信息" in words
    assert "用途报区防控办" in words
    with desk.read() as read:
        entry = read.session.scalars(select(AuditEntry).where(AuditEntry.action == "ledger.export")).one()
        assert entry.reason == "报区防控办"
    chief, desk.officer = desk.officer, OfficerRef(None, "门岗甲", Role.GATE)
    with pytest.raises(Denied):
        exporting.write_pdf(desk, told, tmp_path / "b.pdf")
    desk.officer = chief
    assert not (tmp_path / "b.pdf").exists()


def test_every_list_with_a_column_of_health_says_so() -> None:
    """Acceptance check S-56: of the lists of the office those are marked that show what the inventory calls a matter of health."""
    assert {which.key for which in LEDGERS if which.health} == {
        "isolation.care",
        "isolation.readings",
        "isolation.stays",
        "screening.key_people",
        "screening.returnees",
        "screening.tests",
    }


@pytest.mark.parametrize("write", [exporting.write_excel, exporting.write_pdf])
def test_others_go_on_working_meanwhile(filled: Desk, tmp_path: Path, write: Callable[..., int]) -> None:
    other = open_desk(filled.folder)
    told: list[int] = []

    def told_by(done: int, total: int) -> None:
        if not told:
            with other.work() as work:
                settings.put(work, "office.phone", "6011")
        told.append(total)

    write(filled, as_shown(passes.LEDGERS[PassKind.TEMPORARY], Request()), tmp_path / "a.out", told_by)
    other.close()
    assert set(told) == {430}


def test_what_cannot_be_put_on_record_is_not_left_behind(
    filled: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    with filled.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER no_more BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(DutyDeskError):
        exporting.write_excel(filled, shown(), path)
    assert not path.exists()
