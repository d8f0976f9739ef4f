"""Every report says on each page whose it is, as of when, who made it, its number, and which page of how many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

import pytest

from db.vocabulary import PassKind
from duty_desk import exporting, passes, settings
from duty_desk.bookings import papers as booking_papers
from duty_desk.desk import Desk
from duty_desk.gate import figure_report
from duty_desk.gate import papers as gate_papers
from duty_desk.gate.log import LOG
from duty_desk.ledger import Request
from duty_desk.paper import demo_mark
from duty_desk.passes import outage, registers
from duty_desk.reports import period, period_papers
from duty_desk.screening import papers as screening_papers
from duty_desk.unit_reports import papers as unit_papers
from duty_desk.work import Read
from tests.duty_desk.paper.reading import pdfium_pages, squeezed
from tests.duty_desk.passes.sample import add_places, bring_in

pytestmark = pytest.mark.slow

FIRST, LAST = date(2020, 2, 10), date(2020, 3, 6)


def figures(read: Read, target: BytesIO) -> Any:
    found = passes.period_figures(read, [PassKind.TEMPORARY], FIRST, date(2020, 2, 12))
    assert found is not None
    return registers.draw_figures(read, target, [PassKind.TEMPORARY], found)


def gate_figures(read: Read, target: BytesIO) -> Any:
    return figure_report.draw_figures(read, target, figure_report.report(read, FIRST, LAST))


def chart(read: Read, target: BytesIO) -> Any:
    period_papers.draw(read, target, period.chart(read, "passes", FIRST, LAST))


REPORTS: dict[str, Callable[[Read, BytesIO], Any]] = {
    "register of issue": partial(
        registers.draw_register, kind=PassKind.TEMPORARY, first=FIRST, last=date(2020, 2, 12)
    ),
    "figures of passes": figures,
    "valid passes": outage.draw_valid,
    "withdrawn passes": outage.draw_revoked,
    "log of the gates": partial(gate_papers.draw_log, first=FIRST, last=LAST),
    "who is inside": gate_papers.draw_inside,
    "who is inside, for a fire": partial(gate_papers.draw_inside, for_fire=True),
    "figures of the gates": gate_figures,
    "key persons to call": screening_papers.draw_key_list,
    "figures of key persons": screening_papers.draw_key_figures,
    "people returning": screening_papers.draw_returnees,
    "chart of a period": chart,
    "reports of the units": partial(unit_papers.draw_summary, day=LAST),
    "units to be called": partial(unit_papers.draw_chase, day=LAST),
    "two weeks of reports": partial(unit_papers.draw_period, first=FIRST, last=LAST),
    "orders of all canteens": partial(booking_papers.draw_totals, day=LAST),
}
LISTS = (passes.LEDGERS[PassKind.TEMPORARY], LOG)


def drawn(desk: Desk) -> Iterator[tuple[str, list[str]]]:
    """Each report's name and pages."""
    for name, draw in REPORTS.items():
        target = BytesIO()
        with desk.read() as read:
            draw(read, target)
        yield name, [squeezed(page) for page in pdfium_pages(target.getvalue())]
    for ledger in LISTS:
        pages = pdfium_pages(exporting.draw_pdf(desk, exporting.as_shown(ledger, Request(search="02"))))
        yield ledger.key, [squeezed(page) for page in pages]


def test_the_five_items_and_the_mark_of_sample_data_stand_on_every_page(sqlite_desk: Desk) -> None:
    with sqlite_desk.work() as work:
        add_places(work)
        settings.store(work, 0, "office.demo", True)
    bring_in(sqlite_desk, "passes")
    sqlite_desk.is_demo = True
    missing = []
    for name, pages in drawn(sqlite_desk):
        for number, page in enumerate(pages, 1):
            wanted = (
                "西岭理工大学总务处",
                "截至2020年3月6日12:00",
                "制表人周敏",
                "打印2020年3月6日12:00",
                "编号",
                f"第{number}页，共{len(pages)}页",
                demo_mark(),
            )
            missing += [f"{name}, page {number}: {words}" for words in wanted if words not in page]
    assert not missing, "\n" + "\n".join(missing)
