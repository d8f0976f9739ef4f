"""The part of a form that says what is used: agent with its lot, how strong, how much, and what goes into the can."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, Signal

from duty_desk import formats, policy
from duty_desk.disinfection import clash, dilution, mixing
from duty_desk.disinfection.clash import LastUsed
from duty_desk.disinfection.dilution import Agent, Dilution, Finding, Form
from duty_desk.errors import DutyDeskError, InputError, Problems
from duty_desk.strings import t
from duty_desk.work import Work
from ui.disinfection.calculator import Calculator
from ui.disinfection.options import DRY, Option, first_choice, options
from ui.disinfection.target_field import TargetField
from ui.disinfection.words import strength_words, unit_of
from ui.feature_tab import Shell
from ui.kit.buttons import Button
from ui.kit.checks import CheckBox
from ui.kit.combo import ComboBox
from ui.kit.form import Form as FieldForm
from ui.kit.notices import Banner
from ui.kit.number_fields import NumberField
from ui.kit.tokens import Tone

USUAL_LITRES = Decimal(10)
_TOTAL, _LABEL = "disinfection.litres", "disinfection.label."


class AgentPart(QObject):
    """Puts its fields into a form. `plan` is what the area asks for; without one the office's terminal rule is `target`."""

    changed = Signal()

    def __init__(
        self,
        shell: Shell,
        form: FieldForm,
        *,
        agent: str,
        other: str | None = None,
        target: Decimal | None = None,
        least: Decimal | None = None,
        most: Decimal | None = None,
        area: int | None = None,
        room: int | None = None,
        at: datetime,
        place_words: str = "",
    ) -> None:
        super().__init__(form)
        self._shell, self._form = shell, form
        self._plan_agent, self._plan_target = agent, target
        self._least, self._most, self._area = least, most, area
        with shell.desk.read() as read:
            self.options = options(read, agent, other)
            self._hours = policy.integer(read, "disinfection.solution_hours")
            self.last: LastUsed | None = clash.last_used(read, at=at, area=area, room=room)
        self.banner = Banner(Tone.DANGER, "")
        self._instead = Button(t("disinfection_tab.clash.take", agent=""), parent=self.banner)
        self._instead.clicked.connect(self._take_instead)
        self.banner.add_button(self._instead)
        self.banner.hide()
        form.add_widget(self.banner)
        self.choice = ComboBox([each.choice for each in self.options], None)
        self.target = TargetField()
        self.total = NumberField(unit=t("disinfection_tab.unit.litre"), least=Decimal("0.01"), whole=False)
        self.calculator = Calculator()
        self.rinsed = CheckBox(t("disinfection_tab.form.rinsed"))
        form.add("lot", t("disinfection_tab.form.agent"), self.choice)
        self.label = NumberField(unit="%", least=0, whole=False)
        form.add(
            "label",
            t("disinfection_tab.form.label"),
            self.label,
            help=t("disinfection_tab.form.label_help"),
            check=self._label_missing,
        )
        form.add("target", t("disinfection_tab.form.target"), self.target, check=self._target_missing)
        form.add("total_ml", t("disinfection_tab.form.total"), self.total, note=place_words)
        form.add_widget(self.calculator)
        self.taken = NumberField(unit="", least=Decimal("0.001"), whole=False)
        form.add(
            "taken", t("disinfection_tab.form.taken"), self.taken, help=t("disinfection_tab.form.taken_help")
        )
        form.add("rinsed", t("disinfection_tab.form.rinse"), self.rinsed)
        self.total.set_value(Decimal(str(shell.recall(_TOTAL, str(USUAL_LITRES)))))
        self.target.set_value(target)
        self._acting: Agent | None = Agent(agent)
        self._taken_asked = False
        self._propose()
        self.choice.changed.connect(self._chosen)
        for control in (self.target, self.total, self.rinsed, self.label):
            control.changed.connect(self.look)
        self._chosen()

    # --- what was chosen ---

    @property
    def option(self) -> Option | None:
        """What is taken."""
        key = self.choice.value()
        return next((each for each in self.options if each.key == key), None)

    @property
    def agent(self) -> Agent:
        """What acts."""
        option = self.option
        return option.agent if option is not None else Agent(self._plan_agent)

    @property
    def stock(self) -> Decimal | None:
        """How strong the lot is, as it is reckoned with: as recorded, else as read off its label just now."""
        option = self.option
        if option is None or option.is_ready:
            return None
        if option.strength is not None or option.offer is None:
            return option.strength
        label = self.label.value()
        if not isinstance(label, Decimal) or not label:
            return None
        return dilution.stock_strength(option.form, label, option.offer.unit, option.agent)

    @property
    def strength(self) -> Decimal | None:
        """How strong it is used: mg/L, of alcohol percent by volume."""
        option = self.option
        if option is not None and option.is_ready:
            return option.strength
        made = self.dilution
        return made.strength if made is not None else self.target.value()

    @property
    def dilution(self) -> Dilution | None:
        """What goes into the can; None while it cannot be reckoned."""
        option, target, litres, stock = self.option, self.target.value(), self.total.value(), self.stock
        if option is None or option.offer is None or stock is None:
            return None
        if target is None or not isinstance(litres, Decimal):
            return None
        try:
            return dilution.dilute(target, stock, litres * 1000, option.form)
        except InputError:
            return None

    @property
    def clashes(self) -> bool:
        """Whether what was used here last forbids it, and nobody rinsed."""
        return self.last is not None and clash.clashes(self.agent, self.last.agent)

    @property
    def blocked(self) -> bool:
        """Whether it must not be saved as it stands."""
        return self.clashes and not self.rinsed.value()

    def findings(self) -> Sequence[Finding]:
        """What the rules say against the strength, so that the form asks for a reason."""
        if self.agent.value != self._plan_agent:
            return ()
        band = mixing.dilution_band(self._plan_target, self._least, self._most)
        if band is None:
            return ()
        return dilution.findings(strength=self.strength, least=band.least, most=band.most)

    # --- saving ---

    def make(self, work: Work, *, made_by: str, at: datetime, reason: str) -> dict[str, Any]:
        """Take the dose out of stock where a lot was chosen; gives what the record says of agent and solution."""
        option = self.option
        said: dict[str, Any] = {
            "agent": self.agent.value,
            "rinsed": bool(self.rinsed.value() and self.clashes),
        }
        if option is None or self.agent.value in DRY:
            return said
        if option.mix is not None:
            litres = self.total.value()
            return {
                **said,
                "mix": option.mix.id,
                "used_ml": litres * 1000 if isinstance(litres, Decimal) else None,
            }
        target = self.target.value()
        if option.offer is None:
            return {**said, "strength": target}
        litres = self.total.value()
        if target is None or not isinstance(litres, Decimal):
            raise InputError("total_ml", "disinfection_tab.form.total_missing")
        made = mixing.mix(
            work,
            lot=option.offer.lot,
            store=option.offer.store,
            target=target,
            total_ml=litres * 1000,
            made_by=made_by,
            area=self._area,
            label=self.label.value() if option.strength is None else None,  # pyright: ignore[reportArgumentType]
            taken=self.taken.value() if not self._form.field("taken").isHidden() else None,  # pyright: ignore[reportArgumentType]
            reason=reason,
            at=at,
        )
        return {**said, "mix": made.id, "used_ml": litres * 1000}

    def answer(self, error: DutyDeskError) -> None:
        """Show the field a refusal is about: what left the shelf, where the catalogue cannot tell."""
        if is_about(error, "taken"):
            self._taken_asked = True
            self.look()

    def remember(self) -> None:
        """The can at hand stays the same for the next place."""
        option, litres = self.option, self.total.value()
        if option is not None and option.offer is not None and isinstance(litres, Decimal):
            self._shell.remember(_TOTAL, str(litres))
            if option.strength is None:
                self._shell.remember(f"{_LABEL}{option.offer.lot}", str(self.label.value()))

    # --- inside ---

    def _propose(self) -> None:
        chosen = first_choice(self.options, self._plan_agent, self._plan_target)
        self.choice.set_value(chosen.key if chosen is not None else None)

    def _chosen(self) -> None:
        option = self.option
        if option is not None and option.offer is not None and option.strength is None:
            kept = self._shell.recall(f"{_LABEL}{option.offer.lot}", None)
            self.label.set_value(Decimal(str(kept)) if kept else None)
            self.label.set_suffix(t(f"disinfection_tab.label_unit.{option.offer.unit}"))
        if option is not None and option.is_ready:
            self.target.set_value(option.strength)
            self.total.set_value(None)
        elif self.agent is not self._acting or self.total.value() is None:
            # Another agent has its own strength; the plan's would be a figure in the wrong unit.
            own = self.agent.value == self._plan_agent
            neat = option.strength if option is not None and option.form is Form.NEAT else None
            self.target.set_value(self._plan_target if own else neat)
            self.total.set_value(Decimal(str(self._shell.recall(_TOTAL, str(USUAL_LITRES)))))
        self._acting = self.agent if option is None or not option.is_ready else None
        self.look()

    def look(self) -> None:
        """Show what follows from what stands in the fields."""
        option = self.option
        ready = option is not None and option.is_ready
        self.target.set_stock(self.stock, self.agent)
        unlabelled = option is not None and option.offer is not None and option.strength is None
        self._form.field("label").setVisible(unlabelled)
        lot = option is not None and option.offer is not None
        own = self.agent.value == self._plan_agent
        self.target.line.setReadOnly(ready)
        rule = strength_words(self._plan_target, self._plan_agent) if own else ""
        self.target.set_note(
            t("disinfection_tab.form.rule", rule=rule) if rule else unit_of(self.agent) and ""
        )
        self._form.field("total_ml").label.setText(
            t("disinfection_tab.form.used" if ready or not lot else "disinfection_tab.form.total")
        )
        self._form.field("total_ml").setVisible(ready or lot)
        self.total.setPlaceholderText(t("disinfection_tab.optional") if ready else "")
        self.calculator.setVisible(lot)
        made = self.dilution
        self.calculator.put(made, self._hours if self.agent is not Agent.ALCOHOL else None)
        tablets = option is not None and option.form is Form.TABLET
        self._form.field("taken").setVisible(lot and (tablets or self._taken_asked))
        if option is not None and option.offer is not None:
            self.taken.set_suffix(option.offer.base_unit)
        self._form.field("rinsed").setVisible(self.clashes)
        self._show_clash()
        self._warn_strength()
        self.changed.emit()

    def _show_clash(self) -> None:
        last = self.last
        self.banner.setVisible(self.blocked)
        if last is None or not self.blocked:
            self._form.field("lot").set_remark("")
            return
        other = self._other()
        self._instead.setVisible(other is not None)
        if other is not None:
            self._instead.set_words(t("disinfection_tab.clash.take", agent=_short(other.agent)))
        self.banner.say(
            t("disinfection_tab.clash.title", at=formats.clock(last.at), last=_short(last.agent)),
            t("disinfection_tab.clash.body"),
        )
        from ui.kit.field_frame import State

        self._form.field("lot").set_remark(t("disinfection_tab.clash.field"), State.ERROR)

    def _other(self) -> Option | None:
        last = self.last
        if last is None:
            return None
        fitting = [each for each in self.options if not clash.clashes(each.agent, last.agent)]
        return next((each for each in fitting if each.agent is last.agent), None) or next(iter(fitting), None)

    def _take_instead(self) -> None:
        other = self._other()
        if other is not None:
            self.choice.set_value(other.key)
            self._chosen()
            self._form.field("target").take_focus()

    def _warn_strength(self) -> None:
        found = self.findings()
        field = self._form.field("target")
        if field.wrong:
            return
        from ui.kit.field_frame import State

        said = next((each for each in found if each in (Finding.TOO_STRONG, Finding.TOO_WEAK)), None)
        rule = strength_words(self._plan_target, self._plan_agent)
        words = t(f"disinfection_tab.form.{said.value}", rule=rule) if said is not None else ""
        field.set_remark(words, State.WARNING)

    def _label_missing(self, value: object) -> str | None:
        if value or self._form.field("label").isHidden():
            return None
        return t("disinfection_tab.form.label_missing")

    def _target_missing(self, value: object) -> str | None:
        option = self.option
        if value is not None or option is None or self.agent.value in DRY:
            return None
        return t("disinfection_tab.form.target_missing")


def begin(form: FieldForm) -> None:
    """Put the keyboard where typing begins: what the label says of a lot, if nobody has said so, or who did it."""
    names = form.names()
    empty = (name for name in ("label", "done_by") if name in names and _is_empty(form, name))
    form.field(next(empty, names[0])).take_focus()


def _is_empty(form: FieldForm, name: str) -> bool:
    return not form.field(name).isHidden() and not form.field(name).value()


def is_about(error: DutyDeskError, field: str) -> bool:
    """Whether a refusal belongs to a field."""
    errors = error.errors if isinstance(error, Problems) else [error]
    return any(isinstance(each, InputError) and each.field == field for each in errors)


def _short(agent: Agent) -> str:
    return t(f"disinfection.agent.{agent.value}")
