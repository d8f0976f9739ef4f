"""What is past its time goes, with a second person's yes and a certificate; what counts stays (acceptance checks S-51, I-14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from db.models import Crossing, Destruction, ImportBatch, Pass, Person, Stay, Visit, whole
from db.vocabulary import Category
from duty_desk import attachments, audit, backup, check, importing, passes, policy
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, Refusal
from duty_desk.people import approvals
from duty_desk.people.inventory import DataClass, inventory
from duty_desk.privacy import Act, approval_content, certificates, clear, destroy, outstanding, preview
from duty_desk.privacy.checking import check as check_certificates
from duty_desk.privacy.plan import APART, DROPPED, PARENTS, RULES, STAYS
from duty_desk.privacy.plan_rows import emptied
from tests.conftest import Clock, Filled
from tests.duty_desk.paper.reading import pdfium_pages, squeezed
from tests.duty_desk.passes.conftest import Office, build, form
from tests.duty_desk.privacy.conftest import CAME, LATER, byte_hits, fill, name, number, phone, plant
from tests.faults.conftest import rounds

pytestmark = pytest.mark.slow

ENDED = date(2020, 7, 1)


@pytest.fixture
def ended(filled: Filled, clock: Clock) -> Office:
    """Forty visitors and one pass, half a year later."""
    desk, office = filled(fill)
    clock.at = LATER
    return replace(office, desk=desk)


def act(desk: Desk, office: Office, kind: Act, *, ended_on: date | None = None) -> int:
    with desk.work() as work:
        content = approval_content(preview(work, kind, ended_on), "防办〔2020〕9号")
        yes = approvals.Approval(office.chief, work.at, approvals.digest_of(content))
        return destroy(work, kind, ended_on=ended_on, reason="防办〔2020〕9号", approval=yes)


def test_each_column_about_a_person_goes_or_is_said_to_stay() -> None:
    """S-50, S-51: a new table with personal data is named in the plan."""
    personal = {e.table for e in inventory() if e.data_class is not DataClass.PLAIN}
    planned = {rule.table for rule in RULES} | {each.table for each in DROPPED}
    assert personal - planned - STAYS - APART - {"destruction"} == set()
    assert not (planned & STAYS)
    for rule in RULES:
        columns = whole().tables[rule.table].columns
        assert {*rule.keeps.split(), *rule.values, *rule.age.split()} <= set(columns.keys()), rule.table
        assert emptied(rule) or any(not c.nullable and c.name == "person_id" for c in columns), rule.table
        assert rule.parent is None or rule.parent[1] in {*(r.table for r in RULES), *PARENTS}


def test_after_the_end_nobody_can_be_told_from_what_is_left(ended: Office) -> None:
    """S-51: people, visits and passes are still counted, under other names; chain and books prove."""
    desk = ended.desk
    with desk.read() as read:
        seen = preview(read, Act.END, ENDED)
        before = read.session.scalar(select(func.count()).select_from(Visit))
    assert seen.people == 42
    assert seen.counts["visit"] == 40
    assert seen.counts["pass"] == 1
    identity = act(desk, ended, Act.END, ended_on=ENDED)
    with desk.read() as read:
        assert preview(read, Act.END, ENDED).is_empty
        names = read.session.scalars(select(Person.name)).all()
        assert all(each.startswith("P") or each == "—" for each in names)
        assert read.session.scalar(select(func.count()).select_from(Visit)) == before
        assert read.session.scalar(select(Pass.holder_name)) == "—"
        assert read.session.scalar(select(Pass.number)) == "通字〔2020〕第0001号"
        words = squeezed("".join(pdfium_pages(certificates.draw(read, identity))))
        for expected in (
            "销字〔2020〕第0001号",
            "监督：贺清岚",
            "应急响应结束：2020年7月1日",
            "来访登记",
            "尚未清理",
        ):
            assert squeezed(expected) in words
        row = read.session.get_one(Destruction, identity)
        assert (row.officer_name, row.second_name) == ("周敏", "贺清岚")
        assert row.counts["visit"] == 40
        assert audit.find_anchor(read, row.anchor) is not None
        assert list(check_certificates(read, full=True)) == []
    assert clear(desk, identity).left == ()
    assert check.run(desk, full=True) == ()


def test_while_the_response_lasts_only_what_is_past_its_days_goes(ended: Office, clock: Clock) -> None:
    """S-51: health data and the register of staff wait for the end; the days are a rule of the office."""
    desk = ended.desk
    with desk.read() as read:
        assert set(preview(read, Act.RETENTION).counts) >= {"visit", "pass"}
        assert "restriction" not in preview(read, Act.RETENTION).counts
        # Four of the visitors are still named by a restriction that waits for the end.
        assert preview(read, Act.RETENTION).people == 36
    with desk.work() as work:
        policy.set_value(
            work, key="privacy.crossing_days", value=365, starts_on=work.at.date(), source="防办通知"
        )
    with desk.read() as read:
        assert "visit" not in preview(read, Act.RETENTION).counts
        assert preview(read, Act.RETENTION).people == 0
    clock.at = LATER.replace(year=2021, month=12)
    act(desk, ended, Act.RETENTION)
    with desk.read() as read:
        assert read.session.get_one(Person, ended.person).id_number == "610000197803164216"
        assert preview(read, Act.RETENTION).is_empty
        # Who stays in the register is no longer named by a visit of then.
        visits = select(Person.name).join(Visit, Visit.person_id == Person.id)
        assert all(each.startswith("P") for each in read.session.scalars(visits))
    assert check.run(desk, full=True) == ()


def test_two_people_agree_to_these_counts_and_no_others(ended: Office) -> None:
    """S-13, S-51: nobody alone, not the same twice, not other counts than were looked at, not without a reason, not any role."""
    desk = ended.desk
    with desk.read() as read:
        content = approval_content(preview(read, Act.RETENTION), "到期")
        yes = approvals.Approval(ended.chief, read.at, approvals.digest_of(content))
    with pytest.raises(Refusal, match="second_person"), desk.work() as work:
        destroy(work, Act.RETENTION, reason="到期")
    with desk.work() as work:
        work.session.add(
            Person(name="欧阳一", category=Category.VISITOR, created_at=work.at.replace(year=2019))
        )
    with pytest.raises(Refusal, match="approval_void"), desk.work() as work:
        destroy(work, Act.RETENTION, reason="到期", approval=yes)
    with pytest.raises(InputError), desk.work() as work:
        destroy(work, Act.RETENTION, reason=" ")
    with pytest.raises(InputError, match="end_too_late"), desk.work() as work:
        destroy(work, Act.END, ended_on=LATER.date(), reason="结束")
    for officer in (ended.chief, ended.guard):
        with pytest.raises(Denied), desk.work(officer) as work:
            destroy(work, Act.RETENTION, reason="到期")


def test_what_is_in_use_stays_whole(ended: Office) -> None:
    """Who is on campus, holds a pass or is under observation keeps everything."""
    desk = ended.desk
    with desk.work() as work:
        person = work.session.scalars(select(Person.id).where(Person.id_number == number(3))).one()
        work.session.add(
            Stay(person_id=person, origin="other", category="other", requested_at=work.at, state="admitted")
        )
        work.session.add(
            Crossing(
                at=LATER.replace(month=3),
                gate_id=ended.east,
                direction="in",
                person_id=ended.resident,
                inside_since=LATER.replace(month=3),
            )
        )
        passes.issue(work, **form(ended, valid_from=LATER, valid_until=LATER.replace(hour=23)))
    act(desk, ended, Act.END, ended_on=ENDED)
    with desk.read() as read:
        for identity, known in ((person, number(3)), (ended.person, "610000197803164216")):
            assert read.session.get_one(Person, identity).id_number == known
        assert read.session.get_one(Person, ended.resident).name == "欧阳珺"
        assert read.session.scalar(select(Crossing.person_id)) == ended.resident


def test_an_import_whose_former_states_are_gone_is_not_taken_back_by_half(ended: Office) -> None:
    desk = ended.desk
    with desk.work() as work:
        batch = ImportBatch(
            form="people", file_name="", sha256="", imported_at=CAME, accepted=1, warned=0, refused=0
        )
        work.session.add(batch)
        work.session.flush()
        identity = batch.id
    act(desk, ended, Act.RETENTION)
    with pytest.raises(Refusal, match="undo_gone"), desk.work() as work:
        importing.undo(work, identity)


def test_the_certificate_cannot_be_improved_later(ended: Office) -> None:
    """I-14: what a certificate says is in the chain."""
    desk = ended.desk
    act(desk, ended, Act.RETENTION)
    with desk.engine.execution_options(writes=True).begin() as connection:
        guard = "guard_destruction" if desk.path is None else "guard_destruction_update"
        on = " ON destruction" if desk.path is None else ""
        connection.execute(text(f"DROP TRIGGER {guard}{on}"))
        connection.execute(text("UPDATE destruction SET people = 1"))
    with desk.read() as read:
        assert [each.code for each in check_certificates(read, full=True)] == ["certificate_changed"]


@pytest.mark.slow
def test_no_planted_identifier_can_be_read_on_the_disk(
    sqlite_desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    """S-51, I-14: database, log, journal, drafts, attachments, opened copies, half copies, backups here and elsewhere."""
    desk, count = sqlite_desk, rounds(200, 4000)
    office = build(desk)
    with desk.work() as work:
        plant(work, office, count)
    backup.run(desk)
    stick = tmp_path / "stick"
    stick.mkdir()
    with desk.work() as work:
        backup.choose_second(work, stick, "校门口的石狮子 1957")
    backup.run(desk, force=True)
    with desk.read() as read:
        scan = attachments.list_attachments(read, ("person", first_planted(read)))[0]
        attachments.open_copy(read, scan.id)
    (desk.folder / "office.db.restoring").write_text(number(5))
    (desk.folder / "backups" / "before-restore-20200306-120000.damaged").write_text(number(6))
    secrets = [*map(number, range(count)), *map(phone, range(count)), *map(name, range(count))]
    assert list(byte_hits(desk.folder, secrets))
    clock.at = LATER
    identity = act(desk, office, Act.END, ended_on=ENDED)
    with desk.read() as read:
        assert outstanding(read) == identity
    cleared = clear(desk, identity)
    assert cleared.left == ()
    assert cleared.backups >= 3
    with desk.read() as read:
        assert outstanding(read) is None
    assert list(byte_hits(desk.folder, secrets)) == []
    assert [row.is_readable for row in backup.list_backups(desk.folder)] == [True]
    assert len(list(stick.glob("office-*"))) == 1
    assert check.run(desk, full=True) == ()


def first_planted(read: Any) -> int:
    return int(read.session.scalar(select(Person.id).where(Person.id_number == number(0))))
