"""The papers of isolation: notices in two copies, the register of one person, lists and rooms of a site (product rules I2 to I7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from db.models import Officer, Stay
from db.vocabulary import Ending, StayState
from duty_desk import audit, formats, paper, policy, printing, settings
from duty_desk.errors import Refusal
from duty_desk.isolation import papers_facts, papers_lists, stay_codes
from duty_desk.isolation.notice_form import NoticeFacts, layout_notice
from duty_desk.isolation.notice_layout import CHINESE, ENGLISH
from duty_desk.isolation.notice_release import ReleaseFacts, layout_release
from duty_desk.isolation.papers_board import BoardFacts, layout_board
from duty_desk.isolation.papers_facts import Observed, checked, demo_mark
from duty_desk.isolation.papers_monitor import MonitorFacts, layout_monitor
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Layout, Printed, Progress, Target

NOTICE, RELEASE, MONITOR = "observation_notice", "release_notice", "monitor_sheet"
FORMS = (NOTICE, RELEASE, MONITOR)
# One that was withdrawn or decided against is told nothing.
_TOLD = (StayState.APPROVED, StayState.ADMITTED, StayState.ENDED)


def notice(read: Read, stay: int, *, english: bool | None = None) -> tuple[Layout, ...]:
    """The notice filled in, two copies; with English ones after them for a foreign holder, or as `english` says.

    Raises Refusal before the approval, except that it may be printed for somebody taken in as an emergency, and for characters
    that no font of ours has.
    """
    require(read, Permission.PRINT)
    (row,) = papers_facts.observed(read, [stay])
    if row.state not in _TOLD:
        raise Refusal("isolation_papers.refusal.not_approved", name=row.name)
    facts = NoticeFacts(
        stay=row,
        code=stay_codes.code_of(read, row.number),
        office=_office(read),
        office_en=_office_en(read),
        phone=_phone(read),
        morning=(policy.text(read, "iso.am_from"), policy.text(read, "iso.am_until")),
        evening=(policy.text(read, "iso.pm_from"), policy.text(read, "iso.pm_until")),
        help_line="\N{IDEOGRAPHIC SPACE}".join(policy.items(read, "iso.help_line")),
        officer=read.officer.name,
        printed_at=read.at,
        copy=printing.copies(read, ("stay", stay), NOTICE) + 1,
        watermark=demo_mark(read),
    )
    return checked([page for language in _languages(row, english) for page in layout_notice(facts, language)])


def release_notice(read: Read, stay: int, *, english: bool | None = None) -> tuple[Layout, ...]:
    """The notice that the observation is over, two copies. Raises Refusal for a stay that was not released."""
    require(read, Permission.PRINT)
    require(read, Permission.SEE_HEALTH)
    (row,) = papers_facts.observed(read, [stay])
    if row.ending != Ending.RELEASED.value or row.ended_at is None:
        raise Refusal("isolation_papers.refusal.not_released", name=row.name)
    facts = ReleaseFacts(
        stay=row,
        office=_office(read),
        office_en=_office_en(read),
        phone=_phone(read),
        readings=papers_facts.taken(read, [stay])[stay],
        tests=[(formats.day(test.due_on), test.result) for test in papers_facts.tests(read, stay) if test.result],
        abnormal_from=policy.number(read, "temp.abnormal", on=row.ended_at.date()),
        home_days=(row.home_until - row.ended_at.date()).days if row.home_until is not None else 0,
        officer=read.officer.name,
        printed_at=read.at,
        copy=printing.copies(read, ("stay", stay), RELEASE) + 1,
        watermark=demo_mark(read),
    )  # fmt: skip
    return checked(
        [page for language in _languages(row, english) for page in layout_release(facts, language)]
    )


def monitor_sheet(read: Read, stay: int) -> tuple[Layout, ...]:
    """The register of one person, a line a day, filled in as far as anything was read; the rest is written by hand.

    Raises Denied for who may not see health.
    """
    require(read, Permission.PRINT)
    require(read, Permission.SEE_HEALTH)
    (row,) = papers_facts.observed(read, [stay])
    readings = papers_facts.taken(read, [stay])[stay]
    officers = {each.officer for each in readings if each.officer is not None}
    names = select(Officer.id, Officer.name).where(Officer.id.in_(officers))
    facts = MonitorFacts(
        stay=row,
        office=_office(read),
        readings=readings,
        tests={
            test.due_on: t(f"isolation_papers.result.{test.result}") if test.result else t("isolation_papers.result.due")
            for test in papers_facts.tests(read, stay)
        },
        support=papers_facts.care(read, stay, "support"),
        cleaned={},
        officers={officer: str(name) for officer, name in read.session.execute(names)},
        abnormal_from=policy.number(read, "temp.abnormal"),
        officer=read.officer.name,
        printed_at=read.at,
        copy=printing.copies(read, ("stay", stay), MONITOR) + 1,
        watermark=demo_mark(read),
    )  # fmt: skip
    return checked(layout_monitor(facts))


def board(read: Read, *, site: str | None = None, building: str | None = None) -> tuple[Layout, ...]:
    """All rooms of a site or a building with who is in them, names shortened."""
    require(read, Permission.PRINT)
    rooms = papers_facts.rooms(read, site=site, building=building)
    stays = [each.id for room in rooms for each in room.people]
    facts = BoardFacts(
        rooms=rooms,
        today=papers_facts.taken(read, stays, day=read.at.date()),
        office=_office(read),
        officer=read.officer.name,
        at=read.at,
        copy=1,
        watermark=demo_mark(read),
    )
    return checked(layout_board(facts))


def draw(layouts: Sequence[Layout], title: str, progress: Progress | None = None) -> bytes:
    """Layouts as one PDF."""
    target = BytesIO()
    paper.write_layouts(target, title, layouts, progress)
    return target.getvalue()


def find_by_number(read: Read, number: str) -> int | None:
    """The stay with this number or number of release."""
    return read.session.scalar(
        select(Stay.id).where(or_(Stay.number == number, Stay.release_number == number))
    )


@requires(Permission.PRINT)
def record_print(work: Work, stay: int, form: str, destination: str) -> int:
    """Count a print of one of FORMS; returns its copy number."""
    return printing.record(work, ("stay", stay), form, destination)


@requires(Permission.PRINT)
def record_list(work: Work, name: str, rows: int, *, in_full: bool = False) -> None:
    """Put on record that a list of the site was printed, and whether with names in full."""
    audit.record(work, action="isolation.print", after={"list": name, "rows": rows, "in_full": in_full})


@requires(Permission.PRINT)
def print_list(
    work: Work, target: Target, name: str, *, day: date | None = None, meal: str = "lunch"
) -> Printed:
    """Draw one of the lists of the site by name (doors, kitchen, corridor, observed) and put it on record."""
    on = day or work.at.date()
    match name:
        case "doors":
            printed = papers_lists.draw_doors(work, target, on, meal)
        case "kitchen":
            printed = papers_lists.draw_kitchen(work, target, on)
        case "corridor":
            printed = papers_lists.draw_corridor(work, target, on)
        case _:
            printed = papers_lists.draw_observed(work, target)
    record_list(work, name, printed.rows)
    return printed


def _languages(row: Observed, english: bool | None) -> tuple[str, ...]:
    wanted = row.is_foreign if english is None else english
    return (CHINESE, ENGLISH) if wanted else (CHINESE,)


def _office(read: Read) -> str:
    return str(settings.get(read, "office.name", "") or "")


def _office_en(read: Read) -> str:
    return str(settings.get(read, "office.name_en", "") or "") or _office(read)


def _phone(read: Read) -> str:
    return str(settings.get(read, "office.phone", "") or "")
