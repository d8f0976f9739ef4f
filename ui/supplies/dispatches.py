"""What goes out: asked for, approved, handed out, signed for (product rule S4); each step beside the list, by who may take it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QMenu, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.ledger import Request
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.supplies import allocating, dispatch, dispatch_rows, issue_papers
from duty_desk.supplies.books_sheets import Sheet
from duty_desk.supplies.dispatch_lists import DISPATCHES, STATE_TONES
from duty_desk.supplies.dispatch_rows import DispatchDetail
from duty_desk.work import Read, Work
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.cells import Cell
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.tokens import Tone
from ui.supplies import dispatch_acts
from ui.supplies.dispatch_facts import columns_of, facts_of, line_cell, pick_rows
from ui.supplies.issue_panel import IssuePanel
from ui.supplies.papers import print_sheet, save_sheet
from ui.supplies.record_panel import Act, RecordPanel
from ui.supplies.request_panel import RequestPanel
from ui.supplies.slips import print_all
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView

if TYPE_CHECKING:
    from ui.supplies.tab import SuppliesTab

Shown = tuple[str, str, Kind, str, Callable[[], object]]


class DispatchesView(ListView):
    """N asks for a unit, A approves, O hands out, S signs; Space ticks for approving together."""

    SEARCHES = "supplies_tab.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"dispatch", "dispatch_line", "dispatch_pick"})
    LEDGER = fitted(
        DISPATCHES,
        {"number": 64, "goods": 160, "unit": 112, "purpose": 104, "issued_at": 116},
        ("approver", "requested_at", "receiver"),
    )
    STRONG = "number"
    HINTS = (
        ("↑↓", "views.hint.choose"),
        ("Enter", "views.hint.open"),
        ("Space", "supplies_out.hint.tick"),
    )
    KEYS = (
        ("N", "supplies_out.key.request"),
        ("A", "supplies_out.key.approve"),
        ("O", "supplies_out.key.issue"),
        ("S", "supplies_out.key.sign"),
        ("Space", "supplies_out.hint.tick"),
    )

    def __init__(self, tab: SuppliesTab) -> None:
        self._allocation: int | None = None
        super().__init__(tab)

    # --- what a list says about itself ---

    def buttons(self) -> Sequence[QWidget]:
        made: list[QWidget] = []
        self.approve_all = Button(t("supplies_out.approve.ticked"), icon="check", parent=self.head)
        self.approve_all.clicked.connect(self.approve_ticked)
        self.approve_all.setVisible(self.tab.may(Permission.APPROVE_GOODS))
        made.append(self.approve_all)
        more = icon_button("dots-horizontal", t("supplies_tab.more"))
        more.setParent(self.head)
        more.clicked.connect(lambda: self.open_more(more))
        made.append(more)
        if self.tab.may(Permission.REQUEST_GOODS):
            one = Button(t("supplies_out.request.new"), icon="plus", parent=self.head)
            one.clicked.connect(lambda: self.start_request())
            many = Button(
                t("supplies_tab.hand_out"),
                icon="archive-arrow-up-outline",
                key="F3",
                kind=Kind.PRIMARY,
                bind=False,
                parent=self.head,
            )
            many.clicked.connect(self.tab.start_dispatch)
            made += [one, many]
        return made

    def open_more(self, button: QWidget) -> QMenu:
        """Slips of what is ticked or of the whole allocation, and the register to sign in."""
        menu = QMenu(button)
        menu.aboutToHide.connect(menu.deleteLater)
        count = len(self.to_print())
        menu.addAction(t("supplies_out.slip.many", count=count), self.print_current).setEnabled(count > 0)
        allocation = self._allocation
        if allocation is not None and self.chip == "allocation":
            menu.addAction(
                t("supplies_out.slip.table"),
                lambda: print_sheet(self.shell, lambda read: issue_papers.allocation_table(read, allocation)),
            )
        menu.addAction(t("supplies_out.slip.register"), lambda: print_sheet(self.shell, _register))
        menu.addAction(
            t("supplies_out.slip.register_file"),
            lambda: save_sheet(self.shell, _register, self, t("supplies_out.slip.register")),
        )
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        return menu

    def to_print(self) -> list[int]:
        """The ticked ones; without ticks the allocation that is shown, else the current one."""
        if not self.list.ticked_ids() and self._allocation is not None and self.chip == "allocation":
            with self.desk.read() as read:
                return list(allocating.dispatches_of(read, self._allocation))
        return self.ticked()

    def print_current(self) -> None:
        print_all(self.shell, self.to_print())

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        if self._allocation is not None:
            found["allocation"] = Chip(t("supplies_out.this_allocation"), {"allocation": self._allocation})
        for state, (tone, icon) in STATE_TONES.items():
            found[state] = Chip(t(f"supplies_dispatch.state.{state}"), {"states": [state]}, icon, Tone(tone))
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {"number": lambda row: Cell(row.short_number, tip=row.number)}

    def faint(self, row: Any) -> bool:
        return row.state in ("voided", "rejected")

    def empty(self) -> QWidget:
        return EmptyState(
            t("supplies_out.empty"), t("supplies_out.empty_next"), icon="archive-arrow-up-outline", tone=None
        )

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if letter == "N":
            self.start_request()
        elif letter == "A" and self.list.ticked_ids() and self.tab.may(Permission.APPROVE_GOODS):
            self.approve_ticked()
        elif row is not None:
            acts = {
                "A": ("requested", self.approve),
                "O": ("approved", self.issue),
                "S": ("issued", self.sign),
            }
            if letter in acts and row.state == acts[letter][0]:
                acts[letter][1](self._detail(row.id))
            elif letter in acts:
                state = t(f"supplies_dispatch.state.{row.state}")
                self.shell.notify(t("supplies_out.not_now", number=row.number, state=state))

    def show_row(self, row_id: int) -> None:
        try:
            detail = self._detail(row_id)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        panel = self.panel
        if not isinstance(panel, RecordPanel):
            panel = RecordPanel(self.shell, parent=self)
            self.put_panel(panel)
        panel.record_id = row_id
        tone, icon = STATE_TONES[detail.state]
        panel.set_head(
            detail.unit, detail.number, Mark(t(f"supplies_dispatch.state.{detail.state}"), Tone(tone), icon)
        )
        banners = []
        if detail.row.reason:
            banners.append((Tone.WARN, detail.row.reason, ""))
        panel.show_parts(
            facts_of(detail),
            banners=banners,
            title=t("supplies_in.lines"),
            columns=columns_of(detail),
            rows=pick_rows(detail),
            cell=line_cell,
            opened=self._open_line,
        )
        acts, more = self._acts(detail)
        panel.show_acts(acts, more)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, RecordPanel) and self.panel.record_id:
            self.show_row(self.panel.record_id)

    def open_record(self, kind: str, record_id: int) -> bool:
        detail = self._detail(record_id)
        self.show_only(record_id, detail.row.short_number)
        self.show_row(record_id)
        return True

    def show_allocation(self, allocation: int) -> None:
        """The requests of one allocation, and nothing else."""
        self._allocation = allocation
        self._chip = "allocation"
        self.reload()
        self.list.setFocus()

    # --- what the officer does ---

    def start_request(self, item: int | None = None) -> RequestPanel:
        """Ask for goods for one unit."""
        panel = self.panel
        if not isinstance(panel, RequestPanel):
            panel = RequestPanel(self.shell, parent=self)
            panel.requested.connect(self._requested)
            self.put_panel(panel)
        if item is not None:
            panel.add_item(item)
        panel.focus_first()
        return panel

    def approve(self, detail: DispatchDetail) -> None:
        """Approve what was asked for, or less of it."""
        dispatch_acts.open_panel(self, dispatch_acts.approve_panel(self, detail), detail, "approved")

    def approve_ticked(self) -> None:
        """Approve everything ticked that waits, all or none; without ticks the allocation that is shown."""
        waiting = [
            row
            for row in map(self._row, self.list.ticked_ids())
            if row is not None and row.state == "requested"
        ]

        def act(work: Work) -> int:
            for row in waiting:
                dispatch.approve(work, row.id, version=row.version)
            return len(waiting)

        if not waiting and self._allocation is not None:
            allocation = self._allocation
            done = self.attempt(lambda work: allocating.approve_all(work, allocation))
        elif waiting:
            done = self.attempt(act)
        else:
            self.shell.notify(t("supplies_out.approve.tick_first"))
            return
        if done:
            self.list.clear_ticks()
            self.shell.notify(
                t("supplies_out.approve.done_many", count=done), locked=t("supplies_out.approve.locked")
            )

    def issue(self, detail: DispatchDetail) -> IssuePanel:
        """Hand out what was approved."""
        panel = IssuePanel(self.shell, detail, parent=self)
        panel.issued.connect(
            lambda given: self._done(detail.id, t("supplies_out.issue.done", number=given.number))
        )
        self.put_panel(panel)
        panel.focus_first()
        return panel

    def sign(self, detail: DispatchDetail) -> None:
        """Note who took the goods."""
        dispatch_acts.open_panel(self, dispatch_acts.sign_panel(self, detail), detail, "signed")

    def finished(self, dispatch_id: int, words: str) -> None:
        """An act beside the list is done: say so, and show the paper again."""
        self._done(dispatch_id, words)

    # --- inside ---

    def _acts(self, detail: DispatchDetail) -> tuple[list[Shown], list[Act]]:
        may, state = self.tab.may, detail.state
        acts: list[Shown] = []
        more: list[Act] = []
        if state == "requested" and may(Permission.APPROVE_GOODS):
            acts.append(
                (t("supplies_out.approve.verb"), "check", Kind.PRIMARY, "", lambda: self.approve(detail))
            )
            acts.append(
                (
                    t("supplies_out.reject.verb"),
                    "cancel",
                    Kind.DEFAULT,
                    "",
                    lambda: dispatch_acts.ask(self, detail, "reject", dispatch.reject),
                )
            )
        if state == "approved" and may(Permission.ISSUE_GOODS):
            acts.append(
                (
                    t("supplies_out.issue.verb"),
                    "archive-arrow-up-outline",
                    Kind.PRIMARY,
                    "",
                    lambda: self.issue(detail),
                )
            )
        if state == "issued" and may(Permission.ISSUE_GOODS):
            acts.append((t("supplies_out.sign.verb"), "check", Kind.PRIMARY, "", lambda: self.sign(detail)))
        if state in ("approved", "issued", "signed"):
            acts.append(
                (
                    t("supplies_out.slip.print"),
                    "printer-outline",
                    Kind.DEFAULT,
                    "",
                    lambda: print_all(self.shell, [detail.id]),
                )
            )
        if state == "approved" and may(Permission.APPROVE_GOODS):
            more.append(
                (
                    t("supplies_out.withdraw.verb"),
                    lambda: dispatch_acts.ask(self, detail, "withdraw", dispatch.withdraw_approval),
                )
            )
        if state in ("requested", "approved") and may(Permission.REQUEST_GOODS):
            more.append(
                (t("supplies_out.void.verb"), lambda: dispatch_acts.ask(self, detail, "void", dispatch.void))
            )
        if state in ("issued", "signed"):
            if may(Permission.RECEIVE_GOODS):
                more.append((t("supplies_out.back.verb"), lambda: dispatch_acts.take_back(self, detail)))
            if may(Permission.REVERSE_GOODS) and detail.document_id is not None:
                more.append((t("supplies_tab.reverse.verb"), lambda: dispatch_acts.reverse(self, detail)))
        if detail.row.allocation_id is not None:
            allocation = detail.row.allocation_id
            more.append((t("supplies_out.whole_allocation"), lambda: self.show_allocation(allocation)))
        return acts, more

    def _requested(self, made: Any) -> None:
        self._done(made.id, t("supplies_out.request.sent", number=made.number))

    def _done(self, dispatch_id: int, words: str) -> None:
        self.put_panel(None)
        self.shell.notify(words, locked=t("supplies_out.locked"))
        self.reload()
        self.show_only(dispatch_id)
        self.show_row(dispatch_id)
        self.list.setFocus()

    def _open_line(self, row: Any) -> None:
        self.tab.open_record("item", row.item_id)

    def _detail(self, dispatch_id: int) -> DispatchDetail:
        with self.desk.read() as read:
            return dispatch_rows.get_dispatch(read, dispatch_id)

    def _row(self, dispatch_id: int) -> Any:
        with self.desk.read() as read:
            found = dispatch_rows.fetch_dispatches(read, [dispatch_id])
        return found[0] if found else None


def _register(read: Read) -> Sheet:
    return issue_papers.register(read, Request())
