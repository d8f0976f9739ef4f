"""What is at hand: telephone list, plans and rules in force, guides, notices; F2 adds, Ctrl+P prints the telephone list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from duty_desk.duty import ReferenceKind, papers_phones, papers_repair, phone_lines, references
from duty_desk.duty.phone_lines import Added
from duty_desk.duty.references import REFERENCES, ReferenceRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.duty.log_offer import show_paper
from ui.duty.reference_panel import ReferencePanel, reference_form
from ui.duty.reference_paste import PastePanel
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.date_fields import DateField
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView

_WIDTHS = {"kind": 72, "title": 200, "issuer": 112, "phone": 112}
_DAY_WIDTH = 136
IN_FORCE = "in_force"


class ReferencesView(ListView):
    """The telephone list first; whoever calls in the night looks for a number."""

    SEARCHES = "duty_references.view.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"reference", "attachment"})
    LEDGER = fitted(REFERENCES, _WIDTHS)
    STRONG = "title"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("F2", "duty_references.view.new"),
        ("Enter", "views.hint.open"),
        ("E", "duty_references.panel.edit"),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = HINTS

    def __init__(self, tab: Any) -> None:
        super().__init__(tab)
        new = QShortcut(QKeySequence("F2"), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.start)

    # --- the list ---

    def controls(self) -> Sequence[QWidget]:
        self.day = DateField(
            lambda: self.desk.now, self.desk.now.date(), name=t("duty_references.view.day"), parent=self.head
        )
        self.day.setFixedWidth(_DAY_WIDTH)
        self.day.setToolTip(t("duty_references.view.day"))
        self.day.editingFinished.connect(self._day_chosen)
        return (self.day,)

    def buttons(self) -> Sequence[QWidget]:
        self.printing = Button(t("duty_references.view.print"), icon="printer-outline", parent=self.head)
        self.printing.clicked.connect(self.print_phones)
        self.paste = Button(t("duty_references.view.paste"), icon="clipboard-text-outline", parent=self.head)
        self.paste.clicked.connect(lambda: self.paste_phones())
        self.new = Button(
            t("duty_references.view.new"), icon="plus", note="F2", kind=Kind.PRIMARY, parent=self.head
        )
        self.new.clicked.connect(self.start)
        return self.paste, self.printing, self.new

    def choices(self, read: Any) -> Mapping[str, Chip]:
        for button in (self.new, self.paste):
            button.setVisible(self.tab.may(Permission.WRITE_LOG))
        self.printing.setVisible(self.tab.may(Permission.PRINT) and bool(references.list_phones(read)))
        on = self.day.value() or read.at.date()
        found = {
            ALL: Chip(t("views.all")),
            IN_FORCE: Chip(t("duty_references.view.in_force"), {"on": on}, "check-circle", Tone.OK),
        }
        for kind in ReferenceKind:
            found[kind.value] = Chip(
                t(f"duty_references.kind.{kind.value}"), {"kind": kind.value}, references.KIND_ICONS[kind]
            )
        found[references.RETIRED] = Chip(
            t("duty_references.state.retired"), {"state": references.RETIRED}, "cancel"
        )
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {"files": lambda row: Cell(str(row.files) if row.files else "")}

    def faint(self, row: Any) -> bool:
        return row.state in (references.RETIRED, references.ENDED)

    def empty(self) -> QWidget:
        button = None
        if self.tab.may(Permission.WRITE_LOG):
            button = Button(t("duty_references.view.new"), note="F2", kind=Kind.PRIMARY)
            button.clicked.connect(self.start)
        return EmptyState(
            t("duty_references.view.empty"),
            t("duty_references.view.empty_next"),
            icon="phone-outline",
            tone=None,
            button=button,
        )

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if letter == "E" and isinstance(row, ReferenceRow) and self.tab.may(Permission.WRITE_LOG):
            self.edit(row)

    def show_row(self, row_id: int) -> None:
        with self.desk.read() as read:
            row = references.get_reference(read, row_id)
        panel = ReferencePanel(
            self.shell,
            row,
            may_write=self.tab.may(Permission.WRITE_LOG),
            may_attach=self.tab.may(Permission.ATTACH),
            parent=self,
        )
        panel.setProperty("record", row.id)
        panel.asked.connect(lambda step: self._asked(step, row))
        panel.files_changed.connect(self.reload)
        self.put_panel(panel)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, ReferencePanel):
            self.show_row(self.panel.row.id)

    def open_record(self, kind: str, record_id: int) -> bool:
        found = self.show_only(record_id)
        self.show_row(record_id)
        return found or self.panel is not None

    # --- acts ---

    def start(self) -> ActPanel | None:
        """Keep something at hand: of the kind that is shown, else a telephone."""
        if not self.tab.may(Permission.WRITE_LOG):
            return None
        shown = self.chip if self.chip in {kind.value for kind in ReferenceKind} else ReferenceKind.PHONE
        panel = reference_form(self.shell, None, ReferenceKind(shown), self)
        panel.done.connect(lambda key: self._saved(int(key), new=True))
        self.put_panel(panel)
        panel.form.field("title").take_focus()
        return panel

    def edit(self, row: ReferenceRow) -> ActPanel:
        """Change what is said of it."""
        panel = reference_form(self.shell, row, ReferenceKind(row.kind), self)
        panel.done.connect(lambda key: self._saved(int(key), new=False))
        self.put_panel(panel)
        panel.start()
        return panel

    def paste_phones(self, text: str = "") -> PastePanel | None:
        """A whole telephone list at once; `text` are lines that were left before."""
        if not self.tab.may(Permission.WRITE_LOG):
            return None
        panel = PastePanel(self.shell, text, self)
        panel.done.connect(self._pasted)
        self.put_panel(panel)
        panel.start()
        return panel

    def print_phones(self) -> None:
        """The telephone list on one sheet."""
        title = t("duty_references.paper.title")
        show_paper(
            self.shell,
            lambda read: papers_repair.draw([papers_phones.phone_list(read)], title),
            title,
            lambda work, _where: papers_phones.record_list(work),
        )

    def print_current(self) -> None:
        if self.tab.may(Permission.PRINT):
            self.print_phones()

    # --- inside ---

    def _asked(self, step: str, row: ReferenceRow) -> None:
        if step == "edit":
            self.edit(row)
        elif step in ("up", "down"):
            self._move(row, up=step == "up")
        else:
            self._retire(row, active=step == "restore")

    def _move(self, row: ReferenceRow, *, up: bool) -> None:
        def act(work: Any) -> bool:
            references.move(work, row.id, up=up)
            return True

        if self.attempt(act):
            self.reload()
            self.list.select_id(row.id)

    def _retire(self, row: ReferenceRow, *, active: bool) -> None:
        def act(work: Any) -> bool:
            references.retire(work, row.id, active=active)
            return True

        def undo() -> None:
            with self.desk.work() as work:
                references.retire(work, row.id, active=not active)

        if self.attempt(act):
            key = "restored" if active else "retired"
            self.shell.notify(t(f"duty_references.view.{key}", title=row.title), undo=undo)
            self.reload()

    def _saved(self, key: int, *, new: bool) -> None:
        def undo() -> None:
            with self.desk.work() as work:
                references.retire(work, key)

        with self.desk.read() as read:
            row = references.get_reference(read, key)
        self.shell.notify(t("duty_references.view.saved", title=row.title), undo=undo if new else None)
        self.reload()
        self.show_only(key)
        if new and row.kind == ReferenceKind.PHONE:
            # Numbers are written down one after another.
            self.start()
            return
        self.show_row(key)
        self.list.setFocus()

    def _pasted(self, added: Added) -> None:
        def undo() -> None:
            with self.desk.work() as work:
                phone_lines.take_back(work, added.ids)

        self.shell.notify(t("duty_references.paste.added", count=len(added.ids)), undo=undo)
        self.reload()
        if added.left:
            self.paste_phones("\n".join(added.left))
        else:
            self.close_panel()

    def _day_chosen(self) -> None:
        if self.day.value() is not None:
            self._chip = IN_FORCE
            self.reload()
