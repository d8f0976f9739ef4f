"""The register as lists: persons, units, households, gates, buildings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from db.vocabulary import BuildingState, Category, HouseholdState, UnitKind
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.people import households, places, selection, units
from duty_desk.people.person_list import fetch_persons
from duty_desk.people.selection import number_of, words_of
from duty_desk.strings import t
from duty_desk.work import Read

_RESTRICTION_TONES = {
    "isolation": ("danger", "cancel"),
    "home_quarantine": ("danger", "home-outline"),
    "fever": ("danger", "thermometer-alert"),
    "blocked": ("danger", "lock-outline"),
}
_STATE_TONES = {
    "normal": ("ok", "check-circle"),
    "home_quarantine": ("danger", "home-outline"),
    "moved_out": ("neutral", "history"),
}
_OPEN_TONES = {"true": ("ok", "check-circle"), "false": ("neutral", "lock-outline")}
_BUILDING_TONES = {
    "used": ("ok", "check-circle"),
    "closed": ("neutral", "lock-outline"),
    "renovation": ("warn", "wrench-outline"),
}


def _describe(words: Mapping[str, str | None], flags: Mapping[str, str]) -> Callable[[Read, Request], str]:
    def describe(read: Read, request: Request) -> str:
        parts: list[str] = []
        if typed := request.search.strip():
            parts.append(t("people.filter.search", text=typed))
        for name, value in request.filters.items():
            if name in words and value:
                prefix = words[name]
                known = [word for word in words_of(value) if prefix is None or word in _KNOWN_WORDS]
                parts += known if prefix is None else [t(f"{prefix}.{word}") for word in known]
            elif name in flags and value:
                parts.append(t(flags[name]))
            elif name == "unit":
                parts += [unit.name for unit in units.fetch_units(read, [number_of(value)])]
            elif name == "household":
                parts += [home.place for home in households.fetch_households(read, [number_of(value)])]
            elif name == "campus":
                parts += [row.name for row in places.list_campuses(read) if row.id == value]
            elif name == "building":
                parts.append(t("people.filter.building", building=value))
        return t("people.filter.mark").join(parts)

    return describe


_KNOWN_WORDS = frozenset(
    str(word) for kinds in (Category, UnitKind, HouseholdState, BuildingState) for word in kinds
)

PERSONS = Ledger(
    key="people.persons",
    title="people.ledger.persons",
    columns=(
        Column("name", "people.column.name", Kind.NAME, 112, masked=True),
        Column("sex", "people.column.sex", width=56, words="people.sex", sortable=False),
        Column("category", "people.column.category", width=80, words="people.category"),
        Column("unit", "people.column.unit", width=168, stretch=True),
        Column("household", "people.column.household", width=112, sortable=False),
        Column("id_number", "people.column.id_number", Kind.ID, 168, masked=True, sortable=False),
        Column("staff_number", "people.column.staff_number", Kind.STAFF_NUMBER, 104, masked=True),
        Column("phone", "people.column.phone", Kind.PHONE, 112, masked=True, sortable=False),
        Column("created_at", "people.column.created_at", Kind.MOMENT, 112, hidden=True),
        Column(
            "restriction",
            "people.column.restriction",
            Kind.CHIP,
            112,
            sortable=False,
            words="people.restriction_kind",
            tones=_RESTRICTION_TONES,
        ),
    ),
    statement=selection.select_persons,
    fetch=fetch_persons,
    default_sort="name",
    describe=_describe({"category": "people.category"}, {"restricted": "people.filter.restricted"}),
)

UNITS = Ledger(
    key="people.units",
    title="people.ledger.units",
    columns=(
        Column("code", "people.column.code", width=72),
        Column("name", "people.column.unit_name", width=200, stretch=True),
        Column("short_names", "people.column.aliases", width=168, sortable=False),
        Column("kind", "people.column.kind", width=72, words="people.unit_kind"),
        Column("staff", "people.column.staff", Kind.NUMBER, 72, align="right"),
        Column("students", "people.column.students", Kind.NUMBER, 72, align="right"),
        Column("headcount", "people.column.headcount", Kind.NUMBER, 72, align="right"),
        Column("reports", "people.column.reports", Kind.FLAG, 72, sortable=False),
        Column("reports_through", "people.column.reports_through", width=136, sortable=False, hidden=True),
        Column("campus", "people.column.campus", width=88, sortable=False),
        Column("contact", "people.column.contact", Kind.NAME, 80, masked=True, sortable=False),
        Column("phone", "people.column.phone", Kind.PHONE, 112, masked=True, sortable=False),
    ),
    statement=selection.select_units,
    fetch=units.fetch_units,
    default_sort="order",
    describe=_describe({"kind": "people.unit_kind"}, {"reports": "people.filter.reports"}),
    totals=selection.unit_totals,
)

HOUSEHOLDS = Ledger(
    key="people.households",
    title="people.ledger.households",
    columns=(
        Column("code", "people.column.household_code", width=112),
        Column("place", "people.column.place", width=128, sortable=False, stretch=True),
        Column("head_name", "people.column.head_name", Kind.NAME, 96, masked=True),
        Column("declared_size", "people.column.declared_size", Kind.NUMBER, 64, align="right"),
        Column("members", "people.column.members", Kind.NUMBER, 72, align="right", sortable=False),
        Column("unit", "people.column.head_unit", width=168, sortable=False),
        Column(
            "quarantine_from", "people.column.quarantine_from", Kind.DATE, 88, sortable=False, hidden=True
        ),
        Column("quarantine_until", "people.column.quarantine_until", Kind.DATE, 88),
        Column("note", "people.column.note", width=160, sortable=False, hidden=True),
        Column(
            "state",
            "people.column.state",
            Kind.CHIP,
            96,
            words="people.household_state",
            tones=_STATE_TONES,
        ),
    ),
    statement=selection.select_households,
    fetch=households.fetch_households,
    default_sort="code",
    describe=_describe({"state": "people.household_state"}, {"quarantined": "people.filter.quarantined"}),
    totals=selection.household_totals,
)

GATES = Ledger(
    key="people.gates",
    title="people.ledger.gates",
    columns=(
        Column("code", "people.column.code", width=72),
        Column("name", "people.column.gate", width=144, sortable=False, stretch=True),
        Column("campus", "people.column.campus", width=96, sortable=False),
        Column("traffic", "people.column.traffic", width=144, sortable=False),
        Column("hours", "people.column.hours", width=112, sortable=False),
        Column("note", "people.column.note", width=160, sortable=False),
        Column("is_open", "people.column.state", Kind.CHIP, 96, words="people.gate_state", tones=_OPEN_TONES),
    ),
    statement=selection.select_gates,
    fetch=lambda read, ids: [gate for gate in places.list_gates(read) if gate.id in set(ids)],
    default_sort="order",
    describe=_describe({}, {"is_open": "people.filter.is_open"}),
)

BUILDINGS = Ledger(
    key="people.buildings",
    title="people.ledger.buildings",
    columns=(
        Column("code", "people.column.code", width=88),
        Column("name", "people.column.building", width=144, sortable=False, stretch=True),
        Column("campus", "people.column.campus", width=96, sortable=False),
        Column("kind", "people.column.building_kind", width=96),
        Column("floors", "people.column.floors", Kind.NUMBER, 64, align="right"),
        Column("lifts", "people.column.lifts", Kind.NUMBER, 64, align="right"),
        Column("note", "people.column.note", width=160, sortable=False),
        Column(
            "state",
            "people.column.state",
            Kind.CHIP,
            80,
            words="people.building_state",
            tones=_BUILDING_TONES,
        ),
    ),
    statement=selection.select_buildings,
    fetch=places.list_buildings,
    default_sort="order",
    describe=_describe({"state": "people.building_state", "kind": None}, {}),
)

LEDGERS: Mapping[str, Ledger] = {
    ledger.key: ledger for ledger in (PERSONS, UNITS, HOUSEHOLDS, GATES, BUILDINGS)
}
