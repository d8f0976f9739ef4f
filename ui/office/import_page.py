"""Bringing workbooks in: the imports so far, taken back with one click, blank sheets to hand out, and the wizard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from duty_desk import formats, importing
from duty_desk.errors import DutyDeskError
from duty_desk.passes.importing import list_imported
from duty_desk.roles import Permission
from duty_desk.sheets import form, write_template
from duty_desk.strings import t
from ui.feature_tab import KeyHint, Shell
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.notices import EmptyState
from ui.kit.pages import Pages
from ui.kit.paint import Mark
from ui.kit.tokens import Tone
from ui.office.setting_page import SettingPage
from ui.office.small_list import SmallList

if TYPE_CHECKING:
    from ui.importing.wizard import ImportWizard

# Which kind of record a form fills, to go and look at it.
_OPENS = {
    "campuses": "campus",
    "gates": "gate",
    "units": "unit",
    "buildings": "building",
    "stores": "store",
    "households": "household",
    "members": "person",
    "people": "person",
}
# Where what a form brings in is looked at, as screen and view.
_PLACES = {
    "grid": ("office", "teams"),
    "items": ("supplies", "stock"),
    "receipts": ("supplies", "receipts"),
    "refused": ("supplies", "refused"),
    "transfers": ("supplies", "transfers"),
    "issues": ("supplies", "dispatches"),
    "reserve": ("supplies", "reserves"),
    "rooms": ("isolation", "sites"),
    "zone_rooms": ("isolation", "sites"),
}


class ImportPage(SettingPage):
    """The list of imports; the wizard takes its place while something is brought in."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"import_batch"})

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent)
        self.editable = self.may(Permission.IMPORT)
        self.wizard: ImportWizard | None = None
        # What another screen asked to bring in: it is returned to.
        self._asked_for = ""
        self.source = SmallList(self._columns(), self._cell, lambda row: [row.title, row.file_name])
        self.list = LedgerView(
            self.source,
            shell.tasks,
            key="office.import",
            memory=DeskMemory(shell.recall, shell.remember),
            menu=False,
            strong="title",
        )
        self.list.table.setAccessibleName(t("office.subject.import"))
        self.list.current_changed.connect(lambda _row: self._word_undo())
        self.list.set_empty(self._empty)
        self.undo_button = Button(t("office.import.undo"), icon="undo")
        self.undo_button.clicked.connect(self.undo)
        self.start_button = Button(t("office.import.start"), kind=Kind.PRIMARY, icon="upload", key="Ctrl+I")
        self.start_button.clicked.connect(lambda: self.begin())
        self.blank_button = Button(t("office.import.blank"), icon="file-excel-outline")
        self.blanks = QMenu(self)
        self.blanks.aboutToShow.connect(self._offer_blanks)
        self.blank_button.set_popup(self.blanks)
        self.pages = Pages()
        self.pages.addWidget(self._list_page())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)

    def facts(self) -> str:
        return t("office.import.facts", count=len(self.list.model.ids))

    def keys(self) -> tuple[KeyHint, ...]:
        own = [KeyHint("Ctrl+I", t("office.import.start"), in_status=True)] if self.editable else []
        if self.wizard is not None:
            own.append(KeyHint("Ctrl+Return", t("importing_wizard.next")))
            own.append(KeyHint("F8", t("office.key.next_problem")))
        return tuple(own)

    def reload(self) -> None:
        with self.desk.read() as read:
            self.source.put(importing.list_imports(read))
        self.list.reload()
        self._word_undo()
        self.facts_changed.emit()

    def focus_first(self) -> None:
        if self.wizard is not None:
            self.wizard.start()
        else:
            self.list.setFocus()

    def open_record(self, kind: str, record_id: int) -> bool:
        """`kind` is a form to bring in, or "import_batch" to show one import."""
        if kind == "import_batch":
            return self.list.select_id(record_id)
        if kind in importing.FORMS and self.editable:
            self.begin(kind)
            self._asked_for = kind
            return True
        return False

    def unsaved(self) -> bool:
        return self.wizard is not None and self.wizard.judged is not None and self.wizard.result is None

    def begin(self, form_key: str = "") -> ImportWizard | None:
        """Open the wizard; one that is half way is kept."""
        if not self.editable:
            return None
        if self.wizard is not None and self.wizard.source is None:
            self._close_wizard()
        if self.wizard is None:
            from ui.importing.wizard import ImportWizard

            self.wizard = ImportWizard(self.shell, form_key)
            self.wizard.closed.connect(self._leave)
            self.wizard.opened.connect(self._look_at)
            self.pages.addWidget(self.wizard)
        self.pages.setCurrentWidget(self.wizard)
        self.wizard.start()
        self.facts_changed.emit()
        return self.wizard

    def undo(self) -> None:
        """Take the current import back; what was built on it is said."""
        row = self.list.current_row()
        if row is None:
            return
        try:
            with self.desk.work() as work:
                count = importing.undo(work, row.id)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        self.shell.notify(t("office.import.undone", count=f"{count:,}"), locked=t("office.import.locked"))

    def save_blank(self, form_key: str, path: Path) -> None:
        """A blank sheet of one register, with its titles and choices."""
        try:
            write_template(path, form(form_key))
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        self.shell.notify(t("office.import.blank_saved", name=path.name))

    def _leave(self) -> None:
        asked_for, self._asked_for = self._asked_for, ""
        self._close_wizard()
        if asked_for in importing.PASS_FORMS:
            self.shell.open_place("passes", asked_for)
        elif asked_for in _PLACES:
            self.shell.open_place(*_PLACES[asked_for])

    def _close_wizard(self) -> None:
        if self.wizard is not None:
            self.pages.setCurrentIndex(0)
            self.pages.removeWidget(self.wizard)
            self.wizard.deleteLater()
            self.wizard = None
            self.list.setFocus()
            self.facts_changed.emit()

    def _look_at(self, form_key: str) -> None:
        batch = self.wizard.result.batch_id if self.wizard is not None and self.wizard.result else 0
        self._asked_for = ""
        self._close_wizard()
        kind = _OPENS.get(form_key)
        if kind is not None:
            self.shell.open_record(kind, 0)
            return
        if form_key in _PLACES:
            self.shell.open_place(*_PLACES[form_key])
            return
        with self.desk.read() as read:
            given = list_imported(read, batch)
        if not given or not self.shell.open_record("pass", given[0]):
            self.shell.open_place("passes", form_key)

    def _word_undo(self) -> None:
        row = self.list.current_row()
        self.undo_button.setVisible(self.editable and row is not None and row.undone_at is None)

    def _columns(self) -> Sequence[ColumnLike]:
        return (
            Column("title", t("office.import.what"), width=136, sortable=True),
            Column("file_name", t("office.import.file"), width=200, stretch=True, sortable=True),
            Column("imported_at", t("office.import.when"), width=120, sortable=True),
            Column("imported_by", t("office.import.who"), width=88),
            Column("accepted", t("office.import.accepted"), "number", width=80, align="right"),
            Column("refused", t("office.import.refused"), "number", width=80, align="right"),
            Column("undone_at", t("office.import.state"), width=120),
        )

    def _cell(self, column: ColumnLike, row: Any) -> Cell:
        faint = row.undone_at is not None
        match column.key:
            case "imported_at":
                return Cell(formats.moment(row.imported_at), faint=faint)
            case "undone_at" if faint:
                return Cell(mark=Mark(t("office.import.taken_back"), Tone.NEUTRAL, "undo"))
            case "undone_at":
                return Cell(mark=Mark(t("office.import.in_force"), Tone.OK))
            case "accepted" | "refused":
                return Cell(f"{getattr(row, column.key):,}", faint=faint)
            case _:
                return Cell(str(getattr(row, column.key) or ""), faint=faint)

    def _offer_blanks(self) -> None:
        """Every form there is, read when somebody asks for them."""
        if self.blanks.isEmpty():
            for key in importing.FORMS:
                self.blanks.addAction(form(key).title).triggered.connect(
                    lambda _=False, key=key: self._ask_blank(key)
                )

    def _ask_blank(self, key: str) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, t("office.import.blank"), f"{form(key).title}.xlsx", t("shell.export.kind_xlsx")
        )
        if chosen:
            self.save_blank(key, Path(chosen))

    def _empty(self) -> QWidget:
        button = None
        if self.editable:
            button = Button(t("office.import.start"), icon="upload", key="Ctrl+I", bind=False)
            button.clicked.connect(lambda: self.begin())
        return EmptyState(
            t("office.import.empty"), t("office.import.empty_next"), icon="upload", tone=None, button=button
        )

    def _list_page(self) -> QWidget:
        page = QWidget()
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.undo_button)
        top.addStretch()
        if self.editable:
            top.addWidget(self.blank_button)
            top.addWidget(self.start_button)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        return page
