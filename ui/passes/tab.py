"""The passes screen: which series, the ledger, and beside it one pass or the form for a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from duty_desk import passes
from duty_desk.errors import DutyDeskError
from duty_desk.passes import PassKind
from duty_desk.roles import allows
from duty_desk.strings import t
from ui.feature_tab import FeatureTab, KeyHint, Shell
from ui.kit.drawer import DrawerRow
from ui.kit.ledger_view import LedgerView
from ui.kit.panels import SidePanel
from ui.kit.regions import Regions
from ui.kit.tasks import Task
from ui.kit.tokens import MARGIN, Tone
from ui.kit.type_ahead import TypeAhead
from ui.passes import choices, more, suggestions
from ui.passes.acts import Acts
from ui.passes.crews_view import CrewsView
from ui.passes.detail import DetailPanel
from ui.passes.form_photo import photo_of
from ui.passes.header import JOBS, PASSES, Header
from ui.passes.issue_kinds import VISITOR, kind_box
from ui.passes.issue_panel import IssuePanel
from ui.passes.ledger import PassLedger
from ui.passes.manners import RIGHTS, crew_keys, empty_ledger, headline_words, key_hints, open_menu
from ui.passes.standing import Standing, read_standing

WIDE_WINDOW = 1600


class PassesTab(FeatureTab):
    """Ledgers of all kinds of pass, and the jobs of crews. F2 starts a new one; Enter opens the current one beside the list."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"pass", "pass_event", "person", "unit", "household", "restriction", "gate", "printing", "crossing"}
        | {"crew_job", "crew_member", "pass_reason"}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._standing: Standing | None = None
        self._counting: Task | None = None
        self._allowed: dict[str, bool] = {}
        self._view = PASSES
        self._crews: CrewsView | None = None
        self.panel: SidePanel | None = None
        self._back: Callable[[], object] | None = None
        self.header = Header(lambda: self.desk.now, passes.TONES)
        self.acts = Acts(self)
        self._body = DrawerRow()
        self.ledger = PassLedger(
            shell, self.header, self._body, lambda: empty_ledger(self.kind, self.start_new), self
        )
        self.ahead = TypeAhead(
            self.header.search,
            partial(suggestions.find, self.desk),
            shell.tasks,
            preselect=False,
            nothing=t("passes_tab.search_nothing"),
        )
        self.ahead.picked.connect(lambda chosen: self.open_record("pass", chosen.key))
        self.ahead.entered.connect(self.ledger.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 12)
        column.setSpacing(8)
        column.addWidget(self.header)
        column.addLayout(self._body, 1)
        self._connect()

    # --- what the window asks ---

    def facts(self) -> str:
        return headline_words(self._standing.headline) if self._standing is not None else ""

    def badge(self) -> tuple[int, Tone]:
        return self._standing.badge if self._standing is not None else (0, Tone.NEUTRAL)

    def keys(self) -> tuple[KeyHint, ...]:
        return crew_keys() if self._view == JOBS else key_hints()

    def reload(self) -> None:
        self._allowed = {verb: allows(self.desk.officer.role, right) for verb, right in RIGHTS.items()}
        self.header.new.setVisible(self.allowed("extend") or self.allowed("request"))
        self.header.bring_in.setVisible(self.allowed("import"))
        self._put_views()
        if self._view == JOBS:
            self.crews.reload()
        else:
            self.list.reload()
        if isinstance(self.panel, DetailPanel) and self.panel.detail is not None:
            self._show(self.panel.detail.id)
        if self._counting is not None:
            self._counting.cancel()
        self._counting = self.shell.tasks.run(
            partial(read_standing, self.desk), done=self._counted, asker=self
        )

    def focus_first(self) -> None:
        field = self.crews.search if self._view == JOBS else self.header.search
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_record(self, kind: str, record_id: int) -> bool:
        if kind == "crew_job":
            self._choose_kind(PassKind.CREW.value, JOBS)
            self.crews.list.select_id(record_id)
            self.crews.show_job(record_id)
            return True
        if kind != "pass":
            return False
        with self.desk.read() as read:
            row = passes.get_row(read, record_id)
        self._choose_kind(row.kind.value, PASSES)
        if not self.list.select_id(record_id):
            self.ledger.show_only(row)
        self._show(record_id)
        return True

    def open_place(self, name: str) -> bool:
        return any(more.show(self, entry) for entry in more.entries() if entry.key == name)

    def show_matches(self, text: str) -> None:
        self._choose_view(PASSES)
        self.header.search.set_value(text)
        self.ledger.search(text)

    def state(self) -> Mapping[str, Any]:
        return {"kind": self.kind.value, "view": self._view}

    def restore(self, state: Mapping[str, Any]) -> None:
        if state.get("kind") in list(PassKind):
            self._choose_kind(str(state["kind"]), str(state.get("view") or PASSES))

    def unsaved(self) -> bool:
        return bool(getattr(self.panel, "unsaved", False))

    # --- what the officer does ---

    def start_new(self) -> QWidget:
        """Open the form for something new of the kind shown: a pass, or a job of a crew."""
        if self._view == JOBS:
            return self.crews.start_new()
        return self.issue(self.kind)

    def issue(self, kind: PassKind) -> QWidget:
        """The form for a pass of a kind; what was typed so far stays when it is open already."""
        panel = self.panel
        if isinstance(panel, IssuePanel) and (panel.kind is kind or panel.unsaved):
            panel.take_focus()
            return panel
        if kind is PassKind.CREW:
            return self.crews.issue(None, lambda: kind_box(kind, self._issue_other))
        with self.desk.read() as read:
            offered = choices.read_choices(read)
        remembered = f"passes.kept.{kind.value}"
        panel = IssuePanel(self.desk, self.shell.tasks, offered, kind, self.shell.recall(remembered), self)
        panel.kept.connect(lambda kept: self.shell.remember(remembered, kept))
        panel.issued.connect(self.acts.after_issue)
        panel.requested.connect(self.acts.after_request)
        panel.pass_asked.connect(self._from_form)
        panel.kind_asked.connect(self._issue_other)
        self.put_panel(panel)
        panel.take_focus()
        return panel

    def put_panel(self, panel: SidePanel | None, back: Callable[[], object] | None = None) -> None:
        """Show something beside the list; what was there goes. `back` is what closing it leads to, else the list."""
        self.panel, self._back = panel, back
        self._body.put(panel, self.close_panel)
        self._fit()

    def open_more(self) -> QMenu:
        """What there is beside the ledger, in a menu under its button."""
        return open_menu(self.header.more, more.entries(), lambda entry: more.show(self, entry))

    def close_panel(self) -> None:
        """Back to what the panel was opened from, or the list alone."""
        back = self._back
        if back is not None:
            back()
            return
        self.put_panel(None)
        (self.crews.list if self._view == JOBS else self.list).setFocus()

    def act(self, verb: str) -> None:
        """Do something with the pass in the panel or the current one of the list."""
        row = self.list.current_row()
        if isinstance(self.panel, DetailPanel) and self.panel.detail is not None:
            self.acts.do(verb, self.panel.detail.id)
        elif row is not None:
            self.acts.do(verb, row.id)

    def ticked(self) -> list[int]:
        """The ticked passes, else the current one."""
        return self.ledger.ticked()

    @property
    def list(self) -> LedgerView:
        """The list of passes of the kind shown."""
        return self.ledger.list

    @property
    def kind(self) -> PassKind:
        """The series shown."""
        return self.ledger.kind

    @property
    def crews(self) -> CrewsView:
        """The jobs of crews, built when first needed."""
        if self._crews is None:
            self._crews = CrewsView(self)
            self._body.insertWidget(1, self._crews, 1)
            self._crews.hide()
        return self._crews

    def allowed(self, verb: str) -> bool:
        """Whether the officer's role may do it; what it may not is not offered."""
        return self._allowed.get(verb, True)

    # --- inside ---

    def _connect(self) -> None:
        header, ledger = self.header, self.ledger
        ledger.opened.connect(lambda row: self._show(row.id))
        ledger.moved.connect(
            lambda row: (
                self._show(row.id) if row is not None and isinstance(self.panel, DetailPanel) else None
            )
        )
        ledger.letter.connect(lambda letter: self.act("extend") if letter.upper() == "E" else None)
        ledger.asked.connect(self.acts.take_out)
        ledger.escaped.connect(self._escape)
        header.kind_chosen.connect(self._choose_kind)
        header.view_chosen.connect(self._choose_view)
        header.new_asked.connect(self.start_new)
        header.import_asked.connect(self._bring_in)
        header.more_asked.connect(self.open_more)
        header.requests.approve_asked.connect(lambda: self.acts.approve(self.ticked()))
        header.requests.refuse_asked.connect(lambda: self.acts.ask_refuse(self.ticked()))
        for key, act in (
            ("F2", self.start_new),
            ("Ctrl+I", self._bring_in),
            ("Ctrl+P", self._print),
            ("Ctrl+E", self._take_out),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        Regions(self, self._regions)

    def _regions(self) -> list[QWidget]:
        shown = self.crews if self._view == JOBS else self.ledger
        search = self.crews.search if self._view == JOBS else self.header.search
        return [search, shown.list, *([self.panel] if self.panel else [])]

    def _choose_kind(self, key: str, view: str = "") -> None:
        """Show a series; that of crews begins with their jobs."""
        kind = PassKind(key)
        if kind is not self.kind:
            self.ledger.choose(kind)
            self._choose_view(view or (JOBS if kind is PassKind.CREW else PASSES), told=False)
            if not isinstance(self.panel, IssuePanel):
                self.put_panel(None)
            self.reload()
        elif view:
            self._choose_view(view)

    def _choose_view(self, view: str, *, told: bool = True) -> None:
        view = JOBS if view == JOBS and self.kind is PassKind.CREW else PASSES
        if view == self._view:
            return
        self._view = view
        jobs = view == JOBS
        self.list.setVisible(not jobs)
        self.header.filters.setVisible(not jobs)
        self.header.new.set_words(t("passes_crews.new") if jobs else t("passes_tab.new"))
        self.crews.setVisible(jobs)
        if told:
            self.put_panel(None)
            self.reload()

    def _put_views(self) -> None:
        """Which series and which view of it; the numbers are those known so far."""
        crews = self.kind is PassKind.CREW
        self.list.setVisible(self._view == PASSES)
        self.header.groups.setVisible(not crews)
        if (known := self._standing) is not None:
            self.header.put_series({k.value: n for k, n in known.kinds.items()}, self.kind.value)
            self.header.put_views(known.jobs if crews else None, known.kinds[PassKind.CREW], self._view)

    def _counted(self, found: Standing) -> None:
        self._standing, self.ledger.labels = found, found.groups
        self._put_views()
        if self._view == PASSES:
            self.ledger.count()
        if isinstance(self.panel, IssuePanel):
            self.panel.form.renew_reasons(found.reasons)
        self.facts_changed.emit()

    def _issue_other(self, wanted: str) -> None:
        """Another kind was chosen in the form: its own form takes the place; visitors are registered at the gate."""
        if wanted == VISITOR:
            self.shell.open_place("gate", "visitors")
            return
        self.put_panel(None)
        self._choose_kind(wanted, PASSES)
        self.issue(PassKind(wanted))

    def _show(self, pass_id: int) -> None:
        from duty_desk.passes import cards

        try:
            with self.desk.read() as read:
                detail = passes.get_pass(read, pass_id)
                layout = cards.layout(cards.card_of(read, detail), "a6") if detail.row.number else None
                photo = photo_of(read, detail.photo_id)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        panel = self.panel
        if not isinstance(panel, DetailPanel):
            panel = DetailPanel(passes.TONES)
            panel.act_asked.connect(self.act)
            panel.reveal_asked.connect(self.acts.reveal)
            panel.record_asked.connect(self.shell.open_record)
            self.put_panel(panel)
        panel.put(detail, layout, self.allowed, photo)

    def _from_form(self, pass_id: int, verb: str) -> None:
        if self.open_record("pass", pass_id):
            self.acts.do(verb, pass_id)

    def _escape(self) -> None:
        if self.panel is not None:
            self.close_panel()
        else:
            self.ledger.clear()

    def _print(self) -> None:
        if self._view == JOBS:
            self.crews.act("print")
        else:
            self.acts.choose_paper(self.ticked())

    def _take_out(self) -> None:
        if self._view == JOBS:
            self.crews.take_out("export_excel")
        else:
            self.acts.take_out("export_excel")

    def _bring_in(self) -> None:
        if self._view == JOBS:
            self.shell.open_import("workers")
        else:
            self._import()

    def _import(self) -> None:
        from duty_desk.passes.importing import form_of

        if self.allowed("import"):
            self.shell.open_import(form_of(self.kind))

    def _fit(self) -> None:
        if isinstance(self.panel, IssuePanel):
            self.panel.fit(self.window().width() >= WIDE_WINDOW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def take_scan(self, code: str) -> bool:
        with self.desk.read() as read:
            found = passes.find_by_token(read, code)
        if found.pass_id is None:
            return False
        return self.open_record("pass", found.pass_id)
