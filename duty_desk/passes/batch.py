"""Many passes under one approval: a unit's list, judged person by person, given in one transaction (P4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Unpack

from sqlalchemy import bindparam, insert, select, update

from db.models import Pass, PassBatch, PassGate, Person
from db.vocabulary import PassEventKind, PassStatus
from duty_desk import audit, numbering
from duty_desk.errors import InputError, Problems, Refusal, StaleError
from duty_desk.passes import holders, judging, records, rules, tokens
from duty_desk.passes.application import Application, IssuedPass, Left, PassForm, PassRefused
from duty_desk.passes.issuing import find_result, remember
from duty_desk.people import restrictions
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a list; what is given here replaces the common value."""

    holder: int
    reason_text: str | None = None
    remark: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class BatchExamination:
    """What a list would come to: `common` is wrong for all, `left` for single people, `clear` are the positions that get a pass."""

    common: judging.Examination
    left: tuple[Left, ...]
    clear: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """A batch just given. `issued` in the order of the list, without those `left`."""

    id: int
    issued: tuple[IssuedPass, ...]
    left: tuple[Left, ...]


def examine_batch(read: Read, *, members: Sequence[Member], **form: Unpack[PassForm]) -> BatchExamination:
    """Judge a list as `issue_batch` would, without writing."""
    found, _ = _judge(read, Application(**form), members)
    return found


@requires(Permission.ISSUE_PASS)
def issue_batch(
    work: Work,
    *,
    title: str,
    members: Sequence[Member],
    operation: str | None = None,
    **form: Unpack[PassForm],
) -> BatchResult:
    """Give a pass to everyone on a list who may have one; the others are returned with the reason.

    Raises Problems when something common is wrong (gates, period, approver, title, nobody on the list).
    """
    if operation is not None and (done := find_result(work, operation)) is not None:
        return _done(work, int(done))
    application = Application(**form)
    examined, people = _judge(work, application, members)
    problems = list(examined.common.problems)
    if not title.strip():
        problems.append(InputError("title", "passes.error.title_missing"))
    if not members:
        problems.append(InputError("members", "passes.error.nobody"))
    if problems:
        raise Problems(problems)
    if examined.common.refusals:
        raise examined.common.refusals[0]
    if not examined.clear:
        raise examined.left[0].error
    base = examined.common.judged
    assert base is not None
    batch_id = _write_batch(work, application, base, title, len(examined.clear))
    judged = [_personal(base, members[i], people[members[i].holder]) for i in examined.clear]
    issued = write_many(work, judged, batch_id=batch_id)
    if operation is not None:
        remember(work, operation, batch_id)
    audit.record(
        work,
        action="pass.issue_batch",
        subject=("pass_batch", batch_id),
        after={
            "title": title.strip(),
            "count": len(issued),
            "first": issued[0].number,
            "last": issued[-1].number,
            "left": len(examined.left),
            "approver": base.approver_id,
        },
    )
    return BatchResult(batch_id, issued, examined.left)


@requires(Permission.ISSUE_PASS)
def undo_batch(work: Work, batch_id: int) -> int:
    """Make all passes of a batch void, as long as none was used; returns how many."""
    # The tables of the gates are loaded when somebody needs them.
    from db.models import Crossing

    batch = work.session.scalar(select(PassBatch).where(PassBatch.id == batch_id).with_for_update())
    if batch is None or batch.undone_at is not None:
        raise StaleError("storage.stale")
    of_batch = select(Pass.id).where(Pass.batch_id == batch_id)
    used = work.session.scalar(
        select(Pass.number)
        .join(Crossing, Crossing.pass_id == Pass.id)
        .where(Pass.batch_id == batch_id)
        .limit(1)
    )
    if used is not None:
        raise Refusal("passes.refusal.batch_used", number=used)
    alive = work.session.scalars(of_batch.where(Pass.status == PassStatus.ISSUED)).all()
    batch.undone_at = work.at
    why = t("passes.word.undone")
    work.session.execute(
        update(Pass)
        .where(Pass.batch_id == batch_id, Pass.status == PassStatus.ISSUED)
        .values(
            status=PassStatus.VOIDED.value,
            ended_at=work.at,
            end_reason=why,
            sealed_token=None,
            version=Pass.version + 1,
        ),
        execution_options={"synchronize_session": False},
    )
    records.write_events(
        work, [records.event_values(work, key, PassEventKind.VOIDED, reason=why) for key in alive]
    )
    audit.record(
        work, action="pass.undo_batch", subject=("pass_batch", batch_id), after={"count": len(alive)}
    )
    return len(alive)


def write_many(
    work: Work, judged: Sequence[judging.Judged], *, batch_id: int | None = None
) -> tuple[IssuedPass, ...]:
    """Number and write many passes of one kind in order, in a few statements."""
    kind = judged[0].application.kind
    numbers = numbering.take_many(work, f"pass.{kind.value}", len(judged))
    demo = tokens.is_demo(work)
    codes = [tokens.new_token(demo=demo) for _ in judged]
    rows: list[dict[str, Any]] = []
    for one, number, token in zip(judged, numbers, codes, strict=True):
        values = records.give_number(
            work, records.pass_values(work, one, status=PassStatus.ISSUED), number, token
        )
        values["batch_id"] = batch_id
        values["search_doc"] = records.document_of(values, one, number)
        rows.append(values)
    ids = records.write_passes(work, rows)
    records.write_gates(
        work,
        [
            (key, gate)
            for key, one in zip(ids, judged, strict=True)
            for gate in dict.fromkeys(one.application.gates)
        ],
    )
    records.write_events(
        work,
        [
            records.event_values(work, key, PassEventKind.ISSUED, valid_until=row["valid_until"])
            for key, row in zip(ids, rows, strict=True)
        ],
    )
    return tuple(
        IssuedPass(key, number.text, row["check_code"], token)
        for key, number, row, token in zip(ids, numbers, rows, codes, strict=True)
    )


