"""Mixes a solution: judged by the rules, numbered, its stock taken from the shelf in the same transaction (product rules D3, D4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from db.models import DisinfectionRecord, Mix, Plan
from db.vocabulary import Agent, DocumentKind
from duty_desk import audit, numbering, operations, policy
from duty_desk.disinfection import clash, dilution, mix_stock
from duty_desk.disinfection.dilution import Dilution, Finding, Form
from duty_desk.disinfection.mix_rows import get_mix
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.roles import Permission, requires
from duty_desk.supplies import catalogue_rows, posting, reversing
from duty_desk.supplies.catalogue_rows import ItemRow
from duty_desk.supplies.posting import Move
from duty_desk.supplies.stock_lots import check_quantity, check_words, lots_of, store_name, usable
from duty_desk.work import Read, Work

SERIES = "mix"


@dataclass(frozen=True, slots=True)
class Mixed:
    """A solution that was made, and what the rules said against it."""

    id: int
    number: str
    good_until: datetime
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What an area asks for: mg/L, of alcohol percent by volume. Either end may be open."""

    least: Decimal | None
    most: Decimal | None


@dataclass(frozen=True, slots=True)
class _Recipe:
    """What is made of what, before anything is written."""

    item: ItemRow
    agent: Agent
    stock: Decimal
    made: Dilution
    taken: Decimal


def countersigned(lot: int, store: int, target: Decimal, total_ml: Decimal) -> Mapping[str, object]:
    """What a second officer says yes to, for goods that need two; `sign_in.approve` takes it with their password."""
    return {"act": "mix", "lot": lot, "store": store, "target": f"{target:f}", "total_ml": f"{total_ml:f}"}


@requires(Permission.RECORD_DISINFECTION)
def mix(
    work: Work,
    *,
    lot: int,
    store: int,
    target: Decimal,
    total_ml: Decimal,
    made_by: str,
    form: Form | None = None,
    agent: Agent | None = None,
    area: int | None = None,
    mixed_with: Sequence[str] = (),
    label: Decimal | None = None,
    taken: Decimal | None = None,
    strip: Decimal | None = None,
    strip_note: str = "",
    reason: str = "",
    second: Approval | None = None,
    at: datetime | None = None,
    note: str = "",
    operation: str | None = None,
) -> Mixed:
    """Make `total_ml` millilitres of `target` (mg/L; alcohol: percent by volume) out of a lot, and take what goes in from `store`.

    `label` is the strength on the label where the lot has none on record, `taken` what left the shelf in base units where the
    catalogue cannot tell; `area` is where it is for: outside its band a `reason` is asked, as for a strip too far off
    (`strip_note`). The same `operation` again gives the same solution. Raises InputError for fields and for what may not be
    mixed with it, Refusal for a lot that is expired, held or given for a purpose, or without the second officer it needs.
    """
    made_by = check_words(made_by, "made_by", "disinfection_mix.error.made_by")
    recipe = _recipe(work, lot, form, agent, target, total_ml, label, taken)
    clash.check_mix(recipe.agent, mixed_with)
    _check_lot(work, lot, (at or work.at).date())
    store_name(work, store)
    found = _judge(work, recipe, area, (at or work.at).date(), strip, strip_note, reason)

    def act() -> list[Any]:
        if recipe.item.needs_two or second is not None:
            approvals.insist(work, second, countersigned(lot, store, target, total_ml))
        said = " ".join(part for part in (reason.strip(), note.strip()) if part)
        key, number, until = _write(work, recipe, lot, store, made_by, strip, strip_note, said, second, at)
        return [key, number, until.isoformat()]

    key, number, until = operations.once(work, f"mix:{operation}", act) if operation is not None else act()
    return Mixed(key, number, datetime.fromisoformat(until), found)


