"""Duty and reports: log, repairs, incidents, roster, bookings, hand-over with two signatures, what units report."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from db.models import DutyChange, UnitReport
from db.vocabulary import IncidentKind, LogKind, Shift, Trade
from duty_desk import bookings, handover, incidents, roster, unit_reports
from duty_desk.duty import log, repairs
from duty_desk.people.approvals import Approval, digest_of
from tests.faults.hands import Hands, Rows


def write(hands: Hands) -> Rows:
    with hands.desk.work() as work:
        return [("log_entry", log.write(work, kind=LogKind.CALL, text="一号楼停水", from_whom="楼管"))]


def call(hands: Hands) -> Rows:
    with hands.desk.work() as work:
        return [("repair", repairs.call(work, trade=Trade.WATER, place="一号楼", what="水管漏水"))]


def report(hands: Hands) -> Rows:
    with hands.desk.work() as work:
        made = incidents.report(work, kind=IncidentKind.SAFETY, level=4, title="漏水", place="锅炉房")
    return [("incident", made)]


def plan(hands: Hands) -> Rows:
    day = hands.desk.now.date() + timedelta(days=hands.chance.randrange(1, 20))
    cell = hands.chance.choice([[Shift.DAY], [Shift.NIGHT], [Shift.STANDBY]])
    with hands.desk.work() as work:
        roster.set_cells(work, {(hands.chance.choice(hands.roster), day): cell})
    return [("duty_change", hands.all(select(DutyChange.id).order_by(DutyChange.id))[-1])]


def book(hands: Hands) -> Rows:
    day = hands.desk.now.date() + timedelta(days=hands.chance.randrange(1, 6))
    with hands.desk.work() as work:
        made = bookings.book(
            work, hands.bath, day=day, slot="12:00", name=f"客{hands.chance.randrange(10**9)}"
        )
    return [("booking", made)]


def hand_over(hands: Hands) -> Rows:
    """From whoever holds the desk to one of the two others."""
    with hands.desk.work() as work:
        paper = handover.open_handover(work)
        held = handover.current(work)
        assert held is not None
        team = [hands.by("周敏"), hands.by("贺清岚")]
        goes, comes = team if team[0].id == held.officer_id else team[::-1]
        handover.write(work, paper, note="无")
        for thing in handover.list_things(work):
            handover.count(work, paper, thing.id, counted=thing.quantity)
    with hands.desk.work(goes) as work:
        handover.sign_out(work, paper)
    with hands.desk.read(goes) as read:
        wanted = handover.content(read, paper, officer=comes.id or 0)
    yes = Approval(comes, hands.desk.now, digest_of(wanted))
    with hands.desk.work(goes) as work:
        handover.complete(work, paper, officer=comes.id or 0, approval=yes, late_reason="堵车")
    return [("handover", paper)]


def file(hands: Hands) -> Rows:
    """The report of a unit for one of the last days; a further edition where there is one already."""
    unit = hands.chance.choice(list(hands.units.values()))
    day = date(2020, 3, 6) - timedelta(days=hands.chance.randrange(5))
    query = select(UnitReport).where(UnitReport.unit_id == unit, UnitReport.day == day)
    with hands.desk.work() as work:
        there = work.session.scalars(query.order_by(UnitReport.edition.desc())).first()
        figures = {"fever": hands.chance.randrange(5), "visit": hands.chance.randrange(5), "symptom": 5}
        if there is None:
            made = unit_reports.submit(
                work, unit=unit, day=day, reporter="汤知珂", remark="电话核对", **figures
            )
        else:
            figures["visit"] = (there.visit or 0) + 1
            made = unit_reports.correct(
                work, unit=unit, day=day, edition=there.edition, reason="误填", remark="电话核对", **figures
            )
    return [("unit_report", made)]


DUTY = (write, call, report, plan, book, hand_over)
REPORTS = (file,)
