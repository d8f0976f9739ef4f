"""The way into observation step by step: the hospital assesses, a leader approves, the person signs, a room, what is handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, isolation
from duty_desk.isolation import papers
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Work
from ui.isolation.admission_scan import ScanField
from ui.isolation.stays_changes import room_options
from ui.isolation.stays_papers import print_stay
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckBox, CheckGroup
from ui.kit.chips import Chip
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.date_fields import MomentField
from ui.kit.field_frame import State
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label, Line
from ui.kit.paint import Mark
from ui.kit.tokens import SMALL, Tone

if TYPE_CHECKING:
    from ui.isolation.admission import AdmissionView

KIT = ("toiletries", "bedding", "thermometer", "masks", "kettle", "bags")


class Step(QWidget):
    """One step: its name, how it stands, and below what is to be filled in now."""

    def __init__(self, number: int, key: str, mark: Mark, note: str = "") -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        name = t("isolation_forms.step.named", number=number, name=t(f"isolation_forms.step.{key}"))
        head.addWidget(Label(name, bold=True))
        head.addWidget(Label(note, px=SMALL, colour="text2", elide=True), 1)
        self.chip = Chip(mark)
        head.addWidget(self.chip)
        self._column.addLayout(head)

    def add(self, widget: QWidget) -> None:
        """Something below the head."""
        self._column.addWidget(widget)


class Steps(QWidget):
    """`show` builds them as a stay stands; `done` says that one was taken. Only the next step is open."""

    done = Signal()

    def __init__(self, view: AdmissionView) -> None:
        super().__init__()
        self._view, self._shell = view, view.shell
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(10)
        self._body = QWidget()
        self._column.addWidget(self._body)
        self._column.addStretch()
        # The forms of the steps that are open now, and their buttons.
        self.forms: dict[str, Form] = {}
        self.buttons: dict[str, Button] = {}
        self.rooms: ComboBox | None = None
        self.kit: CheckGroup | None = None
        self.emergency: CheckBox | None = None

    def show_row(self, row: StayRow | None, room: int | None = None) -> None:
        """Build the steps anew."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.forms, self.buttons = {}, {}
        self.rooms = self.kit = self.emergency = None
        for place, step in enumerate(self._steps(row, room)):
            if place:
                column.addWidget(Line())
            column.addWidget(step)
        self._column.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        body.show()

    def room(self) -> int | None:
        """The room chosen."""
        value = self.rooms.value() if self.rooms is not None else None
        return value if isinstance(value, int) else None

    def kit_words(self) -> list[str]:
        """What is handed over."""
        chosen = self.kit.value() if self.kit is not None else ()
        return [t(f"isolation_forms.kit.{key}") for key in chosen]

    # --- the steps ---

    def _steps(self, row: StayRow | None, room: int | None) -> list[Step]:
        later = Mark(t("isolation_forms.step.later"), Tone.NEUTRAL, "clock-outline")
        if row is None:
            steps = [Step(1, "report", Mark(t("isolation_forms.step.now"), Tone.INFO, "alert"))]
            steps[0].add(Label(t("isolation_forms.step.report_words"), px=SMALL, colour="text2", wrap=True))
            steps += [
                Step(n, key, later) for n, key in enumerate(("assess", "approve", "notice", "room", "kit"), 2)
            ]
            return steps
        done = Mark(t("isolation_forms.step.done"), Tone.OK)
        reported = " ".join(filter(None, (formats.moment(row.requested_at), row.requester)))
        steps = [
            Step(1, "report", done, reported),
            self._assess(row, done),
            self._approve(row, done, later),
            self._notice(row, done, later),
        ]
        if row.admitted_at is None and self._view.tab.may(Permission.WORK_SITE):
            steps += [self._room(row, room), self._kit(row)]
        return steps

    def _assess(self, row: StayRow, done: Mark) -> Step:
        # A stay out of a workbook may be approved without a word of the hospital.
        if row.assessed_at is not None or (row.approved_at is not None and row.admitted_at is None):
            return Step(2, "assess", done, " ".join(filter(None, (row.assessed_by, row.assessment))))
        step = Step(2, "assess", Mark(t("isolation_forms.chain.to_assess"), Tone.WARN))
        form = Form()
        form.add("by", t("isolation_forms.assess.by"), LineEdit())
        form.add(
            "text",
            t("isolation_forms.assess.text"),
            LineEdit(placeholder=t("isolation_forms.assess.text_hint")),
        )
        fits = Segmented(
            [Choice(key, t(f"isolation_forms.assess.{key}")) for key in ("suitable", "unsuitable")],
            "suitable",
            name=t("isolation_forms.assess.fits"),
        )
        form.add("suitable", t("isolation_forms.assess.fits"), fits)
        return self._with_form(step, "assess", form, lambda work: self._do_assess(work, row, form))

    def _do_assess(self, work: Work, row: StayRow, form: Form) -> None:
        given = form.values()
        isolation.assess(
            work,
            row.id,
            by=given["by"],
            text=given["text"],
            suitable=given["suitable"] == "suitable",
            version=row.version,
        )

    def _approve(self, row: StayRow, done: Mark, later: Mark) -> Step:
        if row.approved_at is not None:
            said = " ".join(
                filter(None, (row.approval_number, row.approver, formats.moment(row.approved_at)))
            )
            return Step(3, "approve", done, said)
        if row.assessed_at is None:
            return Step(3, "approve", later)
        step = Step(3, "approve", Mark(t("isolation_forms.chain.to_approve"), Tone.WARN))
        if not self._view.tab.may(Permission.APPROVE_STAY):
            step.add(Label(t("isolation_forms.approve.by_leader"), px=SMALL, colour="text2", wrap=True))
            return step
        form = Form()
        return self._with_form(
            step, "approve", form, lambda work: isolation.approve(work, row.id, version=row.version)
        )

    def _notice(self, row: StayRow, done: Mark, later: Mark) -> Step:
        if row.notice is not None:
            said = " ".join(
                filter(
                    None,
                    (
                        t(f"isolation.notice.{row.notice}"),
                        formats.moment(row.notice_at),
                        row.witness_one,
                        row.witness_two,
                    ),
                )
            )
            return Step(4, "notice", done, said)
        if row.approved_at is None or not self._view.tab.may(Permission.WORK_SITE):
            return Step(4, "notice", later)
        step = Step(4, "notice", Mark(t("isolation_forms.chain.to_sign"), Tone.WARN))
        paper = Button(t("isolation_forms.notice.print"), icon="printer-outline")
        paper.clicked.connect(lambda: print_stay(self._shell, row.id, papers.NOTICE, row.name))
        self.buttons["print"] = paper
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(line)
        line.addWidget(paper)
        line.addStretch()
        step.add(holder)
        form = Form()
        how = Segmented(
            [Choice(key, t(f"isolation_forms.notice.{key}")) for key in ("signed", "refused")],
            "signed",
            name=t("isolation_forms.notice.how"),
        )
        form.add("how", t("isolation_forms.notice.how"), how)
        form.add(
            "at",
            t("isolation_forms.notice.at"),
            MomentField(lambda: self._shell.desk.now, self._shell.desk.now),
        )
        scan = ScanField()
        form.add("scan", t("isolation_forms.notice.scan"), scan)
        scan.failed.connect(lambda said: form.field("scan").set_remark(said, State.ERROR))
        for name in ("witness_one", "witness_two"):
            form.add(name, t(f"isolation_forms.notice.{name}"), LineEdit())

        def fit() -> None:
            refused = form.field("how").value() == "refused"
            form.field("scan").setVisible(not refused)
            for name in ("witness_one", "witness_two"):
                form.field(name).setVisible(refused)

        how.changed.connect(fit)
        fit()
        return self._with_form(step, "notice", form, lambda work: self._do_notice(work, row, form))

    def _do_notice(self, work: Work, row: StayRow, form: Form) -> None:
        given = form.values()
        if given["how"] == "refused":
            isolation.refuse_notice(
                work,
                row.id,
                at=given["at"],
                witness_one=given["witness_one"],
                witness_two=given["witness_two"],
                version=row.version,
            )
            return
        attachment = None
        if given["scan"] is not None:
            from duty_desk import attachments

            attachment = attachments.add(work, ("stay", row.id), *given["scan"])
        isolation.sign_notice(work, row.id, at=given["at"], version=row.version, attachment=attachment)

    def _room(self, row: StayRow, room: int | None) -> Step:
        with self._shell.desk.read() as read:
            options = room_options(isolation.proposals(read, row.id, 40))
        keys = [option[0] for option in options]
        chosen = room if room in keys else row.room_id if row.room_id in keys else keys[0] if keys else None
        mark = (
            Mark(t("isolation_forms.step.reserved"), Tone.INFO, "bookmark-outline")
            if row.room_id is not None
            else Mark(t("isolation_forms.step.proposed"), Tone.NEUTRAL, "circle-outline")
        )
        step = Step(5, "room", mark if options else Mark(t("isolation_forms.step.full"), Tone.DANGER))
        self.rooms = ComboBox(
            options, chosen, placeholder=t("isolation_forms.no_room"), name=t("isolation_forms.room")
        )
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.rooms, 1)
        if row.state.value == "approved":
            reserve = Button(t("isolation_forms.reserve"), icon="bookmark-outline")
            reserve.clicked.connect(lambda: self._reserve(row))
            line.addWidget(reserve)
            self.buttons["reserve"] = reserve
        holder = QWidget()
        holder.setLayout(line)
        step.add(holder)
        if room is not None and room not in keys:
            with self._shell.desk.read() as read:
                why = isolation.obstacles(read, row.id).get(room, "")
            if why:
                said = t("isolation_forms.step.not_that_room", why=why)
                step.add(Label(said, px=SMALL, colour="warn", wrap=True))
        return step

    def _reserve(self, row: StayRow) -> None:
        room = self.room()
        if room is None:
            return
        taken = self._view.attempt(
            lambda work: (isolation.reserve(work, row.id, room=room, version=row.version), True)[1]
        )
        if taken:
            self.done.emit()

    def _kit(self, row: StayRow) -> Step:
        step = Step(
            6, "kit", Mark(t("isolation_forms.step.hand_over"), Tone.NEUTRAL, "package-variant-closed")
        )
        self.kit = CheckGroup([(key, t(f"isolation_forms.kit.{key}")) for key in KIT])
        self.kit.set_value(KIT)
        step.add(self.kit)
        if row.lacks:
            self.emergency = CheckBox(t("isolation_forms.emergency.tick"))
            self.emergency.changed.connect(self._view.fit_button)
            step.add(self.emergency)
            step.add(Label(t("isolation_forms.emergency.explain"), px=SMALL, colour="text2", wrap=True))
        return step

    def _with_form(self, step: Step, key: str, form: Form, act: Any) -> Step:
        step.add(form)
        button = Button(t(f"isolation_forms.{key}.verb"), kind=Kind.DEFAULT)
        button.clicked.connect(lambda: self._submit(form, act))
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(line)
        line.addStretch()
        line.addWidget(button)
        step.add(holder)
        self.forms[key], self.buttons[key] = form, button
        return step

    def _submit(self, form: Form, act: Any) -> bool:
        from duty_desk.errors import DutyDeskError

        if not form.check_all():
            return False
        try:
            with self._shell.desk.work() as work:
                act(work)
        except DutyDeskError as error:
            form.show_error(error)
            return False
        form.mark_saved()
        self.done.emit()
        return True
