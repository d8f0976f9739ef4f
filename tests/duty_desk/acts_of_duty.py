"""What officers do at the desks of duty and reports, at random; each is one call of one service (see `test_audit_complete`)."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, time, timedelta

from sqlalchemy import select

from db.models import LogEntry, Repair, UnitReport
from db.vocabulary import (
    CallOutcome,
    FacilityKind,
    LogKind,
    ReferenceKind,
    Shift,
    StepKind,
    Trade,
)
from duty_desk import bookings, handover, roster, screening, unit_reports
from duty_desk.bookings import facilities
from duty_desk.bookings.rules import Opening
from duty_desk.duty import log, patrols, references, repairs, routine
from duty_desk.people.approvals import Approval, digest_of
from duty_desk.reports import bulletin_rows, drafting, issuing, placing
from duty_desk.reports.bulletin_rows import BulletinDetail
from duty_desk.roster import calendar
from duty_desk.screening import grid_members, key_people, person_tests, returns
from duty_desk.screening.returns import BatchForm, RecordDay
from duty_desk.work import OfficerRef, Work


class ActsOfDuty:
    """Log, repairs, patrols, roster, hand-over, bookings, unit reports, screening, returns, bulletins."""

    chance: random.Random
    people: list[int]
    units: list[int]
    new: Callable[[], int]

    def begin(self, second: OfficerRef, team: int, other: int) -> None:
        """`second` is who takes the desk over, `team` one of the staff grid, `other` somebody on the roster to change shifts with."""
        self.second, self.team = second, team
        self.paper = 0
        self.roster = [other]
        self.bath = 0
        self.booked: list[int] = []
        self.key: list[int] = []
        self.batch = 0
        self.back: list[int] = []
        self.tested: list[int] = []

    def day(self, work: Work, most: int = 20) -> date:
        return work.at.date() + timedelta(days=self.chance.randrange(1, most))

    # --- log, repairs, patrols ---

    def act_log(self, work: Work) -> None:
        log.write(work, kind=LogKind.CALL, text=f"来电 {self.new()}", from_whom="楼管")

    def act_log_struck(self, work: Work) -> None:
        log.strike(work, self.chance.choice(list(work.session.scalars(select(LogEntry.id)))), reason="记错")

    def act_repair(self, work: Work) -> None:
        repairs.call(work, trade=Trade.WATER, place="一号楼", what=f"漏水 {self.new()}")

    def act_repair_assigned(self, work: Work) -> None:
        open_ = list(work.session.scalars(select(Repair.id)))
        repairs.assign(work, self.chance.choice(open_), assigned_to=f"师傅{self.new()}")

    def act_patrol_point(self, work: Work) -> None:
        patrols.add_point(work, route="锅炉房", name=f"点{self.new()}")

    def act_reference(self, work: Work) -> None:
        references.add(work, kind=ReferenceKind.PHONE, title=f"电话{self.new()}", phone="199 0000 3482")

    def act_routine_step(self, work: Work) -> None:
        routine.add_step(work, name=f"步{self.new()}", kind=next(iter(StepKind)))

    # --- roster ---

    def act_roster_person(self, work: Work) -> None:
        self.roster.append(
            roster.add_person(work, name="赵钱孙李"[self.new() % 4] + "班" * (self.new() % 9 + 1))
        )

    def act_roster_cell(self, work: Work) -> None:
        cell = [self.chance.choice([Shift.DAY, Shift.NIGHT, Shift.REST])]
        self.drawn = (self.chance.choice(self.roster), self.day(work))
        roster.set_cells(work, {self.drawn: cell})

    def act_roster_swap(self, work: Work) -> None:
        one, day = self.drawn
        other = next(each for each in self.roster if each != one)
        roster.swap(work, one=one, other=other, days=[day], reason="家中有事")

    def act_roster_moved(self, work: Work) -> None:
        roster.move_person(work, self.chance.choice(self.roster), before=None)

    def act_holiday(self, work: Work) -> None:
        calendar.set_days(work, [self.day(work)], name=f"日{self.new()}")

    # --- hand-over ---

    def act_thing(self, work: Work) -> None:
        handover.add_thing(work, name=f"物{self.new()}", unit="把", quantity=3)

    def act_desk_taken(self, work: Work) -> None:
        handover.take_over(work)

    def act_handover(self, work: Work) -> None:
        self.paper = handover.open_handover(work)

    def act_handover_note(self, work: Work) -> None:
        handover.write(work, self.paper, note=f"话{self.new()}")

    def act_handover_count(self, work: Work) -> None:
        for thing in handover.list_things(work)[:1]:
            handover.count(work, self.paper, thing.id, counted=3, note=f"数{self.new()}")

    def act_handover_signed(self, work: Work) -> None:
        handover.sign_out(work, self.paper, stand_in_reason="替班")

    def act_handover_unsigned(self, work: Work) -> None:
        handover.take_back_signature(work, self.paper)

    def act_handover_signed_again(self, work: Work) -> None:
        self.act_handover_signed(work)

    def act_handover_done(self, work: Work) -> None:
        other = self.second.id or 0
        yes = Approval(self.second, work.at, digest_of(handover.content(work, self.paper, officer=other)))
        handover.complete(work, self.paper, officer=other, approval=yes, late_reason="堵车")

    # --- bookings ---

    def act_facility(self, work: Work) -> None:
        self.bath = bookings.add_facility(
            work, name=f"浴室{self.new()}", kind=FacilityKind.SLOT, place="三号楼", unit="人"
        )

    def act_facility_rules(self, work: Work) -> None:
        opening = Opening("男", (), time(12), time(22), 20, 500)
        version = facilities.get_facility(work, self.bath).version
        bookings.set_rules(work, self.bath, valid_from=work.at.date(), openings=[opening], version=version)

    def act_booking(self, work: Work) -> None:
        day = self.day(work, 6)
        self.booked.append(bookings.book(work, self.bath, day=day, slot="12:00", name=f"客{self.new()}"))

    def act_booking_cancelled(self, work: Work) -> None:
        bookings.cancel(work, self.chance.choice(self.booked), note="不去了")

    def act_booking_restored(self, work: Work) -> None:
        bookings.restore(work, self.chance.choice(self.booked))

    def act_facility_closed(self, work: Work) -> None:
        bookings.close_day(work, self.bath, day=self.day(work, 60), reason="检修")

    # --- unit reports ---

    def act_report(self, work: Work) -> None:
        unit_reports.submit(
            work, unit=self.chance.choice(self.units), reporter="汤知珂", fever=self.chance.randrange(3)
        )

    def act_report_corrected(self, work: Work) -> None:
        row = self.chance.choice(list(work.session.scalars(select(UnitReport))))
        unit_reports.correct(
            work, unit=row.unit_id, day=row.day, edition=row.edition, reason="漏计", fever=self.new()
        )

    def act_report_chased(self, work: Work) -> None:
        unit_reports.chase(work, units=self.units[:1], day=work.at.date() + timedelta(days=-1))

    def act_report_exempt(self, work: Work) -> None:
        unit_reports.exempt(work, unit=self.units[0], from_on=self.day(work, 900), reason="放假")

    # --- screening, key persons, who comes back ---

    def act_team_member(self, work: Work) -> None:
        grid_members.place(work, person=self.people[0], team=self.team)

    def act_sample(self, work: Work) -> None:
        self.tested.append(person_tests.record_sample(work, person=self.chance.choice(self.people)))

    def act_result(self, work: Work) -> None:
        person_tests.record_result(work, self.chance.choice(self.tested), result="negative")

    def act_key_person(self, work: Work) -> None:
        person = self.chance.choice(self.people)
        self.key.append(key_people.register(work, person=person, came_on=work.at.date(), home="9号楼"))

    def act_key_dialled(self, work: Work) -> None:
        screening.dial(work, self.chance.choice(self.key))

    def act_key_called(self, work: Work) -> None:
        screening.record_call(
            work, self.chance.choice(self.key), outcome=CallOutcome.REACHED, temperature=36.4
        )

    def act_key_drawn(self, work: Work) -> None:
        screening.draw(work, count=1)

    def act_key_counts(self, work: Work) -> None:
        some = dict.fromkeys(("staff_origin", "student_origin", "staff_there", "student_there"), 1)
        key_people.set_counts(work, unit=self.units[0], back=self.new(), **some)

    def act_key_ended(self, work: Work) -> None:
        key_people.end(work, self.chance.choice(self.key), reason="期满")

    def act_batch(self, work: Work) -> None:
        day = work.at.date()
        self.batch = returns.add_batch(work, BatchForm(f"批{self.new()}", day, day + timedelta(days=3)))

    def act_returnee(self, work: Work) -> None:
        self.back.append(returns.add_returnee(work, batch=self.batch, person=self.chance.choice(self.people)))

    def act_returnee_observed(self, work: Work) -> None:
        returns.observe(work, self.chance.choice(self.back), must_observe=True, reason="中风险")

    def act_returnee_days(self, work: Work) -> None:
        yesterday = work.at.date() - timedelta(days=self.chance.randrange(1, 9))
        returns.record_days(work, self.chance.choice(self.back), [RecordDay(yesterday, "武汉", 36.4)])

    def act_returnee_dropped(self, work: Work) -> None:
        returns.drop(work, self.chance.choice(self.back), reason="不来了")

    # --- bulletins ---

    def draft(self, work: Work) -> BulletinDetail:
        return bulletin_rows.get_bulletin(work, bulletin_rows.current_draft(work) or 0)

    def act_bulletin(self, work: Work) -> None:
        drafting.new_bulletin(work)

    def act_bulletin_words(self, work: Work) -> None:
        found = self.draft(work)
        drafting.write_sections(work, found.id, [(f"节{self.new()}", "无")], version=found.version)

    def act_bulletin_figure(self, work: Work) -> None:
        found = self.draft(work)
        placing.place_figure(work, found.id, version=found.version, key="incidents.found")

    def act_bulletin_counted(self, work: Work) -> None:
        placing.refresh(work, self.draft(work).id)

    def act_bulletin_issued(self, work: Work) -> None:
        issuing.issue(work, self.draft(work).id)

    def act_bulletin_withdrawn(self, work: Work) -> None:
        issuing.withdraw(work, bulletin_rows.last_issued(work) or 0, reason="数字有误")
