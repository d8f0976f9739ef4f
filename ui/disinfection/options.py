"""What may be used for a round: solutions made today, lots on the shelf that have not expired, or the plan's agent without a lot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from duty_desk import formats
from duty_desk.disinfection import mix_rows, mix_stock
from duty_desk.disinfection.dilution import Agent, Form
from duty_desk.disinfection.mix_rows import MixRow
from duty_desk.disinfection.mix_stock import Offer
from duty_desk.strings import t
from duty_desk.supplies import catalogue_rows
from duty_desk.work import Read

# Nothing is poured out of a can.
DRY = frozenset({Agent.UV.value, Agent.NONE.value})


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to take. `strength` is that of the stock as it is reckoned with; of a solution, what it was made to."""

    key: str
    agent: Agent
    words: str
    note: str = ""
    form: Form = Form.LIQUID
    strength: Decimal | None = None
    offer: Offer | None = None
    mix: MixRow | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it is used as it stands: a solution made before."""
        return self.mix is not None

    @property
    def choice(self) -> tuple[str, str, str]:
        """As a drop-down takes it."""
        return self.key, self.words, self.note


def options(read: Read, agent: str, other: str | None = None) -> tuple[Option, ...]:
    """What may be taken where a plan says `agent`: its own first, then its stand-in, then the rest; last without a lot."""
    wanted = [agent, *([other] if other else [])]
    found = [*_made(read), *_lots(read)]
    found.sort(key=lambda each: wanted.index(each.agent.value) if each.agent.value in wanted else len(wanted))
    without = [
        Option(
            f"agent:{each}",
            Agent(each),
            t("disinfection_tab.option.without", agent=t(f"disinfection_mix.product.{each}")),
        )
        for each in wanted
        if each not in DRY
    ]
    return (*found, *without)


def first_choice(found: Sequence[Option], agent: str, target: Decimal | None) -> Option | None:
    """What the form proposes: a solution of the right strength, else a lot, of what the plan says."""
    own = [each for each in found if each.agent.value == agent]
    ready = next((each for each in own if each.is_ready and each.strength == target), None)
    return ready or next((each for each in own if not each.is_ready), None) or next(iter(found), None)


def _lots(read: Read) -> list[Option]:
    # What takes two people is made in the view of solutions, and chosen here once it is there.
    return [
        _of_lot(each, catalogue_rows.get_item(read, each.item_id).name)
        for each in mix_stock.offers(read)
        if each.why_not is None and not each.needs_two
    ]


def _of_lot(offer: Offer, name: str) -> Option:
    until = offer.expires_on
    return Option(
        f"lot:{offer.lot}:{offer.store}",
        offer.agent,
        t("disinfection_tab.option.lot", item=f"{name} {offer.label_text}".strip(), lot=offer.code),
        t("disinfection_tab.option.until", day=formats.day(until)) if until is not None else "",
        offer.form,
        offer.strength,
        offer=offer,
    )


def _made(read: Read) -> list[Option]:
    return [
        Option(
            f"mix:{row.id}",
            row.agent,
            t("disinfection_tab.option.mix", strength=row.strength_text, product=row.product),
            t("disinfection_tab.option.left", number=row.number, litres=formats.number(row.left_litres)),
            row.form,
            row.target,
            mix=row,
        )
        for row in mix_rows.list_usable(read)
        if row.left_ml > 0
    ]