@requires(Permission.RECORD_DISINFECTION)
def withdraw(work: Work, mix: int, *, reason: str, second: Approval | None = None) -> None:
    """Take a solution back that was written down wrongly: its stock returns to the shelf by a reversal.

    Raises Refusal once it was used, was withdrawn before, or, for one of somebody else or of hours ago, without a second officer
    (who says yes to `reversing.asked` of its paper).
    """
    reason = check_words(reason, "reason", "disinfection_mix.error.withdraw_reason")
    row = work.session.scalar(select(Mix).where(Mix.id == mix).with_for_update())
    if row is None:
        raise StaleError("storage.stale")
    shown = get_mix(work, mix)
    if shown.state == "withdrawn":
        raise Refusal("disinfection_mix.refusal.mix_withdrawn", number=row.number)
    uses = select(DisinfectionRecord.id).where(
        DisinfectionRecord.mix_id == mix, DisinfectionRecord.withdrawn_at.is_(None)
    )
    if work.session.scalar(uses.limit(1)) is not None:
        raise Refusal("disinfection_mix.refusal.mix_used", number=row.number)
    if row.document_id is not None:
        if reversing.needs_second(work, row.document_id) or second is not None:
            approvals.insist(work, second, reversing.asked(work, row.document_id))
        reversing.take_back(work, row.document_id, reason=reason, second=second)
    row.withdrawn_at = work.at
    row.note = " ".join(part for part in (row.note or "", reason) if part)
    work.session.flush()
    audit.record(work, action="mix.withdraw", subject=("mix", mix), reason=reason)


def band_of(read: Read, area: int, agent: Agent, on: date) -> Band | None:
    """The band in which a solution for this area lies on a day, by its plan for that agent; None where there is none.

    A plan that names a target alone takes up to twice as much.
    """
    query = (
        select(Plan.agent, Plan.other_agent, Plan.target, Plan.least, Plan.most)
        .where(
            Plan.area_id == area,
            Plan.valid_from <= on,
            or_(Plan.valid_until.is_(None), Plan.valid_until >= on),
        )
        .order_by(Plan.id)
    )
    # Where a plan names two agents its figures are those of one: percent of alcohol is no mg/L.
    for row in read.session.execute(query):
        percent = row.target is not None and row.target <= 100
        if agent.value in (row.agent, row.other_agent) and percent == (agent is Agent.ALCOHOL):
            return dilution_band(row.target, row.least, row.most)
    return None


def dilution_band(target: Decimal | None, least: Decimal | None, most: Decimal | None) -> Band | None:
    """The band of a plan, from its ends or from its target; a twentieth beyond an end is the difference of two ratios."""
    low = least if least is not None else target
    high = most * (2 - dilution.LOWEST) if most is not None else target and target * dilution.HIGHEST
    return Band(low and low * dilution.LOWEST, high) if low is not None or high is not None else None


def _recipe(
    work: Work,
    lot: int,
    form: Form | None,
    agent: Agent | None,
    target: Decimal,
    total_ml: Decimal,
    label: Decimal | None,
    taken: Decimal | None,
) -> _Recipe:
    item, agent, stock, form = _stock_of(work, lot, form, agent, label)
    made = dilution.dilute(target, stock, total_ml, form)
    if taken is None:
        taken = mix_stock.taken_of(item, made)
    return _Recipe(item, agent, stock, made, check_quantity(taken, "taken"))


def _stock_of(
    read: Read, lot: int, form: Form | None, agent: Agent | None, label: Decimal | None
) -> tuple[ItemRow, Agent, Decimal, Form]:
    row = lots_of(read, [lot])[lot].Lot
    item = catalogue_rows.get_item(read, row.item_id)
    agent = agent or mix_stock.agent_of(item)
    if agent is None or agent in (Agent.UV, Agent.NONE):
        raise InputError("lot", "disinfection_mix.error.no_agent", name=item.title)
    # What the lot itself says counts before what somebody reads off a label.
    strength = row.strength if row.strength is not None else label
    if strength is None or not strength.is_finite() or strength <= 0:
        raise InputError("label", "disinfection_mix.error.no_label", lot=row.code)
    form = form or mix_stock.form_of(item, agent, strength)
    return item, agent, dilution.stock_strength(form, strength, item.strength_unit or "percent", agent), form


