"""Who is reported and not yet there: drafts of the gates first, then each by the step that comes next (product rule I3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats, isolation, masking
from duty_desk.isolation import DraftRow
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.isolation.care_list import ShortListView
from ui.isolation.stays_changes import withdraw_panel
from ui.isolation.stays_panel import StayPanel, state_mark
from ui.isolation.stays_papers import paper_acts
from ui.isolation.waiting_draft import DraftPanel, drop_panel
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.ledger_source import Column, ColumnLike, GroupRow
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel

# The steps in their order; what each waits for.
STEPS = ("to_assess", "to_approve", "to_sign", "to_admit")


def step_of(row: StayRow) -> str:
    """Which step comes next."""
    if row.state.value == "requested":
        return "to_assess"
    if row.state.value == "assessed":
        return "to_approve"
    return "to_sign" if "notice" in row.lacks else "to_admit"


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A line of the list: somebody reported, or a draft. Drafts have negative identifiers."""

    id: int
    name: str
    what: str
    where: str
    since: Any
    mark: Mark
    stay: StayRow | None = None
    draft: DraftRow | None = None


class WaitingView(ShortListView):
    """Enter opens; A goes on with the admission, Y approves, N decides against."""

    KEY = "waiting"
    STRONG = "name"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"stay", "admission_draft"})
    HINTS = (
        ("Enter", "views.hint.open"),
        ("A", "isolation_forms.waiting.key_go_on"),
        ("Y", "isolation_forms.waiting.key_approve"),
        ("N", "isolation_forms.waiting.key_refuse"),
    )

    def list_name(self) -> str:
        return t("isolation_forms.waiting.name")

    def buttons(self) -> Sequence[QWidget]:
        if not self.tab.may(Permission.REQUEST_STAY):
            return ()
        new = Button(
            t("isolation_forms.waiting.new"), icon="plus", kind=Kind.PRIMARY, key="F2", bind=False, parent=self.head
        )  # fmt: skip
        new.clicked.connect(lambda: self.tab.start_admission())
        return (new,)

    def columns(self) -> Sequence[Column]:
        return (
            Column("name", t("isolation_forms.waiting.column_name"), width=112),
            Column("what", t("isolation_forms.waiting.column_what"), width=160, stretch=True),
            Column("where", t("isolation_forms.waiting.column_where"), width=152),
            Column("since", t("isolation_forms.waiting.column_since"), width=112),
            Column("state", t("isolation_forms.waiting.column_state"), width=112),
        )

    def rows(self) -> Sequence[Any]:
        with self.desk.read() as read:
            drafts = isolation.list_drafts(read)
            waiting = isolation.list_waiting(read)
        found: list[Any] = []
        if drafts:
            title = t("isolation_forms.waiting.group_drafts")
            found.append(GroupRow(-1, title, t("isolation_forms.people", count=len(drafts)), "danger"))
            found += [_of_draft(row) for row in drafts]
        for place, step in enumerate(STEPS):
            here = [row for row in waiting if step_of(row) == step]
            if here:
                title = t(f"isolation_forms.chain.{step}")
                found.append(GroupRow(-2 - place, title, t("isolation_forms.people", count=len(here))))
                found += [_of_stay(row) for row in here]
        return found

    def cell(self, column: ColumnLike, row: WaitingRow) -> Cell:
        match column.key:
            case "name":
                return Cell(masking.mask_name(row.name))
            case "what":
                return Cell(row.what, tip=row.what)
            case "where":
                return Cell(row.where)
            case "since":
                return Cell(formats.moment(row.since))
            case _:
                return Cell(mark=row.mark)

    def empty(self) -> QWidget:
        return EmptyState(
            t("isolation_forms.waiting.empty"),
            t("isolation_forms.waiting.empty_next"),
            icon="bed-outline",
            tone=None,
        )

    def open_record(self, kind: str, record_id: int) -> bool:
        self.reload()
        wanted = -record_id - 10 if kind == "admission_draft" else record_id
        if not self.list.select_id(wanted):
            return False
        row = self.list.current_row()
        if row is not None:
            self.open_row(row)
        return True

    def open_row(self, row: Any) -> None:
        if not isinstance(row, WaitingRow):
            return
        if row.draft is not None:
            self.put_panel(DraftPanel(self, row.draft))
        elif row.stay is not None:
            self.show_stay(row.stay)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, StayPanel):
            row = next((r for r in self.source.rows([self.panel.stay]) if isinstance(r, WaitingRow)), None)
            if row is not None and row.stay is not None:
                self.show_stay(row.stay)
            else:
                self.put_panel(None)

    def show_stay(self, row: StayRow) -> StayPanel:
        """The facts of somebody reported, with what can be done now."""
        panel = self.panel
        if not isinstance(panel, StayPanel):
            panel = StayPanel(parent=self)
            self.put_panel(panel)
        panel.show_row(row)
        step = step_of(row)
        verbs: list[Any] = []
        more: list[Any] = []
        go_on = lambda: self.tab.start_admission(row.id)  # noqa: E731
        if step == "to_approve" and self.tab.may(Permission.APPROVE_STAY):
            verbs += [
                (t("isolation_forms.approve.verb"), "check", Kind.PRIMARY, "Y", lambda: self.approve(row)),
                (t("isolation_forms.refuse.verb"), "", Kind.DANGER, "N", lambda: self.refuse(row)),
            ]
            more.append((t("isolation_forms.waiting.go_on"), go_on))
        elif self.tab.may(Permission.REQUEST_STAY):
            verbs.append((t(f"isolation_forms.chain.verb_{step}"), "", Kind.PRIMARY, "A", go_on))
            if step == "to_assess" and self.tab.may(Permission.APPROVE_STAY):
                more.append((t("isolation_forms.refuse.verb"), lambda: self.refuse(row)))
        if self.tab.may(Permission.REQUEST_STAY):
            more.append((t("isolation_forms.withdraw.verb"), lambda: self.withdraw(row)))
        more += paper_acts(self.shell, row)
        panel.show_acts(verbs, more)
        return panel

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if not isinstance(row, WaitingRow):
            return
        if row.draft is not None and letter == "A" and self.tab.may(Permission.REQUEST_STAY):
            self.take(row.draft)
        if row.stay is None:
            return
        step = step_of(row.stay)
        may_approve = self.tab.may(Permission.APPROVE_STAY)
        if letter == "A":
            self.tab.start_admission(row.stay.id)
        elif letter == "Y" and step == "to_approve" and may_approve:
            self.approve(row.stay)
        elif letter == "N" and step in ("to_assess", "to_approve") and may_approve:
            self.refuse(row.stay)

    def approve(self, row: StayRow) -> None:
        """Say yes."""
        number = self.attempt(lambda work: isolation.approve(work, row.id, version=row.version))
        if number is not None:
            name = masking.mask_name(row.name)
            self.shell.notify(
                t("isolation_forms.approve.done", name=name, number=number),
                locked=t("isolation_forms.approve.locked"),
            )

    def refuse(self, row: StayRow) -> ActPanel:
        """Say no, with the reason."""
        said = t("isolation_forms.refuse.done", name=masking.mask_name(row.name))
        return self._ask(withdraw_panel(self.shell, row, self, refuse=True), said)

    def withdraw(self, row: StayRow) -> ActPanel:
        """Take the request back, with the reason."""
        said = t("isolation_forms.withdraw.done", name=masking.mask_name(row.name))
        return self._ask(withdraw_panel(self.shell, row, self), said)

    def drop(self, draft: DraftRow) -> ActPanel:
        """Let a draft go, with the reason."""
        panel = drop_panel(self.shell, draft, self)
        panel.done.connect(
            lambda _given: self._done(t("isolation_forms.draft.dropped", name=masking.mask_name(draft.name)))
        )
        self.put_panel(panel)
        panel.start()
        return panel

    def take(self, draft: DraftRow) -> None:
        """Report whom the gate found: the form begins with what the gate wrote."""
        start = getattr(self.tab.show_view("admission"), "start_with_draft", None)
        if start is not None:
            start(draft)

    def _ask(self, panel: ActPanel, said: str) -> ActPanel:
        panel.done.connect(lambda _given: self._done(said))
        self.put_panel(panel)
        panel.start()
        return panel

    def _done(self, said: str) -> None:
        self.put_panel(None)
        self.shell.notify(said, locked=t("isolation_forms.waiting.locked"))
        self.list.setFocus()


def _of_draft(row: DraftRow) -> WaitingRow:
    values = "\N{RIGHTWARDS ARROW}".join(
        f"{value:.1f}" for value in (row.first, row.second) if value is not None
    )
    return WaitingRow(
        -row.id - 10,
        row.name,
        t("isolation_forms.draft.what", values=values, reason=row.reason),
        row.gate,
        row.at,
        Mark(t("isolation_forms.draft.mark"), Tone.DANGER, "thermometer-alert"),
        draft=row,
    )


def _of_stay(row: StayRow) -> WaitingRow:
    what = "\N{IDEOGRAPHIC SPACE}".join((t(f"isolation.category.{row.category}"), row.reason))
    where = row.unit or row.home or ""
    return WaitingRow(row.id, row.name, what, where, row.requested_at, state_mark(row), stay=row)
