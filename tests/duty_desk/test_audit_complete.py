"""Whatever is changed is on record: random acts, five hundred with DUTY_DESK_FAULTS=full, the database watched from below (S-40)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.engine import Mode, connect_file
from db.models import AuditEntry, GridTeam
from db.vocabulary import Category, HouseholdState, IncidentKind, RestrictionKind, Role
from duty_desk import attachments, audit, incidents, passes, policy, printing, roster, screening, settings
from duty_desk.desk import Desk
from duty_desk.errors import Denied, DutyDeskError
from duty_desk.gate import Attempt, parcels, scan, visits
from duty_desk.people import households, merging, officers, persons, places, restrictions, revealing, units
from duty_desk.work import Work
from tests.conftest import Clock
from tests.duty_desk.acts_of_duty import ActsOfDuty
from tests.duty_desk.passes.conftest import Office, add_officer, build, form
from tests.faults.conftest import rounds

# What is no fact of the office: the record itself, what was half typed, marks against pressing twice, words to search by.
UNRECORDED = ("audit_entry", "audit_head", "draft", "operation", "alembic_version")


class Watched:
    """The office file with triggers of ours, which note every table that a transaction changes."""

    def __init__(self, desk: Desk) -> None:
        assert desk.path is not None
        self.path, self.read = desk.path, 0
        with closing(connect_file(self.path, Mode.WRITE)) as connection:
            tables = [
                name
                for (name,) in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
                )
                if name not in UNRECORDED and not name.startswith("sqlite_") and "_fts" not in name
            ]
            self.tables = frozenset(tables)
            connection.execute("CREATE TABLE seen (name TEXT)")
            for name in tables:
                for act in ("INSERT", "UPDATE", "DELETE"):
                    connection.execute(
                        f'CREATE TRIGGER seen_{name}_{act} AFTER {act} ON "{name}" '
                        f"BEGIN INSERT INTO seen VALUES ('{name}'); END"
                    )

    def changed(self) -> set[str]:
        """What was changed since the last time this was asked."""
        with closing(connect_file(self.path, Mode.READ)) as connection:
            rows = connection.execute("SELECT rowid, name FROM seen WHERE rowid > ?", (self.read,)).fetchall()
        self.read = max([self.read, *(row for row, _ in rows)])
        return {name for _, name in rows}


class Acts:
    """What officers do, at random; each is one call of one service."""

    def __init__(self, office: Office, chance: random.Random) -> None:
        self.office, self.chance, self.count = office, chance, 0
        self.people = [office.person, office.resident]
        self.passes: list[int] = []
        self.units, self.households = [office.unit], [office.household]
        self.restrictions: list[int] = []
        self.officers: list[int] = []
        self.incidents: list[int] = []
        self.visits: list[int] = []
        self.files: list[int] = []
        self.parcels: list[int] = []

    def new(self) -> int:
        self.count += 1
        return self.count

    def name(self) -> str:
        return "王李" + "".join("赵钱孙李周吴郑王冯陈"[int(digit)] for digit in str(self.new()))

    def all(self) -> Iterator[tuple[str, Callable[[Work], Any]]]:
        for name in dir(self):
            if name.startswith("act_"):
                yield name.removeprefix("act_"), getattr(self, name)

    def act_person(self, work: Work) -> None:
        self.people.append(persons.add_person(work, name=self.name(), category=Category.STAFF))

    def act_person_change(self, work: Work) -> None:
        persons.update_person(
            work, self.chance.choice(self.people), name=self.name(), category=Category.STAFF
        )

    def act_reveal(self, work: Work) -> None:
        revealing.reveal(work, self.chance.choice(self.people), reason="核对证件")

    def act_merge(self, work: Work) -> None:
        keep, remove = self.chance.sample(self.people, 2)
        merging.merge_persons(work, keep=keep, remove=remove, reason="同一人")

    def act_restrict(self, work: Work) -> None:
        self.restrictions.append(
            restrictions.restrict(
                work,
                person=self.chance.choice(self.people[2:] or self.people),
                kind=self.chance.choice(list(RestrictionKind)),
                starts_on=work.at.date(),
                reason="通报",
            )
        )

    def act_lift(self, work: Work) -> None:
        restrictions.lift(work, self.chance.choice(self.restrictions), reason="解除")

    def act_unit(self, work: Work) -> None:
        self.units.append(units.add_unit(work, name=f"单位{self.new()}"))

    def act_unit_change(self, work: Work) -> None:
        units.update_unit(work, self.chance.choice(self.units), name=f"改名{self.new()}")

    def act_household(self, work: Work) -> None:
        number = self.new()
        self.households.append(
            households.add_household(work, code=f"JS9-1-{number}", building="9", room=f"{number}")
        )

    def act_quarantine(self, work: Work) -> None:
        state = self.chance.choice(list(HouseholdState))
        households.set_state(work, self.chance.choice(self.households), state=state, reason="返回")

    def act_building(self, work: Work) -> None:
        places.add_building(work, code=f"B{self.new()}", name=f"楼{self.count}")

    def act_gate(self, work: Work) -> None:
        places.update_gate(
            work, self.office.south, code="S", name="南湖南门", opens_at=time(self.chance.randrange(5, 9))
        )

    def act_officer(self, work: Work) -> None:
        self.officers.append(add_officer(work, f"员{self.new()}", Role.KEEPER).id or 0)
        audit.record(work, action="officer.add", subject=("officer", self.officers[-1]))

    def act_officer_leaves(self, work: Work) -> None:
        officers.deactivate(work, self.chance.choice(self.officers))

    def act_officer_returns(self, work: Work) -> None:
        officers.reactivate(work, self.chance.choice(self.officers))

    def act_setting(self, work: Work) -> None:
        settings.put(work, "office.phone", str(self.new()))

    def act_policy(self, work: Work) -> None:
        policy.set_value(
            work,
            key="pass.max_days",
            value=14,
            starts_on=work.at.date() + timedelta(days=self.new()),
            source="通知",
        )

    def act_pass(self, work: Work) -> None:
        given = passes.issue(
            work,
            **form(self.office, holder=self.chance.choice(self.people), another=True, **self.period(work)),
        )
        self.passes.append(given.id)

    def act_request(self, work: Work) -> None:
        passes.request(
            work,
            **form(self.office, holder=self.chance.choice(self.people), another=True, **self.period(work)),
        )

    def period(self, work: Work) -> dict[str, datetime]:
        return {
            "valid_from": work.at,
            "valid_until": passes.end_of_day(work.at.date() + timedelta(days=self.chance.randrange(1, 5))),
        }

    def act_extend(self, work: Work) -> None:
        until = passes.end_of_day(work.at.date() + timedelta(days=self.chance.randrange(1, 16)))
        passes.extend(work, self.passes[-1], valid_until=until, approver=self.office.leader.id)

    def act_lost(self, work: Work) -> None:
        passes.report_lost(work, self.chance.choice(self.passes), reason="丢失")

    def act_void(self, work: Work) -> None:
        passes.void(work, self.chance.choice(self.passes), reason="填错")

    def act_reissue(self, work: Work) -> None:
        self.passes.append(passes.reissue(work, self.chance.choice(self.passes)).id)

    def act_undo_last(self, work: Work) -> None:
        passes.undo_last(work, self.passes[-1])

    def act_print(self, work: Work) -> None:
        printing.record(work, ("pass", self.chance.choice(self.passes)), "pass", "PDF")

    def act_attach(self, work: Work) -> None:
        raw = f"%PDF-1.7 {self.new()}".encode()
        self.files.append(attachments.add(work, ("pass", self.chance.choice(self.passes)), "a.pdf", raw))

    def act_detach(self, work: Work) -> None:
        attachments.remove(work, self.chance.choice(self.files), reason="放错")

    def act_incident(self, work: Work) -> None:
        self.incidents.append(
            incidents.report(work, kind=IncidentKind.SAFETY, level=4, title=f"事{self.new()}", place="锅炉房")
        )

    def act_incident_entry(self, work: Work) -> None:
        incidents.add_entry(work, self.chance.choice(self.incidents), kind="done", text="已处理")

    def act_incident_close(self, work: Work) -> None:
        incidents.close(work, self.chance.choice(self.incidents), outcome="完")

    def act_check(self, work: Work) -> None:
        screening.record_check(work, person=self.chance.choice(self.people), temperature=36.5)

    def act_visit(self, work: Work) -> None:
        self.visits.append(
            visits.register(
                work,
                gate=self.office.east,
                name=self.name(),
                phone="19900003482",
                purpose="检修",
                host_name="范澜之",
                host_unit=self.office.unit,
                host_confirmed=True,
                mask=True,
            ).id
        )

    def act_turn_away(self, work: Work) -> None:
        visits.turn_away(work, self.chance.choice(self.visits), reason="不见")

    def act_parcels(self, work: Work) -> None:
        self.parcels.append(parcels.count_in(work, place="南门", count=self.chance.randrange(1, 99)))

    def act_parcels_withdrawn(self, work: Work) -> None:
        parcels.withdraw_count(work, self.chance.choice(self.parcels), reason="数错")


@pytest.fixture
def office(sqlite_desk: Desk) -> Office:
    return build(sqlite_desk)


def head(desk: Desk) -> int:
    with desk.read() as read:
        return audit.head_of(read)[0]


LOOKS = ("reveal", "key_dialled")
TWO_ACTS = ("repair", "handover_done")


class DutyActs(ActsOfDuty, Acts):
    """Those of the desks of duty and reports, over what the others have registered."""

    def all(self) -> Iterator[tuple[str, Callable[[Work], Any]]]:
        for name in vars(ActsOfDuty):
            if name.startswith("act_"):
                yield name.removeprefix("act_"), getattr(self, name)


def counters(acts: Acts) -> list[tuple[str, Callable[[Work], Any]]]:
    """People, places, passes, gate: at random from the beginning."""
    return [*acts.all(), *[("pass", acts.act_pass)] * 3]


def duty(acts: DutyActs) -> list[tuple[str, Callable[[Work], Any]]]:
    """Duty and reports, each once in the order in which they build upon one another."""
    with acts.office.desk.work() as work:
        team = GridTeam(branch="饮食服务", name="一班", headcount=4)
        work.session.add(team)
        work.session.flush()
        acts.units = [units.add_unit(work, name="土木学院", reports=True)]
        acts.begin(acts.office.chief, team.id, roster.add_person(work, name="苗春燕"))
    return [*acts.all()]


@pytest.mark.slow
@pytest.mark.parametrize("of_duty", [False, True], ids=["counters", "duty"])
def test_every_change_has_its_entry_and_every_refusal_leaves_nothing(
    office: Office, clock: Clock, of_duty: bool
) -> None:
    """S-40: one entry for each act, in its transaction; none for what was refused."""
    desk, chance = office.desk, random.Random(40)
    acts = DutyActs(office, chance) if of_duty else Acts(office, chance)
    choices = duty(acts) if isinstance(acts, DutyActs) else counters(acts)
    watched = Watched(desk)
    watched.changed()
    done, refused = Counter[str](), Counter[str]()
    touched: set[str] = set()
    first = choices if of_duty else []
    for round_ in range(len(first) + rounds(150 if of_duty else 250, 500)):
        name, act = first[round_] if round_ < len(first) else chance.choice(choices)
        clock.forward(seconds=chance.randrange(90))
        before = head(desk)
        try:
            with desk.work() as work:
                act(work)
        except (DutyDeskError, IndexError, ValueError):
            refused[name] += 1
            assert (watched.changed(), head(desk)) == (set(), before), name
            continue
        changed, entries = watched.changed(), head(desk) - before
        # A look is on record although it changes nothing; what was so already is neither changed nor on record.
        # A visitor who was not on record is registered too, a repair stands in the log, a hand-over begins the next: acts of their own.
        twice = name in TWO_ACTS or (name == "visit" and "person" in changed)
        wanted = 2 if twice else 1 if changed or name in LOOKS else 0
        assert entries == wanted, f"{name} made {entries} entries for {sorted(changed)}"
        touched |= changed
        done[name] += entries
    never = [name for name, _ in choices if not done[name]]
    assert not never, f"always refused: {never} {refused}"
    assert len(touched) >= 20
    with desk.read() as read:
        assert audit.verify(read).broken_at is None
        rows = read.session.scalars(
            select(AuditEntry).order_by(AuditEntry.id.desc()).limit(sum(done.values()))
        )
        moments = []
        for entry in rows:
            assert (entry.officer_name, entry.role, entry.desk) == ("周敏", "administrator", desk.name)
            moments.append((entry.id, entry.at))
        assert moments == sorted(moments, reverse=True), "the order of the entries is that of time"


def test_a_scan_is_on_record_once_whatever_it_finds(office: Office) -> None:
    desk = office.desk
    with desk.work() as work:
        given = passes.issue(work, **form(office))
    desk.officer = office.guard
    watched = Watched(desk)
    watched.changed()
    for text, wanted in ((given.token, 1), ("9" * 42, 0), ("不认识", 0), (given.token, 0)):
        before = head(desk)
        scan(desk, Attempt(text=text, gate=office.east, temperature=36.5))
        changed = watched.changed()
        assert head(desk) - before == wanted
        # What is refused stands in a register of its own; a double trigger is neither.
        assert changed <= ({"crossing", "pass"} if wanted else {"refusal"})


def test_a_denied_act_leaves_its_denial_and_nothing_else(office: Office) -> None:
    desk = office.desk
    watched = Watched(desk)
    watched.changed()
    for officer in (office.guard, office.leader):
        before = head(desk)
        with pytest.raises(Denied), desk.work(officer) as work:
            settings.put(work, "office.phone", "1")
        assert (watched.changed(), head(desk) - before) == (set(), 1)


def test_the_watch_sees_what_is_done_without_a_word(office: Office) -> None:
    """The tests above can see: a service that forgot its entry would be found."""
    watched = Watched(office.desk)
    watched.changed()
    before = head(office.desk)
    with office.desk.work() as work:
        settings.store(work, 0, "office.note", "nothing said")
    assert (watched.changed(), head(office.desk) - before) == ({"setting"}, 0)
