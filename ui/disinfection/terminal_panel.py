"""The next step of one room: begin, end, check by another person, wait for the airing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats, policy
from duty_desk.disinfection import records, terminal
from duty_desk.disinfection.terminal import TerminalRow
from duty_desk.errors import DutyDeskError
from duty_desk.people.approvals import Approval
from duty_desk.strings import t
from duty_desk.work import Work
from ui.disinfection.agent_part import AgentPart, begin
from ui.disinfection.names import NameField, known_names, matching
from ui.disinfection.terminal_words import Stage, stage_mark, stage_of, time_words
from ui.kit.buttons import Button, Kind
from ui.kit.choices import Choice, Segmented
from ui.kit.facts import Facts
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.notices import Banner
from ui.kit.number_fields import NumberField
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone
from ui.views.second_officer import SecondOfficer

if TYPE_CHECKING:
    from ui.disinfection.terminal import TerminalView

METHODS = ("spray", "wipe", "mop")
_DONE_BY = "disinfection.done_by"


class TerminalPanel(SidePanel):
    """What all steps share. `done` carries what to say once the step was taken."""

    done = Signal(str)
    VERB = ""

    def __init__(self, view: TerminalView, row: TerminalRow, *, may: bool) -> None:
        super().__init__(parent=view)
        self.view, self.row, self.stage = view, row, stage_of(row)
        self._shell = view.shell
        self.form = Form()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.facts = Facts()
        for key, value in self.fact_values():
            self.facts.add(key, t(f"disinfection_tab.terminal.fact.{key}"), value)
        column.addWidget(self.facts)
        self.banner = Banner(Tone.INFO, "")
        self.banner.hide()
        column.addWidget(self.banner)
        column.addWidget(self.form)
        self.set_body(body)
        self.button: Button | None = None
        if may:
            self.fill()
            self._add_foot()
        self.tell_time(row)

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def take_focus(self) -> None:
        """Where typing begins."""
        if self.form.names():
            begin(self.form)
        else:
            self.close_button.setFocus()

    def tell_time(self, row: TerminalRow) -> None:
        """A minute went by."""
        self.row = row
        words = time_words(row, self.stage, self._shell.desk.now)
        self.set_head(row.room.short, words, stage_mark(self.stage))

    def fill(self) -> None:
        """Put the fields in."""

    def fact_values(self) -> tuple[tuple[str, str], ...]:
        """What is known of the step before."""
        record = self.row.record
        if record is None:
            return (("zone", self.row.room.zone.name), ("since", formats.moment(self.row.room.state_since)))
        said = (
            ("agent", f"{record.agent_text} {record.strength_text}".strip()),
            ("method", t(f"disinfection.method.{record.method}")),
            ("started", formats.moment(record.started_at)),
            ("ended", formats.moment(record.ended_at)),
            ("done_by", record.done_by),
            ("checked_by", record.checked_by or ""),
        )
        return said

    def act(self, work: Work, values: dict[str, Any]) -> str:
        """Take the step; gives what to say."""
        raise TypeError("a step says what it does")

    def submit(self) -> bool:
        """Do it; what is wrong stands in the form."""
        if not self.form.check_all():
            return False
        try:
            with self._shell.desk.work() as work:
                said = self.act(work, self.form.values())
        except DutyDeskError as error:
            self.refused(error)
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        self.done.emit(said)
        return True

    def refused(self, error: DutyDeskError) -> None:
        """A refusal may be about what the form does not show yet."""

    def _add_foot(self) -> None:
        if not self.VERB:
            return
        words = t(f"disinfection_tab.terminal.do.{self.VERB}")
        self.button = Button(words, key="Ctrl+Return", kind=Kind.PRIMARY, parent=self)
        self.button.clicked.connect(self.submit)
        self.set_foot([self.form.problem_chip()], [self.button])

    def _add_name(self, value: str) -> None:
        with self._shell.desk.read() as read:
            names = known_names(read)
        field = NameField(self._shell.tasks, lambda typed: matching(names, typed))
        field.set_value(value)
        self.form.add(
            "done_by",
            t("disinfection_tab.form.done_by"),
            field,
            check=lambda typed: None if typed else t("disinfection_tab.form.done_by_missing"),
        )


class StartPanel(TerminalPanel):
    """What is used, how, by whom: the room is being cleaned until the contact time is over."""

    VERB = "start"

    def fill(self) -> None:
        with self._shell.desk.read() as read:
            least = policy.integer(read, "iso.terminal_strength")
            minutes = policy.integer(read, "iso.terminal_minutes")
        from decimal import Decimal

        self.agent = AgentPart(
            self._shell,
            self.form,
            agent="chlorine",
            target=Decimal(least),
            least=Decimal(least),
            room=self.row.room.id,
            at=self._shell.desk.now,
        )
        self.form.add(
            "method",
            t("disinfection_tab.form.method"),
            Segmented([Choice(each, t(f"disinfection.method.{each}")) for each in METHODS], METHODS[0]),
        )
        self.form.add(
            "contact_minutes",
            t("disinfection_tab.form.contact"),
            NumberField(minutes, unit=t("disinfection_tab.unit.minute"), least=minutes, most=1440),
            note=t("disinfection_tab.form.at_least", minutes=minutes),
        )
        self._add_name(str(self._shell.recall(_DONE_BY, "")))
        optional = t("disinfection_tab.optional")
        self.form.add("protection", t("disinfection_tab.record.protection"), LineEdit(placeholder=optional))
        self.form.add("note", t("disinfection_tab.form.note"), LineEdit(placeholder=optional))

    def refused(self, error: DutyDeskError) -> None:
        self.agent.answer(error)

    def submit(self) -> bool:
        if self.agent.blocked:
            self.form.field("lot").take_focus()
            self.form.ensure_visible(self.agent.banner)
            return False
        if not super().submit():
            return False
        self.agent.remember()
        self._shell.remember(_DONE_BY, self.form.field("done_by").value())
        return True

    def act(self, work: Work, values: dict[str, Any]) -> str:
        said = self.agent.make(work, made_by=values["done_by"], at=work.at, reason="")
        said.pop("used_ml", None)
        terminal.start_terminal(
            work,
            self.row.round,
            done_by=values["done_by"],
            method=values["method"],
            contact_minutes=values["contact_minutes"],
            protection=values["protection"] or None,
            note=values["note"] or None,
            **said,
        )
        until = work.at + timedelta(minutes=values["contact_minutes"] or 0)
        return t("disinfection_tab.terminal.started", room=self.row.room.short, until=formats.clock(until))


class EndPanel(TerminalPanel):
    """The contact time is over: what was used, and the room is aired and waits for its check."""

    VERB = "end"

    def fill(self) -> None:
        optional = t("disinfection_tab.optional")
        litres = NumberField(
            unit=t("disinfection_tab.unit.litre"), least=0, whole=False, placeholder=optional
        )
        self.form.add("used_ml", t("disinfection_tab.form.used"), litres)
        strip = NumberField(unit="mg/L", least=0, whole=False, placeholder=optional)
        self.form.add("strip", t("disinfection_tab.form.strip"), strip)
        self.form.add("note", t("disinfection_tab.form.note"), LineEdit(placeholder=optional))

    def tell_time(self, row: TerminalRow) -> None:
        super().tell_time(row)
        now = self._shell.desk.now
        early = row.until is not None and row.until > now
        if self.button is not None:
            self.button.refuse(time_words(row, self.stage, now) if early else "")

    def act(self, work: Work, values: dict[str, Any]) -> str:
        record = self.row.record
        assert record is not None
        litres = values["used_ml"]
        records.record(
            work,
            round=self.row.round,
            started_at=record.started_at,
            ended_at=work.at,
            method=record.method,
            agent=record.agent,
            agent_text=record.agent_text,
            mix=record.mix,
            lot=record.lot,
            strength=record.strength,
            strip=values["strip"] if values["strip"] is not None else record.strip,
            used_ml=litres * 1000 if litres is not None else None,
            points=record.points,
            done_by=record.done_by,
            note=values["note"] or None,
        )
        return t("disinfection_tab.terminal.ended", room=self.row.room.short)


class CheckPanel(TerminalPanel):
    """Another person looks at the room."""

    VERB = "check"

    def fill(self) -> None:
        verdicts = [
            Choice(each, t(f"disinfection_tab.record.verdict.{each}")) for each in ("passed", "failed")
        ]
        verdict = Segmented(verdicts, "passed")
        self.form.add("verdict", t("disinfection_tab.record.verdict.name"), verdict)
        self.form.add(
            "note",
            t("disinfection_tab.record.remark"),
            LineEdit(placeholder=t("disinfection_tab.optional")),
            check=lambda value: (
                t("disinfection_tab.record.what_is_wrong")
                if verdict.value() == "failed" and not value
                else None
            ),
        )
        self.second = SecondOfficer(
            self._shell,
            self.form,
            self.submit,
            name="checked_by",
            label=t("disinfection_tab.form.checked_by"),
            own=True,
        )
        self.second.proving.connect(lambda running: self.button and self.button.setDisabled(running))
        self._approval: Approval | None = None

    def submit(self) -> bool:
        record = self.row.record
        if record is None or not self.form.check_all():
            return False
        values = self.form.values()
        content = records.checked(record.id, record.recorded_at, values["verdict"], values["note"])
        return self.second.prove(content, self._proved)

    def _proved(self, approval: Approval | None) -> bool:
        self._approval = approval
        return super().submit()

    def act(self, work: Work, values: dict[str, Any]) -> str:
        record = self.row.record
        assert record is not None
        records.accept(
            work,
            record.id,
            verdict=values["verdict"],
            second=self._approval,
            note=values["note"] or None,
            seen=record,
        )
        room = self.row.room.short
        if values["verdict"] == "failed":
            return t("disinfection_tab.terminal.failed", room=room)
        if self.row.until is not None and self.row.until > work.at:
            return t("disinfection_tab.terminal.passed", room=room, until=formats.clock(self.row.until))
        return t("disinfection_tab.terminal.free", room=room)


class AiringPanel(TerminalPanel):
    """Nothing to do but to wait: the minute frees the room."""

    def fill(self) -> None:
        self.banner.say(t("disinfection_tab.terminal.airs"), t("disinfection_tab.terminal.airs_next"))
        self.banner.show()


_PANELS = {
    Stage.WAITING: StartPanel,
    Stage.RUNNING: EndPanel,
    Stage.CHECKING: CheckPanel,
    Stage.AIRING: AiringPanel,
}


def panel_for(view: TerminalView, row: TerminalRow, *, may: bool) -> TerminalPanel:
    """The panel of the step that comes next."""
    return _PANELS[stage_of(row)](view, row, may=may)
