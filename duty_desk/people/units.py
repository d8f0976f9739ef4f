"""Colleges, departments and front-line teams, found by their full name or by a listed short name."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from db import search as index
from db.models import Campus, Unit
from db.vocabulary import UnitKind
from duty_desk import audit, search
from duty_desk.errors import InputError
from duty_desk.people import rules
from duty_desk.people.records import change, claim, required, text_or_none
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Read, Work

PRIVATE = frozenset({"contact", "phone"})
_MEMO, _BEARERS = "people.units", "people.units.bearers"


class UnitForm(TypedDict, total=False):
    """What can be filled in for a unit. `reports_through` is the unit whose daily report counts this one's people."""

    code: str | None
    name: str
    aliases: Sequence[str]
    kind: UnitKind | None
    staff: int | None
    students: int | None
    reports: bool
    reports_through: int | None
    campus: int | None
    contact: str | None
    phone: str | None
    is_active: bool
    list_order: int


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as lists and choices show it."""

    id: int
    code: str | None
    name: str
    aliases: tuple[str, ...]
    kind: str | None
    staff: int | None
    students: int | None
    reports: bool
    reports_through_id: int | None
    reports_through: str | None
    campus_id: int | None
    campus: str | None
    contact: str | None
    phone: str | None
    is_active: bool
    version: int

    @property
    def headcount(self) -> int:
        """Staff and students."""
        return (self.staff or 0) + (self.students or 0)

    @property
    def short_names(self) -> str:
        """The aliases in one line."""
        return "\u3001".join(self.aliases)


@requires(Permission.EDIT_REGISTER)
def add_unit(work: Work, *, import_id: int | None = None, **form: Unpack[UnitForm]) -> int:
    """Register a unit. Its name and aliases must not mean another one."""
    unit = Unit(import_id=import_id, name="")
    values = checked(work, None, {"name": "", "aliases": (), **form})
    for name, value in values.items():
        setattr(unit, name, value)
    if "list_order" not in form:
        unit.list_order = work.session.scalar(select(func.count()).select_from(Unit)) or 0
    work.session.add(unit)
    work.session.flush()
    note_added(work, unit)
    if import_id is None:
        _record(work, "unit.add", unit.id, {}, values)
    return unit.id


@requires(Permission.EDIT_REGISTER)
def update_unit(work: Work, unit: int, *, version: int | None = None, **form: Unpack[UnitForm]) -> None:
    """Change what is given; the rest stays."""
    row = claim(work, Unit, unit, version)
    before, after = change(row, checked(work, row, form))
    if after:
        work.session.flush()
        note_changed(work)
        _record(work, "unit.change", unit, before, after)


def find_unit(read: Read, text: str) -> int | None:
    """The unit that a full name or a listed alias means, whole words only: what is merely contained in a name means nothing."""
    return unit_names(read).get(name_key(text))


def unit_names(read: Read) -> Mapping[str, int]:
    """Every full name, code and alias of an active unit by its `name_key`."""
    if _MEMO not in read.memo:
        names: dict[str, int] = {}
        for unit in list_units(read):
            for name in (unit.code, *unit.aliases, unit.name):
                if name:
                    names[name_key(name)] = unit.id
        read.memo[_MEMO] = names
    return read.memo[_MEMO]


@step
def note_added(work: Work, unit: Unit) -> None:
    """A unit was written: its names mean it from now on, also within this unit of work."""
    work.memo.pop(_MEMO, None)
    if _BEARERS in work.memo:
        _note(work.memo[_BEARERS], unit.id, unit.name, (unit.name, unit.code, *unit.aliases))


@step
def note_changed(work: Work) -> None:
    """A unit on record may have other names than before."""
    work.memo.pop(_MEMO, None)
    work.memo.pop(_BEARERS, None)


def search_units(read: Read, typed: str, limit: int = 8) -> tuple[UnitRow, ...]:
    """Units for a type-ahead: an exact alias first, then by name, pinyin, initials or code in list order."""
    exact = find_unit(read, typed)
    groups = search.terms(typed)
    found = [exact] if exact is not None else []
    if groups:
        condition = index.matches(read.session.get_bind().dialect.name, "unit", Unit.id, groups)
        query = select(Unit.id).where(condition, Unit.is_active).order_by(Unit.list_order, Unit.id)
        found += [i for i in read.session.scalars(query.limit(limit)) if i != exact]
    elif typed.strip().isalpha():
        key = search.sort_key(typed.strip())
        query = select(Unit.id).where(Unit.name_sort.startswith(key, autoescape=True), Unit.is_active)
        found += [i for i in read.session.scalars(query.order_by(Unit.name_sort).limit(limit)) if i != exact]
    rows = {row.id: row for row in _rows(read, found)}
    return tuple(rows[i] for i in found[:limit])


def list_units(read: Read, *, kind: UnitKind | None = None, active_only: bool = True) -> tuple[UnitRow, ...]:
    """All units in the order of the office's list."""
    return _rows(read, None, kind, active_only)


