"""The notice that the observation is over, and what follows at home, one page a copy (form A1.11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from duty_desk.isolation.notice_layout import A4, LEFT, RIGHT, Say, Sheet, sex_of, words_in
from duty_desk.isolation.papers_facts import Observed, Taken
from duty_desk.paper import dates
from duty_desk.paper.forms import blank, imprint, seal_place
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Item, Layout, Text, middle
from duty_desk.strings import writing_in

AFTER = 4
# A number that was not given is written by hand.
BY_HAND = "_" * 14


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What the notice says beside the facts of the stay. `tests` are day and result of each test that has one."""

    stay: Observed
    office: str
    office_en: str
    phone: str
    readings: Sequence[Taken]
    tests: Sequence[tuple[str, str]]
    abnormal_from: float
    home_days: int
    officer: str
    printed_at: datetime
    copy: int
    watermark: str | None


def layout_release(facts: ReleaseFacts, language: str) -> tuple[Layout, ...]:
    """Both copies in one language: the person's and the one that is kept."""
    return tuple(_page(facts, language, part) for part in ("person", "kept"))


def _page(facts: ReleaseFacts, language: str, part: str) -> Layout:
    say, stay = words_in(language), facts.stay
    sheet = Sheet(language)
    sheet.title(
        say("isolation_papers.release.title"),
        say(f"isolation_papers.release.part_{part}"),
        say("isolation_papers.number", number=stay.release_number or BY_HAND),
        facts.office if sheet.is_chinese else facts.office_en,
    )
    sheet.table(_particulars(say, language, facts), label=24 if sheet.is_chinese else 34)
    sheet.gap(3)
    size = 11.5 if sheet.is_chinese else 10.5
    assert stay.ended_at is not None
    early = stay.due_on is not None and stay.ended_at.date() < stay.due_on
    opening = "isolation_papers.release.opening_early" if early else "isolation_papers.release.opening"
    sheet.paragraph(
        say(opening, name=stay.name, moment=dates.full_moment(stay.ended_at, language)), size=size
    )
    sheet.gap(2)
    sheet.heading(say("isolation_papers.release.after"))
    first = (
        say(
            "isolation_papers.release.at_home",
            days=facts.home_days,
            last=dates.full(stay.home_until, language),
        )
        if stay.home_until is not None and facts.home_days
        else say("isolation_papers.release.no_home")
    )
    for number, words in enumerate(
        (
            first,
            *(say(f"isolation_papers.release.after_{n}", phone=facts.phone) for n in range(1, AFTER + 1)),
        ),
        1,
    ):
        sheet.paragraph(f"{number}. {words}", size=size - 0.7)
    _sign(sheet, say)
    items = list(watermark_items(facts.watermark, *A4)) if facts.watermark else []
    items += sheet.items
    with writing_in(language):
        items += imprint(
            LEFT, RIGHT, 286, officer=facts.officer, printed_at=facts.printed_at, copy=facts.copy, page=1, pages=1
        )  # fmt: skip
    return Layout(*A4, tuple(items))


def _particulars(say: Say, language: str, facts: ReleaseFacts) -> list[list[tuple[str, str]]]:
    stay = facts.stay
    age = "" if stay.age is None else say("isolation_papers.years", age=stay.age)
    home = "\N{IDEOGRAPHIC SPACE}".join(part for part in (stay.unit, stay.home) if part)
    first = dates.full(stay.first_on, language) if stay.first_on is not None else ""
    last = dates.full(stay.ended_at.date(), language) if stay.ended_at is not None else ""
    span = say("isolation_papers.release.span", first=first, last=last)
    return [
        [
            (say("isolation_papers.name"), stay.name),
            (say("isolation_papers.sex_age"), " ".join(filter(None, (sex_of(say, stay.sex), age)))),
        ],
        [(say("isolation_papers.document"), stay.document), (say("isolation_papers.place"), stay.place)],
        [(say("isolation_papers.home"), home)],
        [(say("isolation_papers.release.period"), span)],
        [(say("isolation_papers.release.temperature"), _temperatures(say, facts))],
        [(say("isolation_papers.release.symptom"), _symptoms(say, facts.readings))],
        [(say("isolation_papers.release.test"), _tests(say, facts.tests))],
    ]


def _temperatures(say: Say, facts: ReleaseFacts) -> str:
    """How often it was read, the highest, and whether any was too high."""
    values = [each.counts for each in facts.readings if each.counts is not None]
    if not values:
        return say("isolation_papers.release.no_readings")
    high = [value for value in values if value >= facts.abnormal_from]
    key = "isolation_papers.release.some_high" if high else "isolation_papers.release.all_normal"
    return say(key, count=len(values), highest=f"{max(values):.1f}", high=len(high))


def _symptoms(say: Say, readings: Sequence[Taken]) -> str:
    found = dict.fromkeys(symptom for each in readings for symptom in each.symptoms if symptom != "none")
    if not found:
        return say("isolation_papers.release.no_symptoms")
    return say("isolation_papers.list_mark").join(symptom_words(say, each) for each in found)


def symptom_words(say: Say, symptom: str) -> str:
    """The word for a symptom; one that the office wrote itself stands as it was written."""
    return say(f"isolation_papers.symptom.{symptom}") if symptom in SYMPTOMS else symptom


SYMPTOMS = frozenset(
    {"none", "fever", "dry_cough", "cough", "fatigue", "sore_throat", "smell_taste", "diarrhoea", "other"}
)


def _tests(say: Say, tests: Sequence[tuple[str, str]]) -> str:
    if not tests:
        return say("isolation_papers.release.no_tests")
    results = (f"{day} {say(f'isolation_papers.result.{result}')}" for day, result in tests)
    return say("isolation_papers.list_mark").join(results)


def _sign(sheet: Sheet, say: Say) -> None:
    """Who released, whose seals it takes, and that it was handed over."""
    y = max(sheet.y + 8, 196.0)
    items: list[Item] = []
    for place, who in enumerate(("medical", "site_office", "command")):
        x = LEFT + place * 57
        items += [
            *seal_place(x, y, say(f"isolation_papers.release.seal_{who}"), width=52, height=34),
            *blank(x, y + 42, say("isolation_papers.release.issued_by"), room=52, size=9.5),
        ]
    items += [
        Text(RIGHT, middle(y + 52, 10.5), say("isolation_papers.blank_date"), 10.5, align="right"),
        *blank(LEFT, y + 66, say("isolation_papers.release.received"), room=80, size=10.5),
        *blank(LEFT + 90, y + 66, say("isolation_papers.notice.signed_on"), room=64, size=10.5),
    ]
    sheet.items += items
