"""Which column is which field: exact titles first, then the lower of two levels, then near misses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from duty_desk.sheets.forms import Form
from duty_desk.sheets.words import heading_key, words

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


def title_keys(upper: str, own: str) -> tuple[str, ...]:
    """What a title may match under: both levels together, then its own."""
    return (heading_key(upper + own), heading_key(own)) if upper else (heading_key(own),)


def score_titles(form: Form, keys: frozenset[str]) -> float:
    """How many of the titles the form knows; near misses count half, once something is known."""
    # Every row near the top of a sheet is held against every form there is: most have nothing in common.
    if keys.isdisjoint(form.titles):
        return 0
    known = sum(not keys.isdisjoint(field.titles) for field in form.fields.values())
    lacking = [field for field in form.required if keys.isdisjoint(field.titles)]
    return known + 0.5 * sum(any(_near(key, field.titles) for key in keys) for field in lacking)


def _near(key: str, titles: frozenset[str]) -> float:
    if len(key) < _NEAR_LENGTH:
        return 0
    return max((_likeness(key, title) for title in titles), default=0)


def _likeness(key: str, title: str) -> float:
    """How alike two titles are, or 0 when a glance shows that they are not."""
    if abs(len(key) - len(title)) > 2 or len({*key} & {*title}) * 2 < len(title):
        return 0
    likeness = SequenceMatcher(None, key, title).ratio()
    return likeness if likeness >= _NEAR else 0


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
    titles = {
        column: pair for column, pair in titles.items() if heading_key(pair[1]) not in words().own_columns
    }
    how: dict[int, tuple[str | None, str]] = {}
    taken: set[str] = set()
    for level in (0, 1):
        for column, pair in titles.items():
            keys = title_keys(*pair)
            if column in how or len(keys) <= level:
                continue
            fields = [field.key for field in form.fields.values() if keys[level] in field.titles]
            if fields:
                field = next((key for key in fields if key not in taken), fields[0])
                how[column] = (field, DOUBLE if field in taken else EXACT)
                taken.add(field)
    _add_near(form, titles, how, taken)
    return _match([Column(c, shown[c].strip(), *how.get(c, (None, UNKNOWN))) for c in titles])


def _add_near(
    form: Form, titles: Mapping[int, tuple[str, str]], how: dict[int, tuple[str | None, str]], taken: set[str]
) -> None:
    candidates: list[tuple[float, int, str]] = []
    for column, pair in titles.items():
        if column in how:
            continue
        for field in form.fields.values():
            if field.key not in taken:
                likeness = max(_near(key, field.titles) for key in title_keys(*pair))
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
