"""One run beside the list: its five checkpoints, the one to record now, conduct, crew in against crew out, what is against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from duty_desk import formats, masking
from duty_desk.errors import DutyDeskError
from duty_desk.gate import Fault, RunRow, RunState, runs
from duty_desk.gate.ledgers import RUN_TONES
from duty_desk.gate.run_rules import COMPARED, UNLOADED
from duty_desk.strings import t
from ui.gate.runs_conduct import ConductForm
from ui.gate.runs_stages import StageList
from ui.gate.runs_step import StepForm
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.facts import Facts
from ui.kit.labels import Label, Line
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL, Tone

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from duty_desk.work import Work

WIDTH = 400
_SPACE = "\N{IDEOGRAPHIC SPACE}"


class RunPanel(SidePanel):
    """Shows a RunRow. `changed` carries what was done, ready to read."""

    changed = Signal(str)
    print_asked = Signal(int)
    record_asked = Signal(str, int)

    def __init__(
        self,
        desk: Desk,
        *,
        may_work: bool,
        may_print: bool,
        may_receive: bool,
        reveal: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(WIDTH, parent=parent)
        self._desk, self._may_receive = desk, may_receive
        self._may_work, self._may_print, self._reveal = may_work, may_print, reveal
        self.row: RunRow | None = None
        self.step: StepForm | None = None
        self.conduct: ConductForm | None = None
        self.facts = Facts()

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands here."""
        forms = [form for form in (self.conduct, self.step.form if self.step else None) if form is not None]
        return any(form.dirty for form in forms)

    def put(self, row: RunRow) -> None:
        """Show a run as it stands."""
        self.row = row
        tone, picture = RUN_TONES[row.state.value]
        mark = Mark(t(f"gate.run_state.{row.state.value}"), Tone(tone), picture)
        self.set_head(_SPACE.join((row.number, row.plate)), _SPACE.join((row.use, row.owner)), mark)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for banner in self._banners(row):
            column.addWidget(banner)
        column.addWidget(StageList(row, body))
        self.step, self.conduct = None, None
        working = self._may_work and row.state is RunState.OPEN
        if working and row.next_stage is not None:
            self.step = StepForm(row, row.next_stage, reveal=self._reveal, parent=body)
            column.addWidget(Line())
            column.addWidget(self.step)
        column.addWidget(Line())
        column.addWidget(self._crew(row, body))
        column.addWidget(Line())
        if working:
            column.addWidget(Label(t("gate_views.conduct.title"), px=SMALL, bold=True, colour="text2"))
            self.conduct = ConductForm(row, lambda: self._desk.now, body)
            column.addWidget(self.conduct)
            column.addWidget(Line())
        self.facts = _facts(row, working)
        column.addWidget(self.facts)
        self.set_body(body)
        self._put_foot(row, working)

    def focus_step(self) -> None:
        """The keyboard goes to the checkpoint to record."""
        if self.step is not None:
            self.step.form.field(self.step.form.names()[0]).take_focus()

    def record(self, *, passed: bool = True) -> bool:
        """Record the checkpoint that comes now, and what was noted of the conduct with it."""
        step = self.step
        if step is None or not step.form.check_all() or not self._conduct_in_order():
            return False

        def write(work: Work) -> bool:
            self._write_conduct(work)
            return step.record(work, passed=passed)

        done = self._attempt(write, step.form.show_error)
        if done is None:
            return False
        stage = t(f"gate.stage.{step.stage}")
        key = "recorded" if passed and done else "differs" if step.stage == COMPARED else "failed"
        self._again(t(f"gate_views.run.said.{key}", stage=stage))
        return bool(done)

    def save(self) -> bool:
        """Write down what was noted of the conduct, without recording a checkpoint."""
        if self.conduct is None or not self._conduct_in_order():
            return False
        if self._attempt(lambda work: self._write_conduct(work) or True, self.conduct.show_error):
            self._again(t("gate_views.run.said.saved"))
            return True
        return False

    def close_run(self) -> bool:
        """Close the run; refused while something is missing."""
        row, conduct = self.row, self.conduct
        if row is None or conduct is None or not self._conduct_in_order():
            return False

        def write(work: Work) -> tuple[Fault, ...]:
            self._write_conduct(work)
            return runs.close_run(work, row.id)

        found = self._attempt(write, conduct.show_error)
        if found is None:
            return False
        self._again(t("gate_views.run.said.abnormal" if found else "gate_views.run.said.closed"))
        return True

    def _conduct_in_order(self) -> bool:
        return self.conduct is None or self.conduct.check_all()

    def _write_conduct(self, work: Work) -> None:
        if self.row is not None and self.conduct is not None and (given := self.conduct.changes()):
            runs.change_run(work, self.row.id, **given)

    def _attempt(self, act: Callable[[Work], Any], told: Callable[[DutyDeskError], object]) -> Any:
        try:
            with self._desk.work() as work:
                return act(work)
        except DutyDeskError as error:
            told(error)
            return None

    def _again(self, words: str) -> None:
        """Read the run anew and go on with its next checkpoint."""
        from duty_desk import gate

        assert self.row is not None
        with self._desk.read() as read:
            row = gate.get_run(read, self.row.id)
        self.put(row)
        self.focus_step()
        self.changed.emit(words)

    def _banners(self, row: RunRow) -> list[Banner]:
        found: list[Banner] = []
        faults = [fault for fault in row.faults if fault is not Fault.OVERLONG]
        if Fault.OVERLONG in row.faults:
            due = formats.moment(row.due_at)
            said = t("gate_views.run.overlong", due=due, minutes=row.minutes)
            next_line = t("gate_views.run.overlong_next") if row.state is RunState.OPEN else ""
            found.append(Banner(Tone.DANGER, said, next_line))
        if faults:
            words = t("gate.list_mark").join(t(f"gate.fault.{fault.value}") for fault in faults)
            late = t("gate_views.run.late", minutes=row.overrun_minutes) if row.overrun_minutes else ""
            banner = Banner(Tone.DANGER if row.state is not RunState.OPEN else Tone.WARN, words, late)
            found.append(banner)
        if row.incident_id is not None:
            banner = Banner(Tone.WARN, t("gate_views.run.incident"), t("gate_views.run.incident_next"))
            incident = row.incident_id
            see = Button(t("gate_views.run.see"), parent=self)
            see.clicked.connect(lambda: self.record_asked.emit("incident", incident))
            banner.add_button(see)
            found.append(banner)
        return found

    def _crew(self, row: RunRow, parent: QWidget) -> QWidget:
        """Who came in and who went out, side by side by name."""
        box = QWidget(parent)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        compared = any(stage.stage == COMPARED for stage in row.stages) or any(one.left for one in row.people)
        came, left = sum(one.came for one in row.people), sum(one.left for one in row.people)
        title = t("gate_views.run.crew", came=came, left=left if compared else "\N{EM DASH}")
        column.addWidget(Label(title, px=SMALL, bold=True, colour="text2"))
        for one in row.people:
            name = one.name if self._reveal else masking.mask_name(one.name)
            words = [name, t(f"gate.role.{one.role}")]
            words.append(t("gate.column.entered") if one.came else t("gate_views.run.not_in"))
            if compared:
                words.append(t("gate.column.exited") if one.left else t("gate_views.run.not_out"))
            differs = compared and one.came != one.left
            column.addWidget(Label(_SPACE.join(words), colour="danger" if differs else "text", bold=differs))
        return box

    def _put_foot(self, row: RunRow, working: bool) -> None:
        left: list[QWidget] = []

        def add(words: str, act: Callable[[], object], **about: Any) -> None:
            button = Button(words, parent=self, **about)
            button.clicked.connect(act)
            left.append(button)

        if working and self.step is not None:
            key = "compare" if self.step.stage == COMPARED else "pass"
            add(
                t(f"gate_views.run.act.{key}"),
                self.record,
                kind=Kind.PRIMARY,
                key="Ctrl+Return",
                icon="check",
            )
            if self.step.stage != COMPARED:
                add(t("gate_views.run.act.fail"), lambda: self.record(passed=False), kind=Kind.DANGER)
        elif working:
            add(
                t("gate_views.run.act.close"),
                self.close_run,
                kind=Kind.PRIMARY,
                key="Ctrl+Return",
                icon="check",
            )
        if self.brought and not working:
            add(t("gate_views.run.act.receive"), self.receive, icon="archive-arrow-down-outline")
        if self._may_print:
            add(t("gate_views.run.act.sheet"), lambda: self.print_asked.emit(row.id), icon="printer-outline")
        self.set_foot(left, [self._more(row)] if working else [])

    def _more(self, row: RunRow) -> Button:
        button = icon_button("dots-horizontal", t("gate_views.more"))
        menu = QMenu(button)
        menu.addAction(t("gate_views.run.act.save")).triggered.connect(self.save)
        if row.may_record(4) and row.next_stage != 4:
            menu.addAction(t("gate_views.run.act.again")).triggered.connect(self._unload_again)
        menu.addAction(t("gate_views.run.act.break_off")).triggered.connect(self.ask_break_off)
        if self.brought:
            menu.addAction(t("gate_views.run.act.receive")).triggered.connect(self.receive)
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().topLeft())))
        return button

    @property
    def brought(self) -> bool:
        """Whether goods were unloaded that this officer may take in; waste is taken away."""
        row = self.row
        if row is None or row.origin or not self._may_receive:
            return False
        return any(stage.stage == UNLOADED for stage in row.stages)

    def receive(self) -> None:
        """Begin a receipt with what was unloaded."""
        if self.row is not None:
            self.record_asked.emit("run_receipt", self.row.id)

    def _unload_again(self) -> None:
        row = self.row
        if row is None:
            return
        failed: list[DutyDeskError] = []
        done = self._attempt(lambda work: runs.record_stage(work, row.id, 4) or True, failed.append)
        if done:
            self._again(t("gate_views.run.said.recorded", stage=t("gate.stage.4")))
        elif self.conduct is not None:
            self.conduct.show_error(failed[0])

    def ask_break_off(self) -> Any:
        """Ending a run whose loop cannot be closed cannot be taken back, so it is asked."""
        from ui.kit.dialogs import Dialog
        from ui.kit.fields import LineEdit

        row = self.row
        assert row is not None
        dialog = Dialog(
            self.window(),
            t("gate_views.run.break.question", number=row.number, plate=row.plate),
            t("gate_views.run.break.body"),
            act=t("gate_views.run.break.act"),
            keep=t("gate_views.run.break.keep"),
            icon="cancel",
        )
        reason = LineEdit(placeholder=t("gate_views.run.break.reason"))
        dialog.add(reason)

        def act() -> None:
            done = self._attempt(
                lambda work: runs.break_off(work, row.id, reason=str(reason.value())) or True,
                lambda error: dialog.refuse(error.text),
            )
            if done:
                dialog.accept()
                self._again(t("gate_views.run.said.broken_off"))

        dialog.acted.connect(act)
        dialog.open()
        return dialog


