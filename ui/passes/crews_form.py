"""Registers a construction job, or corrects one: who builds what where, and from when to when they are on the campus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from duty_desk import masking, passes
from duty_desk.errors import DutyDeskError
from duty_desk.passes import JobRow
from duty_desk.people import units
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckBox
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.panels import SidePanel

if TYPE_CHECKING:
    from duty_desk.desk import Desk

WIDTH = 400


class JobFormPanel(SidePanel):
    """`saved` carries the job and what to say about it."""

    saved = Signal(int, str)

    def __init__(self, desk: Desk, job: int | None) -> None:
        super().__init__(WIDTH)
        self._desk, self.job_id = desk, job
        self._version: int | None = None
        self._phone: str | None = None
        with desk.read() as read:
            known = [(unit.id, unit.name) for unit in units.list_units(read)]
            row = passes.get_job(read, job) if job is not None else None
        self.form = self._build(known)
        if row is None:
            self.set_head(t("passes_crews.form.title"), t("passes_crews.form.note"))
            self.form.set_values({"starts_on": desk.now.date()})
        else:
            self.set_head(t("passes_crews.form.edit", project=row.project), t("passes_crews.form.note"))
            self._fill(row, dict(known))
        self.set_body(self.form)
        words = t("passes_crews.form.save") if row is None else t("passes_crews.form.change")
        done = Button(words, key="Ctrl+Return", kind=Kind.PRIMARY, icon="check")
        done.clicked.connect(lambda: self.save())
        self.set_foot([self.form.problem_chip()], [done])

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def save(self) -> bool:
        """Register or correct; False when something is to be corrected, with everything typed still there."""
        if not self.form.check_all():
            return False
        values = self.form.values()
        values["leader_phone"] = masking.kept_phone(values["leader_phone"] or "", self._phone)
        try:
            with self._desk.work() as work:
                if self.job_id is None:
                    job = passes.add_job(work, **values)
                else:
                    job = self.job_id
                    passes.change_job(work, job, version=self._version, **values)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        key = "passes_crews.form.added" if self.job_id is None else "passes_crews.form.changed"
        self.saved.emit(job, t(key, project=values["project"]))
        return True

    def _build(self, known: list[tuple[int, str]]) -> Form:
        form = Form(parent=self)
        optional = t("passes_tab.field.optional")
        form.add("company", t("passes_crews.form.company"), LineEdit())
        form.add(
            "credit_code",
            t("passes_crews.form.code"),
            LineEdit(placeholder=optional),
            warn=_look_at_code,
        )
        form.add("project", t("passes_crews.form.project"), LineEdit())
        form.add("place", t("passes_crews.form.place"), LineEdit(icon="map-marker-outline"))
        options: list[tuple[object, ...]] = [(None, t("passes_tab.field.no_unit")), *known]
        form.add("department", t("passes_crews.form.department"), ComboBox(options))
        form.add("leader", t("passes_crews.form.leader"), LineEdit(icon="account-outline"))
        form.add("leader_phone", t("passes_crews.form.phone"), LineEdit(placeholder=optional))
        form.add(
            "living",
            t("passes_crews.form.living"),
            LineEdit(placeholder=t("passes_crews.form.living_hint"), icon="home-outline"),
        )
        form.add("starts_on", t("passes_crews.form.starts"), DateField(lambda: self._desk.now))
        form.add("ends_on", t("passes_crews.form.ends"), DateField(lambda: self._desk.now))
        form.add(
            "pledge_signed", t("passes_crews.form.pledge_label"), CheckBox(t("passes_crews.form.pledge"))
        )
        return form

    def _fill(self, row: JobRow, known: dict[int, str]) -> None:
        self._version, self._phone = row.version, row.leader_phone
        department = next((key for key, name in known.items() if name == row.department), None)
        self.form.set_values(
            {
                "company": row.company,
                "credit_code": row.credit_code,
                "project": row.project,
                "place": row.place,
                "department": department,
                "leader": row.leader,
                "leader_phone": masking.mask_phone(row.leader_phone),
                "living": row.living,
                "starts_on": row.starts_on,
                "ends_on": row.ends_on,
                "pledge_signed": row.pledge_signed,
            }
        )


def _look_at_code(text: str) -> str | None:
    """A credit code that does not add up is told, not refused: genuine ones exist that fail."""
    if not text:
        return None
    from duty_desk.people.rules import check_uscc

    cautions = check_uscc(text).cautions
    return t(cautions[0].key, **cautions[0].values) if cautions else None
