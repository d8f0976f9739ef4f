"""Every list and every paper of an office in which every field holds a hostile text (S-31, S-32, S-35, S-46).

Whatever was typed stands there as a text: no formula, no link, no picture, nothing left out. The usual run takes out the short lists;
all of them with DUTY_DESK_FAULTS=full.
"""

from __future__ import annotations

import argparse
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from sqlalchemy import select, text

from db.models import Area
from duty_desk import bookings, exporting, ledger
from duty_desk.bookings import papers as booking_papers
from duty_desk.commands import papers as commands
from duty_desk.desk import Desk
from duty_desk.disinfection import papers as disinfection_papers
from duty_desk.errors import DutyDeskError
from duty_desk.gate import quick_card
from duty_desk.isolation import papers_lists as isolation_lists
from duty_desk.ledger import Ledger, Request
from duty_desk.paper.layout import Layout, Text
from duty_desk.privacy import templates
from duty_desk.roster import papers as roster_papers
from duty_desk.supplies import donation_papers
from duty_desk.work import Read
from tests.duty_desk.paper.hostile import HOSTILE
from tests.duty_desk.paper.reading import pdfium_pages, pictures_and_links, squeezed
from tests.duty_desk.test_every_list import LEDGERS
from tests.faults.conftest import rounds
from tests.security.numbers import Numbers
from tests.security.planted import PLANTED_PHONE, open_planted

pytestmark = pytest.mark.slow

LONGEST = rounds(60, 100_000)
# What a paper asks for on the command line: the number of something there is.
NUMBERED = {
    "cards": "SELECT number FROM pass WHERE number IS NOT NULL ORDER BY id DESC LIMIT 3",
    "notice": "SELECT number FROM stay WHERE number IS NOT NULL LIMIT 3",
    "release": "SELECT number FROM stay WHERE ending IS NOT NULL LIMIT 3",
    "monitor": "SELECT number FROM stay WHERE number IS NOT NULL LIMIT 3",
    "work-order": "SELECT number FROM repair LIMIT 3",
    "handover": "SELECT number FROM handover WHERE number IS NOT NULL LIMIT 3",
    "incident": "SELECT number FROM incident LIMIT 3",
    "disinfection-door": "SELECT code FROM area LIMIT 3",
}
# Papers with a chart of ours, which is a picture.
CHARTED = {"figures", "chart", "daily", "bulletin", "unit-period"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = open_planted(tmp_path_factory.mktemp("planted") / "office")
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def numbers(office: Desk) -> Numbers:
    return Numbers(office)


def cells_as_shown(desk: Desk, which: Ledger) -> Iterator[list[str]]:
    with desk.read() as read:
        columns = [column for column in which.columns if not column.hidden]
        for row in ledger.iterate(which, read, Request()):
            yield [ledger.cell_text(column, row) for column in columns]


def in_a_cell(words: str) -> str:
    """As a workbook can hold it."""
    return words.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("which", LEDGERS, ids=lambda which: which.key)
def test_a_list_taken_out_holds_texts_and_nothing_else(
    office: Desk, numbers: Numbers, which: Ledger, tmp_path: Path
) -> None:
    with office.read() as read:
        count = ledger.count(which, read, Request())
    if not 0 < count <= LONGEST:
        return
    path = tmp_path / "list.xlsx"
    assert exporting.write_excel(office, exporting.as_shown(which, Request(), purpose="核查"), path) == count
    book: Any = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}, "no formula"
    assert not [cell.coordinate for cell in cells if cell.hyperlink]
    written = {str(cell.value) for cell in cells if cell.data_type == "s"}
    typed = [words for row in cells_as_shown(office, which) for words in row if carries_a_payload(words)]
    assert not [words for words in typed if in_a_cell(words) not in written]
    assert not numbers.in_any(written)
    drawn = exporting.draw_pdf(office, exporting.as_shown(which, Request(), purpose="核查"))
    assert_harmless(drawn)
    assert pictures_and_links(drawn) == (0, 0)
    read = pdfium_pages(drawn)
    assert not [numbers.given_away(page) for page in read if numbers.given_away(page)]
    pages = squeezed("".join(read))
    # A list of many columns cuts long words off at the end, so the beginning of each tells.
    missing = [words for words in typed if squeezed(words)[:3] not in pages]
    assert not missing


def carries_a_payload(words: str) -> bool:
    return any(payload in words for payload in HOSTILE if len(payload) > 3)


def assert_harmless(pdf: bytes) -> None:
    """No link, no script, no file inside."""
    reader = pypdf.PdfReader(BytesIO(pdf))
    for page in reader.pages:
        assert not page.get("/Annots")
        assert "/AA" not in page
    catalogue: Any = reader.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & set(catalogue)
    assert b"/URI" not in pdf
    assert b"/JavaScript" not in pdf


