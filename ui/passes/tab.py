"""The passes screen: which series, the ledger, and beside it one pass or the form for a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from duty_desk import passes
from duty_desk.errors import DutyDeskError
from duty_desk.ledger import Request
from duty_desk.passes import PassKind
from duty_desk.roles import may
from duty_desk.strings import t
from ui.feature_tab import FeatureTab, KeyHint, Shell
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.panels import SidePanel
from ui.kit.regions import Regions
from ui.kit.tokens import GAP, MARGIN, Tone
from ui.kit.type_ahead import TypeAhead
from ui.passes import choices, more, suggestions
from ui.passes.acts import Acts
from ui.passes.detail import DetailPanel
from ui.passes.header import ALL, Header
from ui.passes.issue_panel import IssuePanel
from ui.passes.ledger import make_list
from ui.passes.manners import RIGHTS, empty_ledger, key_hints
from ui.passes.period_filter import period_of

WIDE_WINDOW = 1600

class PassesTab(FeatureTab):
    """Ledgers of all kinds of pass. F2 starts a new one; Enter opens the current one beside the list."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"pass", "pass_event", "person", "unit", "household", "restriction", "gate", "printing", "crossing"}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._kind = PassKind.TEMPORARY
        self._request = Request()
        self._headline: passes.Headline | None = None
        self.header = Header(lambda: self.desk.now, passes.TONES)
        self.acts = Acts(self)
        self._memory = DeskMemory(shell.recall, shell.remember)
        self.list = self._make_list()
        self.ahead = TypeAhead(
            self.header.search,
            self._suggest,
            shell.tasks,
            preselect=False,
            nothing=t("passes_tab.search_nothing"),
        )
        self.ahead.picked.connect(lambda chosen: self.open_record("pass", chosen.key))
        self.ahead.entered.connect(self._search)
        self.panel: QWidget | None = None
        self._body = QHBoxLayout()
        self._body.setSpacing(GAP)
        self._body.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 12)
        column.setSpacing(8)
        column.addWidget(self.header)
        column.addLayout(self._body, 1)
        self._connect()

    # --- what the window asks ---

    def facts(self) -> str:
        if self._headline is None:
            return ""
        words = t("passes_tab.facts", issued=self._headline.issued_today, ending=self._headline.ending_today)
        if self._headline.waiting:
            words += "\N{IDEOGRAPHIC SPACE}" + t("passes_tab.facts_waiting", count=self._headline.waiting)
        return words

    def badge(self) -> tuple[int, Tone]:
        if self._headline is None:
            return 0, Tone.NEUTRAL
        if self._headline.waiting:
            return self._headline.waiting, Tone.WARN
        return self._headline.ending_today, Tone.NEUTRAL

    def keys(self) -> tuple[KeyHint, ...]:
        return key_hints()

    def reload(self) -> None:
        with self.desk.read() as read:
            kinds = passes.count_kinds(read)
            self._headline = passes.headline(read)
            labels = passes.list_groups(read)
            self._allowed = {verb: may(read, right) for verb, right in RIGHTS.items()}
        self.header.put_series({k.value: n for k, n in kinds.items()}, self._kind.value)
        self.header.new.setVisible(self._allowed["extend"] or self._allowed["request"])
        self.header.bring_in.setVisible(self._allowed["import"])
        self._labels = labels
        self._count()
        self.list.reload()
        if isinstance(self.panel, DetailPanel) and self.panel.detail is not None:
            self._show(self.panel.detail.id)
        self.facts_changed.emit()

    def focus_first(self) -> None:
        self.header.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_record(self, kind: str, record_id: int) -> bool:
        if kind != "pass":
            return False
        with self.desk.read() as read:
            row = passes.get_row(read, record_id)
        if row.kind is not self._kind:
            self._choose_kind(row.kind.value)
        if not self.list.select_id(record_id):
            self._show_only(row)
        self._show(record_id)
        return True

    def show_matches(self, text: str) -> None:
        self.header.search.set_value(text)
        self._search(text)

    def state(self) -> Mapping[str, Any]:
        return {"kind": self._kind.value}

    def restore(self, state: Mapping[str, Any]) -> None:
        if state.get("kind") in list(PassKind):
            self._choose_kind(str(state["kind"]))

    def unsaved(self) -> bool:
        return isinstance(self.panel, IssuePanel) and self.panel.unsaved

    # --- what the officer does ---

    def start_new(self) -> IssuePanel:
        """Open the form for a new pass of the kind shown."""
        if isinstance(self.panel, IssuePanel):
            self.panel.form.field("name").take_focus()
            return self.panel
        with self.desk.read() as read:
            offered = choices.read_choices(read)
        panel = IssuePanel(self.desk, self.shell.tasks, offered, self._kind)
        panel.issued.connect(self.acts.after_issue)
        panel.requested.connect(self.acts.after_request)
        panel.pass_asked.connect(self._from_form)
        self.put_panel(panel)
        panel.form.field("name").take_focus()
        return panel

    def put_panel(self, panel: QWidget | None) -> None:
        """Show something beside the list; what was there goes."""
        old = self.panel
        if isinstance(old, IssuePanel) and old is not panel:
            old.save_draft()
        if old is not None and old is not panel:
            self._body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.panel = panel
        if panel is not None and panel is not old:
            self._body.addWidget(panel)
            if isinstance(panel, SidePanel):
                panel.close_asked.connect(self.close_panel)
        self._fit()

    def open_more(self) -> QMenu:
        """What there is beside the ledger, in a menu under its button."""
        button = self.header.more
        menu = QMenu(button)
        for entry in more.entries():
            action = menu.addAction(t(f"passes_tab.more.{entry.key}"))
            action.triggered.connect(lambda _=False, entry=entry: self._open_more(entry))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        return menu

    def close_panel(self) -> None:
        """Back to the list alone."""
        self.put_panel(None)
        self.list.setFocus()

    def act(self, verb: str) -> None:
        """Do something with the pass in the panel or the current one of the list."""
        row = self.list.current_row()
        if isinstance(self.panel, DetailPanel) and self.panel.detail is not None:
            self.acts.do(verb, self.panel.detail.id)
        elif row is not None:
            self.acts.do(verb, row.id)

    def ticked(self) -> list[int]:
        """The ticked passes, else the current one."""
        ids = list(self.list.ticked_ids())
        current = self.list.current_id()
        return ids or ([] if current is None else [current])

    @property
    def request(self) -> Request:
        """What the list shows now."""
        return self.list.request

    @property
    def kind(self) -> PassKind:
        """The series shown."""
        return self._kind

    def allowed(self, verb: str) -> bool:
        """Whether the officer's role may do it; what it may not is not offered."""
        return self._allowed.get(verb, True)

    # --- inside ---

    def _open_more(self, entry: more.MoreEntry) -> None:
        panel = entry.make(self)
        if panel is not None:
            self.put_panel(panel)
            panel.setFocus()

    def _make_list(self) -> LedgerView:
        view = make_list(self.shell, self._kind, self._request, self._memory)
        view.set_empty(self._empty)
        view.opened.connect(lambda row: self._show(row.id))
        view.current_changed.connect(self._moved)
        view.letter_pressed.connect(self._letter)
        view.filter_asked.connect(self.focus_first)
        view.clear_asked.connect(self._escape)
        view.asked.connect(self.acts.take_out)
        return view

    def _connect(self) -> None:
        header = self.header
        header.kind_chosen.connect(self._choose_kind)
        header.group_chosen.connect(lambda key: self._filter(groups=None if key == ALL else [key]))
        header.state_chosen.connect(lambda key: self._filter(states=None if key == ALL else [key]))
        header.period_chosen.connect(self._choose_period)
        header.new_asked.connect(self.start_new)
        header.import_asked.connect(self._import)
        header.more.setVisible(bool(more.entries()))
        header.more_asked.connect(self.open_more)
        header.search.textChanged.connect(self._search_changed)
        for key, act in (
            ("F2", self.start_new),
            ("Ctrl+I", self._import),
            ("Ctrl+P", lambda: self.acts.choose_paper(self.ticked())),
            ("Ctrl+E", lambda: self.acts.take_out("export_excel")),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        Regions(self, lambda: [self.header.search, self.list, *([self.panel] if self.panel else [])])

    def _choose_kind(self, key: str) -> None:
        if key == self._kind.value:
            return
        self._kind = PassKind(key)
        self._request = Request()
        self.header.period.put((None, None))
        self.header.state.set_value(ALL)
        self.header.search.clear()
        old, self.list = self.list, self._make_list()
        self._body.replaceWidget(old, self.list)
        old.deleteLater()
        if isinstance(self.panel, DetailPanel):
            self.put_panel(None)
        self.reload()

    def _choose_period(self) -> None:
        period = self.header.issued()
        self._filter(issued=None if period == period_of("all", self.desk.now.date()) else period)

    def _filter(self, **chosen: Any) -> None:
        self.list.filter(**chosen)
        self._count()

    def _search_changed(self, text: str) -> None:
        if not text and self.list.request.search:
            self._search("")

    def _search(self, text: str) -> None:
        self.list.search(text)
        self._count()
        if text:
            self.list.setFocus()

    def _count(self) -> None:
        """Numbers on chips and states, counted beside the window."""
        request, kind = self.list.request, self._kind

        def count() -> Any:
            with self.desk.read() as read:
                return passes.count_chips(read, kind, request)

        self.shell.tasks.run(count, done=lambda found: self._counted(request, found))

    def _counted(self, request: Request, found: Any) -> None:
        if request != self.list.request:
            return
        chosen = (request.filters.get("groups") or [""])[0]
        groups = [(key, label, found.groups.get(key, 0)) for key, label in self._labels]
        shown = [each for each in groups if each[2] or each[0] == chosen]
        self.header.put_groups(shown, chosen, sum(found.groups.values()))
        self.header.totals.put({state.value: n for state, n in found.states.items()})

    def _suggest(self, text: str) -> Any:
        with self.desk.read() as read:
            return suggestions.find(read, text)

    def _moved(self, row: Any) -> None:
        if row is not None and isinstance(self.panel, DetailPanel):
            self._show(row.id)

    def _show(self, pass_id: int) -> None:
        from duty_desk.passes import cards

        try:
            with self.desk.read() as read:
                detail = passes.get_pass(read, pass_id)
                layout = cards.layout(cards.card_of(read, detail), "a6") if detail.row.number else None
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        panel = self.panel
        if isinstance(panel, IssuePanel) and panel.unsaved:
            panel.save_draft()
        if not isinstance(panel, DetailPanel):
            panel = DetailPanel(passes.TONES)
            panel.act_asked.connect(self.act)
            panel.reveal_asked.connect(self.acts.reveal)
            panel.record_asked.connect(self.shell.open_record)
            self.put_panel(panel)
        panel.put(detail, layout, self.allowed)

    def _show_only(self, row: Any) -> None:
        """The pass is outside the filters: show it alone by its number or its holder."""
        self.header.search.set_value(row.number or row.holder_name)
        request = Request(
            search=row.number or "", filters={} if row.number else {"states": [row.state.value]}
        )
        self.list.set_request(request)
        self._count()
        self.list.select_id(row.id)

    def _letter(self, letter: str) -> None:
        if letter.upper() == "E":
            self.act("extend")

    def _from_form(self, pass_id: int, verb: str) -> None:
        if self.open_record("pass", pass_id):
            self.acts.do(verb, pass_id)

    def _escape(self) -> None:
        if self.panel is not None:
            self.close_panel()
            return
        self.header.search.clear()
        self.header.state.set_value(ALL)
        self.header.period.put((None, None))
        self.list.set_request(
            replace(Request(), sort=self.list.request.sort, descending=self.list.request.descending)
        )
        self._count()

    def _import(self) -> None:
        from duty_desk.passes.importing import form_of

        if self.allowed("import"):
            self.shell.open_import(form_of(self._kind))

    def _empty(self) -> QWidget:
        return empty_ledger(self._kind, self.start_new)

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
