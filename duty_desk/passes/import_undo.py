"""Takes an import of passes back whole, as long as nothing was built on it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update

from db.models import (
    CrewJob,
    CrewMember,
    Crossing,
    NumberSeries,
    Pass,
    PassEvent,
    PassGate,
    Person,
    Printing,
)
from db.vocabulary import PassEventKind, PassStatus
from duty_desk import audit
from duty_desk.errors import Refusal
from duty_desk.passes import records
from duty_desk.people.taking_back import run, unreferenced
from duty_desk.roles import Permission, requires
from duty_desk.work import Work


@requires(Permission.IMPORT)
def undo_import(work: Work, batch_id: int) -> int:
    """Remove what an import wrote: its passes, jobs, crew and the people only it knows; returns how many passes.

    Raises Refusal with the number of a pass that was used, printed or changed meanwhile. The caller marks the batch as taken back.
    """
    mine = Pass.import_id == batch_id
    touched = work.session.scalar(select(Pass.number).where(mine, _built_upon(batch_id)).limit(1))
    if touched is not None:
        raise Refusal("passes.refusal.import_used", number=touched)
    series = work.session.execute(
        select(Pass.series, Pass.year, func.max(Pass.sequence)).where(mine).group_by(Pass.series, Pass.year)
    ).all()
    restored = _restore(work, batch_id)
    jobs = select(CrewJob.id).where(CrewJob.import_id == batch_id)
    run(work, delete(CrewMember).where(CrewMember.job_id.in_(jobs)))
    run(work, delete(PassGate).where(PassGate.pass_id.in_(select(Pass.id).where(mine))))
    count = run(work, delete(Pass).where(mine))
    run(work, delete(CrewJob).where(CrewJob.import_id == batch_id))
    people = run(work, delete(Person).where(Person.import_id == batch_id, unreferenced(Person)))
    for kind, year, highest in series:
        _give_back(work, kind, year, highest)
    audit.record(
        work,
        action="pass.undo_import",
        subject=("import_batch", batch_id),
        after={"passes": count, "people": people, "restored": restored},
    )
    return count


def _built_upon(batch_id: int) -> ColumnElement[bool]:
    return or_(
        Pass.version > 1,
        exists().where(Crossing.pass_id == Pass.id),
        exists().where(and_(Printing.subject_kind == "pass", Printing.subject_id == Pass.id)),
        exists().where(PassEvent.pass_id == Pass.id),
    )


def _restore(work: Work, batch_id: int) -> int:
    """Passes that this import ended run again, unless something happened to them since."""
    ended = work.session.scalars(select(PassEvent).where(PassEvent.import_id == batch_id)).all()
    for event in ended:
        later = work.session.scalar(
            select(Pass.number)
            .join(PassEvent, PassEvent.pass_id == Pass.id)
            .where(PassEvent.pass_id == event.pass_id, PassEvent.id > event.id)
        )
        if later is not None:
            raise Refusal("passes.refusal.import_used", number=later)
        run(
            work,
            update(Pass)
            .where(Pass.id == event.pass_id)
            .values(
                status=PassStatus.ISSUED.value,
                ended_at=None,
                end_reason=None,
                version=Pass.version + 1,
            ),
        )
        records.write_event(work, event.pass_id, PassEventKind.RESTORED)
    return len(ended)


def _give_back(work: Work, kind: str | None, year: int | None, highest: int | None) -> None:
    """Let the series go on where it would without the import, if nothing was numbered since."""
    row = work.session.scalar(
        select(NumberSeries).where(NumberSeries.kind == kind, NumberSeries.year == year).with_for_update()
    )
    if row is not None and row.last == highest:
        query = select(func.max(Pass.sequence)).where(Pass.series == kind, Pass.year == year)
        row.last = work.session.scalar(query) or 0
        work.session.flush()
