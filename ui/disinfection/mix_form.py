"""The form of a solution: out of which lot, how strong, how much; what goes into the can stands in the strip while one types."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk import formats, operations, policy
from duty_desk.disinfection import areas, clash, dilution, mix_stock, mixing
from duty_desk.disinfection.areas import AreaRow
from duty_desk.disinfection.clash import Other
from duty_desk.disinfection.dilution import Agent, Dilution, Finding, Form
from duty_desk.disinfection.mix_stock import Offer
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.strings import t
from duty_desk.supplies import catalogue_rows
from ui.disinfection.calculator import Calculator
from ui.disinfection.names import NameField, known_names, matching
from ui.disinfection.target_field import TargetField
from ui.disinfection.words import strength_words, unit_of
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.combo import ComboBox
from ui.kit.field_frame import State
from ui.kit.fields import LineEdit
from ui.kit.form import Form as FieldForm
from ui.kit.notices import Banner
from ui.kit.number_fields import NumberField
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone
from ui.views.second_officer import SecondOfficer

_TOTAL, _MADE_BY = "disinfection.litres", "disinfection.done_by"
_USUAL_LITRES = "10"
NOTHING = ""


class MixForm(SidePanel):
    """`saved` carries what was mixed."""

    saved = Signal(object)

    def __init__(self, shell: Shell, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._shell = shell
        self._operation = operations.new_id()
        with shell.desk.read() as read:
            self.offers = mix_stock.offers(read)
            self.areas = [row for row in areas.list_areas(read) if row.plan and row.plan.target is not None]
            self._hours = policy.integer(read, "disinfection.solution_hours")
            self._strip_percent = policy.integer(read, "disinfection.strip_percent")
            self._two = approvals.is_needed(read)
            self._items = {
                offer.item_id: catalogue_rows.get_item(read, offer.item_id) for offer in self.offers
            }
            names = known_names(read)
        self.set_head(t("disinfection_mix.form.title"), t("disinfection_mix.form.note"))
        self.form = FieldForm()
        self._add_what()
        self._add_who(names)
        self.second = SecondOfficer(shell, self.form, self.save)
        self.set_body(self.form)
        self.button = Button(
            t("disinfection_mix.form.save"), key="Ctrl+Return", kind=Kind.PRIMARY, parent=self
        )
        self.button.clicked.connect(self.save)
        self.set_foot([self.form.problem_chip()], [self.button])
        self.total.set_value(Decimal(str(shell.recall(_TOTAL, _USUAL_LITRES))))
        self.form.field("made_by").set_value(shell.recall(_MADE_BY, ""))
        self._chosen()
        self.form.mark_saved()

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    # --- what stands in the form ---

    @property
    def offer(self) -> Offer | None:
        """The lot that is taken."""
        key = self.lot.value()
        return next((each for each in self.offers if _key(each) == key), None)

    @property
    def stock(self) -> Decimal | None:
        """Its strength as it is reckoned with; read off the label where the lot has none on record."""
        offer = self.offer
        if offer is None:
            return None
        if offer.strength is not None:
            return offer.strength
        label = self.form.field("label").value()
        if not isinstance(label, Decimal):
            return None
        return dilution.stock_strength(offer.form, label, offer.unit, offer.agent)

    @property
    def dilution(self) -> Dilution | None:
        """What goes into the can; None while it cannot be reckoned."""
        offer, stock, target, litres = self.offer, self.stock, self.target.value(), self.total.value()
        if offer is None or stock is None or target is None or not isinstance(litres, Decimal):
            return None
        try:
            return dilution.dilute(target, stock, litres * 1000, offer.form)
        except InputError:
            return None

    @property
    def clashes(self) -> bool:
        """Whether what is poured in besides may not be."""
        offer, other = self.offer, self.other.value()
        return offer is not None and bool(other) and clash.clashes(offer.agent, str(other))

    def findings(self) -> Sequence[Finding]:
        """What the rules say against strength and strip."""
        offer, made, area = self.offer, self.dilution, self._area()
        if offer is None or made is None:
            return ()
        band = None
        if area is not None:
            with self._shell.desk.read() as read:
                band = mixing.band_of(read, area.id, offer.agent, read.at.date())
        strip = self.form.field("strip").value()
        return dilution.findings(
            strength=made.strength,
            least=band.least if band else None,
            most=band.most if band else None,
            strip=strip if isinstance(strip, Decimal) else None,
            strip_percent=self._strip_percent,
        )

    def save(self) -> None:
        """Mix it: numbered, its stock taken; what is wrong stands in the form with everything typed still there."""
        if self.clashes:
            self.form.field("mixed_with").take_focus()
            self.form.ensure_visible(self.banner)
            return
        if not self.form.check_all():
            return
        offer, target, litres = self.offer, self.target.value(), self.total.value()
        if offer is None or target is None or not isinstance(litres, Decimal):
            return
        content = mixing.countersigned(offer.lot, offer.store, target, litres * 1000)
        self.second.prove(content, self._save)

    def _save(self, approval: Approval | None) -> None:
        offer, target, litres = self.offer, self.target.value(), self.total.value()
        if offer is None or target is None or not isinstance(litres, Decimal):
            return
        values = self.form.values()
        other = str(self.other.value() or "")
        area = self._area()
        try:
            with self._shell.desk.work() as work:
                made = mixing.mix(
                    work,
                    lot=offer.lot,
                    store=offer.store,
                    target=target,
                    total_ml=litres * 1000,
                    made_by=values["made_by"],
                    form=offer.form,
                    agent=offer.agent,
                    area=area.id if area is not None else None,
                    mixed_with=(other,) if other else (),
                    label=values["label"] if offer.label is None else None,
                    taken=values["taken"] if not self.form.field("taken").isHidden() else None,
                    strip=values["strip"],
                    strip_note=values["strip_note"],
                    reason=values["reason"],
                    second=approval,
                    note=values["note"],
                    operation=self._operation,
                )
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self._shell.remember(_TOTAL, str(litres))
        self._shell.remember(_MADE_BY, values["made_by"])
        self.form.mark_saved()
        self.saved.emit(made)

    # --- inside ---

    def _add_what(self) -> None:
        optional = t("disinfection_mix.form.optional")
        self.banner = Banner(Tone.DANGER, "")
        self.banner.hide()
        self.form.add_widget(self.banner)
        self.area = ComboBox(
            [(NOTHING, t("disinfection_mix.form.no_area")), *(_area_option(row) for row in self.areas)],
            NOTHING,
        )
        self.lot = ComboBox(
            [_option(each, self._items[each.item_id].name) for each in self.offers], _first(self.offers)
        )
        self.target = TargetField()
        self.total = NumberField(
            unit=t("disinfection_mix.form.litre"), least=Decimal("0.01"), most=Decimal(100_000), whole=False
        )
        self.calculator = Calculator()
        others = [Agent.ALCOHOL, Agent.PERACETIC, Agent.QUATERNARY, Agent.PEROXIDE, Agent.CHLORINE, *Other]
        self.other = ComboBox(
            [
                (NOTHING, t("disinfection_mix.form.nothing_else")),
                *((each.value, clash.name_of(each.value)) for each in others),
            ],
            NOTHING,
        )
        label = NumberField(unit="%", least=Decimal("0.001"), whole=False)
        taken = NumberField(unit="", least=Decimal("0.001"), whole=False)
        strip = NumberField(unit="mg/L", least=0, whole=False, placeholder=optional)
        add = self.form.add
        add("area", t("disinfection_mix.form.area"), self.area)
        add("lot", t("disinfection_mix.form.lot"), self.lot, check=self._lot_missing)
        add(
            "label",
            t("disinfection_mix.form.label"),
            label,
            help=t("disinfection_mix.form.label_help"),
            check=lambda value: t("disinfection_mix.form.label_missing") if self._no_label(value) else None,
        )
        add("target", t("disinfection_mix.form.target"), self.target, check=self._target_wrong)
        add(
            "total_ml",
            t("disinfection_mix.form.total"),
            self.total,
            check=lambda value: None if value is not None else t("disinfection_mix.form.total_missing"),
        )
        self.form.add_widget(self.calculator)
        add("taken", t("disinfection_mix.form.taken"), taken, help=t("disinfection_mix.form.taken_help"))
        add("mixed_with", t("disinfection_mix.form.mixed_with"), self.other)
        add("strip", t("disinfection_mix.form.strip"), strip)
        add("strip_note", t("disinfection_mix.form.strip_note"), LineEdit(), check=self._strip_unsaid)
        add("reason", t("disinfection_mix.form.reason"), LineEdit(), check=self._reason_unsaid)
        self.area.changed.connect(self._for_area)
        self.lot.changed.connect(self._chosen)
        for control in (self.target, self.total, self.other):
            control.changed.connect(self._look)
        for control in (label, strip):
            control.textChanged.connect(lambda _text: self._look())

    def _add_who(self, names: Sequence[tuple[str, str]]) -> None:
        self.form.add(
            "made_by",
            t("disinfection_mix.form.made_by"),
            NameField(self._shell.tasks, lambda typed: matching(names, typed)),
            check=lambda value: None if value else t("disinfection_mix.error.made_by"),
        )
        self.form.add(
            "note",
            t("disinfection_mix.form.remark"),
            LineEdit(placeholder=t("disinfection_mix.form.optional")),
        )

    def _area(self) -> AreaRow | None:
        key = self.area.value()
        return next((row for row in self.areas if str(row.id) == key), None)

    def _for_area(self) -> None:
        """What the place asks for stands there at once: its agent, its strength."""
        area = self._area()
        plan = area.plan if area is not None else None
        offer = self.offer
        if plan is not None:
            if offer is None or offer.agent.value not in (plan.agent, plan.other_agent):
                fitting = [each for each in self.offers if each.agent == plan.agent and each.why_not is None]
                if fitting:
                    self.lot.set_value(_key(fitting[0]))
            offer = self.offer
            if offer is not None and offer.agent.value == plan.agent:
                self.target.set_value(plan.target)
        self._chosen()

    def _chosen(self) -> None:
        offer = self.offer
        if offer is not None and offer.form is Form.NEAT:
            self.target.set_value(offer.strength)
        stands = offer is not None and offer.agent is Agent.PERACETIC
        self.form.field("lot").set_help(t("disinfection_mix.form.peracetic") if stands else "")
        field = self.form.field("label")
        field.setVisible(offer is not None and offer.label is None)
        self.form.control("label").set_suffix("%" if offer is None or offer.unit == "percent" else "mg")
        self.form.control("strip").set_suffix(unit_of(offer.agent) if offer is not None else "mg/L")
        self.second.set_needed(offer is not None and offer.needs_two and self._two)
        self._look()

    def _look(self) -> None:
        """Show what follows from what stands in the fields."""
        offer, made = self.offer, self.dilution
        self.target.set_stock(self.stock, offer.agent if offer is not None else Agent.CHLORINE)
        alcohol = offer is not None and offer.agent is Agent.ALCOHOL
        area = self._area()
        plan = area.plan if area is not None else None
        own = plan is not None and offer is not None and plan.agent == offer.agent.value
        rule = strength_words(plan.target, plan.agent) if plan is not None and own else ""
        self.target.set_note(t("disinfection_mix.form.rule", rule=rule) if rule else "")
        self.calculator.put(made, None if alcohol else self._hours)
        self.form.field("taken").setVisible(self._asks_taken(offer, made))
        if offer is not None:
            self.form.control("taken").set_suffix(offer.base_unit)
        lot = self.form.field("lot")
        if offer is not None and offer.why_not is not None:
            lot.set_remark(t("disinfection_mix.form.barred", why=offer.why_not), State.ERROR)
        elif lot.wrong:
            lot.set_remark("")
        self._show_clash()
        if "reason" in self.form.names():
            found = self.findings()
            self.form.field("strip_note").setVisible(Finding.STRIP_OFF in found)
            self.form.field("reason").setVisible(any(each is not Finding.STRIP_OFF for each in found))
            self._warn(found)

    def _warn(self, found: Sequence[Finding]) -> None:
        field = self.form.field("target")
        if field.wrong:
            return
        off = [each for each in found if each in (Finding.TOO_STRONG, Finding.TOO_WEAK)]
        words = t(f"disinfection_mix.finding.{off[0].value}") if off else ""
        field.set_remark(words, State.WARNING if words else None)

    def _show_clash(self) -> None:
        offer, other = self.offer, self.other.value()
        self.banner.setVisible(self.clashes)
        if self.clashes and offer is not None:
            names = {"agent": clash.name_of(offer.agent), "other": clash.name_of(str(other))}
            self.banner.say(t("disinfection_mix.form.clash", **names), t("disinfection_mix.form.clash_next"))

    def _asks_taken(self, offer: Offer | None, made: Dilution | None) -> bool:
        if offer is None or made is None:
            return False
        try:
            mix_stock.taken_of(self._items[offer.item_id], made)
        except InputError:
            return True
        return False

    def _no_label(self, value: object) -> bool:
        offer = self.offer
        return value is None and offer is not None and offer.label is None

    def _lot_missing(self, value: object) -> str | None:
        offer = self.offer
        if value is None or offer is None:
            return t("disinfection_mix.form.lot_missing")
        if offer.why_not is not None:
            return t("disinfection_mix.form.barred", why=offer.why_not)
        return None

    def _target_wrong(self, value: object) -> str | None:
        stock, offer = self.stock, self.offer
        if not isinstance(value, Decimal):
            return self.target.problem() or t("disinfection_mix.form.target_missing")
        if offer is not None and offer.form is Form.LIQUID and stock is not None and value > stock:
            return dilution.over_stock(value, stock).text
        return None

    def _strip_unsaid(self, value: object) -> str | None:
        off = Finding.STRIP_OFF in self.findings()
        return t("disinfection_mix.finding.strip_off") if off and not value else None

    def _reason_unsaid(self, value: object) -> str | None:
        off = [each for each in self.findings() if each is not Finding.STRIP_OFF]
        return t(f"disinfection_mix.finding.{off[0].value}") if off and not value else None


def _key(offer: Offer) -> str:
    return f"{offer.lot}:{offer.store}"


def _first(found: Sequence[Offer]) -> str | None:
    return next((_key(each) for each in found if each.why_not is None and not each.needs_two), None)


def _option(offer: Offer, name: str) -> tuple[str, str, str]:
    """A lot as the drop-down shows it: what, how strong, which lot; why it may not be taken, else how much there is."""
    words = t("disinfection_mix.form.option", item=name, label=offer.label_text, lot=offer.code)
    if offer.why_not is not None:
        return _key(offer), words, offer.why_not
    left = t(
        "disinfection_mix.form.left",
        store=offer.store_name,
        quantity=formats.number(offer.free),
        unit=offer.base_unit,
    )
    return _key(offer), words, left


def _area_option(row: AreaRow) -> tuple[str, str, str]:
    plan: Any = row.plan
    return str(row.id), row.name, strength_words(plan.target, plan.agent)
