"""What the import of a feature is given, and what it says it has written: the same shapes for every desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from duty_desk.errors import DutyDeskError


class JudgedRow(Protocol):
    """A row as `duty_desk.sheets` judged it."""

    @property
    def sheet(self) -> str: ...

    @property
    def values(self) -> Mapping[str, Any]: ...


class Kept(Protocol):
    """What every import says: how many rows are on record now, and which were left, with the reason."""

    @property
    def count(self) -> int: ...

    @property
    def left(self) -> tuple[tuple[int, DutyDeskError], ...]: ...


@dataclass(frozen=True, slots=True)
class Written:
    """What an import wrote. `left` are positions of rows that could not be kept after all, with the reason."""

    count: int
    left: tuple[tuple[int, DutyDeskError], ...] = ()
