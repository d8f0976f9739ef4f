"""What there is to mix from: the lots of disinfectants on the shelf, what each is, and how much of it a can takes in base units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from db.vocabulary import Agent
from duty_desk import formats
from duty_desk.disinfection.dilution import Dilution, Form, exact, stock_strength
from duty_desk.errors import InputError
from duty_desk.strings import LANGUAGES, t, text_in
from duty_desk.supplies import catalogue_rows, stock
from duty_desk.supplies.catalogue_rows import ItemRow
from duty_desk.supplies.stock import Holding
from duty_desk.work import Read

_KILO: Final = Decimal(1000)
_KILOGRAMS: Final = "kg"
# Named agents, the more special first: "peracetic acid" before "peroxide".
_NAMED: Final = (Agent.PERACETIC, Agent.PEROXIDE, Agent.QUATERNARY, Agent.ALCOHOL, Agent.CHLORINE)
_VOLUME: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(m?)l\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """A lot in a store. `label` is the lower bound as written (`unit`), `strength` as `dilute` counts it; `why_not` bars it.

    `free` is in base units (`base_unit`); goods of a lot without a strength ask for the label.
    """

    lot: int
    store: int
    item_id: int
    item: str
    code: str
    store_name: str
    free: Decimal
    base_unit: str
    agent: Agent
    form: Form
    label: Decimal | None
    unit: str
    strength: Decimal | None
    expires_on: date | None
    needs_two: bool
    why_not: str | None

    @property
    def label_text(self) -> str:
        """The strength as it stands on the label."""
        if self.label is None:
            return ""
        return label_text(self.label, self.unit)


def label_text(label: Decimal, unit: str) -> str:
    """A strength with its unit: "5%", "480 mg a tablet"."""
    return t(f"disinfection_mix.label.{unit}", strength=f"{label.normalize():f}")


def offers(read: Read, *, agent: Agent | None = None, on: date | None = None) -> tuple[Offer, ...]:
    """Every lot of a disinfectant that lies somewhere, of one agent when named; the one to take first stands first.

    What may not be taken (expired on `on`, held, given for a purpose) comes last and says why.
    """
    day = on or read.at.date()
    found: list[Offer] = []
    for each in stock.on_hand(read, merged=False):
        item = catalogue_rows.get_item(read, each.item_id)
        of = agent_of(item)
        if of is not None and agent in (None, of) and each.free > 0:
            found.append(_offer(each, item, of, day))
    return tuple(
        sorted(found, key=lambda one: (one.why_not is not None, one.expires_on or date.max, one.lot))
    )


def agent_of(item: ItemRow) -> Agent | None:
    """What acts in an item, by its name; None for what is not mixed (hand gel, wipes, soap)."""
    named = next(
        (agent for agent in _NAMED if any(word in item.name.lower() for word in _words()[agent])), None
    )
    # Alcohol wipes and the like have no strength that is counted with.
    if named is None or (item.strength_unit is None and named is not Agent.QUATERNARY):
        return None
    return named


def form_of(item: ItemRow, agent: Agent, label: Decimal | None) -> Form:
    """How it comes, as a proposal: tablets and powder by what the catalogue says, alcohol of up to 80 % is ready for use."""
    if item.strength_unit == "mg_per_tablet":
        return Form.TABLET
    if any(word in item.name.lower() for word in _words()[Form.POWDER]):
        return Form.POWDER
    if agent is Agent.ALCOHOL and label is not None and label <= 80:
        return Form.NEAT
    return Form.LIQUID


def taken_of(item: ItemRow, made: Dilution) -> Decimal:
    """What leaves the shelf in base units: kilograms by the density, bottles by what is in one.

    Raises InputError("taken") where the catalogue does not say enough: then the officer says it.
    """
    quantity = _reckoned(item, made)
    if quantity is None:
        raise InputError("taken", "disinfection_mix.error.taken", unit=item.base_unit)
    # At least a thousandth, so that what was used is on the books.
    return max(exact(quantity), Decimal("0.001"))


def _reckoned(item: ItemRow, made: Dilution) -> Decimal | None:
    in_kg = item.base_unit.lower() == _KILOGRAMS
    if made.form is Form.TABLET:
        return made.stock_amount if item.base_unit.lower() in _words()[Form.TABLET] else None
    if made.form is Form.POWDER:
        kilos = made.stock_amount / _KILO
        return kilos if in_kg else _of_net(kilos, item.net_kg)
    if in_kg:
        return made.stock_amount * item.density / _KILO if item.density is not None else None
    if found := _VOLUME.search(item.spec):
        return made.stock_amount / (Decimal(found[1]) * (1 if found[2] else _KILO))
    if item.density is not None:
        return _of_net(made.stock_amount * item.density / _KILO, item.net_kg)
    return None


def _of_net(kilos: Decimal, net_kg: Decimal | None) -> Decimal | None:
    return kilos / net_kg if net_kg else None


def _offer(each: Holding, item: ItemRow, agent: Agent, day: date) -> Offer:
    form = form_of(item, agent, each.strength)
    unit = item.strength_unit or "percent"
    label = each.strength
    return Offer(
        lot=each.lots[0],
        store=each.store_id,
        item_id=item.id,
        item=item.title,
        code=each.lot,
        store_name=each.store,
        free=each.free,
        base_unit=item.base_unit,
        agent=agent,
        form=form,
        label=label,
        unit=unit,
        strength=stock_strength(form, label, unit, agent) if label is not None else None,
        expires_on=each.expires_on,
        needs_two=item.needs_two,
        why_not=_why_not(each, day),
    )


def _why_not(each: Holding, day: date) -> str | None:
    if each.held_reason:
        return t("disinfection_mix.why_not.held", reason=each.held_reason)
    if each.expires_on is not None and each.expires_on < day:
        return t("disinfection_mix.why_not.expired", day=formats.full_day(each.expires_on))
    if each.purpose or each.purpose_unit:
        return t("disinfection_mix.why_not.bound", purpose=each.purpose or each.purpose_unit or "")
    return None


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    """Words in names of goods by agent, in every language of the program: the catalogue is written in one of them."""
    keys = (*_NAMED, Form.POWDER, Form.TABLET)
    return {
        key: tuple(
            word
            for language in LANGUAGES
            for word in text_in(language, f"disinfection_mix.words.{key.value}").split()
        )
        for key in keys
    }
