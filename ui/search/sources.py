"""Where the search box looks: persons, passes, units, households, rooms, goods, incidents, and the screens and settings themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from duty_desk import masking
from duty_desk.incidents import INCIDENTS
from duty_desk.incidents.ledgers import STATE_TONES as STATES
from duty_desk.ledger import page
from duty_desk.passes import LEDGERS, Request, list_passes
from duty_desk.passes.queries import TONES
from duty_desk.people.finding import find_person
from duty_desk.people.households import search_households
from duty_desk.people.units import search_units
from duty_desk.roles import ALLOWED, Permission
from duty_desk.rooms import STATE_TONES, search_rooms
from duty_desk.search import matched_length, normalise
from duty_desk.strings import t
from duty_desk.supplies.catalogue import search_items
from duty_desk.work import Read
from ui.kit.paint import Mark
from ui.kit.suggestions import Suggestion
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from duty_desk.desk import Desk

EACH = 5
# So many times what is shown is looked at for better ones.
FURTHER = 4
# What a suggestion opens: a kind of record, or "place" for a screen and part of it, with its name.
Target = tuple[str, int] | tuple[str, str, str]


def find_all(desk: Desk, places: Sequence[tuple[str, Target]], text: str) -> tuple[Suggestion, ...]:
    """Everything that fits what was typed, group by group, as far as the officer may see it."""
    with desk.read() as read:
        found: list[Suggestion] = []
        for source in SOURCES:
            found += source(read, text)
    found += _places(places, text)
    return tuple(found)


def _persons(read: Read, text: str) -> list[Suggestion]:
    return [
        Suggestion(
            ("person", row.id),
            row.name if _sees_names(read) else masking.mask_name(row.name),
            row.matched if _sees_names(read) else 0,
            row.unit or row.household or t(f"people.category.{row.category}"),
            row.tail4,
            icon="account-outline",
            group=t("shell.search.people"),
        )
        for row in find_person(read, text, EACH)
    ]


def _is_rare(name: str, text: str) -> bool:
    return bool(matched_length(name, text)) and not matched_length(name, text, usual=True)


def _passes(read: Read, text: str) -> list[Suggestion]:
    found: list[Suggestion] = []
    for kind in LEDGERS:
        rows = list_passes(read, kind, Request(search=text), EACH * FURTHER).rows
        # Whose name is read as it was typed only by a rare reading stands last.
        usual = sorted(rows, key=lambda row: _is_rare(row.holder_name, text))
        for row in usual[:EACH]:
            tone, icon = TONES[row.state]
            name = row.holder_name if _sees_names(read) else masking.mask_name(row.holder_name)
            found.append(
                Suggestion(
                    ("pass", row.id),
                    name,
                    matched_length(name, text),
                    row.place or row.plate or "",
                    row.short_number,
                    Mark(t(f"passes.state.{row.state}"), Tone(tone), icon),
                    "card-account-details-outline",
                    t("shell.search.passes"),
                )
            )
    return found[:EACH]


def _units(read: Read, text: str) -> list[Suggestion]:
    return [
        Suggestion(
            ("unit", row.id),
            row.name,
            matched_length(row.name, text),
            row.short_names,
            icon="office-building-outline",
            group=t("shell.search.units"),
        )
        for row in search_units(read, text, EACH)
    ]


def _households(read: Read, text: str) -> list[Suggestion]:
    return [
        Suggestion(
            ("household", row.id),
            row.place,
            0,
            (row.head_name or "") if _sees_names(read) else masking.mask_name(row.head_name),
            row.code,
            icon="home-outline",
            group=t("shell.search.households"),
        )
        for row in search_households(read, text, EACH)
    ]


def _goods(read: Read, text: str) -> list[Suggestion]:
    return [
        Suggestion(
            ("item", row.id),
            row.name,
            matched_length(row.name, text),
            row.spec,
            row.code,
            icon="package-variant-closed",
            group=t("shell.search.goods"),
        )
        for row in search_items(read, text, EACH)
    ]


def _rooms(read: Read, text: str) -> list[Suggestion]:
    found: list[Suggestion] = []
    for row in search_rooms(read, text, EACH):
        tone, icon = STATE_TONES[row.state.value]
        found.append(
            Suggestion(
                ("room", row.id),
                row.code,
                matched_length(row.code, text),
                row.building,
                row.name,
                Mark(t(f"rooms.state.{row.state.value}"), Tone(tone), icon),
                "bed-outline",
                t("shell.search.rooms"),
            )
        )
    return found


def _incidents(read: Read, text: str) -> list[Suggestion]:
    found: list[Suggestion] = []
    for row in page(INCIDENTS, read, Request(search=text, sort="found_at", descending=True), EACH).rows:
        tone, icon = STATES[row.state.value]
        found.append(
            Suggestion(
                ("incident", row.id),
                row.title,
                matched_length(row.title, text),
                row.place,
                row.number,
                Mark(t(f"incidents.state.{row.state.value}"), Tone(tone), icon),
                "alert-octagon",
                t(INCIDENTS.title),
            )
        )
    return found


def _places(places: Sequence[tuple[str, Target]], text: str) -> list[Suggestion]:
    wanted = normalise(text)
    return [
        Suggestion(
            target, name, matched_length(name, text), icon="arrow-right", group=t("shell.search.places")
        )
        for name, target in places
        if wanted in normalise(name) or (text.isalnum() and matched_length(name, text))
    ][:EACH]


def _sees_names(read: Read) -> bool:
    return Permission.REVEAL in ALLOWED[read.officer.role]


SOURCES: tuple[Callable[[Read, str], list[Suggestion]], ...] = (
    _persons,
    _passes,
    _units,
    _households,
    _rooms,
    _goods,
    _incidents,
)
