"""Every posted fact stays as it was, whoever holds the database: each guarded table and column (acceptance check U-30)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from db.guards import APPEND_ONLY, FOLLOWS_MERGE, FROZEN, LEFT, TAKEN_BACK
from db.models import (
    CareEntry,
    Destruction,
    DestructionClearing,
    DestructionPermit,
    DutyChange,
    GridTeam,
    Handover,
    HandoverItem,
    HandoverThing,
    Item,
    KeyCall,
    KeyDraw,
    KeyPerson,
    Lot,
    LotConsent,
    Officer,
    Patrol,
    PatrolFinding,
    PatrolPoint,
    Person,
    Reading,
    Receipt,
    ReceiptLine,
    ReportCall,
    Room,
    RoomEvent,
    RosterPerson,
    RoutineEntry,
    RoutineStep,
    SealedPeriod,
    Stay,
    StayChange,
    Store,
    TeamCount,
    UnitReport,
    Watch,
    Zone,
    whole,
)
from db.vocabulary import DocumentKind, IncidentKind
from duty_desk import audit, incidents, passes, policy, printing
from duty_desk.desk import Desk
from duty_desk.errors import Refusal, StaleError
from duty_desk.supplies import posting
from duty_desk.work import Work
from tests.duty_desk.passes.conftest import Office, build, form


@pytest.fixture
def posted(desk: Desk) -> Office:
    """An office with a row in every guarded table."""
    office = build(desk)
    with desk.work() as work:
        given = passes.issue(work, **form(office))
        printing.record(work, ("pass", given.id), "pass", "PDF")
        incidents.report(work, kind=IncidentKind.SAFETY, level=4, title="漏水", place="锅炉房", text="已关阀")
        policy.set_value(work, key="pass.max_days", value=10, starts_on=work.at.date(), source="通知")
        goods(work)
        stay(work, office)
        duty(work)
        reports(work, office)
        destroyed(work)
    return office


def destroyed(work: Work) -> None:
    """What was destroyed of persons, and what was cleared afterwards."""
    session = work.session
    entry = audit.record(work, action="privacy.destroy")
    session.add(
        Destruction(
            id=1,
            number="销字〔2020〕第0001号",
            kind="retention",
            at=work.at,
            reason="到期",
            windows={},
            counts={},
            people=0,
            officer_name="周敏",
            entry_id=entry,
            anchor="",
            digest="",
        )
    )
    session.flush()
    session.add(DestructionClearing(destruction_id=1, at=work.at, backups=0, files=0))


def goods(work: Work) -> None:
    """One lot that came in, its donor's consent, and a closed month."""
    session = work.session
    store, item = Store(code="NH1", name="南湖一库"), Item(code="M01", name="口罩", base_unit="个")
    receipt = Receipt(source="donation", at=work.at, party="校友会")
    session.add_all((store, item, receipt))
    session.flush()
    lot = Lot(item_id=item.id, code="MK1", source="donation", receipt_id=receipt.id)
    session.add(lot)
    session.flush()
    session.add(
        ReceiptLine(
            receipt_id=receipt.id, line=1, item_id=item.id, lot_id=lot.id, entered_unit="个", usable=5
        )
    )
    session.add(LotConsent(lot_id=lot.id, at=work.at, agreed_by="校友会", agreed_on=work.at.date()))
    session.flush()
    moves = (posting.Move(lot.id, store.id, Decimal(5)),)
    posting.post(work, DocumentKind.RECEIPT, moves, series="receipt")
    session.add(SealedPeriod(until=date(2020, 1, 31), at=work.at, totals={}, digest=""))


def stay(work: Work, office: Office) -> None:
    """Somebody under observation, with a reading, a decision and a meal."""
    session = work.session
    zone = Zone(site="南湖", name="观察区")
    session.add(zone)
    session.flush()
    room = Room(code="NH-2-101", zone_id=zone.id, building="2号楼", floor=1, name="101", state_since=work.at)
    person = session.scalars(select(Person.id)).first()
    episode = Stay(person_id=person, origin="staff", category="other", requested_at=work.at, state="admitted")
    session.add_all((room, episode))
    session.flush()
    given = {"stay_id": episode.id, "at": work.at}
    session.add_all(
        (
            RoomEvent(room_id=room.id, at=work.at, before="free", after="occupied"),
            StayChange(**given, kind="extend", reason="复阳"),
            Reading(**given, day=work.at.date(), slot="am", recorded_at=work.at, temperature=36.5),
            CareEntry(**given, kind="meal", day=work.at.date()),
        )
    )


def duty(work: Work) -> None:
    """A shift that was handed over, somebody on the roster, a patrol and what was done before the shift."""
    session, day = work.session, work.at.date()
    chief = session.scalars(select(Officer.id)).first()
    held = Watch(
        day=day,
        shift="day",
        planned_from=work.at,
        planned_until=work.at,
        officer_id=chief,
        officer_name="周敏",
        started_at=work.at,
    )
    who, step = RosterPerson(name="周敏"), RoutineStep(name="指甲")
    point = PatrolPoint(route="配电室", name="1 号配电室")
    patrol = Patrol(route="配电室", walker="邹志刚", started_at=work.at)
    session.add_all((held, who, step, point, patrol))
    session.flush()
    handed = Handover(watch_id=held.id, opened_at=work.at, due_at=work.at)
    session.add(handed)
    session.flush()
    session.add_all(
        (
            HandoverItem(
                handover_id=handed.id,
                feature="gate",
                what="visit_overdue",
                subject_kind="visit",
                subject_id=1,
                name="访客",
                place="南门",
                detail="",
            ),
            HandoverThing(handover_id=handed.id, name="钥匙", unit="把", expected=12, counted=12),
            DutyChange(at=work.at, day=day, roster_person_id=who.id, kind="set", before="", after="day"),
            PatrolFinding(patrol_id=patrol.id, point_id=point.id, at=work.at, normal=True),
            RoutineEntry(day=day, shift="day", step_id=step.id, at=work.at, good=True),
        )
    )


