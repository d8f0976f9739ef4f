"""Gives passes to people of a crew who were admitted: for the gates and hours chosen, bound to the site, until the job ends."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from duty_desk import passes, policy
from duty_desk.errors import DutyDeskError, InputError, Problems
from duty_desk.passes import JobRow, JobState
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckGroup
from ui.kit.combo import ComboBox
from ui.kit.date_fields import MomentField
from ui.kit.form import Form
from ui.kit.panels import SidePanel
from ui.passes.choices import read_choices
from ui.passes.form_controls import HoursField

if TYPE_CHECKING:
    from duty_desk.desk import Desk

WIDTH = 400
_FIELD_OF = {"hours_from": "hours", "hours_until": "hours", "valid_from": "valid_until"}


class CrewIssuePanel(SidePanel):
    """`issued` carries the CrewPasses and the names of those left without."""

    issued = Signal(object)

    def __init__(self, desk: Desk, job: int | None, kinds: Callable[[], Any] | None = None) -> None:
        super().__init__(WIDTH)
        self._desk = desk
        # One operation for one press: a double click gives one pass each.
        self._operation = secrets.token_hex(16)
        with desk.read() as read:
            self._jobs = {row.id: row for row in passes.list_jobs(read, with_left=False)}
            offered = read_choices(read)
        self.set_head(t("passes_crews.issue.title"), t("passes_crews.issue.note"))
        self.form = Form(parent=self)
        words = [(row.id, row.project, row.place) for row in self._jobs.values()]
        self.form.add(
            "job",
            t("passes_crews.issue.job"),
            ComboBox(words, job, placeholder=t("passes_crews.issue.job_hint")),
        )
        self.people = CheckGroup()
        self.form.add("people", t("passes_crews.issue.people"), self.people, check=self._check_people)
        self.form.add(
            "gates",
            t("passes.column.gates"),
            CheckGroup([(str(key), name) for key, name in offered.gates]),
        )
        self.form.add("valid_until", t("passes_crews.issue.until"), MomentField(lambda: desk.now, end=True))
        self.form.add("hours", t("passes_tab.field.hours"), HoursField(offered.usual_hours))
        approvers: list[tuple[object, ...]] = list(offered.approvers)
        self.form.add(
            "approver",
            t("passes_tab.field.approver"),
            ComboBox(
                approvers,
                approvers[0][0] if len(approvers) == 1 else None,
                placeholder=t("passes_tab.field.approver_hint"),
            ),
        )
        if len(offered.gates) == 1:
            self.form.control("gates").set_value([str(offered.gates[0][0])])
        self.form.control("job").changed.connect(self._show_job)
        self._show_job()
        self.form.mark_saved()
        self.set_body(self.form)
        done = Button(
            t("passes_crews.issue.submit"), icon="printer-outline", key="Ctrl+Return", kind=Kind.PRIMARY
        )
        done.clicked.connect(lambda: self.submit())
        self.set_foot([self.form.problem_chip()], [done])
        if kinds is not None:
            self.add_to_head(kinds())

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def take_focus(self) -> None:
        """Where typing starts."""
        self.form.field("gates" if self.form.field("job").value() else "job").take_focus()

    def submit(self) -> bool:
        """Issue; False when something is to be corrected."""
        if not self.form.check_all():
            return False
        values = self.form.values()
        if values["job"] is None:
            self.form.show_error(InputError("job", "passes_crews.issue.job_hint"))
            return False
        start, end = values["hours"]
        try:
            with self._desk.work() as work:
                given = passes.issue_crew_passes(
                    work,
                    values["job"],
                    people=[int(key) for key in values["people"]],
                    gates=[int(key) for key in values["gates"]],
                    approver=values["approver"],
                    valid_until=values["valid_until"],
                    hours_from=start,
                    hours_until=end,
                    operation=self._operation,
                )
        except DutyDeskError as error:
            self._show(error)
            return False
        self.form.mark_saved()
        self.issued.emit(given)
        return True

    def _show_job(self) -> None:
        job = self._jobs.get(self.form.field("job").value())
        waiting: list[tuple[str, str]] = []
        until = None
        if job is not None:
            with self._desk.read() as read:
                members = passes.list_members(read, job.id)
                days = policy.integer(read, "pass.crew_days", self._start(job))
            waiting = [(str(row.id), row.name) for row in members if row.lacks_pass]
            latest = self._start(job) + timedelta(days=days - 1)
            until = passes.end_of_day(min(job.ends_on, latest))
        self.people.set_options(waiting)
        self.people.set_value([key for key, _ in waiting])
        field = self.form.field("people")
        field.set_help(
            t("passes_crews.issue.everyone", count=len(waiting))
            if waiting
            else t("passes_crews.issue.nobody")
            if job is not None
            else ""
        )
        self.form.field("valid_until").set_value(until)

    def _start(self, job: JobRow) -> Any:
        today = self._desk.now.date()
        return job.starts_on if job.state is JobState.COMING else today

    def _check_people(self, keys: tuple[str, ...]) -> str | None:
        return None if keys else t("passes_crews.issue.pick")

    def _show(self, error: DutyDeskError) -> None:
        if isinstance(error, InputError | Problems):
            errors = error.errors if isinstance(error, Problems) else [error]
            moved = [InputError(_FIELD_OF.get(e.field, e.field), e.key, **e.values) for e in errors]
            self.form.show_errors(Problems(moved))
        else:
            self.form.show_error(error)
