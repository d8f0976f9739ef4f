"""Takes in what canteens and shops declare. Tonnes become kilograms; what a unit said on another day stays beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from db.models import ReserveDeclaration, Unit
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.imported import JudgedRow, Written
from duty_desk.roles import step
from duty_desk.sheets.words import words
from duty_desk.supplies.import_rows import decimal_of
from duty_desk.supplies.stock import ZERO
from duty_desk.work import Work

_DAYS = re.compile(r"\d+(?:\.\d+)?")


@step
def write_reserve(
    work: Work, rows: Sequence[JudgedRow], batch_id: int | None, days: Mapping[str, date] | None = None
) -> Written:
    """Write declarations under the day that stands above their sheet (today where none does)."""
    units = {row.name: row.id for row in work.session.execute(select(Unit.name, Unit.id))}
    count, today = 0, work.at.date()
    left: list[tuple[int, DutyDeskError]] = []
    for place, row in enumerate(rows):
        values = row.values
        # Nobody can say today what he will have tomorrow.
        on = min((days or {}).get(row.sheet) or today, today)
        unit, goods = str(values["unit"]).strip(), str(values["item"]).strip()
        known = select(ReserveDeclaration.id).where(
            ReserveDeclaration.unit == unit,
            ReserveDeclaration.goods == goods,
            ReserveDeclaration.declared_on == on,
        )
        if work.session.scalar(known) is not None:
            left.append((place, InputError("item", "supplies_books.error.declared_before", day=on)))
            continue
        try:
            work.session.add(_declaration(work, values, unit, goods, on, units.get(unit), batch_id))
        except InputError as error:
            left.append((place, error))
            continue
        work.session.flush()
        count += 1
    return Written(count, tuple(left))


@step
def undo_reserve(work: Work, batch_id: int) -> int:
    """Remove what an import wrote; returns how many declarations."""
    gone = work.session.execute(delete(ReserveDeclaration).where(ReserveDeclaration.import_id == batch_id))
    return int(gone.rowcount)  # pyright: ignore[reportAttributeAccessIssue]


def _declaration(
    work: Work,
    values: Mapping[str, Any],
    unit: str,
    goods: str,
    on: date,
    unit_id: int | None,
    batch_id: int | None,
) -> ReserveDeclaration:
    daily, quantity = decimal_of(values.get("daily")), decimal_of(values.get("stock"))
    if daily is None or quantity is None or daily < 0 or quantity < 0:
        raise InputError("stock", "supplies_books.error.count")
    same, in_kg = words().same_unit, words().suggested_unit
    used_in, kept_in = (str(values.get(name) or "").strip() for name in ("uom", "stock_uom"))
    used_in, kept_in = same.get(used_in, used_in), same.get(kept_in, kept_in)
    if kept_in and kept_in != used_in:
        if used_in != "kg" or kept_in not in in_kg:
            raise InputError("stock_uom", "supplies_books.error.unit_apart", used=used_in, kept=kept_in)
        quantity *= Decimal(str(in_kg[kept_in]))
    written = str(values.get("declared") or "").strip()
    found = [Decimal(part) for part in _DAYS.findall(written)]
    return ReserveDeclaration(
        unit=unit,
        unit_id=unit_id,
        category=str(values["cls"]).strip(),
        goods=goods,
        daily=daily,
        quantity=quantity,
        goods_unit=used_in,
        declared=written or None,
        # A range is taken at its lower end.
        declared_days=min(found, default=ZERO) or None,
        declared_on=on,
        recorded_at=work.at,
        officer_id=work.officer.id,
        note=str(values.get("remark") or "").strip() or None,
        import_id=batch_id,
    )
