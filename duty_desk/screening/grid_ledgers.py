"""Teams, members and tests as lists for the screen, the workbook and the paper.

Filters of teams: `day`, `slot` (today, morning), `branch`, `state` (one or several of silent, missing, whole, abnormal). Of members:
`team`, `branch`, `kind`, `front_line` (one or several), `fit` (one or several reasons). Of tests: `state` (awaited, valid, over, positive).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select

from db.models import GridMember, GridTeam, Person, PersonTest, Unit
from db.vocabulary import CheckSlot
from duty_desk import formats
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.people.selection import number_of, select_persons, words_of
from duty_desk.roles import Permission, require
from duty_desk.screening import fitness, grid_members, person_tests, team_counts
from duty_desk.screening.grid_members import MemberRow
from duty_desk.screening.team_counts import TeamRow
from duty_desk.strings import t
from duty_desk.work import Read

TEAM_TONES: Mapping[str, tuple[str, str]] = {
    "silent": ("warn", "clock-outline"),
    "missing": ("info", "account-outline"),
    "abnormal": ("danger", "thermometer-alert"),
    "whole": ("ok", "check-circle"),
}
FIT_TONES: Mapping[str, tuple[str, str]] = {
    "restricted": ("danger", "alert-octagon"),
    "positive": ("danger", "alert-octagon"),
    "abnormal": ("danger", "thermometer-alert"),
    "unchecked": ("warn", "alert"),
    "not_yet": ("neutral", "clock-outline"),
    "fine": ("ok", "check-circle"),
}
TEST_TONES: Mapping[str, tuple[str, str]] = {
    "awaited": ("info", "progress-clock"),
    "valid": ("ok", "check-circle"),
    "over": ("neutral", "clock-outline"),
    "positive": ("danger", "alert-octagon"),
}


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team as the list shows it; `names` are those missing, with why."""

    id: int
    branch: str
    team: str
    expected: int
    checked: int | None
    missing: int | None
    abnormal: int | None
    names: str
    state: str
    reporter: str
    at: datetime | None
    members: int


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member as the list shows it, with whether they may work today."""

    id: int
    person_id: int
    name: str
    staff_number: str
    branch: str
    team: str
    kind: str
    front_line: str
    lives_on_campus: bool
    health_card_until: date | None
    fit: str


def team_state(row: TeamRow) -> str:
    """The word for a team at a check, the gravest first."""
    if row.is_silent:
        return "silent"
    if row.abnormal:
        return "abnormal"
    return "missing" if row.missing else "whole"


def absent_words(row: TeamRow) -> str:
    """Who is missing, each with why."""
    return t("screening_grid.list_mark").join(
        t("screening_grid.absent", name=one.name, why=t(f"screening_grid.why.{one.why}"))
        if one.why
        else one.name
        for one in row.missing
    )


def rows_of(read: Read, filters: Mapping[str, Any]) -> tuple[TeamRow, ...]:
    """Every team at the check that the filters name."""
    day = filters.get("day")
    slot = filters.get("slot")
    known = slot if slot in [each.value for each in CheckSlot] else CheckSlot.MORNING.value
    branches = team_counts.completeness(
        read, day if isinstance(day, date) else read.at.date(), CheckSlot(known)
    )
    return team_counts.total_of(branches).teams


def select_teams(read: Read, request: Request) -> Select[Any]:
    """Teams that match, in the order of the register."""
    wanted = request.filters
    query = select(GridTeam.id)
    if wanted.get("branch"):
        query = query.where(GridTeam.branch.in_(words_of(wanted["branch"])))
    if "state" in wanted:
        states = words_of(wanted["state"])
        query = query.where(
            GridTeam.id.in_([row.id for row in rows_of(read, wanted) if team_state(row) in states])
        )
    if typed := request.search.strip().replace("\x00", ""):
        query = query.where(
            or_(
                GridTeam.name.contains(typed, autoescape=True),
                GridTeam.branch.contains(typed, autoescape=True),
            )
        )
    orders: Mapping[str, Sequence[Any]] = {"team": (GridTeam.name,), "expected": (GridTeam.headcount,)}
    keys = [*orders.get(request.sort or "", (GridTeam.list_order,)), GridTeam.id]
    return query.order_by(*(key.desc() if request.descending else key for key in keys))


def fetch_teams(read: Read, ids: Sequence[int]) -> Sequence[TeamLine]:
    """Rows of these teams at the morning check of today."""
    return lines_of(rows_of(read, {}), ids)


def lines_of(rows: Sequence[TeamRow], ids: Sequence[int]) -> list[TeamLine]:
    """Those of the teams that are asked for, as lines."""
    return [
        TeamLine(
            id=row.id,
            branch=row.branch,
            team=row.name,
            expected=row.expected,
            checked=None if row.is_silent else row.checked,
            missing=None if row.is_silent else len(row.missing),
            abnormal=None if row.is_silent else row.abnormal,
            names=absent_words(row),
            state=team_state(row),
            reporter=row.reporter,
            at=row.at,
            members=row.members,
        )
        for row in rows
        if row.id in set(ids)
    ]


def select_members(read: Read, request: Request) -> Select[Any]:
    """Members now that match, by team and name. Raises Denied for who may not see readings."""
    require(read, Permission.SEE_READINGS)
    wanted = request.filters
    query = (
        select(GridMember.id)
        .join(Person, Person.id == GridMember.person_id)
        .join(GridTeam, GridTeam.id == GridMember.team_id)
        .where(GridMember.left_on.is_(None))
    )
    if "team" in wanted:
        query = query.where(GridMember.team_id == number_of(wanted["team"]))
    if wanted.get("branch"):
        query = query.where(GridTeam.branch.in_(words_of(wanted["branch"])))
    for name, column in (("kind", GridMember.kind), ("front_line", GridMember.front_line)):
        if wanted.get(name):
            query = query.where(column.in_(words_of(wanted[name])))
    if "fit" in wanted:
        words, day = words_of(wanted["fit"]), read.at.date()
        members = grid_members.list_members(read)
        found = fitness.may_work_all(read, [row.person_id for row in members], day)
        query = query.where(
            GridMember.id.in_([row.id for row in members if found[row.person_id].why.value in words])
        )
    if typed := request.search.strip():
        people = select_persons(read, Request(search=typed)).order_by(None)
        query = query.where(or_(GridMember.person_id.in_(people), GridTeam.name == typed.replace("\x00", "")))
    orders: Mapping[str, Sequence[Any]] = {
        "name": (Person.name_sort,),
        "health_card_until": (GridMember.health_card_until,),
        "front_line": (GridMember.front_line, Person.name_sort),
    }
    keys = [*orders.get(request.sort or "", (GridTeam.list_order, Person.name_sort)), GridMember.id]
    return query.order_by(*(key.desc() if request.descending else key for key in keys))


def fetch_members(read: Read, ids: Sequence[int]) -> Sequence[MemberLine]:
    """Rows of these members, names whole: the list shortens them."""
    rows: Sequence[MemberRow] = grid_members.member_rows(read, ids, revealed=True)
    found = fitness.may_work_all(read, [row.person_id for row in rows], read.at.date())
    return [
        MemberLine(
            id=row.id,
            person_id=row.person_id,
            name=row.name,
            staff_number=row.staff_number,
            branch=row.branch,
            team=row.team,
            kind=row.kind.value,
            front_line=row.front_line.value or "none",
            lives_on_campus=row.lives_on_campus,
            health_card_until=row.health_card_until,
            fit=found[row.person_id].why.value,
        )
        for row in rows
    ]


def select_tests(read: Read, request: Request) -> Select[Any]:
    """Tests that match, the last sample first. Raises Denied for who may not see readings."""
    require(read, Permission.SEE_READINGS)
    query = select(PersonTest.id).join(Person, Person.id == PersonTest.person_id)
    query = query.outerjoin(Unit, Unit.id == Person.unit_id)
    if "state" in request.filters:
        words = words_of(request.filters["state"])
        rows = person_tests.list_tests(read, limit=100_000)
        query = query.where(PersonTest.id.in_([row.id for row in rows if row.state.value in words]))
    if typed := request.search.strip():
        people = select_persons(read, Request(search=typed)).order_by(None)
        query = query.where(PersonTest.person_id.in_(people))
    orders: Mapping[str, Sequence[Any]] = {"name": (Person.name_sort,), "unit": (Unit.list_order,)}
    keys = orders.get(request.sort or "")
    if keys is None:
        # The newest first, unless asked otherwise.
        keys = (PersonTest.sampled_at,)
    return query.order_by(*(key.desc() if request.descending else key for key in (*keys, PersonTest.id)))


def fetch_tests(read: Read, ids: Sequence[int]) -> Sequence[person_tests.PersonTestRow]:
    """Rows of these tests, names whole: the list shortens them."""
    return person_tests.rows_of(read, ids, revealed=True)


def _describe_teams(read: Read, request: Request) -> str:
    day, slot = request.filters.get("day", read.at.date()), request.filters.get("slot", "morning")
    said = [formats.full_day(day), t(f"screening_grid.slot.{slot}")]
    said += words_of(request.filters.get("branch", ()))
    known = [word for word in words_of(request.filters.get("state", ())) if word in TEAM_TONES]
    said += [t(f"screening_grid.state.{word}") for word in known]
    return t("screening_grid.list_mark").join(said)


def _team_totals(read: Read, request: Request) -> tuple[Total, ...]:
    ids = {int(row[0]) for row in read.session.execute(select_teams(read, request))}
    whole = team_counts.BranchRow("", tuple(row for row in rows_of(read, request.filters) if row.id in ids))
    return (
        Total("screening_grid.column.expected", f"{whole.expected:,}"),
        Total("screening_grid.column.checked", f"{whole.checked:,}"),
        Total("screening_grid.column.missing", f"{whole.missing:,}"),
        Total("screening_grid.total.unknown", f"{whole.unknown:,}"),
    )


TEAMS = Ledger(
    key="screening.teams",
    title="screening_grid.ledger.teams",
    columns=(
        Column("branch", "screening_grid.column.branch", width=112, sortable=False),
        Column("team", "screening_grid.column.team", width=152),
        Column("expected", "screening_grid.column.expected", Kind.NUMBER, 64, "right"),
        Column("checked", "screening_grid.column.checked", Kind.NUMBER, 64, "right", sortable=False),
        Column("missing", "screening_grid.column.missing", Kind.NUMBER, 56, "right", sortable=False),
        Column("abnormal", "screening_grid.column.abnormal", Kind.NUMBER, 56, "right", sortable=False),
        Column("names", "screening_grid.column.names", width=160, sortable=False, stretch=True),
        Column("reporter", "screening_grid.column.reporter", width=80, sortable=False),
        Column("at", "screening_grid.column.at", Kind.MOMENT, 104, sortable=False),
        Column("members", "screening_grid.column.members", Kind.NUMBER, 72, "right", sortable=False, hidden=True),
        Column(
            "state", "screening_grid.column.state", Kind.CHIP, 96, sortable=False, words="screening_grid.state",
            tones=TEAM_TONES,
        ),
    ),
    statement=select_teams,
    fetch=fetch_teams,
    default_sort="branch",
    describe=_describe_teams,
    totals=_team_totals,
)  # fmt: skip
MEMBERS = Ledger(
    key="screening.members",
    title="screening_grid.ledger.members",
    columns=(
        Column("name", "screening_grid.column.name", Kind.NAME, 88, masked=True),
        Column("staff_number", "screening_grid.column.staff_number", Kind.STAFF_NUMBER, 96, sortable=False, masked=True),
        Column("branch", "screening_grid.column.branch", width=112, sortable=False),
        Column("team", "screening_grid.column.team", width=152, sortable=False, stretch=True),
        Column("kind", "screening_grid.column.kind", width=104, sortable=False, words="screening_grid.kind"),
        Column("front_line", "screening_grid.column.front_line", width=80, words="screening_grid.front_line"),
        Column("lives_on_campus", "screening_grid.column.lives_on_campus", Kind.FLAG, 72, sortable=False, hidden=True),
        Column("health_card_until", "screening_grid.column.health_card_until", Kind.DATE, 104),
        Column(
            "fit", "screening_grid.column.fit", Kind.CHIP, 128, sortable=False, words="screening_grid.fit_state",
            tones=FIT_TONES,
        ),
    ),
    statement=select_members,
    fetch=fetch_members,
    default_sort="team",
)  # fmt: skip
TESTS = Ledger(
    key="screening.tests",
    health=True,
    title="screening_grid.ledger.tests",
    columns=(
        Column("sampled_at", "screening_grid.column.sampled_at", Kind.MOMENT, 112),
        Column("name", "screening_grid.column.name", Kind.NAME, 88, masked=True),
        Column("unit", "screening_grid.column.unit", width=160, stretch=True),
        Column("lab", "screening_grid.column.lab", width=128, sortable=False),
        Column("resulted_at", "screening_grid.column.resulted_at", Kind.MOMENT, 112, sortable=False),
        Column("valid_until", "screening_grid.column.valid_until", Kind.MOMENT, 112, sortable=False),
        Column(
            "state", "screening_grid.column.state", Kind.CHIP, 112, sortable=False, words="screening_grid.test_state",
            tones=TEST_TONES,
        ),
    ),
    statement=select_tests,
    fetch=fetch_tests,
    default_sort="sampled_at",
    default_descending=True,
)  # fmt: skip


def teams_at(shown: Ledger, day: date, slot: CheckSlot) -> Ledger:
    """The list of teams at another check."""
    about = {"day": day, "slot": slot.value}

    def of(request: Request) -> Request:
        return replace(request, filters={**request.filters, **about})

    def describe(read: Read, request: Request) -> str:
        return _describe_teams(read, of(request))

    return replace(
        shown,
        statement=lambda read, request: select_teams(read, of(request)),
        fetch=lambda read, ids: lines_of(rows_of(read, about), ids),
        describe=describe,
        totals=lambda read, request: _team_totals(read, of(request)),
    )