def _facts(row: RunRow, working: bool) -> Facts:
    facts = Facts()
    route = _SPACE.join(part for part in (row.route, row.route_name) if part)
    limit = t("gate.sheet.minutes", count=row.route_minutes) if row.route_minutes is not None else ""
    facts.add("route", t("gate.sheet.route"), _SPACE.join(part for part in (route, limit) if part))
    facts.add("point", t("gate.sheet.point"), row.point)
    facts.add(
        "goods", t("gate.sheet.goods"), _SPACE.join(p for p in (row.goods or "", row.quantity or "") if p)
    )
    facts.add("receiver", t("gate.sheet.receiver"), row.receiver or "")
    facts.add("origin", t("gate.sheet.origin"), row.origin or "")
    facts.add("destination", t("gate.sheet.destination"), row.destination or "")
    if not working:
        facts.add("test", t("gate.sheet.test_at"), formats.moment(row.test_at))
        facts.add("video", t("gate.sheet.video"), row.video or "")
        facts.add("conduct", t("gate.sheet.conduct"), _conduct(row))
    if row.minutes is not None:
        facts.add("stay", t("gate_views.run.stay"), t("gate.sheet.minutes", count=row.minutes))
    facts.add("inspector", t("gate.sheet.inspector"), row.inspector or "")
    facts.add("note", t("gate.column.note"), row.note or "")
    facts.finish()
    return facts


def _conduct(row: RunRow) -> str:
    said = (("windows", row.windows_closed), ("cab", row.stayed_in_cab), ("masks", row.masks_worn))
    marks = {True: "\N{CHECK MARK}", False: "\N{MULTIPLICATION SIGN}"}
    return _SPACE.join(f"{t(f'gate.sheet.{key}')} {marks[value]}" for key, value in said if value is not None)
