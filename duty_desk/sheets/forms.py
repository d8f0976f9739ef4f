"""What each office form asks for: its columns, the titles they go by, and how they are read.

A form is data (`resources/sheets/forms/<key>.toml`), so that a title another school uses is added without
touching code. Field types are listed in `FIELD_TYPES`; values come out of `judging` under the field's key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from duty_desk.paths import resources
from duty_desk.sheets.words import heading_key
from duty_desk.strings import language

FIELD_TYPES = frozenset(
    {
        "batch", "choice", "date", "gate", "gates", "household", "id", "id_kind", "id_or_staff", "ignore",
        "integer", "item", "list", "moment", "money", "name", "names", "night_time", "number", "org",
        "org_or_household", "paper", "period", "phone", "plate", "quantity", "sex", "staff_number", "store",
        "temperature", "text", "time", "unit", "uscc", "yes_no",
    }
)  # fmt: skip

# A merged block repeats these down its rows; a merged figure would be counted twice.
FIGURES = frozenset({"integer", "money", "number", "quantity", "temperature"})


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a form.

    `auto` may be left out because the program numbers it; `soft` is a figure whose loss only warns;
    `unknown` says what a name outside the register does: "refuse", "warn" or "keep".
    """

    key: str
    title: str
    titles: frozenset[str]
    type: str
    required: bool = False
    auto: bool = False
    soft: bool = False
    unknown: str = "refuse"
    choices: Mapping[str, str] = field(default_factory=dict[str, str])
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Slots:
    """A form with one column for each day or half day: readings instead of one field a column."""

    key: str
    names: Mapping[str, str]
    default: str


@dataclass(frozen=True)
class Form:
    """One kind of sheet. `heading` is what the office's own paper is called; `english` names it on an English screen."""

    key: str
    heading: str
    english: str
    header_row: int
    fields: Mapping[str, Field]
    checks: tuple[str, ...]
    particulars: Mapping[str, Field]
    slots: Slots | None
    constants: Mapping[str, Mapping[str, str]]

    @property
    def title(self) -> str:
        """What the screen calls it."""
        return self.heading if language() == "zh_CN" else self.english

    @cached_property
    def titles(self) -> frozenset[str]:
        """All that its columns may be headed with."""
        return frozenset().union(*(column.titles for column in self.fields.values()))

    @cached_property
    def required(self) -> tuple[Field, ...]:
        """Fields without which no row can be kept, the automatic ones included."""
        return tuple(column for column in self.fields.values() if column.required)


@cache
def form(key: str) -> Form:
    """The form of that key; an unknown key is a defect."""
    path = resources() / "sheets" / "forms" / f"{key}.toml"
    return build_form(key, tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def form_keys() -> tuple[str, ...]:
    """All forms there are."""
    return tuple(sorted(path.stem for path in (resources() / "sheets" / "forms").glob("*.toml")))


def build_form(key: str, raw: Mapping[str, Any]) -> Form:
    """A form from its table, for tests and for forms a school adds."""
    slots = raw.get("slots")
    return Form(
        key=key,
        heading=raw["title"],
        english=raw.get("english", raw["title"]),
        header_row=raw.get("header_row", 3),
        fields={name: _field(name, about) for name, about in raw["fields"].items()},
        checks=tuple(raw.get("checks", ())),
        particulars={name: _field(name, about) for name, about in raw.get("particulars", {}).items()},
        slots=Slots(slots["key"], slots["names"], slots.get("default", "")) if slots else None,
        constants=raw.get("constants", {}),
    )


_KNOWN = {"title", "also", "type", "required", "auto", "soft", "unknown", "choices"}


def _field(key: str, about: Mapping[str, Any]) -> Field:
    kind = about.get("type", "text")
    if kind not in FIELD_TYPES:
        raise ValueError(f"no field type {kind} ({key})")
    choices: dict[str, str] = {}
    labels: dict[str, str] = {}
    for code, names in about.get("choices", {}).items():
        labels[code] = names[0]
        choices |= dict.fromkeys(names, code)
    return Field(
        key=key,
        title=about["title"],
        titles=frozenset(heading_key(title) for title in (about["title"], *about.get("also", ()))),
        type=kind,
        required=about.get("required", False),
        auto=about.get("auto", False),
        soft=about.get("soft", False),
        unknown=about.get("unknown", "refuse"),
        choices=choices,
        labels=labels,
        options={name: value for name, value in about.items() if name not in _KNOWN},
    )
