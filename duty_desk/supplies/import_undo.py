"""Takes an import of goods back: every paper of it is reversed at its own moment, so that the past reads as if it had not come."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased

from db.models import Dispatch, Movement, StockDocument, Transfer
from db.vocabulary import DispatchState, DocumentKind, TransferState
from duty_desk import audit
from duty_desk.errors import Refusal
from duty_desk.roles import step
from duty_desk.strings import t
from duty_desk.supplies import posting, reversing
from duty_desk.supplies.posting import Move
from duty_desk.work import Work


@step
def reverse_papers(work: Work, batch_id: int) -> int:
    """Reverse what an import posted, the last paper first; returns how many papers.

    Raises Refusal with the paper that was built on it meanwhile. The caller marks the batch as taken back.
    """
    reversal = aliased(StockDocument)
    live = (
        select(StockDocument)
        .where(
            StockDocument.import_id == batch_id,
            StockDocument.kind != DocumentKind.REVERSAL.value,
            ~exists().where(reversal.reverses_id == StockDocument.id),
        )
        .order_by(StockDocument.id.desc())
    )
    papers = work.session.scalars(live).all()
    for paper in papers:
        standing = reversing.obstacle(work, paper.id)
        if standing is not None:
            raise standing
        _reverse(work, paper, batch_id)
    return len(papers)


@step
def undo_issues(work: Work, batch_id: int) -> int:
    """Take back slips that came with an import; returns how many. Raises Refusal when one was changed or returned to since."""
    changed = select(Dispatch.number).where(Dispatch.import_id == batch_id, Dispatch.version > 1).limit(1)
    _refuse_changed(work.session.scalar(changed))
    reverse_papers(work, batch_id)
    count = _void(work, Dispatch, batch_id, state=DispatchState.VOIDED.value, ended_reason=_reason())
    audit.record(
        work, action="dispatch.undo_import", subject=("import_batch", batch_id), after={"count": count}
    )
    return count


@step
def undo_transfers(work: Work, batch_id: int) -> int:
    """Take back transfers that came with an import; returns how many. Raises Refusal when one was settled or goods went on since."""
    settled = select(Transfer.number).where(
        Transfer.import_id == batch_id,
        Transfer.settled_at.is_not(None),
        Transfer.state != TransferState.VOIDED,
    )
    _refuse_changed(work.session.scalar(settled.limit(1)))
    reverse_papers(work, batch_id)
    count = _void(work, Transfer, batch_id, state=TransferState.VOIDED.value, settlement=_reason())
    audit.record(
        work, action="transfer.undo_import", subject=("import_batch", batch_id), after={"count": count}
    )
    return count


def _reverse(work: Work, paper: StockDocument, batch_id: int) -> None:
    query = select(Movement).where(Movement.document_id == paper.id).order_by(Movement.line)
    posting.post(
        work,
        DocumentKind.REVERSAL,
        [
            Move(line.lot_id, line.store_id, -line.quantity, unit=line.unit_id)
            for line in work.session.scalars(query)
        ],
        series="reversal",
        at=paper.at,
        subject=(paper.subject_kind, paper.subject_id)
        if paper.subject_kind and paper.subject_id is not None
        else None,
        reverses=paper.id,
        reason=_reason(),
        import_id=batch_id,
    )


def _reason() -> str:
    return t("supplies_dispatch.import_undone")


def _refuse_changed(number: str | None) -> None:
    if number is not None:
        raise Refusal("supplies_dispatch.refusal.import_changed", number=number)


def _void(work: Work, model: Any, batch_id: int, **values: Any) -> int:
    statement = update(model).where(model.import_id == batch_id).values(**values, version=model.version + 1)
    done = work.session.execute(statement, execution_options={"synchronize_session": False})
    return int(done.rowcount)  # pyright: ignore[reportAttributeAccessIssue]
