"""One point after the other: what was found, and where something is wrong, the repair in the same step."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from duty_desk.duty import Trade, patrols
from duty_desk.duty.patrol_rows import PatrolDetail, StopRow
from duty_desk.duty.patrols import Found, RepairAsk
from duty_desk.errors import InputError
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.checks import CheckBox
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.labels import Label
from ui.kit.number_fields import NumberField
from ui.kit.tokens import SMALL
from ui.views.act_panel import ActPanel, Values

if TYPE_CHECKING:
    from ui.feature_tab import Shell

GOOD, BAD = "normal", "abnormal"


class WalkPanel(ActPanel):
    """What stands at one point. `done` carries what was found."""

    def __init__(self, shell: Shell, walk: PatrolDetail, stop: StopRow, parent: QWidget) -> None:
        place = next(n for n, each in enumerate(walk.points, 1) if each.id == stop.id)
        super().__init__(
            shell,
            stop.name,
            t("duty_patrols.walk.note", route=walk.row.route, place=place, total=len(walk.points)),
            t("duty_patrols.walk.save"),
            lambda work, values, _second: self._enter(work, values),
            parent=parent,
        )
        self.walk, self.stop = walk, stop
        form = self.form
        if stop.look_at:
            form.add_widget(Label(stop.look_at, wrap=True))
        if stop.bounds:
            form.add_widget(
                Label(t("duty_patrols.walk.bounds", bounds=stop.bounds), px=SMALL, colour="text2", wrap=True)
            )
        if stop.unit:
            form.add(
                "value",
                t("duty_patrols.walk.value"),
                NumberField(unit=stop.unit, whole=False, width=160),
            )
        self.normal = Segmented([Choice(key, t(f"duty_patrols.finding.{key}")) for key in (GOOD, BAD)], GOOD)
        form.add("normal", t("duty_patrols.walk.found"), self.normal)
        form.add("text", t("duty_patrols.walk.text"), LineEdit(placeholder=t("duty_log.form.optional")))
        form.add("repair", t("duty_patrols.walk.repair"), CheckBox(t("duty_patrols.walk.repair_now")))
        form.add(
            "trade",
            t("duty_repairs.column.trade"),
            ComboBox([(e.value, t(f"duty_repairs.trade.{e.value}")) for e in Trade], Trade.POWER.value),
        )
        form.add("urgent", "", CheckBox(t("duty_repairs.form.urgent")))
        form.mark_saved()
        self.normal.changed.connect(self._fit)
        form.control("repair").changed.connect(self._fit)
        self._fit()

    def start(self) -> None:
        self.form.field("value" if self.stop.unit else "normal").take_focus()

    def _enter(self, work: Work, values: Values) -> Found:
        value = values.get("value")
        bad = values["normal"] == BAD
        ask = None
        if values["repair"]:
            ask = RepairAsk(Trade(str(values["trade"])), bool(values["urgent"]))
        try:
            return patrols.enter(
                work,
                self.walk.row.id,
                point=self.stop.id,
                normal=not bad,
                value=float(value) if isinstance(value, Decimal | int) else None,
                text=str(values["text"]),
                repair=ask,
            )
        except InputError as error:
            # The reading says what nobody has chosen yet: then there is a repair to be asked for.
            if error.field == "text" and not bad:
                self.normal.choose(BAD)
            raise

    def _fit(self) -> None:
        bad = self.normal.value() == BAD
        self.form.control("text").setPlaceholderText("" if bad else t("duty_log.form.optional"))
        self.form.field("repair").setVisible(bad)
        wanted = bad and bool(self.form.field("repair").value())
        for name in ("trade", "urgent"):
            self.form.field(name).setVisible(wanted)
