"""Whether somebody is put under observation: the hospital assesses, a leader approves, the person signs (product rule I3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from db.models import Attachment, Person, Stay
from db.vocabulary import Ending, StayState
from duty_desk import numbering
from duty_desk.errors import InputError, Refusal
from duty_desk.isolation import records, stay_rules, stays
from duty_desk.people.records import required
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Work

SERIES, APPROVAL_SERIES = "stay", "stay.approval"


@requires(Permission.REQUEST_STAY)
def assess(work: Work, stay: int, *, by: str, text: str, suitable: bool, version: int) -> None:
    """Write down what the campus hospital found. One who is not fit for the site (ill, or in need of a ward) is not taken in.

    `by` is the physician. Of an emergency admission it is written afterwards; there, unfit means a referral, which is another act.
    """
    row = records.claim(work, stay, version, StayState.REQUESTED, StayState.ASSESSED, StayState.ADMITTED)
    if row.state == StayState.ADMITTED and row.assessed_at is not None:
        raise Refusal("isolation.refusal.assessed_already")
    physician = required(by, "by", "isolation.error.assessor_missing")
    said = required(text, "text", "isolation.error.assessment_missing")
    values = {"assessed_by": physician, "assessment": said, "assessed_at": work.at}
    if row.state == StayState.ADMITTED:
        if not suitable:
            raise Refusal("isolation.refusal.unfit_there")
        records.put(work, row, **values)
    elif suitable:
        records.put(work, row, **values, state=StayState.ASSESSED.value)
    else:
        records.put(work, row, **values)
        stays.drop(work, row, Ending.REFUSED, said)
    records.note(work, "assess", row, suitable=suitable)


@requires(Permission.APPROVE_STAY)
def approve(work: Work, stay: int, *, version: int) -> str:
    """Approve a stay that the hospital assessed; returns the number of the approval. The officer is another than who asked.

    An emergency admission is approved afterwards. Raises Refusal without an assessment.
    """
    row = records.claim(work, stay, version, StayState.REQUESTED, StayState.ASSESSED, StayState.ADMITTED)
    if row.approved_at is not None:
        raise Refusal("isolation.refusal.approved_already", number=row.number or "")
    if row.assessed_at is None:
        raise Refusal("isolation.refusal.not_assessed")
    records.refuse_own(work, row, Permission.APPROVE_STAY)
    take_number(work, row)
    approval = numbering.take(work, APPROVAL_SERIES).text
    state = row.state if row.state == StayState.ADMITTED else StayState.APPROVED.value
    records.put(
        work, row, state=state, approved_at=work.at, approved_by=work.officer.id, approval_number=approval
    )
    records.note(work, "approve", row)
    return approval


@requires(Permission.APPROVE_STAY)
def refuse(work: Work, stay: int, *, reason: str, version: int) -> None:
    """Decide against a stay that was asked for; it ends without having begun."""
    row = records.claim(work, stay, version, StayState.REQUESTED, StayState.ASSESSED)
    why = records.required_reason(reason)
    records.refuse_own(work, row, Permission.APPROVE_STAY)
    stays.drop(work, row, Ending.REFUSED, why)
    records.note(work, "refuse", row, why)


@requires(Permission.WORK_SITE)
def sign_notice(
    work: Work, stay: int, *, at: datetime | None = None, version: int, attachment: int | None = None
) -> None:
    """The person signed the notice, which follows the approval; `attachment` is the scan kept with the stay."""
    row = _to_be_told(work, stay, version)
    if attachment is not None:
        query = select(Attachment.id).where(
            Attachment.id == attachment, Attachment.subject_kind == "stay", Attachment.subject_id == stay
        )
        if work.session.scalar(query) is None:
            raise InputError("attachment", "isolation.error.scan_elsewhere")
    moment = records.check_moment(work, at, row.approved_at)
    records.put(work, row, notice=stay_rules.SIGNED, notice_at=moment, attachment_id=attachment)
    records.note(work, "notice", row, notice=stay_rules.SIGNED)


@requires(Permission.WORK_SITE)
def refuse_notice(
    work: Work, stay: int, *, at: datetime | None = None, witness_one: str, witness_two: str, version: int
) -> None:
    """The person was told and would not sign: two witnesses say so, neither of them the person."""
    row = _to_be_told(work, stay, version)
    names = {
        "witness_one": required(witness_one, "witness_one", "isolation.error.witness_missing"),
        "witness_two": required(witness_two, "witness_two", "isolation.error.witness_missing"),
    }
    person = work.session.get_one(Person, row.person_id).name
    if names["witness_one"] == names["witness_two"]:
        raise InputError("witness_two", "isolation.error.witness_same")
    for field, name in names.items():
        if name == person:
            raise InputError(field, "isolation.error.witness_person")
    moment = records.check_moment(work, at, row.approved_at)
    records.put(work, row, notice=stay_rules.NOTICE_REFUSED, notice_at=moment, **names)
    records.note(work, "notice", row, notice=stay_rules.NOTICE_REFUSED)


@step
def take_number(work: Work, row: Stay) -> None:
    """Give a stay its number, once."""
    if row.number is None:
        row.number = numbering.take(work, SERIES).text


def _to_be_told(work: Work, stay: int, version: int) -> Stay:
    row = records.claim(work, stay, version, *stay_rules.OPEN)
    if row.notice is not None:
        raise Refusal("isolation.refusal.told_already")
    if row.state not in (StayState.APPROVED, StayState.ADMITTED):
        raise Refusal("isolation.refusal.notice_before_approval")
    return row
