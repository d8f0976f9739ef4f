"""What a figure is: a number of the office to a cut-off, and the rows behind it, which add up to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from duty_desk.work import Read

ZERO, ONE = Decimal(0), Decimal(1)
_BEGINNING = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Scope:
    """From which day (the whole when empty) to which moment, the moment included, and what was chosen."""

    from_on: date | None
    cutoff: datetime
    choices: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def begin(self) -> datetime:
        """The first moment that counts."""
        return datetime.combine(self.from_on or _BEGINNING, time())

    @property
    def day(self) -> date:
        """The day the cut-off lies in; 24:00 belongs to the day it ends."""
        from duty_desk import formats

        return formats.last_day(self.cutoff)

    def choice(self, name: str) -> str:
        """What was chosen under a name; empty for all."""
        return self.choices.get(name, "")

    def number(self, name: str, usual: int) -> int:
        """What was chosen under a name, as a whole number."""
        text = self.choice(name).strip()
        return int(text) if text.isdecimal() else usual


@dataclass(frozen=True, slots=True)
class Line:
    """One row behind a figure: what it says, how much it adds, and the record it opens."""

    cells: tuple[str, ...]
    amount: Decimal = ONE
    subject: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows behind a figure under the titles of their columns. `whole` is the figure where it is no sum (days, a longest run)."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    whole: Decimal | None = None

    @property
    def total(self) -> Decimal:
        """The figure."""
        return sum((line.amount for line in self.lines), ZERO) if self.whole is None else self.whole


Options = Callable[[Read], tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Pick:
    """Something to choose for a figure. Without `options` it is a whole number; `needed` ones have no "all"."""

    name: str
    options: Options | None = None
    needed: bool = False
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the list. `from_day`: it counts a period; otherwise it says how things stood at the cut-off, or on its day.

    `unit` is a key below `reports.unit`; `unit_of` knows better where it depends on the choice.
    """

    key: str
    group: str
    unit: str
    rows: Callable[[Read, Scope], Rows]
    picks: tuple[Pick, ...] = ()
    from_day: bool = False
    # Faster than adding up the rows, and the same.
    total: Callable[[Read, Scope], Decimal] | None = None
    unit_of: Callable[[Read, Scope], str] | None = None
