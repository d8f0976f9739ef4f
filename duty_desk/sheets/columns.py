"""Which column is which field: exact titles first, then the lower of two levels, then near misses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from duty_desk.sheets.forms import Form
from duty_desk.sheets.words import heading_key

_NEAR = 0.74
_NEAR_LENGTH = 3

EXACT, NEAR, CHOSEN, UNKNOWN, DOUBLE = "exact", "near", "chosen", "unknown", "double"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title as written, the field it was taken for, and how sure that is."""

    number: int
    title: str
    field: str | None
    how: str


@dataclass(frozen=True, slots=True)
class Match:
    """All columns, and the columns of each field."""

    columns: tuple[Column, ...]
    fields: Mapping[str, tuple[int, ...]]


def _keys(upper: str, own: str) -> tuple[str, ...]:
    """What a title may match under: both levels together, then its own."""
    return (heading_key(upper + own), heading_key(own)) if upper else (heading_key(own),)


def score_titles(form: Form, titles: Mapping[int, tuple[str, str]]) -> float:
    """How many titles the form knows; near misses count half."""
    keys = {key for pair in titles.values() for key in _keys(*pair)}
    score = 0.0
    for field in form.fields.values():
        if keys & field.titles:
            score += 1
        elif field.required and any(_near(key, field.titles) for key in keys):
            score += 0.5
    return score


def _near(key: str, titles: frozenset[str]) -> float:
    if len(key) < _NEAR_LENGTH:
        return 0
    best = max((SequenceMatcher(None, key, title).ratio() for title in titles), default=0)
    return best if best >= _NEAR else 0


def match_columns(
    form: Form, titles: Mapping[int, tuple[str, str]], chosen: Mapping[int, str | None] | None
) -> Match:
    """The field of every column; `chosen` by a person overrules what the titles say."""
    shown = {column: f"{upper}/{own}" if upper else own for column, (upper, own) in titles.items()}
    if chosen is not None:
        columns = [
            Column(number, shown.get(number, "").strip(), chosen.get(number), CHOSEN)
            for number in sorted({*titles, *chosen})
        ]
        return _match(columns)
    how: dict[int, tuple[str | None, str]] = {}
    taken: set[str] = set()
    for level in (0, 1):
        for column, pair in titles.items():
            keys = _keys(*pair)
            if column in how or len(keys) <= level:
                continue
            fields = [field.key for field in form.fields.values() if keys[level] in field.titles]
            if fields:
                field = next((key for key in fields if key not in taken), fields[0])
                how[column] = (field, DOUBLE if field in taken else EXACT)
                taken.add(field)
    _add_near(form, titles, how, taken)
    return _match([Column(c, title.strip(), *how.get(c, (None, UNKNOWN))) for c, title in shown.items()])


def _add_near(
    form: Form, titles: Mapping[int, tuple[str, str]], how: dict[int, tuple[str | None, str]], taken: set[str]
) -> None:
    candidates: list[tuple[float, int, str]] = []
    for column, pair in titles.items():
        if column in how:
            continue
        for field in form.fields.values():
            if field.key not in taken:
                likeness = max(_near(key, field.titles) for key in _keys(*pair))
                if likeness:
                    candidates.append((likeness, column, field.key))
    for _, column, field in sorted(candidates, key=lambda item: (-item[0], item[1])):
        if column not in how and field not in taken:
            how[column] = (field, NEAR)
            taken.add(field)


def _match(columns: list[Column]) -> Match:
    fields: dict[str, tuple[int, ...]] = {}
    for column in columns:
        if column.field:
            fields[column.field] = (*fields.get(column.field, ()), column.number)
    return Match(tuple(columns), fields)
