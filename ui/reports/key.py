"""Key persons: the figures of the units, who is called today and what was said, the draw by lot (design 7.8, product rule R3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from duty_desk import formats, policy, screening
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission
from duty_desk.screening import KEY_PEOPLE, key_people, key_rows, papers
from duty_desk.screening.key_ledger import TONES
from duty_desk.screening.key_rows import DONE, Followed, KeyRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.cells import Cell
from ui.kit.desk_source import CellMaker
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.notices import EmptyState
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone
from ui.reports import key_forms
from ui.reports.key_panel import KeyPanel, key_mark
from ui.reports.key_totals import KeyTotalsStrip
from ui.reports.screening_papers import print_list
from ui.views.act_panel import ActPanel
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView

WIDTHS = {"unit": 152, "home": 136, "state": 168, "called_at": 72, "came_on": 80}
# Beside the units and the bulletin.
BESIDE = {"name": 60, "unit": 84, "home": 76, "state": 112}


class KeyView(ListView):
    """Enter opens; D dials and waits for the result; R draws by lot."""

    LEDGER = fitted(KEY_PEOPLE, WIDTHS, ("calls", "came_on"))
    STRONG = "name"
    SEARCHES = "reports_key.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"key_person", "key_call", "key_count", "key_draw"})
    HINTS = (("↑↓", "views.hint.choose"), ("Enter", "views.hint.open"), ("D", "reports_key.dial"))
    KEYS = (("D", "reports_key.dial"), ("R", "reports_key.draw_key"))

    def fill_top(self, column: QVBoxLayout) -> None:
        self.totals = KeyTotalsStrip(self)
        column.addWidget(self.totals)
        super().fill_top(column)

    def buttons(self) -> Sequence[QWidget]:
        found: list[QWidget] = []
        paper = icon_button("printer-outline", t("reports_key.print.button"))
        menu = QMenu(paper)
        for key, act in self._papers():
            menu.addAction(t(f"reports_key.print.{key}")).triggered.connect(lambda _=False, act=act: act())
        paper.set_popup(menu)
        found.append(paper)
        if self.tab.may(Permission.EDIT_REPORTING):
            edit = Button(t("reports_key.edit"), icon="pencil-outline", parent=self.head)
            menu = QMenu(edit)
            menu.addAction(t("reports_key.register.menu")).triggered.connect(lambda _=False: self.register())
            menu.addAction(t("reports_key.counts.menu")).triggered.connect(lambda _=False: self.set_counts())
            edit.set_popup(menu)
            found.append(edit)
        if self.tab.may(Permission.FILE_REPORT):
            words = t("reports_key.draw_key")
            self.draw_button = Button(
                words, icon="account-group-outline", kind=Kind.PRIMARY, parent=self.head
            )
            self.draw_button.clicked.connect(lambda: self.draw())
            found.append(self.draw_button)
        return found

    def choices(self, read: Any) -> Mapping[str, Chip]:
        rows = screening.list_key_people(read)
        self.totals.show_totals(key_rows.totals(read), len(rows))
        if self.tab.may(Permission.FILE_REPORT):
            count = min(policy.integer(read, "key.draw"), max(1, len(rows)))
            self.draw_button.set_words(t("reports_key.draw", count=count))
        found = {ALL: Chip(t("views.all"))}
        for key, states in (
            ("missed", [Followed.MISSED]),
            ("waiting", [Followed.WAITING]),
            ("reached", list(DONE)),
        ):
            tone, icon = TONES[key]
            filters = {"state": [state.value for state in states]}
            found[key] = Chip(t(f"key_people.state.{key}"), filters, icon, Tone(tone))
        if any(row.drawn for row in rows):
            found["drawn"] = Chip(t("key_people.filter.drawn"), {"drawn": True}, "account-group-outline")
        ended = (Followed.OVER.value, Followed.ENDED.value)
        if any(row.state.value in ended for row in screening.list_key_people(read, everybody=True)):
            found["ended"] = Chip(
                t("key_people.state.ended"), {"everybody": True, "state": ended}, "calendar-outline"
            )
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {
            "state": lambda row: Cell(mark=key_mark(row)),
            "called_at": lambda row: Cell(formats.clock(row.called_at) if row.called_at else ""),
            "verb": self._verb_cell,
        }

    def extra(self) -> Sequence[ColumnLike]:
        return (Column("verb", "", kind="verb", width=56),)

    def faint(self, row: Any) -> bool:
        return row.state in (Followed.OVER, Followed.ENDED)

    def verb(self, row: Any, key: str) -> None:
        if _to_call(row) and self.tab.may(Permission.FILE_REPORT):
            self.dial(row.id)
        else:
            self.show_row(row.id)

    def empty(self) -> QWidget:
        return EmptyState(
            t("reports_key.empty"), t("reports_key.empty_next"), icon="phone-outline", tone=None
        )

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if letter == "D" and row is not None:
            self.dial(row.id)
        elif letter == "R":
            self.draw()

    def facts(self) -> str:
        with self.desk.read() as read:
            states = [row.state for row in screening.list_key_people(read)]
        done = sum(state in DONE for state in states)
        return t("reports_key.facts", count=len(states), done=done, open=len(states) - done)

    def show_row(self, row_id: int) -> None:
        try:
            with self.desk.read() as read:
                row = screening.get_key_person(read, row_id)
                calls = key_rows.list_calls(read, row_id, limit=20)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        panel = self.panel
        if not isinstance(panel, KeyPanel):
            panel = KeyPanel(self)
            self.put_panel(panel)
        panel.show_row(row, calls)
        panel.show_acts(*self._acts(row))

    def refresh_panel(self) -> None:
        if isinstance(self.panel, KeyPanel) and self.panel.row is not None:
            self.show_row(self.panel.row.id)

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    # --- what is done ---

    def put_panel(self, panel: SidePanel | None) -> None:
        super().put_panel(panel)
        self.tab.panel_changed(self)

    def join(self, on: bool) -> None:
        """Beside the units and the bulletin in a wide window, or by itself."""
        self.list.foot.setVisible(not on)
        less = fitted(KEY_PEOPLE, BESIDE, ("calls", "came_on", "called_at"))
        self.show_ledger(less if on else self.LEDGER)
        self.list.columns.restore()

    def dial(self, key_person: int) -> ActPanel | None:
        """Name and number in full, which is on record, and a form for what the call came to."""
        if not self.tab.may(Permission.FILE_REPORT):
            return None
        with self.desk.read() as read:
            row = screening.get_key_person(read, key_person)
        if row.state in (Followed.OVER, Followed.ENDED):
            self.show_row(key_person)
            return None
        shown = self.attempt(lambda work: screening.dial(work, key_person))
        if shown is None:
            return None
        self.list.select_id(key_person)
        panel = key_forms.CallPanel(self.shell, row, shown, self)

        def done(called: key_people.Called) -> None:
            self.put_panel(None)
            self.list.setFocus()
            self.list.select_id(key_person)
            words = "reports_key.call.fever" if called.incident is not None else "reports_key.call.done"
            with self.desk.read() as read:
                said = screening.get_key_person(read, key_person).said
            self.shell.notify(t(words, name=row.name, said=said), locked=t("reports_key.call.locked"))

        panel.done.connect(done)
        self.put_panel(panel)
        panel.start()
        return panel

    def draw(self) -> None:
        """Draw by lot, and show who was drawn."""
        if not self.tab.may(Permission.FILE_REPORT):
            return
        drawn = self.attempt(lambda work: screening.draw(work))
        if drawn is None:
            return
        self.reload()
        self.choose("drawn")
        self.list.setFocus()
        self.shell.notify(
            t("reports_key.drawn", count=len(drawn.key_persons)), locked=t("reports_key.draw_locked")
        )

    def register(self) -> ActPanel:
        """Take somebody into the register."""
        return self._ask(key_forms.register_panel(self.shell, self), "register")

    def set_counts(self) -> ActPanel:
        """Write the figures of a unit."""
        return self._ask(key_forms.counts_panel(self.shell, self), "counts")

    def end(self, key_person: int) -> ActPanel:
        """End somebody's follow-up."""
        return self._ask(key_forms.end_panel(self.shell, self._row(key_person), self), "end")

    def change(self, key_person: int) -> ActPanel:
        """Change until when somebody is called."""
        return self._ask(key_forms.change_panel(self.shell, self._row(key_person), self), "change")

    def print_key_list(self, *, in_full: bool = False) -> None:
        """The list to call from."""
        print_list(
            self.shell,
            papers.KEY_LIST,
            lambda read, target: papers.draw_key_list(read, target, in_full=in_full),
            t("key_people.paper.list"),
            in_full=in_full,
        )

    def print_figures(self) -> None:
        """The figures by unit."""
        print_list(self.shell, papers.KEY_FIGURES, papers.draw_key_figures, t("key_people.paper.figures"))

    def _ask(self, panel: ActPanel, key: str) -> ActPanel:
        def done(_given: object) -> None:
            self.put_panel(None)
            self.list.setFocus()
            self.shell.notify(t(f"reports_key.{key}.done"), locked=t(f"reports_key.{key}.locked"))

        panel.done.connect(done)
        self.put_panel(panel)
        panel.start()
        return panel

    def _row(self, key_person: int) -> KeyRow:
        with self.desk.read() as read:
            return screening.get_key_person(read, key_person)

    def _papers(self) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = [("list", self.print_key_list), ("figures", self.print_figures)]
        if self.tab.may(Permission.REVEAL):
            found.insert(1, ("in_full", lambda: self.print_key_list(in_full=True)))
        return found

    def _acts(self, row: KeyRow) -> tuple[Any, list[Any]]:
        dial = None
        more: list[Any] = []
        over = row.state is Followed.ENDED or row.ended_on is not None
        if self.tab.may(Permission.FILE_REPORT) and not over and row.state is not Followed.OVER:
            dial = lambda: self.dial(row.id)  # noqa: E731
        if self.tab.may(Permission.EDIT_REPORTING) and not over:
            more = [
                (t("reports_key.change.menu"), lambda: self.change(row.id)),
                (t("reports_key.end.menu"), lambda: self.end(row.id)),
            ]
        return dial, more

    def _verb_cell(self, row: KeyRow) -> Cell:
        call = _to_call(row) and self.tab.may(Permission.FILE_REPORT)
        return Cell(t("reports_key.dial" if call else "reports_key.view"), verb=True)


def _to_call(row: KeyRow) -> bool:
    return row.state in (Followed.MISSED, Followed.WAITING) or (row.drawn and not row.verified)
