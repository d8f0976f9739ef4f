"""The bulletin: the paper as it will be printed, behind every number its rows, and the way from draft to issue (product rule R4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.reports import bulletin_papers, bulletin_rows, drafting, issuing, placing
from duty_desk.reports.bulletin_rows import BulletinDetail
from duty_desk.reports.issuing import Drift
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button, Kind
from ui.kit.drawer import DrawerRow
from ui.kit.notices import EmptyState
from ui.kit.panels import SidePanel
from ui.kit.regions import Regions
from ui.reports import bulletin_issue, bulletin_print
from ui.reports.bulletin_editor import EditorPanel
from ui.reports.bulletin_figure import FigurePanel
from ui.reports.bulletin_head import head_panel
from ui.reports.bulletin_refresh import cutoff_panel
from ui.reports.bulletin_sheet import BulletinSheet, spoken
from ui.views.view import View

if TYPE_CHECKING:
    from ui.reports.tab import ReportsTab


class BulletinView(View):
    """The newest draft, or the last issue; others are opened from the history."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"bulletin", "bulletin_section", "bulletin_figure"})

    def __init__(self, tab: ReportsTab) -> None:
        super().__init__(tab)
        self.detail: BulletinDetail | None = None
        self.drifts: tuple[Drift, ...] = ()
        self.panel: SidePanel | None = None
        self._chosen = 0
        self._asked = 0
        self._next = 1
        self._build()
        self.regions = Regions(self, lambda: [self.paper, *([self.panel] if self.panel else [])])
        for key, act in (
            ("F2", self.edit_or_begin),
            ("F5", self.refresh_data),
            ("Ctrl+P", self.print),
            ("Escape", self.close_panel),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # --- what the screen asks ---

    def keys(self) -> tuple[KeyHint, ...]:
        return (
            KeyHint("Left", t("reports_bulletin.key.previous")),
            KeyHint("Right", t("reports_bulletin.key.next")),
            KeyHint("Return", t("reports_bulletin.key.rows"), in_status=True),
            KeyHint("F2", t("reports_bulletin.key.edit"), in_status=True),
            KeyHint("F4", t("reports_bulletin.place.open")),
            KeyHint("F5", t("reports_bulletin.refresh")),
            KeyHint("Ctrl+P", t("reports_bulletin.print")),
            KeyHint("F6", t("views.key.region")),
        )

    def facts(self) -> str:
        detail = self.detail
        if detail is None:
            return t("reports_bulletin.none")
        return t(
            "reports_bulletin.facts",
            number=self._number(detail),
            state=t(f"bulletins.state.{detail.state.value}"),
        )

    def reload(self) -> None:
        if isinstance(self.panel, EditorPanel) and self.panel.unsaved:
            return
        with self.desk.read() as read:
            wanted = self._chosen or bulletin_rows.current_draft(read) or bulletin_rows.last_issued(read)
            try:
                detail = bulletin_rows.get_bulletin(read, wanted) if wanted else None
            except DutyDeskError:
                self._chosen, detail = 0, None
            pages, places = bulletin_papers.laid_out(read, detail) if detail is not None else ((), ())
            self._next = bulletin_rows.next_issue(read, self.desk.now.year)
            wrong = issuing.findings(read, detail) if detail is not None and detail.is_draft else ()
            has_draft = bulletin_rows.current_draft(read) is not None
        self.detail = detail
        self.pages.setCurrentIndex(0 if detail is not None else 1)
        if detail is None:
            self.put_panel(None)
            return
        loud = frozenset(each.ordinal for each in wrong if each.ordinal) | {
            each.ordinal for each in detail.placed if each.replaced_by
        }
        self.paper.put(pages, places, spoken(detail), loud)
        self.sheet.show_detail(detail, self._number(detail), self.tab.may, has_draft)
        self.sheet.tell("wrong", [each.text for each in wrong])
        if isinstance(self.panel, FigurePanel) and not self.panel.unsaved:
            self.show_figure(self.panel.ordinal)
        if not detail.is_draft:
            self._compare(detail)

    def focus_first(self) -> None:
        self.paper.setFocus()
        if not self.paper.current and self.paper.ordinals:
            self.paper.point_at(self.paper.ordinals[0])

    def open_record(self, kind: str, record_id: int) -> bool:
        self._chosen = record_id
        self.put_panel(None)
        self.reload()
        return self.detail is not None and self.detail.id == record_id

    def state(self) -> Mapping[str, Any]:
        return {}

    def unsaved(self) -> bool:
        return bool(getattr(self.panel, "unsaved", False))

    # --- what can be done ---

    def show_figure(self, ordinal: int) -> FigurePanel | None:
        """What stands behind a number."""
        placed = self.detail.figure(ordinal) if self.detail is not None else None
        if self.detail is None or placed is None or self._keeps():
            return None
        panel = FigurePanel(self, self.detail, placed)
        panel.changed.connect(self.reload)
        self.put_panel(panel)
        self.paper.point_at(ordinal)
        return panel

    def edit_or_begin(self) -> None:
        """F2: the words of the draft, or a new draft where there is none."""
        if self.detail is not None and self.detail.is_draft:
            self.edit()
        else:
            self.begin()

    def edit(self) -> EditorPanel | None:
        """The words of the draft."""
        if self.detail is None or not self.detail.is_draft or not self.tab.may(Permission.WRITE_BULLETIN):
            return None
        if isinstance(self.panel, EditorPanel):
            return self.panel
        panel = EditorPanel(self, self.detail)
        before = [(section.heading, section.text) for section in self.detail.sections]
        panel.saved.connect(lambda: self._edited(before))
        self.put_panel(panel)
        panel.start()
        return panel

    def edit_head(self) -> None:
        """Name, editor, date, distribution."""
        if self.detail is not None and self.detail.is_draft and not self._keeps():
            panel = head_panel(self, self.detail, self)
            panel.done.connect(lambda _given: self._written())
            self.put_panel(panel)
            panel.start()

    def begin(self, is_special: bool = False) -> None:
        """A new draft with the sections of the last issue, counted to now."""
        if not self.tab.may(Permission.WRITE_BULLETIN):
            return
        made = self.attempt(lambda work: drafting.new_bulletin(work, is_special=is_special))
        if made is not None:
            self.choose(made)
            self.focus_first()

    def refresh_data(self) -> None:
        """Count all figures anew to now, and say what changed."""
        self.refresh_to(None)

    def ask_cutoff(self) -> None:
        """Another cut-off for the whole draft."""
        if self.detail is not None and self.detail.is_draft and not self._keeps():
            panel = cutoff_panel(self, self.detail, self)
            panel.done.connect(lambda changes: self._counted(changes))
            self.put_panel(panel)
            panel.start()

    def refresh_to(self, cutoff: datetime | None) -> None:
        """Count to a cut-off, now when none is given."""
        detail = self.detail
        if detail is None or not detail.is_draft or self._keeps():
            return
        to = cutoff or self.desk.now
        changes = self.attempt(
            lambda work: placing.refresh(work, detail.id, cutoff=to, version=detail.version)
        )
        if changes is not None:
            self._counted(changes)

    def print(self) -> None:
        """The paper, through the preview."""
        if self.detail is not None and self.tab.may(Permission.PRINT):
            bulletin_print.print_bulletin(self, self.detail)

    def ask_issue(self) -> None:
        """The question before everything is frozen."""
        if self.detail is not None and self.detail.is_draft and not self._keeps():
            bulletin_issue.ask_issue(self, self.detail)

    def ask_discard(self) -> None:
        """The question before a draft is thrown away."""
        if self.detail is not None and self.detail.is_draft:
            bulletin_issue.ask_discard(self, self.detail)

    def choose(self, bulletin: int) -> None:
        """Show this one, or the newest draft again for 0, with nothing beside it."""
        self._chosen = bulletin
        self.put_panel(None)
        self.reload()
        self.facts_now()

    def failed(self, error: Exception) -> None:
        """A refusal from work beside the window."""
        if not isinstance(error, DutyDeskError):
            raise error
        self.shell.refuse(error)

    def facts_now(self) -> None:
        """The line of facts says something else."""
        self.tab.facts_changed.emit()

    def put_panel(self, panel: SidePanel | None) -> None:
        """Show something beside the paper."""
        self.panel = panel
        # Ctrl+Enter belongs to the form while there is one.
        self.sheet.writing = panel is not None and not isinstance(panel, FigurePanel)
        self._body.put(panel, self.close_panel)
        self.tab.panel_changed(self)

    def close_panel(self) -> None:
        """Back to the paper; what is half typed is asked about first."""
        panel = self.panel
        if panel is None:
            return
        if getattr(panel, "unsaved", False):
            if not panel.offering:
                save = getattr(panel, "save", None) or getattr(panel, "submit", self._leave)
                panel.offer_save(save, self._leave)
            return
        self._leave()

    # --- inside ---

    def _leave(self) -> None:
        if isinstance(self.panel, EditorPanel):
            self.panel.forget()
        self.put_panel(None)
        self.reload()
        self.paper.setFocus()

    def _keeps(self) -> bool:
        """Whether a panel with something half typed stays in the way; it then asks what becomes of it."""
        if getattr(self.panel, "unsaved", False):
            self.close_panel()
            return True
        return False

    def _edited(self, before: list[tuple[str, str]]) -> None:
        """The words were written; they can be brought back."""
        self._written()
        detail = self.detail
        if detail is None:
            return

        def back() -> None:
            with self.desk.work() as work:
                drafting.write_sections(work, detail.id, before, version=detail.version)
            self.reload()

        self.shell.notify(t("reports_bulletin.editor.saved"), undo=back)

    def _written(self) -> None:
        self.put_panel(None)
        self.reload()
        self.paper.setFocus()

    def _counted(self, changes: object) -> None:
        self.put_panel(None)
        self.reload()
        found = changes if isinstance(changes, tuple) else ()
        self.facts_now()
        if not found:
            self.shell.notify(t("reports_bulletin.refreshed_none"))
            return
        said = [
            t(
                "reports_bulletin.change",
                name=each.name,
                before=formats.number(each.before) or "—",
                after=formats.number(each.after),
            )
            for each in found
        ]
        self.shell.notify(
            t("reports_bulletin.refreshed", count=len(found), what=t("reports_bulletin.list_mark").join(said[:3]))
        )  # fmt: skip
        self.sheet.tell("changed", said)

    def _compare(self, detail: BulletinDetail) -> None:
        """Whether figures of an issue come to something else now, counted beside the window."""
        self._asked += 1
        asked, desk = self._asked, self.desk

        def work() -> tuple[int, tuple[Drift, ...]]:
            with desk.read() as read:
                return asked, issuing.changed_since(read, detail)

        self.shell.tasks.run(work, done=self._compared)

    def _compared(self, answer: tuple[int, tuple[Drift, ...]]) -> None:
        asked, drifts = answer
        if asked != self._asked or self.detail is None or self.detail.is_draft:
            return
        self.drifts = drifts
        said = [
            t(
                "reports_bulletin.change",
                name=each.figure.name,
                before=formats.number(each.frozen),
                after=formats.number(each.now),
            )
            for each in drifts
        ]
        self.sheet.tell("drifted", said)

    def _number(self, detail: BulletinDetail) -> str:
        if detail.issue is not None:
            return detail.number
        if detail.is_special:
            return t("reports_bulletin.special")
        return bulletin_rows.number_text(False, self._next)

    def _build(self) -> None:
        acts = {"head": self.edit_head, "cutoff": self.ask_cutoff, "discard": self.ask_discard}
        self.sheet = sheet = BulletinSheet(acts)
        self.paper = sheet.paper
        self.paper.opened.connect(self.show_figure)
        for button, act in (
            (sheet.refresh_button, self.refresh_data),
            (sheet.edit_button, lambda: self.edit()),
            (sheet.draft_button, self._to_draft),
            (sheet.print_button, self.print),
            (sheet.new_button, lambda: self.begin()),
            (sheet.issue_button, self.ask_issue),
        ):
            button.clicked.connect(lambda _=False, act=act: act())
        begin = Button(t("reports_bulletin.begin"), kind=Kind.PRIMARY, icon="plus")
        begin.clicked.connect(lambda: self.begin())
        empty = EmptyState(
            t("reports_bulletin.empty"),
            t("reports_bulletin.empty_next"),
            icon="file-chart-outline",
            tone=None,
            button=begin if self.tab.may(Permission.WRITE_BULLETIN) else None,
        )
        self.pages = QStackedWidget(self)
        self.pages.addWidget(sheet)
        self.pages.addWidget(empty)
        self._body = DrawerRow()
        self._body.addWidget(self.pages, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._body)

    def _to_draft(self) -> None:
        self.choose(0)
        self.focus_first()
