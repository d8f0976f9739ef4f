"""The lists of a site on paper: meals for the doors and the kitchen, readings to write down along a corridor, who is observed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from duty_desk import formats, masking, paper
from duty_desk.isolation import papers_facts
from duty_desk.isolation.papers_facts import Observed, Taken, frame_of
from duty_desk.roles import Permission, require
from duty_desk.strings import t
from duty_desk.work import Read

if TYPE_CHECKING:
    from duty_desk.paper import Printed, Target

MEALS = ("breakfast", "lunch", "dinner")
DIETS = ("regular", "halal", "vegetarian", "soft", "child")
_BOX = "\N{WHITE SQUARE}"
_GAP = "\N{IDEOGRAPHIC SPACE}"


def draw_doors(read: Read, target: Target, day: date, meal: str, *, building: str | None = None) -> Printed:
    """One meal door by door, with a box to tick; how many of each kind stand above."""
    require(read, Permission.PRINT)
    people = papers_facts.in_rooms(read, building=building)
    return paper.write_list(
        target,
        title=t("isolation_papers.doors.title", meal=t(f"isolation_papers.meal.{meal}")),
        columns=_columns("doors", (("room", 22), ("bed", 12), ("name", 26), ("diet", 24), ("note", 70), ("given", 16), ("left", 24))),
        rows=_by_floor(
            people,
            lambda each: [
                each.room_code,
                papers_facts.beds_of(each),
                masking.mask_name(each.name),
                diet_words(each.diet),
                each.diet_note,
                _BOX,
                "",
            ],
        ),
        filter_text=_GAP.join(part for part in (formats.full_day(day), building or "") if part),
        note=totals_words(people),
        signatures=tuple(t(f"isolation_papers.doors.sign_{who}") for who in ("kitchen", "carrier", "site")),
        landscape=False,
        **frame_of(read),
    )  # fmt: skip


def draw_kitchen(read: Read, target: Target, day: date) -> Printed:
    """What the kitchen makes on a day: each building by kind of diet, and what is written for single persons."""
    require(read, Permission.PRINT)
    people = papers_facts.in_rooms(read)
    buildings = dict.fromkeys(each.building for each in people)
    counts = {name: Counter(each.diet for each in people if each.building == name) for name in buildings}
    diets = [diet for diet in DIETS if diet == "regular" or any(count[diet] for count in counts.values())]
    rows: list[list[str]] = [
        [name, *(formats.number(counts[name][diet]) for diet in diets), formats.number(counts[name].total())]
        for name in buildings
    ]
    noted = [each for each in people if each.diet_note]
    totals = [
        t("isolation_papers.kitchen.total"),
        *(formats.number(sum(count[diet] for count in counts.values())) for diet in diets),
        formats.number(len(people)),
    ]
    notes = [[f"{each.place}{_GAP}{diet_words(each.diet)}{_GAP}{each.diet_note}"] for each in noted]
    return paper.write_list(
        target,
        title=t("isolation_papers.kitchen.title"),
        columns=[
            paper.ListColumn(t("isolation_papers.kitchen.building"), 70),
            *(paper.ListColumn(diet_words(diet), 22, "right") for diet in diets),
            paper.ListColumn(t("isolation_papers.kitchen.all"), 22, "right"),
        ],
        rows=rows,
        totals=totals,
        under=[[t("isolation_papers.kitchen.notes")], *notes] if notes else (),
        filter_text=_GAP.join((formats.full_day(day), t("isolation_papers.kitchen.meals"))),
        signatures=tuple(t(f"isolation_papers.kitchen.sign_{who}") for who in ("site", "kitchen")),
        landscape=False,
        **frame_of(read),
    )


def draw_corridor(
    read: Read, target: Target, day: date, *, building: str | None = None, floor: int | None = None
) -> Printed:
    """The sheet that readings are written on along a corridor; what is known of the day already stands there."""
    require(read, Permission.PRINT)
    people = papers_facts.in_rooms(read, building=building, floor=floor)
    known = papers_facts.taken(read, [each.id for each in people], day=day)
    where = [building or ""]
    if floor is not None:
        where.append(t("isolation_papers.floor", floor=floor))
    widths = (
        ("room", 20), ("bed", 12), ("name", 24), ("nth", 14), ("am_at", 18), ("am", 18), ("pm_at", 18), ("pm", 18),
        ("symptoms", 84), ("why", 40),
    )  # fmt: skip
    return paper.write_list(
        target,
        title=t("isolation_papers.corridor.title"),
        columns=_columns("corridor", widths),
        rows=_by_floor(people, lambda each: _corridor_cells(each, day, known[each.id])),
        filter_text=_GAP.join(part for part in (formats.full_day(day), *where) if part),
        note=t("isolation_papers.corridor.note"),
        signatures=tuple(t(f"isolation_papers.corridor.sign_{who}") for who in ("reader", "checker")),
        by_hand=True,
        **frame_of(read),
    )


def draw_observed(read: Read, target: Target, *, site: str | None = None, in_full: bool = False) -> Printed:
    """Who is observed now. `in_full` needs the right to see personal data and marks every page with who printed it."""
    require(read, Permission.PRINT)
    if in_full:
        require(read, Permission.REVEAL)
    people = papers_facts.in_rooms(read, site=site)
    known = papers_facts.taken(read, [each.id for each in people])
    today = read.at.date()
    widths = (
        ("n", 12), ("place", 44), ("name", 22), ("sex", 11), ("age", 11), ("category", 26), ("home", 46), ("admitted", 18),
        ("nth", 16), ("due", 20), ("last", 38), ("phone", 28),
    )  # fmt: skip
    return paper.write_list(
        target,
        title=t("isolation_papers.observed.title"),
        columns=_columns("observed", widths),
        rows=[
            _observed_cells(number, each, today, known[each.id], in_full)
            for number, each in enumerate(people, 1)
        ],
        filter_text=site or "",
        note=t("isolation_papers.observed.count", count=len(people)),
        signatures=tuple(t(f"isolation_papers.observed.sign_{who}") for who in ("made", "checked")),
        **frame_of(read, in_full=in_full),
    )


def diet_words(diet: str) -> str:
    """The word for a kind of food."""
    return t(f"isolation_papers.diet.{diet}") if diet in DIETS else diet


def totals_words(people: Sequence[Observed]) -> str:
    """How many portions, and of which kinds."""
    counts: Mapping[str, int] = Counter(each.diet for each in people)
    kinds = _GAP.join(f"{diet_words(diet)} {counts[diet]}" for diet in DIETS if counts.get(diet))
    return t("isolation_papers.doors.total", count=len(people), kinds=kinds)


def _columns(group: str, widths: Sequence[tuple[str, float]]) -> list[Any]:
    return [
        paper.ListColumn(
            t(f"isolation_papers.{group}.{key}"), width, "centre" if key in ("given", "nth", "n") else "left"
        )
        for key, width in widths
    ]


def _by_floor(people: Sequence[Observed], cells: Any) -> list[list[str]]:
    """A heading for each floor, then its rooms."""
    rows: list[list[str]] = []
    before: tuple[str, int] | None = None
    for each in people:
        here = (each.building, each.floor)
        if here != before:
            count = sum(1 for other in people if (other.building, other.floor) == here)
            place = f"{each.building}{_GAP}{t('isolation_papers.floor', floor=each.floor)}"
            rows.append([f"{place}{_GAP}{t('isolation_papers.people', count=count)}"])
            before = here
        rows.append(cells(each))
    return rows


def _corridor_cells(each: Observed, day: date, known: Sequence[Taken]) -> list[str]:
    said = [
        each.room_code,
        papers_facts.beds_of(each),
        masking.mask_name(each.name),
        str(max(0, each.day(day))),
    ]
    why = ""
    for slot in papers_facts.SLOTS:
        found = next((one for one in reversed(known) if one.slot == slot), None)
        at = formats.clock(found.at) if found is not None else ""
        value = f"{found.temperature:.1f}" if found is not None and found.temperature is not None else ""
        why = why or (found.not_taken if found is not None else "")
        said += [at, value]
    boxes = _GAP.join(
        f"{_BOX}{t(f'isolation_papers.symptom.{key}')}"
        for key in ("none", "dry_cough", "fatigue", "sore_throat", "diarrhoea", "other")
    )
    return [*said, boxes, why]


def _observed_cells(
    number: int, each: Observed, today: date, known: Sequence[Taken], in_full: bool
) -> list[str]:
    last = next((one for one in reversed(known) if one.counts is not None), None)
    nth = t("isolation_papers.nth_of", day=max(0, each.day(today)), days=each.days)
    sex = {"male": t("isolation_papers.sex.male"), "female": t("isolation_papers.sex.female")}.get(
        each.sex, ""
    )
    return [
        str(number),
        each.place,
        each.name if in_full else masking.mask_name(each.name),
        sex,
        "" if each.age is None else str(each.age),
        t(f"isolation_papers.category.{each.category}"),
        " ".join(part for part in (each.unit, each.home) if part),
        formats.day(each.admitted_at.date()) if each.admitted_at is not None else "",
        nth,
        formats.day(each.due_on),
        f"{formats.moment(last.at)} {last.counts:.1f}" if last is not None else "",
        each.phone,
    ]
