"""What the leaders of the teams report of a check: expected = checked + missing, everybody missing by name (product rule R2, B23).

A later report takes the place of an earlier one of the same check and keeps it. A team that is known by name throughout and whose
members were checked one by one needs no report: it is counted from the checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from db.models import GridTeam, HealthCheck, TeamCount
from db.vocabulary import CheckSlot
from duty_desk import audit
from duty_desk.errors import InputError, StaleError
from duty_desk.roles import Permission, requires
from duty_desk.screening import grid_members
from duty_desk.screening.grid_members import MemberRow
from duty_desk.work import Read, Work

# Why somebody was not checked.
WHYS = ("rest", "leave", "away", "ill", "unreached")
REPORTED, CHECKED, SILENT = "reported", "checked", "silent"


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody who was not checked, and why: one of WHYS, empty where it is not known."""

    name: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team at one check of a day. `source`: reported by its leader, counted from the checks, or silent."""

    id: int
    branch: str
    name: str
    expected: int
    checked: int
    abnormal: int
    missing: tuple[Absent, ...]
    source: str
    members: int
    reporter: str
    at: datetime | None
    edition: int

    @property
    def is_silent(self) -> bool:
        """Nothing is known of it: that is not nobody missing."""
        return self.source == SILENT

    @property
    def is_whole(self) -> bool:
        """Everybody of the team was checked."""
        return not self.is_silent and not self.missing


@dataclass(frozen=True, slots=True)
class Edition:
    """One report of a team as it was made."""

    day: date
    slot: CheckSlot
    edition: int
    expected: int
    checked: int
    missing: int
    abnormal: int
    reporter: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BranchRow:
    """A branch with its teams, or all of the grid: sums of what is known."""

    name: str
    teams: tuple[TeamRow, ...]

    @property
    def expected(self) -> int:
        return sum(team.expected for team in self.teams)

    @property
    def checked(self) -> int:
        return sum(team.checked for team in self.teams)

    @property
    def missing(self) -> int:
        return sum(len(team.missing) for team in self.teams)

    @property
    def abnormal(self) -> int:
        return sum(team.abnormal for team in self.teams)

    @property
    def silent(self) -> int:
        """How many teams said nothing yet."""
        return sum(team.is_silent for team in self.teams)

    @property
    def unknown(self) -> int:
        """How many people are in teams that said nothing yet: expected = checked + missing + unknown."""
        return sum(team.expected for team in self.teams if team.is_silent)


@requires(Permission.FILE_REPORT)
def report(
    work: Work,
    *,
    team: int,
    checked: int,
    missing: Sequence[Absent] = (),
    abnormal: int = 0,
    day: date | None = None,
    slot: CheckSlot = CheckSlot.MORNING,
    expected: int | None = None,
    reporter: str = "",
) -> int:
    """Write down what a leader reported. Raises InputError where the figures do not hang together or somebody is missing without a name.

    `expected` is the head count of the register unless given, and then it must be that.
    """
    row = work.session.scalar(select(GridTeam).where(GridTeam.id == team).with_for_update())
    if row is None:
        raise StaleError("storage.stale")
    on = day or work.at.date()
    if on > work.at.date():
        raise InputError("day", "screening_grid.error.future")
    full = row.headcount
    if expected is not None and expected != full:
        raise InputError("expected", "screening_grid.error.expected", expected=expected, headcount=full)
    if not 0 <= checked <= full:
        raise InputError("checked", "screening_grid.error.checked", headcount=full)
    if not 0 <= abnormal <= checked:
        raise InputError("abnormal", "screening_grid.error.abnormal", checked=checked)
    names = [absent.name.strip() for absent in missing]
    if "" in names:
        raise InputError("missing", "screening_grid.error.name_missing")
    if any(absent.why and absent.why not in WHYS for absent in missing):
        raise InputError("missing", "screening_grid.error.why")
    if checked + len(names) != full:
        raise InputError(
            "missing", "screening_grid.error.names", wanted=full - checked, named=len(names), headcount=full
        )
    before = work.session.scalar(
        select(func.max(TeamCount.edition)).where(
            TeamCount.team_id == team, TeamCount.day == on, TeamCount.slot == slot.value
        )
    )
    new = TeamCount(
        team_id=team,
        day=on,
        slot=slot.value,
        edition=(before or 0) + 1,
        expected=full,
        checked=checked,
        abnormal=abnormal,
        missing=[[name, absent.why] for name, absent in zip(names, missing, strict=True)],
        reporter=reporter.strip() or None,
        at=work.at,
        officer_id=work.officer.id,
        officer_name=work.officer.name,
    )
    work.session.add(new)
    work.session.flush()
    audit.record(
        work,
        action="team_count.report",
        subject=("grid_team", team),
        after={
            "day": on, "slot": slot, "edition": new.edition, "expected": full, "checked": checked,
            "abnormal": abnormal, "missing": len(names),
        },
        private={"reporter": new.reporter, "names": names},
    )  # fmt: skip
    return new.id


def completeness(read: Read, day: date, slot: CheckSlot = CheckSlot.MORNING) -> tuple[BranchRow, ...]:
    """Every branch with its teams at one check of a day, in the order of the register."""
    reports = _reports(read, day, slot)
    people: dict[int, list[MemberRow]] = {}
    for member in grid_members.list_members(read, day=day, revealed=True):
        people.setdefault(member.team_id, []).append(member)
    normal = _checks(read, day, slot)
    branches: dict[str, list[TeamRow]] = {}
    for team in read.session.scalars(select(GridTeam).order_by(GridTeam.list_order, GridTeam.id)):
        row = _team(team, reports.get(team.id), people.get(team.id, []), normal)
        branches.setdefault(team.branch, []).append(row)
    return tuple(BranchRow(name, tuple(teams)) for name, teams in branches.items())


def total_of(branches: Sequence[BranchRow]) -> BranchRow:
    """All of the grid in one row."""
    return BranchRow("", tuple(team for branch in branches for team in branch.teams))


def editions(read: Read, team: int, *, limit: int = 20) -> tuple[Edition, ...]:
    """What a team reported, the last first; of one check the latest edition holds."""
    query = (
        select(TeamCount)
        .where(TeamCount.team_id == team)
        .order_by(TeamCount.day.desc(), TeamCount.at.desc(), TeamCount.id.desc())
        .limit(limit)
    )
    return tuple(
        Edition(
            row.day, CheckSlot(row.slot), row.edition, row.expected, row.checked, len(row.missing), row.abnormal,
            row.reporter or row.officer_name or "", row.at,
        )
        for row in read.session.scalars(query)
    )  # fmt: skip


def _team(
    team: GridTeam, told: TeamCount | None, people: Sequence[MemberRow], normal: dict[int, bool]
) -> TeamRow:
    if told is not None:
        return TeamRow(
            id=team.id,
            branch=team.branch,
            name=team.name,
            expected=told.expected,
            checked=told.checked,
            abnormal=told.abnormal,
            missing=tuple(Absent(str(name), str(why)) for name, why in told.missing),
            source=REPORTED,
            members=len(people),
            reporter=told.reporter or "",
            at=told.at,
            edition=told.edition,
        )
    checked = [member for member in people if member.person_id in normal]
    counted = bool(checked) and len(people) == team.headcount
    missing = [Absent(member.name) for member in people if member.person_id not in normal] if counted else []
    return TeamRow(
        id=team.id,
        branch=team.branch,
        name=team.name,
        expected=team.headcount,
        checked=len(checked) if counted else 0,
        abnormal=sum(not normal[member.person_id] for member in checked) if counted else 0,
        missing=tuple(missing),
        source=CHECKED if counted else SILENT,
        members=len(people),
        reporter="",
        at=None,
        edition=0,
    )


def _reports(read: Read, day: date, slot: CheckSlot) -> dict[int, TeamCount]:
    query = (
        select(TeamCount)
        .where(TeamCount.day == day, TeamCount.slot == slot.value)
        .order_by(TeamCount.team_id, TeamCount.edition)
    )
    return {row.team_id: row for row in read.session.scalars(query)}


def _checks(read: Read, day: date, slot: CheckSlot) -> dict[int, bool]:
    query = select(HealthCheck.person_id, HealthCheck.normal).where(
        HealthCheck.day == day, HealthCheck.slot == slot.value, HealthCheck.excused.is_(False)
    )
    return {row.person_id: row.normal for row in read.session.execute(query)}
