"""Puts people on a crew one after the other, or notes the papers of one of them that were seen since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from duty_desk import passes
from duty_desk.errors import DutyDeskError, InputError, Problems
from duty_desk.passes import DOCUMENTS
from duty_desk.people import persons
from duty_desk.people.persons import Category
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckGroup
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.number_fields import TemperatureField
from ui.kit.panels import SidePanel
from ui.kit.tasks import Tasks
from ui.passes.form_person import PersonFields

if TYPE_CHECKING:
    from duty_desk.desk import Desk

WIDTH = 400
# What the next person of a crew most likely shares with the last.
_KEPT = ("trade", "residence", "travel", "arrived_on", "transport", "documents")


class MemberPanel(SidePanel):
    """`saved` carries what to say; `done` comes when there is nobody to go on with."""

    saved = Signal(str)
    done = Signal()

    def __init__(self, desk: Desk, tasks: Tasks, job: int, person: int | None) -> None:
        super().__init__(WIDTH)
        self._desk, self.job_id, self._person = desk, job, person
        with desk.read() as read:
            project = passes.get_job(read, job).project
        words = t("passes_crews.member.title") if person is None else t("passes_crews.member.edit")
        self.set_head(words, t("passes_crews.member.head", project=project))
        self.form = Form(parent=self)
        self.who = PersonFields(self.form, desk, tasks) if person is None else None
        self._add_fields()
        if person is not None:
            self._fill(person)
        self.set_body(self.form)
        label = t("passes_crews.member.save_next") if person is None else t("passes_crews.member.save")
        button = Button(label, key="Ctrl+Return", kind=Kind.PRIMARY, icon="check")
        button.clicked.connect(lambda: self.save())
        self.set_foot([self.form.problem_chip()], [button])

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def take_focus(self) -> None:
        """Where typing starts."""
        self.form.field("name" if self.who is not None else "trade").take_focus()

    def save(self) -> bool:
        """Put the person on the crew, or keep what was corrected."""
        if not self.form.check_all():
            return False
        return self._add() if self.who is not None else self._change()

    def _add(self) -> bool:
        assert self.who is not None
        name = self.who.holder.text()
        try:
            with self._desk.work() as work:
                person = self.who.holder.value()
                if person is None:
                    form = self.who.value()
                    person = persons.obtain_person(work, **form, category=Category.CONTRACTOR).id
                decision = passes.add_member(work, self.job_id, person, **self._particulars())
        except DutyDeskError as error:
            self._show(error)
            return False
        refused = decision.value == "refused"
        key = "passes_crews.member.from_risk" if refused else "passes_crews.member.added"
        self._next()
        self.saved.emit(t(key, name=name))
        return True

    def _change(self) -> bool:
        assert self._person is not None
        try:
            with self._desk.work() as work:
                passes.change_member(work, self.job_id, self._person, **self._particulars())
        except DutyDeskError as error:
            self._show(error)
            return False
        self.form.mark_saved()
        self.saved.emit(t("passes_crews.member.changed", name=self.title.text()))
        self.done.emit()
        return True

    def _next(self) -> None:
        assert self.who is not None
        self.who.clear()
        for name in ("temperature", "note"):
            self.form.field(name).set_value(None)
        self.form.clear_errors()
        self.form.mark_saved()
        self.take_focus()

    def _particulars(self) -> Any:
        values = self.form.values()
        degrees = values["temperature"]
        return {
            "trade": values["trade"],
            "residence": values["residence"],
            "travel": values["travel"],
            "arrived_on": values["arrived_on"],
            "transport": values["transport"],
            "temperature": float(degrees) if degrees is not None else None,
            "documents": list(values["documents"]),
            "note": values["note"],
        }

    def _add_fields(self) -> None:
        form, optional = self.form, t("passes_tab.field.optional")
        form.add("trade", t("passes_crews.member.trade"), LineEdit(placeholder=optional))
        form.add("residence", t("passes_crews.member.residence"), LineEdit(placeholder=optional))
        form.add(
            "travel",
            t("passes_crews.member.travel"),
            LineEdit(placeholder=t("passes_crews.member.travel_hint")),
        )
        form.add("arrived_on", t("passes_crews.member.arrived"), DateField(lambda: self._desk.now))
        form.add("transport", t("passes_crews.member.transport"), LineEdit(placeholder=optional))
        form.add("temperature", t("passes_crews.member.temperature"), TemperatureField())
        seen = CheckGroup([(word, t(f"passes_crews.document.{word}")) for word in DOCUMENTS])
        form.add("documents", t("passes_crews.member.seen"), seen)
        form.add("note", t("passes_crews.member.note"), LineEdit(placeholder=optional))

    def _fill(self, person: int) -> None:
        with self._desk.read() as read:
            rows = passes.list_members(read, self.job_id)
        row = next(row for row in rows if row.person_id == person)
        self.set_head(row.name, self.note.text())
        values = {name: getattr(row, name) for name in (*_KEPT, "temperature", "note")}
        self.form.set_values(values)

    def _show(self, error: DutyDeskError) -> None:
        if isinstance(error, InputError | Problems):
            errors = error.errors if isinstance(error, Problems) else [error]
            moved = {"person": "name", "staff_number": "id_number"}
            self.form.show_errors(
                Problems(
                    [InputError(moved.get(one.field, one.field), one.key, **one.values) for one in errors]
                )
            )
            return
        self.form.show_error(error)