def test_every_paper_holds_what_was_typed_and_nothing_else(
    office: Desk, numbers: Numbers, tmp_path: Path
) -> None:
    drawn, refused = {}, {}
    for name, number in itertools.islice(asked(office), 0, None, rounds(3, 1)):
        path = tmp_path / f"{name}.pdf"
        options = argparse.Namespace(
            paper=name,
            file=path,
            numbers=number,
            kind="temporary",
            form="a6",
            first=date(2020, 3, 1),
            last=date(2020, 3, 6),
        )
        try:
            with office.work() as work:
                commands._PAPERS[name](work, options)
        except DutyDeskError as error:
            refused[name] = error.key
            continue
        drawn[name] = path.read_bytes()
    assert len(drawn) >= rounds(7, 25), refused
    assert {name for name, pdf in drawn.items() if pictures_and_links(pdf)[0]} <= CHARTED
    found = set()
    for name, pdf in drawn.items():
        assert_harmless(pdf)
        read = pdfium_pages(pdf)
        assert not [(name, numbers.given_away(page)) for page in read if numbers.given_away(page)]
        pages = squeezed("".join(read))
        found |= {payload for payload in HOSTILE if squeezed(payload) in pages}
    assert len(found) >= rounds(20, 50)


# What the office puts up where everybody passes, by what it is.
HUNG_UP: dict[str, Callable[[Read], str]] = {
    "notice of donations": lambda read: str(
        donation_papers.public_notice(read, date(2020, 1, 1), date(2020, 12, 31))
    ),
    "list at the door of a facility": lambda read: _drawn(
        *(
            partial(booking_papers.draw_door, read, facility=row.id, day=read.at.date())
            for row in bookings.list_facilities(read)
        )
    ),
    "list of who gets a meal, door by door": lambda read: _drawn(
        partial(isolation_lists.draw_doors, read, day=read.at.date(), meal="lunch")
    ),
    "sheet at the door of an area": lambda read: _texts(
        disinfection_papers.door_sheets(
            read, read.at.date(), read.session.scalars(select(Area.id).limit(3)).all()
        )
    ),
    "calendar of duty": lambda read: _pages(roster_papers.draw_calendar(read, read.at.date().replace(day=1))),
    "notice of what is collected": lambda read: _pages(templates.draw(read, templates.NOTICE)),
    "card of the gate": lambda read: _pages(quick_card.draw(read)),
}
# The whole of a number, and whatever a mask leaves of one.
ANY_NUMBER = re.compile(r"(?<!\d)1\d{10}(?!\d)|(?<!\d)\d{17}[\dXx](?![\dXx])|\d{3}\*{4}\d{4}|\*{4,}[\dXx]+")


def _drawn(*draws: Callable[..., object]) -> str:
    words = ""
    for draw in draws:
        target = BytesIO()
        draw(target=target)
        words += _pages(target.getvalue())
    return words


def _pages(pdf: bytes) -> str:
    return "".join(pdfium_pages(pdf))


def _texts(layouts: Sequence[Layout]) -> str:
    return " ".join(item.text for page in layouts for item in page.items if isinstance(item, Text))


@pytest.mark.parametrize("name", HUNG_UP)
def test_what_is_hung_up_for_all_to_read_has_no_number_of_anybody(office: Desk, name: str) -> None:
    """Acceptance check S-46: neither a document nor a telephone of a person, whole or shortened."""
    with office.read() as read:
        words = HUNG_UP[name](read)
        booked = [
            read.session.scalar(
                text("SELECT count(*) FROM booking WHERE phone = :phone"), {"phone": PLANTED_PHONE}
            )
        ]
    assert len(words) > 100
    assert booked != [0], "there are numbers to be left out"
    assert not ANY_NUMBER.findall(words)


def test_all_papers_together_show_of_a_number_what_one_may(numbers: Numbers) -> None:
    """Acceptance check S-46: put together from all papers and workbooks, the digits of one person are those of the rule."""
    assert len(numbers.seen[PLANTED_PHONE]) == 7, "the planted person was seen"
    assert not numbers.beyond_the_rule()


def asked(desk: Desk) -> Iterator[tuple[str, list[str]]]:
    """Every paper that the command line prints, with the numbers it is printed for."""
    with desk.read() as read:
        for name in commands._PAPERS:
            query = NUMBERED.get(name)
            yield name, [str(row[0]) for row in read.session.execute(text(query))] if query else []


def test_the_papers_named_here_exist() -> None:
    assert set(NUMBERED) <= set(commands._PAPERS)
