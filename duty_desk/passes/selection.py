"""Which passes a list shows: search, filters and order, turned into one query that uses the indexes.

Filters of a request, all optional: `states` (PassState), `reasons` (codes), `groups` (lines of the bulletin), `issued` (first and
last day, either may be None), `units`, `gates`, `batch`, `job`, `holder`, `imported` (identifiers). Requests that wait or were
refused have no number; they are listed only when `states` asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from db import search as index
from db.models import Household, Pass, PassGate
from db.vocabulary import PassKind, PassState, PassStatus
from duty_desk import formats, numbering, search
from duty_desk.ledger import Request
from duty_desk.passes import rules
from duty_desk.passes.judging import describe_gates, reasons
from duty_desk.passes.records import TAIL
from duty_desk.people import restrictions
from duty_desk.strings import t
from duty_desk.work import Read

UNNUMBERED = frozenset({PassState.REQUESTED, PassState.REFUSED})
NUMBERED: ColumnElement[bool] = Pass.sequence.is_not(None)
# The same said by those few that have no number: the index whose order is followed then answers alone, and no row is looked up.
_waiting = aliased(Pass)
_NOT_WAITING = Pass.id.not_in(select(_waiting.id).where(_waiting.series.is_(None)))
# Longer runs of digits are whole document or phone numbers, of which only the tail is indexed.
_LONGEST_CODE = 8

_SORTS: Mapping[str, tuple[Any, ...]] = {
    "short_number": (Pass.year, Pass.sequence),
    "holder_name": (Pass.holder_sort, Pass.id),
    "period": (Pass.valid_until, Pass.id),
    "issued_at": (Pass.issued_at, Pass.id),
    "plate": (Pass.plate, Pass.id),
}


def select_passes(read: Read, kind: PassKind, request: Request) -> Select[Any]:
    """Identifiers of a kind's passes that match, in order."""
    conditions = [_NOT_WAITING if one is NUMBERED else one for one in matching(read, kind, request)]
    query = select(Pass.id).where(*conditions)
    return query.order_by(*order(request))


def matching(read: Read, kind: PassKind, request: Request) -> list[ColumnElement[bool]]:
    """All conditions of a kind's list."""
    found = [*_numbered(kind, request), *conditions(read, request)]
    if request.search.strip():
        found.append(search_condition(read, kind, request.search))
    return found


def order(request: Request) -> list[Any]:
    """Sort columns of a request; newest numbers first when none is asked for, newest requests first among those.

    Within a period of issue numbers follow the moments of issue, which have an index. What is searched for is few: it is sorted
    after it was found, not looked for along an index.
    """
    states = request.filters.get("states")
    if request.sort is None and states and set(states) <= UNNUMBERED:
        return [Pass.id.desc()]
    key = request.sort if request.sort is not None and request.sort in _SORTS else "short_number"
    columns = _SORTS["issued_at" if key == "short_number" and _has_period(request) else key]
    if request.search.strip():
        columns = tuple(_unindexed(column) for column in columns)
    descending = request.descending if request.sort is not None else True
    return [column.desc() if descending else column for column in columns]


def conditions(read: Read, request: Request) -> list[ColumnElement[bool]]:
    """Conditions of the filters."""
    wanted = {key: value for key, value in request.filters.items() if value is not None}
    found: list[ColumnElement[bool]] = []
    states = wanted.get("states")
    if states:
        found.append(or_(*(state_condition(read, PassState(state)) for state in states)))
    if wanted.get("reasons"):
        found.append(Pass.reason_id.in_(_reason_ids(read, codes=wanted["reasons"])))
    if wanted.get("groups"):
        found.append(Pass.reason_id.in_(_reason_ids(read, groups=wanted["groups"])))
    if wanted.get("issued"):
        found += _within(*wanted["issued"])
    if wanted.get("units"):
        found.append(Pass.unit_id.in_(list(wanted["units"])))
    if wanted.get("gates"):
        opens = select(PassGate.pass_id).where(PassGate.gate_id.in_(list(wanted["gates"])))
        found.append(Pass.id.in_(opens))
    for key, column in (
        ("batch", Pass.batch_id),
        ("job", Pass.job_id),
        ("holder", Pass.holder_id),
        ("imported", Pass.import_id),
    ):
        if key in wanted:
            found.append(column == wanted[key])
    return found


def search_condition(read: Read, kind: PassKind | None, typed: str) -> ColumnElement[bool]:
    """Condition for what was typed: a full number, else name, pinyin, tails of numbers, plate."""
    number = next(
        (
            found
            for one in ([kind] if kind else list(PassKind))
            if (found := numbering.parse(read, f"pass.{one.value}", typed)) is not None
        ),
        None,
    )
    if number is not None:
        return Pass.number == number.text
    groups = search_terms(typed)
    if not groups:
        return Pass.id == -1 if typed.strip() else Pass.id == Pass.id
    return index.matches(_dialect(read), "pass", Pass.id, groups)