def get_unit(read: Read, unit: int) -> UnitRow:
    """One unit."""
    return _rows(read, [unit], None, False)[0]


def fetch_units(read: Read, ids: Sequence[int]) -> tuple[UnitRow, ...]:
    """The units with these identifiers, in list order."""
    return _rows(read, ids, None, False)


def name_key(text: str) -> str:
    """A unit's name for comparing: half width, no spaces, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def checked(work: Work, row: Unit | None, form: UnitForm) -> dict[str, object]:
    """The columns a form of a unit comes to. Raises InputError for what may not be kept."""
    plain = ("kind", "staff", "students", "reports", "is_active", "list_order")
    values: dict[str, object] = {field: form.get(field) for field in plain if field in form}
    for field in ("staff", "students"):
        if (form.get(field) or 0) < 0:
            raise InputError(field, "people.error.negative")
    if "reports_through" in form:
        values["reports_through_id"] = form["reports_through"]
    if "campus" in form:
        values["campus_id"] = form["campus"]
    if "contact" in form:
        values["contact"] = rules.normalise_name(form["contact"] or "") or None
    if "phone" in form:
        values["phone"] = rules.check_phone(form["phone"]) if form["phone"] else None
    name = required(form["name"], "name", "people.error.unit_name_missing") if "name" in form else None
    code = text_or_none(form["code"]) if "code" in form else (row.code if row else None)
    if "code" in form:
        values["code"] = code
        _refuse_taken(work, row, "code", [code] if code else [])
    if name is not None:
        values |= {"name": name, "name_sort": search.sort_key(name)}
        _refuse_taken(work, row, "name", [name])
    full = name or (row.name if row else "")
    if "aliases" in form:
        aliases = [alias for word in form["aliases"] if (alias := text_or_none(word))]
        keys = {name_key(full)}
        # A short name given twice, or the full name again, is kept once.
        values["aliases"] = [a for a in aliases if not (name_key(a) in keys or keys.add(name_key(a)))]
        _refuse_taken(work, row, "aliases", aliases)
    short = values.get("aliases", row.aliases if row else [])
    values["search_doc"] = search.document(names=[full, *map(str, _listed(short))], codes=[code])
    return values


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []


def _refuse_taken(work: Work, row: Unit | None, field: str, names: Sequence[str]) -> None:
    bearers = _bearers(work)
    for name in names:
        for unit, called in bearers.get(name_key(name), {}).items():
            if row is None or unit != row.id:
                raise InputError(field, "people.error.unit_name_taken", name=name, unit=called)


def _bearers(work: Work) -> dict[str, dict[int, str]]:
    """Which units, inactive ones too, bear each name, code or alias; read once, however many units are written."""
    if _BEARERS not in work.memo:
        query = select(Unit.id, Unit.name, Unit.code, Unit.aliases).order_by(Unit.list_order, Unit.id)
        found: dict[str, dict[int, str]] = {}
        for key, name, code, aliases in work.session.execute(query):
            _note(found, key, name, (name, code, *aliases))
        work.memo[_BEARERS] = found
    return work.memo[_BEARERS]


def _note(bearers: dict[str, dict[int, str]], unit: int, called: str, names: Sequence[str | None]) -> None:
    for name in names:
        if name:
            bearers.setdefault(name_key(name), {})[unit] = called


def _record(
    work: Work, action: str, unit: int, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    hidden = PRIVATE | {"search_doc", "name_sort"}
    audit.record(
        work,
        action=action,
        subject=("unit", unit),
        before={key: value for key, value in before.items() if key not in hidden},
        after={key: value for key, value in after.items() if key not in hidden},
        private={key: value for key, value in after.items() if key in PRIVATE},
    )


def _rows(
    read: Read, ids: Sequence[int] | None, kind: UnitKind | None = None, active_only: bool = True
) -> tuple[UnitRow, ...]:
    through = aliased(Unit)
    query = (
        select(Unit, through.name, Campus.name)
        .outerjoin(through, through.id == Unit.reports_through_id)
        .outerjoin(Campus, Campus.id == Unit.campus_id)
        .order_by(Unit.list_order, Unit.id)
    )
    if ids is not None:
        query = query.where(Unit.id.in_(ids))
    if kind is not None:
        query = query.where(Unit.kind == kind)
    if active_only:
        query = query.where(Unit.is_active)
    return tuple(
        UnitRow(
            id=unit.id,
            code=unit.code,
            name=unit.name,
            aliases=tuple(unit.aliases),
            kind=unit.kind,
            staff=unit.staff,
            students=unit.students,
            reports=unit.reports,
            reports_through_id=unit.reports_through_id,
            reports_through=through_name,
            campus_id=unit.campus_id,
            campus=campus,
            contact=unit.contact,
            phone=unit.phone,
            is_active=unit.is_active,
            version=unit.version,
        )
        for unit, through_name, campus in read.session.execute(query)
    )