def _check_lot(work: Work, lot: int, on: date) -> None:
    found = lots_of(work, [lot])
    usable(work, found)
    row = found[lot].Lot
    if row.expires_on is not None and row.expires_on < on:
        raise Refusal("disinfection_mix.refusal.expired", lot=row.code)
    if row.purpose or row.purpose_unit_id is not None:
        raise Refusal("disinfection_mix.refusal.bound", lot=row.code)


def _judge(
    work: Work,
    recipe: _Recipe,
    area: int | None,
    on: date,
    strip: Decimal | None,
    strip_note: str,
    reason: str,
) -> tuple[Finding, ...]:
    band = band_of(work, area, recipe.agent, on) if area is not None else None
    found = dilution.findings(
        strength=recipe.made.strength,
        least=band.least if band else None,
        most=band.most if band else None,
        strip=strip,
        strip_percent=policy.integer(work, "disinfection.strip_percent", on),
    )
    if Finding.STRIP_OFF in found and not strip_note.strip():
        raise InputError("strip_note", "disinfection_mix.finding.strip_off")
    for finding in found:
        if finding is not Finding.STRIP_OFF and not reason.strip():
            raise InputError("reason", f"disinfection_mix.finding.{finding.value}")
    return found


def _good_until(work: Work, recipe: _Recipe, expires_on: date | None, at: datetime) -> datetime:
    """Mixed with water it keeps for hours; alcohol keeps as long as its lot; nothing outlives its lot."""
    hours = timedelta(hours=policy.integer(work, "disinfection.solution_hours", at.date()))
    if expires_on is None:
        return at + hours
    end = datetime.combine(expires_on + timedelta(days=1), time())
    return end if recipe.agent is Agent.ALCOHOL else min(at + hours, end)


def _write(
    work: Work,
    recipe: _Recipe,
    lot: int,
    store: int,
    made_by: str,
    strip: Decimal | None,
    strip_note: str,
    note: str,
    second: Approval | None,
    at: datetime | None,
) -> tuple[int, str, datetime]:
    at = at or work.at
    posting.check_moment(work, at)
    number = numbering.take(work, SERIES, at.year)
    expires_on = lots_of(work, [lot])[lot].Lot.expires_on
    made = recipe.made
    row = Mix(
        number=number.text,
        at=at,
        agent=recipe.agent.value,
        item_id=recipe.item.id,
        lot_id=lot,
        store_id=store,
        stock_strength=recipe.stock,
        # Whole tablets may make a little more than was asked for: what is in the can counts.
        target=dilution.exact(made.strength),
        form=made.form.value,
        total_ml=made.total_ml,
        stock_amount=dilution.exact(made.stock_amount),
        water_ml=dilution.exact(made.water_ml),
        strip=strip,
        strip_note=strip_note.strip() or None,
        made_by=made_by,
        good_until=_good_until(work, recipe, expires_on, at),
        officer_id=work.officer.id,
        note=note or None,
    )
    work.session.add(row)
    work.session.flush()
    posted = posting.post(
        work,
        DocumentKind.ISSUE,
        [Move(lot, store, -recipe.taken)],
        series=SERIES,
        at=at,
        number=number,
        subject=("mix", row.id),
        second=second.officer if second else None,
    )
    row.document_id = posted.id
    work.session.flush()
    audit.record(
        work,
        action="mix.make",
        subject=("mix", row.id),
        after={"number": number.text, "agent": row.agent, "target": row.target, "total_ml": row.total_ml},
        reason=note or None,
    )
    return row.id, number.text, row.good_until
