"""The form beside the day: what was used, how long, by whom; saving takes the dose from stock and goes to the next place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from duty_desk import formats, rooms
from duty_desk.disinfection import clash, record_rows, records
from duty_desk.disinfection.areas import AreaRow, PlanRow
from duty_desk.disinfection.clash import Method
from duty_desk.disinfection.record_rows import RoundRow
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from duty_desk.work import Work
from ui.disinfection.agent_part import AgentPart, begin, is_about
from ui.disinfection.day_model import LOOKS
from ui.disinfection.names import NameField, known_names, matching
from ui.disinfection.options import DRY
from ui.disinfection.recent import MOST, Recent
from ui.disinfection.words import unit_of
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.choices import Choice, Segmented
from ui.kit.date_fields import MomentField
from ui.kit.draft import DraftKeeper, type_in, typed_in
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.number_fields import NumberField
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone

WIDE, WIDE_FROM = 440, 1600
METHODS = ("wipe", "spray", "mop", "soak")
_DONE_BY = "disinfection.done_by"


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written down: the record, and its solution where one was made for it."""

    record: int
    mix: int | None
    place: str


class RoundForm(SidePanel):
    """One round, or one time more at an area without a round."""

    saved = Signal(object)

    def __init__(
        self,
        shell: Shell,
        area: AreaRow,
        due: RoundRow | None,
        *,
        may_decide: bool = False,
        parent: QWidget,
    ) -> None:
        wide = parent.window().width() >= WIDE_FROM
        super().__init__(WIDE if wide else 392, parent=parent)
        self._shell, self.area, self.due = shell, area, due
        self._plan = area.plan
        # The rules may want a reason for what the form does not know of, such as too many rounds on one day.
        self._reason_asked = False
        self._show_head()
        if due is not None and may_decide:
            self.more = icon_button("dots-horizontal", t("disinfection_tab.more"))
            self.add_to_head(self.more)
        self.form = Form()
        self.agent: AgentPart | None = None
        self._fill()
        self.set_body(self.form)
        keep = Button(t("disinfection_tab.form.keep"), tip="Ctrl+S", parent=self)
        keep.clicked.connect(self.keep_draft)
        words = "save_next" if due is not None else "save"
        self.button = Button(
            t(f"disinfection_tab.form.{words}"), key="Ctrl+Return", kind=Kind.PRIMARY, parent=self
        )
        self.button.clicked.connect(self.save)
        self.set_foot([self.form.problem_chip()], [keep, self.button])
        QShortcut(QKeySequence("Ctrl+S"), self, self.keep_draft)
        key = f"disinfection.round.{due.id}" if due is not None else f"disinfection.area.{area.id}"
        self._keeper = DraftKeeper(shell.desk, key, self.form, lambda: typed_in(self.form))
        self.form.changed.connect(self._keeper.look)
        if (draft := self._keeper.load()) is not None:
            type_in(self.form, draft.content)
            if self.agent is not None:
                self.agent.look()

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def save_draft(self) -> None:
        """Keep what stands in the form; called when the panel goes."""
        self._keeper.keep()

    def keep_draft(self) -> None:
        """Ctrl+S."""
        self.form.mark_typed()
        self._keeper.keep()
        self._shell.notify(t("disinfection_tab.form.kept", place=self.area.name))

    def take_focus(self) -> None:
        """Where typing begins."""
        begin(self.form)

    def save(self) -> bool:
        """Write it down; what is wrong stands in the form, with everything typed still there."""
        if self.agent is not None and self.agent.blocked:
            self.form.field("lot").take_focus()
            self.form.ensure_visible(self.agent.banner)
            return False
        if not self.form.check_all():
            return False
        try:
            with self._shell.desk.work() as work:
                saved = self._record(work)
        except DutyDeskError as error:
            self._reason_asked = self._reason_asked or is_about(error, "reason")
            if self.agent is not None:
                self.agent.answer(error)
            self._fit()
            self.form.show_error(error)
            return False
        if self.agent is not None:
            self.agent.remember()
        self._shell.remember(_DONE_BY, self.form.field("done_by").value())
        self.form.mark_saved()
        self._keeper.look()
        self.saved.emit(saved)
        return True

    def _record(self, work: Work) -> Saved:
        values = self.form.values()
        started = values["started_at"] or work.at
        reason = str(values["reason"])
        said: dict[str, Any] = {"agent": self._plan.agent if self._plan is not None else "none"}
        if self.agent is not None:
            said = self.agent.make(work, made_by=values["done_by"], at=started, reason=reason)
        minutes = values["contact_minutes"]
        ended = min(started + timedelta(minutes=minutes or 0), work.at)
        made = records.record(
            work,
            round=self.due.id if self.due is not None else None,
            area=self.area.id or None,
            started_at=started,
            ended_at=max(ended, started),
            method=values["method"],
            strip=values.get("strip"),
            contact_minutes=minutes,
            air_minutes=values["air_minutes"],
            points=values["points"],
            done_by=values["done_by"],
            checked_by=values["checked_by"] or None,
            reason=reason or None,
            note=str(values["note"]) or None,
            **said,
        )
        return Saved(made.id, said.get("mix") if self._made_here() else None, self.area.name)

    def _made_here(self) -> bool:
        option = self.agent.option if self.agent is not None else None
        return option is not None and option.offer is not None

    # --- what stands in the form ---

    def _fill(self) -> None:
        plan = self._plan or _no_plan(self.area)
        self._plan = plan
        if plan.agent not in DRY:
            self.agent = AgentPart(
                self._shell,
                self.form,
                agent=plan.agent,
                other=plan.other_agent,
                target=plan.target,
                least=plan.least,
                most=plan.most,
                area=self.area.id or None,
                room=self.due.room if self.due is not None else None,
                at=self._shell.desk.now,
                place_words=self._extent(),
            )
            self.agent.changed.connect(self._fit)
        methods = [*METHODS] if plan.method in METHODS else [plan.method]
        self.form.add(
            "method",
            t("disinfection_tab.form.method"),
            Segmented([Choice(each, t(f"disinfection.method.{each}")) for each in methods], plan.method),
            warn=self._caution,
        )
        contact = _minutes(plan.contact_minutes)
        least = plan.contact_minutes
        self.form.add(
            "contact_minutes",
            t("disinfection_tab.form.contact"),
            contact,
            note=t("disinfection_tab.form.at_least", minutes=least) if least else "",
            warn=self._too_short,
        )
        self.form.add("air_minutes", t("disinfection_tab.form.air"), _minutes(plan.air_minutes))
        self._add_people()
        self.form.add(
            "reason",
            t("views.act.reason"),
            LineEdit(),
            check=lambda value: (
                t("disinfection_tab.form.reason_needed") if self._needs_reason() and not value else None
            ),
        )
        self._add_rest(plan)
        contact.changed.connect(self._fit)
        self._fit()

    def _add_rest(self, plan: PlanRow) -> None:
        """What stands there already in most cases, or is left empty."""
        optional = t("disinfection_tab.optional")
        self.form.add(
            "started_at",
            t("disinfection_tab.form.started"),
            MomentField(lambda: self._shell.desk.now, self._usual_start(plan)),
            check=lambda value: None if value is not None else t("disinfection_tab.form.started_missing"),
        )
        self.form.add(
            "points",
            t("disinfection_tab.form.points"),
            NumberField(self.due.points if self.due is not None else self.area.points, least=1),
        )
        if self.agent is not None:
            strip = NumberField(unit=unit_of(plan.agent), least=0, whole=False, placeholder=optional)
            self.form.add("strip", t("disinfection_tab.form.strip"), strip)
        self.form.add("note", t("disinfection_tab.form.note"), LineEdit(placeholder=optional))
        self._add_recent()

    def _add_recent(self) -> None:
        room = self.due.room if self.due is not None else None
        with self._shell.desk.read() as read:
            rows = record_rows.recent_records(read, area=self.area.id or None, room=room, limit=MOST)
        if rows:
            recent = Recent(rows, self.form)
            recent.register_asked.connect(lambda found: self._shell.open_record("disinfection_record", found))
            self.form.add_widget(recent)

    def _add_people(self) -> None:
        with self._shell.desk.read() as read:
            names = known_names(read)
        find = lambda typed: matching(names, typed)  # noqa: E731
        done_by = NameField(self._shell.tasks, find)
        done_by.set_value(self._shell.recall(_DONE_BY, ""))
        self.form.add(
            "done_by",
            t("disinfection_tab.form.done_by"),
            done_by,
            check=lambda value: None if value else t("disinfection_tab.form.done_by_missing"),
        )
        self.form.add(
            "checked_by",
            t("disinfection_tab.form.checked_by"),
            NameField(self._shell.tasks, find, placeholder=t("disinfection_tab.optional")),
            check=lambda value: (
                t("disinfection_tab.form.same_person")
                if value and value == self.form.field("done_by").value()
                else None
            ),
        )

    def _usual_start(self, plan: PlanRow) -> datetime:
        now = self._shell.desk.now.replace(second=0)
        if self.due is not None and self.due.day < now.date():
            return self.due.due_at
        return now - timedelta(minutes=plan.contact_minutes or 0)

    def _extent(self) -> str:
        if self.area.surface_m2 is not None:
            return t("disinfection_tab.form.surface", surface=formats.number(self.area.surface_m2))
        points = self.due.points if self.due is not None else self.area.points
        return t("disinfection_tab.form.place_points", points=points) if points > 1 else ""

    def _too_short(self, value: object) -> str | None:
        least = self._plan.contact_minutes if self._plan is not None else None
        if least is None or not isinstance(value, int) or value >= least:
            return None
        return t("disinfection_tab.form.too_short", minutes=least)

    def _caution(self, value: object) -> str | None:
        """What to mind although it is allowed: alcohol that is sprayed burns, chlorine eats metal."""
        agent = self.agent.agent if self.agent is not None else None
        if agent is None or not isinstance(value, str):
            return None
        said = clash.caution_words(clash.cautions(agent, Method(value), self.area.thing))
        return " ".join(said) or None

    def _needs_reason(self) -> bool:
        minutes = self.form.field("contact_minutes").value()
        return (
            self._reason_asked
            or bool(self.agent is not None and self.agent.findings())
            or self._too_short(minutes) is not None
        )

    def _fit(self) -> None:
        if "reason" in self.form.names():
            self.form.field("reason").setVisible(self._needs_reason())

    def _place(self) -> str:
        """The area, or the room in which somebody fell ill."""
        due = self.due
        if due is None or due.room is None:
            return self.area.name
        with self._shell.desk.read() as read:
            return t("disinfection_tab.form.concurrent", room=rooms.get_room(read, due.room).short)

    def _show_head(self) -> None:
        due = self.due
        if due is None:
            self.set_head(t("disinfection_tab.form.title"), self.area.name)
            return
        note = t("disinfection_tab.form.due_at", place=self._place(), at=formats.clock(due.due_at))
        tone, icon = LOOKS[due.shown]
        word = t(f"disinfection_tab.state.{due.shown}")
        if due.shown == "overdue":
            word = f"{word} {formats.duration(timedelta(minutes=due.late_by))}"
        self.set_head(t("disinfection_tab.form.title"), note, Mark(word, tone, icon))


def _minutes(value: int | None) -> NumberField:
    return NumberField(
        value,
        unit=t("disinfection_tab.unit.minute"),
        least=0,
        most=1440,
        placeholder="" if value else t("disinfection_tab.optional"),
    )


def _no_plan(area: AreaRow) -> PlanRow:
    """An area that has no plan on that day is written down as it was done."""
    from datetime import date

    nothing: Mapping[str, Any] = {
        "valid_until": None, "other_agent": None, "target": None, "least": None, "most": None,
        "contact_minutes": None, "air_minutes": None, "event": None, "note": None,
    }  # fmt: skip
    return PlanRow(
        id=0, area=area.id, valid_from=date.min, method="wipe", agent="chlorine", agent_text="",
        trigger="daily", rounds=1, times=(), weekdays=(), version=1, **nothing,
    )  # fmt: skip


def state_mark(shown: str) -> Mark:
    """The state of a round as a chip."""
    tone, icon = LOOKS.get(shown, (Tone.NEUTRAL, "clock-outline"))
    return Mark(t(f"disinfection_tab.state.{shown}"), tone, icon)
