"""The notice to somebody who is taken under observation, one page a copy, to be signed (form A1.9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from duty_desk.isolation.notice_layout import A4, ENGLISH, LEFT, RIGHT, Say, Sheet, sex_of, words_in
from duty_desk.isolation.papers_facts import Observed
from duty_desk.paper import dates
from duty_desk.paper.forms import blank, imprint, seal_place
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Item, Layout, Qr, Text, middle
from duty_desk.strings import writing_in

RULES = 7
RIGHTS = 3


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What the notice says beside the facts of the stay. A scan of `code` opens it; the windows are "HH:MM" from, until."""

    stay: Observed
    code: str
    office: str
    office_en: str
    phone: str
    morning: tuple[str, str]
    evening: tuple[str, str]
    help_line: str
    officer: str
    printed_at: datetime
    copy: int
    watermark: str | None


def layout_notice(facts: NoticeFacts, language: str) -> tuple[Layout, ...]:
    """Both copies in one language: the person's and the one that is kept at the site."""
    return tuple(_page(facts, language, part) for part in ("person", "site"))


def _page(facts: NoticeFacts, language: str, part: str) -> Layout:
    say, stay = words_in(language), facts.stay
    sheet = Sheet(language)
    sheet.title(
        say("isolation_papers.notice.title"),
        say(f"isolation_papers.notice.part_{part}"),
        say("isolation_papers.number", number=stay.number) if stay.number else "",
        facts.office if sheet.is_chinese else facts.office_en,
    )
    if facts.code:
        sheet.items += [
            Qr(LEFT, 13, 18, facts.code),
            Text(LEFT + 9, middle(34, 7), facts.code, 7, align="centre", shrink_to=30),
        ]
    sheet.table(_particulars(say, stay), label=24 if sheet.is_chinese else 32)
    sheet.paragraph(_opening(say, language, facts), size=10.5 if sheet.is_chinese else 9.4)
    size = 10.5 if sheet.is_chinese else 8.9
    sheet.heading(say("isolation_papers.notice.rules"))
    for number in range(1, RULES + 1):
        words = say(
            f"isolation_papers.notice.rule_{number}",
            am_from=facts.morning[0], am_until=facts.morning[1],
            pm_from=facts.evening[0], pm_until=facts.evening[1],
        )  # fmt: skip
        sheet.paragraph(f"{number}. {words}", size=size)
    sheet.heading(say("isolation_papers.notice.rights"))
    for number in range(1, RIGHTS + 1):
        sheet.paragraph(f"{number}. {say(f'isolation_papers.notice.right_{number}')}", size=size)
    sheet.heading(say("isolation_papers.notice.duty"))
    sheet.paragraph(say("isolation_papers.notice.duty_words"), size=size)
    sheet.heading(say("isolation_papers.notice.contacts"))
    contacts = (
        (say("isolation_papers.notice.medical"), stay.doctor),
        (say("isolation_papers.notice.site"), stay.site_phone or facts.phone),
        (say("isolation_papers.notice.of_unit"), stay.unit_phone),
        (say("isolation_papers.notice.help_line"), facts.help_line),
    )
    sheet.table([contacts[:2], contacts[2:]], label=28 if sheet.is_chinese else 36)
    _sign(sheet, say)
    items = list(watermark_items(facts.watermark, *A4)) if facts.watermark else []
    items += sheet.items
    with writing_in(language):
        items += imprint(
            LEFT, RIGHT, 289, officer=facts.officer, printed_at=facts.printed_at, copy=facts.copy, page=1, pages=1
        )  # fmt: skip
    return Layout(*A4, tuple(items))


def _particulars(say: Say, stay: Observed) -> list[list[tuple[str, str]]]:
    age = "" if stay.age is None else say("isolation_papers.years", age=stay.age)
    sex = " ".join(part for part in (sex_of(say, stay.sex), age) if part)
    home = "\N{IDEOGRAPHIC SPACE}".join(part for part in (stay.unit, stay.home) if part)
    return [
        [(say("isolation_papers.name"), stay.name), (say("isolation_papers.sex_age"), sex)],
        [(say("isolation_papers.document"), stay.document), (say("isolation_papers.phone"), stay.phone)],
        [(say("isolation_papers.home"), home)],
        [
            (say("isolation_papers.contact"), stay.contact),
            (say("isolation_papers.category_name"), say(f"isolation_papers.category.{stay.category}")),
        ],
        [
            (say("isolation_papers.place"), stay.place),
            (say("isolation_papers.approval"), stay.approval),
        ],
    ]


def _opening(say: Say, language: str, facts: NoticeFacts) -> str:
    """What is ordered, on what grounds, where and how long; what is not yet known is left to be filled in by hand."""
    stay = facts.stay
    return say(
        "isolation_papers.notice.opening",
        name=stay.name,
        first=_date(stay.first_on, language, say),
        last=_date(stay.due_on, language, say),
        days=stay.days,
        place=stay.place or say("isolation_papers.blank"),
    )


def _date(day: date | None, language: str, say: Say) -> str:
    return dates.full(day, language) if day is not None else say("isolation_papers.blank_day")


def _sign(sheet: Sheet, say: Say) -> None:
    """Read and understood; or who saw that it was not signed; and whose notice it is."""
    y = sheet.y + 1
    room = 100.0 if sheet.language != ENGLISH else 108.0
    items: list[Item] = [
        Text(LEFT, middle(y + 2.5, 10), say("isolation_papers.notice.read"), 10, bold=True, shrink_to=RIGHT - LEFT),
        *blank(LEFT, y + 11, say("isolation_papers.notice.signed"), room=62, size=10),
        *blank(LEFT + 66, y + 11, say("isolation_papers.notice.signed_on"), room=room - 66, size=10),
        Text(LEFT, middle(y + 19, 9), say("isolation_papers.notice.refused"), 9, shrink_to=room),
        *blank(LEFT, y + 26, say("isolation_papers.notice.witness_one"), room=48, size=9.5),
        *blank(LEFT + 52, y + 26, say("isolation_papers.notice.witness_two"), room=room - 52, size=9.5),
        *seal_place(RIGHT - 46, y + 6, say("isolation_papers.notice.seal"), width=46, height=26),
        Text(RIGHT, middle(y + 36, 10), say("isolation_papers.blank_date"), 10, align="right"),
    ]  # fmt: skip
    sheet.items += items
    sheet.y = y + 40
