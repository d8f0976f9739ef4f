"""A register of the settings: the list left, the record in a form right; what is half typed is never lost by moving on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, ledger
from duty_desk.errors import DutyDeskError, InputError, Problems, StaleError
from duty_desk.ledger import Ledger
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Work
from ui.feature_tab import KeyHint, Shell
from ui.kit.beside import Beside
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.desk_source import DeskSource
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.ledger_source import ColumnLike, LedgerSource, Request
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.notices import EmptyState
from ui.kit.panels import SidePanel
from ui.kit.regions import Regions
from ui.office.register_draft import RegisterDraft
from ui.office.setting_page import SettingPage
from ui.office.small_list import SmallList

SEARCH_WIDTH = 240


class RegisterPage(SettingPage):
    """Subclasses name the columns, build the form and save; everything else is the same for every register."""

    KEY = ""
    OPENS = ""
    EDITS: Permission = Permission.EDIT_REGISTER
    # Whether records can be added.
    GROWS = True
    # The office's list of these records; a register without one names columns and rows itself.
    LEDGER: Ledger | None = None
    # Column of the name of a record.
    STRONG = ""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent)
        self.editable = self.may(self.EDITS)
        self.row: Any = None
        self.adding = False
        self._wanted: int | None = None
        self.beside = Beside(self)
        main, words = self.beside.main, t(f"office.{self.KEY}.search")
        self.search = LineEdit(placeholder=words, icon="magnify", hint="/", width=SEARCH_WIDTH, parent=main)
        self.search.changed.connect(lambda: self.list.search(self.search.text()))
        self.source = self.make_source()
        self.list = LedgerView(
            self.source,
            shell.tasks,
            request=self.make_request(),
            key=f"office.{self.KEY}",
            memory=DeskMemory(shell.recall, shell.remember),
            menu=self.LEDGER is not None,
            strong=self.STRONG or self.source.columns[0].key,
            parent=main,
        )
        self.list.table.setAccessibleName(t(f"office.subject.{self.KEY}"))
        self.list.current_changed.connect(self._moved)
        self.list.opened.connect(lambda _row: self.focus_form())
        self.list.filter_asked.connect(self.search.setFocus)
        self.list.clear_asked.connect(self.search.clear)
        self.list.asked.connect(self._ask)
        self.list.loaded.connect(self._arrived)
        self.list.loaded.connect(self.facts_changed)
        self.list.set_empty(self._empty)
        self.panel = SidePanel(parent=self.beside)
        self.form = Form(parent=self.panel.body_place)
        self.build_form(self.form)
        self.form.changed.connect(self._typed)
        self.draft = RegisterDraft(self, f"office.{self.KEY}")
        self.panel.set_body(self._body())
        self.save_button = Button(t("office.save"), kind=Kind.PRIMARY, icon="check", key="Ctrl+Return")
        self.save_button.clicked.connect(self.save)
        self.undo_button = Button(t("office.put_back"))
        self.undo_button.clicked.connect(self.put_back)
        self._own_buttons = tuple(self.foot_buttons())
        left = [self.form.problem_chip(), *self._own_buttons]
        self.panel.set_foot(left, [self.undo_button, self.save_button])
        self._lay_out()
        self._show(None)

    # --- what a register says about itself ---

    def columns(self) -> Sequence[ColumnLike]:
        """Columns of a small register; a long one overrides `make_source`."""
        return ()

    def cell(self, column: ColumnLike, row: Any) -> Cell:
        """What a cell shows."""
        return Cell("" if (value := getattr(row, column.key)) is None else str(value))

    def words(self, row: Any) -> Sequence[str | None]:
        """What a row is found by."""
        return [row.name]

    def read_rows(self) -> Sequence[Any]:
        """The rows of a small register."""
        return ()

    def faint(self, row: Any) -> bool:
        """Whether a record has ended."""
        return False

    def make_source(self) -> LedgerSource:
        if self.LEDGER is None:
            return SmallList(self.columns(), self.cell, self.words)
        return DeskSource(self.desk, self.LEDGER, faint=self.faint)

    def make_request(self) -> Any:
        if self.LEDGER is None:
            return Request()
        return ledger.Request(sort=self.LEDGER.default_sort, descending=self.LEDGER.default_descending)

    def build_form(self, form: Form) -> None:
        """Add the fields; their names are the arguments of the service."""
        raise TypeError("a register has a form")

    def refresh_choices(self) -> None:
        """Read again what the form's drop-downs offer."""

    def values_of(self, row: Any) -> dict[str, Any]:
        """A row as the form shows it; None for a new record."""
        raise TypeError("a register fills its form")

    def title_of(self, row: Any) -> tuple[str, str]:
        """Bold words and the small line of the panel's head."""
        return str(row.name), ""

    def store(self, work: Work, row: Any, values: dict[str, Any]) -> int:
        """Add (row is None) or change; returns the record's identifier."""
        raise TypeError("a register saves its form")

    def extra(self) -> QWidget | None:
        """Something below the form that belongs to the record."""
        return None

    def show_extra(self, row: Any) -> None:
        """Fill what stands below the form."""

    def foot_buttons(self) -> Sequence[QWidget]:
        """Further buttons at the left of the foot."""
        return ()

    def head_buttons(self) -> Sequence[QWidget]:
        """Further buttons over the list, before the one that adds."""
        return ()

    # --- the same for all ---

    def facts(self) -> str:
        return t(f"office.{self.KEY}.facts", count=f"{self.count():,}")

    def count(self) -> int:
        """How many records there are."""
        return len(self.list.model.ids)

    def keys(self) -> tuple[KeyHint, ...]:
        own = [KeyHint("/", t("office.key.filter")), KeyHint("F6", t("office.key.region"))]
        if self.editable:
            save, problem = t("office.save"), t("office.key.next_problem")
            own = [KeyHint("Ctrl+Return", save), *own, KeyHint("F8", problem)]
        if self.editable and self.GROWS:
            own.insert(0, KeyHint("F2", t(f"office.{self.KEY}.add"), in_status=True))
        return tuple(own)

    def reload(self) -> None:
        if isinstance(self.source, SmallList):
            self.source.put(self.read_rows())
        self.refresh_choices()
        self.list.reload()
        if self._wanted is None and self.row is None and not self.adding and self.list.model.ids:
            self.list.select_id(self.list.model.ids[0])
        elif not self.form.dirty and not self.adding:
            self._show(self.list.current_row())
        self._arrived()
        self.facts_changed.emit()

    def focus_first(self) -> None:
        self.list.setFocus()

    def focus_form(self) -> None:
        """The keyboard goes to the first field."""
        self.beside.bring()
        names = self.form.names()
        if names:
            self.form.field(names[0]).take_focus()

    def open_record(self, kind: str, record_id: int) -> bool:
        if kind != self.OPENS:
            return False
        self.search.clear()
        if record_id:
            self._wanted = record_id
            self._select_wanted()
        return True

    def show_matches(self, text: str) -> None:
        self.search.setText(text)
        self.list.setFocus()

    def unsaved(self) -> bool:
        return self.form.dirty

    def add(self) -> None:
        """A new record: an empty form, the keyboard in its first field."""
        if not self.editable or not self.GROWS:
            return
        if self.form.dirty:
            self.beside.bring()
            self.panel.offer_save(self._save_then_add, self._discard_then_add)
            return
        self.adding = True
        self._show(None)
        self.focus_form()

    def save(self) -> bool:
        """Save the form; a refusal stands at its field and what was typed is kept."""
        if not self.editable or not self.form.check_all():
            return False
        row = None if self.adding else self.row
        values = self.form.values()
        before = self.values_of(row) if row is not None else None
        try:
            with self.desk.work() as work:
                identity = self.store(work, row, values)
        except DutyDeskError as error:
            self._refused(error)
            return False
        self._wanted = identity
        self.adding = False
        self.form.mark_saved()
        self.panel.withdraw_offer()
        self.reload()
        name = self.title_of(self.row)[0] if self.row is not None else ""
        if before is None:
            self.shell.notify(t("office.added", name=name))
        else:
            self.shell.notify(
                t("office.saved", name=name), undo=lambda: self._take_back(identity, dict(before))
            )
        return True

    def put_back(self) -> None:
        """Forget what was typed."""
        self.adding = False
        self.form.mark_saved()
        self.panel.withdraw_offer()
        self._show(self.list.current_row())
        self.list.setFocus()

    def _take_back(self, identity: int, before: dict[str, Any]) -> None:
        with self.desk.work() as work:
            self.store(work, self.source.rows([identity])[0], before)

    def _arrived(self) -> None:
        """All rows of a long list are there: what was asked for, or left half typed, may be far down."""
        self._select_wanted()
        self.draft.take_up()

    def _select_wanted(self) -> None:
        if self._wanted is not None and self.list.select_id(self._wanted):
            self._wanted = None
            if not self.form.dirty:
                self._show(self.list.current_row())

    def _refused(self, error: DutyDeskError) -> None:
        self.beside.bring()
        if isinstance(error, StaleError):
            # The other officer's values are shown; what was typed here stays in sight until it is given up.
            self.form.show_error(error)
            self.list.reload()
            self.row = self.list.current_row() or self.row
        else:
            self.form.show_error(error)
        if isinstance(error, InputError | Problems):
            self.form.focus_first_problem()

    def _moved(self, row: Any) -> None:
        if self.form.dirty and row is not None and self.row is not None and row.id != self.row.id:
            self.beside.bring()
            self.panel.offer_save(
                lambda: self._save_then_show(row.id), lambda: self._discard_then_show(row.id)
            )
        elif not self.form.dirty:
            self.adding = False
            self._show(row)

    def _show(self, row: Any) -> None:
        self.row = row
        self.form.clear_errors()
        self.draft.fill(self.values_of(row))
        if row is None:
            title, note = (t(f"office.{self.KEY}.add"), "") if self.adding else ("", "")
        else:
            title, note = self.title_of(row)
        self.panel.set_head(title, note)
        self.form.setEnabled(self.editable and (row is not None or self.adding))
        self.show_extra(row)
        self._typed()

    def take_up(self, record: int, at: datetime) -> bool:
        """Show what was left half typed at a record, 0 for a new one; False when the record is not there."""
        if not self.editable or self._wanted or not (self.list.select_id(record) if record else self.GROWS):
            return False
        self.adding = not record
        self._show(self.list.current_row() if record else None)
        title = self.panel.title.text() or t(f"office.{self.KEY}.add")
        self.panel.set_head(title, t("office.restored", moment=formats.moment(at)))
        return True

    def _typed(self) -> None:
        self.draft.look()
        offered = self.editable and (self.form.dirty or self.adding)
        self.save_button.setVisible(offered)
        self.undo_button.setVisible(offered)
        self.panel.show_foot(offered or any(not button.isHidden() for button in self._own_buttons))

    def _save_then_show(self, identity: int) -> None:
        if self.save():
            self.list.select_id(identity)
        elif self.row is not None:
            self.list.select_id(self.row.id)

    def _discard_then_show(self, identity: int) -> None:
        self.form.mark_saved()
        self.list.select_id(identity)
        self._moved(self.list.current_row())

    def _save_then_add(self) -> None:
        if self.save():
            self.add()

    def _discard_then_add(self) -> None:
        self.form.mark_saved()
        self.add()

    def _body(self) -> QWidget:
        extra = self.extra()
        if extra is None:
            return self.form
        holder = QWidget(self.panel.body_place)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.form)
        column.addWidget(extra)
        return holder

    def _empty(self) -> QWidget:
        button = None
        if self.editable and self.GROWS:
            button = Button(t(f"office.{self.KEY}.add"), icon="plus", key="F2", bind=False)
            button.clicked.connect(self.add)
        return EmptyState(
            t(f"office.{self.KEY}.empty"),
            t(f"office.{self.KEY}.empty_next"),
            icon="information-outline",
            tone=None,
            button=button,
        )

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search)
        top.addStretch()
        for button in self.head_buttons():
            top.addWidget(button)
        if self.editable and self.GROWS:
            self.add_button = Button(t(f"office.{self.KEY}.add"), kind=Kind.PRIMARY, icon="plus", key="F2")
            self.add_button.clicked.connect(self.add)
            top.addWidget(self.add_button)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(top)
        left.addWidget(self.list, 1)
        self.beside.put(left, self.panel)
        self.beside.closed.connect(self.list.setFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.beside)
        Regions(self, lambda: (self.search, self.list, self.form))

    def _ask(self, what: str) -> None:
        if self.LEDGER is not None:
            self.shell.export(self.LEDGER, self.list.request, what, self.list.shown_columns())