def reports(work: Work, office: Office) -> None:
    """A unit that reported after it was reminded, a team's morning check, and calls to somebody who came back."""
    session, day = work.session, work.at.date()
    team = GridTeam(branch="饮食服务", name="一组", headcount=12)
    person = KeyPerson(person_id=session.scalars(select(Person.id)).first(), came_on=day)
    session.add_all((team, person))
    session.flush()
    session.add_all(
        (
            UnitReport(unit_id=office.unit, day=day, submitted_at=work.at, is_zero=True, is_late=False),
            ReportCall(unit_id=office.unit, day=day, at=work.at, outcome="reached"),
            TeamCount(team_id=team.id, day=day, slot="morning", expected=12, checked=12, at=work.at),
            KeyCall(key_person_id=person.id, day=day, at=work.at, outcome="reached"),
            KeyDraw(day=day, at=work.at, seed="1", drawn=[person.id]),
        )
    )


def refused(desk: Desk, statement: str) -> None:
    with (
        pytest.raises(IntegrityError),
        desk.engine.execution_options(writes=True).begin() as connection,
    ):
        connection.execute(text(statement))


def counted(desk: Desk, table: str) -> int:
    with desk.engine.connect() as connection:
        return int(connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one())


def test_no_row_of_an_append_only_table_is_altered_or_removed(posted: Office) -> None:
    desk = posted.desk
    for table in (*APPEND_ONLY, *TAKEN_BACK):
        rows = counted(desk, table)
        assert rows, f"nothing in {table} to try it on"
        column = inspect(desk.engine).get_columns(table)[-1]["name"]
        refused(desk, f'UPDATE "{table}" SET "{column}" = "{column}"')
        refused(desk, f'DELETE FROM "{table}"')
        assert counted(desk, table) == rows


def test_no_frozen_column_of_a_numbered_row_is_altered_and_the_row_stays(posted: Office) -> None:
    desk = posted.desk
    others = {"year": "2021", "sequence": "7", "issued_at": "'2020-03-01 00:00:00'"}
    for table, columns in FROZEN.items():
        assert counted(desk, table)
        for column in (*columns, *[own for name, own in FOLLOWS_MERGE.items() if name == table]):
            value = others.get(column, "2" if column.endswith("_id") else "'2020-03-01 00:00:00'")
            refused(desk, f'UPDATE "{table}" SET "{column}" = {value}')
        refused(desk, f'DELETE FROM "{table}"')
        assert counted(desk, table)


def under_permit(desk: Desk, permit: int, statements: Sequence[str]) -> None:
    """What somebody does who takes the permit of the act of destruction, and gives it back before the commit."""
    with desk.engine.execution_options(writes=True).begin() as connection:
        for statement in (
            f"INSERT INTO destruction_permit (id) VALUES ({permit})",
            *statements,
            f"DELETE FROM destruction_permit WHERE id = {permit}",
        ):
            connection.execute(text(statement))


def test_only_an_act_with_a_certificate_empties_what_a_posted_row_says_of_a_person(posted: Office) -> None:
    """S-51: the permit passes no commit, is not given back without a certificate, and frees nothing but the columns of persons."""
    desk = posted.desk
    emptied = "UPDATE care_entry SET text = ''"
    under_permit(desk, 1, [emptied, "UPDATE pass SET holder_name = '', holder_id = NULL"])
    with pytest.raises(IntegrityError):
        under_permit(desk, 2, [emptied])
    for statement in (
        "UPDATE care_entry SET kind = 'call'",
        "UPDATE audit_entry SET reason = ''",
        "UPDATE pass SET number = '1'",
        "DELETE FROM care_entry",
        "UPDATE destruction_permit SET id = 7",
    ):
        with pytest.raises(IntegrityError):
            under_permit(desk, 1, [statement])
    with pytest.raises(StaleError), desk.work() as work:
        work.session.add(DestructionPermit(id=1))
    refused(desk, emptied)


def test_the_permit_frees_exactly_the_columns_that_are_not_named() -> None:
    tables = whole().tables
    for name, left in LEFT.items():
        assert set(left.split()) < set(tables[name].columns.keys())
        assert name in (*APPEND_ONLY, *TAKEN_BACK)


@pytest.mark.parametrize(
    "act",
    [
        lambda work, given: passes.undo_issue(work, given),
        lambda work, given: passes.void(work, given, reason="填错"),
    ],
)
def test_what_was_issued_is_reversed_once_and_both_stay_visible(
    posted: Office, act: Callable[..., None]
) -> None:
    desk = posted.desk
    with desk.read() as read:
        given = passes.list_passes(read, passes.PassKind.TEMPORARY).rows[0]
    with desk.work() as work:
        act(work, given.id)
    with pytest.raises(Refusal), desk.work() as work:
        act(work, given.id)
    with desk.read() as read:
        detail = passes.get_pass(read, given.id)
    assert detail.row.number == given.number
    assert next(event.kind for event in detail.events) == "issued"
    assert len(detail.events) == 2
