"""What a form for a pass may choose from: reasons, groups of the bulletin, open gates, who may approve."""

from __future__ import annotations

from sqlalchemy import select

from db.models import Gate, PassReason
from db.vocabulary import PassKind
from duty_desk.people import officers
from duty_desk.roles import ALLOWED, Permission
from duty_desk.strings import language
from duty_desk.work import Read

# Reasons that belong to one kind of pass; all others are reasons of any.
OWN_REASON = {
    PassKind.MATERIAL: "material",
    PassKind.CREW: "construction",
    PassKind.VEHICLE: "supply",
    PassKind.HOUSEHOLD: "resident",
}


def list_reasons(read: Read) -> tuple[tuple[str, str], ...]:
    """Code and label of every reason in use, in the office's order."""
    query = select(PassReason).where(PassReason.is_active).order_by(PassReason.list_order, PassReason.id)
    return tuple((row.code, _label(row)) for row in read.session.scalars(query))


def list_groups(read: Read) -> tuple[tuple[str, str], ...]:
    """Lines of the bulletin with the short label of their first reason."""
    groups: dict[str, str] = {}
    for row in read.session.scalars(select(PassReason).order_by(PassReason.list_order, PassReason.id)):
        groups.setdefault(row.report_group, _label(row))
    return tuple(groups.items())


def list_open_gates(read: Read) -> tuple[tuple[int, str], ...]:
    """Gates that can be put on a pass."""
    query = select(Gate.id, Gate.name).where(Gate.is_open).order_by(Gate.list_order, Gate.id)
    return tuple((row.id, row.name) for row in read.session.execute(query))


def list_approvers(read: Read) -> tuple[officers.OfficerRow, ...]:
    """Who may approve passes that the officer at the desk gives: never that officer."""
    return tuple(
        row
        for row in officers.list_officers(read, active_only=True)
        if Permission.APPROVE_PASS in ALLOWED[row.ref.role] and row.id != read.officer.id
    )


def _label(row: PassReason) -> str:
    return row.label_en if language() == "en" and row.label_en else row.label
