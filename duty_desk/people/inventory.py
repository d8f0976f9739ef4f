"""What the office keeps about people: for every column its class, purpose, retention and who may see it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from duty_desk.paths import resources


class DataClass(StrEnum):
    """How carefully a column is to be handled."""

    PLAIN = "plain"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """One column of the inventory. `retention` is a key of `retentions`; `roles` are words of Role, or "everyone"."""

    table: str
    column: str
    data_class: DataClass
    purpose: str
    retention: str
    roles: tuple[str, ...]


@cache
def inventory() -> tuple[ColumnEntry, ...]:
    """Every column that is kept, table by table."""
    return tuple(
        ColumnEntry(
            table=table,
            column=column,
            data_class=data_class,
            purpose=about.get("columns", {}).get(column, about)["purpose"],
            retention=about.get("columns", {}).get(column, about)["retention"],
            roles=tuple(about["roles"]),
        )
        for table, about in _read()["tables"].items()
        for data_class in DataClass
        for column in about.get(data_class.value, ())
    )


@cache
def retentions() -> Mapping[str, str]:
    """How long each kind of data is kept, in the office's words."""
    return dict(_read()["retention"])


@cache
def _read() -> Mapping[str, Any]:
    path = resources() / "defaults" / "data_inventory.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
