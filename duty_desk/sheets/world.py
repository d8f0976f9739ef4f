"""What the office already knows while a sheet is judged. Read-only; the importing feature fills it in."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


class Caution(Protocol):
    """What `people.rules` says beside a value that may be kept."""

    @property
    def field(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def values(self) -> Mapping[str, object]: ...
    @property
    def harmless(self) -> bool: ...


class Checked(Protocol):
    """A value as it is kept, with cautions."""

    @property
    def value(self) -> str: ...
    @property
    def cautions(self) -> tuple[Caution, ...]: ...


class Problem(Protocol):
    """An InputError of `people.rules`."""

    key: str
    values: dict[str, object]


class Identity(Protocol):
    """The identity rules; `duty_desk.people.rules` itself is passed in, since people stands above sheets."""

    def check_name(self, text: str, *, field: str = ...) -> Checked: ...
    def check_phone(self, text: str, *, field: str = ...) -> str: ...
    def check_plate(self, text: str, *, field: str = ...) -> Checked: ...
    def check_uscc(self, text: str, *, field: str = ...) -> Checked: ...
    def check_staff_number(self, text: str, *, field: str = ...) -> str: ...
    def find_id_cautions(
        self, kind: str, number: str, today: date, *, sex: str | None = ..., field: str = ...
    ) -> tuple[Caution, ...]: ...
    def find_id_problems(
        self, kind: str, number: str, today: date, *, field: str = ...
    ) -> tuple[Problem, ...]: ...
    def guess_kind(self, number: str) -> str: ...
    def normalise_number(self, text: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of goods. `packs` leads from a pack's name to base units; `weight_kg` is of one base unit."""

    code: str
    name: str
    unit: str
    packs: Mapping[str, float] = field(default_factory=dict[str, float])
    weight_kg: float | None = None
    two_people: bool = False
    needs_expiry: bool = False


@dataclass(frozen=True, slots=True)
class Lot:
    """What lies in a store, in base units. `restricted_to` is the full name of the only unit it may go to."""

    item: str
    quantity: float
    lot: str = ""
    store: str = ""
    expiry: date | None = None
    restricted_to: str = ""


def _nobody(number: str) -> str | None:
    """Of an office that has no persons yet."""
    return None


def _fit(name: str, department: str, day: date) -> str:
    """Of an office that screens nobody."""
    return ""


@dataclass(frozen=True, slots=True)
class World:
    """Registers and limits to judge against. A register left at None is not checked.

    `units`, `stores` lead from every name and alias to the one that is kept (full name, store code).
    `choices` overrules the choices of a field: "form.field" → name → code.
    `numbers`, `batches`, `households` need only answer `in`; `known_as` says who has a document number on record,
    `unfit` why somebody may not work on a day.
    """

    today: date
    identity: Identity
    units: Mapping[str, str] | None = None
    gates: Mapping[str, bool] | None = None  # name → open
    stores: Mapping[str, str] | None = None
    households: Container[str] | None = None
    items: Mapping[str, Item] | None = None
    stock: tuple[Lot, ...] | None = None
    numbers: Container[str] = frozenset[str]()
    batches: Container[str] = frozenset[str]()
    known_as: Callable[[str], str | None] = _nobody
    unfit: Callable[[str, str, date], str] = _fit
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    max_pass_days: int = 14
    near_expiry_days: int = 30
    abnormal: float = 37.3
    low: float = 35.0
    plausible: tuple[float, float] = (30.0, 45.0)
