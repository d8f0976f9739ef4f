"""One job beside the list: what is being built, who is on the crew, whose papers were seen and who holds a pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from duty_desk import formats, masking, passes
from duty_desk.passes import JobRow, JobState, MemberRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.facts import Facts
from ui.kit.labels import Label
from ui.kit.ledger_source import ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import Banner, EmptyState
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import HEAD, PADDING, ROW, SMALL, Tone
from ui.passes.crews_cells import member_cell, member_columns

WIDTH = 400
LEAST_ROWS = 3


class JobPanel(SidePanel):
    """Shows a JobRow and its people. `act_asked` carries the verb; `chosen()` the people ticked, else the current one."""

    act_asked = Signal(str)
    member_asked = Signal(int)

    def __init__(self, allowed: Callable[[str], bool]) -> None:
        super().__init__(WIDTH)
        self._allowed = allowed
        self.job: JobRow = None  # type: ignore[assignment]
        self._members: tuple[MemberRow, ...] = ()
        self.source = ListSource(member_columns(), (), member_cell)
        self.people = LedgerView(
            self.source, key="passes.crew", name=t("passes_crews.job.people"), menu=False, foot=False
        )
        self.people.set_empty(self._nobody)
        self.people.opened.connect(lambda row: self.member_asked.emit(row.id))
        self.people.letter_pressed.connect(self._letter)
        self.people.clear_asked.connect(self._escape)
        self._above = QVBoxLayout()
        self._above.setSpacing(12)
        self._top: QWidget | None = None
        self.counts = Label(px=SMALL, colour="text2", wrap=True)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(PADDING, 12, PADDING, 12)
        column.setSpacing(8)
        column.addLayout(self._above)
        column.addLayout(self._people_head())
        column.addWidget(self.counts)
        column.addWidget(self.people, 1)
        self.people.setMinimumHeight(HEAD + LEAST_ROWS * ROW + 2)
        self.set_body(body, pad=False)

    def put(self, job: JobRow, members: Sequence[MemberRow]) -> None:
        """Show a job; the people keep their ticks while it stays the same."""
        fresh = self.job is None or self.job.id != job.id
        self.job, self._members = job, tuple(members)
        tone, picture = passes.JOB_TONES[job.state]
        state = Mark(t(f"passes_crews.state.{job.state.value}"), Tone(tone), picture)
        self.set_head(job.project, t("passes_crews.job.head", company=job.company, place=job.place), state)
        if self._top is not None:
            self._above.removeWidget(self._top)
            self._top.hide()
            self._top.deleteLater()
        self._top = self._build_top(job)
        self._above.addWidget(self._top)
        # At once where the panel is seen already: it would be squeezed for a turn, until there is room for it.
        self._top.setVisible(True)
        self.source.put(self._members)
        if fresh:
            self.people.clear_ticks()
        self.people.reload()
        self._show_counts()
        self._put_foot(job)

    def chosen(self) -> list[int]:
        """The people ticked, else the current one."""
        ticked = list(self.people.ticked_ids())
        current = self.people.current_id()
        return ticked or ([] if current is None else [current])

    def _build_top(self, job: JobRow) -> QWidget:
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for banner in _banners(job):
            column.addWidget(banner)
        pair = QHBoxLayout()
        pair.setSpacing(16)
        for facts in _facts(job):
            pair.addWidget(facts, 1)
        column.addLayout(pair)
        return top

    def _people_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(t("passes_crews.job.people"), bold=True))
        head.addStretch()
        self.buttons: dict[str, Button] = {}
        for verb, key in (("admit", ""), ("refuse", ""), ("add", "A")):
            icon = "plus" if verb == "add" else ""
            button = Button(t(f"passes_crews.act.{verb}"), key=key, icon=icon, bind=False, parent=self)
            button.clicked.connect(lambda _=False, verb=verb: self.act_asked.emit(verb))
            if not self._allowed("crew"):
                button.hide()
            self.buttons[verb] = button
            head.addWidget(button)
        return head

    def _show_counts(self) -> None:
        if self.job is None:
            return
        job = self.job
        words = t(
            "passes_crews.job.counts",
            people=job.people,
            admitted=job.admitted,
            waiting=job.waiting,
            refused=job.refused,
        )
        zone = t("passes_crews.job.zone", place=job.place)
        self.counts.setText(words if job.state is JobState.LEFT else f"{words}\n{zone}")

    def _put_foot(self, job: JobRow) -> None:
        left: list[QWidget] = []
        lacking = sum(member.lacks_pass for member in self._members)
        gone = job.state is JobState.LEFT
        if lacking and not gone and self._allowed("crew"):
            words = t("passes_crews.act.issue", count=lacking)
            left.append(self._button("issue", words, kind=Kind.PRIMARY, icon="card-account-details-outline"))
        if job.passes and self._allowed("print"):
            kind = Kind.DEFAULT if left else Kind.PRIMARY
            key = "" if left else "Ctrl+P"
            words = t("passes_crews.act.print")
            left.append(self._button("print", words, kind=kind, icon="printer-outline", key=key))
        right: list[QWidget] = []
        if self._allowed("crew"):
            more = icon_button("dots-horizontal", t("passes_crews.act.more"))
            menu = QMenu(more)
            for verb in ("edit", "import", *(() if gone or not self._allowed("void") else ("leave",))):
                action = menu.addAction(t(f"passes_crews.act.{verb}"))
                action.triggered.connect(lambda _=False, verb=verb: self.act_asked.emit(verb))
            more.clicked.connect(lambda: menu.popup(more.mapToGlobal(more.rect().topLeft())))
            right.append(more)
        for button in self.buttons.values():
            button.setEnabled(not gone)
        self.set_foot(left, right)

    def _button(self, verb: str, words: str, **look: Any) -> Button:
        button = Button(words, bind=False, **look)
        button.clicked.connect(lambda: self.act_asked.emit(verb))
        return button

    def _letter(self, letter: str) -> None:
        verb = {"E": "documents", "A": "add"}.get(letter.upper())
        if verb is not None:
            self.act_asked.emit(verb)

    def _escape(self) -> None:
        if self.people.ticked_ids():
            self.people.clear_ticks()
        else:
            self.close_asked.emit()

    def _nobody(self) -> QWidget:
        return EmptyState(
            t("passes_crews.job.no_people"),
            t("passes_crews.job.no_people_next"),
            icon="account-outline",
            tone=None,
        )


def _banners(job: JobRow) -> list[Banner]:
    if job.state is JobState.LEFT and job.left_on is not None:
        return [Banner(Tone.NEUTRAL, t("passes_crews.job.left_on", day=formats.day(job.left_on)))]
    found: list[Banner] = []
    if job.state is JobState.OVERDUE:
        title = t("passes_crews.job.overdue", day=formats.day(job.ends_on))
        found.append(Banner(Tone.WARN, title, t("passes_crews.job.overdue_next")))
    if not job.pledge_signed:
        found.append(Banner(Tone.WARN, t("passes_crews.job.no_pledge"), t("passes_crews.job.no_pledge_next")))
    return found


def _facts(job: JobRow) -> tuple[Facts, Facts]:
    left, right = Facts(), Facts()
    space = "\N{IDEOGRAPHIC SPACE}"
    leader = space.join(part for part in (job.leader, masking.mask_phone(job.leader_phone)) if part)
    signed = t("passes_crews.job.pledge_yes" if job.pledge_signed else "passes_crews.job.pledge_no")
    known = [
        ("period", job.period),
        ("leader", leader),
        ("department", job.department or ""),
        ("living", job.living or t("passes_crews.job.no_living")),
        ("code", job.credit_code or ""),
        ("pledge", signed),
    ]
    # In turn left and right, so that what is not known leaves no hole.
    for place, (key, value) in enumerate((key, value) for key, value in known if value):
        (right if place % 2 else left).add(key, t(f"passes_crews.job.{key}"), value)
    for facts in (left, right):
        facts.finish()
    return left, right
