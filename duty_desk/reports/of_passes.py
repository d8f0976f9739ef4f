"""Figures of passes and gates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select

from db.models import Crossing, Gate, Pass, PassReason, Refusal, Retest, Visit
from db.vocabulary import Direction, PassKind
from duty_desk import formats
from duty_desk.gate.answer_rules import Answer, Reason
from duty_desk.reports.scope import Figure, Line, Pick, Rows, Scope
from duty_desk.strings import t
from duty_desk.work import Read

_KINDS = (PassKind.TEMPORARY, PassKind.MATERIAL)


def _kinds(scope: Scope) -> list[str]:
    """The kind that was chosen; without a choice the two that the bulletin adds up."""
    chosen = scope.choice("kind")
    return [chosen] if chosen else [kind.value for kind in _KINDS]


def _issued(scope: Scope) -> tuple[Any, ...]:
    conditions: list[Any] = [
        Pass.kind.in_(_kinds(scope)),
        Pass.sequence.is_not(None),
        Pass.issued_at >= scope.begin,
        Pass.issued_at <= scope.cutoff,
    ]
    if group := scope.choice("group"):
        conditions.append(PassReason.report_group == group)
    return tuple(conditions)


def _valid(scope: Scope) -> tuple[Any, ...]:
    """Valid at the cut-off: what ended later was valid then."""
    return (
        Pass.kind.in_(_kinds(scope)),
        Pass.sequence.is_not(None),
        Pass.issued_at <= scope.cutoff,
        Pass.valid_from <= scope.cutoff,
        Pass.valid_until > scope.cutoff,
        or_(Pass.ended_at.is_(None), Pass.ended_at > scope.cutoff),
    )


def _pass_rows(read: Read, conditions: tuple[Any, ...]) -> Rows:
    query = (
        select(Pass.id, Pass.number, PassReason.report_group, Pass.issued_at, Pass.valid_until)
        .join(PassReason, PassReason.id == Pass.reason_id)
        .where(*conditions)
        .order_by(Pass.issued_at, Pass.id)
    )
    lines = tuple(
        Line(
            (row.number or "", row.report_group, formats.moment(row.issued_at), formats.end_moment(row.valid_until)),
            subject=("pass", row.id),
        )
        for row in read.session.execute(query)
    )  # fmt: skip
    return Rows(("number", "reason", "issued_at", "valid_until"), lines)


def _pass_total(read: Read, conditions: tuple[Any, ...]) -> Decimal:
    query = select(func.count()).select_from(Pass).join(PassReason, PassReason.id == Pass.reason_id)
    return Decimal(read.session.scalar(query.where(*conditions)) or 0)


def _crossings(scope: Scope) -> tuple[Any, ...]:
    conditions: list[Any] = [
        Crossing.at >= scope.begin,
        Crossing.at <= scope.cutoff,
        # Visitors are counted by their slips, whose register may be of paper.
        Crossing.visit_id.is_(None),
        or_(Crossing.withdrawn_at.is_(None), Crossing.withdrawn_at > scope.cutoff),
    ]
    if way := scope.choice("direction"):
        conditions.append(Crossing.direction == way)
    if gate := scope.choice("gate"):
        conditions.append(Gate.name == gate)
    return tuple(conditions)


def _crossing_rows(read: Read, scope: Scope) -> Rows:
    query = (
        select(Crossing.id, Crossing.at, Gate.name, Crossing.direction, Crossing.kind)
        .join(Gate, Gate.id == Crossing.gate_id)
        .where(*_crossings(scope))
        .order_by(Crossing.at, Crossing.id)
    )
    lines = tuple(
        Line(
            (
                formats.moment(row.at),
                row.name,
                t(f"gate.direction.{row.direction}"),
                t(f"gate.kind.{row.kind}"),
            ),
            subject=("crossing", row.id),
        )
        for row in read.session.execute(query)
    )
    return Rows(("at", "gate", "direction", "kind"), lines)


def _crossing_total(read: Read, scope: Scope) -> Decimal:
    query = select(func.count()).select_from(Crossing).join(Gate, Gate.id == Crossing.gate_id)
    return Decimal(read.session.scalar(query.where(*_crossings(scope))) or 0)


def _refused(read: Read, scope: Scope) -> Rows:
    """Who was turned away; where somebody only had to look closer is not among them."""
    return _turned_away(read, scope, Refusal.answer != Answer.LOOK.value)


def _fevers(read: Read, scope: Scope) -> Rows:
    """Whose second reading was too high as well."""
    return _turned_away(read, scope, Refusal.reason == Reason.FEVER.value)


def _turned_away(read: Read, scope: Scope, condition: Any) -> Rows:
    query = (
        select(Refusal.id, Refusal.at, Gate.name, Refusal.reason)
        .join(Gate, Gate.id == Refusal.gate_id)
        .where(Refusal.at >= scope.begin, Refusal.at <= scope.cutoff, condition)
        .order_by(Refusal.at, Refusal.id)
    )
    lines = (
        Line((formats.moment(row.at), row.name, t(f"gate.reason.{row.reason}")), subject=("refusal", row.id))
        for row in read.session.execute(query)
    )
    return Rows(("at", "gate", "reason"), tuple(lines))


def _measured(read: Read, scope: Scope) -> Rows:
    """Whose first reading was not in order, with the second as far as it had been taken; of registers of paper too."""
    live = (
        select(Retest.at, Gate.name, Retest.first, Retest.second, Retest.second_at)
        .join(Gate, Gate.id == Retest.gate_id)
        .where(Retest.at >= scope.begin, Retest.at <= scope.cutoff)
    )
    written = (
        select(
            Crossing.at, Gate.name, Crossing.temperature.label("first"), Crossing.retest.label("second"),
            Crossing.at.label("second_at"),
        )
        .join(Gate, Gate.id == Crossing.gate_id)
        .where(
            Crossing.at >= scope.begin, Crossing.at <= scope.cutoff,
            Crossing.retest.is_not(None), Crossing.import_id.is_not(None),
        )
    )  # fmt: skip
    found = [row for query in (live, written) for row in read.session.execute(query)]
    lines: list[Line] = []
    for row in sorted(found, key=lambda row: row.at):
        taken = row.second_at is not None and row.second_at <= scope.cutoff
        second = formats.number(row.second) if taken else ""
        lines.append(Line((formats.moment(row.at), row.name, formats.number(row.first), second)))
    return Rows(("at", "gate", "first", "second"), tuple(lines))


def _visitors(read: Read, scope: Scope) -> Rows:
    query = (
        select(Visit.id, Visit.number, Visit.came_at, Visit.purpose, Visit.left_at)
        .where(Visit.came_at >= scope.begin, Visit.came_at <= scope.cutoff, Visit.admitted.is_(True))
        .order_by(Visit.came_at, Visit.id)
    )
    lines = (
        Line(
            (
                formats.moment(row.came_at),
                row.number or "",
                row.purpose,
                formats.clock(row.left_at) if row.left_at is not None and row.left_at <= scope.cutoff else "",
            ),
            subject=("visit", row.id),
        )
        for row in read.session.execute(query)
    )
    return Rows(("at", "number", "reason", "left_at"), tuple(lines))


def _kind_options(read: Read) -> tuple[tuple[str, str], ...]:
    return tuple((kind.value, t(f"passes.kind.{kind.value}")) for kind in PassKind)


def _group_options(read: Read) -> tuple[tuple[str, str], ...]:
    query = select(PassReason.report_group).order_by(PassReason.list_order, PassReason.id)
    return tuple((name, name) for name in dict.fromkeys(read.session.scalars(query)) if name)


def _gate_options(read: Read) -> tuple[tuple[str, str], ...]:
    names = read.session.scalars(select(Gate.name).order_by(Gate.list_order, Gate.id))
    return tuple((name, name) for name in names)


def _direction_options(read: Read) -> tuple[tuple[str, str], ...]:
    return tuple((way.value, t(f"gate.direction.{way.value}")) for way in Direction)


_KIND = Pick("kind", _kind_options)
FIGURES = (
    Figure(
        "passes.issued", "passes", "sheet", lambda read, scope: _pass_rows(read, _issued(scope)),
        picks=(_KIND, Pick("group", _group_options)), from_day=True,
        total=lambda read, scope: _pass_total(read, _issued(scope)),
    ),
    Figure(
        "passes.valid", "passes", "sheet", lambda read, scope: _pass_rows(read, _valid(scope)),
        picks=(_KIND,), total=lambda read, scope: _pass_total(read, _valid(scope)),
    ),
    Figure(
        "gate.passages", "gate", "times", _crossing_rows, from_day=True, total=_crossing_total,
        picks=(Pick("direction", _direction_options), Pick("gate", _gate_options)),
    ),
    Figure("gate.refused", "gate", "times", _refused, from_day=True),
    Figure("gate.visitors", "gate", "people", _visitors, from_day=True),
    Figure("gate.measured", "gate", "people", _measured, from_day=True),
    Figure("gate.fevers", "gate", "people", _fevers, from_day=True),
)  # fmt: skip
