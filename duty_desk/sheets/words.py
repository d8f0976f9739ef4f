"""The words office sheets are written with, from resources/sheets/words.toml, ready for matching."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from duty_desk.paths import resources


@dataclass(frozen=True, slots=True)
class Words:
    """Compiled patterns and tables; see the resource for what each stands for."""

    marks: Mapping[int, str]
    morning: tuple[str, ...]
    afternoon: tuple[str, ...]
    weekdays: re.Pattern[str]
    degrees: re.Pattern[str]
    none: frozenset[str]
    note: re.Pattern[str]
    numbered_note: re.Pattern[str]
    signature: re.Pattern[str]
    total: re.Pattern[str]
    heading_drop: re.Pattern[str]
    heading_unit: re.Pattern[str]
    approximate: re.Pattern[str]
    factors: Mapping[str, int]
    measured: frozenset[str]
    same_unit: Mapping[str, str]
    suggested_unit: Mapping[str, float]
    two_people: re.Pattern[str]
    nominal: str
    yes_no: Mapping[str, bool]
    sexes: Mapping[str, str]
    id_kinds: Mapping[str, str]
    household: re.Pattern[str]
    list_separators: re.Pattern[str]
    name_separators: re.Pattern[str]
    unsafe: re.Pattern[str]
    own_columns: frozenset[str]
    roster: Mapping[str, str]
    font: str


@cache
def words() -> Words:
    """The words, read once."""
    raw = tomllib.loads((resources() / "sheets" / "words.toml").read_text(encoding="utf-8"))
    rows, headings, quantity = raw["rows"], raw["headings"], raw["quantity"]
    return Words(
        marks={ord(mark): sign for mark, sign in raw["marks"].items()},
        morning=tuple(raw["times"]["morning"]),
        afternoon=tuple(raw["times"]["afternoon"]),
        weekdays=re.compile(raw["times"]["weekdays"]),
        degrees=re.compile(raw["none"]["degrees"]),
        none=frozenset(raw["none"]["signs"]),
        note=re.compile(rows["note_start"]),
        numbered_note=re.compile(rows["note_number"]),
        signature=re.compile(rows["signature"]),
        total=re.compile(rows["total"]),
        heading_drop=re.compile(headings["drop"]),
        heading_unit=re.compile(headings["unit_suffix"]),
        approximate=re.compile(quantity["approximate"]),
        factors=quantity["factors"],
        measured=frozenset(quantity["measured"]),
        same_unit=_inverted(quantity["same"]) | {unit: unit for unit in quantity["measured"]},
        suggested_unit=quantity["suggest"],
        two_people=re.compile(raw["goods"]["two_people"]),
        nominal=raw["goods"]["nominal"],
        yes_no=dict.fromkeys(raw["yes"]["yes"], True) | dict.fromkeys(raw["yes"]["no"], False),
        sexes=_inverted(raw["sex"]),
        id_kinds=_inverted(raw["id_kinds"]),
        household=re.compile(raw["household"]["pattern"]),
        list_separators=re.compile(raw["lists"]["separators"]),
        name_separators=re.compile(raw["lists"]["names"]),
        unsafe=re.compile(raw["unsafe"]["pattern"]),
        own_columns=frozenset(headings["own"]),
        roster=_inverted(raw["roster"]),
        font=raw["written"]["font"],
    )


def _inverted(table: Mapping[str, Any]) -> dict[str, str]:
    return {alias: key for key, aliases in table.items() for alias in aliases}


def half_width(text: str) -> str:
    """Digits, letters and signs in half width; Chinese characters are left as they are typed."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=8192)
def heading_key(text: str) -> str:
    """What two column titles have in common when they mean the same: no gaps, no unit, half width."""
    text = half_width("".join(text.split()))
    text = words().heading_unit.sub("", text)
    return words().heading_drop.sub("", text).lower()