def _judge(
    read: Read, form: Application, members: Sequence[Member]
) -> tuple[BatchExamination, Mapping[int, Any]]:
    common = judging.judge_common(read, form)
    people = find_holders(read, [member.holder for member in members])
    held = _held(read, form, [row.id for row in people.values()])
    kept_in = _kept_in(read, form, [row.id for row in people.values()])
    left: list[Left] = []
    clear: list[int] = []
    seen: set[int] = set()
    for position, member in enumerate(members):
        holder = people.get(member.holder)
        error = _personal_error(read, form, common, holder, seen, held, kept_in)
        if error is None:
            clear.append(position)
            seen.add(holder.id)  # pyright: ignore[reportOptionalMemberAccess]
        else:
            left.append(Left(position, error))
    return BatchExamination(common, tuple(left), tuple(clear)), people


def _personal_error(
    read: Read,
    form: Application,
    common: judging.Examination,
    holder: Any | None,
    seen: set[int],
    held: Mapping[int, Sequence[Any]],
    kept_in: Mapping[int, Sequence[restrictions.RestrictionRow]],
) -> InputError | PassRefused | None:
    if holder is None:
        return InputError("holder", "passes.error.holder_unknown")
    if holder.id in seen:
        return InputError("holder", "passes.error.twice", name=holder.name)
    if holder.id in kept_in:
        return holders.refusal_for(kept_in[holder.id][0])
    approver = common.judged.approver if common.judged is not None else None
    if approver is not None and holders.is_same_person(approver, holder):
        return PassRefused("approver", "passes.refusal.approver_is_holder")
    already = holders.holding(held.get(holder.id, ()), form.kind, form.gates)
    if already is not None and already.kind == form.kind and not form.another:
        return judging.already_held(read, already)
    return None


def find_holders(read: Read, people: Sequence[int]) -> Mapping[int, Any]:
    """People as passes need them, by the identifier asked for; merged records answer with the one that stands for them."""
    found: dict[int, Any] = {}
    wanted = list(dict.fromkeys(people))
    for start in range(0, len(wanted), AT_ONCE):
        query = holders.HOLDERS.where(Person.id.in_(wanted[start : start + AT_ONCE]))
        found |= {row.id: row for row in read.session.execute(query)}
    for key, row in list(found.items()):
        if row.merged_into_id is not None:
            found[key] = holders.find_holder(read, row.merged_into_id)
    return found


_HELD = (
    select(Pass.id, Pass.kind, Pass.number, Pass.valid_until, Pass.holder_id, PassGate.gate_id)
    .join(PassGate, PassGate.pass_id == Pass.id)
    .where(
        Pass.holder_id.in_(bindparam("people", expanding=True)),
        Pass.status == PassStatus.ISSUED,
        Pass.valid_until > bindparam("since"),
        Pass.valid_from < bindparam("until"),
    )
    .order_by(Pass.valid_until.desc(), Pass.id)
)


def _held(read: Read, form: Application, people: Sequence[int]) -> Mapping[int, list[Any]]:
    if form.valid_from is None or form.valid_until is None:
        return {}
    found: dict[int, list[Any]] = {}
    for start in range(0, len(people), AT_ONCE):
        values = {
            "people": list(people[start : start + AT_ONCE]),
            "since": max(read.at, form.valid_from),
            "until": form.valid_until,
        }
        for row in read.session.execute(_HELD, values):
            found.setdefault(row.holder_id, []).append(row)
    return found


def _kept_in(
    read: Read, form: Application, people: Sequence[int]
) -> Mapping[int, Sequence[restrictions.RestrictionRow]]:
    today = read.at.date()
    last = max(today, rules.last_day_of(form.valid_until)) if form.valid_until else today
    return restrictions.during(read, people, today, last)


def _personal(base: judging.Judged, member: Member, holder: Any) -> judging.Judged:
    form = base.application
    own = replace(
        form,
        holder=holder.id,
        reason_text=form.reason_text if member.reason_text is None else member.reason_text,
        remark=form.remark if member.remark is None else member.remark,
        phone=member.phone,
    )
    return replace(base, application=own, holder=holder, place=holders.place_of(holder))


def _write_batch(work: Work, form: Application, base: judging.Judged, title: str, count: int) -> int:
    row = work.session.execute(
        insert(PassBatch.__table__),  # pyright: ignore[reportArgumentType]
        {
            "kind": form.kind.value,
            "title": title.strip(),
            "unit_id": form.unit,
            "approver_id": base.approver_id,
            "approver_name": base.approver_name,
            "created_at": work.at,
            "created_by": work.officer.id,
            "count": count,
        },
    )
    return int(row.inserted_primary_key[0])  # pyright: ignore[reportAttributeAccessIssue]


def _done(work: Work, batch_id: int) -> BatchResult:
    rows = work.session.execute(
        select(Pass.id, Pass.number, Pass.check_code, Pass.sealed_token)
        .where(Pass.batch_id == batch_id)
        .order_by(Pass.id)
    )
    return BatchResult(
        batch_id,
        tuple(
            IssuedPass(
                row.id,
                row.number or "",
                row.check_code or "",
                tokens.unseal(work, row.sealed_token) if row.sealed_token else "",
                repeated=True,
            )
            for row in rows
        ),
        (),
    )
