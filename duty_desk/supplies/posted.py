"""Whether a posted paper still counts: one that was reversed stays on record and counts no more."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, not_
from sqlalchemy.orm import aliased

from db.models import StockDocument

_reversal = aliased(StockDocument)


def is_live(document: Any) -> ColumnElement[bool]:
    """Condition: the paper with this identifier is there and was not reversed."""
    return and_(document.is_not(None), not_(exists().where(_reversal.reverses_id == document)))