def search_terms(typed: str) -> tuple[tuple[str, ...], ...]:
    """Terms for the index; of a whole document or phone number only the tail is looked for."""
    plain = "".join(c for c in search.normalise(typed) if c.isalnum())
    if len(plain) > _LONGEST_CODE and sum(c.isdigit() for c in plain) >= _LONGEST_CODE:
        return search.terms(plain[-TAIL:])
    return search.terms(typed)


def state_condition(read: Read, state: PassState) -> ColumnElement[bool]:
    """Condition: the pass is in this state now; the same answer as `rules.state_of`."""
    at = read.at
    issued = Pass.status == PassStatus.ISSUED.value
    midnight = rules.end_of_day(at.date())
    held = restrictions.restricted(Pass.holder_id, Pass.household_id, at=at)
    match state:
        case PassState.EXPIRED:
            return and_(issued, Pass.valid_until <= at)
        case PassState.SUSPENDED:
            return and_(issued, Pass.valid_until > at, held)
        case PassState.NOT_YET:
            return and_(issued, Pass.valid_until > at, Pass.valid_from > at, ~held)
        case PassState.LAST_DAY:
            return and_(
                issued, Pass.valid_until > at, Pass.valid_until <= midnight, Pass.valid_from <= at, ~held
            )
        case PassState.VALID:
            return and_(issued, Pass.valid_until > midnight, Pass.valid_from <= at, ~held)
        case _:
            return Pass.status == state.value


def closed_households(read: Read, households: Sequence[int]) -> Mapping[int, restrictions.RestrictionRow]:
    """The home quarantine of these households today, by household."""
    if not households:
        return {}
    day = read.at.date()
    query = select(Household.id, Household.quarantine_from, Household.quarantine_until).where(
        Household.id.in_(set(households)), restrictions.quarantined(Household, day, day)
    )
    return {
        key: restrictions.at_home(0, key, since, until) for key, since, until in read.session.execute(query)
    }


def describe(read: Read, request: Request) -> str:
    """The filters in words, as they stand on a print or an export of the list."""
    wanted = request.filters
    said: list[str] = []
    if request.search.strip():
        said.append(t("passes.filter.search", typed=request.search.strip()))
    if wanted.get("states"):
        said.append(_joined(t(f"passes.state.{PassState(state).value}") for state in wanted["states"]))
    if wanted.get("groups"):
        said.append(_joined(wanted["groups"]))
    if wanted.get("reasons"):
        known = reasons(read)
        said.append(_joined(known[code].label for code in wanted["reasons"] if code in known))
    if wanted.get("issued") and all(wanted["issued"]):
        said.append(t("passes.filter.issued", period=formats.period(*wanted["issued"])))
    if wanted.get("gates"):
        said.append(describe_gates(read, list(wanted["gates"])))
    return t("passes.filter.mark").join(said)


def _numbered(kind: PassKind, request: Request) -> list[ColumnElement[bool]]:
    states = request.filters.get("states")
    if request.search.strip():
        found: list[ColumnElement[bool]] = [_unindexed(Pass.kind) == kind.value]
        return (
            found if states and set(states) & UNNUMBERED else [*found, _unindexed(Pass.sequence).is_not(None)]
        )
    if states and set(states) & UNNUMBERED:
        return [Pass.kind == kind.value]
    by_number = request.sort is None or request.sort not in _SORTS or request.sort == "short_number"
    if by_number and not any(request.filters.get(key) for key in ("reasons", "groups", "issued")):
        # The series alone: its unique index then gives the order, and only numbered passes have one.
        return [Pass.series == f"pass.{kind.value}"]
    return [Pass.kind == kind.value, NUMBERED]


def _has_period(request: Request) -> bool:
    issued = request.filters.get("issued")
    return bool(issued) and any(issued)


def _unindexed(column: Any) -> Any:
    """The column as a value: no index is searched or followed for it."""
    return func.coalesce(column, column)


def _joined(words: Iterable[str]) -> str:
    return t("passes.list_mark").join(words)


def _within(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if first is not None:
        found.append(Pass.issued_at >= datetime.combine(first, time()))
    if last is not None:
        found.append(Pass.issued_at < rules.end_of_day(last))
    return found


def _reason_ids(read: Read, *, codes: Iterable[str] = (), groups: Iterable[str] = ()) -> list[int]:
    wanted_codes, wanted_groups = set(codes), set(groups)
    return [
        row.id
        for row in reasons(read).values()
        if row.code in wanted_codes or row.report_group in wanted_groups
    ]


def _dialect(read: Read) -> str:
    return read.session.get_bind().dialect.name
