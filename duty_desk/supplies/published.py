"""To which days the office publishes goods, and which batches it names.

The figures go by all of it. In a bulletin each figure has its own cut-off, and only the batches are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from db.models import Item, Receipt
from duty_desk import audit, settings
from duty_desk.errors import InputError, Problems
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work

PUBLISHED = "supplies.published"


@dataclass(frozen=True, slots=True)
class Published:
    """What the office has set; `named` are the batches by line of the summary."""

    received_to: date
    issued_to: date
    named: Mapping[str, Sequence[str]]


def get_published(read: Read) -> Published | None:
    """What is set; None in an office that has set nothing, where a bulletin names no batch."""
    said = settings.get(read, PUBLISHED)
    if not said:
        return None
    received_to, issued_to = (date.fromisoformat(said[name]) for name in ("received_to", "issued_to"))
    return Published(received_to, issued_to, said["named"])


def list_metrics(read: Read) -> tuple[tuple[str, str], ...]:
    """The lines of the summary in the order of the catalogue, each with its words: one that is weighed ends in its unit."""
    query = select(Item.metric, Item.base_unit).where(Item.metric.is_not(None)).order_by(Item.list_order)
    titles = {str(name): str(name).removesuffix(unit) for name, unit in read.session.execute(query)}
    return tuple(titles.items())


@requires(Permission.SEAL_BOOKS)
def set_published(
    work: Work, *, received_to: date, issued_to: date, named: Mapping[str, Sequence[str]]
) -> None:
    """Keep to which days the bulletin counts, and which batches it names by line of the summary.

    Raises Problems with every fault: a day to come, a batch that no receipt has; fields of batches are "named.<line>".
    """
    problems = [
        InputError(field, "supplies_books.error.published_later")
        for field, day in (("received_to", received_to), ("issued_to", issued_to))
        if day > work.at.date()
    ]
    batches = _known(work, [batch for each in named.values() for batch in each])
    for metric, typed in named.items():
        unknown = next((batch for batch in typed if batch.upper() not in batches), None)
        if unknown is not None:
            problems.append(
                InputError(f"named.{metric}", "supplies_books.error.batch_unknown", batch=unknown)
            )
    if problems:
        raise Problems(problems)
    content = {
        "received_to": received_to.isoformat(),
        "issued_to": issued_to.isoformat(),
        "named": {
            metric: list(dict.fromkeys(batches[batch.upper()] for batch in typed))
            for metric, typed in named.items()
        },
    }
    before = settings.get(work, PUBLISHED)
    settings.store(work, 0, PUBLISHED, content)
    audit.record(work, action="setting.change", before={PUBLISHED: before}, after={PUBLISHED: content})


def _known(read: Read, typed: Sequence[str]) -> Mapping[str, str]:
    """Batches of receipts as they are written, by their capitals."""
    query = select(Receipt.batch).where(func.upper(Receipt.batch).in_([batch.upper() for batch in typed]))
    return {batch.upper(): batch for batch in read.session.scalars(query.distinct()) if batch}
