"""All issues of the bulletin: opened, printed, withdrawn, compared with what was entered since; earlier ones that were on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.people.approvals import Approval
from duty_desk.reports import bulletin_rows, issuing
from duty_desk.reports.bulletin_rows import BulletinDetail
from duty_desk.reports.history import BULLETINS, TONES
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.buttons import Button, Kind
from ui.kit.date_fields import DateField
from ui.kit.facts import Facts
from ui.kit.fields import LineEdit
from ui.kit.notices import EmptyState
from ui.kit.number_fields import NumberField
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone
from ui.reports import bulletin_print
from ui.views.act_panel import ActPanel, filled
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView


class IssuePanel(SidePanel):
    """What is known of one issue."""

    def __init__(self, view: HistoryView, detail: BulletinDetail) -> None:
        super().__init__(parent=view)
        self.detail = detail
        state = detail.state.value
        tone, icon = TONES[state]
        mark = Mark(t(f"bulletins.state.{state}"), Tone(tone), icon)
        self.set_head(detail.number or t("bulletins.state.draft"), formats.full_day(detail.day), mark)
        facts = Facts()
        facts.add("name", t("bulletins.list.name"), detail.title or detail.masthead, bold=True)
        facts.add("cutoff", t("bulletins.list.cutoff"), formats.end_moment(detail.cutoff_at))
        if detail.total_issue:
            facts.add("total", t("bulletins.list.total"), str(detail.total_issue))
        facts.add("issued", t("bulletins.list.issued_at"), formats.moment(detail.issued_at))
        facts.add("by", t("bulletins.list.issued_by"), detail.issued_name)
        facts.add("anchor", t("bulletins.list.anchor"), detail.anchor)
        facts.add("withdrawn", t("bulletins.list.reason"), detail.withdrawn_reason)
        facts.add("columns", t("reports_bulletin.history.columns"), _about(view, detail))
        facts.finish()
        self.set_body(facts)


class HistoryView(ListView):
    """Enter opens; P prints."""

    LEDGER = fitted(BULLETINS, {"name": 200}, ())
    STRONG = "number"
    SEARCHES = "reports_bulletin.history.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"bulletin"})
    KEYS = (("P", "reports_bulletin.history.print"),)

    def buttons(self) -> Sequence[QWidget]:
        if not self.tab.may(Permission.ISSUE_BULLETIN):
            return ()
        past = Button(t("reports_bulletin.history.past"), icon="plus", parent=self.head)
        past.clicked.connect(lambda: self.register_past())
        return (past,)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        for state, (tone, icon) in TONES.items():
            found[state] = Chip(t(f"bulletins.state.{state}"), {"state": state}, icon, Tone(tone))
        return found

    def facts(self) -> str:
        return t("reports_bulletin.history.facts", count=len(self.list.model.ids))

    def faint(self, row: Any) -> bool:
        return str(row.state) == "withdrawn"

    def empty(self) -> QWidget:
        return EmptyState(
            t("reports_bulletin.history.empty"),
            t("reports_bulletin.history.empty_next"),
            icon="file-chart-outline",
            tone=None,
        )

    def show_row(self, row_id: int) -> None:
        try:
            with self.desk.read() as read:
                detail = bulletin_rows.get_bulletin(read, row_id)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        panel = IssuePanel(self, detail)
        self.put_panel(panel)
        left: list[QWidget] = []
        if detail.sections:
            show = Button(t("reports_bulletin.history.open"), kind=Kind.PRIMARY, parent=panel)
            show.clicked.connect(lambda: self.tab.open_record("bulletin", detail.id))
            left.append(show)
            if self.tab.may(Permission.PRINT):
                paper = Button(t("reports_bulletin.history.print"), icon="printer-outline", parent=panel)
                paper.clicked.connect(lambda: bulletin_print.print_bulletin(self, detail))
                left.append(paper)
        right: list[QWidget] = []
        if detail.state.value == "issued" and self.tab.may(Permission.ISSUE_BULLETIN):
            back = Button(t("reports_bulletin.history.withdraw"), kind=Kind.DANGER, parent=panel)
            back.clicked.connect(lambda: self.withdraw(detail))
            right.append(back)
        panel.set_foot(left, right)

    def letter(self, letter: str) -> None:
        if letter == "P":
            self.print_current()

    def print_current(self) -> None:
        """The paper of the row that is current."""
        row = self.list.current_row()
        if row is None or not self.tab.may(Permission.PRINT):
            return
        with self.desk.read() as read:
            detail = bulletin_rows.get_bulletin(read, row.id)
        bulletin_print.print_bulletin(self, detail)

    def withdraw(self, detail: BulletinDetail) -> ActPanel:
        """Ask why."""

        def act(work: Work, values: dict[str, Any], _approval: Approval | None) -> None:
            issuing.withdraw(work, detail.id, reason=str(values["reason"] or ""))

        panel = ActPanel(
            self.shell,
            t("reports_bulletin.withdraw.title", number=detail.number),
            t("reports_bulletin.withdraw.note"),
            t("reports_bulletin.withdraw.verb"),
            act,
            kind=Kind.DANGER_SOLID,
            parent=self,
        )
        panel.ask_reason()

        def done(_given: object) -> None:
            self.reload()
            self.show_row(detail.id)
            self.shell.notify(
                t("reports_bulletin.withdraw.done", number=detail.number),
                locked=t("reports_bulletin.withdraw.locked"),
            )

        panel.done.connect(done)
        self.put_panel(panel)
        panel.start()
        return panel

    def register_past(self) -> ActPanel:
        """An issue that was made on paper before."""

        def act(work: Work, values: dict[str, Any], _approval: Approval | None) -> int:
            day = values["day"]
            return issuing.register_past(
                work,
                issue=int(values["issue"] or 0),
                day=day if isinstance(day, date) else work.at.date(),
                title=str(values["name"] or ""),
            )

        panel = ActPanel(
            self.shell,
            t("reports_bulletin.past.title"),
            t("reports_bulletin.past.note"),
            t("reports_bulletin.past.verb"),
            act,
            parent=self,
        )
        panel.form.add(
            "issue",
            t("reports_bulletin.past.issue"),
            NumberField(least=1, most=9999),
            check=filled(t("reports_bulletin.past.missing")),
        )
        panel.form.add("day", t("reports_bulletin.past.day"), DateField(lambda: self.desk.now))
        panel.form.add(
            "name", t("reports_bulletin.past.name"), LineEdit(placeholder=t("reports_bulletin.past.optional"))
        )
        panel.done.connect(self._registered)
        self.put_panel(panel)
        panel.start()
        return panel

    def _registered(self, given: object) -> None:
        with self.desk.read() as read:
            detail = bulletin_rows.get_bulletin(read, int(str(given)))
        self.put_panel(None)
        self.reload()
        self.shell.notify(t("reports_bulletin.past.done", number=detail.number))


def _about(view: HistoryView, detail: BulletinDetail) -> str:
    if not detail.sections:
        return t("reports_bulletin.history.past_none")
    if detail.is_draft:
        return ""
    with view.desk.read() as read:
        drifts = issuing.changed_since(read, detail)
    key = "changed" if drifts else "changed_none"
    return t(f"reports_bulletin.history.{key}", count=len(drifts))
